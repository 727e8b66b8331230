//! The cache's memory: values with their expiry times, and locks with their leases. No time passes in these functions.
//!
//! A value is expired if `now ≥ expiry`. (Redis still serves it in that very millisecond, because it tests `now >
//! when`. With a nanosecond clock the difference does not matter.) Expired values are removed when they are next
//! accessed; until then they count towards the capacity. Redis also removes expired keys actively: ten times a second
//! it samples keys with a TTL until at most about a tenth of the sample has expired. That cycle is not modelled. So
//! with a `capacity`, and TTLs that end before eviction, expired values may occupy more of the memory here than in
//! Redis. With `lru` the effect is small, because expired values have not been used for long. With `noeviction` they
//! stay until somebody asks for them.

use super::eviction::Evictor;
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};
use crate::kernel::Notify;
use crate::scenario::{Lifetime, Scenario};
use crate::service::world::Row;
use crate::trace::{Absence, Actor, Key, StaleCause, Version};
use std::rc::Rc;

/// The cache server's memory.
pub struct Store {
    entries: Vec<Entry>,
    evictor: Evictor,
    locks: Table<Lock>,
    /// The readers that wait for a key's lock, while there are any.
    lock_waiters: Table<Rc<Notify>>,
}

/// The cache's entry for a key: its value, or why there is none.
#[derive(Clone, Copy)]
enum Entry {
    Full(Stored),
    Empty(Absence),
}

/// A value in the cache.
#[derive(Clone, Copy)]
pub struct Stored {
    /// The row.
    pub row: Row,
    /// When it was stored.
    pub set_at: Instant,
    /// The end of its TTL.
    pub fresh_until: Instant,
    /// The end of its grace, after which it is gone.
    pub kept_until: Instant,
    /// Why it will be absent then: its TTL ended, or a write deleted it and it was kept for its grace.
    pub ends_as: Absence,
    /// The cause, if the value was out of date when it was stored.
    pub born_stale: Option<StaleCause>,
}

/// A lock, or a lease to refill.
#[derive(Clone, Copy)]
pub struct Lock {
    /// The actor whose token is in the lock.
    pub holder: Actor,
    /// The time at which the lease runs out.
    pub until: Instant,
    /// Whether the lease was used or voided. It then only prevents another lease until its time is over.
    pub spent: bool,
}

/// The outcome of a store.
pub enum StoreOutcome {
    /// The value was stored.
    Stored,
    /// The value was stored, and another one was evicted. The time is that of the last use of the evicted value.
    Evicting(Key, Version, Instant),
    /// The value was not stored: the cache is full and evicts nothing.
    Full,
}

impl Store {
    /// An empty cache.
    pub fn new(scenario: &Scenario) -> Store {
        Store {
            entries: vec![Entry::Empty(Absence::NeverStored); scenario.keys_in_all()],
            evictor: Evictor::new(scenario),
            locks: Table::default(),
            lock_waiters: Table::default(),
        }
    }

    /// The value of a key, or why there is none. Does not count as a use.
    #[inline]
    pub fn lookup(&mut self, key: Key, now: Instant) -> Result<Stored, Absence> {
        match self.entries[key.0 as usize] {
            Entry::Full(stored) if now < stored.kept_until => Ok(stored),
            Entry::Full(Stored { ends_as, .. }) => {
                self.empty(key, ends_as);
                Err(ends_as)
            }
            Entry::Empty(why) => Err(why),
        }
    }

    /// The value of a key, or why there is none. Counts as a use.
    #[inline]
    pub fn get(&mut self, key: Key, now: Instant) -> Result<Stored, Absence> {
        let found = self.lookup(key, now);
        if found.is_ok() {
            self.evictor.touch(key, now);
        }
        found
    }

