//! The limits of a run: events, work and requests in flight. At the first limit that it reaches, the run is stopped,
//! and keeps what it has computed so far. Where it stops depends only on the scenario, not on the machine or on the
//! slices.

use crate::base::decimal::Thousands;
use crate::base::units::{Duration, Instant};
use crate::scenario::{BYTES_MAX, EVENTS_MAX, Scenario};
use std::fmt;

/// The most work of a run. A poll is one unit of work, or two among very many tasks, where an event and a wake-up are
/// up to six units more. This also limits work that makes no events, such as checking a lock that is still held. A run
/// of [`EVENTS_MAX`] events takes about as many polls, which leaves as many again for such checks.
pub const WORK_MAX: u64 = 20_000_000;

/// The limits of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The number of events in its trace.
    pub events: u64,
    /// The work, as [`crate::kernel::Kernel::limit_work`] counts it.
    pub work: u64,
    /// The estimated bytes of keys and requests in flight.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { events: EVENTS_MAX, work: WORK_MAX, bytes: BYTES_MAX }
    }
}

impl Limits {
    /// The number of requests that may be in flight at a time. There is a minimum, so that a scenario is not refused
    /// because of its keys.
    pub fn requests(&self, scenario: &Scenario) -> usize {
        const REQUESTS_MIN: u64 = 1_000;
        let left = self.bytes.saturating_sub(scenario.bytes_of_keys());
        (left / scenario.bytes_of_request()).max(REQUESTS_MIN) as usize
    }
}

/// The limit that stopped a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// The number of events in the trace.
    Events,
    /// The work, with or without events.
    Work,
    /// The number of requests at a time, including abandoned queries.
    Memory,
}

impl Limit {
    /// Its name in a report.
    pub fn name(self) -> &'static str {
        match self {
            Limit::Events => "events",
            Limit::Work => "work",
            Limit::Memory => "memory",
        }
    }
}

/// A stop of a run at a limit. `Display` gives the whole sentence, which is the same everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stopped {
    /// The time at which it was stopped.
    pub at: Instant,
    /// The time at which it would have ended.
    pub of: Instant,
    /// The limit that it reached.
    pub limit: Limit,
    /// The amount used, in the unit of the limit.
    pub used: u64,
}

/// A time, rounded down to three digits.
fn brief(time: Instant) -> Duration {
    let nanos = time.as_nanos();
    let unit = 10_u64.pow(nanos.checked_ilog10().unwrap_or(0).saturating_sub(2));
    Duration(nanos / unit * unit)
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stopped { at, of, used, .. } = *self;
        write!(f, "The run was stopped at {} of {}: ", brief(at), Duration(of.as_nanos()))?;
        let used = Thousands(used);
        match self.limit {
            Limit::Events => write!(f, "it had made {used} events, the limit of a run.")?,
            Limit::Work => write!(f, "it had taken {used} computing steps, the limit of a run.")?,
            Limit::Memory => write!(f, "it had {used} requests and queries in flight, more than fit in memory.")?,
        }
        write!(f, " The results up to then are shown.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_run_says_how_far_it_came_of_how_much_and_why() {
        let stopped = |limit, used| {
            let (at, of) = (Instant::ZERO + Duration(4_506_999_999), Instant::ZERO + Duration::from_secs(60));
            Stopped { at, of, limit, used }.to_string()
        };
        let shown = " The results up to then are shown.";
        let table = [
            (Limit::Events, 10_000_000, "it had made 10,000,000 events, the limit of a run."),
            (Limit::Work, 20_000_000, "it had taken 20,000,000 computing steps, the limit of a run."),
            (Limit::Memory, 500_001, "it had 500,001 requests and queries in flight, more than fit in memory."),
        ];
        for (limit, used, why) in table {
            assert_eq!(stopped(limit, used), format!("The run was stopped at 4.5s of 1m: {why}{shown}"));
        }
    }
}
