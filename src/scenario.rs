//! A scenario: one flat line that says everything about a run.
//!
//! `strategy=xfetch beta=1 rate=500/s ttl=10s db_latency=exponential:50ms seed=7 do=5s:expire`
//!
//! The same line runs on the command line, in the page's address, in the element's attributes and in a report. The
//! table in [`fields`] is the one list of options: parser, form, README and error messages all read it.

pub mod fields;
pub mod interventions;
pub mod presets;
pub mod text;
pub mod values;

pub use fields::{FIELDS, Field, Scenario};
pub use interventions::{Action, Intervention};
pub use presets::{PRESETS, Preset};
pub use text::ScenarioError;
pub use values::{Arrivals, Eviction, LockRelease, Rate, Snapshot, Strategy, WritePolicy};

use crate::units::Duration;

/// The most events a run may produce. Ten million is some two million reads that all miss, half a gigabyte of trace.
pub const EVENTS_MAX: u64 = 10_000_000;

impl Scenario {
    /// How many events the run may be expected to produce: an upper estimate, from rates and durations alone.
    ///
    /// A read that misses and refills makes at most ten events, a write seven. A reader that polls a lock looks again
    /// once per `lock_poll` for as long as the query it waits for takes on average.
    pub fn events_estimate(&self) -> u64 {
        const EVENTS_PER_READ: f64 = 10.0;
        const EVENTS_PER_WRITE: f64 = 7.0;
        const EVENTS_PER_POLL: f64 = 2.0;
        let seconds = self.duration.as_secs_f64();
        let waits = matches!(self.strategy, Strategy::Mutex | Strategy::Lease) && !self.lock_poll.is_zero();
        let polls = match waits {
            true => self.db_latency.mean().as_secs_f64() / self.lock_poll.as_secs_f64(),
            false => 0.0,
        };
        let attempts = if self.client_timeout.is_zero() { 1.0 } else { 1.0 + f64::from(self.retries) };
        let reads = self.reads_per_second() * seconds * (EVENTS_PER_READ + polls * EVENTS_PER_POLL) * attempts;
        let writes = self.write_rate.per_second() * seconds * EVENTS_PER_WRITE;
        let keys = self.keys_in_all() as f64;
        let warming = self.interventions.iter().filter(|i| matches!(i.action, Action::Warm(_))).count() as f64;
        let warm = if self.warm { 1.0 } else { 0.0 };
        (reads + writes + keys * (warm + warming * EVENTS_PER_READ)) as u64
    }

    /// Reads per second. In a closed loop, at most: as if every answer came in the time of a cache hit.
    fn reads_per_second(&self) -> f64 {
        match self.arrivals {
            Arrivals::Poisson | Arrivals::Even => self.rate.per_second(),
            Arrivals::Closed => {
                let loop_time = (self.think_time.mean() + self.cache_latency.mean()).as_secs_f64();
                f64::from(self.clients) / loop_time
            }
        }
    }

    /// Rows that exist and, where reads ask for them, ids that do not: as many again.
    pub fn keys_in_all(&self) -> usize {
        self.keys as usize * if self.absent > 0.0 { 2 } else { 1 }
    }

    /// How long a stored value is fresh, and how long it is kept: beyond its TTL only where the strategy serves stale.
    pub fn lifetime(&self) -> Lifetime {
        let kept_for = match self.strategy {
            Strategy::BackgroundRefresh => self.ttl + self.grace,
            Strategy::Lease if self.lease_stale => self.ttl + self.grace,
            Strategy::Unprotected | Strategy::Mutex | Strategy::Xfetch | Strategy::SingleFlight | Strategy::Lease => {
                self.ttl
            }
        };
        Lifetime { fresh_for: self.ttl, kept_for }
    }
}

/// The two clocks of a stored value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lifetime {
    /// Its TTL.
    pub fresh_for: Duration,
    /// TTL plus grace: afterwards it is gone.
    pub kept_for: Duration,
}
