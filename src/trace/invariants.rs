//! Invariants: what is true of every trace, whatever the scenario. A fold that says in sentences what is not.
//!
//! It is told the events, when the run ended and a few facts of the site ([`Given`]); nothing of the strategy or the
//! model. From the events it keeps its own books (what lies in the cache, who holds which lock, who stands in which
//! line) and holds every number that an event carries against them. One ledger per file:
//!
//! ```text
//!   requests      begin once, end at most once, act only in between; attempts are counted
//!   dice          who rolled below the threshold recomputes, and nobody else does
//!   versions      committed before they are seen; a read returns what it saw, and knows how old that is
//!   staleness     a stale read is told as one, with the cause that the events before it show
//!   cache         hits, misses, ages and what is left of a TTL follow from what was stored and removed
//!   capacity      never more values than there is room for; who makes room, and who has to go
//!   outages       nothing is out of reach, or stands still, but in an outage
//!   locks         one holder at a time; who waits, waits for a holder; leases
//!   flights       who joins, joins one under way, and lands with it
//!   connections   never more than there are, none lost, first come first served
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
use crate::base::units::Instant;

/// Sentences kept; beyond these the first ones tell enough.
const SENTENCES_MAX: usize = 20;

/// What is known of the site besides its events.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// Rows that exist; keys from here on are ids that do not.
    pub rows: u32,
    /// Connections of the database; `None` when unlimited.
    pub connections: Option<u32>,
    /// Values that fit into the cache; `None` when all do.
    pub capacity: Option<u32>,
    /// Whether a full cache evicts; else it refuses.
    pub evicts: bool,
    /// Whether queries read a replica that may lag behind.
    pub lags: bool,
    /// Whether the cache compares versions before it stores.
    pub compares: bool,
    /// Whether readers store under a lease, which a delete takes back.
    pub leases: bool,
    /// Whether requests did what somebody's own code said. Then what a strategy of ours never does is no violation: to
    /// return an old row after an error, to store a row twice, to roll dice for something else. All that the model itself
    /// has to hold, it has to hold for any code.
    pub code: bool,
}

/// The fold: feed it events in order, in as many pieces as you like, then ask for what was wrong.
pub struct Invariants {
    now: Instant,
    wrongs: Wrongs,
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
    /// Nothing has happened yet.
    pub fn new(given: Given) -> Invariants {
        Invariants {
            now: Instant::ZERO,
            wrongs: Wrongs::default(),
            requests: requests::Ledger::new(given),
            dice: dice::Ledger::new(given),
            versions: versions::Ledger::new(given),
            staleness: staleness::Ledger::new(given),
            cache: cache::Ledger::new(given),
            capacity: capacity::Ledger::new(given),
            outages: Default::default(),
            locks: locks::Ledger::new(given),
            flights: flights::Ledger::new(given),
            connections: connections::Ledger::new(given),
        }
    }

    /// Takes in the next events.
    pub fn fold(&mut self, events: &[Event]) {
        for event in events {
            let wrongs = &mut self.wrongs;
            wrongs.event = Some(*event);
            wrongs.unless(event.at >= self.now, || format!("time went back from {}", self.now));
            self.now = self.now.max(event.at);
            self.requests.event(event, wrongs);
            self.dice.event(event, wrongs);
            self.versions.event(event, wrongs);
            self.staleness.event(event, wrongs);
            self.cache.event(event, wrongs);
            self.capacity.event(event, wrongs);
            self.outages.event(event, wrongs);
            self.locks.event(event, wrongs);
            self.flights.event(event, wrongs);
            self.connections.event(event, wrongs);
        }
    }

    /// The sentences, none when all is well; `end` is when the run ended, with or without an event.
    pub fn finish(mut self, end: Instant) -> Vec<String> {
        let wrongs = &mut self.wrongs;
        wrongs.event = None;
        wrongs.unless(end >= self.now, || format!("the run ended at {end}, its last event was at {}", self.now));
        self.requests.finish(end, wrongs);
        self.outages.finish(wrongs);
        self.locks.finish(end, wrongs);
        self.flights.finish(end, wrongs);
        self.connections.finish(end, wrongs);
        self.wrongs.sentences
    }
}

/// What is wrong with a whole trace: no sentence when nothing is.
pub fn violations(events: &[Event], end: Instant, given: Given) -> Vec<String> {
    let mut invariants = Invariants::new(given);
    invariants.fold(events);
    invariants.finish(end)
}

/// The sentences so far, and the event that is being looked at.
#[derive(Default)]
struct Wrongs {
    event: Option<Event>,
    sentences: Vec<String>,
}

impl Wrongs {
    /// Says the sentence unless the condition holds.
    fn unless(&mut self, holds: bool, sentence: impl FnOnce() -> String) {
        if holds || self.sentences.len() >= SENTENCES_MAX {
            return;
        }
        self.sentences.push(match self.event {
            Some(event) => format!("{}: {}", event.to_string().trim_start(), sentence()),
            None => format!("at the end: {}", sentence()),
        });
    }
}

/// The key that an event is about, if it is about one.
fn key_of(kind: &EventKind) -> Option<Key> {
    Some(kind.numbers().key).filter(|&key| key != u32::MAX).map(Key)
}

/// Whether an actor writes: a write, one that an intervention began, or what such a one left for later.
fn writes(actor: Actor) -> bool {
    matches!(actor.kind(), ActorKind::Write | ActorKind::Intervention | ActorKind::Deferred)
}

/// Whether a request begins with this event.
fn begins(kind: &EventKind) -> bool {
    use EventKind::{QueryAbandoned, ReadStarted, RefreshStarted, WriteStarted};
    matches!(kind, ReadStarted { .. } | WriteStarted { .. } | RefreshStarted { .. } | QueryAbandoned { .. })
}

/// Whether a request ends with this event. A ghost is its query; a background task ends with its process.
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
