//! Invariants: what is true of every trace, whatever the scenario. A fold that says in sentences what is not.
//!
//! It is told the events, when the run ended and how many connections the database has; nothing of the strategy, the
//! write policy or the model. From the events it keeps its own books (what lies in the cache, who holds which lock, who
//! stands in which line) and holds every number that an event carries against them. One ledger per file:
//!
//! ```text
//!   requests      begin once, end at most once, act only in between; the dice decide who recomputes
//!   versions      committed before they are seen; a read returns what it saw, and knows how old that is
//!   cache         hits, misses, ages and what is left of a TTL follow from what was stored and removed
//!   locks         one holder at a time; who waits, waits for a holder; leases
//!   connections   never more than there are, none lost, first come first served
//!   little        L = λW, exactly: ∫ N dt = Σ sojourn over requests, lock waiters and the database
//! ```

mod cache;
mod connections;
mod little;
mod locks;
mod requests;
mod versions;

use super::{Event, EventKind};
use crate::units::Instant;

/// Sentences kept; beyond these the first ones tell enough.
const SENTENCES_MAX: usize = 20;

/// The fold: feed it events in order, in as many pieces as you like, then ask for what was wrong.
pub struct Invariants {
    now: Instant,
    wrongs: Wrongs,
    requests: requests::Ledger,
    versions: versions::Ledger,
    cache: cache::Ledger,
    locks: locks::Ledger,
    connections: connections::Ledger,
}

impl Invariants {
    /// Nothing has happened yet. `connections` is how many the database has; `None` when unlimited.
    pub fn new(connections: Option<u32>) -> Invariants {
        Invariants {
            now: Instant::ZERO,
            wrongs: Wrongs::default(),
            requests: Default::default(),
            versions: Default::default(),
            cache: Default::default(),
            locks: Default::default(),
            connections: connections::Ledger::new(connections),
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
            self.versions.event(event, wrongs);
            self.cache.event(event, wrongs);
            self.locks.event(event, wrongs);
            self.connections.event(event, wrongs);
        }
    }

    /// The sentences, none when all is well; `end` is when the run ended, with or without an event.
    pub fn finish(mut self, end: Instant) -> Vec<String> {
        let wrongs = &mut self.wrongs;
        wrongs.event = None;
        wrongs.unless(end >= self.now, || format!("the run ended at {end}, its last event was at {}", self.now));
        self.requests.finish(end, wrongs);
        self.locks.finish(end, wrongs);
        self.connections.finish(end, wrongs);
        self.wrongs.sentences
    }
}

/// What is wrong with a whole trace: no sentence when nothing is.
pub fn violations(events: &[Event], end: Instant, connections: Option<u32>) -> Vec<String> {
    let mut invariants = Invariants::new(connections);
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

/// Whether a request begins with this event.
fn begins(kind: &EventKind) -> bool {
    use EventKind::{ReadStarted, RefreshStarted, WriteStarted};
    matches!(kind, ReadStarted { .. } | WriteStarted { .. } | RefreshStarted { .. })
}

/// Whether a request ends with this event.
fn ends(kind: &EventKind) -> bool {
    use EventKind::{ReadEnded, ReadFailed, RefreshEnded, WriteEnded, WriteFailed};
    matches!(kind, ReadEnded { .. } | ReadFailed { .. } | WriteEnded { .. } | WriteFailed { .. } | RefreshEnded { .. })
}
