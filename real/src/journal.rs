//! The journal: what the instances record during a run, all by the machine's one clock.
//!
//! A client knows when it sent a command and when the answer came. The server knows the order in which it executed its
//! commands, and when. The journal has both; [`crate::books`] turns it into a trace after the run.

use cache_aside_playground::trace::{Actor, Event, Key, Version};
use cache_aside_playground::units::{Duration, Instant};
use cache_aside_playground::world::Row;
use std::sync::{Mutex, PoisonError};

/// An entry of the journal.
#[derive(Clone, Debug)]
pub enum Entry {
    /// An event, complete except for what depends on the order of all events, such as the newest version.
    Noted(Event),
    /// A command to the cache.
    Command(Command),
}

/// A command to the cache that was answered.
#[derive(Clone, Debug)]
pub struct Command {
    /// Its place in the order in which the server executed all commands.
    pub place: u64,
    /// When it was sent.
    pub sent: Instant,
    /// When the answer arrived.
    pub received: Instant,
    /// When the server executed it, in microseconds of the server's clock.
    pub server_us: i64,
    /// The actor that sent it.
    pub actor: Actor,
    /// Its key.
    pub key: Key,
    /// Its result.
    pub did: Did,
}

/// The result of a command.
#[derive(Clone, Copy, Debug)]
pub enum Did {
    /// A get found a value, or none.
    Got(Option<Value>),
    /// A value was stored for a number of milliseconds. That voided the lease of an actor, if there was one.
    Set(Value, u64, Option<Actor>),
    /// A version was not stored, because a newer one was there.
    SetRefused(Version, Version),
    /// There was no fresh value, and the reader got the lease for a number of milliseconds.
    Granted(u64),
    /// There was no fresh value, and another actor has the lease. There may be an old value.
    Refused(Actor, Option<Value>),
    /// A version was not stored, because the reader's lease was void.
    LeaseVoid(Version),
    /// A value was stored for a number of milliseconds, and the lease ended.
    SetLeased(Value, u64),
    /// A version was not stored, because a newer one was there. The lease ended all the same.
    SetLeasedRefused(Version, Version),
    /// The key was deleted: whether it was there, and the actor whose lease that voided, if there was one.
    Deleted(bool, Option<Actor>),
    /// A delete with `lease_stale` ended the TTL of the value, and voided the lease of an actor, if there was one.
    Outdated(Option<Actor>),
    /// An intervention ended the TTL of the key: whether it was there.
    Expired(bool),
    /// All values and locks were deleted: the number of each.
    Flushed(u32, u32),
    /// All locks were deleted: their number.
    LocksLost(u32),
    /// The lock was taken for a number of milliseconds.
    Locked(u64),
    /// Another actor holds the lock.
    LockHeld(Actor),
    /// The lock of an actor was released.
    Released(Actor),
    /// A lock was not released, because the client no longer held it.
    ReleaseRefused,
}

/// A value in the cache.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Value {
    /// The row, with the duration of its query.
    pub row: Row,
    /// The end of its TTL, in microseconds of the server's clock.
    pub fresh_until_us: i64,
}

impl Value {
    /// The text that is stored: `version:delta_ns:fresh_until_us`.
    pub fn text(&self) -> String {
        format!("{}:{}:{}", self.row.version.0, self.row.took.as_nanos(), self.fresh_until_us)
    }

    /// Parses a stored text.
    pub fn parse(text: &str) -> Option<Value> {
        let mut parts = text.split(':');
        let version = Version(parts.next()?.parse().ok()?);
        let took = Duration(parts.next()?.parse().ok()?);
        let fresh_until_us = parts.next()?.parse().ok()?;
        Some(Value { row: Row { version, took, lagged: false }, fresh_until_us })
    }
}

/// The journal of a run.
#[derive(Default)]
pub struct Journal(Mutex<Kept>);

/// The contents of a journal.
#[derive(Default, Debug)]
pub struct Kept {
    /// The entries, in the order in which they were recorded.
    pub entries: Vec<Entry>,
    /// For each request, how late it was sent.
    pub lateness: Vec<Duration>,
    /// For each statement, how much longer than `db_latency` it took.
    pub statement_overhead: Vec<Duration>,
    /// For each command, its round trip to the server.
    pub command_took: Vec<Duration>,
    /// Unexpected errors of a server, which are bugs in our code.
    pub faults: Vec<String>,
}

impl Journal {
    /// Changes the contents.
    pub fn with<T>(&self, change: impl FnOnce(&mut Kept) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Records an event.
    pub fn note(&self, event: Event) {
        self.with(|kept| kept.entries.push(Entry::Noted(event)));
    }

    /// Takes the contents, and leaves an empty journal.
    pub fn take(&self) -> Kept {
        self.with(std::mem::take)
    }
}
