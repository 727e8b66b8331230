//! Tests of the command line, run as a user runs it: `cargo run --example simulate -- …`.

use crate::example::Example;
use cache_aside_playground::metrics::Report;
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use serde_json::Value;

static SIMULATE: Example = Example::new("simulate");

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    SIMULATE.run(arguments)
}

fn stdout(arguments: &[&str]) -> String {
    SIMULATE.stdout(arguments)
}

fn report(line: &str) -> Report {
    run::report(&Scenario::parse(line).expect(line)).expect(line)
}

const LINE: &str = "strategy=xfetch rate=20/s ttl=1s db_latency=100ms duration=20s seed=3";

#[test]
fn an_error_escapes_control_characters_of_the_input() {
    for given in ["ttl=\u{1b}[31m9", "\u{1b}]0;owned\u{7}=1", "--\u{9b}2J", "ttl=\u{202e}s9", "do=1s:\u{8}\u{8}expire"]
    {
        let (code, out, err) = run(&[given]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{given:?}");
        let obeyed = err.trim_end().chars().find(|letter| letter.is_control() || *letter == '\u{202e}');
        assert_eq!(obeyed, None, "{given:?}: {err:?}");
    }
}

#[test]
fn bad_input_is_refused_in_one_line_that_says_what_is_allowed() {
    let table: [(&[&str], &str); 9] = [
        (&["ttl=9"], "invalid ttl=9: expected a duration such as 200ms, from 1us to 24h; did you mean 9s?"),
        (&["warm=perhaps"], "invalid warm=perhaps: expected one of false, true"),
        (&["warm=true warm=false"], "invalid warm=false: expected warm only once"),
        (
            &["rate=1000000/s", "duration=1m"],
            "invalid duration=1m: expected a shorter run or less traffic: duration and rate give at least 119,906,537 \
             events, and a run may have 10,000,000. It may fit with duration=1s, or with rate=20000/s",
        ),
        (&["--seeds", "0"], "invalid --seeds=0: expected a whole number, from 1 to 10000"),
        (&["--seeds"], "invalid --seeds=: expected a whole number, from 1 to 10000"),
        (
            &["--frobnicate"],
            "invalid --frobnicate=: expected one of --code FILE, --json, --trace, --seeds N, --compare LANES, --help",
        ),
        (&["--trace", "--seeds", "3"], "invalid --seeds=3: expected no --trace beside it, which shows one run"),
        (
            &["--seeds", "2", "seed=9007199254740991 duration=1ms"],
            "invalid seed=9007199254740992: expected a whole number, from 0 to 9007199254740991; did you mean \
             9007199254740991?",
        ),
    ];
    for (arguments, expected) in table {
        let expected = (Some(2), String::new(), format!("{expected}\n"));
        assert_eq!(run(arguments), expected, "{arguments:?}");
    }
}

#[test]
fn the_parts_of_a_line_may_be_arguments_of_their_own() {
    let whole = stdout(&[LINE]);
    let parts: Vec<&str> = LINE.split(' ').collect();
    assert_eq!(stdout(&parts), whole);
    assert_eq!(stdout(&[&["--"], &parts[..]].concat()), whole);
}

#[test]
fn json_is_the_report() {
    let expected = serde_json::to_string_pretty(&report(LINE)).expect("a report is JSON");
    assert_eq!(stdout(&["--json", LINE]), format!("{expected}\n"));
}

#[test]
fn a_trace_comes_before_the_report_and_changes_nothing() {
    let (trace, report) = run::run(&Scenario::parse(LINE).expect(LINE)).expect(LINE);
    let with_trace = stdout(&["--trace", LINE]);
    let (events, table) = with_trace.split_once("\n\n").expect("an empty line between");
    assert_eq!(events.lines().count() as u64, report.events);
    for (line, event) in events.lines().zip(trace.events()) {
        assert_eq!(line, event.to_string());
    }
    assert_eq!(table, stdout(&[LINE]));
    assert!(table.contains(&report.fingerprint), "{table}");
}

#[test]
fn the_table_has_theory_beside_what_was_measured() {
    let table = stdout(&["strategy=mutex rate=10/s ttl=2s db_latency=500ms cache_latency=0ms duration=60s"]);
    for expected in ["response time p99   ", "lock wait mean   ", " ms\n", "episodes   "] {
        assert!(table.contains(expected), "{expected:?} in\n{table}");
    }
    let row = |table: &str, label: &str| {
        let line = table.lines().find(|line| line.starts_with(label)).unwrap_or_else(|| panic!("{label}:\n{table}"));
        line[label.len()..].split_whitespace().map(str::to_string).collect::<Vec<_>>()
    };
    // Label, predicted, measured, ± and the number of samples: 60 s have 22 whole cycles of 2.6 s.
    assert_eq!(row(&table, "queries per refill ")[..3], ["1", "1", "0"]);
    assert!((20..=23).contains(&row(&table, "queries per refill ")[3].parse().expect("n")), "{table}");
    // 2/(2+.5+.1): the share of hits.
    assert!(
        table.lines().any(|line| line.starts_with("hits among all reads ") && line.contains(" 0.76923 ")),
        "{table}"
    );
    // Three expiries are too few to tell how early a refresh comes.
    let few = stdout(&["strategy=xfetch rate=100/s ttl=20s db_latency=500ms duration=1m"]);
    assert!(
        row(&few, "first early refresh before expiry, mean, ms ").join(" ").ends_with("too few to compare"),
        "{few}"
    );
}

/// The names and values of all numbers in a report, except those of episodes, reasons and theory.
fn numbers(report: &Value, prefix: &str, into: &mut Vec<(String, f64)>) {
    for (name, value) in report.as_object().expect("an object") {
        match value {
            Value::Object(_) if !["theory", "miss_reasons", "stale_causes"].contains(&name.as_str()) => {
                numbers(value, &format!("{prefix}{name}."), into)
            }
            Value::Number(number) => into.push((format!("{prefix}{name}"), number.as_f64().expect("a double"))),
            _ => {}
        }
    }
}

#[test]
fn many_seeds_give_the_mean_and_standard_error_of_every_number() {
    let mut runs = Vec::new();
    for seed in 3..6 {
        let report = report(&LINE.replace("seed=3", &format!("seed={seed}")));
        let mut all = Vec::new();
        numbers(&serde_json::to_value(report).expect("a report is JSON"), "", &mut all);
        all.sort_by(|a, b| a.0.cmp(&b.0));
        runs.push(all);
    }
    let summary: Value = serde_json::from_str(&stdout(&["--seeds", "3", "--json", LINE])).expect("JSON");
    let mut means: Vec<&Value> = summary["report"].as_array().expect("a list").iter().collect();
    means.sort_by_key(|mean| mean["name"].as_str());
    assert_eq!(means.len(), runs[0].len(), "as many means as numbers in the report: {means:?}");
    for (index, mean) in means.iter().enumerate() {
        let (name, values) = (&runs[0][index].0, [0, 1, 2].map(|run| runs[run][index].1));
        assert_eq!(mean["name"].as_str(), Some(name.as_str()));
        let expected = values.iter().sum::<f64>() / 3.0;
        let squares: f64 = values.iter().map(|value| (value - expected) * (value - expected)).sum();
        let close = |got: &Value, expected: f64| {
            let got = got.as_f64().expect("a number");
            assert!((got - expected).abs() <= 1e-9 * (1.0 + expected.abs()), "{name}: {got} against {expected}");
        };
        close(&mean["mean"], expected);
        close(&mean["standard_error"], (squares / 2.0 / 3.0).sqrt());
    }
    for name in ["db_queries_per_episode", "begun_early_share", "gap_of_begun_early_ms"] {
        let episodes = summary["episodes"].as_array().expect("a list");
        assert!(episodes.iter().any(|mean| mean["name"] == name && mean["standard_error"].is_number()), "{name}");
    }
}

/// The example in the XFetch paper, with the default duration of a minute: three expiries of 20 s in each run, 600 in
/// all. The number of recomputes is geometric with mean e and standard deviation √(e(e−1)) = 2.16: ± .088 for 600. The
/// gap has a standard deviation of 1.2825·.5 = .641 s: ± 26 ms. Runs of half an hour have 98 expiries each.
///
/// Runs are combined by episodes. An episode does not count if the end of the run may cut it off, or if it is in the
/// run only because it was early. In 200 runs of 25 s with a TTL of 15 s, many have a second expiry only because it was
/// early, so 200 count.
#[test]
fn many_seeds_tell_the_mean_of_the_textbook() {
    let line = "strategy=xfetch rate=100/s db_latency=500ms ttl=20s cache_latency=0ms db_connections=0";
    let cases = [
        ("200", line, "", 600.0, 0.035),
        ("20", line, "duration=30m", 1_900.0, 0.02),
        ("200", line, "ttl=15s duration=25s", 200.0, 0.07),
    ];
    for (seeds, line, more, episodes, relative_error) in cases {
        let line = if more.starts_with("ttl") { line.replace("ttl=20s ", "") } else { line.to_string() };
        let summary: Value =
            serde_json::from_str(&stdout(&["--seeds", seeds, "--json", "--", &line, more])).expect("JSON");
        let number = |value: &Value| value.as_f64().expect("a number");
        let in_all = &summary["episodes"][0];
        let counted = number(&in_all["count"]);
        assert!((counted / episodes - 1.0).abs() < 0.03, "{more}: {counted} episodes");
        for (name, known) in [("db_queries_per_episode", std::f64::consts::E), ("xfetch_gap_ms", 2_244.6)] {
            let form = &summary["theory"][name];
            let (predicted, measured) = (number(&form["predicted"]), number(&form["measured"]));
            let error = number(&form["standard_error"]);
            assert!((predicted / known - 1.0).abs() < 5e-4, "{name}: {predicted}");
            assert!((measured - predicted).abs() <= 4.0 * error, "{more} {name}: {form}");
            assert!(error <= relative_error * predicted, "{more} {name}: {form}");
        }
        let (mean, error) = (number(&in_all["mean"]), number(&in_all["standard_error"]));
        assert!((mean - std::f64::consts::E).abs() <= 4.0 * error, "{more}: {in_all}");
    }
}

/// The preset of a lost delete and its lane with a shorter TTL: 187 and 21 stale reads, of the same 479 reads.
#[test]
fn lanes_are_compared_side_by_side() {
    let table = stdout(&["--compare", "ttl=2s", "preset=lost_delete"]);
    assert!(table.contains("lane 1       with ttl=2s\n"), "{table}");
    for expected in [
        "stale reads                           187            21\n",
        "reads                                 479           479\n",
    ] {
        assert!(table.contains(expected), "{expected:?} in\n{table}");
    }
    let both: Value =
        serde_json::from_str(&stdout(&["--json", "--compare", "ttl=2s", "preset=lost_delete"])).expect("JSON");
    let expected =
        ["preset=lost_delete", "preset=lost_delete ttl=2s"].map(|line| serde_json::to_string(&report(line)).unwrap());
    // Parsed from text like the output, because a number may lose its last bit in JSON.
    let expected: Vec<Value> = expected.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    assert_eq!(both, Value::from(expected));
    let (code, _, err) = run(&["--compare", "rate=2/s", "preset=lost_delete"]);
    assert_eq!(code, Some(2));
    assert!(err.starts_with("invalid compare=rate=2/s: expected lanes that share their rate"), "{err}");
}

#[test]
fn help_names_every_option() {
    let help = stdout(&["--help"]);
    for option in ["--json", "--trace", "--seeds N", "--compare LANES", "--help"] {
        assert!(help.contains(option), "{option} in\n{help}");
    }
}

/// Writes code to a separate file.
#[cfg(feature = "python")]
fn file_of(name: &str, code: &str) -> String {
    let path = std::env::temp_dir().join(format!("cache-aside-{}-{name}.py", std::process::id()));
    std::fs::write(&path, code).expect("the temporary folder can be written");
    path.to_string_lossy().into_owned()
}

#[cfg(feature = "python")]
#[test]
fn a_listing_prints_the_report_of_its_strategy() {
    let listing = |name: &str| format!("{}/src/python/listings/{name}.py", env!("CARGO_MANIFEST_DIR"));
    for strategy in ["unprotected", "mutex", "xfetch", "background_refresh", "single_flight", "lease"] {
        let line = format!("preset=stampede strategy={strategy} duration=8s");
        let expected = report(&line);
        let out = stdout(&["--code", &listing(strategy), "--json", &line]);
        let said: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(said["fingerprint"], expected.fingerprint.as_str(), "{strategy}");
        assert_eq!(
            (said["reads"].as_u64(), said["db_queries"].as_u64()),
            (Some(expected.reads), Some(expected.db_queries))
        );
        assert!(said["broken"].is_array() && said["code"].is_string());
    }
}

#[cfg(feature = "python")]
#[test]
fn code_is_traced_and_run_over_seeds_like_any_other() {
    let code = "# Mine\ndef read(key):\n    log(\"asked\", 2)\n    return db.query(key)\n";
    let file = file_of("mine", code);
    let line = "duration=1s arrivals=even rate=2/s";
    let trace = stdout(&["--code", &file, "--trace", line]);
    assert!(trace.contains("line 3: asked 2") && trace.contains("DbQueryStarted") && trace.contains("Mine"), "{trace}");
    let seeds = stdout(&["--code", &file, "--seeds", "3", line]);
    assert!(seeds.contains("seeds        3"), "{seeds}");
    let table = stdout(&["--code", &file, "rate=100/s duration=2s"]);
    assert!(table.contains("not always: There is at most one query per key at a time."), "{table}");
}

#[cfg(feature = "python")]
#[test]
fn code_that_is_refused_says_where_in_one_line() {
    let table = [
        ("compile", "def read(key):\n    return cash.get(key)\n", "line 2, column 12: `cash` is not defined"),
        (
            "run",
            "def read(key):\n    return 1 / 0\n",
            "line 2, column 14: ZeroDivisionError: division by zero (R0, at ",
        ),
        ("loop", "def read(key):\n    while True: pass\n", "line 2, column 11: more than 10000 steps without a wait"),
        ("none", "x = 1\n", "define what runs: `def read(key):`"),
    ];
    for (name, code, expected) in table {
        let file = file_of(name, code);
        let (status, out, err) = run(&["--code", &file, "duration=1s"]);
        assert_eq!((status, out.as_str(), err.lines().count()), (Some(2), "", 1), "{err}");
        assert!(err.starts_with(&file) && err.contains(expected), "{err}");
    }
    let (status, _, err) = run(&["--code", "/nowhere/at/all.py"]);
    assert!(status == Some(2) && err.contains("it cannot be read"), "{err}");
}
