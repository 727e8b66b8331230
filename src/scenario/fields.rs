//! FIELDS: the one table of options. Name, type, default, range, meaning and group of every field of a scenario.
//!
//! The struct, the parser, the printer, the form, the element's attributes, docs/FIELDS.md and all error messages are
//! derived from this table. There must be no second list of options.

use super::interventions::Intervention;
use super::spelling;
use super::values::{Arrivals, Eviction, LockRelease, Rate, Snapshot, Strategy, Value, WordDoc, WritePolicy};
use crate::base::random::Latency;
use crate::base::units::Duration;

/// One row of the table, as data for the page and the documentation.
pub struct Field {
    /// The name in the line, the address, the attribute and the report.
    pub name: &'static str,
    /// The heading under which a form shows it.
    pub group: &'static str,
    /// A description of one line.
    pub doc: &'static str,
    /// The default as text.
    pub default: &'static str,
    /// `integer number duration rate latency choice switch actions`.
    pub kind: &'static str,
    /// The allowed words of a choice, a switch or an action; empty for other kinds.
    pub words: fn() -> &'static [&'static str],
    /// A title and a description for each of the words.
    pub word_docs: fn() -> &'static [WordDoc],
    /// The lowest and the highest value allowed, as text; `None` if every value of the type is allowed.
    pub range: Option<(&'static str, &'static str)>,
    allowed: fn(Range) -> String,
    /// Prints the field's value in a scenario.
    pub print: fn(&Scenario) -> String,
    set: fn(&mut Scenario, &str, Range) -> bool,
}

type Range<'a> = Option<(&'a str, &'a str)>;

impl Field {
    /// The allowed values, as the end of the sentence "expected …".
    pub fn allowed(&self) -> String {
        (self.allowed)(self.range)
    }

    /// Sets the field. Returns false and changes nothing if the text is invalid in every spelling.
    pub fn set(&self, scenario: &mut Scenario, text: &str) -> bool {
        (self.set)(scenario, text, self.range)
            || spelling::PRESENT && self.canonical(text).is_some_and(|text| (self.set)(scenario, &text, self.range))
    }

    fn canonical(&self, text: &str) -> Option<String> {
        spelling::canonical(self.kind, (self.words)(), self.range, text)
    }

    /// A suggestion for an invalid text: the end of the range that it exceeds, or a similar value.
    pub fn meant(&self, text: &str) -> Option<String> {
        if !spelling::PRESENT {
            return None;
        }
        let mut scratch = Scenario::default();
        let mut takes = |text: &str, range: Range| (self.set)(&mut scratch, text, range);
        let written = self.canonical(text);
        for text in [Some(text), written.as_deref()].into_iter().flatten() {
            if takes(text, None) {
                // A latency can exceed its range in several ways, so there is no single suggestion.
                let (low, high) = self.range.filter(|_| self.kind != "latency")?;
                return Some(if takes(text, Some((low, text))) { high } else { low }.to_string());
            }
        }
        let near = spelling::near(self.kind, (self.words)(), text)?;
        takes(&near, self.range).then_some(near)
    }
}

/// The part of a sentence that describes the allowed values of a field.
fn allowed<T: Value>(range: Range) -> String {
    match range {
        Some((low, high)) => format!("{}, from {low} to {high}", T::MEANING),
        None => T::meaning(),
    }
}

// Not inlined, to save code size: there is one copy per type instead of one per field, and speed does not matter here.
#[inline(never)]
fn print<T: Value>(value: &T) -> String {
    value.print()
}

/// Parses a default or a bound.
#[inline(never)]
fn of_table<T: Value>(text: &str) -> T {
    T::parse(text).expect("what the table says parses")
}

/// Parses a value and checks its range. Returns false and changes nothing if it is invalid.
#[inline(never)]
fn set<T: Value>(place: &mut T, text: &str, range: Range) -> bool {
    let Some(value) = T::parse(text) else { return false };
    let allowed = range.is_none_or(|(low, high)| value.within(&of_table(low), &of_table(high)));
    if allowed {
        *place = value;
    }
    allowed
}

