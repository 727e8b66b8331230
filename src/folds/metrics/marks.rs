//! Marks: the counters of a run at certain times. A number can then be measured between two marks instead of over the
//! whole run.
//!
//! ```text
//! begin      1st refill        2nd refill              last refill     end
//! ├─ warm start ─┼──── a cycle ────┼──── … ─── a cycle ────┼── cut off ──┤
//!                ▲                 ▲                       ▲
//!                marks: between two of them lie whole cycles
//! ```

use crate::base::units::{Duration, Instant};

/// The counters of a run at one time: sums from the start of the run.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct Mark {
    pub at_ms: f64,
    pub episodes: u64,
    pub reads: u64,
    pub hits: u64,
    pub misses: u64,
    pub stale_reads: u64,
    pub lock_waits: u64,
    pub db_queries: u64,
    pub waited_ms: f64,
    pub latency_ms: f64,
    pub fills: u64,
    pub late_fills: u64,
}

impl Mark {
    /// The mark as numbers.
    pub fn numbers(&self) -> [f64; MARK_NUMBERS] {
        [
            self.at_ms,
            self.episodes as f64,
            self.reads as f64,
            self.hits as f64,
            self.misses as f64,
            self.stale_reads as f64,
            self.lock_waits as f64,
            self.db_queries as f64,
            self.waited_ms,
            self.latency_ms,
            self.fills as f64,
            self.late_fills as f64,
        ]
    }

    /// The mark of these numbers.
    pub fn of_numbers(numbers: &[f64; MARK_NUMBERS]) -> Mark {
        let count = |at: usize| numbers[at] as u64;
        Mark {
            at_ms: numbers[0],
            episodes: count(1),
            reads: count(2),
            hits: count(3),
            misses: count(4),
            stale_reads: count(5),
            lock_waits: count(6),
            db_queries: count(7),
            waited_ms: numbers[8],
            latency_ms: numbers[9],
            fills: count(10),
            late_fills: count(11),
        }
    }

    /// A mark at this time, with nothing counted yet.
    pub fn at(at: Instant) -> Mark {
        Mark { at_ms: Duration(at.as_nanos()).as_millis_f64(), ..Mark::default() }
    }
}

/// The number of a mark's fields.
pub(crate) const MARK_NUMBERS: usize = 12;
/// The largest number of marks that are kept. When there are more, every other mark is dropped.
const MARKS_MAX: usize = 256;

/// Marks at recurring events: at every event, or at every 2nd, 4th, 8th … one.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Marks {
    /// In order of time.
    pub list: Vec<Mark>,
    /// One of this many events is marked; a power of two.
    stride: usize,
}

impl Default for Marks {
    fn default() -> Marks {
        Marks { list: Vec::new(), stride: 1 }
    }
}

impl Marks {
    /// The marks of these numbers.
    pub fn of_numbers(numbers: &[f64]) -> Marks {
        Marks { list: numbers.as_chunks().0.iter().map(Mark::of_numbers).collect(), ..Marks::default() }
    }

    /// Whether the next event is marked, after `before` events of its kind.
    #[inline]
    pub fn is_due(&self, before: u64) -> bool {
        // The stride is a power of two.
        before & (self.stride as u64 - 1) == 0
    }

    /// Adds a mark that is due.
    pub fn add(&mut self, mark: Mark) {
        self.list.push(mark);
        if self.list.len() > MARKS_MAX {
            let mut keep = false;
            self.list.retain(|_| {
                keep = !keep;
                keep
            });
            self.stride *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thousand events: all are marked up to 256, then every second, then every fourth up to 1,000.
    #[test]
    fn marks_stay_few_and_evenly_spread() {
        let mut marks = Marks::default();
        for before in 0..1_000 {
            if marks.is_due(before) {
                marks.add(Mark { reads: before, ..Mark::default() });
            }
        }
        assert_eq!(marks.stride, 4);
        let reads: Vec<u64> = marks.list.iter().map(|mark| mark.reads).collect();
        assert_eq!(reads, (0..250).map(|n| 4 * n).collect::<Vec<_>>());
    }
}
