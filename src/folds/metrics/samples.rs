//! The part of a report that theory is compared with, as a list of numbers. In the browser theory is computed by a build
//! of the core of its own, which gets a run's line and these numbers.
//!
//! ```text
//! the nanoseconds that theory covers · mean wait · mean latency · the numbers of marks of both kinds
//! the counters at the end · the marks of episodes · the marks of reads · the episodes, to the end
//! ```

use super::marks::{MARK_NUMBERS, Mark, Marks};
use super::{Episode, Report};
use crate::base::units::Duration;

impl Report {
    /// The report's samples; empty for the user's code, to which no closed form applies.
    pub fn samples(&self) -> Vec<f64> {
        let Some(covered) = self.covered else { return Vec::new() };
        let (episodes, reads) = (&self.episode_marks.list, &self.read_marks.list);
        let means = [self.wait_ms.mean, self.latency_ms.mean];
        let mut all = vec![covered.as_nanos() as f64, means[0], means[1], episodes.len() as f64, reads.len() as f64];
        let end = self.end(0.0);
        for mark in std::iter::once(&end).chain(episodes).chain(reads) {
            all.extend(mark.numbers());
        }
        for Episode { at_ms, db_queries, early, gap_ms } in &self.episodes {
            all.extend([*at_ms, *db_queries as f64, *early as f64, *gap_ms]);
        }
        all
    }

    /// A report with what these samples contain, and nothing else. `None` if they do not come from a report.
    pub fn of_samples(samples: &[f64]) -> Option<Report> {
        let (&[covered, wait, latency, episodes, reads], rest) = samples.split_first_chunk()?;
        let (end, rest) = rest.split_first_chunk()?;
        let (episode_marks, rest) = rest.split_at_checked((episodes as usize).checked_mul(MARK_NUMBERS)?)?;
        let (read_marks, rest) = rest.split_at_checked((reads as usize).checked_mul(MARK_NUMBERS)?)?;
        let end = Mark::of_numbers(end);
        let mut report = Report {
            covered: Some(Duration(covered as u64)),
            reads: end.reads,
            hits: end.hits,
            misses: end.misses,
            stale_reads: end.stale_reads,
            lock_waits: end.lock_waits,
            db_queries: end.db_queries,
            fills: end.fills,
            late_fills: end.late_fills,
            episode_marks: Marks::of_numbers(episode_marks),
            read_marks: Marks::of_numbers(read_marks),
            episodes: rest.as_chunks().0.iter().map(Episode::of_numbers).collect(),
            ..Report::default()
        };
        (report.wait_ms.mean, report.latency_ms.mean) = (wait, latency);
        Some(report)
    }
}

impl Episode {
    fn of_numbers(&[at_ms, db_queries, early, gap_ms]: &[f64; 4]) -> Episode {
        Episode { at_ms, db_queries: db_queries as u64, early: early as u64, gap_ms }
    }
}
