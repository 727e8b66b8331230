//! Tests of the limits of a run: its work is counted, a run that reaches a limit is stopped and keeps its results so
//! far, and only a line that certainly exceeds a limit is refused.
//!
//! `EXECUTIONS=5000 cargo test --release --test it bounds` runs that many lines with extreme values, and all ordinary
//! ones in full. The tests assert that work is proportional to the number of requests, but never a time.

use crate::extremes;
use crate::held::violations;
use crate::scenarios::{line, parse};
use cache_aside_playground::metrics::Report;
use cache_aside_playground::run::{limits::Limits, report_of};
use cache_aside_playground::scenario::{EVENTS_MAX, Scenario};
use cache_aside_playground::simulation::Simulation;

/// The number of executions: EXECUTIONS, or `few` by default.
fn executions(few: u64) -> u64 {
    std::env::var("EXECUTIONS").map_or(few, |number| number.parse().expect("EXECUTIONS is a number"))
}

fn no_limits() -> Limits {
    Limits { events: u64::MAX, work: u64::MAX, bytes: u64::MAX }
}

/// The report of a run with limits, and its number of polls.
fn report_within(scenario: &Scenario, limits: Limits, slice: u64) -> (Report, u64) {
    let mut simulation = Simulation::within(scenario, limits);
    while !simulation.advance(slice).expect("no deadlock") {}
    let polls = simulation.polls();
    (report_of(&mut simulation, scenario, |_| {}).expect("no deadlock"), polls)
}

/// Work is proportional to the number of arrivals: about ten polls for each request.
#[test]
fn work_is_proportional_to_the_arrivals() {
    let table = [
        "strategy=unprotected rate=1000/s write_rate=11000/s write_delay=30s db_latency=1ms db_connections=0 duration=10s",
    ];
    for line in table {
        let scenario = parse(line);
        let (report, polls) = report_within(&scenario, Limits::default(), u64::MAX);
        let arrived = (scenario.rate.per_second() + scenario.write_rate.per_second()) * scenario.duration.as_secs_f64();
        assert!(report.stopped.is_none(), "{line}: {:?}", report.stopped);
        assert!(polls as f64 <= 20.0 * arrived, "{line}: {polls} polls for {arrived} requests");
        assert!(report.events as f64 <= 20.0 * arrived, "{line}: {} events for {arrived} requests", report.events);
    }
}

/// A release wakes all waiting readers, like a message to all subscribers. With 24,000 readers and no second lookup
/// that is n²/2, about 10⁸ polls. The run is stopped at the limit with its results so far: thousands of reads, ended or
/// in flight.
#[test]
fn waiters_that_all_wake_up_are_work_that_stops_a_run() {
    for line in [
        "strategy=mutex lock_recheck=false rate=24000/s duration=1s db_latency=100us cache_latency=0ms ttl=1us warm=false",
        "strategy=mutex lock_recheck=false rate=24000/s duration=1s db_latency=100us cache_latency=1ms ttl=1us warm=false",
        "strategy=lease arrivals=even rate=200000/s duration=1s db_connections=0 db_timeout=1ms warm=false",
        // Each delete voids the lease before there is a value, so as many readers as deletes get one, and the queue
        // grows.
        "strategy=lease rate=200/s write_rate=200/s",
    ] {
        let limits = Limits { work: Limits::default().work / 10, ..Limits::default() };
        let report = report_within(&parse(line), limits, u64::MAX).0;
        let stopped = report.stopped.expect("stopped");
        assert_eq!(stopped.limit, "work", "{line}");
        assert!(report.reads + report.unfinished > 1_000, "{line}: {} reads", report.reads);
        assert!(stopped.at_ms > 0.0 && stopped.at_ms < stopped.of_ms, "{line}");
    }
}

