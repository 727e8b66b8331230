//! The database's connections and their queue: a fold that counts queries and updates separately.
//!
//! ```text
//! asked for ──► queued ──► in flight ──► done
//!                  └───────────┴───────► dropped     refused, cancelled, or lost in a crash
//! ```

use super::requests::ByActor;
use super::{ActorKind, Event, EventKind};
use serde::Serialize;

/// The number of queries, or of updates, in each state: asked for = queued + in flight + done + dropped.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Work {
    /// All requests to the database so far.
    pub asked: u64,
    /// Waiting in the queue for a connection.
    pub queued: u64,
    /// Holding a connection.
    pub in_flight: u64,
    /// Answered or committed.
    pub done: u64,
    /// Ended without an answer: refused, cancelled, or lost in a crash.
    pub dropped: u64,
}

/// The fold.
#[derive(Clone, Default, Debug)]
pub struct Connections {
    in_line: ByActor,
    /// The queries of reads and refreshes, also if the read is abandoned.
    pub queries: Work,
    /// The updates of writes.
    pub updates: Work,
    /// The number of queries begun so far.
    pub queries_begun: u64,
}

impl Connections {
    /// The length of the queue.
    pub fn queued(&self) -> u64 {
        self.queries.queued + self.updates.queued
    }

    /// The number of connections in use.
    pub fn in_flight(&self) -> u64 {
        self.queries.in_flight + self.updates.in_flight
    }

    /// Processes the next event. Returns whether the state changed.
    pub fn event(&mut self, event: &Event) -> bool {
        let Event { actor, kind, .. } = *event;
        let writes = matches!(actor.kind(), ActorKind::Write | ActorKind::Intervention);
        let work = if writes { &mut self.updates } else { &mut self.queries };
        match kind {
            EventKind::DbQueued { .. } => {
                self.in_line.set(actor, Some(0));
                work.asked += 1;
                work.queued += 1;
            }
            EventKind::DbRefused { .. } => {
                work.asked += 1;
                work.dropped += 1;
            }
            EventKind::DbQueryStarted { .. } | EventKind::DbUpdateStarted { .. } => {
                match self.in_line.get(actor).is_some() {
                    true => work.queued -= 1,
                    false => work.asked += 1,
                }
                self.in_line.set(actor, None);
                work.in_flight += 1;
                self.queries_begun += u64::from(!writes);
            }
            EventKind::DbQueryFinished { .. } | EventKind::DbUpdateCommitted { .. } => {
                work.in_flight -= 1;
                work.done += 1;
            }
            EventKind::DbCancelled { .. } => {
                work.in_flight -= 1;
                work.dropped += 1;
            }
            EventKind::DbQueueLeft { .. } if self.in_line.get(actor).is_some() => {
                self.in_line.set(actor, None);
                work.queued -= 1;
                work.dropped += 1;
            }
            EventKind::QueryAbandoned { of, .. } => {
                // The place in the queue passes to the ghost.
                let place = self.in_line.get(of);
                self.in_line.set(of, None);
                self.in_line.set(actor, place);
                return false;
            }
            _ => return false,
        }
        true
    }
}
