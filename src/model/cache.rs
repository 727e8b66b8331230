//! A Redis-like cache: values with a TTL, and locks with a lease.
//!
//! ```text
//! client ── half the latency ──► command takes effect ── the other half ──► client goes on
//! ```
//!
//! A value is expired from `t ≥ expiry` on. (Real Redis still serves it at exactly that millisecond, `now > when`; with
//! a nanosecond clock the difference is nobody's.) Expired values vanish when next looked at.

use super::Client;
use crate::kernel::{Kernel, Notify, race};
use crate::scenario::{Lifetime, LockRelease};
use crate::trace::{Absence, Actor, EventKind, Key, Version};
use crate::units::{Duration, Instant};
use crate::world::{self, Found, Row};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What lies in the cache.
pub struct Store {
    values: Vec<Slot>,
    locks: BTreeMap<Key, Lock>,
    /// Those who wait for a key's lock, as long as any do.
    lock_waiters: BTreeMap<Key, Rc<Notify>>,
}

/// A key's place: its value, or why there is none.
#[derive(Clone, Copy)]
enum Slot {
    Full(Stored),
    Empty(Absence),
}

#[derive(Clone, Copy)]
struct Stored {
    row: Row,
    set_at: Instant,
    fresh_until: Instant,
    kept_until: Instant,
}

#[derive(Clone, Copy)]
struct Lock {
    holder: Actor,
    until: Instant,
}

impl Store {
    /// Empty, with places for so many keys.
    pub fn new(keys: u32) -> Store {
        let values = vec![Slot::Empty(Absence::NeverStored); keys as usize];
        Store { values, locks: BTreeMap::new(), lock_waiters: BTreeMap::new() }
    }

    fn slot(&mut self, key: Key) -> &mut Slot {
        &mut self.values[key.0 as usize]
    }

    /// The value, if there is one and it has not expired.
    fn look(&mut self, key: Key, now: Instant) -> Result<Stored, Absence> {
        let slot = self.slot(key);
        match *slot {
            Slot::Full(stored) if now < stored.kept_until => Ok(stored),
            Slot::Full(_) => {
                *slot = Slot::Empty(Absence::Expired);
                Err(Absence::Expired)
            }
            Slot::Empty(why) => Err(why),
        }
    }

    fn remove(&mut self, key: Key, now: Instant, why: Absence) -> bool {
        let existed = self.look(key, now).is_ok();
        *self.slot(key) = Slot::Empty(why);
        existed
    }
}

impl Stored {
    fn at(now: Instant, row: Row, lifetime: Lifetime) -> Stored {
        Stored { row, set_at: now, fresh_until: now + lifetime.fresh_for, kept_until: now + lifetime.kept_for }
    }

    /// As if its TTL ended at `now`, unless it did before.
    fn expired_at(self, now: Instant) -> Stored {
        let fresh_until = self.fresh_until.min(now);
        Stored { fresh_until, kept_until: fresh_until + self.kept_until.since(self.fresh_until), ..self }
    }
}

/// What happens from outside and takes effect at once: warming before the run, interventions during it.
impl Client {
    /// Every row is stored, as if just fetched in the mean time.
    pub fn warm(&self) {
        let row = Row { version: Version(1), took: self.site.scenario.db_latency.mean() };
        for key in 0..self.site.scenario.keys {
            self.store(&mut self.site.cache.borrow_mut(), Key(key), row, self.site.scenario.lifetime());
        }
    }

    fn store(&self, store: &mut Store, key: Key, row: Row, lifetime: Lifetime) {
        *store.slot(key) = Slot::Full(Stored::at(self.site.kernel.now(), row, lifetime));
        let Lifetime { fresh_for, kept_for } = lifetime;
        self.record(EventKind::CacheSet { key, version: row.version, fresh_for, kept_for });
    }

    /// The key's TTL ends now; what grace it had begins. A value past its TTL already is left alone.
    pub fn expire(&self, key: Key) {
        let now = self.site.kernel.now();
        let mut store = self.site.cache.borrow_mut();
        let found = store.look(key, now);
        let kept_for = found.map_or(Duration::ZERO, |stored| stored.expired_at(now).kept_until.since(now));
        if let Ok(stored) = found {
            *store.slot(key) = Slot::Full(stored.expired_at(now));
        }
        drop(store);
        self.record(EventKind::CacheExpired { key, existed: found.is_ok(), kept_for });
    }

