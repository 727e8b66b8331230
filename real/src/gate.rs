//! The queue for the database's connections: first come, first served, for all instances together.
//!
//! A connection pool has a queue too, but does not tell its order. Here a place passes to the next request at the
//! moment at which it is given up, and both events are recorded under one lock, so the queue in the recording is the
//! real one. The pool has as many connections as there are places, so nobody ever waits for it.

use crate::clock::Clock;
use crate::journal::Journal;
use cache_aside_playground::trace::{Actor, Event, EventKind, Key, Version};
use cache_aside_playground::units::{Duration, Instant};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The queue and the places, each of which stands for a connection.
pub struct Gate {
    places: u32,
    queue_limit: u32,
    clock: Arc<Clock>,
    journal: Arc<Journal>,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    in_use: u32,
    waiting: VecDeque<Waiting>,
    ghosts: u32,
}

struct Waiting {
    actor: Actor,
    key: Key,
    updates: bool,
    turn: oneshot::Sender<()>,
}

/// The result of a request's arrival at the gate.
pub enum Arrived {
    /// It has a place, since this time.
    Connected(Instant),
    /// It waits in the queue, since this time. The receiver resolves when its turn comes.
    InLine(Instant, oneshot::Receiver<()>),
    /// The queue was full.
    Refused,
}

/// The answer to a statement.
pub enum Answer {
    /// A query, with the version that it read.
    Query(Version),
    /// An update, with the version that it committed.
    Update(Version),
}

impl Gate {
    /// A gate with a number of places and a maximum length of the queue; 0 means no limit.
    pub fn new(places: u32, queue_limit: u32, clock: Arc<Clock>, journal: Arc<Journal>) -> Gate {
        Gate { places, queue_limit, clock, journal, queue: Mutex::default() }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, actor: Actor, kind: EventKind) -> Instant {
        let at = self.clock.now();
        self.journal.note(Event { at, actor, kind });
        at
    }

    fn started(&self, actor: Actor, key: Key, updates: bool, in_flight: u32) -> Instant {
        self.note(
            actor,
            match updates {
                true => EventKind::DbUpdateStarted { key, in_flight },
                false => EventKind::DbQueryStarted { key, in_flight },
            },
        )
    }

    /// Gives a request a place, or puts it in the queue.
    pub fn arrive(&self, actor: Actor, key: Key, updates: bool) -> Arrived {
        let mut queue = self.queue();
        if queue.in_use < self.places {
            queue.in_use += 1;
            return Arrived::Connected(self.started(actor, key, updates, queue.in_use));
        }
        let ahead = queue.waiting.len() as u32;
        if self.queue_limit > 0 && ahead >= self.queue_limit {
            self.note(actor, EventKind::DbRefused { key, waiting: ahead });
            return Arrived::Refused;
        }
        let (turn, comes) = oneshot::channel();
        queue.waiting.push_back(Waiting { actor, key, updates, turn });
        Arrived::InLine(self.note(actor, EventKind::DbQueued { key, ahead }), comes)
    }

    /// Gives up a place with an answer. Returns the time, and the duration since the request arrived (`since`).
    pub fn finish(&self, actor: Actor, key: Key, since: Instant, answer: Answer) -> (Instant, Duration) {
        let mut queue = self.queue();
        let at = self.clock.now();
        let (in_flight, took) = (queue.in_use - 1, at.since(since));
        let kind = match answer {
            Answer::Query(version) => EventKind::DbQueryFinished { key, version, in_flight, took },
            Answer::Update(version) => EventKind::DbUpdateCommitted { key, version, in_flight, took },
        };
        self.journal.note(Event { at, actor, kind });
        self.hand_on(&mut queue);
        (at, took)
    }

    /// Leaves the queue or gives up a place without an answer. Returns the time.
    pub fn leave(&self, actor: Actor, key: Key) -> Instant {
        let mut queue = self.queue();
        let before = queue.waiting.len();
        queue.waiting.retain(|waiting| waiting.actor != actor);
        if queue.waiting.len() < before {
            return self.note(actor, EventKind::DbQueueLeft { key });
        }
        let at = self.note(actor, EventKind::DbCancelled { key, in_flight: queue.in_use - 1 });
        self.hand_on(&mut queue);
        at
    }

    /// Records the timeout of a statement, and its leaving the queue or giving up its place at the same time. Returns
    /// the time.
    pub fn time_out(&self, actor: Actor, key: Key, since: Instant) -> Instant {
        let mut queue = self.queue();
        let at = self.clock.now();
        let before = queue.waiting.len();
        queue.waiting.retain(|waiting| waiting.actor != actor);
        let left = match queue.waiting.len() < before {
            true => EventKind::DbQueueLeft { key },
            false => EventKind::DbCancelled { key, in_flight: queue.in_use - 1 },
        };
        self.journal.with(|kept| {
            for kind in [EventKind::DbTimedOut { key, after: at.since(since) }, left] {
                kept.entries.push(crate::journal::Entry::Noted(Event { at, actor, kind }));
            }
        });
        if matches!(left, EventKind::DbCancelled { .. }) {
            self.hand_on(&mut queue);
        }
        at
    }

    /// Lets a query continue under another actor, because its read was abandoned. Returns that actor.
    pub fn abandon(&self, of: Actor, key: Key, name: impl FnOnce(u32) -> Actor) -> Actor {
        let mut queue = self.queue();
        let ghost = name(queue.ghosts);
        queue.ghosts += 1;
        queue.waiting.iter_mut().filter(|waiting| waiting.actor == of).for_each(|waiting| waiting.actor = ghost);
        self.note(ghost, EventKind::QueryAbandoned { key, of });
        ghost
    }

    /// Passes a place to the first request in the queue, if there is one.
    fn hand_on(&self, queue: &mut Queue) {
        queue.in_use -= 1;
        if let Some(Waiting { actor, key, updates, turn }) = queue.waiting.pop_front() {
            queue.in_use += 1;
            self.started(actor, key, updates, queue.in_use);
            // Sending fails if the request is gone. It then gives up the place when its `Place` is dropped.
            let _ = turn.send(());
        }
    }
}
