//! A finished run as named columns: what `www/run.d.ts` describes, before it becomes typed arrays.
//!
//! A name is a path into the run object (`requests.start_ns`). Owned and copied out once: a view into WebAssembly memory
//! would be gone with the next growth of it.

use crate::narration::Sentence;
use crate::timeline::Timeline;
use crate::trace::Trace;

/// A column of one type.
#[derive(Clone, PartialEq, Debug)]
pub enum Column {
    /// Times in nanoseconds, payloads: `Float64Array`.
    F64(Vec<f64>),
    /// Keys, actors, rows: `Uint32Array`.
    U32(Vec<u32>),
    /// Codes: `Uint8Array`.
    U8(Vec<u8>),
    /// A single number beside the columns.
    One(u32),
}

impl Column {
    /// How many numbers it holds.
    pub fn len(&self) -> usize {
        match self {
            Column::F64(values) => values.len(),
            Column::U32(values) => values.len(),
            Column::U8(values) => values.len(),
            Column::One(_) => 1,
        }
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// All columns of a run, each with its path.
pub fn columns(trace: &Trace, timeline: Timeline, told: &[Sentence]) -> Vec<(String, Column)> {
    let mut all = events(trace);
    all.extend(lanes_and_stays(timeline));
    let moments = told.iter().filter(|s| s.moment).map(|s| s.at.as_nanos() as f64);
    let mut moments: Vec<f64> = moments.collect();
    moments.dedup();
    all.push(("moments".to_string(), Column::F64(moments)));
    all
}

fn events(trace: &Trace) -> Vec<(String, Column)> {
    let events = trace.events();
    let count = events.len();
    let (mut at, mut kind, mut actor, mut key) =
        (Vec::with_capacity(count), Vec::with_capacity(count), Vec::with_capacity(count), Vec::with_capacity(count));
    let mut rest = [Vec::with_capacity(count), Vec::with_capacity(count), Vec::with_capacity(count)];
    for event in events {
        let numbers = event.kind.numbers();
        at.push(event.at.as_nanos() as f64);
        kind.push(event.kind.number());
        actor.push(event.actor.bits());
        key.push(numbers.key);
        for (column, value) in rest.iter_mut().zip(numbers.rest) {
            column.push(value);
        }
    }
    let [a, b, c] = rest;
    vec![
        ("events.at_ns".to_string(), Column::F64(at)),
        ("events.kind".to_string(), Column::U8(kind)),
        ("events.actor".to_string(), Column::U32(actor)),
        ("events.key".to_string(), Column::U32(key)),
        ("events.a".to_string(), Column::F64(a)),
        ("events.b".to_string(), Column::F64(b)),
        ("events.c".to_string(), Column::F64(c)),
    ]
}

fn lanes_and_stays(timeline: Timeline) -> Vec<(String, Column)> {
    let Timeline { lanes, steps, stays, windows, .. } = timeline;
    let mut all = vec![
        ("requests.actor".to_string(), Column::U32(lanes.actor)),
        ("requests.key".to_string(), Column::U32(lanes.key)),
        ("requests.instance".to_string(), Column::U8(lanes.instance)),
        ("requests.start_ns".to_string(), Column::F64(lanes.start_ns)),
        ("requests.end_ns".to_string(), Column::F64(lanes.end_ns)),
        ("requests.outcome".to_string(), Column::U8(lanes.outcome)),
        ("requests.stale".to_string(), Column::U8(lanes.stale)),
        ("requests.stale_age_ns".to_string(), Column::F64(lanes.stale_age_ns)),
        ("requests.row".to_string(), Column::U32(lanes.row)),
        ("requests.rows".to_string(), Column::One(lanes.rows)),
        ("requests.segment_first".to_string(), Column::U32(lanes.segment_first)),
        ("segments.phase".to_string(), Column::U8(lanes.segments.phase)),
        ("segments.start_ns".to_string(), Column::F64(lanes.segments.start_ns)),
        ("segments.end_ns".to_string(), Column::F64(lanes.segments.end_ns)),
        ("segments.slot".to_string(), Column::U32(lanes.segments.slot)),
        ("stays.key".to_string(), Column::U32(stays.key)),
        ("stays.version".to_string(), Column::U32(stays.version)),
        ("stays.set_ns".to_string(), Column::F64(stays.set_ns)),
        ("stays.fresh_until_ns".to_string(), Column::F64(stays.fresh_until_ns)),
        ("stays.expires_ns".to_string(), Column::F64(stays.expires_ns)),
        ("stays.gone_ns".to_string(), Column::F64(stays.gone_ns)),
    ];
    for (name, steps) in steps.into_named() {
        all.push((format!("steps.{name}.at_ns"), Column::F64(steps.at_ns)));
        all.push((format!("steps.{name}.value"), Column::F64(steps.value)));
    }
    let (counts, numbers) = windows.into_named();
    all.extend(counts.map(|(name, column)| (name.to_string(), Column::U32(column))));
    all.extend(numbers.map(|(name, column)| (name.to_string(), Column::F64(column))));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::narration::narrate;
    use crate::run;
    use crate::scenario::Scenario;
    use crate::units::Instant;

    #[test]
    fn columns_of_a_table_have_one_length_and_no_name_comes_twice() {
        let scenario = Scenario::parse("preset=stampede write_rate=1/s").expect("a scenario");
        let (trace, report) = run::run(&scenario).expect("a run");
        let timeline = Timeline::new(&trace, Instant::ZERO + scenario.duration);
        let all = columns(&trace, timeline, &narrate(&trace));
        let length = |path: &str| all.iter().find(|(name, _)| name == path).map(|(_, column)| column.len());
        for (name, column) in &all {
            assert_eq!(all.iter().filter(|(other, _)| other == name).count(), 1, "{name}");
            let first = match name.split('.').next() {
                Some("events") => length("events.at_ns"),
                Some("segments") => length("segments.phase"),
                Some("stays") => length("stays.key"),
                Some("windows") if !name.ends_with("bounds_ns") => length("windows.reads"),
                Some("requests") if !name.ends_with("rows") && !name.ends_with("segment_first") => {
                    length("requests.actor")
                }
                _ => continue,
            };
            assert_eq!(Some(column.len()), first, "{name}");
        }
        assert_eq!(length("events.at_ns"), Some(report.events as usize));
        assert_eq!(length("requests.segment_first"), length("requests.actor").map(|n| n + 1));
        assert_eq!(length("windows.bounds_ns"), length("windows.reads").map(|n| n + 1));
    }
}
