//! A script: fixed arrival times and durations, instead of random ones. It makes a run show one particular order of
//! commands, such as those that the explorer ([`crate::orders`]) finds.

use crate::base::units::Duration;
use crate::trace::Actor;
use crate::workload::Arrival;

/// The fixed times. A step that is not listed takes [`Script::default`].
#[derive(Clone, Default, Debug)]
pub struct Script {
    /// The requests, in order of time.
    pub arrivals: Vec<Arrival>,
    /// The round trip of an actor's n-th cache command.
    pub trips: Vec<(Actor, u32, Trip)>,
    /// How long the database works on an actor's statements.
    pub work: Vec<(Actor, Duration)>,
    /// The actors whose dice show a low number; all others roll a high one.
    pub low: Vec<Actor>,
    /// Whether the cache grants only one lease per key and TTL, even if the lease is used or voided.
    pub one_lease_per_ttl: bool,
    /// Whether a flush leaves locks and leases in place, because it stands for the end of a value's grace.
    pub locks_outlive_flush: bool,
    /// The duration of half a round trip, or of a statement, that is not listed.
    pub default: Duration,
}

/// The two halves of a cache command's round trip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Trip {
    /// From the client to the server, where the command takes effect.
    pub out: Duration,
    /// The answer's way back.
    pub back: Duration,
}

impl Script {
    /// The round trip of a command.
    pub fn trip(&self, actor: Actor, command: u32) -> Trip {
        let told = self.trips.iter().find(|trip| (trip.0, trip.1) == (actor, command));
        told.map_or(Trip { out: self.default, back: self.default }, |trip| trip.2)
    }

    /// How long the database works on a statement of an actor.
    pub fn work(&self, actor: Actor) -> Duration {
        self.work.iter().find(|work| work.0 == actor).map_or(self.default, |work| work.1)
    }

    /// The number on an actor's dice.
    pub fn dice(&self, actor: Actor) -> f64 {
        if self.low.contains(&actor) { f64::MIN_POSITIVE } else { 1.0 }
    }
}
