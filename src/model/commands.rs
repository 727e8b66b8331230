//! The commands of the cache, as a client sends them.
//!
//! ```text
//! client ── half the latency ──► command takes effect ── the other half ──► client goes on
//! ```

use super::Client;
use super::cache::{Lock, Placed, Store, Stored};
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
    /// Sends a command: it takes effect half way, and is answered a round trip after it was called. `unreachable` is
    /// the answer when the cache is out of reach.
    ///
    /// The effect is told client and key, so that a command that is under way need not keep them twice.
    fn command<T>(
        &self,
        key: Key,
        unreachable: impl FnOnce() -> T,
        effect: impl FnOnce(&Client, Key, &mut Store, Instant) -> T,
    ) -> impl Future<Output = T> {
        async move {
            let Trip { out, back } = self.cache_trip();
            self.sleep(out).await;
            let (site, now) = (&self.site, self.now());
            let answer = match site.cache_speeds.is_down(now) {
                true => {
                    self.record(EventKind::CacheUnreachable { key });
                    self.note_lost_invalidation(key);
                    unreachable()
                }
                false => effect(self, key, &mut site.cache.borrow_mut(), now),
            };
            self.sleep(back).await;
            answer
        }
    }

    /// Whether the next delete gets lost.
    fn loses_invalidation(&self) -> bool {
        let share = self.site.scenario.invalidation_loss;
        let lost = || share > 0.0 && self.draws(Stream::InvalidationLoss).unit() <= share;
        self.site.invalidation_doomed.take() || lost()
    }

    /// Takes the lock, and says so.
    fn take_lock(&self, store: &mut Store, key: Key, now: Instant, lease: Duration) {
        let lock = Lock { holder: self.actor, until: now + lease, spent: false };
        if let Some(Lock { holder, until, spent: false }) = store.hold(key, lock) {
            self.record(EventKind::LockExpired { key, holder, since: now.since(until) });
        }
        self.record(EventKind::LockAcquired { key, lease });
    }

    /// A lock that was given up, or a lease that was used or voided, is gone; unless a script has the cache hand out one
    /// lease per key and TTL only, as the paper's does.
    fn end_lease(&self, store: &mut Store, key: Key, lock: Lock) {
        match &self.site.script {
            Some(script) if script.one_lease_per_ttl => drop(store.hold(key, Lock { spent: true, ..lock })),
            _ => store.release(key),
        }
    }

    /// What a get finds, and says so.
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

    /// Word of the release of the key's lock, or its end, or that of the connection; `None` when nobody holds the lock,
    /// or the cache is out of reach and nobody can be asked.
    fn lock_wait(&self, key: Key) -> Option<Race<Notified, Sleep>> {
        let (kernel, mut store) = (&self.site.kernel, self.site.cache.borrow_mut());
        let now = kernel.now();
        if self.site.cache_speeds.is_down(now) {
            self.record(EventKind::CacheUnreachable { key });
            return None;
        }
        let lock = store.held(key, now)?;
        let released = store.waiters(key, || Notify::new(Rc::clone(kernel), "lock")).notified();
        let until = lock.until.min(self.site.cache_speeds.next_stop(now));
        Some(race(released, kernel.sleep_until(until)))
    }

    /// A write to the key takes a lease to refill it back: what its holder has read may be older.
    fn void_lease(&self, store: &mut Store, key: Key, now: Instant) {
        if self.site.scenario.strategy == Strategy::Lease
            && let Some(lock) = store.held(key, now).filter(|lock| !lock.spent)
        {
            self.record(EventKind::LeaseVoided { key, holder: lock.holder });
            self.end_lease(store, key, lock);
        }
    }

    /// Stores a value, and says what came of it; whether it is there.
    pub fn store(&self, store: &mut Store, key: Key, row: Row, lifetime: Lifetime) -> bool {
        let now = self.site.kernel.now();
        self.note_reached(key);
        let born_stale = self.born_stale(key, row);
        let version = row.version;
        let placed = store.place(key, Stored::new(now, row, lifetime, born_stale));
        match placed {
            Placed::Full => {
                self.record(EventKind::CacheFull { key, version });
                return false;
            }
            Placed::Evicting(key, version, used_at) => {
                self.record(EventKind::CacheEvicted { key, version, idle: now.since(used_at) });
            }
            Placed::Stored => {}
        }
        let Lifetime { fresh_for, kept_for } = lifetime;
        self.record(EventKind::CacheSet { key, version, fresh_for, kept_for });
        true
    }

    /// Stores a value unless a newer one is there; whether it did.
    fn store_unless_older(&self, store: &mut Store, key: Key, row: Row, lifetime: Lifetime) -> bool {
        match store.look(key, self.site.kernel.now()) {
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
        // Out of reach: the reader does without the cache.
        let unreachable = || Leased::Granted;
        self.0.command(key, unreachable, move |client, key, store, now| {
            let looked = store.get(key, now);
            let holder = store.held(key, now).map(|lock| lock.holder);
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
            move |client, key, store, now| match store.held(key, now) {
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
            let existed = match store.look(key, now) {
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
            // Out of reach: nobody can be asked, so nobody is waited for, and nothing is held.
            let unreachable = || Ok(false);
            let answer = client.command(key, unreachable, move |client, key, store, now| match store.held(key, now) {
                Some(lock) => Err(lock.holder),
                None => {
                    client.take_lock(store, key, now, lease);
                    Ok(true)
                }
            });
            if answer.await? {
                client.maybe_die().await;
            }
            Ok(())
        }
    }

    fn lock_gone(&self, key: Key) -> impl Future<Output = ()> {
        let client = self.0;
        async move {
            let Trip { out, back } = client.cache_trip();
            client.sleep(out).await;
            while let Some(wait) = client.lock_wait(key) {
                wait.await;
            }
            client.sleep(back).await;
        }
    }

    fn unlock(&self, key: Key) -> impl Future<Output = ()> {
        self.0.command(
            key,
            || (),
            |client, key, store, now| match store.held(key, now) {
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
