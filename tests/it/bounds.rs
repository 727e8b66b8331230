//! Work is bounded: what a run uses up is counted, a run that has used up what it may is stopped with what it has, and
//! only what surely exceeds a limit is refused.
//!
//! `EXECUTIONS=5000 cargo test --release --test it bounds` runs so many of the lines at the extremes, and all ordinary ones
//! whole. Times are not asserted; that work is in proportion to what happens, is.

use crate::extremes;
use crate::held::violations;
use crate::scenarios::{line, parse};
use cache_aside_playground::metrics::Report;
use cache_aside_playground::run::{limits::Limits, report_of};
use cache_aside_playground::scenario::{EVENTS_MAX, Scenario};
use cache_aside_playground::simulation::Simulation;

/// How many executions: as many as EXECUTIONS says, or this few.
fn executions(few: u64) -> u64 {
    std::env::var("EXECUTIONS").map_or(few, |number| number.parse().expect("EXECUTIONS is a number"))
}

fn no_limits() -> Limits {
    Limits { events: u64::MAX, polls: u64::MAX, bytes: u64::MAX }
}

/// The report, and the polls that it took.
fn report_within(scenario: &Scenario, limits: Limits, slice: u64) -> (Report, u64) {
    let mut simulation = Simulation::within(scenario, limits);
    while !simulation.advance(slice).expect("no deadlock") {}
    let polls = simulation.polls();
    (report_of(simulation, |_| {}).expect("no deadlock"), polls)
}

/// Work is in proportion to what arrives: some ten polls for each request.
#[test]
fn work_is_in_proportion_to_what_happens() {
    let table = [
        "duration=1s strategy=lease arrivals=even rate=50000/s warm=false db_connections=0 db_timeout=1ms",
        "strategy=unprotected rate=1000/s write_rate=11000/s write_delay=30s db_latency=1ms db_connections=0 duration=10s",
        "strategy=lease rate=200/s write_rate=200/s",
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

/// A release wakes everybody who waits: of 24,000 readers who do not look again n²/2, some 10⁸ polls. The run is stopped
/// at the limit, with what it has.
#[test]
fn waiters_that_all_wake_up_are_work_that_stops_a_run() {
    for line in [
        "strategy=mutex lock_recheck=false rate=24000/s duration=1s db_latency=100us cache_latency=0ms ttl=1us warm=false",
        "strategy=mutex lock_recheck=false rate=24000/s duration=1s db_latency=100us cache_latency=1ms ttl=1us warm=false",
    ] {
        let limits = Limits { polls: Limits::default().polls / 10, ..Limits::default() };
        let report = report_within(&parse(line), limits, u64::MAX).0;
        let stopped = report.stopped.expect("stopped");
        assert_eq!(stopped.limit, "work", "{line}");
        assert!(report.reads > 1_000 && stopped.at_ms > 0.0 && stopped.at_ms < stopped.of_ms, "{line}");
    }
}

/// Of a million clients that pause for an hour nobody reads within a second, and nobody is anything but idle: the warm
/// key's event is all that happens. At an hour's mean some 278 begin: 10⁶ · (1 − e^(−1/3600)) = 277.7.
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

/// 200 readers poll for 600 ms each at every millisecond: 120,000 looks of three polls that leave no event.
#[test]
fn looks_that_leave_no_event_are_counted_and_stop_a_run() {
    let scenario = parse("strategy=mutex lock_recheck=false lock_poll=1ms rate=200/s duration=30s warm=false");
    let limits = Limits { polls: 100_000, ..Limits::default() };
    let (report, polls) = report_within(&scenario, limits, 1_000);
    let stopped = report.stopped.expect("stopped");
    assert_eq!((stopped.limit, polls), ("work", 100_000));
    assert!(report.events < 5_000, "{} events", report.events);
    assert!(0.0 < stopped.at_ms && stopped.at_ms < stopped.of_ms && stopped.of_ms == 30_000.0);
    assert!(
        stopped.sentence.ends_with(
            "of 30s: it had taken 100,000 steps of computing, as many as a run may take. \
        What is shown is what it had computed until then."
        ),
        "{}",
        stopped.sentence
    );
}

/// Where a run is stopped follows from its scenario and the limits, not from the slices; what it has until then is the
/// beginning of the whole run, and holds together.
#[test]
fn a_stopped_run_is_the_beginning_of_the_whole_one() {
    let mut reasons = [0; 3];
    for case in 0..200 {
        let scenario = parse(&line(case));
        let (whole, polls) = report_within(&scenario, no_limits(), u64::MAX);
        for (index, limits) in [
            Limits { events: whole.events / 2 + 1, ..no_limits() },
            Limits { polls: polls / 2 + 1, ..no_limits() },
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

/// 20,000 reads a second that take an hour: after 50 ms there are a thousand of them.
#[test]
fn more_requests_than_memory_holds_stop_a_run() {
    let scenario =
        parse("strategy=unprotected arrivals=even rate=20000/s db_latency=1h duration=1s warm=false db_connections=0");
    let limits = Limits { bytes: scenario.bytes_of_keys() + 2_000 * scenario.bytes_of_request(), ..Limits::default() };
    let stopped = report_within(&scenario, limits, 1_000).0.stopped.expect("stopped");
    assert_eq!((stopped.limit, stopped.at_ms), ("memory", 100.05));
}

/// Any line at the extremes is refused in a sentence, or comes to an end within limits a hundredth of the usual.
#[test]
fn lines_at_the_extremes_end_or_are_stopped_or_refused() {
    let full = std::env::var_os("EXECUTIONS").is_some();
    let limits = match full {
        true => Limits::default(),
        false => Limits { events: EVENTS_MAX / 100, polls: 300_000, bytes: 20_000_000 },
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
        assert!(polls <= limits.polls, "{polls} polls: {line}");
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

/// What a refusal offers is taken, and comes to its end.
#[test]
fn what_is_offered_fits() {
    let mut offered = 0;
    for number in 0..executions(400) {
        let line = extremes::line(number);
        let Err(refused) = Scenario::parse(&line) else { continue };
        for fit in &refused.fits {
            let others = line.split(' ').filter(|part| part.split('=').next() != Some(fit.field));
            let line = others.chain([format!("{}={}", fit.field, fit.value).as_str()]).collect::<Vec<_>>().join(" ");
            let scenario = Scenario::parse(&line).unwrap_or_else(|error| panic!("{error}\n  {line}"));
            assert!(scenario.events_least() <= EVENTS_MAX);
            offered += 1;
        }
    }
    assert!(offered > 20, "{offered} offers");
}

/// Services as they are: none of them is refused, and none that makes up to two million events is stopped.
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
