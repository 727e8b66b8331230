//! FIELDS: the one table of options. Name, type, default, range, meaning and group of every field of a scenario.
//!
//! The struct, the parser, the printer, the form, the element's attributes, the table of docs/FIELDS.md and every error message
//! come from this table. A second list of options anywhere is a defect.

use super::interventions::Intervention;
use super::values::{Arrivals, Eviction, LockRelease, Rate, Snapshot, Strategy, Value, WordDoc, WritePolicy};
use crate::base::random::Latency;
use crate::base::units::Duration;

/// One row of the table, as the world outside the core sees it.
pub struct Field {
    /// The name in the line, the address, the attribute and the report.
    pub name: &'static str,
    /// The heading under which a form shows it.
    pub group: &'static str,
    /// One line of meaning.
    pub doc: &'static str,
    /// The default, as it would be written.
    pub default: &'static str,
    /// `integer number duration rate latency choice switch actions`.
    pub kind: &'static str,
    /// The words of a choice, a switch or an action; empty for everything else.
    pub words: fn() -> &'static [&'static str],
    /// A title and a meaning for each of the words.
    pub word_docs: fn() -> &'static [WordDoc],
    /// The least and the greatest value allowed, as they would be written; `None` where every value of its type is.
    pub range: Option<(&'static str, &'static str)>,
    allowed: fn(Range) -> String,
    /// The field's value in a scenario, as it would be written.
    pub print: fn(&Scenario) -> String,
    set: fn(&mut Scenario, &str, Range) -> bool,
    meant: fn(&str, Range) -> Option<String>,
}

type Range<'a> = Option<(&'a str, &'a str)>;

impl Field {
    /// What may be written, as the end of the sentence "expected …".
    pub fn allowed(&self) -> String {
        (self.allowed)(self.range)
    }

    /// Sets the field; false, and nothing is changed, when the text is not allowed.
    pub fn set(&self, scenario: &mut Scenario, text: &str) -> bool {
        (self.set)(scenario, text, self.range)
    }

    /// The nearest allowed value, in its canonical form, to a text that is not allowed, if one is near.
    pub fn meant(&self, text: &str) -> Option<String> {
        (self.meant)(text, self.range)
    }
}

/// The sentence part that says what a field takes.
fn allowed<T: Value>(range: Range) -> String {
    match range {
        Some((low, high)) => format!("{}, from {low} to {high}", T::MEANING),
        None => T::meaning(),
    }
}

// Not inlined: a form is not in a hurry, and each would come once per field instead of once per type.
#[inline(never)]
fn print<T: Value>(value: &T) -> String {
    value.print()
}

/// A default or a bound.
#[inline(never)]
fn of_table<T: Value>(text: &str) -> T {
    T::parse(text).expect("what the table says parses")
}

/// Reads a value in its canonical form, or in another spelling of it.
fn read<T: Value>(text: &str, range: Range) -> Option<T> {
    T::parse(text).or_else(|| T::parse(&T::canonical(text, range)?))
}

/// What may have been meant by a text that is not allowed: the end of the range that it is beyond, or a value near it.
#[inline(never)]
fn meant<T: Value>(text: &str, range: Range) -> Option<String> {
    let bounds = range.map(|(low, high)| (of_table::<T>(low), of_table::<T>(high)));
    let allowed = |value: &T| bounds.as_ref().is_none_or(|(low, high)| value.within(low, high));
    let suggestion = match (read::<T>(text, range), &bounds) {
        (Some(value), Some((low, _))) if value.within(low, &value) => bounds.map(|(_, high)| high.print()),
        (Some(_), bounds) => bounds.as_ref().map(|(low, _)| low.print()),
        (None, _) => T::meant(text).filter(|meant| T::parse(meant).as_ref().is_some_and(allowed)),
    };
    // Of a latency it takes more than one end to say what is beyond.
    suggestion.filter(|_| T::KIND != "latency")
}