/// A million clients that pause for an hour make no read within a second, and the only event is that of the warm key.
/// With pauses of an hour on average, 10⁶ · (1 − e^(−1/3600)) = 277.7 of them read.
#[test]
fn idle_clients_are_no_work() {
    let closed = |think_time: &str| {
        let line = format!("arrivals=closed clients=1000000 think_time={think_time} duration=1s");
        report_within(&parse(&line), Limits::default(), u64::MAX)
    };
    let (report, polls) = closed("1h");
    assert_eq!((report.events, report.unfinished, polls), (1, 0, 0));
    let (report, polls) = closed("exponential:1h");
    assert!((200..360).contains(&report.reads) && polls <= 4 * 360, "{} reads, {polls} polls", report.reads);
}

/// 200 readers poll every millisecond for 600 ms each: 120,000 checks of three polls, without an event.
#[test]
fn looks_that_leave_no_event_are_counted_and_stop_a_run() {
    let scenario = parse("strategy=mutex lock_recheck=false lock_poll=1ms rate=200/s duration=30s warm=false");
    let limits = Limits { work: 100_000, ..Limits::default() };
    let (report, polls) = report_within(&scenario, limits, 1_000);
    let stopped = report.stopped.expect("stopped");
    assert_eq!((stopped.limit, polls), ("work", 100_000));
    assert!(report.events < 5_000, "{} events", report.events);
    assert!(0.0 < stopped.at_ms && stopped.at_ms < stopped.of_ms && stopped.of_ms == 30_000.0);
    assert!(
        stopped.sentence.ends_with(
            "of 30s: it had taken 100,000 computing steps, the limit of a run. The results up to then are shown."
        ),
        "{}",
        stopped.sentence
    );
}

/// The time at which a run is stopped depends on its scenario and the limits, not on the slices. Its results are the
/// start of the whole run, and are consistent.
#[test]
fn a_stopped_run_is_the_beginning_of_the_whole_one() {
    let mut reasons = [0; 3];
    for case in 0..200 {
        let scenario = parse(&line(case));
        let (whole, polls) = report_within(&scenario, no_limits(), u64::MAX);
        for (index, limits) in [
            Limits { events: whole.events / 2 + 1, ..no_limits() },
            Limits { work: polls / 2 + 1, ..no_limits() },
            Limits { bytes: scenario.bytes_of_keys() + 1_003 * scenario.bytes_of_request(), ..no_limits() },
        ]
        .into_iter()
        .enumerate()
        {
            let (report, _) = report_within(&scenario, limits, u64::MAX);
            for slice in [1, 7, 1_000] {
                assert_eq!(report_within(&scenario, limits, slice).0, report, "in slices of {slice}: '{scenario}'");
            }
            let mut simulation = Simulation::within(&scenario, limits);
            while !simulation.advance(1_000).expect("no deadlock") {}
            assert_eq!(simulation.progress(), 1.0);
            reasons[index] += u32::from(report.stopped.is_some());
            let mut all = Simulation::within(&scenario, no_limits());
            while !all.advance(1_000).expect("no deadlock") {}
            let (part, all) = (simulation.trace(), all.trace());
            assert!(all.events().starts_with(part.events()), "'{scenario}'");
            let cut = Scenario { duration: scenario.duration, ..scenario.clone() };
            if report.stopped.is_none() {
                assert!(violations(&cut, part.events()).is_empty(), "'{scenario}'");
            }
        }
    }
    assert!(reasons[0] > 100 && reasons[1] > 100, "stopped by events, work, memory: {reasons:?}");
}

/// 20,000 reads per second that take an hour each: after 50 ms a thousand are in flight.
#[test]
fn more_requests_than_memory_holds_stop_a_run() {
    let scenario =
        parse("strategy=unprotected arrivals=even rate=20000/s db_latency=1h duration=1s warm=false db_connections=0");
    let limits = Limits { bytes: scenario.bytes_of_keys() + 2_000 * scenario.bytes_of_request(), ..Limits::default() };
    let stopped = report_within(&scenario, limits, 1_000).0.stopped.expect("stopped");
    assert_eq!((stopped.limit, stopped.at_ms), ("memory", 100.05));
}

