//! The trace: what happened, as an append-only list of events. Everything that is shown is a fold over it.
//!
//! Each event has a time, the actor it happened to and the *why* (dice and threshold, lock holder, version and age).
//! The events' names put the subject first. One macro defines the closed enum, its text, its digest and its columns, so
//! that log, goldens, command line and page can not disagree.
//!
//! Nothing in here, or in any fold, knows the scenario or the model.

pub mod actor;
pub mod connections;
pub mod digest;
pub mod fills;
pub mod following;
pub mod invariants;
pub mod recomputes;
pub mod requests;
pub mod text;

pub use actor::{Actor, ActorKind};

use crate::base::decimal::Fixed;
use crate::base::units::{Duration, Instant};
use digest::Digest;
use std::fmt;

/// A row of the database and its place in the cache. 0 is the most popular one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key(pub u32);

impl From<Key> for u64 {
    fn from(key: Key) -> u64 {
        u64::from(key.0)
    }
}

/// How often a row has been committed: 1 is the value the run begins with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Version(pub u32);

/// Why a look into the cache found nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absence {
    /// Nothing was ever stored.
    NeverStored = 0,
    /// The TTL had passed.
    Expired = 1,
    /// A write deleted it.
    Deleted = 2,
    /// The whole cache was emptied.
    Flushed = 3,
    /// It had to make room for another.
    Evicted = 4,
    /// It was fetched but not stored: the cache was full, and evicts nothing.
    Refused = 5,
}

impl Absence {
    /// The words, in the order of the numbers.
    pub const WORDS: [&'static str; 6] = ["never_stored", "expired", "deleted", "flushed", "evicted", "refused"];
}

/// Why a read returned a version older than the newest one committed when it began.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StaleCause {
    /// The write's delete never reached the cache.
    LostDelete = 0,
    /// A reader stored an old row after the write had deleted the key.
    StaleSet = 1,
    /// Two writers reached the cache in another order than the database.
    ReorderedUpdate = 2,
    /// The key was deleted before the database was changed, and refilled in between.
    DeleteFirst = 3,
    /// The query read from a replica that had not caught up.
    ReplicaLag = 4,
    /// Served knowingly past its TTL.
    WithinGrace = 5,
    /// The write's cache operation was still on its way.
    Pending = 6,
    /// The policy leaves the cache alone.
    NoInvalidation = 7,
    /// The read joined a query that had read the row before the commit.
    JoinedFlight = 8,
}

impl StaleCause {
    /// The words, in the order of the numbers.
    pub const WORDS: [&'static str; 9] = [
        "lost_delete",
        "stale_set",
        "reordered_update",
        "delete_first",
        "replica_lag",
        "within_grace",
        "pending",
        "no_invalidation",
        "joined_flight",
    ];
}

/// Why an intervention had no effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Idle {
    /// Nobody holds the lock, or whoever does is gone already: there is no holder to crash.
    NoHolder = 0,
    /// The write policy sends no deletes: there is none to lose.
    NoDeletes = 1,
    /// The strategy rolls no dice.
    NoDice = 2,
}

