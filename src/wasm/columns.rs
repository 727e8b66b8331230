//! A finished run as named columns: what `www/engine/run.d.ts` describes, before it becomes typed arrays.
//!
//! A name is a path in the run object (`requests.start_ns`). Columns are copied out once, because a view into
//! WebAssembly memory becomes invalid when the memory grows.

use super::column::Column;
use super::events::Events;
use crate::base::chunked::Chunked;
use crate::base::units::Instant;
use crate::folds::metrics::{Metrics, Report};
use crate::folds::narration::{Narrator, Sentence};
use crate::folds::timeline::limits::Limits;
use crate::folds::timeline::steps::AllSteps;
use crate::folds::timeline::under_way::UnderWay;
use crate::folds::timeline::windows::Windows;
use crate::folds::timeline::{self, Timeline};
use crate::scenario::Scenario;
use crate::trace::Event;
use crate::trace::following::Following;

/// The largest number of events that are sent to the page with a run: 20 MB as columns. The events of a larger run are
/// computed again when a view needs them ([`super::events::Excerpt`]).
pub const EVENTS_WHOLE_MAX: u64 = 500_000;

/// All results of a run, collected while it is computed. Events are converted to columns slice by slice, where they
/// take 41 bytes instead of 48, so the trace need not keep them. If there are too many, all are dropped.
pub struct Gathered {
    following: Following,
    metrics: Metrics,
    events: Events,
    count: u64,
    whole_max: u64,
    timeline: timeline::Builder,
    narrator: Narrator,
}

impl Gathered {
    /// Empty results. Events are dropped if there are more than `whole_max` ([`EVENTS_WHOLE_MAX`]).
    pub fn new(scenario: &Scenario, whole_max: u64) -> Gathered {
        Gathered {
            following: Following::default(),
            metrics: Metrics::default(),
            events: Events::default(),
            count: 0,
            whole_max,
            timeline: timeline::Builder::default(),
            narrator: Narrator::new(scenario.keys_in_all() > 1, scenario.duration),
        }
    }

    /// Processes the next events.
    pub fn fold(&mut self, events: &[Event]) {
        for event in events {
            let happened = self.following.event(event);
            self.metrics.event(event, &happened, &self.following);
            self.timeline.event(event, &happened, &self.following);
            self.narrator.event(event, &happened, &self.following);
        }
        self.count += events.len() as u64;
        if self.count > self.whole_max {
            self.events = Events::default();
        } else {
            self.events.fold(events);
        }
    }

    /// The results of a run that ended at `end`.
    pub fn finish(self, end: Instant) -> RunResults {
        let narration = self.narrator.finish(&self.following, end);
        let report = self.metrics.report(&self.following, end);
        let timeline = self.timeline.finish(&self.following, end);
        let limits = timeline.limits;
        // For a run without its events, the end is before the start.
        let to_ns = if self.count > self.whole_max { -1.0 } else { end.as_nanos() as f64 };
        let mut columns = self.events.into_named(0, 0.0, to_ns);
        columns.extend(laid_out(timeline));
        let moments = narration.iter().filter(|s| s.moment).map(|s| s.at.as_nanos() as f64);
        let mut moments: Vec<f64> = moments.collect();
        moments.dedup();
        columns.push(("moments", Column::F64(vec![moments])));
        RunResults { report, narration, limits, columns }
    }
}

