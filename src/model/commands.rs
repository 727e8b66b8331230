//! The commands of the cache, as a client sends them.
//!
//! ```text
//! client ── half the latency ──► command takes effect ── the other half ──► client goes on
//! ```

use super::Client;
use super::cache::{Lock, Placed, Store, Stored};
use super::staleness::Served;
use crate::kernel::{Kernel, Notify, race};
use crate::random::Stream;
use crate::scenario::{Lifetime, LockRelease, Strategy, WritePolicy};
use crate::trace::{Absence, Actor, EventKind, Key};
use crate::units::{Duration, Instant};
use crate::world::{Cache, Found, Leased, Row};
use std::rc::Rc;

/// A client's connection to the cache.
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

    /// Lets a command take effect, and answers a round trip after it was called; `None` when the cache is out of reach.
    async fn command<T>(&self, key: Key, effect: impl FnOnce(&mut Store, Instant) -> T) -> Option<T> {
        let (mut effect, mut answer) = (Some(effect), None);
        self.round_trip(key, &mut |store, now| answer = effect.take().map(|effect| effect(store, now))).await;
        answer
    }

    /// The way there and back, compiled once for all commands.
    async fn round_trip(&self, key: Key, effect: &mut dyn FnMut(&mut Store, Instant)) {
        let way_back = self.send().await;
        let site = &self.0.site;
        let now = self.kernel().now();
        if site.cache_speeds.is_down(now) {
            self.0.record(EventKind::CacheUnreachable { key });
            self.0.note_lost_invalidation(key);
        } else {
            effect(&mut site.cache.borrow_mut(), now);
        }
        self.kernel().sleep(way_back).await;
    }

    /// Waits until nobody holds the key's lock.
    async fn until_unlocked(&self, key: Key) {
        let store = &self.0.site.cache;
        loop {
            let Some(lock) = store.borrow().held(key, self.kernel().now()) else { return };
            let released = store.borrow_mut().waiters(key, || Notify::new(Rc::clone(self.kernel()), "lock"));
            race(released.notified(), self.kernel().sleep_until(lock.until)).await;
        }
    }

    /// Whether the next delete gets lost.
    fn loses_invalidation(&self) -> bool {
        let site = &self.0.site;
        let share = site.scenario.invalidation_loss;
        site.invalidation_doomed.take() || (share > 0.0 && self.0.draws(Stream::InvalidationLoss).unit() <= share)
    }

    /// Takes the lock, and says so.
    fn take_lock(&self, store: &mut Store, key: Key, now: Instant, lease: Duration) {
        if let Some(Lock { holder, until }) = store.hold(key, Lock { holder: self.0.actor, until: now + lease }) {
            self.0.record(EventKind::LockExpired { key, holder, since: now.since(until) });
        }
        self.0.record(EventKind::LockAcquired { key, lease });
    }

    /// What a get finds, and says so.
    fn answer(&self, key: Key, now: Instant, looked: Result<Stored, Absence>) -> Option<Found> {
        let stored = match looked {
            Ok(stored) => stored,
            Err(why) => {
                self.0.record(EventKind::CacheMiss { key, why });
                return None;
            }
        };
        let Stored { row, set_at, fresh_until, born_stale, .. } = stored;
        let (version, age) = (row.version, now.since(set_at));
        let fresh = now < fresh_until;
        self.0.record(match fresh {
            true => EventKind::CacheHit { key, version, age, left: fresh_until.since(now) },
            false => EventKind::CacheStaleHit { key, version, age, past_ttl: now.since(fresh_until) },
        });
        self.0.served.set(Some(Served::Cache { set_at, fresh, born_stale }));
        Some(Found { row, fresh_until })
    }
}

/// Storing, which warming does as well.
impl Client {
    /// Stores a value, and says what came of it.
    pub fn store(&self, store: &mut Store, key: Key, row: Row, lifetime: Lifetime) {
        let now = self.site.kernel.now();
        self.note_invalidation(key);
        let born_stale = self.born_stale(key, row);
        let version = row.version;
        let placed = store.place(key, Stored::new(now, row, lifetime, born_stale));
        match placed {
            Placed::Full => return self.record(EventKind::CacheFull { key, version }),
            Placed::Evicting(key, version, used_at) => {
                self.record(EventKind::CacheEvicted { key, version, idle: now.since(used_at) });
            }
            Placed::Stored => {}
        }
        let Lifetime { fresh_for, kept_for } = lifetime;
        self.record(EventKind::CacheSet { key, version, fresh_for, kept_for });
    }

