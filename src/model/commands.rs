//! The cache's commands, seen from the client: each takes a round trip.
//!
//! ```text
//! client ── half the latency ──► command takes effect ── the other half ──► client continues
//! ```

use super::Client;
use super::cache::{Lock, Store, StoreOutcome, Stored};
use super::script::Trip;
use super::staleness::Served;
use crate::base::random::Stream;
use crate::base::units::{Duration, Instant};
use crate::kernel::{Notified, Notify, Race, Sleep, race};
use crate::scenario::{Lifetime, LockRelease, Strategy, WritePolicy};
use crate::service::world::{Cache, Found, Leased, Row, World as _};
use crate::trace::{Absence, Actor, EventKind, Key};
use std::rc::Rc;

/// A client's connection to the cache.
pub struct Connection<'a>(pub &'a Client);

impl Client {
    /// Sends a command. It takes effect after half the round trip, and the answer arrives after the whole.
    /// `unreachable` is the answer if the cache is out of reach.
    ///
    /// The client and the key are passed to the effect, so that a pending command does not store them twice.
    pub fn command<T>(
        &self,
        key: Key,
        unreachable: impl FnOnce() -> T,
        effect: impl FnOnce(&Client, Key, &mut Store, Instant) -> T,
    ) -> impl Future<Output = T> {
        async move {
            let Trip { out, back } = self.cache_trip();
            self.travel(out).await;
            let (site, now) = (&self.site, self.now());
            let answer = match site.cache_speeds.is_down(now) {
                true => {
                    self.record(EventKind::CacheUnreachable { key });
                    self.note_lost_invalidation(key);
                    unreachable()
                }
                false => effect(self, key, &mut site.cache.borrow_mut(), now),
            };
            self.travel(back).await;
            answer
        }
    }

    /// One way to the cache or back, which takes `usually` unless round trips are slowed down.
    fn travel(&self, usually: Duration) -> Sleep {
        let kernel = &self.site.kernel;
        kernel.sleep_until(self.site.round_trip_speeds.done_at(kernel.now(), usually))
    }

    /// Whether the next delete is lost.
    fn loses_invalidation(&self) -> bool {
        let share = self.site.scenario.invalidation_loss;
        let lost = || share > 0.0 && self.draws(Stream::InvalidationLoss).unit() <= share;
        self.site.lose_next_invalidation.take() || lost()
    }

    /// Takes the lock and records it.
    fn take_lock(&self, store: &mut Store, key: Key, now: Instant, lease: Duration) {
        let lock = Lock { holder: self.actor, until: now + lease, spent: false };
        if let Some(Lock { holder, until, spent: false }) = store.hold(key, lock) {
            self.record(EventKind::LockExpired { key, holder, since: now.since(until) });
        }
        self.record(EventKind::LockAcquired { key, lease });
    }

    /// Removes a lock that was released, or a lease that was used or voided. With a script that allows only one lease
    /// per key and TTL, as in the paper, it is kept but marked as spent.
    fn end_lease(&self, store: &mut Store, key: Key, lock: Lock) {
        match &self.site.script {
            Some(script) if script.one_lease_per_ttl => drop(store.hold(key, Lock { spent: true, ..lock })),
            _ => store.release(key),
        }
    }

    /// The value that a get finds. Records the hit or miss.
    fn answer(&self, key: Key, now: Instant, looked: Result<Stored, Absence>) -> Option<Found> {
        let stored = match looked {
            Ok(stored) => stored,
            Err(why) => {
                self.record(EventKind::CacheMiss { key, why });
                return None;
            }
        };
        let Stored { row, set_at, fresh_until, born_stale, .. } = stored;
        let (version, age) = (row.version, now.since(set_at));
        let fresh = now < fresh_until;
        self.record(match fresh {
            true => EventKind::CacheHit { key, version, age, left: fresh_until.since(now) },
            false => EventKind::CacheStaleHit { key, version, age, past_ttl: now.since(fresh_until) },
        });
        self.served.set(Some(Served::Cache { set_at, fresh, born_stale }));
        Some(Found { row, fresh_until })
    }

    /// Waits until the key's lock is released or its lease ends, or the cache goes out of reach. `None` if the lock is
    /// not held, or the cache is out of reach already.
    fn lock_wait(&self, key: Key) -> Option<Race<Notified, Sleep>> {
        let (kernel, mut store) = (&self.site.kernel, self.site.cache.borrow_mut());
        let now = kernel.now();
        if self.site.cache_speeds.is_down(now) {
            self.record(EventKind::CacheUnreachable { key });
            return None;
        }
        let lock = store.lock_of(key, now)?;
        let released = store.waiters(key, || Notify::new(Rc::clone(kernel), "lock")).notified();
        let until = lock.until.min(self.site.cache_speeds.next_stop(now));
        Some(race(released, kernel.sleep_until(until)))
    }

    /// Voids the lease to refill a key, because the key was written: what the holder has read may be older.
    pub fn void_lease(&self, store: &mut Store, key: Key, now: Instant) {
        if self.site.scenario.strategy == Strategy::Lease
            && let Some(lock) = store.lock_of(key, now).filter(|lock| !lock.spent)
        {
            self.record(EventKind::LeaseVoided { key, holder: lock.holder });
            self.end_lease(store, key, lock);
        }
    }

