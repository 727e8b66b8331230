//! Files and functions stay short, and a file says what it is. `eslint.config.js` has the same caps for JavaScript.

use super::{assert_none, sources};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 60;

/// Functions that are longer still, with their lines. They may only shrink: an entry says the length exactly, and is taken
/// away once the function is short.
const LONG: &[(&str, &str, usize)] = &[
    ("src/trace/invariants/cache.rs", "event", 66),
    ("src/trace/invariants/locks.rs", "event", 62),
    ("src/trace/invariants/versions.rs", "event", 63),
];

/// The functions of a source and how many lines each has, from `fn` to its closing brace: rustfmt puts that brace on a
/// line of its own, as far in as the function begins.
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
        // A body on the same line, or none at all in a trait.
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
    let mut long = Vec::new();
    for source in ["src", "tests", "examples", "fuzz/src", "tools/src"].iter().flat_map(|folder| sources(folder, "rs"))
    {
        // A table of test cases is as long as it is.
        let is_table = |name: &str| name.ends_with("table") && source.path.starts_with("tests/");
        let too_long = |(name, lines): &(String, usize)| *lines > FUNCTION_LINES_MAX && !is_table(name);
        for (name, lines) in functions(&source.text).into_iter().filter(too_long) {
            if !LONG.contains(&(&source.path, &name, lines)) {
                found.push(format!("{}: {name} has {lines} lines, at most {FUNCTION_LINES_MAX}", source.path));
            }
            long.push((source.path.clone(), name, lines));
        }
    }
    for (path, name, lines) in LONG {
        if !long.contains(&(path.to_string(), name.to_string(), *lines)) {
            found.push(format!("LONG has {name} of {path} with {lines} lines, which it has not: take that away"));
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

#[test]
fn files_stay_short_and_begin_with_what_they_are() {
    let mut found = Vec::new();
    let rust = sources("src", "rs").into_iter().chain(sources("tests", "rs"));
    for source in rust {
        if !source.text.starts_with("//! ") {
            found.push(format!("{}: begins without saying what it is", source.path));
        }
        // Spelt apart, so that this file does not find itself.
        if source.text.contains(concat!("#[", "ignore")) {
            found.push(format!("{}: a test that is not run is no test", source.path));
        }
        let lines = source.text.lines().count();
        if lines > FILE_LINES_MAX {
            found.push(format!("{}: {lines} lines, at most {FILE_LINES_MAX}", source.path));
        }
    }
    let scripts = ["www", "tests", "tools"].iter().flat_map(|folder| {
        let scripts = sources(folder, "js").into_iter().chain(sources(folder, "mjs"));
        scripts.filter(|source| !source.path.starts_with("www/wasm/") && !source.path.starts_with("tools/target/"))
    });
    for source in scripts {
        // Globals are named before everything else, for eslint.
        let first = source.text.lines().find(|line| !line.starts_with("/* global ") && !line.is_empty());
        if !first.is_some_and(|line| line.starts_with("/**") || line.starts_with("// ")) {
            found.push(format!("{}: begins without saying what it is", source.path));
        }
    }
    assert_none(&found);
}