    /// Stores a value unless a newer one is there.
    fn store_unless_older(&self, store: &mut Store, key: Key, row: Row, lifetime: Lifetime) {
        self.note_invalidation(key);
        match store.look(key, self.site.kernel.now()) {
            Ok(present) if present.row.version > row.version => {
                let (version, present) = (row.version, present.row.version);
                self.record(EventKind::CacheSetRefused { key, version, present });
            }
            _ => self.store(store, key, row, lifetime),
        }
    }
}

impl Cache for Connection<'_> {
    async fn get(&self, key: Key) -> Option<Found> {
        self.command(key, |store, now| self.answer(key, now, store.get(key, now))).await.flatten()
    }

    async fn set(&self, key: Key, row: Row, lifetime: Lifetime) {
        self.command(key, |store, _| self.0.store(store, key, row, lifetime)).await;
    }

    async fn set_versioned(&self, key: Key, row: Row, lifetime: Lifetime) {
        self.command(key, |store, _| self.0.store_unless_older(store, key, row, lifetime)).await;
    }

    async fn get_or_lease(&self, key: Key, lease: Duration) -> Leased {
        let answer = self.command(key, |store, now| {
            let looked = store.get(key, now);
            let holder = store.held(key, now).map(|lock| lock.holder);
            match (looked, holder) {
                (Ok(stored), _) if now < stored.fresh_until => match self.answer(key, now, looked) {
                    Some(found) => Leased::Fresh(found),
                    None => Leased::Granted,
                },
                (_, Some(holder)) => Leased::Refused(holder, self.answer(key, now, looked)),
                (_, None) => {
                    self.answer(key, now, Err(looked.err().unwrap_or(Absence::Expired)));
                    self.take_lock(store, key, now, lease);
                    Leased::Granted
                }
            }
        });
        // Out of reach: the reader does without the cache.
        answer.await.unwrap_or(Leased::Granted)
    }

    async fn set_leased(&self, key: Key, row: Row, lifetime: Lifetime) {
        self.command(key, |store, now| match store.held(key, now) {
            Some(lock) if lock.holder == self.0.actor => {
                match self.0.site.scenario.write_policy {
                    WritePolicy::VersionedSet => self.0.store_unless_older(store, key, row, lifetime),
                    _ => self.0.store(store, key, row, lifetime),
                }
                store.release(key);
                self.0.record(EventKind::LockReleased { key, holder: lock.holder });
            }
            _ => self.0.record(EventKind::LeaseVoid { key, version: row.version }),
        })
        .await;
    }

    async fn delete(&self, key: Key) {
        if self.loses_invalidation() {
            self.0.record(EventKind::InvalidationLost { key });
            return self.0.note_lost_invalidation(key);
        }
        let scenario = &self.0.site.scenario;
        self.command(key, |store, now| {
            self.0.note_invalidation(key);
            let keeps = scenario.strategy == Strategy::Lease && scenario.lease_stale;
            let existed = match store.look(key, now) {
                Ok(stored) if keeps => {
                    store.replace(key, stored.expired_at(now));
                    let kept_for = stored.expired_at(now).kept_until.since(now);
                    self.0.record(EventKind::CacheExpired { key, existed: true, kept_for });
                    true
                }
                _ => store.remove(key, now, Absence::Deleted),
            };
            if !(keeps && existed) {
                self.0.record(EventKind::CacheDeleted { key, existed });
            }
            if scenario.strategy == Strategy::Lease
                && let Some(Lock { holder, .. }) = store.held(key, now)
            {
                self.0.record(EventKind::LeaseVoided { key, holder });
                store.release(key);
            }
        })
        .await;
    }

    async fn lock(&self, key: Key, lease: Duration) -> Result<(), Actor> {
        let answer = self.command(key, |store, now| match store.held(key, now) {
            Some(lock) => Err(lock.holder),
            None => {
                self.take_lock(store, key, now, lease);
                Ok(())
            }
        });
        // Out of reach: nobody can be asked, so nobody is waited for.
        let answer = answer.await.unwrap_or(Ok(()));
        if answer.is_ok() {
            self.0.maybe_die().await;
        }
        answer
    }

    async fn lock_gone(&self, key: Key) {
        let way_back = self.send().await;
        self.until_unlocked(key).await;
        self.kernel().sleep(way_back).await;
    }

    async fn unlock(&self, key: Key) {
        let anyone = self.0.site.scenario.lock_release == LockRelease::Any;
        self.command(key, |store, now| match store.held(key, now) {
            Some(Lock { holder, .. }) if anyone || holder == self.0.actor => {
                store.release(key);
                self.0.record(EventKind::LockReleased { key, holder });
            }
            _ => self.0.record(EventKind::LockReleaseRefused { key }),
        })
        .await;
    }
}
