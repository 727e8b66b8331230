//! A finished run as named columns: what `www/run.d.ts` describes, before it becomes typed arrays.
//!
//! A name is a path into the run object (`requests.start_ns`). Owned and copied out once: a view into WebAssembly memory
//! would be gone with the next growth of it.

use crate::metrics::Metrics;
use crate::narration::{Narrator, Sentence};
use crate::timeline::{self, Timeline};
use crate::trace::{Event, Numbers};
use crate::units::Instant;

/// A column of one type, in pieces: none is copied to make room for more, and each is let go once it is on the other
/// side.
#[derive(Clone, PartialEq, Debug)]
pub enum Column {
    /// Times in nanoseconds, payloads: `Float64Array`.
    F64(Vec<Vec<f64>>),
    /// Keys, actors, rows: `Uint32Array`.
    U32(Vec<Vec<u32>>),
    /// Codes: `Uint8Array`.
    U8(Vec<Vec<u8>>),
    /// A single number beside the columns.
    One(u32),
}

/// Everything that is told of a run, gathered while it goes on. Its events are taken apart as they come and need not be
/// kept: as columns they take 41 bytes each instead of 48, and nothing has to be folded a second time.
#[derive(Default)]
pub struct Gathered {
    metrics: Metrics,
    events: Events,
    timeline: timeline::Builder,
    narrator: Narrator,
}

impl Gathered {
    /// Nothing told yet; see [`Narrator::new`].
    pub fn new(many_keys: bool) -> Gathered {
        Gathered { narrator: Narrator::new(many_keys), ..Gathered::default() }
    }

    /// Takes in the next events.
    pub fn fold(&mut self, events: &[Event]) {
        self.metrics.fold(events);
        events.iter().for_each(|event| self.timeline.event(event));
        events.iter().for_each(|event| self.narrator.event(event));
        self.events.fold(events);
    }

    /// The sums, the sentences and the columns, each with its path, of a run that ended at `end`.
    pub fn finish(self, end: Instant) -> (Metrics, Vec<Sentence>, Vec<(String, Column)>) {
        let told = self.narrator.finish();
        let mut all = self.events.into_named();
        all.extend(lanes_and_stays(self.timeline.finish(end)));
        let moments = told.iter().filter(|s| s.moment).map(|s| s.at.as_nanos() as f64);
        let mut moments: Vec<f64> = moments.collect();
        moments.dedup();
        all.push(("moments".to_string(), f64s(moments)));
        (self.metrics, told, all)
    }
}

fn f64s(values: Vec<f64>) -> Column {
    Column::F64(vec![values])
}

fn u32s(values: Vec<u32>) -> Column {
    Column::U32(vec![values])
}

fn u8s(values: Vec<u8>) -> Column {
    Column::U8(vec![values])
}

/// The columns of the events, one piece per fold.
#[derive(Default)]
struct Events {
    at: Vec<Vec<f64>>,
    kind: Vec<Vec<u8>>,
    actor: Vec<Vec<u32>>,
    key: Vec<Vec<u32>>,
    rest: [Vec<Vec<f64>>; 3],
}

impl Events {
    fn fold(&mut self, events: &[Event]) {
        let numbers: Vec<Numbers> = events.iter().map(|event| event.kind.numbers()).collect();
        self.at.push(events.iter().map(|event| event.at.as_nanos() as f64).collect());
        self.kind.push(events.iter().map(|event| event.kind.number()).collect());
        self.actor.push(events.iter().map(|event| event.actor.bits()).collect());
        self.key.push(numbers.iter().map(|numbers| numbers.key).collect());
        for (index, column) in self.rest.iter_mut().enumerate() {
            column.push(numbers.iter().map(|numbers| numbers.rest[index]).collect());
        }
    }

    fn into_named(self) -> Vec<(String, Column)> {
        let [a, b, c] = self.rest;
        vec![
            ("events.at_ns".to_string(), Column::F64(self.at)),
            ("events.kind".to_string(), Column::U8(self.kind)),
            ("events.actor".to_string(), Column::U32(self.actor)),
            ("events.key".to_string(), Column::U32(self.key)),
            ("events.a".to_string(), Column::F64(a)),
            ("events.b".to_string(), Column::F64(b)),
            ("events.c".to_string(), Column::F64(c)),
        ]
    }
}