    /// Every value leaves the cache. Locks live elsewhere and stay.
    pub fn flush(&self) {
        let now = self.site.kernel.now();
        let mut store = self.site.cache.borrow_mut();
        let keys = store.values.len() as u32;
        let entries = (0..keys).filter(|&key| store.remove(Key(key), now, Absence::Flushed)).count() as u32;
        drop(store);
        self.record(EventKind::CacheFlushed { entries });
    }
}

/// A client's connection: the commands.
pub struct Connection<'a>(pub &'a Client);

impl Connection<'_> {
    fn kernel(&self) -> &Rc<Kernel> {
        &self.0.site.kernel
    }

    /// Sends a command: comes back when it takes effect, with the way back still to go.
    async fn send(&self) -> Duration {
        let round_trip = self.0.cache_round_trip();
        let way_out = Duration(round_trip.0 / 2);
        self.kernel().sleep(way_out).await;
        round_trip - way_out
    }

    /// Lets a command take effect, and answers a round trip after it was called.
    async fn command<T>(&self, effect: impl FnOnce(&mut Store, Instant) -> T) -> T {
        let way_back = self.send().await;
        let answer = effect(&mut self.0.site.cache.borrow_mut(), self.kernel().now());
        self.kernel().sleep(way_back).await;
        answer
    }

    /// Waits until nobody holds the key's lock.
    async fn until_unlocked(&self, key: Key) {
        let store = &self.0.site.cache;
        loop {
            let Some(lock) = store.borrow_mut().held(key, self.kernel().now()) else { return };
            let released = Rc::clone(
                store
                    .borrow_mut()
                    .lock_waiters
                    .entry(key)
                    .or_insert_with(|| Notify::new(Rc::clone(self.kernel()), "lock")),
            );
            race(released.notified(), self.kernel().sleep_until(lock.until)).await;
        }
    }
}

impl Store {
    /// The key's lock, if its lease has not run out.
    fn held(&self, key: Key, now: Instant) -> Option<Lock> {
        self.locks.get(&key).copied().filter(|lock| now < lock.until)
    }

    /// Lets everybody go who waits for the key's lock.
    fn wake_lock_waiters(&mut self, key: Key) {
        if let Some(waiters) = self.lock_waiters.remove(&key) {
            waiters.notify_all();
        }
    }
}

impl world::Cache for Connection<'_> {
    async fn get(&self, key: Key) -> Option<Found> {
        self.command(|store, now| match store.look(key, now) {
            Ok(Stored { row, set_at, fresh_until, .. }) => {
                let (version, age) = (row.version, now.since(set_at));
                self.0.record(match now < fresh_until {
                    true => EventKind::CacheHit { key, version, age, left: fresh_until.since(now) },
                    false => EventKind::CacheStaleHit { key, version, age, past_ttl: now.since(fresh_until) },
                });
                Some(Found { row, fresh_until })
            }
            Err(why) => {
                self.0.record(EventKind::CacheMiss { key, why });
                None
            }
        })
        .await
    }

    async fn set(&self, key: Key, row: Row, lifetime: Lifetime) {
        self.command(|store, _| self.0.store(store, key, row, lifetime)).await;
    }

    async fn delete(&self, key: Key) {
        self.command(|store, now| {
            let existed = store.remove(key, now, Absence::Deleted);
            self.0.record(EventKind::CacheDeleted { key, existed });
        })
        .await;
    }

    async fn lock(&self, key: Key, lease: Duration) -> Result<(), Actor> {
        self.command(|store, now| {
            if let Some(lock) = store.held(key, now) {
                return Err(lock.holder);
            }
            let lapsed = store.locks.insert(key, Lock { holder: self.0.actor, until: now + lease });
            if let Some(Lock { holder, until }) = lapsed {
                self.0.record(EventKind::LockExpired { key, holder, since: now.since(until) });
            }
            self.0.record(EventKind::LockAcquired { key, lease });
            Ok(())
        })
        .await
    }

    async fn lock_gone(&self, key: Key) {
        let way_back = self.send().await;
        self.until_unlocked(key).await;
        self.kernel().sleep(way_back).await;
    }

    async fn unlock(&self, key: Key) {
        let anyone = self.0.site.scenario.lock_release == LockRelease::Any;
        self.command(|store, now| match store.held(key, now) {
            Some(Lock { holder, .. }) if anyone || holder == self.0.actor => {
                store.locks.remove(&key);
                store.wake_lock_waiters(key);
                self.0.record(EventKind::LockReleased { key, holder });
            }
            _ => self.0.record(EventKind::LockReleaseRefused { key }),
        })
        .await;
    }
}
