//! The README's tables are made from the code: the fields of a line from `FIELDS`, the numbers of a report from the
//! comments of `Report`. `UPDATE_GOLDEN=1 cargo test` writes them.

use cache_aside_playground::scenario::{FIELDS, PRESETS};
use std::fmt::Write as _;
use std::fs;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Holds the text between a table's two marks against what it should be, or writes it.
fn check(name: &str, table: &str) {
    let path = format!("{ROOT}/README.md");
    let readme = fs::read_to_string(&path).expect("README.md");
    let (begin_mark, end_mark) =
        (format!("<!-- {name}: made by `UPDATE_GOLDEN=1 cargo test` -->\n"), format!("<!-- end of {name} -->"));
    let begin = readme.find(&begin_mark).expect("the table's begin mark") + begin_mark.len();
    let end = readme.find(&end_mark).expect("the table's end mark");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, format!("{}{table}{}", &readme[..begin], &readme[end..])).expect("README.md is writable");
    } else {
        assert_eq!(&readme[begin..end], table, "run UPDATE_GOLDEN=1 cargo test and look at the difference");
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// One test, so that no two write the file at once.
#[test]
fn the_readme_lists_fields_presets_and_report_as_they_are() {
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