    /// Stores a value and records the outcome. Returns whether the value is in the cache.
    pub fn store(&self, store: &mut Store, key: Key, row: Row, lifetime: Lifetime) -> bool {
        let now = self.site.kernel.now();
        self.note_reached(key);
        let born_stale = self.born_stale(key, row);
        let version = row.version;
        let outcome = store.set(key, Stored::new(now, row, lifetime, born_stale));
        match outcome {
            StoreOutcome::Full => {
                self.record(EventKind::CacheFull { key, version });
                return false;
            }
            StoreOutcome::Evicting(key, version, used_at) => {
                self.record(EventKind::CacheEvicted { key, version, idle: now.since(used_at) });
            }
            StoreOutcome::Stored => {}
        }
        let Lifetime { fresh_for, kept_for } = lifetime;
        self.record(EventKind::CacheSet { key, version, fresh_for, kept_for });
        true
    }

    /// Stores a value unless a newer one is there. Returns whether it was stored.
    fn store_unless_older(&self, store: &mut Store, key: Key, row: Row, lifetime: Lifetime) -> bool {
        match store.lookup(key, self.site.kernel.now()) {
            Ok(present) if present.row.version > row.version => {
                self.note_reached(key);
                let (version, present) = (row.version, present.row.version);
                self.record(EventKind::CacheSetRefused { key, version, present });
                false
            }
            _ => self.store(store, key, row, lifetime),
        }
    }
}

impl Cache for Connection<'_> {
    fn get(&self, key: Key) -> impl Future<Output = Option<Found>> {
        self.0.command(key, || None, |client, key, store, now| client.answer(key, now, store.get(key, now)))
    }

    fn set(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()> {
        let set = move |client: &Client, key: Key, store: &mut Store, now: Instant| {
            if client.store(store, key, row, lifetime) {
                client.void_lease(store, key, now);
            }
        };
        self.0.command(key, || (), set)
    }

    fn set_versioned(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()> {
        let set = move |client: &Client, key: Key, store: &mut Store, now: Instant| {
            if client.store_unless_older(store, key, row, lifetime) {
                client.void_lease(store, key, now);
            }
        };
        self.0.command(key, || (), set)
    }

    fn get_or_lease(&self, key: Key, lease: Duration) -> impl Future<Output = Leased> {
        // Out of reach: the reader continues without the cache.
        let unreachable = || Leased::Granted;
        self.0.command(key, unreachable, move |client, key, store, now| {
            let looked = store.get(key, now);
            let holder = store.lock_of(key, now).map(|lock| lock.holder);
            match (looked, holder) {
                (Ok(stored), _) if now < stored.fresh_until => match client.answer(key, now, looked) {
                    Some(found) => Leased::Fresh(found),
                    None => Leased::Granted,
                },
                (_, Some(holder)) => Leased::Refused(holder, client.answer(key, now, looked)),
                (_, None) => {
                    client.answer(key, now, Err(looked.map_or_else(|why| why, |old| old.ends_as)));
                    client.take_lock(store, key, now, lease);
                    Leased::Granted
                }
            }
        })
    }

    fn set_leased(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()> {
        self.0.command(
            key,
            || (),
            move |client, key, store, now| match store.lock_of(key, now) {
                Some(lock) if lock.holder == client.actor && !lock.spent => {
                    match client.site.scenario.write_policy {
                        WritePolicy::VersionedSet => client.store_unless_older(store, key, row, lifetime),
                        _ => client.store(store, key, row, lifetime),
                    };
                    client.end_lease(store, key, lock);
                    client.record(EventKind::LockReleased { key, holder: lock.holder });
                }
                _ => client.record(EventKind::LeaseVoid { key, version: row.version }),
            },
        )
    }

    async fn delete(&self, key: Key) {
        if self.0.loses_invalidation() {
            self.0.record(EventKind::InvalidationLost { key });
            return self.0.note_lost_invalidation(key);
        }
        let delete = |client: &Client, key: Key, store: &mut Store, now: Instant| {
            client.note_reached(key);
            let scenario = &client.site.scenario;
            let keeps = scenario.strategy == Strategy::Lease && scenario.lease_stale;
            let existed = match store.lookup(key, now) {
                Ok(stored) if keeps => {
                    let deleted = stored.deleted_at(now);
                    store.replace(key, deleted);
                    let kept_for = deleted.kept_until.since(now);
                    client.record(EventKind::CacheExpired { key, existed: true, kept_for });
                    true
                }
                _ => store.remove(key, now, Absence::Deleted),
            };
            if !(keeps && existed) {
                client.record(EventKind::CacheDeleted { key, existed });
            }
            client.void_lease(store, key, now);
        };
        self.0.command(key, || (), delete).await;
    }

    fn lock(&self, key: Key, lease: Duration) -> impl Future<Output = Result<(), Actor>> {
        let client = self.0;
        async move {
            // Out of reach: the lock cannot be taken, and there is no holder to wait for.
            let unreachable = || Ok(false);
            let answer =
                client.command(key, unreachable, move |client, key, store, now| match store.lock_of(key, now) {
                    Some(lock) => Err(lock.holder),
                    None => {
                        client.take_lock(store, key, now, lease);
                        Ok(true)
                    }
                });
            if answer.await? {
                client.maybe_crash().await;
            }
            Ok(())
        }
    }

    fn lock_gone(&self, key: Key) -> impl Future<Output = ()> {
        let client = self.0;
        async move {
            let Trip { out, back } = client.cache_trip();
            client.travel(out).await;
            while let Some(wait) = client.lock_wait(key) {
                wait.await;
            }
            client.travel(back).await;
        }
    }

    fn unlock(&self, key: Key) -> impl Future<Output = ()> {
        self.0.command(
            key,
            || (),
            |client, key, store, now| match store.lock_of(key, now) {
                Some(lock @ Lock { holder, spent: false, .. })
                    if client.site.scenario.lock_release == LockRelease::Any || holder == client.actor =>
                {
                    client.end_lease(store, key, lock);
                    client.record(EventKind::LockReleased { key, holder });
                }
                _ => client.record(EventKind::LockReleaseRefused { key }),
            },
        )
    }
}
