//! Presets: named scenarios, each with a claim that its run shows. A preset is a gallery entry, documentation and a
//! test: `tests/it/presets.rs` checks every claim over many seeds.
//!
//! By the rows of the lesson: (2) reading: `absent_ids`, `negative_cache`; (3) writing: `write_and_delete`; (4)
//! invalidate, do not update: `racing_updates`, `stale_set`, `lease`; (5) eventual consistency: `strong_consistency`,
//! `delete_first`; (6) a failed delete: `lost_delete`; (7) cold start: `cold_start`, `warm_up`, `avalanche`, `jitter`;
//! (8) stampede: `stampede`, `small_pool`, `metastable`, `healed`; (9) lock: `hot_key`, `lock_too_short`, `no_recheck`,
//! `crashed_holder`, `single_flight`; (10) early expiry: `early_refresh`, `cold_key`; (11) background refresh:
//! `stale_while_refresh`; (12) locks that are none: `released_by_another`, `getdel`; (13) when to choose it:
//! `read_heavy`, `slightly_stale`, `unpredictable`, `write_heavy`, `strong_consistency`; (14) `timeline`.
//!
//! Old links contain presets by name (`preset=NAME`). So a published line changes only if it did not show its claim,
//! and the changelog then lists it under Traces.

use super::Scenario;
use crate::base::units::{Duration, Instant};

/// A number that a claim is about, up to a time of the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Number {
    /// Queries asked for.
    Queries,
    /// Queries and updates in flight at that time.
    InFlight,
    /// The most queries and updates in flight at a time.
    MostAtOnce,
    /// The longest response time of a read.
    SlowestRead,
    /// The highest stale age that was served.
    OldestValue,
    /// Reads that found no value in the cache.
    Misses,
    /// The share of reads that were answered from the cache.
    HitRatio,
    /// Reads that ended with an error, or were abandoned.
    FailedReads,
    /// Reads that returned a version older than the newest one committed at their start.
    StaleReads,
}

impl Number {
    /// Its name on the page, which is that of a step function (`www/engine/run.d.ts`) or `hit_ratio`.
    pub fn name(self) -> &'static str {
        match self {
            Number::Queries => "queries_asked",
            Number::InFlight => "db_in_flight",
            Number::MostAtOnce => "db_in_flight_max",
            Number::SlowestRead => "wait_max_ms",
            Number::OldestValue => "stale_age_max_ms",
            Number::Misses => "misses",
            Number::HitRatio => "hit_ratio",
            Number::FailedReads => "failed",
            Number::StaleReads => "stale_reads",
        }
    }
}

/// A named scenario.
pub struct Preset {
    /// The name in `preset=NAME`.
    pub name: &'static str,
    /// A title for a gallery.
    pub title: &'static str,
    /// What the run shows, as a sentence.
    pub claim: &'static str,
    /// The number that the claim is about. The page shows it beside the claim, for each lane.
    pub shows: Number,
    /// The scenario, as a line.
    pub line: &'static str,
    /// The lanes to compare it with, in the form that [`Scenario::lanes`] reads. The claim shows in the difference.
    pub compare: &'static str,
    /// The time to start watching from, shortly before the event that the claim is about.
    pub starts_at: &'static str,
}

impl Preset {
    /// The preset's scenario.
    ///
    /// # Panics
    /// If the line does not parse. A test parses all of them.
    pub fn scenario(&self) -> Scenario {
        Scenario::parse(self.line).unwrap_or_else(|error| panic!("preset {}: {error}", self.name))
    }

    /// The time to start watching from.
    ///
    /// # Panics
    /// If it is not a time. A test parses all of them.
    pub fn start(&self) -> Instant {
        let since_start = Duration::parse(self.starts_at);
        Instant::ZERO + since_start.unwrap_or_else(|| panic!("preset {}: {} is no time", self.name, self.starts_at))
    }
}

