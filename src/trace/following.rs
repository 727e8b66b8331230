//! The folds that others stand on, together: who is in flight, what the connections do, which recomputes make an episode.
//! Each event goes through them once, and whoever needs more is told what came of it.

use super::Event;
use super::connections::Connections;
use super::recomputes::{Recomputes, Step};
use super::requests::{Change, Requests};

/// A trace, as far as it was followed.
#[derive(Default)]
pub struct Following {
    /// The requests in flight, of which there may be a million.
    pub requests: Requests,
    /// The database's connections and the line before them.
    pub connections: Connections,
    /// The episodes so far.
    pub recomputes: Recomputes,
}

/// What came of an event.
pub struct Happened {
    /// What it did to a request.
    pub change: Option<Change>,
    /// What it did to an episode.
    pub step: Option<Step>,
    /// Whether it changed anything about the connections.
    pub connections: bool,
}

impl Following {
    /// Takes in the next event.
    #[inline]
    pub fn event(&mut self, event: &Event) -> Happened {
        Happened {
            change: self.requests.event(event),
            step: self.recomputes.event(event),
            connections: self.connections.event(event),
        }
    }
}