impl Idle {
    /// The words, in the order of the numbers.
    pub const WORDS: [&'static str; 3] = ["no_holder", "no_deletes", "no_dice"];
}

/// A value that an event can carry: as text, as a digest word and as a number in a column.
trait Payload: Copy {
    /// What the column's numbers mean: `ns`, `version`, `actor`, `count`, `probability`, `switch`, `key`, `absence`,
    /// `stale_cause` or `idle`.
    const UNIT: &'static str;
    fn word(self) -> u64;
    fn number(self) -> f64;
    fn write(self, out: &mut dyn fmt::Write) -> fmt::Result;
}

macro_rules! payload {
    ($type:ty, $unit:literal, $self:ident => word $word:expr, number $number:expr, text $text:expr) => {
        impl Payload for $type {
            const UNIT: &'static str = $unit;
            fn word($self) -> u64 {
                $word
            }
            fn number($self) -> f64 {
                $number
            }
            fn write($self, out: &mut dyn fmt::Write) -> fmt::Result {
                write!(out, "{}", $text)
            }
        }
    };
}

payload!(Key, "key", self => word u64::from(self.0), number f64::from(self.0), text self.0);
payload!(Version, "version", self => word u64::from(self.0), number f64::from(self.0), text self.0);
payload!(Actor, "actor", self => word u64::from(self.bits()), number f64::from(self.bits()), text self);
payload!(u32, "count", self => word u64::from(self), number f64::from(self), text self);
payload!(bool, "switch", self => word u64::from(self), number f64::from(u8::from(self)), text self);
payload!(Duration, "ns", self => word self.0, number self.0 as f64, text self);
payload!(f64, "probability", self => word self.to_bits(), number self, text Fixed(self, 4));
payload!(StaleCause, "stale_cause", self => word self as u64, number f64::from(self as u8), text StaleCause::WORDS[self as usize]);
payload!(Absence, "absence", self => word self as u64, number f64::from(self as u8), text Absence::WORDS[self as usize]);
payload!(Idle, "idle", self => word self as u64, number f64::from(self as u8), text Idle::WORDS[self as usize]);

/// The name of an event kind and of what it carries.
pub struct KindInfo {
    /// As in the log.
    pub name: &'static str,
    /// Names and units of the payload, in the order of the columns. Excludes the key.
    pub fields: &'static [(&'static str, &'static str)],
}

impl KindInfo {
    /// What the numbers of a field of this unit stand for, in their order; empty where they are quantities.
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
        /// Everything that can happen. Part of every fingerprint: append, never reorder.
        #[derive(Clone, Copy, PartialEq, Debug)]
        #[allow(missing_docs, reason = "each variant says what its fields mean")]
        pub enum EventKind { $($(#[doc = $doc])+ $name { $($key: Key,)? $($($field: $type,)+)? },)+ }

        /// Just the names, numbered as on the wire.
        #[derive(Clone, Copy)]
        enum Number { $($name,)+ }

        /// The kinds, at the index that the wire uses.
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

            /// As numbers, for the wire.
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
    /// A read ends. `superseded_for`: how long, when the read began, a newer version had been committed.
    ReadEnded { key: Key; version: Version, superseded_for: Duration }
    /// A read ends with an error.
    ReadFailed { key: Key }
    /// The cache has a fresh value.
    CacheHit { key: Key; version: Version, age: Duration, left: Duration }
    /// The cache has a value past its fresh TTL but within its grace.
    CacheStaleHit { key: Key; version: Version, age: Duration, past_ttl: Duration }
    /// The cache has nothing, and why.
    CacheMiss { key: Key; why: Absence }
    /// A value is stored: fresh for its TTL, kept for TTL and grace.
    CacheSet { key: Key; version: Version, fresh_for: Duration, kept_for: Duration }
    /// A key is deleted, whether or not anything was there.
    CacheDeleted { key: Key; existed: bool }
    /// A key's TTL is made to end now; the value is kept for what grace it has.
    CacheExpired { key: Key; existed: bool, kept_for: Duration }
    /// Everything leaves the cache; `entries` is how many values that were.
    CacheFlushed {; entries: u32 }
    /// XFetch: a reader rolls its dice; at or below the threshold, e^(-left/(delta·beta)) or, with an early window, 1 - left/window, it is to recompute.
    DiceRolled { key: Key; dice: f64, threshold: f64, left: Duration }
    /// XFetch: the dice were not above the threshold, and the lock, if it takes one, was free: this reader recomputes before expiry.
    EarlyRecompute { key: Key; delta: Duration, left: Duration }
    /// A reader takes the lock for at most `lease`.
    LockAcquired { key: Key; lease: Duration }
    /// A reader finds the lock held by `holder` and begins to wait.
    LockWaitStarted { key: Key; holder: Actor }
    /// The reader's wait is over: there is a value, or the lock is its own.
    LockWaitEnded { key: Key; waited: Duration }
    /// The lock is released by the actor; `holder` is whose token was in it.
    LockReleased { key: Key; holder: Actor }
    /// A release is refused: the lock was not the actor's any more.
    LockReleaseRefused { key: Key }
    /// The lock's lease ran out before its holder released it. Noticed, and recorded, when somebody next looks.
    LockExpired { key: Key; holder: Actor, since: Duration }
    /// A query or an update finds no free connection and stands in line behind `ahead` others.
    DbQueued { key: Key; ahead: u32 }
    /// A query or an update is refused: `waiting` others stand in line already, as many as may.
    DbRefused { key: Key; waiting: u32 }
    /// A query has a connection; `in_flight` counts the connections in use, this one included.
    DbQueryStarted { key: Key; in_flight: u32 }
    /// A query ends: its connection is free again, the answer was `version`.
    DbQueryFinished { key: Key; version: Version, in_flight: u32, took: Duration }
    /// An update has a connection.
    DbUpdateStarted { key: Key; in_flight: u32 }
    /// An update is committed as `version`: from now on older values are stale.
    DbUpdateCommitted { key: Key; version: Version, in_flight: u32, took: Duration }
    /// A write begins.
    WriteStarted { key: Key; instance: u32 }
    /// A write ends, its cache operation included.
    WriteEnded { key: Key; version: Version }
    /// A write ends with an error; the database is as it was.
    WriteFailed { key: Key }
    /// A background refresh begins.
    RefreshStarted { key: Key }
    /// A background refresh ends, with a new value stored or with an error.
    RefreshEnded { key: Key }
    /// A read returned an old version, and why. Comes right before the read's end.
    StaleRead { key: Key; version: Version, newest: Version, cause: StaleCause }
    /// The cache can not be reached: the command has no effect, a get finds nothing.
    CacheUnreachable { key: Key }
    /// An older version does not replace the newer one that is there.
    CacheSetRefused { key: Key; version: Version, present: Version }
    /// A value has to make room for another.
    CacheEvicted { key: Key; version: Version, idle: Duration }
    /// The cache is full and evicts nothing: the value is not stored.
    CacheFull { key: Key; version: Version }
    /// A reader comes to store a value but its lease was voided by a write, ran out, or was lost.
    LeaseVoid { key: Key; version: Version }
    /// A write to the key, a delete or a newer value, takes the lease back from its holder.
    LeaseVoided { key: Key; holder: Actor }
    /// A delete never arrives.
    InvalidationLost { key: Key }
    /// The client gives a read up. The database goes on with the query.
    ReadGivenUp { key: Key; attempt: u32 }
    /// A read is tried again.
    ReadRetried { key: Key; attempt: u32 }
    /// A query goes on though nobody waits for it any more; it was `of` that read.
    QueryAbandoned { key: Key; of: Actor }
    /// The database breaks a query or an update off.
    DbTimedOut { key: Key; after: Duration }
    /// A query or an update is cut short, with the connection it had.
    DbCancelled { key: Key; in_flight: u32 }
    /// A request leaves the line before the connections without having got one.
    DbQueueLeft { key: Key }
    /// The process of the request dies.
    RequestCrashed {}
    /// A reader joins the query of its application instance under way, or leads it.
    FlightJoined { key: Key; flight: Actor, leads: bool }
    /// The answer of the shared query is there.
    FlightLanded { key: Key; waited: Duration }
    /// The database works more slowly by a factor.
    DbSlowed {; factor: f64, lasts: Duration }
    /// The database stands still.
    DbStopped {; lasts: Duration }
    /// The cache can not be reached.
    CacheStopped {; lasts: Duration }
    /// The next delete will be lost.
    InvalidationDoomed {}
    /// The reads of a stretch of time arrive at once.
    ArrivalsAligned {; stretch: Duration }
    /// Keys that are missing are fetched, so many per second.
    WarmingStarted {; rate: f64 }
    /// Every dice shows 1.
    DiceRigged {; lasts: Duration }
    /// The cache has lost every lock and lease; `locks` is how many were held. Their holders do not know.
    LocksLost {; locks: u32 }
    /// An intervention changes nothing, and why.
    InterventionIdle {; why: Idle }
}

/// One thing that happened.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// To whom.
    pub actor: Actor,
    /// What, and why.
    pub kind: EventKind,
}

/// The trace of a run: its events in order, and their digest.
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

    /// The events held.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// How many events were appended, held or not.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Lets go of the events held, but not of their count and digest: for runs of which only the sums matter.
    pub fn forget(&mut self) {
        self.events.clear();
    }

    /// The digest of every event appended so far: 16 hexadecimal digits. Same line, same build, same fingerprint.
    pub fn fingerprint(&self) -> String {
        self.digest.to_string()
    }
}
