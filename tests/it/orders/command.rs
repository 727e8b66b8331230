//! Tests of the explorer's command line, run as a user runs it: `cargo run --example explore -- …`.

use crate::example::Example;
use serde_json::Value;

static EXPLORE: Example = Example::new("explore");

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    EXPLORE.run(arguments)
}

fn stdout(arguments: &[&str]) -> String {
    EXPLORE.stdout(arguments)
}

/// One object per property, each on a line of its own.
fn json(arguments: &[&str]) -> Vec<Value> {
    let out = stdout(&[&["--json"], arguments].concat());
    out.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

#[test]
fn json_has_an_object_for_each_property() {
    let line = "strategy=mutex write_policy=invalidate readers=2 writers=2 warm=true moves=lock_expires";
    let rows = json(&[line]);
    let told = |row: &Value| {
        let word = |name: &str| row[name].as_str().expect(name).to_string();
        let steps = row["steps"].as_array().expect("steps");
        assert!(steps.iter().all(Value::is_string) && row["orders"].is_u64() && row["states"].is_u64(), "{row}");
        format!("{} {} {} {}", word("property"), word("kind"), word("verdict"), steps.len())
    };
    let rows: Vec<String> = rows.iter().map(told).collect();
    let expected = [
        "stale_until_ttl always violated 10",
        "read_after_write always violated 10",
        "one_query always violated 9",
        "one_holder always violated 7",
        "back_in_time always never 0",
        "every_reader_ends always never 0",
    ];
    assert_eq!(rows[..6], expected);
    assert!(rows[6..].iter().all(|row| row.contains(" sometimes happens ")), "{rows:?}");
}

/// The number of orders is unknown if not all were tried, and no verdict is `never`.
#[test]
fn a_search_that_gives_up_is_undecided() {
    let line = ["strategy=lease", "warm=false", "writers=2"];
    let rows = json(&[&["--states", "60"], &line[..]].concat());
    assert!(rows.iter().all(|row| row["orders"].is_null() && row["verdict"] != "never"), "{rows:?}");
    assert_eq!(rows[0]["verdict"], "undecided");
    let table = stdout(&[&["--states", "60"], &line[..]].concat());
    assert!(table.contains("not all tried: stopped after") && table.contains("states tried, none found"), "{table}");
}

#[test]
fn the_table_tells_verdicts_apart_and_marks_the_interruption() {
    let table = stdout(&["strategy=unprotected warm=false"]);
    for expected in [
        "orders  3,102, all tried, through ",
        "stale_until_ttl    VIOLATED in 5 steps ",
        "    R0 R0 R0 W0 W0 R0   (stale_set)\n",
        "      3. W0 commits version 2.   <- interrupts\n",
        "one_holder         never violated ",
        "returns_version_2  happens in ",
    ] {
        assert!(table.contains(expected), "{expected:?} in\n{table}");
    }
}

#[test]
fn a_way_is_played() {
    let out = stdout(&["--play", "R0 R0 R0 W0 W0 R0", "strategy=unprotected warm=false"]);
    let (steps, events) = out.split_once("\n\n").expect("an empty line between");
    assert_eq!(steps.lines().last(), Some("R0 stores version 1, returns version 1."));
    assert!(events.lines().count() > 10, "{events}");
}

#[test]
fn what_is_refused_exits_with_2_and_one_sentence() {
    let table: [(&[&str], &str); 5] = [
        (&["lock_poll=10ms"], "invalid lock_poll=10ms: expected 0ms here: readers that poll may look any number of"),
        (&["readers=4"], "invalid readers=4: expected a whole number, from 1 to 3"),
        (&["--frobnicate"], "invalid --frobnicate=: expected one of --json, --states N, --play WAY, --help"),
        (&["--states", "0"], "invalid --states=0: expected a whole number, from 1 to 10000000"),
        (&["--play", "X9"], "invalid move 1=X9: expected one of R0, R1, W0"),
    ];
    for (arguments, expected) in table {
        let (code, out, err) = run(arguments);
        assert_eq!((code, out.as_str(), err.lines().count()), (Some(2), "", 1), "{arguments:?}: {err}");
        assert!(err.starts_with(expected), "{arguments:?}: {err}");
    }
}
