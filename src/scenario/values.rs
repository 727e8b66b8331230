//! The types of scenario fields, each with its parser, its printer and its allowed words.

use crate::base::decimal::{self, Shortest};
use crate::base::random::Latency;
use crate::base::units::Duration;

/// A type of field values. `parse(print(v)) == v` for every value in range.
pub trait Value: Sized + PartialEq {
    /// The kind of control in a form: `integer number duration rate latency choice switch actions`.
    const KIND: &'static str;
    /// The description of an allowed value, for error messages and documentation.
    const MEANING: &'static str;

    /// [`Value::MEANING`], with the list of words if only those are allowed.
    fn meaning() -> String {
        match Self::words() {
            [] => Self::MEANING.to_string(),
            words => format!("{} {}", Self::MEANING, words.join(", ")),
        }
    }

    /// The allowed words of a choice, a switch or an action; empty for other types.
    fn words() -> &'static [&'static str] {
        &[]
    }

    /// A title and a description for each of the words.
    fn word_docs() -> &'static [WordDoc] {
        &[]
    }

    /// Parses the canonical form. `None` if the text is not a value.
    fn parse(text: &str) -> Option<Self>;

    /// The shortest text that parses to the value.
    fn print(&self) -> String;

    /// Whether the value is between `low` and `high`, both included.
    fn within(&self, low: &Self, high: &Self) -> bool;
}

/// The documentation of one word of a choice.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct WordDoc {
    /// A title, such as `XFetch`.
    pub title: &'static str,
    /// A description of one line.
    pub doc: &'static str,
}

/// A rate in events per second, written `500/s` or `30/m`.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub struct Rate(f64);

impl Rate {
    /// Events per second.
    pub fn per_second(self) -> f64 {
        self.0
    }

    /// Whether the rate is zero.
    pub fn is_zero(self) -> bool {
        self.0 == 0.0
    }
}

impl Value for Rate {
    const KIND: &'static str = "rate";
    const MEANING: &'static str = "a rate such as 500/s or 30/m";

    fn parse(text: &str) -> Option<Rate> {
        let (number, unit) = text.split_once('/')?;
        let number = f64::parse(number)?;
        match unit {
            "s" => Some(Rate(number)),
            // Only if it can be printed: fractions have at most 37 places.
            "m" => Some(Rate(number / 60.0)).filter(|rate| Rate::parse(&rate.print()) == Some(*rate)),
            _ => None,
        }
    }

    fn print(&self) -> String {
        format!("{}/s", Shortest(self.0))
    }

    fn within(&self, low: &Rate, high: &Rate) -> bool {
        (low.0..=high.0).contains(&self.0)
    }
}

impl Value for u64 {
    const KIND: &'static str = "integer";
    const MEANING: &'static str = "a whole number";

    fn parse(text: &str) -> Option<u64> {
        text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
    }

    fn print(&self) -> String {
        self.to_string()
    }

    fn within(&self, low: &u64, high: &u64) -> bool {
        (low..=high).contains(&self)
    }
}

impl Value for u32 {
    const KIND: &'static str = u64::KIND;
    const MEANING: &'static str = u64::MEANING;

    fn parse(text: &str) -> Option<u32> {
        u64::parse(text)?.try_into().ok()
    }

    fn print(&self) -> String {
        self.to_string()
    }

    fn within(&self, low: &u32, high: &u32) -> bool {
        (low..=high).contains(&self)
    }
}

impl Value for f64 {
    const KIND: &'static str = "number";
    const MEANING: &'static str = "a number";

    fn parse(text: &str) -> Option<f64> {
        decimal::parse(text)
    }

    fn print(&self) -> String {
        Shortest(*self).to_string()
    }

    fn within(&self, low: &f64, high: &f64) -> bool {
        (low..=high).contains(&self)
    }
}

impl Value for bool {
    const KIND: &'static str = "switch";
    const MEANING: &'static str = "one of";

    fn words() -> &'static [&'static str] {
        &["false", "true"]
    }

    fn parse(text: &str) -> Option<bool> {
        text.parse().ok()
    }

    fn print(&self) -> String {
        self.to_string()
    }

    fn within(&self, _: &bool, _: &bool) -> bool {
        true
    }
}

impl Value for Duration {
    const KIND: &'static str = "duration";
    const MEANING: &'static str = "a duration such as 200ms";

    fn parse(text: &str) -> Option<Duration> {
        Duration::parse(text)
    }

    fn print(&self) -> String {
        self.to_string()
    }

    fn within(&self, low: &Duration, high: &Duration) -> bool {
        (low..=high).contains(&self)
    }
}

impl Value for Latency {
    const KIND: &'static str = "latency";
    const MEANING: &'static str = "a latency such as 50ms, exponential:50ms (mean), lognormal:50ms:0.5 (median; sigma up to 3, or \
         0.5 if left out) or uniform:10ms:90ms, its durations";

