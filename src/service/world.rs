//! The world that a strategy acts in: the operations of a real service, as traits.
//!
//! The strategies under `strategy/` and the policies under `write_policy/` use nothing else. The simulator
//! ([`crate::model`]) implements these traits, and so does the explorer of all orders (`crate::orders`). The same files
//! could run against a real Redis and a real database.

use crate::base::units::{Duration, Instant};
use crate::scenario::{Lifetime, Scenario};
use crate::trace::{Actor, EventKind, Key, Version};

/// A row as the database returned it; it may not exist.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// The version of the row, which is the number of its commit; 0 if the row does not exist.
    pub version: Version,
    /// How long the query took, including the wait for a connection. XFetch calls it delta.
    pub took: Duration,
    /// Whether a newer version had been committed but had not reached the replica when the row was read.
    pub lagged: bool,
}

impl Row {
    /// Whether the row exists.
    pub fn exists(&self) -> bool {
        self.version.0 > 0
    }
}

/// A value as the cache returned it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// The row that was stored.
    pub row: Row,
    /// The end of its TTL, which is stored with the value.
    pub fresh_until: Instant,
}

/// The reason for which a query or an update gave no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// All connections were in use and the queue for them was full.
    QueueFull,
    /// The query exceeded the database's timeout.
    TimedOut,
    /// The client abandoned the read.
    GivenUp,
    /// The process crashed.
    Crashed,
}

/// The answer of a cache with leases to a get.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leased {
    /// A fresh value.
    Fresh(Found),
    /// No fresh value; the reader gets the lease, which is the right to refill.
    Granted,
    /// No fresh value, and another reader (the actor) has the lease; with the stale value, if the cache keeps it.
    Refused(Actor, Option<Found>),
}

/// The world as seen by one request.
pub trait World: Clone + 'static {
    /// The settings of the service.
    fn scenario(&self) -> &Scenario;

    /// The current time.
    fn now(&self) -> Instant;

    /// Waits for a duration.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;

    /// Waits between a writer's commit and its cache operation (`write_delay`).
    fn write_delay(&self) -> impl Future<Output = ()>;

    /// A random number in (0, 1].
    fn dice(&self) -> f64;

    /// How long to store a row: its TTL with jitter, or the negative TTL. `None` means not at all.
    fn lifetime(&self, row: &Row) -> Option<Lifetime>;

    /// Runs a job once at a time per key within this application instance. A caller that comes while it is running
    /// waits for its answer (like Go's `singleflight`). The job continues even if its callers are abandoned.
    fn once<F: Future<Output = Result<Row, Failure>> + 'static>(
        &self,
        key: Key,
        job: impl FnOnce(Self) -> F,
    ) -> impl Future<Output = Result<Row, Failure>>;

    /// Starts a job in the background, on behalf of this request.
    fn spawn<F: Future<Output = ()> + 'static>(&self, job: impl FnOnce(Self) -> F);

    /// Writes an event to the service's log.
    fn note(&self, kind: EventKind);

    /// The cache.
    fn cache(&self) -> impl Cache;

    /// The database.
    fn database(&self) -> impl Database;
}

/// The commands of a Redis-like cache. Each command takes a round trip and takes effect half way through it.
pub trait Cache {
    /// `GET key`.
    fn get(&self, key: Key) -> impl Future<Output = Option<Found>>;

    /// `SET key row PX kept_for`. The row's fetch time and the end of its TTL are stored with the value.
    fn set(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()>;

    /// Like `set`, but an older version never replaces a newer one (a script compares them).
    fn set_versioned(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()>;

    /// `GET key`; if there is no fresh value, also asks for the lease.
    fn get_or_lease(&self, key: Key, lease: Duration) -> impl Future<Output = Leased>;

    /// Like `set`, but only with a valid lease, which it ends.
    fn set_leased(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()>;

    /// `DEL key`.
    fn delete(&self, key: Key) -> impl Future<Output = ()>;

    /// `SET lock:key token NX PX lease GET`: takes the key's lock, or returns its holder.
    fn lock(&self, key: Key, lease: Duration) -> impl Future<Output = Result<(), Actor>>;

    /// Waits until the key's lock is released or runs out (a subscription, or a blocking pop).
    fn lock_gone(&self, key: Key) -> impl Future<Output = ()>;

    /// Releases the key's lock: compare-and-delete by token, or plain `DEL`, as `lock_release` says.
    fn unlock(&self, key: Key) -> impl Future<Output = ()>;
}

/// The database.
pub trait Database {
    /// Reads the row of a key.
    fn query(&self, key: Key) -> impl Future<Output = Result<Row, Failure>>;

    /// Changes the row of a key and commits.
    fn update(&self, key: Key) -> impl Future<Output = Result<Row, Failure>>;
}
