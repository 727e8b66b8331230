//! The cache, modelled a second time: whether a lookup hits, the value's age, the rest of its TTL and the reason for a
//! miss all follow from earlier stores, deletes, expiries and flushes.

use super::{Given, Violations, ends};
use crate::base::units::{Duration, Instant};
use crate::trace::{Absence, Actor, ActorKind, Event, EventKind, Key, Version};
use std::collections::{BTreeMap, BTreeSet};

/// The contents of the cache.
pub struct Ledger {
    /// Whether versions are compared before a value is stored.
    compares: bool,
    code: bool,
    slack: Duration,
    entries: BTreeMap<Key, Entry>,
    /// Why keys without an entry are absent.
    default_absence: Absence,
    /// The duration of each actor's last fetch, which is stored with the value. Unknown for the site.
    fetches: BTreeMap<Actor, Duration>,
    /// The value that an actor last found.
    found: BTreeMap<Actor, Stored>,
    /// The writes in flight. If one of them ends a TTL, it is by its delete.
    writing: BTreeSet<Actor>,
    /// The reader that was just told of a miss although an old value is there: it gets the lease.
    granted: Option<(Actor, Key)>,
}

#[derive(Clone, Copy)]
enum Entry {
    Full(Stored),
    Empty(Absence),
}

#[derive(Clone, Copy)]
struct Stored {
    version: Version,
    fetch_took: Option<Duration>,
    set_at: Instant,
    fresh_until: Instant,
    kept_until: Instant,
    /// Whether a delete ended its TTL.
    deleted: bool,
}