/// The results of a finished run, for JavaScript.
pub struct RunResults {
    /// The report, without what does not follow from the events ([`crate::run::complete`]).
    pub report: Report,
    /// The narration.
    pub narration: Vec<Sentence>,
    /// The floor and the ceiling of what it could have cost.
    pub limits: Limits,
    /// The columns with their paths.
    pub columns: Vec<(&'static str, Column)>,
}

fn f64s(values: Chunked<f64>) -> Column {
    Column::F64(values.into_inner())
}

fn u32s(values: Chunked<u32>) -> Column {
    Column::U32(values.into_inner())
}

fn u8s(values: Chunked<u8>) -> Column {
    Column::U8(values.into_inner())
}

fn laid_out(timeline: Timeline) -> Vec<(&'static str, Column)> {
    let Timeline { lanes, steps, responses_under_way, lock_waits_under_way, stays, holdings, dice, windows, .. } =
        timeline;
    let mut all = vec![
        ("requests.actor", u32s(lanes.actor)),
        ("requests.key", u32s(lanes.key)),
        ("requests.instance", u8s(lanes.instance)),
        ("requests.start_ns", f64s(lanes.start_ns)),
        ("requests.end_ns", f64s(lanes.end_ns)),
        ("requests.outcome", u8s(lanes.outcome)),
        ("requests.absence", u8s(lanes.absence)),
        ("requests.stale", u8s(lanes.stale)),
        ("requests.stale_age_ns", f64s(lanes.stale_age_ns)),
        ("requests.row", u32s(lanes.row)),
        ("requests.rows", Column::One(f64::from(lanes.rows))),
        ("requests.segment_first", u32s(lanes.segment_first)),
        ("segments.phase", u8s(lanes.segments.phase)),
        ("segments.start_ns", f64s(lanes.segments.start_ns)),
        ("segments.end_ns", f64s(lanes.segments.end_ns)),
        ("stays.key", u32s(stays.key)),
        ("stays.version", u32s(stays.version)),
        ("stays.set_ns", f64s(stays.set_ns)),
        ("stays.fresh_until_ns", f64s(stays.fresh_until_ns)),
        ("stays.expires_ns", f64s(stays.expires_ns)),
        ("stays.gone_ns", f64s(stays.gone_ns)),
        ("stays.ending", u8s(stays.ending)),
        ("holdings.key", u32s(holdings.key)),
        ("holdings.actor", u32s(holdings.actor)),
        ("holdings.from_ns", f64s(holdings.from_ns)),
        ("holdings.to_ns", f64s(holdings.to_ns)),
        ("dice", Column::One(f64::from(dice))),
    ];
    all.extend(columns_of_steps(steps));
    all.extend(columns_of_windows(windows));
    let mut under_way = |[from, to, since]: [&'static str; 3], UnderWay { from_ns, to_ns, since_ns }| {
        for (name, values) in [(from, from_ns), (to, to_ns), (since, since_ns)] {
            all.push((name, Column::F64(vec![values])));
        }
    };
    under_way(["responses.from_ns", "responses.to_ns", "responses.since_ns"], responses_under_way);
    under_way(["lock_waits.from_ns", "lock_waits.to_ns", "lock_waits.since_ns"], lock_waits_under_way);
    all
}

fn columns_of_windows(windows: Windows) -> [(&'static str, Column); 11] {
    let counts = |values: Vec<u32>| Column::U32(vec![values]);
    let numbers = |values: Vec<f64>| Column::F64(vec![values]);
    [
        ("windows.bounds_ns", numbers(windows.bounds_ns)),
        ("windows.reads", counts(windows.reads)),
        ("windows.hits", counts(windows.hits)),
        ("windows.hit_ratio", numbers(windows.hit_ratio)),
        ("windows.latency_p50_ms", numbers(windows.latency_p50_ms)),
        ("windows.latency_p99_ms", numbers(windows.latency_p99_ms)),
        ("windows.stale", counts(windows.stale)),
        ("windows.stale_age_max_ms", numbers(windows.stale_age_max_ms)),
        ("windows.db_queries", counts(windows.db_queries)),
        ("windows.db_in_flight_max", counts(windows.db_in_flight_max)),
        ("windows.db_queued_max", counts(windows.db_queued_max)),
    ]
}

macro_rules! steps {
    ($($name:ident),+) => {
        /// The columns of the step functions, each under its name.
        fn columns_of_steps(AllSteps { $($name),+ }: AllSteps) -> Vec<(&'static str, Column)> {
            vec![$(
                (concat!("steps.", stringify!($name), ".at_ns"), f64s($name.at_ns)),
                (concat!("steps.", stringify!($name), ".value"), f64s($name.value)),
            )+]
        }
    };
}

steps!(
    db_in_flight,
    db_in_flight_max,
    db_queued,
    lock_waiting,
    db_queries,
    queries_asked,
    queries_done,
    updates_asked,
    updates_queued,
    updates_in_flight,
    updates_done,
    wait_max_ms,
    lock_wait_max_ms,
    stale_age_max_ms,
    reads,
    hits,
    misses,
    failed,
    stale_reads
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run;

    fn pieces(column: &Column) -> Vec<usize> {
        match column {
            Column::F64(pieces) => pieces.iter().map(Vec::len).collect(),
            Column::U32(pieces) => pieces.iter().map(Vec::len).collect(),
            Column::U8(pieces) => pieces.iter().map(Vec::len).collect(),
            Column::One(_) => vec![1],
        }
    }

    fn joined(column: &Column) -> Column {
        match column {
            Column::F64(pieces) => Column::F64(vec![pieces.concat()]),
            Column::U32(pieces) => Column::U32(vec![pieces.concat()]),
            Column::U8(pieces) => Column::U8(vec![pieces.concat()]),
            Column::One(value) => Column::One(*value),
        }
    }

    #[test]
    fn columns_of_a_table_have_one_length_and_no_name_comes_twice() {
        let scenario = Scenario::parse("preset=stampede write_rate=1/s").expect("a scenario");
        let (trace, report) = run::run(&scenario).expect("a run");
        let mut gathered = Gathered::new(&scenario, EVENTS_WHOLE_MAX);
        gathered.fold(trace.events());
        let RunResults { narration, columns: all, .. } = gathered.finish(Instant::ZERO + scenario.duration);
        assert!(!narration.is_empty());
        let length = |path: &str| all.iter().find(|(name, _)| *name == path).map(|(_, column)| column.len());
        for (name, _) in &all {
            assert_eq!(all.iter().filter(|(other, _)| other == name).count(), 1, "{name}");
            let first = match name.split('.').next() {
                Some("events") if !["first", "from_ns", "to_ns"].iter().any(|one| name.ends_with(one)) => {
                    length("events.at_ns")
                }
                Some("segments") => length("segments.phase"),
                Some("stays") => length("stays.key"),
                Some("holdings") => length("holdings.key"),
                Some("windows") if !name.ends_with("bounds_ns") => length("windows.reads"),
                Some("requests") if !name.ends_with("rows") && !name.ends_with("segment_first") => {
                    length("requests.actor")
                }
                _ => continue,
            };
            assert_eq!(length(name), first, "{name}");
        }
        assert_eq!(length("events.at_ns"), Some(report.events as usize));
        assert_eq!(length("requests.segment_first"), length("requests.actor").map(|n| n + 1));
        assert_eq!(length("windows.bounds_ns"), length("windows.reads").map(|n| n + 1));
    }

    /// 4,000 reads/s for 2 s are 8,000 hits of three events, and the warm key's one: 24,001, in 25 pieces of 999 at most.
    #[test]
    fn however_the_events_come_the_columns_are_the_same() {
        let line = "rate=4000/s arrivals=even duration=2s warm=true cache_latency=0s seed=1";
        let scenario = Scenario::parse(line).expect("a scenario");
        let (trace, _) = run::run(&scenario).expect("a run");
        let gather = |slice: usize| {
            let mut gathered = Gathered::new(&scenario, EVENTS_WHOLE_MAX);
            trace.events().chunks(slice).for_each(|events| gathered.fold(events));
            let results = gathered.finish(Instant::ZERO + scenario.duration);
            (run::complete(results.report, &trace, &scenario, None), results.narration, results.columns)
        };
        let (whole, sliced) = (gather(usize::MAX), gather(999));
        assert_eq!((&whole.0, &whole.1), (&sliced.0, &sliced.1));
        for ((name, whole), (_, sliced)) in whole.2.iter().zip(&sliced.2) {
            assert_eq!(joined(whole), joined(sliced), "{name}");
        }
        let (name, at) = &sliced.2[3];
        assert_eq!((*name, pieces(at).len()), ("events.at_ns", 25));
    }
}
