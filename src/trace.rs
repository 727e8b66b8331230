//! The trace: an append-only list of the events of a run. Everything the page shows is computed from it by folds.
//!
//! Each event has a time, an actor and the reason (dice and threshold, lock holder, version and age). Event names start
//! with their subject. One macro defines the enum, its text, its digest and its columns, so that log, goldens, command
//! line and page cannot disagree.
//!
//! Neither this module nor any fold uses the scenario or the model.

pub mod actor;
pub mod connections;
pub mod digest;
pub mod fills;
pub mod following;
pub mod invariants;
mod payload;
mod reasons;
pub mod recomputes;
pub mod requests;
pub mod text;

pub use actor::{Actor, ActorKind};
pub use reasons::{Absence, Idle, StaleCause};

use crate::base::units::{Duration, Instant};
use digest::Digest;
use payload::Payload;
use std::fmt;

/// A key: a row of the database and its entry in the cache. 0 is the most popular one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key(pub u32);

impl From<Key> for u64 {
    fn from(key: Key) -> u64 {
        u64::from(key.0)
    }
}

/// The version of a row: the number of its commits. A run starts with version 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Version(pub u32);

/// The name of an event kind and its payload fields.
pub struct KindInfo {
    /// The name in the log.
    pub name: &'static str,
    /// Names and units of the payload, in the order of the columns. Excludes the key.
    pub fields: &'static [(&'static str, &'static str)],
}

impl KindInfo {
    /// The words for the numbers of a field with this unit, in order; empty if the numbers are quantities.
    pub fn words(unit: &str) -> &'static [&'static str] {
        match unit {
            Absence::UNIT => &Absence::WORDS,
            StaleCause::UNIT => &StaleCause::WORDS,
            Idle::UNIT => &Idle::WORDS,
            _ => &[],
        }
    }
}

/// An event as numbers: the key, if it has one, and up to three more.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Numbers {
    /// The key, or `u32::MAX`.
    pub key: u32,
    /// The other fields in order; 0 beyond the last.
    pub rest: [f64; 3],
}

