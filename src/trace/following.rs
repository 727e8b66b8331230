//! The shared folds: requests in flight, database connections and episodes of recomputes. Other folds build on them.
//! Each event passes through them once, and the result is handed to the folds that need it.

use super::connections::Connections;
use super::recomputes::{Recomputes, Step};
use super::requests::{Change, Requests};
use super::{Event, EventKind};

/// The state of the shared folds after a part of a trace.
#[derive(Default)]
pub struct Following {
    /// The requests in flight. There may be a million of them.
    pub requests: Requests,
    /// The database connections and the queue for them.
    pub connections: Connections,
    /// The episodes so far.
    pub recomputes: Recomputes,
    /// Whether the next delete will be lost.
    pub doomed: bool,
}

/// The effects of an event.
pub struct Happened {
    /// The change to a request.
    pub change: Option<Change>,
    /// The change to an episode.
    pub step: Option<Step>,
    /// Whether the state of the connections changed.
    pub connections: bool,
    /// Whether the next delete was to be lost already before the event.
    pub was_doomed: bool,
}

impl Following {
    /// Processes the next event.
    #[inline]
    pub fn event(&mut self, event: &Event) -> Happened {
        let was_doomed = self.doomed;
        match event.kind {
            EventKind::InvalidationDoomed {} => self.doomed = true,
            EventKind::InvalidationLost { .. } => self.doomed = false,
            _ => {}
        }
        Happened {
            change: self.requests.event(event),
            step: self.recomputes.event(event),
            connections: self.connections.event(event),
            was_doomed,
        }
    }
}