macro_rules! fields {
    ($($group:literal {
        $($(#[doc = $doc:literal])+ $field:ident $(($name:literal))? : $type:ty = $default:literal $(, $low:literal to $high:literal)?;)+
    })+) => {
        /// All the options of a run. Built by [`Scenario::parse`](super::text), printed by `Display`.
        #[derive(Clone, PartialEq, Debug)]
        pub struct Scenario { $($($(#[doc = $doc])+ pub $field: $type,)+)+ }

        impl Default for Scenario {
            fn default() -> Scenario {
                Scenario { $($($field: of_table($default),)+)+ }
            }
        }

        /// The table of options.
        pub const FIELDS: &[Field] = &[$($(Field {
            name: fields!(@name $field $($name)?),
            group: $group,
            doc: fields!(@doc $($doc)+),
            default: $default,
            kind: <$type>::KIND,
            words: <$type>::words,
            word_docs: <$type>::word_docs,
            range: fields!(@range $($low $high)?),
            allowed: allowed::<$type>,
            print: |scenario| print(&scenario.$field),
            set: |scenario, text, range| set(&mut scenario.$field, text, range),
        },)+)+];
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
    (@doc $doc:literal) => { $doc };
    (@range) => { None };
    (@range $low:literal $high:literal) => { Some(($low, $high)) };
}

fields! {
    "Run" {
        #[doc = "The seed of all randomness: the same line with the same seed gives the same run."]
        seed: u64 = "7", "0" to "9007199254740991";
        #[doc = "The length of the run. Requests still in flight at its end count as unfinished."]
        duration: Duration = "1m", "1ms" to "24h";
        #[doc = "The read strategy."]
        strategy: Strategy = "mutex";
        #[doc = "Interventions with their times, such as 5s:expire. The key is 0, the most popular one, unless another is given."]
        interventions("do"): Vec<Intervention> = "";
    }
    "Traffic" {
        #[doc = "How reads arrive: at random (Poisson), evenly spaced, or from clients that wait for their answers."]
        arrivals: Arrivals = "poisson";
        #[doc = "Reads per second, over all keys and instances."]
        rate: Rate = "60/s", "0/s" to "1000000/s";
        #[doc = "Clients of a closed loop (arrivals=closed), which then sets the rate."]
        clients: u32 = "10", "1" to "1000000";
        #[doc = "The pause of such a client between an answer and its next read."]
        think_time: Latency = "100ms", "0ms" to "1h";
        #[doc = "The number of keys."]
        keys: u32 = "1", "1" to "1000000";
        #[doc = "The exponent of the keys' Zipf distribution: popularity is proportional to 1/rank to this power; 0 makes all equal."]
        zipf: f64 = "1", "0" to "3";
        #[doc = "The share of reads for ids that do not exist; there are as many such ids as keys."]
        absent: f64 = "0", "0" to "1";
        #[doc = "Application instances, which get the reads in turn."]
        instances: u32 = "3", "1" to "100";
        #[doc = "The client abandons a read after this time; 0 means never."]
        client_timeout: Duration = "0ms", "0ms" to "1h";
        #[doc = "How often a read that was abandoned or got an error is retried."]
        retries: u32 = "0", "0" to "10";
        #[doc = "The pause before a retry."]
        retry_delay: Duration = "0ms", "0ms" to "1h";
    }
    "Cache" {
        #[doc = "The round trip to the cache. A command takes effect half way."]
        cache_latency: Latency = "1ms", "0ms" to "1h";
        #[doc = "How long a stored value is fresh."]
        ttl: Duration = "4s", "1us" to "24h";
        #[doc = "A random time up to this is added to each TTL, so that many keys do not expire together."]
        ttl_jitter: Duration = "0ms", "0ms" to "24h";
        #[doc = "How long the cache remembers that an id does not exist; 0 means not at all."]
        negative_ttl: Duration = "0ms", "0ms" to "24h";
        #[doc = "How long after its TTL a value may be served stale while it is refreshed (background_refresh, lease with lease_stale)."]
        grace: Duration = "2s", "0ms" to "24h";
        #[doc = "The number of values that fit into the cache; 0 means unlimited."]
        capacity: u32 = "0", "0" to "1000000";
        #[doc = "The eviction policy of a full cache."]
        eviction: Eviction = "lru";
        #[doc = "Whether the cache starts with all keys, freshly stored."]
        warm: bool = "true";
    }
    "Database" {
        #[doc = "The time that a query or an update takes, once it has a connection."]
        db_latency: Latency = "600ms", "0ms" to "1h";
        #[doc = "Connections to the database. If none is free, queries and updates wait in a queue. 0 means unlimited."]
        db_connections: u32 = "40", "0" to "1000000";
        #[doc = "The length of that queue; when it is full, the next one gets an error. 0 means unlimited."]
        db_queue_limit: u32 = "0", "0" to "1000000";
        #[doc = "The database cancels a query or an update with an error after this time, which includes the queue; 0 means never."]
        db_timeout: Duration = "0ms", "0ms" to "1h";
        #[doc = "The moment within its latency at which a query reads the row."]
        db_snapshot: Snapshot = "start";
        #[doc = "The time from a commit until the replica, which queries read, has the change; 0ms means that queries read the primary."]
        replica_lag: Latency = "0ms", "0ms" to "1h";
    }
    "Writes" {
        #[doc = "What a write does to the cache, besides the update of the database."]
        write_policy: WritePolicy = "invalidate";
        #[doc = "Writes per second, over all keys."]
        write_rate: Rate = "0/s", "0/s" to "1000000/s";
        #[doc = "The pause between a write's commit and its cache operation (invalidate_first: from the delete to the update; double_delete: before the second delete)."]
        write_delay: Latency = "0ms", "0ms" to "1h";
        #[doc = "The share of the writes' deletes that are lost on the way."]
        invalidation_loss: f64 = "0", "0" to "1";
    }
    "Locks" {
        #[doc = "The time after which a lock or a lease runs out if its holder has not ended it."]
        lock_ttl: Duration = "3s", "1us" to "24h";
        #[doc = "The interval at which a waiting reader checks again; 0 means that it is woken when the lock is released."]
        lock_poll: Duration = "0ms", "0ms" to "1h";
        #[doc = "Whether a reader that has taken the lock checks the cache again before it queries."]
        lock_recheck: bool = "true";
        #[doc = "Whether only the owner of a lock may release it, by token, or anyone may."]
        lock_release: LockRelease = "owner";
        #[doc = "The probability that a process crashes right after it has taken a lock (mutex, background_refresh, xfetch_lock)."]
        holder_crash: f64 = "0", "0" to "1";
        #[doc = "Whether readers that do not get the lease are served the old value during the grace instead of waiting."]
        lease_stale: bool = "false";
    }
    "XFetch" {
        #[doc = "How early XFetch refreshes: 1 is the published value, more is earlier."]
        beta: f64 = "1", "0" to "100";
        #[doc = "Whether XFetch takes the lock before it recomputes. A reader that does not get it returns the value it has."]
        xfetch_lock: bool = "false";
        #[doc = "An alternative to XFetch's rule, for comparison: a reader refreshes if expiry is closer than a random time, uniform up to this; 0 means XFetch's rule."]
        early_window: Duration = "0ms", "0ms" to "24h";
    }
}
