//! The number of database connections in use, counted in the order of the events. It has to be counted again because a
//! commit may have been dated before its answer, and then its connection is free earlier too.

use cache_aside_playground::trace::{Actor, Event, EventKind};
use cache_aside_playground::units::{Duration, Instant};
use std::collections::BTreeMap;

/// The statements under way.
#[derive(Default)]
pub struct Connections {
    /// When each actor asked the database.
    asked: BTreeMap<Actor, Instant>,
    /// The number of connections in use.
    in_use: u32,
}

impl Connections {
    /// The event with the number of connections in use and the duration of its statement filled in.
    pub fn event(&mut self, Event { at, actor, kind }: Event) -> EventKind {
        use EventKind as E;
        match kind {
            E::DbQueued { .. } => drop(self.asked.insert(actor, at)),
            E::DbQueryStarted { .. } | E::DbUpdateStarted { .. } => {
                self.asked.entry(actor).or_insert(at);
                self.in_use += 1;
            }
            E::QueryAbandoned { of, .. } => {
                let asked = self.asked.remove(&of);
                self.asked.extend(asked.map(|since| (actor, since)));
            }
            E::DbQueryFinished { .. } | E::DbUpdateCommitted { .. } | E::DbCancelled { .. } => {
                self.in_use = self.in_use.saturating_sub(1);
            }
            _ => {}
        }
        let in_flight = self.in_use;
        let ends = matches!(
            kind,
            E::DbQueryFinished { .. } | E::DbUpdateCommitted { .. } | E::DbCancelled { .. } | E::DbQueueLeft { .. }
        );
        let since = if ends { self.asked.remove(&actor) } else { None };
        let took = since.map_or(Duration::ZERO, |since| at.since(since));
        match kind {
            E::DbQueryStarted { key, .. } => E::DbQueryStarted { key, in_flight },
            E::DbUpdateStarted { key, .. } => E::DbUpdateStarted { key, in_flight },
            E::DbQueryFinished { key, version, .. } => E::DbQueryFinished { key, version, in_flight, took },
            E::DbUpdateCommitted { key, version, .. } => E::DbUpdateCommitted { key, version, in_flight, took },
            E::DbCancelled { key, .. } => E::DbCancelled { key, in_flight },
            other => other,
        }
    }
}
