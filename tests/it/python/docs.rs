//! The tables of docs/WRITE-YOUR-OWN.md, which are made from the code. `UPDATE_GOLDEN=1 cargo test` writes them.

use cache_aside_playground::python::TEXT_BYTES_MAX;
use cache_aside_playground::python::language::{ABSENT, ATTRIBUTES, BUILTINS, SYNTAX, VERBS};
use cache_aside_playground::python::machine::{CALLS_MAX, STACK_MAX, STEPS_MAX, VERBS_MAX};
use cache_aside_playground::python::meter::{RUN_BYTES_MAX, RUN_STEPS_MAX, VERB_STEPS};
use cache_aside_playground::run::challenges::CHALLENGES;
use cache_aside_playground::verdict::Property;
use std::fmt::Write as _;
use std::fs;

/// The text with the content between a table's two marks replaced.
fn with_table(text: &str, name: &str, table: &str) -> String {
    let (begin, end) =
        (format!("<!-- {name}: made by `UPDATE_GOLDEN=1 cargo test` -->\n"), format!("<!-- end of {name} -->"));
    let from = text.find(&begin).expect("the table's begin mark") + begin.len();
    let to = text.find(&end).expect("the table's end mark");
    format!("{}\n{table}\n{}", &text[..from], &text[to..])
}

fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(N));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    text
}

#[test]
fn the_document_lists_what_there_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/WRITE-YOUR-OWN.md");
    let held = fs::read_to_string(path).expect("the document");
    let code = |text: &str| format!("`{text}`");
    let verbs = VERBS.iter().map(|entry| [code(&entry.signature()), entry.doc.to_string()]);
    let builtins = BUILTINS.iter().map(|entry| [code(&entry.signature()), entry.doc.to_string()]);
    let attributes = ATTRIBUTES.iter().map(|(name, _, doc)| [code(&format!(".{name}")), (*doc).to_string()]);
    let absent = ABSENT.iter().map(|(word, instead)| [code(word), (*instead).to_string()]);
    let properties = Property::all().map(|property| [code(property.name()), property.sentence().to_string()]);
    let challenges = CHALLENGES.iter().map(|one| [one.title.to_string(), one.goal.to_string(), code(one.line)]);
    let limits = [
        ("length of the code", format!("{TEXT_BYTES_MAX} bytes")),
        ("steps between two verbs", STEPS_MAX.to_string()),
        ("verbs of one request", VERBS_MAX.to_string()),
        ("calls within calls", CALLS_MAX.to_string()),
        ("values on one request's stack", STACK_MAX.to_string()),
        ("steps of a run", format!("{RUN_STEPS_MAX}, of which a verb counts for {VERB_STEPS}")),
        ("memory of the requests under way", format!("{} MB", RUN_BYTES_MAX >> 20)),
    ];
    let tables = [
        ("syntax", format!("```python\n{}\n```\n", SYNTAX.join("\n"))),
        ("verbs", table(["call", "what it does"], verbs.chain(builtins).chain(attributes))),
        ("absent", table(["not there", "instead"], absent)),
        ("properties", table(["word", "what is to hold always"], properties)),
        ("challenges", table(["challenge", "goal", "line"], challenges)),
        ("limits", table(["limit", "at most"], limits.into_iter().map(|(what, most)| [what.to_string(), most]))),
    ];
    let made = tables.iter().fold(held.clone(), |text, (name, table)| with_table(&text, name, table));
    if crate::golden::updates() {
        fs::write(path, made).expect("the document is writable");
    } else {
        assert!(held == made, "run UPDATE_GOLDEN=1 cargo test and look at the difference");
    }
}
