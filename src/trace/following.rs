//! The shared folds: requests in flight, database connections and episodes of recomputes. Other folds build on them.
//! Each event passes through them once, and the result is handed to the folds that need it.

use super::Event;
use super::connections::Connections;
use super::recomputes::{Recomputes, Step};
use super::requests::{Change, Requests};

/// The state of the shared folds after a part of a trace.
#[derive(Default)]
pub struct Following {
    /// The requests in flight. There may be a million of them.
    pub requests: Requests,
    /// The database connections and the queue for them.
    pub connections: Connections,
    /// The episodes so far.
    pub recomputes: Recomputes,
}

/// The effects of an event.
pub struct Happened {
    /// The change to a request.
    pub change: Option<Change>,
    /// The change to an episode.
    pub step: Option<Step>,
    /// Whether the state of the connections changed.
    pub connections: bool,
}

impl Following {
    /// Processes the next event.
    #[inline]
    pub fn event(&mut self, event: &Event) -> Happened {
        Happened {
            change: self.requests.event(event),
            step: self.recomputes.event(event),
            connections: self.connections.event(event),
        }
    }
}
