//! Hostile programs. Each ends with one sentence that names the line, from the compiler, the request or the run. None
//! takes long or needs much memory, which is counted rather than timed.

use cache_aside_playground::python::Code;
use cache_aside_playground::python::meter::{RUN_BYTES_MAX, RUN_STEPS_MAX};
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::{Simulation, Stuck};

/// The sentence with which a program ends. Checks that its run stays within the limits.
fn end_of(text: &str, line: &str) -> Result<(), String> {
    let scenario = Scenario::parse(line).expect("a scenario");
    let code = Code::new(text, &scenario).map_err(|mistake| mistake.to_string())?;
    let mut simulation = Simulation::with_code(&scenario, code);
    loop {
        let before = simulation.running().expect("code").meter.steps();
        let slice = simulation.advance(50_000);
        let meter = &simulation.running().expect("code").meter;
        assert!(meter.steps() <= RUN_STEPS_MAX + 20_000 && meter.bytes() <= RUN_BYTES_MAX + 100_000);
        assert!(meter.steps() - before <= 6_000_000, "the caller gets its turn after {}", meter.steps() - before);
        simulation.trace_mut().forget();
        match slice {
            Ok(true) => break Ok(()),
            Ok(false) => {}
            Err(Stuck::Code(stop)) => break Err(stop.2.to_string()),
            Err(stuck) => panic!("{stuck}"),
        }
    }
}

fn ends_with(text: &str, sentence: &str) {
    let end = end_of(text, "duration=5s rate=100/s").expect_err(text);
    assert!(end.contains(sentence) && end.starts_with("line ") && !end.contains('\n'), "{end}\n{text}");
}

fn read(body: &str) -> String {
    format!("def read(key):\n    {}\n", body.replace('\n', "\n    "))
}

/// Ten reads look up the cache at a time, 0.1 ms apart, and the first to get its answer never ends its loop. Nothing
/// happens after that, wherever a slice ends: the trace is the same in a page and on the command line.
#[test]
fn nothing_happens_after_a_mistake() {
    let scenario = Scenario::parse("arrivals=even rate=10000/s duration=100ms cache_latency=1ms").expect("a scenario");
    let text = "def read(key):\n    found = cache.get(key)\n    while True: pass\n";
    let traces = (1..=20).map(|polls| {
        let mut simulation = Simulation::with_code(&scenario, Code::new(text, &scenario).expect("it compiles"));
        let stop = loop {
            match simulation.advance(polls) {
                Ok(finished) => assert!(!finished),
                Err(Stuck::Code(stop)) => break stop.0,
                Err(stuck) => panic!("{stuck}"),
            }
        };
        let last = simulation.trace().events().last().map(|event| event.at);
        assert!(last <= Some(stop), "{last:?} is after {stop:?}, in slices of {polls}");
        simulation.trace().events().len()
    });
    let lengths: std::collections::BTreeSet<usize> = traces.collect();
    assert_eq!(lengths.len(), 1, "{lengths:?} events");
}

#[test]
fn what_never_ends_is_stopped_where_it_stands() {
    ends_with(&read("while True: pass"), "line 2, column 11: more than 10000 steps without a wait");
    ends_with(&read("return read(key)"), "line 2, column 12: RecursionError: more than 50 calls");
    ends_with(&read("while True: sleep(0)"), "more than 10000 commands in one request");
    ends_with(
        &read("while True:\n    try:\n        return 1\n    finally:\n        continue"),
        "more than 10000 steps",
    );
    ends_with(&read("for i in range(9223372036854775807): pass"), "more than 10000 steps");
    ends_with("def f(key):\n    spawn(f, key)\ndef read(key):\n    spawn(f, key)\n", "too many background tasks");
    ends_with(
        "def f(key):\n    pass\ndef read(key):\n    for i in range(1000000): spawn(f, key)\n",
        "too many background",
    );
}

#[test]
fn what_grows_is_refused() {
    ends_with(&read("s = \"a\"\nwhile True: s = s + s"), "texts cannot be joined");
    ends_with(&read("s = \"a\" * 1000000000"), "texts cannot be joined, repeated");
    ends_with(&read("n = 2\nwhile True: n = n * n"), "whole numbers go up to");
    ends_with(&read("return 10 ** 10 ** 10"), "whole numbers go up to");
    let line = "duration=1m rate=5000/s ttl=24h db_connections=0 strategy=unprotected";
    let end = end_of(&read("sleep(1000)"), line).expect_err("too many readers");
    assert!(end.contains("hold more than"), "{end}");
    let end = end_of(&read("for i in range(1000): x = i\nreturn cache.get(key)"), line).expect_err("too many steps");
    assert!(end.contains("million steps"), "{end}");
}

#[test]
fn what_is_deep_or_strange_does_not_compile() {
    ends_with(&read(&format!("return {}1{}", "(".repeat(4_000), ")".repeat(4_000))), "nested too deeply");
    ends_with(&"(".repeat(8_192), "never closed");
    ends_with(&read(&format!("return {}1", "-".repeat(8_000))), "nested too deeply");
    ends_with(&read(&format!("return {}1", "not ".repeat(2_000))), "nested too deeply");
    ends_with(&"#".repeat(8_193), "at most 8192");
    ends_with(&read("return c\u{430}che.get(key)"), "line 2, column 13: `\u{430}` is the letter U+0430");
    ends_with(&read("x\u{ff1d}1"), "U+FF1D");
    ends_with(&read("x\u{200b} = 1"), "U+200B");
    ends_with(&read("x = 1 \"\"\"a\nb\"\"\""), "found `\"\"\"a`");
    for unseen in ["# \u{1b}[2J", "log(\"\u{1b}[2J\")", "log(\"a\rb\")", "# \u{9b}2J", "\0"] {
        ends_with(&read(unseen), "has no meaning here");
    }
    let deep: String = (1..60).map(|depth| format!("{}try:\n", " ".repeat(depth))).collect();
    ends_with(&format!("def read(key):\n{deep}"), "more than 20 loops and `try`");
}

/// A shared call that waits for itself never ends, and neither do its readers. This is not a deadlock of the kernel.
#[test]
fn readers_that_wait_for_each_other_do_not_end_and_the_run_does() {
    let text = "def f(key):\n    return once(key, f)\ndef read(key):\n    return once(key, f)\n";
    assert_eq!(end_of(text, "duration=5s rate=10/s"), Ok(()));
}
