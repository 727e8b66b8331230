//! What lies in the cache: values with their clocks, locks with their leases. No time passes here.
//!
//! A value is expired from `t ≥ expiry` on. (Real Redis still serves it at exactly that millisecond, `now > when`; with
//! a nanosecond clock the difference is nobody's.) Expired values vanish when next looked at; until then they count
//! towards the capacity. Redis besides sweeps ten times a second, in samples, until no more than about a tenth of what has a
//! TTL is dead. There is no such cycle here: with a `capacity`, and TTLs that end before a value is evicted, more of the room
//! may be dead than there. An `lru` loses little by it, since the dead have not been used for long; with `noeviction` they keep
//! their room until somebody asks for them.

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
    slots: Vec<Slot>,
    evictor: Evictor,
    locks: Table<Lock>,
    /// Those who wait for a key's lock, as long as any do.
    lock_waiters: Table<Rc<Notify>>,
}

/// A key's place: its value, or why there is none.
#[derive(Clone, Copy)]
enum Slot {
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
    /// Its fresh TTL ends here,
    pub fresh_until: Instant,
    /// and its grace here: afterwards it is gone.
    pub kept_until: Instant,
    /// Why it is then gone: its TTL had passed, or a write deleted it and it was kept for its grace.
    pub ends_as: Absence,
    /// Why it was out of date already when it was stored, if it was.
    pub born_stale: Option<StaleCause>,
}

/// A lock, or a lease to refill.
#[derive(Clone, Copy)]
pub struct Lock {
    /// Whose token is in it.
    pub holder: Actor,
    /// When it ends by itself.
    pub until: Instant,
    /// Whether it holds for nobody any more, and only keeps others from getting one before its time is over.
    pub spent: bool,
}

/// What came of storing a value.
pub enum Placed {
    /// It is there.
    Stored,
    /// It is there, in the place of another, last used at the time given.
    Evicting(Key, Version, Instant),
    /// There was no room, and nothing may be evicted.
    Full,
}

impl Store {
    /// Empty.
    pub fn new(scenario: &Scenario) -> Store {
        Store {
            slots: vec![Slot::Empty(Absence::NeverStored); scenario.keys_in_all()],
            evictor: Evictor::new(scenario),
            locks: Table::default(),
            lock_waiters: Table::default(),
        }
    }

    /// The value, if there is one that has not expired.
    #[inline]
    pub fn look(&mut self, key: Key, now: Instant) -> Result<Stored, Absence> {
        match self.slots[key.0 as usize] {
            Slot::Full(stored) if now < stored.kept_until => Ok(stored),
            Slot::Full(Stored { ends_as, .. }) => {
                self.empty(key, ends_as);
                Err(ends_as)
            }
            Slot::Empty(why) => Err(why),
        }
    }

    /// The value, which counts as used.
    #[inline]
    pub fn get(&mut self, key: Key, now: Instant) -> Result<Stored, Absence> {
        let found = self.look(key, now);
        if found.is_ok() {
            self.evictor.touch(key, now);
        }
        found
    }

    /// Stores a value, in the place of another if it has to be.
    pub fn place(&mut self, key: Key, stored: Stored) -> Placed {
        let now = stored.set_at;
        if matches!(self.slots[key.0 as usize], Slot::Full(_)) {
            self.slots[key.0 as usize] = Slot::Full(stored);
            self.evictor.touch(key, now);
            return Placed::Stored;
        }
        let mut placed = Placed::Stored;
        if self.evictor.is_full() {
            let Some(victim) = self.evictor.victim(now) else {
                self.slots[key.0 as usize] = Slot::Empty(Absence::Refused);
                return Placed::Full;
            };
            let used_at = self.evictor.used_at(victim);
            if let Slot::Full(gone) = self.slots[victim.0 as usize] {
                placed = Placed::Evicting(victim, gone.row.version, used_at);
            }
            self.empty(victim, Absence::Evicted);
        }
        self.slots[key.0 as usize] = Slot::Full(stored);
        self.evictor.insert(key, now);
        placed
    }

    /// Replaces the clocks of a value that is there.
    pub fn replace(&mut self, key: Key, stored: Stored) {
        self.slots[key.0 as usize] = Slot::Full(stored);
    }

    /// Takes a value away; whether there was one.
    pub fn remove(&mut self, key: Key, now: Instant, why: Absence) -> bool {
        let existed = self.look(key, now).is_ok();
        self.empty(key, why);
        existed
    }

    /// Takes all values away; how many there were.
    pub fn clear(&mut self, now: Instant) -> u32 {
        self.keys().filter(|&key| self.remove(key, now, Absence::Flushed)).count() as u32
    }

    fn empty(&mut self, key: Key, why: Absence) {
        self.slots[key.0 as usize] = Slot::Empty(why);
        self.evictor.remove(key);
    }

    /// The key's lock, if its lease has not run out.
    #[inline]
    pub fn held(&self, key: Key, now: Instant) -> Option<Lock> {
        self.locks.get(key).copied().filter(|lock| now < lock.until)
    }

    /// Gives the key's lock to a new holder; the lock that had run out before, if one had.
    pub fn hold(&mut self, key: Key, lock: Lock) -> Option<Lock> {
        self.locks.insert(key, lock)
    }

    /// Ends the key's lock, and lets everybody go who waits for it.
    pub fn release(&mut self, key: Key) {
        self.locks.remove(key);
        if let Some(waiters) = self.lock_waiters.remove(key) {
            waiters.notify_all();
        }
    }

    fn keys(&self) -> impl Iterator<Item = Key> + use<> {
        (0..self.slots.len() as u32).map(Key)
    }

    /// Whether any lock is held.
    pub fn any_held(&self, now: Instant) -> bool {
        self.keys().any(|key| self.held(key, now).is_some())
    }

    /// Ends every lock and lets everybody go who waits for one; how many locks had not run out.
    pub fn lose_locks(&mut self, now: Instant) -> u32 {
        let held = |key: &Key| self.held(*key, now).is_some_and(|lock| !lock.spent);
        let lost = self.keys().filter(held).count();
        self.keys().for_each(|key| self.release(key));
        lost as u32
    }

    /// What those wait on who wait for the key's lock.
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

    /// As if its TTL ended at `now`, unless it did before; what grace it had begins.
    pub fn expired_at(self, now: Instant) -> Stored {
        let fresh_until = self.fresh_until.min(now);
        Stored { fresh_until, kept_until: fresh_until + self.grace(), ..self }
    }

    /// The same by a delete.
    pub fn deleted_at(self, now: Instant) -> Stored {
        Stored { ends_as: Absence::Deleted, ..self.expired_at(now) }
    }

    fn grace(&self) -> Duration {
        self.kept_until.since(self.fresh_until)
    }
}
