//! The reasons that events give: why a value was absent, why a read was stale, why an intervention had no effect.

/// Why a lookup in the cache found no value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absence {
    /// No value was stored so far.
    NeverStored = 0,
    /// Its TTL ended.
    Expired = 1,
    /// A write deleted it.
    Deleted = 2,
    /// The whole cache was emptied.
    Flushed = 3,
    /// It was evicted to make room for another value.
    Evicted = 4,
    /// It was fetched but not stored: the cache was full and evicts nothing.
    Refused = 5,
}

impl Absence {
    /// The words, in the order of the numbers.
    pub const WORDS: [&'static str; 6] = ["never_stored", "expired", "deleted", "flushed", "evicted", "refused"];

    pub(super) const ALL: [Absence; 6] = [
        Absence::NeverStored,
        Absence::Expired,
        Absence::Deleted,
        Absence::Flushed,
        Absence::Evicted,
        Absence::Refused,
    ];
}

/// Why a read returned a version older than the newest one committed when it began.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StaleCause {
    /// The write's delete never reached the cache.
    LostDelete = 0,
    /// A reader stored an old row after the write had deleted the key.
    StaleSet = 1,
    /// Two writers reached the cache in a different order than the database.
    ReorderedUpdate = 2,
    /// The key was deleted before the database was updated, and refilled in between.
    DeleteFirst = 3,
    /// The query read from a replica that lagged behind.
    ReplicaLag = 4,
    /// The value was knowingly served past its TTL.
    WithinGrace = 5,
    /// The write's cache operation was still pending.
    Pending = 6,
    /// The write policy does not change the cache.
    NoInvalidation = 7,
    /// The read joined a query that read the row before the commit.
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

    pub(super) const ALL: [StaleCause; 9] = [
        StaleCause::LostDelete,
        StaleCause::StaleSet,
        StaleCause::ReorderedUpdate,
        StaleCause::DeleteFirst,
        StaleCause::ReplicaLag,
        StaleCause::WithinGrace,
        StaleCause::Pending,
        StaleCause::NoInvalidation,
        StaleCause::JoinedFlight,
    ];
}

/// Why an intervention had no effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Idle {
    /// The lock is free, or its holder has already ended: there is no holder to crash.
    NoHolder = 0,
    /// The write policy sends no deletes: there is none to lose.
    NoDeletes = 1,
    /// The strategy rolls no dice.
    NoDice = 2,
    /// The database answers at once in this scenario: there is no work to slow down.
    InstantDatabase = 3,
    /// Round trips to the cache take no time in this scenario: there is nothing to slow down.
    InstantCache = 4,
    /// The factor is 1: nothing becomes slower.
    SameSpeed = 5,
    /// Clients of a closed loop arrive when they have their answers: no arrivals are planned that could be aligned.
    ClosedLoop = 6,
    /// The cache has all keys: there is nothing to fetch.
    NothingMissing = 7,
}

impl Idle {
    /// The words, in the order of the numbers.
    pub const WORDS: [&'static str; 8] = [
        "no_holder",
        "no_deletes",
        "no_dice",
        "instant_database",
        "instant_cache",
        "same_speed",
        "closed_loop",
        "nothing_missing",
    ];

    pub(super) const ALL: [Idle; 8] = [
        Idle::NoHolder,
        Idle::NoDeletes,
        Idle::NoDice,
        Idle::InstantDatabase,
        Idle::InstantCache,
        Idle::SameSpeed,
        Idle::ClosedLoop,
        Idle::NothingMissing,
    ];
}
