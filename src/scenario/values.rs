//! The types a scenario field can have: each knows its words, how it prints and how it is read.

use super::spelling;
use crate::base::decimal::{self, Shortest};
use crate::base::random::Latency;
use crate::base::units::Duration;

/// A type that a field can hold. `parse(print(v)) == v` for every value in range.
pub trait Value: Sized + PartialEq {
    /// How a form draws it: `integer number duration rate latency choice switch actions`.
    const KIND: &'static str;
    /// What is written, in words, with `low` and `high` filled in by the caller.
    const MEANING: &'static str;

    /// [`Value::MEANING`], with the words where only some are allowed.
    fn meaning() -> String {
        match Self::words() {
            [] => Self::MEANING.to_string(),
            words => format!("{} {}", Self::MEANING, words.join(", ")),
        }
    }

    /// The words of a choice, a switch or an action; empty for everything else.
    fn words() -> &'static [&'static str] {
        &[]
    }

    /// For each of the words a title and a line of meaning.
    fn word_docs() -> &'static [WordDoc] {
        &[]
    }

    /// Reads the canonical text, or `None` when it is not one of these.
    fn parse(text: &str) -> Option<Self>;

    /// The canonical text for another spelling of it, if it plainly is one; it may still not parse.
    fn canonical(text: &str, range: Option<(&str, &str)>) -> Option<String> {
        spelling::canonical(Self::KIND, Self::words(), range, text)
    }

    /// What may have been meant by a text that does not parse.
    fn meant(text: &str) -> Option<String> {
        spelling::meant(Self::words().iter().copied(), text).map(str::to_string)
    }

    /// The shortest text that parses back.
    fn print(&self) -> String;

    /// Whether the value lies between the two, both included.
    fn within(&self, low: &Self, high: &Self) -> bool;
}

/// What a word of a choice is called where there is room, and what it means.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct WordDoc {
    /// Such as `XFetch`.
    pub title: &'static str,
    /// One line.
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

    /// Whether nothing ever comes.
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
            // As long as it can be printed: fractions have no more than 37 places.
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

    /// A bare number lacks its unit, and seconds are the likelier one.
    fn meant(text: &str) -> Option<String> {
        spelling::canonical("duration", &[], None, &format!("{text}s"))
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

    /// Compares the durations named in the latency with those of two constants.
    fn within(&self, low: &Latency, high: &Latency) -> bool {
        let within = |d: &Duration| d.within(&low.mean(), &high.mean());
        match self {
            Latency::Constant(d) | Latency::Exponential(d) | Latency::Lognormal(d, _) => within(d),
            Latency::Uniform(a, b) => within(a) && within(b),
        }
    }
}

/// Where in a list of words one is. The same for all choices.
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
            /// Every variant, in the order of the words.
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
    /// How a read is answered. One file each under `src/service/strategy/`.
    Strategy {
        "unprotected" Unprotected: "Unprotected", "Every reader that misses queries the database.";
        "mutex" Mutex: "Mutex", "The first reader that misses takes a lock and refills; the others wait.";
        "xfetch" Xfetch: "XFetch", "A reader may refresh a little before expiry, by a roll of the dice.";
        "background_refresh" BackgroundRefresh: "Background refresh", "A stale value is served at once while a background task refreshes it.";
        "single_flight" SingleFlight: "Single flight", "Readers of one application instance share one query; instances know nothing of each other.";
        "lease" Lease: "Lease", "The cache hands one reader the right to refill; a write takes it back.";
    }
}

choice! {
    /// What a write does to the cache after it has changed the database. One file each under `src/service/write_policy/`.
    WritePolicy {
        "invalidate" Invalidate: "Invalidate", "Delete the key; the next read refills it.";
        "update" Update: "Update", "Store the new value.";
        "invalidate_first" InvalidateFirst: "Invalidate first", "Delete the key, then change the database: the wrong way round.";
        "double_delete" DoubleDelete: "Double delete", "Delete the key, and once more after write_delay.";
        "versioned_set" VersionedSet: "Versioned set", "Store the new value, and let no older version replace a newer one.";
        "ttl_only" TtlOnly: "TTL only", "Leave the cache alone; the old value stays until its TTL.";
    }
}

choice! {
    /// How reads arrive.
    Arrivals {
        "poisson" Poisson: "Poisson", "At random, independently of each other.";
        "even" Even: "Even", "At equal distances.";
        "closed" Closed: "Closed loop", "From a fixed number of clients, each of which waits for its answer and then thinks.";
    }
}

choice! {
    /// When within its latency a query reads the row.
    Snapshot {
        "start" Start: "Start", "As it starts, and then takes its time: the answer may be old when it arrives.";
        "end" End: "End", "As it ends.";
    }
}

choice! {
    /// Who may release a lock.
    LockRelease {
        "owner" Owner: "Owner", "Only the holder whose token is in the lock (compare-and-delete).";
        "any" Any: "Any", "Whoever believes to hold it (plain DEL).";
    }
}

choice! {
    /// Which key has to go when the cache is full.
    Eviction {
        "lru" Lru: "LRU", "The one used longest ago, exactly.";
        "lru_sampled" LruSampled: "Sampled LRU", "As Redis does it: five at random into a pool of sixteen, of which the one used longest ago goes.";
        "lfu" Lfu: "LFU", "As Redis does it: of a sample, the one with the lowest logarithmic use counter.";
        "random" Random: "Random", "Any.";
        "noeviction" Noeviction: "No eviction", "None: a full cache refuses to store more, and goes on answering.";
    }
}
