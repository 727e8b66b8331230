//! What a run may use up: events, polls and requests under way. At the first of these limits it is stopped with what it
//! has computed so far. Where that is depends on the scenario alone, not on the machine or on how the run is cut.

use crate::base::decimal::Thousands;
use crate::base::units::{Duration, Instant};
use crate::scenario::{EVENTS_MAX, Scenario};
use std::fmt;

/// The most polls of tasks a run may take: the work that leaves no event counts as well, such as a look at a lock that is
/// still held. A run of [`EVENTS_MAX`] events takes about as many polls; this leaves as many again for such looks.
pub const POLLS_MAX: u64 = 20_000_000;

/// The most bytes that keys and requests under way may take while a run is computed; its events and the report come on
/// top.
pub const BYTES_MAX: u64 = 320_000_000;

/// The limits of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Events in its trace.
    pub events: u64,
    /// Polls of tasks.
    pub polls: u64,
    /// Bytes of keys and of requests under way, as they are estimated.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { events: EVENTS_MAX, polls: POLLS_MAX, bytes: BYTES_MAX }
    }
}

impl Limits {
    /// How many requests may be under way at a time. Always some: a scenario is not refused for its keys.
    pub fn requests(&self, scenario: &Scenario) -> usize {
        const REQUESTS_MIN: u64 = 1_000;
        let left = self.bytes.saturating_sub(scenario.bytes_of_keys());
        (left / scenario.bytes_of_request()).max(REQUESTS_MIN) as usize
    }
}

/// Which limit stopped a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Events in the trace.
    Events,
    /// Polls of tasks, whether they left an event or not.
    Work,
    /// Requests, and queries that go on without theirs, at a time.
    Memory,
}

impl Limit {
    /// The word in a report.
    pub fn name(self) -> &'static str {
        match self {
            Limit::Events => "events",
            Limit::Work => "work",
            Limit::Memory => "memory",
        }
    }
}

/// That a run was stopped at a limit. `Display` is the whole sentence, the same everywhere it is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stopped {
    /// How far it came.
    pub at: Instant,
    /// Where it would have ended.
    pub of: Instant,
    /// What it had used up.
    pub limit: Limit,
    /// How much of it, in the limit's own unit.
    pub used: u64,
}

/// A time to three digits, rounded down.
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
            Limit::Events => write!(f, "it had made {used} events, as many as a run may make.")?,
            Limit::Work => write!(f, "it had taken {used} steps of computing, as many as a run may take.")?,
            Limit::Memory => write!(f, "it had {used} requests and queries under way, more than there is memory for.")?,
        }
        write!(f, " What is shown is what it had computed until then.")
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
        let shown = " What is shown is what it had computed until then.";
        let table = [
            (Limit::Events, 10_000_000, "it had made 10,000,000 events, as many as a run may make."),
            (Limit::Work, 20_000_000, "it had taken 20,000,000 steps of computing, as many as a run may take."),
            (Limit::Memory, 500_001, "it had 500,001 requests and queries under way, more than there is memory for."),
        ];
        for (limit, used, why) in table {
            assert_eq!(stopped(limit, used), format!("The run was stopped at 4.5s of 1m: {why}{shown}"));
        }
    }
}
