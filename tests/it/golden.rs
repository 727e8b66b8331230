//! Golden traces: short runs, event by event, which also serve as reading material.
//!
//! A file of `tests/golden/` has comment lines (`#`), the scenario's line (`>`) and the events as text.
//! `UPDATE_GOLDEN=1 cargo test golden` writes the events; without it they are compared exactly. To add a golden trace,
//! create a file with the first lines and let the events be written.

use crate::held::violations;
use crate::properties::trace;
use crate::scenarios::parse;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// Whether to write the files instead of comparing them.
pub fn updates() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1")
}

/// The path of a golden file.
pub fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// Compares a golden file with the expected text, or writes it.
pub fn hold(name: &str, expected: &str) {
    let path = file(name);
    if updates() {
        return fs::write(&path, expected).expect("the golden file can be written");
    }
    let held = fs::read_to_string(&path).unwrap_or_default();
    let differs = held.lines().zip(expected.lines()).position(|(a, b)| a != b);
    if let Some(index) = differs {
        let line = |text: &str| text.lines().nth(index).unwrap_or_default().to_string();
        panic!(
            "{name}, line {}, is\n  {}\nnow\n  {}\nif that is meant: UPDATE_GOLDEN=1 cargo test",
            index + 1,
            line(&held),
            line(expected)
        );
    }
    assert!(held == expected, "{name} has another length; if that is meant: UPDATE_GOLDEN=1 cargo test");
}

#[test]
fn each_golden_trace_is_what_its_scenario_does() {
    const EVENTS_MAX: usize = 60;
    let files = fs::read_dir(file("")).expect("the golden directory is there");
    let mut names: Vec<String> = files.map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".txt") && name != "fingerprints.txt");
    names.sort();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let text = fs::read_to_string(file(&name)).expect("the golden file can be read");
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with(['#', '>'])).collect();
        let Some((line, explained)) = head.split_last() else { panic!("{name} has no lines of comment") };
        let line = line.strip_prefix("> ").unwrap_or_else(|| panic!("{name} has no line of a scenario"));
        assert!(explained.len() >= 2, "{name} explains nothing");
        let scenario = parse(line);
        assert_eq!(line, scenario.to_string(), "{name}: without defaults, in the order of the table");
        let trace = trace(&scenario);
        assert!(trace.events().len() <= EVENTS_MAX, "{name}: {} events are too many to read", trace.events().len());
        assert_eq!(violations(&scenario, trace.events()), Vec::<String>::new(), "{name}");
        let mut expected = head.join("\n") + "\n";
        for event in trace.events() {
            writeln!(expected, "{event}").expect("a string takes everything");
        }
        hold(&name, &expected);
    }
}
