//! Recordings of real servers: rows of numbers from outside. They are accepted as events only if they are valid, and as
//! a run only if they satisfy the invariants.

use crate::base::random::Latency;
use crate::base::units::{Duration, Instant};
use crate::scenario::{EVENTS_MAX, Eviction, Scenario, Strategy, WritePolicy};
use crate::trace::invariants::{self, Given};
use crate::trace::{Actor, ActorKind, Event, EventKind, Numbers};

/// The tolerance between the clocks of a service, its cache and its database in a recording. Redis counts milliseconds,
/// and a proxy stops a server with a thread's delay.
pub const SLACK: Duration = Duration::from_millis(25);

/// A recording is only read by the version of the core that made it: another version may read its line differently.
const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// The sentence for a recording that is refused.
pub fn refused(why: &impl std::fmt::Display) -> String {
    format!("The recording is refused: {why}")
}

/// Whether a recording was made by this version of the core.
///
/// # Errors
/// A sentence that names both versions.
pub fn of_engine(version: &str) -> Result<(), String> {
    if version == ENGINE {
        return Ok(());
    }
    Err(refused(&format!("it was made by version {version} of the core, and this is {ENGINE}. Record it again.")))
}

/// An event in a recording.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The time, in nanoseconds.
    pub at_ns: f64,
    /// The actor, as its bits.
    pub actor: u32,
    /// The number of its kind.
    pub kind: u8,
    /// The key; `u32::MAX` if there is none.
    pub key: f64,
    /// The other numbers of the payload.
    pub rest: [f64; 3],
}

/// The actor of a name such as `R12`.
pub fn actor(name: &str) -> Option<Actor> {
    // See `Actor::new`.
    const NUMBERS: u32 = 1 << 26;
    let kinds = [
        ActorKind::Read,
        ActorKind::Write,
        ActorKind::Refresh,
        ActorKind::Intervention,
        ActorKind::Site,
        ActorKind::Ghost,
        ActorKind::Deferred,
    ];
    let letter = "RWBISGD".find(name.chars().next()?)?;
    let number: u32 = name.get(1..)?.parse().ok()?;
    (number < NUMBERS).then(|| Actor::new(kinds[letter], number))
}

/// The events of a recording of this scenario.
///
/// # Errors
/// A sentence about the first invalid event, or a violated invariant.
pub fn events(scenario: &Scenario, rows: &[Row]) -> Result<Vec<Event>, String> {
    if rows.len() as u64 > EVENTS_MAX {
        return Err(refused(&format!("it has more than {EVENTS_MAX} events.")));
    }
    let mut events = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let event = event(scenario, row);
        events.push(event.ok_or_else(|| refused(&format!("its event {} is none.", index + 1)))?);
    }
    match violations(scenario, &events).first() {
        Some(sentence) => Err(refused(&format!("{sentence}."))),
        None => Ok(events),
    }
}

fn event(scenario: &Scenario, row: &Row) -> Option<Event> {
    let Row { at_ns, actor, kind, key, rest } = *row;
    let whole =
        |number: f64, max: f64| (number >= 0.0 && number <= max && number as u64 as f64 == number).then_some(number);
    let at = Instant(whole(at_ns, scenario.duration.as_nanos() as f64)? as u64);
    let no_key = f64::from(u32::MAX);
    let known = key == no_key || key < scenario.keys_in_all() as f64;
    let key = whole(key, no_key).filter(|_| known)? as u32;
    let kind = EventKind::of_numbers(kind, Numbers { key, rest })?;
    // There are seven kinds of actors.
    (actor & 7 < 7).then_some(Event { at, actor: Actor::from_bits(actor), kind })
}

/// The facts for the invariants about a run of this scenario in virtual time.
pub fn given(scenario: &Scenario) -> Given {
    let limit = |number: u32| (number > 0).then_some(number);
    Given {
        rows: scenario.keys,
        connections: limit(scenario.db_connections),
        capacity: limit(scenario.capacity),
        evicts: scenario.eviction != Eviction::Noeviction,
        lags: scenario.replica_lag != Latency::Constant(Duration::ZERO),
        compares: scenario.write_policy == WritePolicy::VersionedSet,
        leases: scenario.strategy == Strategy::Lease,
        one_lease_per_ttl: false,
        code: false,
        locks_outlive_flush: false,
        sole_holder: false,
        slack: Duration::ZERO,
    }
}

/// The invariants of every trace that a recording of this scenario violates, in words.
pub fn violations(scenario: &Scenario, events: &[Event]) -> Vec<String> {
    let given = Given { slack: SLACK, ..given(scenario) };
    invariants::violations(events, Instant::ZERO + scenario.duration, given)
}
