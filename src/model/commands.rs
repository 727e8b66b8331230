//! The commands of the cache, as a client sends them.
//!
//! ```text
//! client ── half the latency ──► command takes effect ── the other half ──► client goes on
//! ```

use super::Client;
use super::cache::{Lock, Placed, Store, Stored};
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

/// The first half of a round trip.
fn way_out(round_trip: Duration) -> Duration {
    Duration(round_trip.0 / 2)
}

impl Client {
    /// Sends a command: it takes effect half way, and is answered a round trip after it was called. `unreachable` is
    /// the answer when the cache is out of reach.
    ///
    /// The effect is told client and key, so that a command that is under way need not keep them twice.
    pub fn command<T>(
        &self,
        key: Key,
        unreachable: impl FnOnce() -> T,
        effect: impl FnOnce(&Client, Key, &mut Store, Instant) -> T,
    ) -> impl Future<Output = T> {
        async move {
            let round_trip = self.cache_round_trip();
            self.sleep(way_out(round_trip)).await;
            let (site, now) = (&self.site, self.now());
            let answer = match site.cache_speeds.is_down(now) {
                true => {
                    self.record(EventKind::CacheUnreachable { key });
                    self.note_lost_invalidation(key);
                    unreachable()
                }
                false => effect(self, key, &mut site.cache.borrow_mut(), now),
            };
            self.sleep(round_trip - way_out(round_trip)).await;
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
        if let Some(Lock { holder, until }) = store.hold(key, Lock { holder: self.actor, until: now + lease }) {
            self.record(EventKind::LockExpired { key, holder, since: now.since(until) });
        }
        self.record(EventKind::LockAcquired { key, lease });
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

    /// When the key's lock runs out, and word of its release before; `None` when nobody holds it.
    fn lock_wait(&self, key: Key) -> Option<Race<Notified, Sleep>> {
        let (kernel, mut store) = (&self.site.kernel, self.site.cache.borrow_mut());
        let lock = store.held(key, kernel.now())?;
        let released = store.waiters(key, || Notify::new(Rc::clone(kernel), "lock")).notified();
        Some(race(released, kernel.sleep_until(lock.until)))
    }

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
        match store.look(key, self.site.kernel.now()) {
            Ok(present) if present.row.version > row.version => {
                self.note_invalidation(key);
                let (version, present) = (row.version, present.row.version);
                self.record(EventKind::CacheSetRefused { key, version, present });
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
        self.0.command(key, || (), move |client, key, store, _| client.store(store, key, row, lifetime))
    }

    fn set_versioned(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()> {
        self.0.command(key, || (), move |client, key, store, _| client.store_unless_older(store, key, row, lifetime))
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
                    client.answer(key, now, Err(looked.err().unwrap_or(Absence::Expired)));
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
                Some(lock) if lock.holder == client.actor => {
                    match client.site.scenario.write_policy {
                        WritePolicy::VersionedSet => client.store_unless_older(store, key, row, lifetime),
                        _ => client.store(store, key, row, lifetime),
                    }
                    store.release(key);
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
            client.note_invalidation(key);
            let scenario = &client.site.scenario;
            let keeps = scenario.strategy == Strategy::Lease && scenario.lease_stale;
            let existed = match store.look(key, now) {
                Ok(stored) if keeps => {
                    store.replace(key, stored.expired_at(now));
                    let kept_for = stored.expired_at(now).kept_until.since(now);
                    client.record(EventKind::CacheExpired { key, existed: true, kept_for });
                    true
                }
                _ => store.remove(key, now, Absence::Deleted),
            };
            if !(keeps && existed) {
                client.record(EventKind::CacheDeleted { key, existed });
            }
            if scenario.strategy == Strategy::Lease
                && let Some(Lock { holder, .. }) = store.held(key, now)
            {
                client.record(EventKind::LeaseVoided { key, holder });
                store.release(key);
            }
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
            let round_trip = client.cache_round_trip();
            client.sleep(way_out(round_trip)).await;
            while let Some(wait) = client.lock_wait(key) {
                wait.await;
            }
            client.sleep(round_trip - way_out(round_trip)).await;
        }
    }

    fn unlock(&self, key: Key) -> impl Future<Output = ()> {
        self.0.command(
            key,
            || (),
            |client, key, store, now| match store.held(key, now) {
                Some(Lock { holder, .. })
                    if client.site.scenario.lock_release == LockRelease::Any || holder == client.actor =>
                {
                    store.release(key);
                    client.record(EventKind::LockReleased { key, holder });
                }
                _ => client.record(EventKind::LockReleaseRefused { key }),
            },
        )
    }
}