fn lanes_and_stays(timeline: Timeline) -> Vec<(String, Column)> {
    let Timeline { lanes, steps, stays } = timeline;
    let mut all = vec![
        ("requests.actor".to_string(), u32s(lanes.actor)),
        ("requests.key".to_string(), u32s(lanes.key)),
        ("requests.instance".to_string(), u8s(lanes.instance)),
        ("requests.start_ns".to_string(), f64s(lanes.start_ns)),
        ("requests.end_ns".to_string(), f64s(lanes.end_ns)),
        ("requests.outcome".to_string(), u8s(lanes.outcome)),
        ("requests.stale".to_string(), u8s(lanes.stale)),
        ("requests.stale_age_ns".to_string(), f64s(lanes.stale_age_ns)),
        ("requests.row".to_string(), u32s(lanes.row)),
        ("requests.rows".to_string(), Column::One(lanes.rows)),
        ("requests.segment_first".to_string(), u32s(lanes.segment_first)),
        ("segments.phase".to_string(), u8s(lanes.segments.phase)),
        ("segments.start_ns".to_string(), f64s(lanes.segments.start_ns)),
        ("segments.end_ns".to_string(), f64s(lanes.segments.end_ns)),
        ("segments.slot".to_string(), u32s(lanes.segments.slot)),
        ("stays.key".to_string(), u32s(stays.key)),
        ("stays.version".to_string(), u32s(stays.version)),
        ("stays.set_ns".to_string(), f64s(stays.set_ns)),
        ("stays.fresh_until_ns".to_string(), f64s(stays.fresh_until_ns)),
        ("stays.expires_ns".to_string(), f64s(stays.expires_ns)),
        ("stays.gone_ns".to_string(), f64s(stays.gone_ns)),
    ];
    for (name, steps) in steps.into_named() {
        all.push((format!("steps.{name}.at_ns"), f64s(steps.at_ns)));
        all.push((format!("steps.{name}.value"), f64s(steps.value)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run;
    use crate::scenario::Scenario;

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
        let mut gathered = Gathered::default();
        gathered.fold(trace.events());
        let (_, told, all) = gathered.finish(Instant::ZERO + scenario.duration);
        assert!(!told.is_empty());
        let length = |path: &str| {
            let column = all.iter().find(|(name, _)| name == path);
            column.map(|(_, column)| pieces(column).into_iter().sum::<usize>())
        };
        for (name, _) in &all {
            assert_eq!(all.iter().filter(|(other, _)| other == name).count(), 1, "{name}");
            let first = match name.split('.').next() {
                Some("events") => length("events.at_ns"),
                Some("segments") => length("segments.phase"),
                Some("stays") => length("stays.key"),
                Some("requests") if !name.ends_with("rows") && !name.ends_with("segment_first") => {
                    length("requests.actor")
                }
                _ => continue,
            };
            assert_eq!(length(name), first, "{name}");
        }
        assert_eq!(length("events.at_ns"), Some(report.events as usize));
        assert_eq!(length("requests.segment_first"), length("requests.actor").map(|n| n + 1));
    }

    /// 4,000 reads/s for 2 s are 8,000 hits of three events, and the warm key's one: 24,001, in 25 pieces of 999 at most.
    #[test]
    fn however_the_events_come_the_columns_are_the_same() {
        let line = "rate=4000/s arrivals=even duration=2s warm=true cache_latency=0s seed=1";
        let scenario = Scenario::parse(line).expect("a scenario");
        let (trace, _) = run::run(&scenario).expect("a run");
        let gather = |slice: usize| {
            let mut gathered = Gathered::default();
            trace.events().chunks(slice).for_each(|events| gathered.fold(events));
            let (metrics, told, all) = gathered.finish(Instant::ZERO + scenario.duration);
            (metrics.report(&trace, scenario.to_string()), told, all)
        };
        let (whole, sliced) = (gather(usize::MAX), gather(999));
        assert_eq!((&whole.0, &whole.1), (&sliced.0, &sliced.1));
        for ((name, whole), (_, sliced)) in whole.2.iter().zip(&sliced.2) {
            assert_eq!(joined(whole), joined(sliced), "{name}");
        }
        let at = &sliced.2[0].1;
        assert_eq!(pieces(at).len(), 25);
    }
}
