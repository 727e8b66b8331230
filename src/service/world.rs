//! The world a strategy acts in: the verbs of a real service, and its only doors.
//!
//! The simulator ([`crate::model`]) is the first world. The strategies under `strategy/` and the policies under
//! `write_policy/` know nothing else, so that the very same files can be run against a real Redis and a real database, or
//! by an explorer of interleavings.

use crate::base::units::{Duration, Instant};
use crate::scenario::{Lifetime, Scenario};
use crate::trace::{Actor, EventKind, Key, Version};

/// A row as the database returned it, or that there is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which commit it is; 0 says that no such row exists.
    pub version: Version,
    /// How long it took to get, waiting for a connection included: what XFetch calls delta.
    pub took: Duration,
    /// Whether a newer version had been committed, but not reached the replica, when it was read.
    pub lagged: bool,
}

impl Row {
    /// Whether there is such a row.
    pub fn exists(&self) -> bool {
        self.version.0 > 0
    }
}

/// A row as the cache returned it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// The row that was stored.
    pub row: Row,
    /// Its fresh TTL ends here. Stored beside the value.
    pub fresh_until: Instant,
}

/// Why the database gave no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// Every connection was in use and the line before them full.
    QueueFull,
    /// The database broke the query off.
    TimedOut,
    /// The client gave the read up.
    GivenUp,
    /// The process died.
    Crashed,
}

/// What a cache with leases answers to a get.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leased {
    /// A fresh value.
    Fresh(Found),
    /// Nothing, and the right to refill.
    Granted,
    /// Nothing fresh, and somebody else refills; the old value, where the cache keeps it.
    Refused(Actor, Option<Found>),
}

/// One request's view of the world.
pub trait World: Clone + 'static {
    /// The settings of the service.
    fn scenario(&self) -> &Scenario;

    /// The clock.
    fn now(&self) -> Instant;

    /// Waits.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;

    /// The pause a writer makes between its commit and its cache operation (`write_delay`).
    fn write_delay(&self) -> impl Future<Output = ()>;

    /// A random number in (0, 1].
    fn dice(&self) -> f64;

    /// How long this row is to be stored: by its TTL, jitter included, or the negative TTL. `None` says not at all.
    fn lifetime(&self, row: &Row) -> Option<Lifetime>;

    /// Does a job once at a time per key within this application instance: who comes while it is under way waits for
    /// its answer (as Go's `singleflight`). The job goes on when its callers are given up.
    fn once<F: Future<Output = Result<Row, Failure>> + 'static>(
        &self,
        key: Key,
        job: impl FnOnce(Self) -> F,
    ) -> impl Future<Output = Result<Row, Failure>>;

    /// Lets a job go on in the background, on behalf of this request.
    fn spawn<F: Future<Output = ()> + 'static>(&self, job: impl FnOnce(Self) -> F);

    /// Writes into the service's log why it does what it does.
    fn note(&self, kind: EventKind);

    /// The cache.
    fn cache(&self) -> impl Cache;

    /// The database.
    fn database(&self) -> impl Database;
}

/// The commands of a Redis-like cache. Each takes a round trip and takes effect half way.
pub trait Cache {
    /// `GET key`.
    fn get(&self, key: Key) -> impl Future<Output = Option<Found>>;

    /// `SET key row PX kept_for`, with the row's own fetch time and the end of its fresh TTL stored in the value.
    fn set(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()>;

    /// As `set`, but an older version never replaces a newer one (compare in a script).
    fn set_versioned(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()>;

    /// `GET`, or the lease to refill when there is nothing fresh.
    fn get_or_lease(&self, key: Key, lease: Duration) -> impl Future<Output = Leased>;

    /// As `set`, for the holder of a valid lease only, and ends the lease.
    fn set_leased(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = ()>;

    /// `DEL key`.
    fn delete(&self, key: Key) -> impl Future<Output = ()>;

    /// `SET lock:key token NX PX lease GET`: takes the key's lock, or tells whose it is.
    fn lock(&self, key: Key, lease: Duration) -> impl Future<Output = Result<(), Actor>>;

    /// Waits until the key's lock is released or runs out (a subscription, or a blocking pop).
    fn lock_gone(&self, key: Key) -> impl Future<Output = ()>;

    /// Releases the key's lock: compare-and-delete by token, or plain `DEL`, as `lock_release` says.
    fn unlock(&self, key: Key) -> impl Future<Output = ()>;
}

/// The database.
pub trait Database {
    /// Reads the row.
    fn query(&self, key: Key) -> impl Future<Output = Result<Row, Failure>>;

    /// Changes the row and commits.
    fn update(&self, key: Key) -> impl Future<Output = Result<Row, Failure>>;
}
