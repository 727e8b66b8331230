//! Invariants: rules that hold for every trace, in any scenario. A fold checks them and reports violations as
//! sentences.
//!
//! Its input is the events, the end of the run and a few facts about the site ([`Given`]), but not the strategy or the
//! model. From the events it keeps its own state (the values in the cache, the holders of locks, the queues) and
//! compares every number of every event with it. There is one ledger per file:
//!
//! ```text
//!   requests      begin once, end at most once, act only in between; attempts are counted
//!   dice          a reader recomputes if and only if it rolled at or below the threshold
//!   versions      are committed before they are read; a read returns what it found, and reports its age
//!   staleness     a stale read is reported as stale, with the cause that follows from earlier events
//!   cache         hits, misses, ages and remaining TTLs follow from what was stored and removed
//!   capacity      never more values than fit; which value is evicted
//!   outages       cache and database are unreachable or stopped only during an outage
//!   locks         one holder at a time; readers wait only for a holder; leases
//!   flights       a reader joins only a flight in progress, and lands with it
//!   connections   never more than the pool has, none lost, first come first served
//!   little        L = λW, exactly: ∫ N dt = Σ sojourn over requests, waiters and the database
//! ```

mod cache;
mod capacity;
mod connections;
mod dice;
mod flights;
mod little;
mod locks;
mod outages;
mod requests;
mod staleness;
mod versions;

use super::{Actor, ActorKind, Event, EventKind, Key};
use crate::base::units::{Duration, Instant};

/// The number of sentences kept. The first ones are enough to find a bug.
const SENTENCES_MAX: usize = 20;

/// Facts about the site that are not in the events.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// The number of rows. Keys from here on are ids that do not exist.
    pub rows: u32,
    /// The connections of the database; `None` if unlimited.
    pub connections: Option<u32>,
    /// The number of values that fit into the cache; `None` if all do.
    pub capacity: Option<u32>,
    /// Whether a full cache evicts values. If not, it refuses new ones.
    pub evicts: bool,
    /// Whether queries read a replica that may lag behind.
    pub lags: bool,
    /// Whether the cache compares versions before it stores.
    pub compares: bool,
    /// Whether readers store under a lease, which a write to the key voids.
    pub leases: bool,
    /// Whether the cache grants only one lease per key and TTL, even if the lease is used or voided.
    pub one_lease_per_ttl: bool,
    /// Whether requests ran the user's code. Then some things that built-in strategies never do are allowed: returning
    /// an old row after an error, storing a row twice, rolling dice for another purpose. The rules for the model itself
    /// hold for any code.
    pub code: bool,
    /// Whether a flush leaves locks and leases in place, because it stands for the end of a grace.
    pub locks_outlive_flush: bool,
    /// Whether only one actor at a time may believe that it holds a lock. It is no rule for every trace: if the lease
    /// ends early, the next holder gets the lock while the first one still works.
    pub sole_holder: bool,
    /// The tolerance between the clocks of different servers: zero on virtual time. In a recording of real servers it
    /// applies to the ends of TTLs and outages and to remaining TTLs, and to nothing else.
    pub slack: Duration,
}

/// The fold. It takes the events in order, in any number of pieces, and returns the violations at the end.
pub struct Invariants {
    now: Instant,
    violations: Violations,
    requests: requests::Ledger,
    dice: dice::Ledger,
    versions: versions::Ledger,
    staleness: staleness::Ledger,
    cache: cache::Ledger,
    capacity: capacity::Ledger,
    outages: outages::Ledger,
    locks: locks::Ledger,
    flights: flights::Ledger,
    connections: connections::Ledger,
}

impl Invariants {
    /// The state before the first event.
    pub fn new(given: Given) -> Invariants {
        Invariants {
            now: Instant::ZERO,
            violations: Violations::default(),
            requests: requests::Ledger::new(given),
            dice: dice::Ledger::new(given),
            versions: versions::Ledger::new(given),
            staleness: staleness::Ledger::new(given),
            cache: cache::Ledger::new(given),
            capacity: capacity::Ledger::new(given),
            outages: outages::Ledger::new(given),
            locks: locks::Ledger::new(given),
            flights: flights::Ledger::new(given),
            connections: connections::Ledger::new(given),
        }
    }

