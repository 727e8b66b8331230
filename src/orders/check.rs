//! A check of the properties on a trace. It reads only events, so it does not depend on where the trace comes from.
//! Tests compare it with the explorer's findings, which come from the explorer's states, natively and in WebAssembly.

use super::property::Property;
use crate::trace::{Actor, Event, EventKind, StaleCause};
use std::collections::BTreeMap;

/// A violation of a property by a trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Breach {
    /// The property.
    pub property: Property,
    /// The first actor to violate it: the read that returned an old version, or the second to query or to hold the
    /// lock.
    pub actor: Actor,
    /// The simulator's cause, if an old version was read.
    pub cause: Option<StaleCause>,
}

/// The state after a part of a trace.
#[derive(Default)]
struct Books {
    newest: u32,
    done: u32,
    seen: u32,
    cached: u32,
    began: BTreeMap<Actor, (u32, u32)>,
    causes: BTreeMap<Actor, StaleCause>,
    querying: Vec<Actor>,
    holding: Vec<Actor>,
    breaches: Vec<Breach>,
}

/// The violations in a trace of one key, at most one per property. An old value in the cache counts only if no request
/// is under way at the end of the trace.
pub fn breaches(events: &[Event]) -> Vec<Breach> {
    let mut books = Books { newest: 1, ..Books::default() };
    events.iter().for_each(|event| books.event(event));
    if let Some((&actor, _)) = books.began.first_key_value() {
        books.note(Property::EveryReaderEnds, actor);
    }
    let last = events.iter().rev().find(|event| matches!(event.kind, EventKind::ReadEnded { .. }));
    if books.began.is_empty() && books.cached > 0 && books.cached < books.newest {
        books.note(Property::StaleUntilTtl, last.or(events.last()).map_or(Actor::from_bits(0), |event| event.actor));
    }
    books.breaches
}

impl Books {
    fn note(&mut self, property: Property, actor: Actor) {
        if self.breaches.iter().all(|breach| breach.property != property) {
            self.breaches.push(Breach { property, actor, cause: self.causes.get(&actor).copied() });
        }
    }

    fn event(&mut self, event: &Event) {
        let Event { actor, kind, .. } = *event;
        match kind {
            EventKind::CacheSet { version, .. } => self.cached = version.0,
            EventKind::CacheDeleted { .. } | EventKind::CacheFlushed { .. } | EventKind::CacheExpired { .. } => {
                self.cached = 0;
            }
            EventKind::DbUpdateCommitted { version, .. } => self.newest = version.0,
            EventKind::WriteEnded { version, .. } => self.done = self.done.max(version.0),
            EventKind::ReadStarted { .. } => drop(self.began.insert(actor, (self.done, self.seen))),
            EventKind::ReadFailed { .. } => drop(self.began.remove(&actor)),
            EventKind::StaleRead { cause, .. } => drop(self.causes.insert(actor, cause)),
            EventKind::ReadEnded { version, .. } => self.read_ended(actor, version.0),
            EventKind::DbQueryStarted { .. } => self.querying.push(actor),
            EventKind::DbQueryFinished { .. } | EventKind::DbCancelled { .. } => {
                self.querying.retain(|other| *other != actor);
            }
            EventKind::LockAcquired { .. } => self.holding.push(actor),
            EventKind::LockReleased { .. } | EventKind::LockReleaseRefused { .. } | EventKind::LeaseVoid { .. } => {
                self.holding.retain(|other| *other != actor);
            }
            EventKind::RequestCrashed {} => self.holding.retain(|other| *other != actor),
            _ => {}
        }
        if self.querying.len() > 1 {
            self.note(Property::OneQuery, actor);
        }
        if self.holding.len() > 1 {
            self.note(Property::OneHolder, actor);
        }
    }

    fn read_ended(&mut self, actor: Actor, version: u32) {
        let (done, seen) = self.began.remove(&actor).unwrap_or_default();
        if version < done {
            self.note(Property::ReadAfterWrite, actor);
        }
        if version < seen {
            self.note(Property::BackInTime, actor);
        }
        self.seen = self.seen.max(version);
    }
}
