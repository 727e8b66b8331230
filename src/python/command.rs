//! Checks the arguments of a verb, and makes them a command for the world.

use super::code::Running;
use super::language::Verb;
use super::machine::ARGUMENTS_MAX;
use super::value::Value;
use crate::base::random;
use crate::base::units::Duration;
use crate::scenario::{Lifetime, Scenario};
use crate::service::world::Row;
use crate::trace::Key;

/// A command for the world.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Command {
    /// `GET`
    Get(Key),
    /// `SET`, by one of its verbs. Without a lifetime the setting applies.
    Set(Verb, Key, Row, Option<Lifetime>),
    /// `DEL`
    Delete(Key),
    /// `SET NX` of the lock.
    Lock(Key, Duration),
    /// Releases the lock or the lease.
    Unlock(Key),
    /// Waits until the lock or the lease ends.
    Wait(Key),
    /// `GET`, or a lease.
    GetOrLease(Key, Duration),
    /// A query.
    Query(Key),
    /// An update.
    Update(Key),
    /// Sleeps.
    Sleep(Duration),
    /// Starts a background task.
    Spawn(u8, Key),
    /// Joins or starts a shared call (single flight).
    Once(Key, u8),
    /// Adds an entry to the log.
    Log(u16, Option<f64>),
}

/// The kinds of keys. All keys of a kind have the same prefix.
#[derive(Clone, Copy)]
enum Keys {
    Values = 0,
    Locks = 1,
}

/// The command of a verb with these arguments.
///
/// # Errors
/// If an argument is not allowed.
pub fn command(
    verb: Verb,
    arguments: [Value; ARGUMENTS_MAX],
    running: &Running,
    scenario: &Scenario,
) -> Result<Command, String> {
    let [first, second, ..] = arguments;
    let value_key = || key(first, Keys::Values, running);
    let lock_key = || key(first, Keys::Locks, running);
    let lease = |value: Value| match value {
        Value::Unset => Ok(scenario.lock_ttl),
        value => duration(value, "a ttl", 1e-9),
    };
    Ok(match verb {
        Verb::Get => Command::Get(value_key()?),
        Verb::Delete => Command::Delete(value_key()?),
        Verb::Set | Verb::SetIfAbsent | Verb::SetVersioned | Verb::SetLeased => {
            let Some(row) = second.as_row() else {
                return Err(format!("TypeError: a row is stored, and this is {}", second.kind()));
            };
            Command::Set(verb, value_key()?, row, lifetime(&arguments, scenario)?)
        }
        Verb::Lock => Command::Lock(lock_key()?, lease(second)?),
        Verb::Unlock => Command::Unlock(lock_key()?),
        Verb::Wait => Command::Wait(lock_key()?),
        Verb::GetOrLease => Command::GetOrLease(value_key()?, lease(second)?),
        Verb::Query => Command::Query(any_key(first)?),
        Verb::Update => Command::Update(any_key(first)?),
        Verb::Sleep => Command::Sleep(duration(first, "a sleep", 0.0)?),
        Verb::Spawn => match first {
            Value::Function(function) => Command::Spawn(takes_a_key(function, running)?, any_key(second)?),
            other => return Err(format!("spawn(function, key) takes a function first, not {}", other.kind())),
        },
        Verb::Once => match second {
            Value::Function(function) => Command::Once(any_key(first)?, takes_a_key(function, running)?),
            other => return Err(format!("once(key, function) takes a function last, not {}", other.kind())),
        },
        Verb::Log => match first {
            Value::Text(text) => Command::Log(text, second.as_number()),
            other => return Err(format!("TypeError: log takes a number or a text, not {}", other.kind())),
        },
        Verb::Now | Verb::Random => return Err("this is answered at once".to_string()),
    })
}

/// The lifetime that the arguments of a set, `ttl` and `grace`, ask for; `None` if neither is given.
///
/// # Errors
/// If one of them is not a valid duration.
pub fn lifetime(arguments: &[Value], scenario: &Scenario) -> Result<Option<Lifetime>, String> {
    let (ttl, grace) = (arguments.get(2).copied(), arguments.get(3).copied());
    let given = |value: Option<Value>| value.filter(|value| *value != Value::Unset);
    if given(ttl).or(given(grace)).is_none() {
        return Ok(None);
    }
    let fresh_for = match given(ttl) {
        Some(ttl) => duration(ttl, "a ttl", 1e-9)?,
        None => scenario.ttl,
    };
    let grace = match given(grace) {
        Some(grace) => duration(grace, "a grace", 0.0)?,
        None => Duration::ZERO,
    };
    Ok(Some(Lifetime { fresh_for, kept_for: fresh_for + grace }))
}

/// A number of seconds as a duration, rounded to the nearest nanosecond.
fn duration(value: Value, what: &str, least: f64) -> Result<Duration, String> {
    const SECONDS_MAX: u64 = 1_000_000_000;
    let Some(seconds) = value.as_number() else {
        return Err(format!("TypeError: {what} is a number of seconds, not {}", value.kind()));
    };
    if seconds.is_nan() || seconds < least || seconds > SECONDS_MAX as f64 {
        let allowed = if least > 0.0 { "above 0" } else { "not below 0" };
        return Err(format!("ValueError: {what} is {allowed}, and at most {SECONDS_MAX} seconds"));
    }
    Ok(random::scale(Duration::from_secs(1), seconds))
}

fn any_key(value: Value) -> Result<Key, String> {
    match value {
        Value::Key(key, _) => Ok(Key(key)),
        other => Err(format!("TypeError: a key is needed here, not {}", other.kind())),
    }
}

/// Checks that a key has the prefix that keys of its kind have had so far. The cache holds only one value and one lock
/// for each key, so two prefixes would be two names for the same thing.
fn key(value: Value, keys: Keys, running: &Running) -> Result<Key, String> {
    let key = any_key(value)?;
    let Value::Key(_, prefix) = value else { return Ok(key) };
    let known = &running.meter.prefixes[keys as usize];
    match known.get() {
        None => known.set(Some(prefix)),
        Some(known) if known != prefix => {
            let what = ["value", "lock"][keys as usize];
            return Err(format!("there is one {what} for each key: use one name for it throughout"));
        }
        Some(_) => {}
    }
    Ok(key)
}

fn takes_a_key(function: u8, running: &Running) -> Result<u8, String> {
    let function_of = &running.code.program.functions[usize::from(function)];
    match function_of.params.len() - function_of.defaults.len() {
        0 | 1 if !function_of.params.is_empty() => Ok(function),
        _ => Err(format!("TypeError: {} is called with the key alone", function_of.name)),
    }
}
