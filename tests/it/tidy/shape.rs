//! Checks of the length of files and functions, and that every file has a header. `eslint.config.js` has the same
//! limits for JavaScript.

use super::{Source, assert_none, sources};
use std::fs;
use std::path::Path;

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 60;

/// The functions of a source with their numbers of lines, from `fn` to the closing brace. rustfmt puts that brace on
/// its own line, with the indentation of the function.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (margin, code) = line.split_at(line.len() - line.trim_start().len());
        let qualifiers = code.split("fn ").next().unwrap_or_default();
        let is_function = code.contains("fn ")
            && qualifiers.split_whitespace().all(|word| {
                word.starts_with("pub") || matches!(word, "const" | "async" | "unsafe" | "extern" | "crate)" | "super)")
            });
        if !is_function {
            continue;
        }
        let closing = format!("{margin}}}");
        // The body is on the same line, or there is none (in a trait).
        let ends_here = |line: &str| line.ends_with('}') || line.ends_with(';');
        let end = if ends_here(line) { Some(index) } else { (index..lines.len()).find(|&at| lines[at] == closing) };
        let name: String =
            code[qualifiers.len() + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        found.push((name, end.map_or(1, |end| end - index + 1)));
    }
    found
}

#[test]
fn functions_stay_short() {
    let mut found = Vec::new();
    for source in ["src", "tests", "examples", "benches", "fuzz/src", "tools/src", "real/src"]
        .iter()
        .flat_map(|folder| sources(folder, "rs"))
    {
        // Tables of test cases may have any length.
        let is_table = |name: &str| name.ends_with("table") && source.path.starts_with("tests/");
        let too_long = |(name, lines): &(String, usize)| *lines > FUNCTION_LINES_MAX && !is_table(name);
        for (name, lines) in functions(&source.text).into_iter().filter(too_long) {
            found.push(format!("{}: {name} has {lines} lines, at most {FUNCTION_LINES_MAX}", source.path));
        }
    }
    assert_none(&found);
}

#[test]
fn the_length_of_a_function_is_counted_to_its_brace() {
    let text = "impl A {\n    pub(crate) const fn short(&self) {}\n\n    async fn long(\n        a: u8,\n    ) -> u8 {\n        \
                if a > 1 {\n        }\n        a\n    }\n}\n\n/// Not fn this() {\nfn last() {\n}\n";
    let expected = [("short", 1), ("long", 7), ("last", 2)];
    assert_eq!(functions(text), expected.map(|(name, lines)| (name.to_string(), lines)));
}

/// Every source that is written by hand, whatever the language.
fn all_sources() -> impl Iterator<Item = Source> {
    let folders = ["src", "www", "tests", "tools", "examples", "benches", "real", "fuzz/src"];
    let extensions = ["rs", "js", "mjs", "ts", "css", "py"];
    let found = folders.into_iter().flat_map(move |folder| extensions.map(|extension| sources(folder, extension)));
    found.flatten().filter(|source| !source.path.starts_with("www/wasm/"))
}

#[test]
fn files_stay_short() {
    let mut found = Vec::new();
    for source in all_sources() {
        let lines = source.text.lines().count();
        if lines > FILE_LINES_MAX {
            found.push(format!("{}: {lines} lines, at most {FILE_LINES_MAX}", source.path));
        }
    }
    assert_none(&found);
}

#[test]
fn files_begin_with_what_they_are() {
    let mut found = Vec::new();
    for source in all_sources() {
        // Globals are named before everything else, for eslint.
        let first = source.text.lines().find(|line| !line.starts_with("/* global ") && !line.is_empty());
        let openings: &[&str] = match source.path.rsplit_once('.') {
            Some((_, "rs")) => &["//! "],
            Some((_, "css")) => &["/*"],
            Some((_, "py")) => &["#", "\"\"\""],
            _ => &["/**", "// "],
        };
        if !first.is_some_and(|line| openings.iter().any(|opening| line.starts_with(opening))) {
            found.push(format!("{}: begins without saying what it is", source.path));
        }
    }
    assert_none(&found);
}

/// A merge was once committed with its markers in the changelog, where no compiler saw them.
#[test]
fn no_text_has_conflict_markers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.to_path_buf(), root.join("docs")];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let texts = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let marked = texts.filter(|path| {
        let text = fs::read_to_string(path).expect("a text");
        text.lines().any(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "))
    });
    assert_none(&marked.map(|path| path.display().to_string()).collect::<Vec<_>>());
}

#[test]
fn every_test_is_run() {
    let mut found = Vec::new();
    for source in ["src", "tests", "real/src"].iter().flat_map(|folder| sources(folder, "rs")) {
        // Split, so that this file does not match itself.
        if source.text.contains(concat!("#[", "ignore")) {
            found.push(format!("{}: a test that is not run is no test", source.path));
        }
    }
    assert_none(&found);
}
