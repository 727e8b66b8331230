//! Interventions: what is done to the site from outside, at once; and the death of processes.

use super::{Client, Site};
use crate::base::random::Stream;
use crate::base::units::Duration;
use crate::kernel::{First, Notify, race};
use crate::scenario::{Action, Rate, Scenario, Strategy, WritePolicy};
use crate::service::strategy;
use crate::service::world::{Failure, Row, World as _};
use crate::trace::{Actor, ActorKind, EventKind, Idle, Key, Version};
use std::pin::Pin;
use std::rc::Rc;

/// Whether anybody can die in a scenario; where nobody can, nobody has to be watched.
pub fn can_die(scenario: &Scenario) -> bool {
    let crashes = |action: &Action| matches!(action, Action::CrashHolder(_));
    scenario.holder_crash > 0.0 || scenario.interventions.iter().any(|i| crashes(&i.action))
}

/// Every row is in the cache, as if just fetched in the mean time.
pub fn warm_at_start(site: &Rc<Site>) {
    let row = Row { version: Version(1), took: site.scenario.db_latency.mean(), lagged: false };
    for key in 0..site.scenario.keys {
        let client = Client::new(site, Actor::new(ActorKind::Site, key), 0);
        if let Some(lifetime) = client.lifetime(&row) {
            client.store(&mut site.cache.borrow_mut(), Key(key), row, lifetime);
        }
    }
}

/// Who can die, as long as it has not, nor ended, nor been given up.
struct Living<'a>(&'a Client);

impl Drop for Living<'_> {
    fn drop(&mut self) {
        self.0.site.alive.borrow_mut().remove(self.0.actor);
    }
}

impl Client {
    /// Does what an intervention says. Writes are requests, and served as such.
    pub fn intervene(&self, action: Action) {
        let lasting = |kind| self.record(kind);
        match action {
            Action::Expire(key) => self.expire(Key(key)),
            Action::Flush => self.flush(),
            Action::LoseLocks => self.lose_locks(),
            Action::Write(_) => {}
            Action::Warm(rate) => self.warm(rate),
            Action::CrashHolder(key) => self.crash_holder(Key(key)),
            Action::LoseNextInvalidation => self.doom_invalidation(),
            // The workload, the speeds and the dice know of these; here they are only said.
            Action::DbSlow(factor, lasts) => lasting(EventKind::DbSlowed { factor, lasts }),
            Action::DbDown(lasts) => lasting(EventKind::DbStopped { lasts }),
            Action::CacheDown(lasts) => lasting(EventKind::CacheStopped { lasts }),
            Action::AlignArrivals(stretch) => lasting(EventKind::ArrivalsAligned { stretch }),
            Action::UnluckyDice(lasts) if self.site.scenario.strategy == Strategy::Xfetch => {
                lasting(EventKind::DiceRigged { lasts });
            }
            Action::UnluckyDice(_) => lasting(EventKind::InterventionIdle { why: Idle::NoDice }),
        }
    }

    /// The key's TTL ends now. A value past its TTL already is left alone.
    fn expire(&self, key: Key) {
        let now = self.site.kernel.now();
        let mut store = self.site.cache.borrow_mut();
        let found = store.look(key, now).map(|stored| stored.expired_at(now));
        let kept_for = found.map_or(Duration::ZERO, |stored| stored.kept_until.since(now));
        if let Ok(stored) = found {
            store.replace(key, stored);
        }
        drop(store);
        self.record(EventKind::CacheExpired { key, existed: found.is_ok(), kept_for });
    }

    /// Every value leaves the cache, and with them the locks and leases, which are keys like any other: `FLUSHALL`.
    fn flush(&self) {
        let entries = self.site.cache.borrow_mut().clear(self.site.kernel.now());
        self.record(EventKind::CacheFlushed { entries });
        if self.site.cache.borrow().any_held(self.site.kernel.now()) {
            self.lose_locks();
        }
    }

    /// Every lock and lease is gone, as after a failover to a replica that had not heard of them. Their holders do not
    /// know; readers who wait find their connections broken, and look again.
    fn lose_locks(&self) {
        let locks = self.site.cache.borrow_mut().lose_locks(self.site.kernel.now());
        self.record(EventKind::LocksLost { locks });
    }

