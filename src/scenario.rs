//! A scenario: one flat line that says everything about a run.
//!
//! `strategy=xfetch beta=1 rate=500/s ttl=10s db_latency=exponential:50ms seed=7 do=5s:expire`
//!
//! The same line runs on the command line, in the page's address, in the element's attributes and in a report. The
//! table in [`fields`] is the one list of options: parser, form, documentation and error messages all read it.

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
pub use presets::{PRESETS, Preset};
pub use text::{Fit, ScenarioError};
pub use values::{Arrivals, Eviction, LockRelease, Rate, Snapshot, Strategy, WritePolicy};

use crate::base::units::Duration;

/// The most events a run may produce: more than a million reads that hit, and about as many that miss. An event takes 41
/// bytes on the page, and with the lanes and charts drawn from it some 75: 750 MB at most, and more than that again in
/// the worker while it computes, which it gives back by ending. Natively a trace takes 48 bytes an event.
pub const EVENTS_MAX: u64 = 10_000_000;

impl Scenario {
    /// Rows that exist and, where reads ask for them, ids that do not: as many again.
    pub fn keys_in_all(&self) -> usize {
        self.keys as usize * if self.absent > 0.0 { 2 } else { 1 }
    }

    /// What the keys take in memory from the beginning of a run to its end, about.
    pub fn bytes_of_keys(&self) -> u64 {
        const BYTES_PER_KEY: u64 = 160;
        self.keys_in_all() as u64 * BYTES_PER_KEY
    }

    /// What a request takes in memory while it is under way, here and in the folds that follow it: measured, and rounded
    /// up. One that may be given up or die is watched, and its query is a task of its own.
    pub fn bytes_of_request(&self) -> u64 {
        let dies =
            self.holder_crash > 0.0 || self.interventions.iter().any(|i| matches!(i.action, Action::CrashHolder(_)));
        if dies || !self.client_timeout.is_zero() { 1_200 } else { 640 }
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