    /// Processes the next events.
    pub fn fold(&mut self, events: &[Event]) {
        for event in events {
            let violations = &mut self.violations;
            violations.event = Some(*event);
            violations.check(event.at >= self.now, || format!("time went back from {}", self.now));
            self.now = self.now.max(event.at);
            self.requests.event(event, violations);
            self.dice.event(event, violations);
            self.versions.event(event, violations);
            self.staleness.event(event, violations);
            self.cache.event(event, violations);
            self.capacity.event(event, violations);
            self.outages.event(event, violations);
            self.locks.event(event, violations);
            self.flights.event(event, violations);
            self.connections.event(event, violations);
        }
    }

    /// Returns the violations; none if all rules hold. `end` is the end of the run, which may be later than the last
    /// event.
    pub fn finish(mut self, end: Instant) -> Vec<String> {
        let violations = &mut self.violations;
        violations.event = None;
        violations.check(end >= self.now, || format!("the run ended at {end}, its last event was at {}", self.now));
        self.requests.finish(end, violations);
        self.outages.finish(violations);
        self.locks.finish(end, violations);
        self.flights.finish(end, violations);
        self.connections.finish(end, violations);
        self.violations.sentences
    }
}

/// The violations of a whole trace; none if all rules hold.
pub fn violations(events: &[Event], end: Instant, given: Given) -> Vec<String> {
    let mut invariants = Invariants::new(given);
    invariants.fold(events);
    invariants.finish(end)
}

/// The violations so far, and the event that is being checked.
#[derive(Default)]
struct Violations {
    event: Option<Event>,
    sentences: Vec<String>,
}

impl Violations {
    /// Reports the sentence as a violation if the condition is false.
    fn check(&mut self, holds: bool, sentence: impl FnOnce() -> String) {
        if holds || self.sentences.len() >= SENTENCES_MAX {
            return;
        }
        self.sentences.push(match self.event {
            Some(event) => format!("{}: {}", event.to_string().trim_start(), sentence()),
            None => format!("at the end: {}", sentence()),
        });
    }
}

/// The key of an event, if it has one.
fn key_of(kind: &EventKind) -> Option<Key> {
    Some(kind.numbers().key).filter(|&key| key != u32::MAX).map(Key)
}

/// Whether an actor is a write: one of the workload or of an intervention, or the deferred part of one.
fn writes(actor: Actor) -> bool {
    matches!(actor.kind(), ActorKind::Write | ActorKind::Intervention | ActorKind::Deferred)
}

/// Whether a request begins with this event.
fn begins(kind: &EventKind) -> bool {
    use EventKind::{QueryAbandoned, ReadStarted, RefreshStarted, WriteStarted};
    matches!(kind, ReadStarted { .. } | WriteStarted { .. } | RefreshStarted { .. } | QueryAbandoned { .. })
}

/// Whether a request ends with this event. A ghost ends with its query, and a background task with its process.
fn ends(event: &Event) -> bool {
    use EventKind::{DbCancelled, DbQueryFinished, DbQueueLeft, DbRefused};
    use EventKind::{ReadEnded, ReadFailed, RefreshEnded, RequestCrashed, WriteEnded, WriteFailed};
    match event.kind {
        ReadEnded { .. } | ReadFailed { .. } | WriteEnded { .. } | WriteFailed { .. } | RefreshEnded { .. } => true,
        RequestCrashed {} => event.actor.kind() == ActorKind::Refresh,
        DbQueryFinished { .. } | DbRefused { .. } | DbCancelled { .. } | DbQueueLeft { .. } => {
            event.actor.kind() == ActorKind::Ghost
        }
        _ => false,
    }
}
