//! Presets: named scenarios, each with the claim that it shows. A preset is gallery entry, documentation and test at
//! once: `tests/it/presets.rs` holds every claim against many seeds.
//!
//! A preset's line is part of old links (`preset=NAME`): once published it is never changed, only added to.

use super::Scenario;

/// A named scenario.
pub struct Preset {
    /// The name in `preset=NAME`.
    pub name: &'static str,
    /// A title for a gallery.
    pub title: &'static str,
    /// What the run shows, as a sentence.
    pub claim: &'static str,
    /// The scenario, as a line.
    pub line: &'static str,
}

impl Preset {
    /// The preset's scenario.
    ///
    /// # Panics
    /// When the line does not parse; a test reads all of them.
    pub fn scenario(&self) -> Scenario {
        Scenario::parse(self.line).expect("the line of a preset parses")
    }
}

/// All of them. The first is what the page opens with.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "hot_key",
        title: "A hot key expires",
        claim: "One reader takes the lock and queries the database; the others wait for it.",
        line: "duration=12s",
    },
    Preset {
        name: "stampede",
        title: "Cache stampede",
        claim: "Every reader that arrives while the first one is still querying queries too.",
        line: "strategy=unprotected duration=12s",
    },
    Preset {
        name: "small_pool",
        title: "A stampede on ten connections",
        claim: "A small pool does not cut the queries, it turns them into waiting.",
        line: "strategy=unprotected duration=20s db_connections=10",
    },
    Preset {
        name: "lock_too_short",
        title: "A lock shorter than the work",
        claim: "The lock expires before its holder is done, so a second reader queries as well.",
        line: "duration=12s lock_ttl=250ms",
    },
    Preset {
        name: "no_recheck",
        title: "Nobody looks again",
        claim: "Without a second look after winning the lock, every waiter queries, one after another.",
        line: "duration=20s rate=20/s lock_recheck=false",
    },
    Preset {
        name: "early_refresh",
        title: "XFetch",
        claim: "A reader refreshes before expiry by a roll of the dice; the value is never missing.",
        line: "strategy=xfetch duration=12s",
    },
    Preset {
        name: "cold_key",
        title: "XFetch on a cold key",
        claim: "With few readers nobody rolls in time: the key expires and readers miss.",
        line: "strategy=xfetch duration=60s rate=1/s",
    },
    Preset {
        name: "stale_while_refresh",
        title: "Background refresh",
        claim: "Readers get the old value at once while one task refreshes it.",
        line: "strategy=background_refresh duration=12s",
    },
    Preset {
        name: "write_and_delete",
        title: "Write, then delete",
        claim: "After each write the next reader misses and refills with the new value.",
        line: "duration=20s rate=20/s ttl=10s db_latency=100ms write_rate=0.5/s",
    },
    Preset {
        name: "racing_updates",
        title: "Two writers that update the cache",
        claim: "Two writers finish in the wrong order and the older value stays until its TTL.",
        line: "duration=20s rate=20/s ttl=10s db_latency=100ms write_policy=update write_rate=2/s write_delay=exponential:200ms",
    },
    Preset {
        name: "cold_start",
        title: "Cold start",
        claim: "With an empty cache every key has to be fetched once: the database takes the whole traffic.",
        line: "strategy=unprotected duration=12s warm=false keys=50 ttl=10s db_latency=200ms",
    },
];
