//! Waits in progress: the longest wait so far, including waits that have not ended yet.
//!
//! A step function of ended waits may say at 5 s that the longest wait was 1 ms, although a reader has been waiting
//! since 2 s. At a time t the longest wait so far is either the longest that has ended, or t minus the start of the
//! oldest in progress. The second is longer during an interval before each end that sets a record, and before the end
//! of the run:
//!
//! ```text
//! A  ├──────────┤                  ended waits    ───────────┐ a ┌──────────── b
//! B        ├────────────────┤      in progress    ╱╱╱╱╱╱╱╱╱╱╱└───┘╱╱╱╱╱╱
//! ```
//!
//! A wait that ends without setting a record was always shorter than another one that began earlier. So there is one
//! interval per record, and the intervals do not overlap.

use super::nanos;
use crate::base::units::Instant;

/// The intervals in which the longest wait so far is still in progress: at a time t in one of them it is t minus
/// `since_ns`. Outside them it is the longest wait that has ended.
#[derive(Default, Debug)]
#[allow(missing_docs, reason = "the columns are described in www/engine/run.d.ts")]
pub struct UnderWay {
    pub from_ns: Vec<f64>,
    pub to_ns: Vec<f64>,
    pub since_ns: Vec<f64>,
}

/// The fold. It records the waits that were the longest so far when they ended, with start and end.
#[derive(Default)]
pub struct Builder {
    records: Vec<(Instant, Instant)>,
}

impl Builder {
    /// Records the end of a wait. Returns whether it is longer than all before it.
    pub fn ended(&mut self, since: Instant, at: Instant) -> bool {
        let longest = self.records.last().map_or(0, |&(from, to)| to.since(from).0);
        let record = at.since(since).0 > longest;
        if record {
            self.records.push((since, at));
        }
        record
    }

    /// The intervals of a run that ended at `end`, including the oldest wait still in progress.
    pub fn finish(mut self, oldest: Option<Instant>, end: Instant) -> UnderWay {
        self.records.extend(oldest.map(|since| (since, end)));
        // At each time the longest wait in progress is, of the records still to come, the one that began first.
        let mut earliest: Vec<Instant> = self.records.iter().map(|&(since, _)| since).collect();
        for row in (1..earliest.len()).rev() {
            earliest[row - 1] = earliest[row - 1].min(earliest[row]);
        }
        let mut stretches = UnderWay::default();
        let (mut before, mut longest) = (Instant::ZERO, 0);
        for (&(since, to), &oldest) in self.records.iter().zip(&earliest) {
            let from = before.max(Instant(oldest.0 + longest));
            if from < to {
                stretches.from_ns.push(nanos(from));
                stretches.to_ns.push(nanos(to));
                stretches.since_ns.push(nanos(oldest));
            }
            (before, longest) = (to, longest.max(to.since(since).0));
        }
        stretches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest wait so far at a time, computed directly from the waits.
    fn so_far(waits: &[(u64, Option<u64>)], t: u64) -> u64 {
        let begun = waits.iter().filter(|&&(since, _)| since <= t);
        begun.map(|&(since, to)| to.map_or(t, |to| to.min(t)) - since).max().unwrap_or(0)
    }

    /// Waits of random lengths, in random order; some outlast the run.
    #[test]
    fn at_every_time_it_is_the_longest_of_all_that_have_begun() {
        const END: u64 = 200;
        let mut state = 7u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..500 {
            let count = 1 + random(12);
            let waits: Vec<(u64, Option<u64>)> = (0..count)
                .map(|_| {
                    let since = random(END);
                    let to = since + random(80);
                    (since, (to < END).then_some(to))
                })
                .collect();
            let mut ends: Vec<(u64, u64)> = waits.iter().filter_map(|&(since, to)| Some((to?, since))).collect();
            ends.sort_unstable();
            let mut builder = Builder::default();
            for &(to, since) in &ends {
                builder.ended(Instant(since), Instant(to));
            }
            let oldest = waits.iter().filter(|(_, to)| to.is_none()).map(|&(since, _)| Instant(since)).min();
            let stretches = builder.finish(oldest, Instant(END));
            assert!(stretches.from_ns.len() <= ends.len() + 1);
            for t in 0..END {
                let ended = ends.iter().filter(|(to, _)| *to <= t).map(|(to, since)| to - since).max().unwrap_or(0);
                let at = t as f64;
                let row = (0..stretches.from_ns.len()).find(|&i| stretches.from_ns[i] <= at && at < stretches.to_ns[i]);
                let shown = row.map_or(ended, |row| t - stretches.since_ns[row] as u64);
                assert_eq!(shown, so_far(&waits, t), "at {t} of {waits:?}: {stretches:?}");
            }
        }
    }
}
