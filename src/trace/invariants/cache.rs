//! The cache, kept a second time: whether a look hits, how old the value is, what is left of its TTL and why there is
//! none all follow from what was stored, deleted, expired and flushed before.

use super::{Given, Wrongs, ends};
use crate::base::units::{Duration, Instant};
use crate::trace::{Absence, Actor, Event, EventKind, Key, Version};
use std::collections::BTreeMap;

/// What lies in the cache.
pub struct Ledger {
    /// Whether versions are compared before a value is stored.
    compares: bool,
    code: bool,
    places: BTreeMap<Key, Place>,
    /// Why keys without a place are absent.
    elsewhere: Absence,
    /// How long each actor's last fetch took: what it would store beside the value. Unknown of the site.
    fetches: BTreeMap<Actor, Duration>,
    /// The value that an actor last found.
    found: BTreeMap<Actor, Stored>,
    /// Who has just found nothing fresh although an old value is there: it gets the lease.
    granted: Option<(Actor, Key)>,
}

#[derive(Clone, Copy)]
enum Place {
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
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        let (places, fetches, found) = Default::default();
        let elsewhere = Absence::NeverStored;
        Ledger { compares: given.compares, code: given.code, places, elsewhere, fetches, found, granted: None }
    }

    fn look(&self, key: Key, at: Instant) -> Result<Stored, Absence> {
        match self.places.get(&key) {
            Some(Place::Full(stored)) if at < stored.kept_until => Ok(*stored),
            Some(Place::Full(_)) => Err(Absence::Expired),
            Some(Place::Empty(why)) => Err(*why),
            None => Err(self.elsewhere),
        }
    }

    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
        let Event { at, actor, kind } = *event;
        if let Some((reader, key)) = self.granted.take() {
            let granted = matches!(kind, EventKind::LockAcquired { key: lock, .. } if (actor, lock) == (reader, key));
            let run_out = matches!(kind, EventKind::LockExpired { key: lock, .. } if (actor, lock) == (reader, key));
            wrongs.unless(granted || run_out, || format!("{reader} found an old value and was to get the lease"));
            self.granted = run_out.then_some((reader, key));
        }
        match kind {
            EventKind::CacheHit { key, version, age, left } => {
                let Some(stored) = self.hit(event, key, wrongs) else { return };
                wrongs.unless(at < stored.fresh_until, || format!("it was fresh until {}", stored.fresh_until));
                let expected = (stored.version, at.since(stored.set_at), stored.fresh_until.since(at));
                wrongs.unless((version, age, left) == expected, || format!("stored were {expected:?}"));
            }
            EventKind::CacheStaleHit { key, version, age, past_ttl } => {
                let Some(stored) = self.hit(event, key, wrongs) else { return };
                wrongs.unless(at >= stored.fresh_until, || format!("it is fresh until {}", stored.fresh_until));
                let expected = (stored.version, at.since(stored.set_at), at.since(stored.fresh_until));
                wrongs.unless((version, age, past_ttl) == expected, || format!("stored were {expected:?}"));
            }
            EventKind::CacheMiss { key, why } => self.miss(event, key, why, wrongs),
            EventKind::CacheSetRefused { key, version, present } => {
                let known = self.look(key, at).ok().map(|stored| stored.version);
                wrongs.unless(known == Some(present), || format!("what is there is {known:?}"));
                wrongs.unless(version < present || self.code, || "it is not older".to_string());
            }
            EventKind::CacheFull { key, .. } => {
                wrongs.unless(self.look(key, at).is_err(), || "it has a place already".to_string());
            }
            EventKind::CacheEvicted { key, version, .. } => {
                let known = match self.places.get(&key) {
                    Some(Place::Full(stored)) => Some(stored.version),
                    _ => None,
                };
                wrongs.unless(known == Some(version), || format!("what was there is {known:?}"));
                self.places.insert(key, Place::Empty(Absence::Evicted));
            }
            EventKind::CacheSet { key, version, fresh_for, kept_for } => {
                let newer = self.look(key, at).is_ok_and(|present| present.version > version);
                wrongs.unless(!(self.compares && newer), || "it replaces a newer one".to_string());
                wrongs.unless(fresh_for <= kept_for, || "it is gone before it is stale".to_string());
                let fetch_took = self.fetches.get(&actor).copied();
                let (fresh_until, kept_until) = (at + fresh_for, at + kept_for);
                let stored = Stored { version, fetch_took, set_at: at, fresh_until, kept_until };
                self.places.insert(key, Place::Full(stored));
            }
            EventKind::CacheDeleted { key, existed } => {
                let known = self.look(key, at).is_ok();
                wrongs.unless(existed == known, || format!("whether it existed is {known}"));
                self.places.insert(key, Place::Empty(Absence::Deleted));
            }
            EventKind::CacheExpired { key, existed, kept_for } => self.expire(key, at, (existed, kept_for), wrongs),
            EventKind::CacheFlushed { entries } => {
                let known = self.places.keys().filter(|&&key| self.look(key, at).is_ok()).count();
                wrongs.unless(entries as usize == known, || format!("{known} values were there"));
                self.places.clear();
                self.elsewhere = Absence::Flushed;
            }
            EventKind::DbQueryFinished { took, .. } | EventKind::DbUpdateCommitted { took, .. } => {
                self.fetches.insert(actor, took);
            }
            EventKind::DiceRolled { left, .. } => {
                let known = self.found.get(&actor).map(|found| found.fresh_until.since(at));
                wrongs.unless(known == Some(left), || format!("what is left is {known:?}"));
            }
            EventKind::EarlyRecompute { delta, .. } => {
                let known = self.found.get(&actor).and_then(|found| found.fetch_took);
                wrongs.unless(known.is_none_or(|took| took == delta), || format!("its last fetch took {known:?}"));
            }
            _ => {}
        }
        if ends(event) {
            self.fetches.remove(&actor);
            self.found.remove(&actor);
        }
    }

    fn hit(&mut self, event: &Event, key: Key, wrongs: &mut Wrongs) -> Option<Stored> {
        let found = self.look(key, event.at);
        wrongs.unless(found.is_ok(), || format!("the cache does not have it: {:?}", found.err()));
        self.found.extend(found.ok().map(|stored| (event.actor, stored)));
        found.ok()
    }

    /// A cache with leases tells one reader that there is nothing although it keeps an old value, and has it refill.
    fn miss(&mut self, event: &Event, key: Key, why: Absence, wrongs: &mut Wrongs) {
        match self.look(key, event.at) {
            Ok(old) if old.fresh_until <= event.at && why == Absence::Expired => {
                self.granted = Some((event.actor, key));
            }
            known => {
                let known = known.err();
                wrongs.unless(known == Some(why), || format!("the cache has it, or not for that reason: {known:?}"));
            }
        }
    }

    /// The TTL ends now, unless it did before; what grace it had begins.
    fn expire(&mut self, key: Key, at: Instant, said: (bool, Duration), wrongs: &mut Wrongs) {
        let found = self.look(key, at).ok().map(|stored| {
            let fresh_until = stored.fresh_until.min(at);
            let kept_until = fresh_until + stored.kept_until.since(stored.fresh_until);
            Stored { fresh_until, kept_until, ..stored }
        });
        let known = (found.is_some(), found.map_or(Duration::ZERO, |stored| stored.kept_until.since(at)));
        wrongs.unless(said == known, || format!("whether it existed, and its grace, are {known:?}"));
        self.places.extend(found.map(|stored| (key, Place::Full(stored))));
    }
}
