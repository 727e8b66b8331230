//! A script: when requests arrive and how long each step of theirs takes, told instead of drawn. For a run that is to
//! show one certain order of commands, as the explorer of orders ([`crate::orders`]) finds them.

use crate::base::units::Duration;
use crate::trace::Actor;
use crate::workload::Arrival;

/// What is told. What is not takes [`Script::default`].
#[derive(Clone, Default, Debug)]
pub struct Script {
    /// The requests, in order of time.
    pub arrivals: Vec<Arrival>,
    /// The n-th cache command of an actor: how long until it takes effect, and from there until its answer is back.
    pub trips: Vec<(Actor, u32, Trip)>,
    /// How long the database works for an actor.
    pub work: Vec<(Actor, Duration)>,
    /// The actors whose dice fall low; those of all others fall high.
    pub low: Vec<Actor>,
    /// Whether the cache hands out one lease per key and TTL only, whatever becomes of it.
    pub one_lease_per_ttl: bool,
    /// Half of a round trip, and a query's time, that the script does not tell.
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

    /// How long the database works.
    pub fn work(&self, actor: Actor) -> Duration {
        self.work.iter().find(|work| work.0 == actor).map_or(self.default, |work| work.1)
    }

    /// What an actor's dice show.
    pub fn dice(&self, actor: Actor) -> f64 {
        if self.low.contains(&actor) { f64::MIN_POSITIVE } else { 1.0 }
    }
}
