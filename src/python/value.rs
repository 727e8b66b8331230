//! Values of the machine: 24 bytes that are copied. Nothing is allocated while code runs but a reader's stack.

use crate::base::units::{Duration, Instant};
use crate::service::world::{Found, Row};
use crate::trace::{Key, Version};

/// A value.
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs, reason = "each variant says what its fields mean")]
pub enum Value {
    /// A local name that has no value yet, or an argument that was not given.
    Unset,
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A fraction.
    Float(f64),
    /// A random number as it was drawn. What it is compared with is told in the log.
    Dice(f64),
    /// A text, by its number.
    Text(u16),
    /// A key, under the prefix with this number, or [`Value::BARE`].
    Key(u32, u16),
    /// What the database returned: which commit, whether a newer one had not reached the replica, nanoseconds.
    Row { version: u32, lagged: bool, took: u64 },
    /// What the cache returned: the row, and until when it is fresh.
    Found { version: u32, lagged: bool, took: u64, fresh_until: u64 },
    /// What a cache with leases answered: bit 0 the lease, bit 1 whether there is a value, bit 2 whether it lagged.
    Leased { version: u32, flags: u8, took: u64, fresh_until: u64 },
    /// A function of the text.
    Function(u8),
    /// An error: class and kind.
    Error(Class, Kind),
    /// What a `finally` interrupted: nothing.
    Nothing,
    /// A return.
    Returning,
    /// An error.
    Raising,
    /// A `break` or a `continue`, by its number.
    Leaving(u8),
    /// Where a call came from: the operation after it, and the caller's place on the stack.
    Frame { back: u32, base: u16, floor: u16 },
}

/// The classes of errors that code can raise and catch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// What `except Exception` catches besides all others.
    Exception = 0,
    /// The database gave no answer.
    DbError = 1,
    /// For code that has its own idea of being late.
    TimeoutError = 2,
    /// For code that has its own idea of what must not be.
    RuntimeError = 3,
    /// The same, of values.
    ValueError = 4,
}

impl Class {
    /// Their names, in the order of the numbers.
    pub const NAMES: [&'static str; 5] = ["Exception", "DbError", "TimeoutError", "RuntimeError", "ValueError"];
    /// All of them, in the same order.
    pub const ALL: [Class; 5] =
        [Class::Exception, Class::DbError, Class::TimeoutError, Class::RuntimeError, Class::ValueError];

    /// As a set: what `except` of this class catches.
    pub fn catches(self) -> u8 {
        if self == Class::Exception { 0b1_1111 } else { 1 << self as u8 }
    }
}

/// What was behind an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The code itself raised it.
    Raised,
    /// The line before the database was full.
    QueueFull,
    /// The database broke the query off.
    TimedOut,
    /// The client has gone.
    GivenUp,
    /// The process that fetched has died.
    Crashed,
}

impl Value {
    /// No prefix.
    pub const BARE: u16 = u16::MAX;

    /// The key of a read.
    pub fn key(key: Key) -> Value {
        Value::Key(key.0, Value::BARE)
    }

    /// What the database returned.
    pub fn row(row: Row) -> Value {
        Value::Row { version: row.version.0, lagged: row.lagged, took: row.took.0 }
    }

    /// What the cache returned.
    pub fn found(found: Option<Found>) -> Value {
        found.map_or(Value::None, |Found { row: Row { version, took, lagged }, fresh_until }| Value::Found {
            version: version.0,
            lagged,
            took: took.0,
            fresh_until: fresh_until.0,
        })
    }

    /// What a cache with leases answered.
    pub fn leased(granted: bool, found: Option<Found>) -> Value {
        let Some(Found { row: Row { version, took, lagged }, fresh_until }) = found else {
            return Value::Leased { version: 0, flags: u8::from(granted), took: 0, fresh_until: 0 };
        };
        let flags = u8::from(granted) | 2 | u8::from(lagged) << 2;
        Value::Leased { version: version.0, flags, took: took.0, fresh_until: fresh_until.0 }
    }

    /// As a row, if it is one.
    pub fn as_row(&self) -> Option<Row> {
        match *self {
            Value::Row { version, lagged, took } | Value::Found { version, lagged, took, .. } => {
                Some(Row { version: Version(version), took: Duration(took), lagged })
            }
            _ => None,
        }
    }

    /// Until when it is fresh, if the cache returned it.
    pub fn fresh_until(&self) -> Option<Instant> {
        match *self {
            Value::Found { fresh_until, .. } => Some(Instant(fresh_until)),
            _ => None,
        }
    }

    /// The two parts of what a cache with leases answered: the value it has, if any, and whether the lease is granted.
    pub fn unpacked(&self) -> Option<(Value, Value)> {
        let Value::Leased { version, flags, took, fresh_until } = *self else { return None };
        let found = match flags & 2 > 0 {
            true => Value::Found { version, lagged: flags & 4 > 0, took, fresh_until },
            false => Value::None,
        };
        Some((found, Value::Bool(flags & 1 > 0)))
    }

    /// As a number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match *self {
            Value::Bool(is) => Some(f64::from(u8::from(is))),
            Value::Int(number) => Some(number as f64),
            Value::Float(number) | Value::Dice(number) => Some(number),
            _ => None,
        }
    }

    /// Whether it counts as true.
    #[inline]
    pub fn is_true(&self, texts: &[String]) -> bool {
        match *self {
            Value::None => false,
            Value::Bool(is) => is,
            Value::Int(number) => number != 0,
            Value::Float(number) | Value::Dice(number) => number != 0.0,
            Value::Text(text) => texts.get(usize::from(text)).is_some_and(|text| !text.is_empty()),
            _ => true,
        }
    }

    /// What it is, as a message says it.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::None => "None",
            Value::Bool(_) => "a bool",
            Value::Int(_) => "an int",
            Value::Float(_) | Value::Dice(_) => "a float",
            Value::Text(_) => "a str",
            Value::Key(..) => "a key",
            Value::Row { .. } => "a row",
            Value::Found { .. } => "a cached row",
            Value::Leased { .. } => "the answer of get_or_lease",
            Value::Function(_) => "a function",
            Value::Error(class, _) => Class::NAMES[*class as usize],
            _ => "nothing",
        }
    }

    /// Whether two constants are one and the same, NaN and the sign of a zero included.
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
            _ => self == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A suspended reader keeps ten to twenty of these.
    #[test]
    fn a_value_takes_24_bytes_and_an_operation_4() {
        assert!(size_of::<Value>() <= 24);
        assert!(size_of::<super::super::program::Op>() <= 4);
    }
}
