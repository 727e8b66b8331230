//! The database's connections and the line before them, while a trace is walked through.

use super::requests::ByActor;
use super::{Event, EventKind};

/// The fold.
#[derive(Clone, Default, Debug)]
pub struct Connections {
    in_line: ByActor,
    /// Requests in the line.
    pub waiting: u32,
    /// Connections in use.
    pub in_flight: u32,
    /// Queries begun so far; updates not among them.
    pub queries: u64,
}

impl Connections {
    /// Takes in the next event; whether it changed anything.
    pub fn event(&mut self, event: &Event) -> bool {
        let Event { actor, kind, .. } = *event;
        match kind {
            EventKind::DbQueued { .. } => {
                self.in_line.set(actor, Some(0));
                self.waiting += 1;
            }
            EventKind::DbQueryStarted { in_flight, .. } | EventKind::DbUpdateStarted { in_flight, .. } => {
                self.leave_line(event);
                self.in_flight = in_flight;
                self.queries += u64::from(matches!(kind, EventKind::DbQueryStarted { .. }));
            }
            EventKind::DbQueueLeft { .. } => self.leave_line(event),
            EventKind::DbQueryFinished { in_flight, .. }
            | EventKind::DbUpdateCommitted { in_flight, .. }
            | EventKind::DbCancelled { in_flight, .. } => self.in_flight = in_flight,
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

    fn leave_line(&mut self, event: &Event) {
        if self.in_line.get(event.actor).is_some() {
            self.in_line.set(event.actor, None);
            self.waiting -= 1;
        }
    }
}
