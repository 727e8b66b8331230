//! Interventions and crashes: actions from outside that take effect at once, and processes that die.

use super::{Client, Site, idle_in};
use crate::base::random::Stream;
use crate::base::units::Duration;
use crate::kernel::{First, Notify, race};
#[cfg(feature = "python")]
use crate::python::language::Verb;
use crate::scenario::{Action, Rate, Scenario, Strategy, WritePolicy};
use crate::service::strategy;
use crate::service::world::{Failure, Row, World as _};
use crate::trace::{Actor, ActorKind, EventKind, Idle, Key, Version};
use std::pin::Pin;
use std::rc::Rc;

/// Whether processes can crash in a scenario. If not, the processes alive need not be tracked.
pub fn can_crash(scenario: &Scenario) -> bool {
    let crashes = |action: &Action| matches!(action, Action::CrashHolder(_));
    scenario.holder_crash > 0.0 || scenario.interventions.iter().any(|i| crashes(&i.action))
}

/// Puts every row into the cache, as if each had just been fetched by a query of the mean duration.
pub fn warm_at_start(site: &Rc<Site>) {
    let row = Row { version: Version(1), took: site.scenario.db_latency.mean(), lagged: false };
    for key in 0..site.scenario.keys {
        let client = Client::new(site, Actor::new(ActorKind::Site, key), 0);
        if let Some(lifetime) = client.lifetime(&row) {
            client.store(&mut site.cache.borrow_mut(), Key(key), row, lifetime);
        }
    }
}

/// An entry in the list of processes alive, removed when the process ends, crashes or is abandoned.
struct AliveEntry<'a>(&'a Client);

impl Drop for AliveEntry<'_> {
    fn drop(&mut self) {
        self.0.site.alive.borrow_mut().remove(self.0.actor);
    }
}

impl Site {
    /// Whether reads roll dice.
    fn rolls_dice(&self) -> bool {
        #[cfg(feature = "python")]
        if let Some(program) = self.program_of_reads() {
            return program.asks(Verb::Random);
        }
        self.scenario.strategy == Strategy::Xfetch
    }

    /// Whether writes delete.
    fn deletes(&self) -> bool {
        #[cfg(feature = "python")]
        if let Some(program) = self.program_of_writes() {
            return program.asks(Verb::Delete);
        }
        use WritePolicy::{DoubleDelete, Invalidate, InvalidateFirst};
        matches!(self.scenario.write_policy, Invalidate | InvalidateFirst | DoubleDelete)
    }
}

impl Client {
    /// Carries out an intervention. Writes are served as requests instead.
    pub fn intervene(&self, action: Action) {
        let lasting = |kind| self.record(kind);
        let idle = |why| self.record(EventKind::InterventionIdle { why });
        if let Some(why) = idle_in(&self.site.scenario, action) {
            return idle(why);
        }
        match action {
            Action::Expire(key) => self.expire(Key(key)),
            Action::Flush => self.flush(),
            Action::LoseLocks => self.lose_locks(),
            Action::Write(_) => {}
            Action::Warm(rate) => self.warm(rate),
            Action::CrashHolder(key) => self.crash_holder(Key(key)),
            Action::LoseNextInvalidation => self.lose_next_invalidation(),
            // The workload, the speeds and the dice read these from the scenario. Here they are only recorded.
            Action::DbSlow(factor, lasts) => lasting(EventKind::DbSlowed { factor, lasts }),
            Action::DbDown(lasts) => lasting(EventKind::DbStopped { lasts }),
            Action::CacheSlow(factor, lasts) => lasting(EventKind::CacheSlowed { factor, lasts }),
            Action::CacheDown(lasts) => lasting(EventKind::CacheStopped { lasts }),
            Action::AlignArrivals(stretch) => lasting(EventKind::ArrivalsAligned { stretch }),
            Action::UnluckyDice(lasts) if self.site.rolls_dice() => lasting(EventKind::DiceRigged { lasts }),
            Action::UnluckyDice(_) => idle(Idle::NoDice),
        }
    }

    /// Ends the TTL of a key. A value already past its TTL stays as it is.
    fn expire(&self, key: Key) {
        let now = self.site.kernel.now();
        let mut store = self.site.cache.borrow_mut();
        let found = store.lookup(key, now).map(|stored| stored.expired_at(now));
        let kept_for = found.map_or(Duration::ZERO, |stored| stored.kept_until.since(now));
        if let Ok(stored) = found {
            store.replace(key, stored);
        }
        drop(store);
        self.record(EventKind::CacheExpired { key, existed: found.is_ok(), kept_for });
    }

