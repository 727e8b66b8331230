//! The database's connections and the line before them, while a trace is walked through, queries and updates apart.
//!
//! ```text
//! asked for ──► queued ──► in flight ──► done
//!                  └───────────┴───────► dropped     refused, broken off, or gone with its process
//! ```

use super::requests::ByActor;
use super::{ActorKind, Event, EventKind};
use crate::base::table::as_map;

/// What has become of the queries, or of the updates, so far: asked for = queued + in flight + done + dropped.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Work {
    /// Wanted from the database, whether or not there was a connection for it.
    pub asked: u64,
    /// Waiting in the line before the connections.
    pub queued: u64,
    /// Holding a connection.
    pub in_flight: u64,
    /// Answered, or committed.
    pub done: u64,
    /// Ended without an answer.
    pub dropped: u64,
}

as_map!(Work { asked, queued, in_flight, done, dropped });

/// The fold.
#[derive(Clone, Default, Debug)]
pub struct Connections {
    in_line: ByActor,
    /// What reads and refreshes asked for; and what goes on when they have been given up.
    pub queries: Work,
    /// What writes asked for.
    pub updates: Work,
    /// Queries begun so far.
    pub queries_begun: u64,
}

impl Connections {
    /// Requests in the line.
    pub fn queued(&self) -> u64 {
        self.queries.queued + self.updates.queued
    }

    /// Connections in use.
    pub fn in_flight(&self) -> u64 {
        self.queries.in_flight + self.updates.in_flight
    }

    /// Takes in the next event; whether it changed anything.
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
                // The place in the line goes on under another name.
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
