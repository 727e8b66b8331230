//! A record of fingerprints per release, so that a change of the engine that moves traces is seen at once, and told.
//!
//! `tests/golden/releases/VERSION.txt` holds fingerprint and line of every preset as that version had it, and of a
//! hundred random scenarios. A line stands for itself: a preset that is changed later leaves its record as it was. The latest
//! record is run here. Where traces differ from it, the section Unreleased of CHANGELOG.md has to have an entry marked
//! **traces**.
//!
//! `RECORD_RELEASE=1 cargo test --test it releases` writes the record of the version in Cargo.toml, as long as
//! CHANGELOG.md does not list that version as released.

use crate::golden::file;
use crate::properties::trace;
use crate::scenarios::{line, parse};
use cache_aside_playground::scenario::{PRESETS, Scenario};
use std::fmt::Write as _;
use std::fs;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const MARK: &str = "**traces**";

/// The numbers of a version, for their order.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or_else(|_| panic!("{version} is not a version"))).collect()
}

/// The versions that have a record, in their order.
fn recorded() -> Vec<String> {
    let files = fs::read_dir(file("releases")).expect("the records are there");
    let names = files.map(|file| file.expect("the records can be read").file_name().into_string().expect("a name"));
    let mut versions: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".txt")?.to_string())).collect();
    versions.sort_by_key(|version| numbers(version));
    versions
}

/// The text under a heading of CHANGELOG.md.
fn changes(heading: &str) -> Option<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/CHANGELOG.md");
    let text = fs::read_to_string(path).expect("CHANGELOG.md");
    section(&text, heading).map(str::to_string)
}

fn section<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let sections = text.split("\n## ").skip(1);
    sections.filter_map(|section| section.split_once('\n')).find(|(title, _)| title.starts_with(heading)).map(|s| s.1)
}

fn fingerprint(line: &str) -> Option<String> {
    // A line that is refused today made a run then: its trace is gone, which is a change.
    Scenario::parse(line).ok().map(|scenario| trace(&scenario).fingerprint())
}

fn record() {
    assert!(changes(VERSION).is_none(), "{VERSION} is released, its record stays: raise the version in Cargo.toml");
    let presets = PRESETS.iter().map(|preset| preset.scenario().to_string());
    let mut rows = String::new();
    for line in presets.chain((0..100).map(line)) {
        let fingerprint = trace(&parse(&line)).fingerprint();
        writeln!(rows, "{fingerprint}  {line}").expect("a string takes everything");
    }
    fs::write(file("releases").join(format!("{VERSION}.txt")), rows).expect("the record can be written");
}

#[test]
fn traces_are_those_of_the_latest_release_or_the_changelog_says_so() {
    if std::env::var_os("RECORD_RELEASE").is_some_and(|value| value == "1") {
        return record();
    }
    let latest = recorded().pop().expect("a record");
    assert!(numbers(&latest) <= numbers(VERSION), "{latest} has a record, and Cargo.toml says {VERSION}");
    let rows = fs::read_to_string(file("releases").join(format!("{latest}.txt"))).expect("the record can be read");
    let mut moved = Vec::new();
    for row in rows.lines() {
        let (expected, line) = row.split_once("  ").expect("a fingerprint, two spaces and a line");
        if fingerprint(line).as_deref() != Some(expected) {
            moved.push(line);
        }
    }
    assert!(rows.lines().count() >= 100, "the record of {latest} is whole");
    let told = changes("Unreleased").is_some_and(|text| text.contains(MARK));
    assert!(
        moved.is_empty() || told,
        "{} of {} traces are not those of {latest}, such as that of\n  {}\nIf that is meant, say so in CHANGELOG.md, \
         under Unreleased, marked {MARK}. Before {latest} is released: RECORD_RELEASE=1 cargo test --test it releases",
        moved.len(),
        rows.lines().count(),
        moved[0]
    );
}

#[test]
fn a_section_of_the_changelog_is_found_by_its_heading() {
    let text =
        "# Changelog\n\nMarked **traces**.\n\n## Unreleased\n\n- A.\n\n## 0.1.0, 2026-01-01\n\n- **traces** B.\n";
    assert_eq!(section(text, "Unreleased"), Some("\n- A.\n"));
    assert_eq!(section(text, "0.1.0"), Some("\n- **traces** B.\n"));
    assert_eq!(section(text, "0.2.0"), None);
}
