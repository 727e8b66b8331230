//! The command line, run as people run it: `cargo run --example simulate -- …`.

use cache_aside_playground::metrics::Report;
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The example as cargo builds it beside this very test. Built here as well, since `cargo test --test it` does not.
fn simulate() -> &'static PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--example", "simulate"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo starts").success(), "the example builds");
        let test = std::env::current_exe().expect("a test knows where it is");
        let profile = test.ancestors().nth(2).expect("target/PROFILE/deps/it");
        profile.join("examples").join(format!("simulate{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Exit code, output and errors.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(simulate()).args(arguments).output().expect("the example starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn stdout(arguments: &[&str]) -> String {
    let (code, out, err) = run(arguments);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    out
}

fn report(line: &str) -> Report {
    run::report(&Scenario::parse(line).expect(line)).expect(line)
}

const LINE: &str = "strategy=xfetch rate=20/s ttl=1s db_latency=100ms duration=20s seed=3";

#[test]
fn bad_input_is_refused_in_one_line_that_says_what_is_allowed() {
    let table: [(&[&str], &str); 9] = [
        (
            &["ttl=9"],
            "ttl=9 is refused: it must be a duration with its unit (ns us ms s m h) such as 200ms or 1m30s, \
             from 1us to 24h.",
        ),
        (&["warm=yes"], "warm=yes is refused: it must be one of false, true."),
        (&["warm=true warm=false"], "warm=false is refused: it must be given only once."),
        (
            &["rate=1000000/s", "duration=1m"],
            "duration=1m is refused: it must be shorter, or the traffic less: the run would make about \
             1607754330 events, of at most 10000000.",
        ),
        (&["--seeds", "0"], "--seeds=0 is refused: it must be a whole number, from 1 to 10000."),
        (&["--seeds"], "--seeds= is refused: it must be a whole number, from 1 to 10000."),
        (
            &["--frobnicate"],
            "--frobnicate= is refused: it must be one of --code FILE, --json, --trace, --seeds N, --help.",
        ),
        (&["--trace", "--seeds", "3"], "--seeds=3 is refused: it must be given without --trace, which shows one run."),
        (
            &["--seeds", "2", "seed=9007199254740991 duration=1ms"],
            "seed=9007199254740992 is refused: it must be a whole number, from 0 to 9007199254740991.",
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
    for expected in [
        "db queries per episode               1             1             –\n",
        "latency p99   ",
        " ms\n",
        "episodes   ",
    ] {
        assert!(table.contains(expected), "{expected:?} in\n{table}");
    }
    // 2/(2+.5+.1): the share of hits.
    assert!(table.lines().any(|line| line.starts_with("hit ratio ") && line.contains(" 0.76923 ")), "{table}");
}

/// The names and values of all numbers in a report, but for those of single episodes and of the theory.
fn numbers(report: &Value, prefix: &str, into: &mut Vec<(String, f64)>) {
    for (name, value) in report.as_object().expect("an object") {
        match value {
            Value::Object(_) if name != "theory" => numbers(value, &format!("{prefix}{name}."), into),
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

/// The example of XFetch as its inventors have it, in the default minute: three expiries of 20 s in each run, 600 in all. The
/// number of recomputes is geometric with mean e, and so with the deviation √(e(e−1)) = 2.16: ± .088 for 600. The gap
/// deviates by 1.2825·.5 = .641 s: ± 26 ms. What is not of the default minute but of half an hour has 98 expiries a run.
///
/// Whichever runs are taken, they are put together by their episodes, none of which counts that may be cut off by the end, or
/// be there only because it came before it: 200 runs of 25 s with a TTL of 15 s, of which every other sees a second expiry
/// only if that one is early, have 200 that count.
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

#[test]
fn help_names_every_option() {
    let help = stdout(&["--help"]);
    for option in ["--json", "--trace", "--seeds N", "--help"] {
        assert!(help.contains(option), "{option} in\n{help}");
    }
}

/// Writes code into a file of its own.
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
    assert!(table.contains("not always: There is one query for a key at a time."), "{table}");
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
    assert!(status == Some(2) && err.contains("it can not be read"), "{err}");
}
