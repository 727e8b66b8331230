//! The room in the cache: never more values than fit, a value makes room for another only when there is none, and a full
//! cache either evicts or refuses, as it was told to.
//!
//! A value past its end takes up room until somebody looks for it. Some looks leave no event (warming looks before it
//! fetches), so the ledger may believe a place taken that is free, but never the other way round.

use super::{Given, Wrongs};
use crate::base::units::Instant;
use crate::trace::{Actor, Event, EventKind, Key, Version};
use std::collections::BTreeMap;

/// Who takes up room.
pub struct Ledger {
    capacity: Option<usize>,
    values: BTreeMap<Key, Value>,
    /// Who has evicted a value and comes to store its own.
    storing: Option<Actor>,
    evicts: bool,
}

#[derive(Clone, Copy)]
struct Value {
    version: Version,
    used_at: Instant,
    fresh_until: Instant,
    kept_until: Instant,
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        let capacity = given.capacity.map(|capacity| capacity as usize);
        Ledger { capacity, values: BTreeMap::new(), storing: None, evicts: given.evicts }
    }

    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
        let Event { at, actor, kind } = *event;
        if let Some(storing) = self.storing.take() {
            let stores = actor == storing && matches!(kind, EventKind::CacheSet { .. });
            wrongs.unless(stores, || format!("{storing} has made room and does not use it"));
        }
        match kind {
            EventKind::CacheHit { key, .. } | EventKind::CacheStaleHit { key, .. } => self.used(key, at),
            EventKind::CacheMiss { key, .. } => match self.values.get(&key) {
                // An old value is there all the same, and used: its reader gets the lease.
                Some(value) if (value.fresh_until..value.kept_until).contains(&at) => self.used(key, at),
                _ => drop(self.values.remove(&key)),
            },
            EventKind::CacheSet { key, version, fresh_for, kept_for } => {
                let value = Value { version, used_at: at, fresh_until: at + fresh_for, kept_until: at + kept_for };
                self.values.insert(key, value);
                let alive = self.values.values().filter(|value| value.kept_until > at).count();
                let fits = self.capacity.is_none_or(|capacity| alive <= capacity);
                wrongs.unless(fits, || format!("{alive} values are there, for a capacity of {:?}", self.capacity));
            }
            EventKind::CacheDeleted { key, .. } | EventKind::CacheExpired { key, existed: false, .. } => {
                self.values.remove(&key);
            }
            EventKind::CacheExpired { key, kept_for, .. } => {
                if let Some(value) = self.values.get_mut(&key) {
                    value.fresh_until = value.fresh_until.min(at);
                    value.kept_until = at + kept_for;
                }
            }
            EventKind::CacheFlushed { .. } => self.values.clear(),
            EventKind::CacheEvicted { key, version, idle } => {
                self.full(wrongs);
                let value = self.values.remove(&key);
                let known = value.map(|value| (value.version, at.since(value.used_at)));
                wrongs.unless(known == Some((version, idle)), || format!("what was there is {known:?}"));
                self.storing = Some(actor);
                wrongs.unless(self.evicts, || "this cache refuses".to_string());
            }
            EventKind::CacheFull { .. } => {
                self.full(wrongs);
                wrongs.unless(!self.evicts, || "this cache evicts".to_string());
            }
            _ => {}
        }
    }

    fn used(&mut self, key: Key, at: Instant) {
        if let Some(value) = self.values.get_mut(&key) {
            value.used_at = at;
        }
    }

    fn full(&self, wrongs: &mut Wrongs) {
        let values = self.values.len();
        let full = self.capacity.is_some_and(|capacity| values >= capacity);
        wrongs.unless(full, || format!("{values} values are there, for a capacity of {:?}", self.capacity));
    }
}