impl Stored {
    fn why(&self) -> Absence {
        if self.deleted { Absence::Deleted } else { Absence::Expired }
    }
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        let (entries, fetches, found, writing) = Default::default();
        let default_absence = Absence::NeverStored;
        let Given { compares, code, slack, .. } = given;
        Ledger { compares, code, slack, entries, default_absence, fetches, found, writing, granted: None }
    }

    fn lookup(&self, key: Key, at: Instant) -> Result<Stored, Absence> {
        match self.entries.get(&key) {
            Some(Entry::Full(stored)) if at < stored.kept_until => Ok(*stored),
            Some(Entry::Full(stored)) => Err(stored.why()),
            Some(Entry::Empty(why)) => Err(*why),
            None => Err(self.default_absence),
        }
    }

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        if let Some((reader, key)) = self.granted.take() {
            let granted = matches!(kind, EventKind::LockAcquired { key: lock, .. } if (actor, lock) == (reader, key));
            let run_out = matches!(kind, EventKind::LockExpired { key: lock, .. } if (actor, lock) == (reader, key));
            violations.check(granted || run_out, || format!("{reader} found an old value and was to get the lease"));
            self.granted = run_out.then_some((reader, key));
        }
        match kind {
            EventKind::WriteStarted { .. } => drop(self.writing.insert(actor)),
            EventKind::CacheHit { key, .. } | EventKind::CacheStaleHit { key, .. } => self.hit(event, key, violations),
            EventKind::CacheMiss { key, why } => self.miss(event, key, why, violations),
            EventKind::CacheSetRefused { .. }
            | EventKind::CacheFull { .. }
            | EventKind::CacheEvicted { .. }
            | EventKind::CacheSet { .. } => self.change(event, violations),
            EventKind::CacheDeleted { key, existed } => {
                let known = self.lookup(key, at).is_ok();
                violations.check(existed == known, || format!("whether it existed is {known}"));
                self.entries.insert(key, Entry::Empty(Absence::Deleted));
            }
            EventKind::CacheExpired { key, existed, kept_for } => {
                self.expire(event, key, (existed, kept_for), violations)
            }
            EventKind::CacheFlushed { entries } => {
                let known = self.entries.keys().filter(|&&key| self.lookup(key, at).is_ok()).count();
                violations.check(entries as usize == known, || format!("{known} values were there"));
                self.entries.clear();
                self.default_absence = Absence::Flushed;
            }
            EventKind::DbQueryFinished { took, .. } | EventKind::DbUpdateCommitted { took, .. } => {
                self.fetches.insert(actor, took);
            }
            EventKind::DiceRolled { left, .. } => {
                let known = self.found.get(&actor).map(|found| found.fresh_until.since(at));
                violations.check(self.is_as_left(left, known), || format!("what is left is {known:?}"));
            }
            EventKind::EarlyRecompute { delta, .. } => {
                let known = self.found.get(&actor).and_then(|found| found.fetch_took);
                violations.check(self.is_as_took(delta, known), || format!("its last fetch took {known:?}"));
            }
            _ => {}
        }
        if ends(event) {
            self.fetches.remove(&actor);
            self.found.remove(&actor);
            self.writing.remove(&actor);
        }
    }

    /// Checks a store: it was carried out, refused, or found no room, or a value was evicted for it.
    fn change(&mut self, event: &Event, violations: &mut Violations) {
        let at = event.at;
        match event.kind {
            EventKind::CacheSetRefused { key, version, present } => {
                let known = self.lookup(key, at).ok().map(|stored| stored.version);
                violations.check(known == Some(present), || format!("what is there is {known:?}"));
                violations.check(version < present || self.code, || "it is not older".to_string());
            }
            EventKind::CacheFull { key, .. } => {
                violations.check(self.lookup(key, at).is_err(), || "it has a place already".to_string());
                self.entries.insert(key, Entry::Empty(Absence::Refused));
            }
            EventKind::CacheEvicted { key, version, .. } => {
                let known = match self.entries.get(&key) {
                    Some(Entry::Full(stored)) => Some(stored.version),
                    _ => None,
                };
                violations.check(known == Some(version), || format!("what was there is {known:?}"));
                self.entries.insert(key, Entry::Empty(Absence::Evicted));
            }
            EventKind::CacheSet { key, version, fresh_for, kept_for } => {
                let newer = self.lookup(key, at).is_ok_and(|present| present.version > version);
                violations.check(!(self.compares && newer), || "it replaces a newer one".to_string());
                violations.check(fresh_for <= kept_for, || "it is gone before it is stale".to_string());
                self.store(event, key, version, (at + fresh_for, at + kept_for));
            }
            _ => {}
        }
    }

    fn is_as_took(&self, delta: Duration, known: Option<Duration>) -> bool {
        known.is_none_or(|took| took <= delta + self.slack && delta <= took + self.slack)
    }

    /// Whether a reader's value for the remaining TTL is correct. On real clocks the client computes the end of the TTL
    /// when it sends the value, but the cache counts from the arrival.
    fn is_as_left(&self, left: Duration, known: Option<Duration>) -> bool {
        match self.slack {
            Duration::ZERO => known == Some(left),
            slack => known.is_some_and(|known| left <= known + slack),
        }
    }

    fn store(&mut self, event: &Event, key: Key, version: Version, (fresh_until, kept_until): (Instant, Instant)) {
        let fetch_took = self.fetches.get(&event.actor).copied();
        let stored = Stored { version, fetch_took, set_at: event.at, fresh_until, kept_until, deleted: false };
        self.entries.insert(key, Entry::Full(stored));
    }

    /// Checks a hit or a stale hit: version and age are those of the stored value.
    fn hit(&mut self, event: &Event, key: Key, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        let found = self.lookup(key, at).or_else(|why| match self.entries.get(&key) {
            Some(Entry::Full(stored)) if at < stored.kept_until + self.slack => Ok(*stored),
            _ => Err(why),
        });
        let stored = match found {
            Ok(stored) => stored,
            Err(why) => return violations.check(false, || format!("the cache does not have it: {why:?}")),
        };
        self.found.insert(actor, stored);
        let (fresh, said, rest) = match kind {
            EventKind::CacheHit { version, age, left, .. } => {
                (true, (version, age, left), stored.fresh_until.since(at))
            }
            EventKind::CacheStaleHit { version, age, past_ttl, .. } => {
                (false, (version, age, past_ttl), at.since(stored.fresh_until))
            }
            _ => return,
        };
        let fits = match fresh {
            true => at < stored.fresh_until + self.slack,
            false => at + self.slack >= stored.fresh_until,
        };
        violations.check(fits, || format!("it is fresh until {}", stored.fresh_until));
        let expected = (stored.version, at.since(stored.set_at), rest);
        violations.check(said == expected, || format!("stored were {expected:?}"));
    }

    /// Checks a miss. With leases, one reader gets a miss and the lease although an old value is there.
    fn miss(&mut self, event: &Event, key: Key, why: Absence, violations: &mut Violations) {
        match self.lookup(key, event.at) {
            Ok(old) if old.fresh_until <= event.at && why == old.why() => {
                self.granted = Some((event.actor, key));
            }
            known => {
                let ends = known.ok().filter(|stored| event.at + self.slack >= stored.kept_until);
                let known = ends.map(|stored| stored.why()).or(known.err());
                violations.check(known == Some(why), || format!("the cache has it, or not for that reason: {known:?}"));
            }
        }
    }

    /// Checks the end of a TTL, and applies it: the grace begins now, unless it has begun before.
    fn expire(&mut self, event: &Event, key: Key, said: (bool, Duration), violations: &mut Violations) {
        let Event { at, actor, .. } = *event;
        // Code may also delete in a read.
        let reads_delete = self.code && actor.kind() != ActorKind::Intervention;
        let by_delete = self.writing.contains(&actor) || actor.kind() == ActorKind::Deferred || reads_delete;
        let found = self.lookup(key, at).ok().map(|stored| {
            let fresh_until = stored.fresh_until.min(at);
            let kept_until = fresh_until + stored.kept_until.since(stored.fresh_until);
            Stored { fresh_until, kept_until, deleted: stored.deleted || by_delete, ..stored }
        });
        let known = (found.is_some(), found.map_or(Duration::ZERO, |stored| stored.kept_until.since(at)));
        violations.check(said == known, || format!("whether it existed, and its grace, are {known:?}"));
        self.entries.extend(found.map(|stored| (key, Entry::Full(stored))));
    }
}
