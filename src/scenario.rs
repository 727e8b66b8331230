//! A scenario: one flat line that describes a run completely.
//!
//! `strategy=xfetch beta=1 rate=500/s ttl=10s db_latency=exponential:50ms seed=7 do=5s:expire`
//!
//! The same line is used on the command line, in the page's address, in the element's attributes and in reports. The
//! table in [`fields`] is the only list of options: parser, form, documentation and error messages use it.

mod bounds;
pub mod compare;
mod estimate;
pub mod fields;
pub mod interventions;
pub mod presets;
mod spelling;
pub mod text;
pub mod values;

pub use fields::{FIELDS, Field, Scenario};
pub use interventions::{ACTIONS, Action, ActionInfo, ArgumentInfo, Intervention};
pub use presets::{Number, PRESETS, Preset};
pub use text::{Fit, ScenarioError};
pub use values::{Arrivals, Eviction, LockRelease, Rate, Snapshot, Strategy, WritePolicy};

use crate::base::units::Duration;

/// The largest number of events in a run: enough for over a million hits and about as many misses. On the page an event
/// takes 41 bytes, and about 75 with the columns for lanes and charts: 750 MB at most. The worker needs more than that
/// again while it computes, and frees it when it is replaced. Natively an event takes 48 bytes.
pub const EVENTS_MAX: u64 = 10_000_000;

/// The largest number of bytes for keys and requests in flight. Events and the report are not included.
pub const BYTES_MAX: u64 = 320_000_000;

impl Scenario {
    /// Not inlined, to save code size: each copy would be as large as the table of fields.
    #[inline(never)]
    pub fn duplicate(&self) -> Scenario {
        self.clone()
    }

    /// The number of rows, doubled if reads also ask for ids that do not exist.
    pub fn keys_in_all(&self) -> usize {
        self.keys as usize * if self.absent > 0.0 { 2 } else { 1 }
    }

    /// The approximate memory of the keys in bytes, from start to end of a run.
    pub fn bytes_of_keys(&self) -> u64 {
        const BYTES_PER_KEY: u64 = 160;
        self.keys_in_all() as u64 * BYTES_PER_KEY
    }

    /// The memory of a request in flight in bytes, here and in the folds: measured and rounded up. A request that may
    /// be abandoned or crash takes more, because it is tracked and its query is a separate task.
    pub fn bytes_of_request(&self) -> u64 {
        let dies =
            self.holder_crash > 0.0 || self.interventions.iter().any(|i| matches!(i.action, Action::CrashHolder(_)));
        if dies || !self.client_timeout.is_zero() { 1_200 } else { 640 }
    }

    /// The lifetime of a stored value. It is kept beyond its TTL only if the strategy serves stale values.
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

/// How long a stored value is fresh and how long it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lifetime {
    /// Its TTL.
    pub fresh_for: Duration,
    /// The TTL plus the grace, after which it is gone.
    pub kept_for: Duration,
}