/// Any line with extreme values is either refused with a sentence, or ends within a hundredth of the usual limits.
#[test]
fn lines_at_the_extremes_end_or_are_stopped_or_refused() {
    let full = std::env::var_os("EXECUTIONS").is_some();
    let limits = match full {
        true => Limits::default(),
        false => Limits { events: EVENTS_MAX / 100, work: 300_000, bytes: 20_000_000 },
    };
    let [mut ended, mut stopped, mut refused] = [0; 3];
    for number in 0..executions(400) {
        let line = extremes::line(number);
        let scenario = match Scenario::parse(&line) {
            Ok(scenario) => scenario,
            Err(error) => {
                assert!(error.to_string().starts_with(&format!("invalid {}=", error.field)), "{line}");
                refused += 1;
                continue;
            }
        };
        let (report, polls) = report_within(&scenario, limits, 10_000);
        assert!(polls <= limits.work, "{polls} polls: {line}");
        match report.stopped {
            Some(why) => {
                assert!(why.sentence.starts_with("The run was stopped at ") && why.at_ms <= why.of_ms, "{line}");
                stopped += 1;
            }
            None => {
                assert!(scenario.events_least() <= report.events, "{} events: {line}", report.events);
                ended += 1;
            }
        }
    }
    assert!(ended > 20 && stopped > 20 && refused > 20, "{ended} ended, {stopped} stopped, {refused} refused");
}

/// A line with an offered value is accepted. If the value surely fits, the run is not stopped: 10 s of 1,000,000 reads/s
/// fit neither in memory nor in the work of a run when each takes 10 s.
#[test]
fn an_offered_value_fits() {
    let (mut offered, mut sure) = (0, 0);
    let known = [
        "strategy=mutex lock_recheck=false rate=1000000/s duration=1m warm=false",
        "strategy=unprotected rate=1000000/s duration=1m warm=false db_connections=0 db_latency=10s",
        "strategy=unprotected arrivals=even rate=1000000/s db_latency=1ms duration=1m",
    ];
    let random = (0..executions(400)).map(extremes::line);
    for line in known.map(String::from).into_iter().chain(random) {
        let Err(refused) = Scenario::parse(&line) else { continue };
        for fit in refused.fits.iter().flatten() {
            let others = line.split(' ').filter(|part| part.split('=').next() != Some(fit.field));
            let line = others.chain([format!("{}={}", fit.field, fit.value).as_str()]).collect::<Vec<_>>().join(" ");
            let scenario = Scenario::parse(&line).unwrap_or_else(|error| panic!("{error}\n  {line}"));
            assert!(scenario.events_least() <= EVENTS_MAX);
            offered += 1;
            // Some of them, because they are large; all with EXECUTIONS.
            if fit.surely && (sure < 6 || std::env::var_os("EXECUTIONS").is_some()) {
                let stopped = report_within(&scenario, Limits::default(), 50_000).0.stopped;
                assert!(stopped.is_none(), "{stopped:?}\n  {line}");
                sure += 1;
            }
        }
    }
    assert!(offered > 20 && sure > 5, "{offered} offers, {sure} sure");
}

/// Ordinary services: none is refused, and none with up to two million events is stopped.
#[test]
fn ordinary_lines_are_not_refused() {
    const EVENTS: u64 = 2_000_000;
    let each = if std::env::var_os("EXECUTIONS").is_some() { 1 } else { 10 };
    for number in 0..200 {
        let line = extremes::ordinary(number);
        let scenario = Scenario::parse(&line).unwrap_or_else(|error| panic!("{error}\n  {line}"));
        if number % each == 0 {
            let report = report_within(&scenario, Limits::default(), 50_000).0;
            let stopped = report.stopped.filter(|_| report.events <= EVENTS);
            assert!(stopped.is_none(), "{stopped:?}\n  {line}");
        }
    }
}
