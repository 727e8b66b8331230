//! Tests of the documents. The tables of docs/FIELDS.md are generated from the code: the fields of a line from
//! `FIELDS`, the numbers of a report from the comments of `Report` (`UPDATE_GOLDEN=1 cargo test` writes them). Links
//! must have a target, and the README must be short and say where the XFetch rule is.

use cache_aside_playground::scenario::{FIELDS, PRESETS};
use std::fmt::Write as _;
use std::fs;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Compares the text between a table's two marks with the expected text, or writes it.
fn check(name: &str, table: &str) {
    let path = format!("{ROOT}/docs/FIELDS.md");
    let page = fs::read_to_string(&path).expect("docs/FIELDS.md");
    let (begin_mark, end_mark) =
        (format!("<!-- {name}: made by `UPDATE_GOLDEN=1 cargo test` -->\n"), format!("<!-- end of {name} -->"));
    let begin = page.find(&begin_mark).expect("the table's begin mark") + begin_mark.len();
    let end = page.find(&end_mark).expect("the table's end mark");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, format!("{}{table}{}", &page[..begin], &page[end..])).expect("docs/FIELDS.md is writable");
    } else {
        assert_eq!(&page[begin..end], table, "run UPDATE_GOLDEN=1 cargo test and look at the difference");
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A single test, so that no two tests write the file at the same time.
#[test]
fn fields_presets_and_report_are_listed_as_they_are() {
    let mut fields = String::from("| field | default | must be | meaning |\n|---|---|---|---|\n");
    for field in FIELDS {
        let default = if field.default.is_empty() { String::new() } else { format!("`{}`", field.default) };
        let allowed = cell(&field.allowed());
        writeln!(fields, "| `{}` | {default} | {allowed} | {} |", field.name, cell(field.doc)).expect("a string");
    }
    check("fields", &fields);

    let mut presets = String::from("| preset | what it shows |\n|---|---|\n");
    for preset in PRESETS {
        writeln!(presets, "| `{}` | {} |", preset.name, cell(preset.claim)).expect("a string");
    }
    check("presets", &presets);

    let mut report = String::from("| number | meaning |\n|---|---|\n");
    for (name, meaning) in documented_fields("src/folds/metrics.rs", "pub struct Report {") {
        writeln!(report, "| `{name}` | {} |", cell(&meaning)).expect("a string");
    }
    check("report", &report);
}

/// The public fields of a struct in a source file, with their comments.
fn documented_fields(file: &str, begin: &str) -> Vec<(String, String)> {
    let source = fs::read_to_string(format!("{ROOT}/{file}")).expect("a source file");
    let body = source.split_once(begin).expect("the struct").1.split_once("\n}").expect("its end").0;
    let (mut fields, mut comment) = (Vec::new(), Vec::new());
    for line in body.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            comment.push(text);
        } else if let Some((name, _)) = line.strip_prefix("pub ").and_then(|field| field.split_once(':')) {
            fields.push((name.to_string(), comment.join(" ")));
            comment.clear();
        }
    }
    assert!(fields.len() > 10, "{file} has no such struct");
    fields
}

/// The documents of the root and of docs/: their paths from the root, and their text.
fn documents() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for folder in ["", "docs/", "benches/"] {
        for entry in fs::read_dir(format!("{ROOT}/{folder}")).expect("a folder") {
            let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
            if name.ends_with(".md") {
                paths.push(format!("{folder}{name}"));
            }
        }
    }
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(format!("{ROOT}/{path}")).expect("text"))).collect()
}

/// The targets of the links of a document, without fragments and without links to other sites.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|tail| tail.split_once(')')).map(|(target, _)| target);
    targets.filter(|target| !target.contains("://")).map(|target| target.split('#').next().unwrap_or_default())
}

#[test]
fn every_link_leads_to_a_file() {
    let documents = documents();
    let mut found = 0;
    for (path, text) in &documents {
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        for target in links(text).filter(|target| !target.is_empty()) {
            assert!(fs::metadata(format!("{ROOT}/{folder}{target}")).is_ok(), "{path}: {target} is not there");
            found += 1;
        }
    }
    assert!(documents.len() > 5 && found > 20, "{found} links in {} documents", documents.len());
}

#[test]
fn the_readme_is_short_and_says_where_the_xfetch_rule_is() {
    const LINES_MAX: usize = 120;
    let readme = fs::read_to_string(format!("{ROOT}/README.md")).expect("README.md");
    assert!(readme.lines().count() <= LINES_MAX, "{} lines, at most {LINES_MAX}", readme.lines().count());
    let row = readme.lines().find(|line| line.contains("the XFetch rule")).expect("a row about the XFetch rule");
    let file = links(row).next().expect("a link");
    let source = fs::read_to_string(format!("{ROOT}/{file}")).expect("its file");
    assert!(row.contains("`recompute_early`") && source.contains("fn recompute_early("), "{row}");
}

#[test]
fn the_architecture_has_a_row_for_every_folder() {
    let rows = fs::read_to_string(format!("{ROOT}/ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let rows: Vec<&str> = rows.lines().filter(|line| line.starts_with("| `")).collect();
    for top in ["src", "www", "tests"] {
        for entry in fs::read_dir(format!("{ROOT}/{top}")).expect("a folder") {
            let entry = entry.expect("a file");
            let name = entry.file_name().to_string_lossy().into_owned();
            // The files that wasm-bindgen writes to www/wasm/ are documented with the core.
            if entry.path().is_dir() && (top, name.as_str()) != ("www", "wasm") {
                let (alone, among) = (format!("`{top}/{name}/`"), format!("`{name}/`"));
                let is_named = |row: &&str| row.contains(&alone) || (row.contains(top) && row.contains(&among));
                assert!(rows.iter().any(is_named), "no row of ARCHITECTURE.md is about {top}/{name}/");
            }
        }
    }
}