macro_rules! events {
    ($($(#[doc = $doc:literal])+ $name:ident { $($key:ident: Key $(,)?)? $(; $($field:ident: $type:ty),+ $(,)?)? })+) => {
        /// All kinds of events. Their numbers are part of every fingerprint: append, never reorder.
        #[derive(Clone, Copy, PartialEq, Debug)]
        #[allow(missing_docs, reason = "each variant says what its fields mean")]
        pub enum EventKind { $($(#[doc = $doc])+ $name { $($key: Key,)? $($($field: $type,)+)? },)+ }

        /// The kinds without payload, for their numbers.
        #[derive(Clone, Copy)]
        enum Number { $($name,)+ }

        /// Information on the kinds, indexed by their numbers.
        pub const KINDS: &[KindInfo] = &[$(KindInfo {
            name: stringify!($name),
            fields: &[$($((stringify!($field), <$type as Payload>::UNIT),)+)?],
        },)+];

        impl EventKind {
            /// Index into [`KINDS`].
            pub fn number(&self) -> u8 {
                match self { $(EventKind::$name { .. } => Number::$name as u8,)+ }
            }

            fn digest(&self, digest: &mut Digest) {
                match *self { $(EventKind::$name { $($key,)? $($($field,)+)? } => {
                    $(digest.word($key.word());)?
                    $($(digest.word($field.word());)+)?
                })+ }
            }

            /// The payload as numbers, for the columns.
            pub fn numbers(&self) -> Numbers {
                match *self { $(EventKind::$name { $($key,)? $($($field,)+)? } => {
                    #[allow(unused_mut, reason = "some kinds carry nothing")]
                    let mut numbers = Numbers { key: u32::MAX, rest: [0.0; 3] };
                    $(numbers.key = $key.0;)?
                    let rest: &[f64] = &[$($(Payload::number($field),)+)?];
                    numbers.rest[..rest.len()].copy_from_slice(rest);
                    numbers
                })+ }
            }

            /// The event with these numbers; `None` if there is no such kind or it cannot have such a payload.
            pub fn of_numbers(kind: u8, numbers: Numbers) -> Option<EventKind> {
                let mut rest = numbers.rest.into_iter();
                let mut key = (numbers.key != u32::MAX).then_some(Key(numbers.key));
                let found = match kind {
                    $(kind if kind == Number::$name as u8 => {
                        $(let $key = key.take()?;)?
                        $($(let $field = Payload::of_number(rest.next()?)?;)+)?
                        EventKind::$name { $($key,)? $($($field,)+)? }
                    })+
                    _ => return None,
                };
                (key.is_none() && rest.all(|number| number == 0.0)).then_some(found)
            }

            fn write_fields(&self, out: &mut dyn fmt::Write) -> fmt::Result {
                match *self { $(EventKind::$name { $($key,)? $($($field,)+)? } => {
                    $(out.write_str(concat!(" ", stringify!($key), "="))?; $key.write(out)?;)?
                    $($(out.write_str(concat!(" ", stringify!($field), "="))?; $field.write(out)?;)+)?
                })+ }
                Ok(())
            }
        }
    };
}

events! {
    /// A read begins at an application instance; `newest` is the newest version committed so far.
    ReadStarted { key: Key; newest: Version, instance: u32 }
    /// A read ends. `superseded_for`: how long before the read's start its version was superseded.
    ReadEnded { key: Key; version: Version, superseded_for: Duration }
    /// A read ends with an error.
    ReadFailed { key: Key }
    /// The cache has a fresh value.
    CacheHit { key: Key; version: Version, age: Duration, left: Duration }
    /// The cache has a value past its fresh TTL but within its grace.
    CacheStaleHit { key: Key; version: Version, age: Duration, past_ttl: Duration }
    /// The cache has no value, and why.
    CacheMiss { key: Key; why: Absence }
    /// A value is stored: it is fresh for its TTL and kept for TTL plus grace.
    CacheSet { key: Key; version: Version, fresh_for: Duration, kept_for: Duration }
    /// A key is deleted. `existed`: whether there was a value.
    CacheDeleted { key: Key; existed: bool }
    /// A key's TTL is ended. The value is kept for its grace, if it has one.
    CacheExpired { key: Key; existed: bool, kept_for: Duration }
    /// All values are removed from the cache; `entries` is their number.
    CacheFlushed {; entries: u32 }
    /// XFetch: a reader rolls its dice; at or below the threshold, e^(-left/(delta·beta)) or, with an early window, 1 -
    /// left/window, it recomputes.
    DiceRolled { key: Key; dice: f64, threshold: f64, left: Duration }
    /// XFetch: the dice were at or below the threshold, and the lock, if the reader takes one, was free. The reader
    /// recomputes before expiry.
    EarlyRecompute { key: Key; delta: Duration, left: Duration }
    /// A reader takes the lock for at most `lease`.
    LockAcquired { key: Key; lease: Duration }
    /// A reader finds the lock held by `holder` and begins to wait.
    LockWaitStarted { key: Key; holder: Actor }
    /// The reader's wait ends: there is a value, or the reader has the lock.
    LockWaitEnded { key: Key; waited: Duration }
    /// The actor releases the lock; `holder` is the actor whose token was in it.
    LockReleased { key: Key; holder: Actor }
    /// A release is refused: the actor no longer holds the lock.
    LockReleaseRefused { key: Key }
    /// The lock's lease ran out before its holder released it. Recorded at the next access to the lock.
    LockExpired { key: Key; holder: Actor, since: Duration }
    /// A query or an update finds no free connection and joins the queue behind `ahead` others.
    DbQueued { key: Key; ahead: u32 }
    /// A query or an update is refused: the queue is full with `waiting` others.
    DbRefused { key: Key; waiting: u32 }
    /// A query gets a connection; `in_flight` is the number of connections in use, including this one.
    DbQueryStarted { key: Key; in_flight: u32 }
    /// A query ends and frees its connection. It returned `version`.
    DbQueryFinished { key: Key; version: Version, in_flight: u32, took: Duration }
    /// An update gets a connection.
    DbUpdateStarted { key: Key; in_flight: u32 }
    /// An update is committed as `version`: from now on older values are stale.
    DbUpdateCommitted { key: Key; version: Version, in_flight: u32, took: Duration }
    /// A write begins.
    WriteStarted { key: Key; instance: u32 }
    /// A write ends, after its cache operation.
    WriteEnded { key: Key; version: Version }
    /// A write ends with an error. The database is unchanged.
    WriteFailed { key: Key }
    /// A background refresh begins.
    RefreshStarted { key: Key }
    /// A background refresh ends, after storing a new value or with an error.
    RefreshEnded { key: Key }
    /// A read returns an old version, and why. It is recorded directly before the read's end.
    StaleRead { key: Key; version: Version, newest: Version, cause: StaleCause }
    /// The cache is unreachable: the command has no effect, and a get finds no value.
    CacheUnreachable { key: Key }
    /// A store is refused because the cache has a newer version.
    CacheSetRefused { key: Key; version: Version, present: Version }
    /// A value is evicted to make room for another.
    CacheEvicted { key: Key; version: Version, idle: Duration }
    /// The cache is full and evicts nothing: the value is not stored.
    CacheFull { key: Key; version: Version }
    /// A reader's store is refused because its lease was voided by a write, ran out, or was lost.
    LeaseVoid { key: Key; version: Version }
    /// A write to the key, by a delete or a newer value, voids the holder's lease.
    LeaseVoided { key: Key; holder: Actor }
    /// A delete is lost.
    InvalidationLost { key: Key }
    /// The client abandons a read. The database continues the query.
    ReadGivenUp { key: Key; attempt: u32 }
    /// A read is retried.
    ReadRetried { key: Key; attempt: u32 }
    /// The query of an abandoned read continues; `of` is the read.
    QueryAbandoned { key: Key; of: Actor }
    /// The database cancels a query or an update that took too long.
    DbTimedOut { key: Key; after: Duration }
    /// A query or an update is cancelled, and its connection freed.
    DbCancelled { key: Key; in_flight: u32 }
    /// A request leaves the queue without a connection.
    DbQueueLeft { key: Key }
    /// The process of the request crashes.
    RequestCrashed {}
    /// A reader joins a query in progress in its application instance, or starts it.
    FlightJoined { key: Key; flight: Actor, leads: bool }
    /// The answer of the shared query arrives.
    FlightLanded { key: Key; waited: Duration }
    /// The database is slowed down by a factor for a time.
    DbSlowed {; factor: f64, lasts: Duration }
    /// The database is stopped for a time.
    DbStopped {; lasts: Duration }
    /// The cache becomes unreachable for a time.
    CacheStopped {; lasts: Duration }
    /// The next delete will be lost.
    InvalidationDoomed {}
    /// All reads of an interval arrive at once.
    ArrivalsAligned {; stretch: Duration }
    /// Missing keys are fetched, at a rate per second.
    WarmingStarted {; rate: f64 }
    /// Every dice shows 1 for a time.
    DiceRigged {; lasts: Duration }
    /// The cache loses all locks and leases; `locks` is how many were held. Their holders do not notice.
    LocksLost {; locks: u32 }
    /// An intervention has no effect, and why.
    InterventionIdle {; why: Idle }
    /// Round trips to the cache are slowed down by a factor for a time.
    CacheSlowed {; factor: f64, lasts: Duration }
}

/// An event of a run.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Event {
    /// The time.
    pub at: Instant,
    /// The actor.
    pub actor: Actor,
    /// The kind, with its payload.
    pub kind: EventKind,
}

/// The trace of a run: its events in order and their digest.
#[derive(Clone, Default, Debug)]
pub struct Trace {
    events: Vec<Event>,
    digest: Digest,
    count: u64,
}

impl Trace {
    /// Appends one event.
    #[inline]
    pub fn push(&mut self, event: Event) {
        self.count += 1;
        self.digest.event(&event);
        self.events.push(event);
    }

    /// The events that are in memory.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The number of events appended, whether or not they are still in memory.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Drops the events from memory, but keeps their count and digest: for runs of which only totals are needed.
    pub fn forget(&mut self) {
        self.events.clear();
    }

    /// The digest of all events so far, as 16 hexadecimal digits. The same line and build always give the same
    /// fingerprint.
    pub fn fingerprint(&self) -> String {
        self.digest.to_string()
    }
}