    /// Stores a value, evicting another one if necessary.
    pub fn set(&mut self, key: Key, stored: Stored) -> StoreOutcome {
        let now = stored.set_at;
        if matches!(self.entries[key.0 as usize], Entry::Full(_)) {
            self.entries[key.0 as usize] = Entry::Full(stored);
            self.evictor.touch(key, now);
            return StoreOutcome::Stored;
        }
        let mut outcome = StoreOutcome::Stored;
        if self.evictor.is_full() {
            let Some(victim) = self.evictor.victim(now) else {
                self.entries[key.0 as usize] = Entry::Empty(Absence::Refused);
                return StoreOutcome::Full;
            };
            let used_at = self.evictor.used_at(victim);
            if let Entry::Full(gone) = self.entries[victim.0 as usize] {
                outcome = StoreOutcome::Evicting(victim, gone.row.version, used_at);
            }
            self.empty(victim, Absence::Evicted);
        }
        self.entries[key.0 as usize] = Entry::Full(stored);
        self.evictor.insert(key, now);
        outcome
    }

    /// Replaces a value that is in the cache, for new expiry times.
    pub fn replace(&mut self, key: Key, stored: Stored) {
        self.entries[key.0 as usize] = Entry::Full(stored);
    }

    /// Removes a value. Returns whether there was one.
    pub fn remove(&mut self, key: Key, now: Instant, why: Absence) -> bool {
        let existed = self.lookup(key, now).is_ok();
        self.empty(key, why);
        existed
    }

    /// Removes all values. Returns how many there were.
    pub fn clear(&mut self, now: Instant) -> u32 {
        self.keys().filter(|&key| self.remove(key, now, Absence::Flushed)).count() as u32
    }

    fn empty(&mut self, key: Key, why: Absence) {
        self.entries[key.0 as usize] = Entry::Empty(why);
        self.evictor.remove(key);
    }

    /// The lock of a key, unless its lease has run out.
    #[inline]
    pub fn lock_of(&self, key: Key, now: Instant) -> Option<Lock> {
        self.locks.get(key).copied().filter(|lock| now < lock.until)
    }

    /// Gives the key's lock to a new holder. Returns the previous lock, if there was one that had run out.
    pub fn hold(&mut self, key: Key, lock: Lock) -> Option<Lock> {
        self.locks.insert(key, lock)
    }

    /// Removes the key's lock and wakes all readers that wait for it.
    pub fn release(&mut self, key: Key) {
        self.locks.remove(key);
        if let Some(waiters) = self.lock_waiters.remove(key) {
            waiters.notify_all();
        }
    }

    fn keys(&self) -> impl Iterator<Item = Key> + use<> {
        (0..self.entries.len() as u32).map(Key)
    }

    /// Whether any lock is held.
    pub fn any_held(&self, now: Instant) -> bool {
        self.keys().any(|key| self.lock_of(key, now).is_some())
    }

    /// Removes all locks and wakes all waiting readers. Returns how many locks had not run out.
    pub fn lose_locks(&mut self, now: Instant) -> u32 {
        let held = |key: &Key| self.lock_of(*key, now).is_some_and(|lock| !lock.spent);
        let lost = self.keys().filter(held).count();
        self.keys().for_each(|key| self.release(key));
        lost as u32
    }

    /// The notification that readers of the key's lock wait for.
    pub fn waiters(&mut self, key: Key, new: impl FnOnce() -> Rc<Notify>) -> Rc<Notify> {
        Rc::clone(self.lock_waiters.get_or_insert_with(key, new))
    }
}

impl Stored {
    /// A value stored now.
    pub fn new(now: Instant, row: Row, lifetime: Lifetime, born_stale: Option<StaleCause>) -> Stored {
        let Lifetime { fresh_for, kept_for } = lifetime;
        let (fresh_until, kept_until) = (now + fresh_for, now + kept_for);
        Stored { row, set_at: now, fresh_until, kept_until, ends_as: Absence::Expired, born_stale }
    }

    /// The value with its TTL ended at `now`, unless it has ended before. Its grace begins.
    pub fn expired_at(self, now: Instant) -> Stored {
        let fresh_until = self.fresh_until.min(now);
        Stored { fresh_until, kept_until: fresh_until + self.grace(), ..self }
    }

    /// The same, but deleted instead of expired.
    pub fn deleted_at(self, now: Instant) -> Stored {
        Stored { ends_as: Absence::Deleted, ..self.expired_at(now) }
    }

    fn grace(&self) -> Duration {
        self.kept_until.since(self.fresh_until)
    }
}