    /// Removes all values, and all locks and leases, which are keys like any other: `FLUSHALL`.
    fn flush(&self) {
        let entries = self.site.cache.borrow_mut().clear(self.site.kernel.now());
        self.record(EventKind::CacheFlushed { entries });
        let outlived = self.site.script.as_ref().is_some_and(|script| script.locks_outlive_flush);
        if !outlived && self.site.cache.borrow().any_held(self.site.kernel.now()) {
            self.lose_locks();
        }
    }

    /// Removes all locks and leases, as a failover to a replica that has not received them does. The holders do not
    /// notice. The connections of waiting readers break, and they check again.
    fn lose_locks(&self) {
        let locks = self.site.cache.borrow_mut().lose_locks(self.site.kernel.now());
        self.record(EventKind::LocksLost { locks });
    }

    /// Fetches all missing keys at a limited rate, each in a separate task.
    fn warm(&self, rate: Rate) {
        let now = self.site.kernel.now();
        let mut keys = (0..self.site.scenario.keys).map(Key);
        if keys.all(|key| self.site.cache.borrow_mut().lookup(key, now).is_ok()) {
            return self.record(EventKind::InterventionIdle { why: Idle::NothingMissing });
        }
        self.record(EventKind::WarmingStarted { rate: rate.per_second() });
        let site = Rc::clone(&self.site);
        let pause = crate::base::random::scale(Duration::from_secs(1), 1.0 / rate.per_second());
        self.site.kernel.spawn("warming", async move {
            for key in (0..site.scenario.keys).map(Key) {
                let missing = site.cache.borrow_mut().lookup(key, site.kernel.now()).is_err();
                // Two concurrent warmings do not fetch the same key twice.
                if missing && site.warming.borrow_mut().insert(key, ()).is_none() {
                    let client = Client::new(&site, Actor::new(ActorKind::Site, key.0), 0);
                    site.kernel.spawn("warming", async move { client.fetch_one(key).await });
                    site.kernel.sleep(pause).await;
                }
            }
        });
    }

    async fn fetch_one(&self, key: Key) {
        // After an error the key is still missing, and its next reader fetches it.
        let _ = strategy::warm(self, key).await;
        self.site.warming.borrow_mut().remove(key);
    }

    /// Makes the next delete of a write get lost, if writes delete.
    fn lose_next_invalidation(&self) {
        if self.site.deletes() {
            self.site.lose_next_invalidation.set(true);
            self.record(EventKind::InvalidationDoomed {});
        } else {
            self.record(EventKind::InterventionIdle { why: Idle::NoDeletes });
        }
    }

    /// Crashes the holder of the key's lock.
    fn crash_holder(&self, key: Key) {
        let holder = self.site.cache.borrow().lock_of(key, self.site.kernel.now()).map(|lock| lock.holder);
        let alive = holder.and_then(|holder| self.site.alive.borrow().get(holder).cloned());
        match alive {
            Some(crash) => crash.notify_all(),
            None => self.record(EventKind::InterventionIdle { why: Idle::NoHolder }),
        }
    }

    /// Runs work, which the caller has pinned, until it ends or its process crashes.
    pub async fn until_crash<T>(&self, work: impl Future<Output = T> + Unpin) -> Result<T, Failure> {
        if !self.site.can_crash {
            return Ok(work.await);
        }
        let crash = Notify::new(Rc::clone(&self.site.kernel), "crash");
        self.site.alive.borrow_mut().insert(self.actor, Rc::clone(&crash));
        let _entry = AliveEntry(self);
        // Polled before the work, because the crash may happen in the work's first step.
        match race(crash.notified(), work).await {
            First::A(()) => Err(Failure::Crashed),
            First::B(answer) => Ok(answer),
        }
    }

    /// Runs a background task until it ends or its process crashes. The job is boxed, so that this function is compiled
    /// only once.
    pub async fn until_end_or_crash(self, job: Pin<Box<dyn Future<Output = ()>>>) {
        if self.until_crash(job).await.is_err() {
            #[cfg(feature = "python")]
            self.end_wait_of_task();
            self.record(EventKind::RequestCrashed {});
        }
    }

    /// Crashes the holder of a lock with the probability that the scenario gives.
    pub async fn maybe_crash(&self) {
        let share = self.site.scenario.holder_crash;
        if share > 0.0 && self.draws(Stream::HolderCrash).unit() <= share {
            let crash = self.site.alive.borrow().get(self.actor).cloned();
            if let Some(crash) = crash {
                crash.notify_all();
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

    /// A query of one second is abandoned after 10 ms. An abandoned process is no longer alive and cannot crash.
    #[test]
    fn an_abandoned_read_is_no_longer_alive() {
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
