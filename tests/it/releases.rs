//! A record of fingerprints per release, so that a change that moves traces is detected and documented.
//!
//! `tests/golden/releases/VERSION.txt` has the fingerprint and the line of every preset of that version and of a
//! hundred random scenarios. The lines are stored, so a later change of a preset does not affect the record. The latest
//! record is run here. If traces differ from it, the section Unreleased of CHANGELOG.md must have an entry under
//! Traces.
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

/// The numbers of a version, for sorting.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or_else(|_| panic!("{version} is not a version"))).collect()
}

/// The versions that have a record, in ascending order.
fn recorded() -> Vec<String> {
    let files = fs::read_dir(file("releases")).expect("the records are there");
    let names = files.map(|file| file.expect("the records can be read").file_name().into_string().expect("a name"));
    let mut versions: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".txt")?.to_string())).collect();
    versions.sort_by_key(|version| numbers(version));
    versions
}

fn changelog() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CHANGELOG.md")).expect("CHANGELOG.md")
}

/// The text under a heading of a changelog: a version is at level 2, a group of its entries at level 3.
fn section<'a>(text: &'a str, level: usize, heading: &str) -> Option<&'a str> {
    let mark = format!("\n{} ", "#".repeat(level));
    let sections = text.split(mark.as_str()).skip(1);
    sections.filter_map(|section| section.split_once('\n')).find(|(title, _)| title.starts_with(heading)).map(|s| s.1)
}

/// Whether a changelog says under Unreleased that traces moved.
fn tells_of_traces(text: &str) -> bool {
    let group = section(text, 2, "Unreleased").and_then(|unreleased| section(unreleased, 3, "Traces"));
    group.is_some_and(|group| group.contains("\n- "))
}

fn fingerprint(line: &str) -> Option<String> {
    // A line that is refused today ran at that release, so its trace has changed.
    Scenario::parse(line).ok().map(|scenario| trace(&scenario).fingerprint())
}

fn record() {
    assert!(
        section(&changelog(), 2, VERSION).is_none(),
        "{VERSION} is released, its record stays: raise the version in Cargo.toml"
    );
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
    assert!(
        moved.is_empty() || tells_of_traces(&changelog()),
        "{} of {} traces are not those of {latest}, such as that of\n  {}\nIf that is meant, say so in CHANGELOG.md, \
         under Unreleased, Traces. Before {latest} is released: RECORD_RELEASE=1 cargo test --test it releases",
        moved.len(),
        rows.lines().count(),
        moved[0]
    );
}

#[test]
fn moved_traces_are_told_under_unreleased_alone() {
    let entries = "### Added\n\n- A.\n\n### Traces\n\n- B.\n";
    let released = format!("# Changelog\n\n## Unreleased\n\n- C.\n\n## 0.1.0, 2026-01-01\n\n{entries}");
    assert!(!tells_of_traces(&released));
    assert!(!tells_of_traces("# Changelog\n\n## Unreleased\n\n### Traces\n\n## 0.1.0, 2026-01-01\n\n- A.\n"));
    assert!(tells_of_traces(&format!("# Changelog\n\n## Unreleased\n\n{entries}")));
    assert_eq!(section(&released, 2, "0.1.0").and_then(|text| section(text, 3, "Traces")), Some("\n- B.\n"));
    assert_eq!(section(&released, 2, "0.2.0"), None);
}
