//! The properties, read off a trace: from its events alone, whoever made it. What the explorer found on its own states is
//! held against this, natively and in WebAssembly.

use super::property::Property;
use crate::trace::{Actor, Event, EventKind, StaleCause};
use std::collections::BTreeMap;

/// Where a trace breaks a property.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Breach {
    /// Which one.
    pub property: Property,
    /// Who was the first to: the read that returned an old version, the second to query or to hold the lock.
    pub actor: Actor,
    /// The simulator's cause, where an old version was read.
    pub cause: Option<StaleCause>,
}

/// What a trace has told so far.
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

/// What a trace of one key breaks, each property once, as far as it says until its end. An old value counts from the
/// moment when nothing is under way.
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
