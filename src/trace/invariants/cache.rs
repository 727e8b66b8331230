//! The cache, kept a second time: whether a look hits, how old the value is, what is left of its TTL and why there is
//! none all follow from what was stored, deleted, expired and flushed before.

use super::{Wrongs, ends};
use crate::trace::{Absence, Actor, Event, EventKind, Key, Version};
use crate::units::{Duration, Instant};
use std::collections::BTreeMap;

/// What lies in the cache.
pub struct Ledger {
    places: BTreeMap<Key, Place>,
    /// Why keys without a place are absent.
    elsewhere: Absence,
    /// How long each actor's last fetch took: what it would store beside the value. Unknown of the site.
    fetches: BTreeMap<Actor, Duration>,
    /// The value that an actor last found.
    found: BTreeMap<Actor, Stored>,
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

impl Default for Ledger {
    fn default() -> Ledger {
        let (places, fetches, found) = Default::default();
        Ledger { places, elsewhere: Absence::NeverStored, fetches, found }
    }
}

impl Ledger {
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
            EventKind::CacheMiss { key, why } => {
                let known = self.look(key, at).err();
                wrongs.unless(known == Some(why), || format!("the cache has it, or not for that reason: {known:?}"));
            }
            EventKind::CacheSet { key, version, fresh_for, kept_for } => {
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
        if ends(&kind) {
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
