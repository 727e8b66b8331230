//! The contents of the cache as derived from the journal: values and locks, with their times.

use cache_aside_playground::trace::{Absence, Actor, Key, StaleCause};
use cache_aside_playground::units::Instant;
use std::collections::BTreeMap;

/// The place of a key: its value, or why it is absent.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// A value, which may have expired.
    Full(Stored),
    /// No value, for this reason.
    Empty(Absence),
}

impl Place {
    /// The place of a deleted key.
    pub fn deleted() -> Place {
        Place::Empty(Absence::Deleted)
    }
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    /// When it was stored.
    pub set_at: Instant,
    /// When its TTL ends.
    pub fresh_until: Instant,
    /// When Redis removes it.
    pub kept_until: Instant,
    /// Whether a write deleted it, so that it is kept only for its grace.
    pub deleted: bool,
    /// Why it was out of date when it was stored, if it was.
    pub born_stale: Option<StaleCause>,
}

impl Stored {
    /// A value that was found in Redis, but whose store is not in the journal.
    pub fn unknown(at: Instant) -> Stored {
        Stored { set_at: at, fresh_until: at, kept_until: at, deleted: false, born_stale: None }
    }
}

/// A lock or a lease.
#[derive(Clone, Copy, Debug)]
pub struct Lock {
    /// The actor whose token it has.
    pub holder: Actor,
    /// When it ends by itself.
    pub until: Instant,
}

/// The contents of the cache.
#[derive(Debug)]
pub struct Places {
    places: BTreeMap<Key, Place>,
    /// Why keys without a place of their own are absent.
    elsewhere: Absence,
    locks: BTreeMap<Key, Lock>,
}

impl Default for Places {
    fn default() -> Places {
        Places { places: BTreeMap::new(), elsewhere: Absence::NeverStored, locks: BTreeMap::new() }
    }
}

impl Places {
    /// The value that was last stored, even if it has expired. Only Redis knows whether it has.
    pub fn get(&self, key: Key) -> Option<Stored> {
        match self.places.get(&key) {
            Some(Place::Full(stored)) => Some(*stored),
            Some(Place::Empty(_)) | None => None,
        }
    }

    /// Why a key is absent. Called if Redis does not have it.
    pub fn absence(&self, key: Key) -> Absence {
        match self.places.get(&key) {
            Some(Place::Full(stored)) if stored.deleted => Absence::Deleted,
            Some(Place::Full(_)) => Absence::Expired,
            Some(Place::Empty(why)) => *why,
            None => self.elsewhere,
        }
    }

    /// Replaces a place.
    pub fn insert(&mut self, key: Key, place: Place) {
        self.places.insert(key, place);
    }

    /// Removes all values.
    pub fn flush(&mut self) {
        self.places.clear();
        self.elsewhere = Absence::Flushed;
    }

    /// Marks a value as deleted by a write, and kept for its grace.
    pub fn mark_deleted(&mut self, key: Key) {
        if let Some(Place::Full(stored)) = self.places.get_mut(&key) {
            stored.deleted = true;
        }
    }

    /// Ends all locks.
    pub fn lose_locks(&mut self) {
        self.locks.clear();
    }

    /// Gives the lock of a key to a new holder. Returns the previous lock if it was never released: it has expired.
    pub fn hold(&mut self, key: Key, lock: Lock) -> Option<Lock> {
        self.locks.insert(key, lock)
    }

    /// Ends the key's lock.
    pub fn release(&mut self, key: Key) {
        self.locks.remove(&key);
    }
}
