//! The capacity of the cache: it never holds more values than its capacity, it evicts only when it is full, and a full
//! cache either evicts or refuses, according to its policy.
//!
//! An expired value takes up room until a command looks it up. Some lookups make no event (warming does a lookup before
//! it fetches), so the ledger may count a value that is already gone, but never the other way round.

use super::{Given, Violations};
use crate::base::units::Instant;
use crate::trace::{Actor, Event, EventKind, Key, Version};
use std::collections::BTreeMap;

/// The values that take up room.
pub struct Ledger {
    capacity: Option<usize>,
    values: BTreeMap<Key, Value>,
    /// The actor that has just evicted a value and has to store its own next.
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

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        if let Some(storing) = self.storing.take() {
            let stores = actor == storing && matches!(kind, EventKind::CacheSet { .. });
            violations.check(stores, || format!("{storing} has made room and does not use it"));
        }
        match kind {
            EventKind::CacheHit { key, .. } | EventKind::CacheStaleHit { key, .. } => self.used(key, at),
            EventKind::CacheMiss { key, .. } => match self.values.get(&key) {
                // A stale value is still in the cache, and this counts as a use of it: its reader gets the lease.
                Some(value) if (value.fresh_until..value.kept_until).contains(&at) => self.used(key, at),
                _ => drop(self.values.remove(&key)),
            },
            EventKind::CacheSet { key, version, fresh_for, kept_for } => {
                let value = Value { version, used_at: at, fresh_until: at + fresh_for, kept_until: at + kept_for };
                self.values.insert(key, value);
                let alive = self.values.values().filter(|value| value.kept_until > at).count();
                let fits = self.capacity.is_none_or(|capacity| alive <= capacity);
                violations.check(fits, || format!("{alive} values are there, for a capacity of {:?}", self.capacity));
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
                self.full(violations);
                let value = self.values.remove(&key);
                let known = value.map(|value| (value.version, at.since(value.used_at)));
                violations.check(known == Some((version, idle)), || format!("what was there is {known:?}"));
                self.storing = Some(actor);
                violations.check(self.evicts, || "this cache refuses".to_string());
            }
            EventKind::CacheFull { .. } => {
                self.full(violations);
                violations.check(!self.evicts, || "this cache evicts".to_string());
            }
            _ => {}
        }
    }

    fn used(&mut self, key: Key, at: Instant) {
        if let Some(value) = self.values.get_mut(&key) {
            value.used_at = at;
        }
    }

    fn full(&self, violations: &mut Violations) {
        let values = self.values.len();
        let full = self.capacity.is_some_and(|capacity| values >= capacity);
        violations.check(full, || format!("{values} values are there, for a capacity of {:?}", self.capacity));
    }
}