/// Reads a value and holds it against the range of the table; false, and nothing is changed, when it is not allowed.
#[inline(never)]
fn set<T: Value>(place: &mut T, text: &str, range: Range) -> bool {
    let Some(value) = read::<T>(text, range) else { return false };
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
        /// Everything about a run. Built by [`Scenario::parse`](super::text), printed by `Display`.
        #[derive(Clone, PartialEq, Debug)]
        pub struct Scenario { $($($(#[doc = $doc])+ pub $field: $type,)+)+ }

        impl Default for Scenario {
            fn default() -> Scenario {
                Scenario { $($($field: of_table($default),)+)+ }
            }
        }

        /// The table.
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
            meant: meant::<$type>,
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
        #[doc = "Where all randomness comes from: the same line with the same seed is the same run."]
        seed: u64 = "7", "0" to "9007199254740991";
        #[doc = "How long the run lasts. Requests still in flight at its end are counted as unfinished."]
        duration: Duration = "1m", "1ms" to "24h";
        #[doc = "How a read is answered."]
        strategy: Strategy = "mutex";
        #[doc = "What happens at which time, such as 5s:expire. Key 0, the most popular one, unless a key is named."]
        interventions("do"): Vec<Intervention> = "";
    }
    "Traffic" {
        #[doc = "How reads arrive: at random (Poisson), evenly spaced, or from clients that wait for their answers."]
        arrivals: Arrivals = "poisson";
        #[doc = "Reads per second, over all keys and instances."]
        rate: Rate = "60/s", "0/s" to "1000000/s";
        #[doc = "Clients of a closed loop (arrivals=closed), which then sets the rate."]
        clients: u32 = "10", "1" to "1000000";
        #[doc = "How long such a client pauses between an answer and its next read."]
        think_time: Latency = "100ms", "0ms" to "1h";
        #[doc = "How many keys are asked for."]
        keys: u32 = "1", "1" to "1000000";
        #[doc = "How unequal the keys are: popularity falls with rank to this power; 0 makes all alike."]
        zipf: f64 = "1", "0" to "3";
        #[doc = "Share of the reads that ask for an id that does not exist; there are as many such ids as keys."]
        absent: f64 = "0", "0" to "1";
        #[doc = "Application instances that share the traffic in turn."]
        instances: u32 = "3", "1" to "100";
        #[doc = "After how long a read is given up by its client, and done no further; 0 means never."]
        client_timeout: Duration = "0ms", "0ms" to "1h";
        #[doc = "How often a read that was given up or got an error is tried again."]
        retries: u32 = "0", "0" to "10";
        #[doc = "Pause before it is tried again."]
        retry_delay: Duration = "0ms", "0ms" to "1h";
    }
    "Cache" {
        #[doc = "Round trip to the cache. The command takes effect half way."]
        cache_latency: Latency = "1ms", "0ms" to "1h";
        #[doc = "How long a stored value is fresh."]
        ttl: Duration = "4s", "1us" to "24h";
        #[doc = "Each stored value lives longer by a random time up to this, so that many keys do not expire together."]
        ttl_jitter: Duration = "0ms", "0ms" to "24h";
        #[doc = "How long the cache remembers that an id does not exist; 0 means it does not."]
        negative_ttl: Duration = "0ms", "0ms" to "24h";
        #[doc = "How long after its TTL a value may still be served stale while it is refreshed (background_refresh, lease with lease_stale)."]
        grace: Duration = "2s", "0ms" to "24h";
        #[doc = "How many values fit into the cache; 0 means all."]
        capacity: u32 = "0", "0" to "1000000";
        #[doc = "Which key has to go when the cache is full."]
        eviction: Eviction = "lru";
        #[doc = "Whether every key is in the cache, freshly stored, when the run begins."]
        warm: bool = "true";
    }
    "Database" {
        #[doc = "How long the database works on a query or an update, once it has a connection."]
        db_latency: Latency = "600ms", "0ms" to "1h";
        #[doc = "Connections to the database; who finds none free waits in line. 0 means unlimited."]
        db_connections: u32 = "40", "0" to "1000000";
        #[doc = "How many may wait in that line; the next one gets an error. 0 means unlimited."]
        db_queue_limit: u32 = "0", "0" to "1000000";
        #[doc = "After how long, line included, the database breaks a query or an update off with an error; 0 means never."]
        db_timeout: Duration = "0ms", "0ms" to "1h";
        #[doc = "When within its latency a query reads the row."]
        db_snapshot: Snapshot = "start";
        #[doc = "How long after its commit a change reaches the replica that queries read from; 0ms means they read the primary."]
        replica_lag: Latency = "0ms", "0ms" to "1h";
    }
    "Writes" {
        #[doc = "What a write does to the cache after it has changed the database."]
        write_policy: WritePolicy = "invalidate";
        #[doc = "Writes per second, over all keys."]
        write_rate: Rate = "0/s", "0/s" to "1000000/s";
        #[doc = "Pause between a write's commit and its cache operation (invalidate_first: the other way round; double_delete: before the second delete)."]
        write_delay: Latency = "0ms", "0ms" to "1h";
        #[doc = "Share of the deletes sent by writes that get lost on the way."]
        invalidation_loss: f64 = "0", "0" to "1";
    }
    "Locks" {
        #[doc = "After how long a lock or a lease ends by itself, should its holder not end it."]
        lock_ttl: Duration = "3s", "1us" to "24h";
        #[doc = "How often a waiting reader looks again; 0 means it is woken when the lock is released."]
        lock_poll: Duration = "0ms", "0ms" to "1h";
        #[doc = "Whether a reader that has won the lock looks into the cache again before it queries."]
        lock_recheck: bool = "true";
        #[doc = "Who may release a lock: its owner, by token, or anyone."]
        lock_release: LockRelease = "owner";
        #[doc = "Probability that whoever takes a lock dies as soon as it holds it (mutex, background_refresh, xfetch_lock)."]
        holder_crash: f64 = "0", "0" to "1";
        #[doc = "Whether readers that are refused the lease get the old value, for as long as the grace lasts, instead of waiting."]
        lease_stale: bool = "false";
    }
    "XFetch" {
        #[doc = "How early XFetch refreshes: 1 is the published choice, more is earlier."]
        beta: f64 = "1", "0" to "100";
        #[doc = "Whether XFetch takes the lock before it recomputes; who does not get it keeps the value it has."]
        xfetch_lock: bool = "false";
        #[doc = "Another rule in the place of XFetch's, to compare it with: a reader refreshes when expiry is nearer than a time drawn uniformly up to this; 0 means XFetch's own."]
        early_window: Duration = "0ms", "0ms" to "24h";
    }
}