    /// Fetches every key that is missing, at a limited rate, each in a task of its own.
    fn warm(&self, rate: Rate) {
        self.record(EventKind::WarmingStarted { rate: rate.per_second() });
        let site = Rc::clone(&self.site);
        let pause = crate::base::random::scale(Duration::from_secs(1), 1.0 / rate.per_second());
        self.site.kernel.spawn("warming", async move {
            for key in (0..site.scenario.keys).map(Key) {
                let missing = site.cache.borrow_mut().look(key, site.kernel.now()).is_err();
                // Two warmings at a time do not fetch the same key twice.
                if missing && site.warming.borrow_mut().insert(key, ()).is_none() {
                    let client = Client::new(&site, Actor::new(ActorKind::Site, key.0), 0);
                    site.kernel.spawn("warming", async move { client.fetch_one(key).await });
                    site.kernel.sleep(pause).await;
                }
            }
        });
    }

    async fn fetch_one(&self, key: Key) {
        // An error leaves the key missing: its next reader fetches it.
        let _ = strategy::warm(self, key).await;
        self.site.warming.borrow_mut().remove(key);
    }

    /// The next delete of a write gets lost, where writes delete.
    fn doom_invalidation(&self) {
        match self.site.scenario.write_policy {
            WritePolicy::Invalidate | WritePolicy::InvalidateFirst | WritePolicy::DoubleDelete => {
                self.site.invalidation_doomed.set(true);
                self.record(EventKind::InvalidationDoomed {});
            }
            WritePolicy::Update | WritePolicy::VersionedSet | WritePolicy::TtlOnly => {
                self.record(EventKind::InterventionIdle { why: Idle::NoDeletes });
            }
        }
    }

    /// Whoever holds the key's lock dies.
    fn crash_holder(&self, key: Key) {
        let holder = self.site.cache.borrow().held(key, self.site.kernel.now()).map(|lock| lock.holder);
        let alive = holder.and_then(|holder| self.site.alive.borrow().get(holder).cloned());
        match alive {
            Some(death) => death.notify_all(),
            None => self.record(EventKind::InterventionIdle { why: Idle::NoHolder }),
        }
    }

    /// Lets work, pinned by the caller, go on until its process dies, if it does.
    pub async fn live<T>(&self, work: impl Future<Output = T> + Unpin) -> Result<T, Failure> {
        if !self.site.mortal {
            return Ok(work.await);
        }
        let death = Notify::new(Rc::clone(&self.site.kernel), "death");
        self.site.alive.borrow_mut().insert(self.actor, Rc::clone(&death));
        let _living = Living(self);
        // Death is listened for before the work begins: it may come within the work's very first step.
        match race(death.notified(), work).await {
            First::A(()) => Err(Failure::Crashed),
            First::B(answer) => Ok(answer),
        }
    }

    /// Lets a background task go on until it ends or its process dies. Boxed, so that this is compiled once for all.
    pub async fn until_death(self, job: Pin<Box<dyn Future<Output = ()>>>) {
        if self.live(job).await.is_err() {
            self.record(EventKind::RequestCrashed {});
        }
    }

    /// The holder of a lock dies, with the probability that the scenario gives it.
    pub async fn maybe_die(&self) {
        let share = self.site.scenario.holder_crash;
        if share > 0.0 && self.draws(Stream::HolderCrash).unit() <= share {
            let death = self.site.alive.borrow().get(self.actor).cloned();
            if let Some(death) = death {
                death.notify_all();
                std::future::pending::<()>().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Instant;
    use crate::kernel::{Executor, Kernel};
    use crate::model::application::read;

    /// A query of a second is given up after 10 ms; who is given up is not there any more, and can not die.
    #[test]
    fn who_was_given_up_is_forgotten() {
        let line = "strategy=unprotected warm=false db_latency=1s client_timeout=10ms do=2s:crash_holder";
        let site = Site::new(&Scenario::parse(line).expect("a scenario"), Kernel::new(), u64::MAX);
        let mut executor = Executor::new(Rc::clone(&site.kernel), "read");
        let actor = Actor::new(ActorKind::Read, 0);
        executor.spawn(read(Client::new(&site, actor, 0), Key(0)));
        executor.run_until(Instant(5_000_000), u64::MAX);
        assert!(site.alive.borrow().get(actor).is_some());
        executor.run_until(Instant(20_000_000), u64::MAX);
        assert!(site.alive.borrow().get(actor).is_none());
    }
}
