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
    /// A hit makes four at most. A miss makes as many as its strategy's longest way through; one that waits at a lock
    /// looks again at every poll and whenever a lease runs out, which counts when leases are shorter than queries. Where
    /// the share of misses can not be told beforehand (several keys, writes, a bounded cache), every read counts as one.
    pub fn events_estimate(&self) -> u64 {
        const EVENTS_PER_HIT: f64 = 4.0;
        const EVENTS_PER_WRITE: f64 = 12.0;
        const EVENTS_PER_LOOK: f64 = 2.0;
        let events_per_miss = match self.strategy {
            Strategy::Unprotected => 8.0,
            Strategy::Xfetch | Strategy::BackgroundRefresh | Strategy::SingleFlight => 13.0,
            Strategy::Mutex | Strategy::Lease => 14.0 + EVENTS_PER_LOOK * self.looks_while_waiting(),
        };
        let seconds = self.duration.as_secs_f64();
        let reads = self.reads_per_second() * seconds * self.attempts_max();
        let misses = reads * self.miss_share_max();
        let writes = self.write_rate.per_second() * seconds;
        let keys = self.keys_in_all() as f64;
        let warming = self.interventions.iter().filter(|i| matches!(i.action, Action::Warm(_))).count() as f64;
        let stored = keys * (f64::from(u8::from(self.warm)) + warming * events_per_miss);
        (reads * EVENTS_PER_HIT + misses * (events_per_miss - EVENTS_PER_HIT) + writes * EVENTS_PER_WRITE + stored)
            as u64
    }

    /// How often a reader looks again while it waits for a query of the mean length.
    fn looks_while_waiting(&self) -> f64 {
        let looks_per = |pause: Duration| self.db_latency.mean().as_secs_f64() / pause.as_secs_f64();
        let polls = if self.lock_poll.is_zero() { 0.0 } else { looks_per(self.lock_poll) };
        polls + looks_per(self.lock_ttl)
    }

    /// The share of the time in which there is no value, when that can be told; else 1.
    fn miss_share_max(&self) -> f64 {
        let told = self.keys == 1 && self.write_rate.is_zero() && self.capacity == 0 && self.absent == 0.0;
        if !told || self.strategy == Strategy::BackgroundRefresh {
            return 1.0;
        }
        let (query, ttl) = (self.db_latency.mean().as_secs_f64(), self.ttl.as_secs_f64());
        // A stampede on few connections lasts as long as these need for all of its queries.
        let queries = 1.0 + self.reads_per_second() * query;
        let waves = match self.db_connections {
            0 => 1.0,
            connections => (queries / f64::from(connections)).max(1.0),
        };
        let without = query * waves;
        let emptied = self.interventions.len() as f64 + if self.warm { 0.0 } else { 1.0 };
        (without / (without + ttl) + emptied * without / self.duration.as_secs_f64()).min(1.0)
    }

    fn attempts_max(&self) -> f64 {
        1.0 + f64::from(self.retries)
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
