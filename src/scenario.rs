//! A scenario: one flat line that says everything about a run.
//!
//! `strategy=xfetch beta=1 rate=500/s ttl=10s db_latency=exponential:50ms seed=7 do=5s:expire`
//!
//! The same line runs on the command line, in the page's address, in the element's attributes and in a report. The
//! table in [`fields`] is the one list of options: parser, form, README and error messages all read it.

pub mod fields;
pub mod presets;
pub mod text;
pub mod values;

pub use fields::{FIELDS, Field, Scenario};
pub use presets::{PRESETS, Preset};
pub use text::ScenarioError;
pub use values::{Action, Arrivals, Intervention, LockRelease, Rate, Snapshot, Strategy, WritePolicy};

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
        let polls = if self.strategy == Strategy::Mutex && !self.lock_poll.is_zero() {
            self.db_latency.mean().as_secs_f64() / self.lock_poll.as_secs_f64()
        } else {
            0.0
        };
        let reads = self.rate.per_second() * seconds * (EVENTS_PER_READ + polls * EVENTS_PER_POLL);
        let writes = self.write_rate.per_second() * seconds * EVENTS_PER_WRITE;
        let warming = if self.warm { f64::from(self.keys) } else { 0.0 };
        (reads + writes + warming) as u64
    }

    /// How long a stored value is fresh, and how long it is kept: beyond its TTL only where the strategy serves stale.
    pub fn lifetime(&self) -> Lifetime {
        let kept_for = match self.strategy {
            Strategy::BackgroundRefresh => self.ttl + self.grace,
            Strategy::Unprotected | Strategy::Mutex | Strategy::Xfetch => self.ttl,
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
