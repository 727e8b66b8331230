//! The README's table of fields is made from `FIELDS`; `UPDATE_GOLDEN=1 cargo test` writes it.

use cache_aside_playground::scenario::FIELDS;
use std::fmt::Write as _;

const BEGIN: &str = "<!-- fields: made by `UPDATE_GOLDEN=1 cargo test` -->\n";
const END: &str = "<!-- end of fields -->";

fn table() -> String {
    let mut table = String::from("| field | default | must be | meaning |\n|---|---|---|---|\n");
    for field in FIELDS {
        let default = if field.default.is_empty() { String::new() } else { format!("`{}`", field.default) };
        let (name, allowed, doc) = (field.name, (field.allowed)().replace('|', "\\|"), field.doc);
        writeln!(table, "| `{name}` | {default} | {allowed} | {doc} |").expect("writing to a string");
    }
    table
}

#[test]
fn the_readme_lists_the_fields_as_they_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("README.md");
    let begin = readme.find(BEGIN).expect("the table's begin mark") + BEGIN.len();
    let end = readme.find(END).expect("the table's end mark");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let updated = format!("{}{}{}", &readme[..begin], table(), &readme[end..]);
        std::fs::write(path, updated).expect("README.md is writable");
    } else {
        assert_eq!(&readme[begin..end], table(), "run UPDATE_GOLDEN=1 cargo test and look at the difference");
    }
}
