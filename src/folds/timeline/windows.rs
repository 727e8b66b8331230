//! Windows: the run cut into equal intervals, with statistics of the reads and the database in each. Charts and their
//! data tables show these numbers as they are.
//!
//! ```text
//! reads    ├─┤   ├──────┤        ├┤          a read counts in the window where it ended,
//! windows  │        │        │        │      a query in the window where it began
//! ```
//!
//! Percentiles are exact, by nearest rank: of fewer than a hundred reads, p99 is the slowest one.

use super::lanes::Lanes;
use super::nanos;
use super::steps::{AllSteps, Steps};
use crate::base::percentiles::nearest_rank_ms;
use crate::base::units::{Duration, Instant};
use crate::trace::requests::Outcome;
use crate::trace::{Actor, ActorKind};

/// The largest number of windows: one for every ten pixels of a wide chart, and few enough for a table.
pub const WINDOWS_MAX: u64 = 100;

/// The statistics of the windows, one row per window, in order of time.
#[derive(Default, Debug)]
#[allow(missing_docs, reason = "the columns are described in www/engine/run.d.ts")]
pub struct Windows {
    pub bounds_ns: Vec<f64>,
    pub reads: Vec<u32>,
    pub hits: Vec<u32>,
    pub hit_ratio: Vec<f64>,
    pub latency_p50_ms: Vec<f64>,
    pub latency_p99_ms: Vec<f64>,
    pub stale: Vec<u32>,
    pub stale_age_max_ms: Vec<f64>,
    pub db_queries: Vec<u32>,
    pub db_in_flight_max: Vec<u32>,
    pub db_queued_max: Vec<u32>,
}

/// The length of a window: the shortest of 1, 2 and 5 times a power of ten nanoseconds that cuts a run into at most
/// [`WINDOWS_MAX`] windows.
pub fn length(end: Instant) -> Duration {
    let mut unit = 1;
    loop {
        for length in [unit, 2 * unit, 5 * unit] {
            if end.as_nanos().div_ceil(length) <= WINDOWS_MAX {
                return Duration(length);
            }
        }
        unit *= 10;
    }
}

impl Windows {
    /// The windows of a run that ended at `end`.
    pub fn new(lanes: &Lanes, steps: &AllSteps, end: Instant) -> Windows {
        let length = length(end).as_nanos();
        let count = end.as_nanos().div_ceil(length).max(1) as usize;
        let mut bounds_ns: Vec<f64> = (0..count as u64).map(|i| (i * length) as f64).collect();
        bounds_ns.push(nanos(end));
        let mut windows = Windows {
            reads: increase(&steps.reads, &bounds_ns),
            hits: increase(&steps.hits, &bounds_ns),
            db_queries: increase(&steps.db_queries, &bounds_ns),
            db_in_flight_max: highest(&steps.db_in_flight, &bounds_ns),
            db_queued_max: highest(&steps.db_queued, &bounds_ns),
            stale: vec![0; count],
            stale_age_max_ms: vec![0.0; count],
            bounds_ns,
            ..Windows::default()
        };
        let ratio = |(&hits, &reads): (&u32, &u32)| f64::from(hits) / f64::from(reads.max(1));
        windows.hit_ratio = windows.hits.iter().zip(&windows.reads).map(ratio).collect();
        windows.add_reads(lanes, length);
        windows
    }

    /// Adds the latencies and ages of the reads that ended.
    fn add_reads(&mut self, lanes: &Lanes, length: u64) {
        let count = self.reads.len();
        let mut latencies: Vec<Vec<Duration>> =
            self.reads.iter().map(|&reads| Vec::with_capacity(reads as usize)).collect();
        for row in 0..lanes.actor.len() {
            let (outcome, end_ns) = (lanes.outcome[row], lanes.end_ns[row]);
            if Actor::from_bits(lanes.actor[row]).kind() != ActorKind::Read || outcome == Outcome::Unfinished as u8 {
                continue;
            }
            let window = ((end_ns as u64 / length) as usize).min(count - 1);
            latencies[window].push(Duration((end_ns - lanes.start_ns[row]) as u64));
            self.stale[window] += u32::from(lanes.stale[row] == 1 || outcome == Outcome::StaleHit as u8);
            let oldest = &mut self.stale_age_max_ms[window];
            *oldest = oldest.max(lanes.stale_age_ns[row] / 1e6);
        }
        for latencies in &mut latencies {
            self.latency_p50_ms.push(nearest_rank_ms(latencies, 50));
            self.latency_p99_ms.push(nearest_rank_ms(latencies, 99));
        }
    }
}

/// For each window, the range of rows of a step function that lie in it. A row at the very end of the run belongs to
/// the last window.
fn rows<'a>(steps: &'a Steps, bounds_ns: &'a [f64]) -> impl Iterator<Item = (usize, usize)> + 'a {
    let mut from = 0;
    (1..bounds_ns.len()).map(move |i| {
        let first = from;
        let last = i + 1 == bounds_ns.len();
        while steps.at_ns.get(from).is_some_and(|&at| last || at < bounds_ns[i]) {
            from += 1;
        }
        (first, from)
    })
}

/// The increase of a counter in each window.
fn increase(steps: &Steps, bounds_ns: &[f64]) -> Vec<u32> {
    let upto = |row: usize| row.checked_sub(1).map_or(0.0, |row| steps.value[row]);
    rows(steps, bounds_ns).map(|(from, until)| (upto(until) - upto(from)) as u32).collect()
}

/// The highest value in each window. The value at the start of the window counts unless it changes at that instant.
fn highest(steps: &Steps, bounds_ns: &[f64]) -> Vec<u32> {
    let highest = |((from, until), start_ns): ((usize, usize), &f64)| {
        let at_once = from < until && steps.at_ns[from] == *start_ns;
        let first = if at_once { from } else { from.saturating_sub(1) };
        (first..until).map(|row| steps.value[row]).fold(0.0, f64::max) as u32
    };
    rows(steps, bounds_ns).zip(bounds_ns).map(highest).collect()
}