    fn parse(text: &str) -> Option<Latency> {
        let mut parts = text.split(':');
        let head = parts.next()?;
        let mut duration = || Duration::parse(parts.next()?);
        let latency = match head {
            "constant" => Latency::Constant(duration()?),
            "exponential" => Latency::Exponential(duration()?),
            "uniform" => {
                let (low, high) = (duration()?, duration()?);
                (low <= high).then_some(Latency::Uniform(low, high))?
            }
            "lognormal" => {
                let median = duration()?;
                let sigma = f64::parse(parts.next()?)?;
                (sigma <= 3.0).then_some(Latency::Lognormal(median, sigma))?
            }
            bare => Latency::Constant(Duration::parse(bare)?),
        };
        parts.next().is_none().then_some(latency)
    }

    fn print(&self) -> String {
        match self {
            Latency::Constant(d) => d.to_string(),
            Latency::Exponential(mean) => format!("exponential:{mean}"),
            Latency::Lognormal(median, sigma) => format!("lognormal:{median}:{}", Shortest(*sigma)),
            Latency::Uniform(low, high) => format!("uniform:{low}:{high}"),
        }
    }

    /// Compares the durations in the latency with those of two constant latencies.
    fn within(&self, low: &Latency, high: &Latency) -> bool {
        let within = |d: &Duration| d.within(&low.mean(), &high.mean());
        match self {
            Latency::Constant(d) | Latency::Exponential(d) | Latency::Lognormal(d, _) => within(d),
            Latency::Uniform(a, b) => within(a) && within(b),
        }
    }
}

/// The index of a word in a list. One function for all choices, not inlined, to save code size.
#[inline(never)]
fn position(words: &[&str], text: &str) -> Option<usize> {
    words.iter().position(|word| *word == text)
}

/// Defines an enum whose variants are the words of a choice.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($word:literal $variant:ident: $title:literal, $variant_doc:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name { $(#[doc = $variant_doc] $variant,)+ }

        impl $name {
            /// All variants, in the order of the words.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
        }

        impl Value for $name {
            const KIND: &'static str = "choice";
            const MEANING: &'static str = "one of";

            fn words() -> &'static [&'static str] {
                &[$($word),+]
            }

            fn word_docs() -> &'static [WordDoc] {
                &[$(WordDoc { title: $title, doc: $variant_doc },)+]
            }

            fn parse(text: &str) -> Option<$name> {
                position(<$name as Value>::words(), text).map(|index| $name::ALL[index])
            }

            fn print(&self) -> String {
                <$name as Value>::words()[*self as usize].to_string()
            }

            fn within(&self, _: &$name, _: &$name) -> bool {
                true
            }
        }
    };
}

choice! {
    /// The read strategy. Each is a file in `src/service/strategy/`.
    Strategy {
        "unprotected" Unprotected: "Unprotected", "Every reader that misses queries the database.";
        "mutex" Mutex: "Mutex", "The first reader that misses takes a lock and refills; the others wait.";
        "xfetch" Xfetch: "XFetch", "A reader may refresh shortly before expiry, by a roll of the dice.";
        "background_refresh" BackgroundRefresh: "Background refresh", "A stale value is served at once while a background task refreshes it.";
        "single_flight" SingleFlight: "Single flight", "Readers of one application instance share one query; instances do not know of each other.";
        "lease" Lease: "Lease", "The cache gives one reader the right to refill; a write voids it.";
    }
}

choice! {
    /// The write policy: what a write does to the cache. Each is a file in `src/service/write_policy/`.
    WritePolicy {
        "invalidate" Invalidate: "Invalidate", "Delete the key; the next read refills it.";
        "update" Update: "Update", "Store the new value.";
        "invalidate_first" InvalidateFirst: "Invalidate first", "Delete the key, then change the database: the wrong order.";
        "double_delete" DoubleDelete: "Double delete", "Delete the key, and again after write_delay.";
        "versioned_set" VersionedSet: "Versioned set", "Store the new value, unless the cache has a newer version.";
        "ttl_only" TtlOnly: "TTL only", "Do not touch the cache; the old value stays until its TTL ends.";
    }
}

choice! {
    /// The arrival process of reads.
    Arrivals {
        "poisson" Poisson: "Poisson", "At random, independently of each other.";
        "even" Even: "Even", "At equal intervals.";
        "closed" Closed: "Closed loop", "From a fixed number of clients; each waits for its answer and then pauses.";
    }
}

choice! {
    /// The moment within its latency at which a query reads the row.
    Snapshot {
        "start" Start: "Start", "At its start: the answer may be out of date when it arrives.";
        "end" End: "End", "At its end.";
    }
}

choice! {
    /// Whether a lock can be released by its holder only.
    LockRelease {
        "owner" Owner: "Owner", "Only the holder whose token is in the lock (compare-and-delete).";
        "any" Any: "Any", "Anyone who believes that they hold it (plain DEL).";
    }
}

choice! {
    /// The eviction policy of a full cache.
    Eviction {
        "lru" Lru: "LRU", "The least recently used key, exactly.";
        "lru_sampled" LruSampled: "Sampled LRU", "As in Redis: of five random keys and a pool of sixteen, the least recently used.";
        "lfu" Lfu: "LFU", "As in Redis: of a sample, the key with the lowest logarithmic use counter.";
        "random" Random: "Random", "A random key.";
        "noeviction" Noeviction: "No eviction", "None: a full cache refuses new values, and still answers.";
    }
}