/// All presets. The page opens with the first one.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "hot_key",
        title: "A hot key expires",
        claim: "One reader takes the lock and queries the database; the others wait for it.",
        shows: Number::Queries,
        line: "duration=12s",
        compare: "unprotected",
        starts_at: "3.8s",
    },
    Preset {
        name: "stampede",
        title: "Cache stampede",
        claim: "Every reader that arrives while the first one is still querying queries too.",
        shows: Number::Queries,
        line: "strategy=unprotected duration=12s",
        compare: "mutex",
        starts_at: "3.8s",
    },
    Preset {
        name: "small_pool",
        title: "A stampede on ten connections",
        claim: "A small pool does not reduce the queries; it makes them wait.",
        shows: Number::SlowestRead,
        line: "strategy=unprotected duration=20s db_connections=10",
        compare: "db_connections=100",
        starts_at: "3.8s",
    },
    Preset {
        name: "lock_too_short",
        title: "A lock shorter than the work",
        claim: "The lock expires before its holder is done, so a second reader queries as well.",
        shows: Number::Queries,
        line: "duration=12s lock_ttl=250ms",
        compare: "lock_ttl=3s",
        starts_at: "3.8s",
    },
    Preset {
        name: "no_recheck",
        title: "No second look",
        claim: "Without a second look after taking the lock, all waiting readers query, one after another.",
        shows: Number::Queries,
        line: "duration=20s rate=20/s lock_recheck=false",
        compare: "lock_recheck=true",
        starts_at: "3.9s",
    },
    Preset {
        name: "early_refresh",
        title: "XFetch",
        claim: "A reader refreshes before expiry by a roll of the dice; the value is never missing.",
        shows: Number::Misses,
        line: "strategy=xfetch duration=12s",
        compare: "unprotected,mutex",
        starts_at: "2.6s",
    },
    Preset {
        name: "cold_key",
        title: "XFetch on a cold key",
        claim: "With few readers none rolls in time: the key expires and readers miss.",
        shows: Number::Misses,
        line: "strategy=xfetch duration=60s rate=1/s",
        compare: "unprotected",
        starts_at: "4.3s",
    },
    Preset {
        name: "stale_while_refresh",
        title: "Background refresh",
        claim: "Readers get the old value at once while one task refreshes it.",
        shows: Number::SlowestRead,
        line: "strategy=background_refresh duration=12s",
        compare: "unprotected,mutex",
        starts_at: "3.8s",
    },
    Preset {
        name: "write_and_delete",
        title: "Write, then delete",
        claim: "After each write the next reader misses and refills with the new value.",
        shows: Number::Misses,
        line: "duration=20s rate=20/s ttl=10s db_latency=100ms write_rate=0.5/s",
        compare: "write_policy=ttl_only",
        starts_at: "1.2s",
    },
    Preset {
        name: "racing_updates",
        title: "Two writers that update the cache",
        claim: "Two writers reach the cache in the wrong order, and the older value stays until its TTL. With deletes, reads are stale only while a write is under way.",
        shows: Number::OldestValue,
        line: "duration=20s rate=20/s ttl=3s db_latency=100ms do=1s:write,1.05s:write,5s:write,5.05s:write,9s:write,9.05s:write,13s:write,13.05s:write,17s:write,17.05s:write db_snapshot=end write_policy=update write_delay=exponential:200ms",
        compare: "write_policy=invalidate",
        starts_at: "0.9s",
    },
    Preset {
        name: "cold_start",
        title: "Cold start",
        claim: "With an empty cache every key has to be fetched once: the database gets the whole traffic.",
        shows: Number::Misses,
        line: "strategy=unprotected duration=12s warm=false keys=50 ttl=10s db_latency=200ms",
        compare: "warm=true",
        starts_at: "0s",
    },
    Preset {
        name: "absent_ids",
        title: "Ids that do not exist",
        claim: "Nothing is stored for an id that does not exist, so every such read queries the database.",
        shows: Number::Queries,
        line: "strategy=unprotected duration=12s absent=0.3 keys=5 db_latency=200ms ttl=10s",
        compare: "negative_ttl=5s",
        starts_at: "0s",
    },
    Preset {
        name: "negative_cache",
        title: "Negative caching",
        claim: "The cache remembers that an id does not exist, and answers these reads too.",
        shows: Number::Queries,
        line: "strategy=unprotected duration=12s absent=0.3 keys=5 db_latency=200ms ttl=10s negative_ttl=5s",
        compare: "negative_ttl=0ms",
        starts_at: "0s",
    },
    Preset {
        name: "stale_set",
        title: "The stale set",
        claim: "A reader that read the row before a commit stores it after the delete: stale for up to the full TTL.",
        shows: Number::OldestValue,
        line: "strategy=unprotected duration=20s rate=40/s ttl=10s db_latency=lognormal:100ms:1 write_rate=1/s",
        compare: "lease",
        starts_at: "2.4s",
    },
    Preset {
        name: "lost_delete",
        title: "A lost delete",
        claim: "The delete is lost: readers get the old value until its TTL.",
        shows: Number::OldestValue,
        line: "duration=12s rate=40/s ttl=5s db_latency=100ms do=4.9s:lose_next_invalidation,5.5s:write",
        compare: "ttl=2s",
        starts_at: "5.3s",
    },
    Preset {
        name: "delete_first",
        title: "Delete first",
        claim: "After a delete before the update, a reader can put the old value back, for the full TTL.",
        shows: Number::OldestValue,
        line: "duration=20s rate=40/s ttl=10s db_latency=100ms write_policy=invalidate_first write_rate=0.5/s",
        compare: "write_policy=invalidate",
        starts_at: "3.6s",
    },
    Preset {
        name: "warm_up",
        title: "Warming after a flush",
        claim: "Missing keys are fetched at a limited rate, before most readers ask for them.",
        shows: Number::Misses,
        line: "duration=12s rate=20/s keys=50 ttl=20s db_latency=100ms do=2s:flush,2s:warm:50/s",
        compare: "",
        starts_at: "1.9s",
    },
    Preset {
        name: "crashed_holder",
        title: "The holder of the lock crashes",
        claim: "The lock is not released: readers wait until it runs out.",
        shows: Number::SlowestRead,
        line: "duration=11s do=4s:expire,4.3s:crash_holder",
        compare: "lock_ttl=1s",
        starts_at: "3.9s",
    },
    Preset {
        name: "single_flight",
        title: "One query per instance",
        claim: "Three instances that do not know of each other make three queries.",
        shows: Number::Queries,
        line: "strategy=single_flight duration=12s",
        compare: "instances=1",
        starts_at: "3.8s",
    },
    Preset {
        name: "lease",
        title: "A lease instead of a lock",
        claim: "One reader may refill. A delete voids its lease, so no old row is stored.",
        shows: Number::StaleReads,
        line: "strategy=lease duration=20s rate=40/s ttl=10s db_latency=lognormal:100ms:1 write_rate=1/s",
        compare: "unprotected",
        starts_at: "2.6s",
    },
    Preset {
        name: "avalanche",
        title: "Many keys expire together",
        claim: "A hundred keys stored together expire together, and all are fetched again at once.",
        shows: Number::MostAtOnce,
        line: "strategy=unprotected duration=20s rate=400/s keys=100 zipf=0 ttl=5s db_latency=50ms db_connections=100",
        compare: "ttl_jitter=5s",
        starts_at: "4.9s",
    },
    Preset {
        name: "jitter",
        title: "TTLs with jitter",
        claim: "The TTLs differ, so the same keys are fetched again one by one.",
        shows: Number::MostAtOnce,
        line: "strategy=unprotected duration=20s rate=400/s keys=100 zipf=0 ttl=5s ttl_jitter=5s db_latency=50ms db_connections=100",
        compare: "ttl_jitter=0ms",
        starts_at: "4.9s",
    },
    Preset {
        name: "metastable",
        title: "An overload that stays",
        claim: "Retries keep the database busy with useless work, long after the outage is over.",
        shows: Number::FailedReads,
        line: "strategy=unprotected duration=1m rate=280/s keys=10 zipf=0 ttl=2s cache_latency=0ms db_latency=exponential:3333us db_connections=1 client_timeout=1s retries=1 do=10s:flush,10s:db_down:10s",
        compare: "single_flight",
        starts_at: "19.5s",
    },
    Preset {
        name: "read_heavy",
        title: "Good: read often, written rarely",
        claim: "Nearly every read is a hit.",
        shows: Number::HitRatio,
        line: "duration=1m rate=100/s keys=20 ttl=30s db_latency=50ms write_rate=0.1/s",
        compare: "ttl=1s",
        starts_at: "6.3s",
    },
    Preset {
        name: "slightly_stale",
        title: "Good: a little staleness is fine",
        claim: "Old values are served for a moment, and no reader waits for the database.",
        shows: Number::SlowestRead,
        line: "strategy=background_refresh duration=1m rate=100/s ttl=2s grace=10s db_latency=100ms write_policy=ttl_only write_rate=0.2/s",
        compare: "mutex",
        starts_at: "1.9s",
    },
    Preset {
        name: "unpredictable",
        title: "Good: unpredictable demand",
        claim: "A cache for a twentieth of the keys answers most reads, because popular keys stay in it.",
        shows: Number::HitRatio,
        line: "strategy=unprotected duration=30s rate=1000/s keys=10000 zipf=1.1 ttl=1h db_latency=5ms warm=false capacity=500",
        compare: "capacity=5000",
        starts_at: "1.2s",
    },
    Preset {
        name: "write_heavy",
        title: "Bad: written far more often than read",
        claim: "Each write deletes what the last read stored: hardly any read is a hit.",
        shows: Number::HitRatio,
        line: "duration=1m rate=20/s ttl=30s db_latency=10ms write_rate=180/s",
        compare: "write_policy=ttl_only",
        starts_at: "0s",
    },
    Preset {
        name: "strong_consistency",
        title: "Bad: old values are not allowed",
        claim: "Some reads return a value that was superseded before they began, whatever the TTL.",
        shows: Number::StaleReads,
        line: "duration=1m rate=200/s ttl=30s db_latency=exponential:20ms write_rate=2/s write_delay=20ms",
        compare: "ttl=1s",
        starts_at: "0.2s",
    },
    Preset {
        name: "timeline",
        title: "A social timeline",
        claim: "If a few seconds of staleness are fine, a TTL is enough: hardly any reader waits for the slow assembly.",
        shows: Number::HitRatio,
        line: "strategy=background_refresh duration=1m rate=200/s keys=200 zipf=1 ttl=5s ttl_jitter=2s grace=10s db_latency=lognormal:300ms:0.5 write_policy=ttl_only write_rate=5/s",
        compare: "mutex",
        starts_at: "5s",
    },
    Preset {
        name: "healed",
        title: "The same overload, healed",
        claim: "A shared query continues after its clients have given up: it fills the cache, and the overload ends.",
        shows: Number::FailedReads,
        line: "strategy=single_flight instances=1 duration=1m rate=280/s keys=10 zipf=0 ttl=2s cache_latency=0ms db_latency=exponential:3333us db_connections=1 client_timeout=1s retries=1 do=10s:flush,10s:db_down:10s",
        compare: "unprotected",
        starts_at: "19.5s",
    },
    Preset {
        name: "released_by_another",
        title: "A lock released by another",
        claim: "A late holder releases another reader's lock, so one more reader queries at the same time.",
        shows: Number::MostAtOnce,
        line: "strategy=mutex duration=20s rate=20/s ttl=1us db_latency=lognormal:80ms:1 lock_ttl=200ms lock_release=any",
        compare: "lock_release=owner",
        starts_at: "0.3s",
    },
    Preset {
        name: "getdel",
        title: "GETDEL and SET NX are no lock",
        claim: "GETDEL deletes the lock first and then returns its holder: after one late holder there are always two at once.",
        shows: Number::InFlight,
        line: "strategy=mutex duration=20s arrivals=even rate=3/s ttl=1us warm=false cache_latency=0ms db_latency=800ms db_connections=2 lock_ttl=1s lock_recheck=false lock_release=any do=4.1s:write,4.1s:write",
        compare: "lock_release=owner",
        starts_at: "5s",
    },
];
