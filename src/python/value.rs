//! The values of the interpreter. They have 24 bytes and are copied, so that running code allocates only stacks.

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
    /// A floating-point number.
    Float(f64),
    /// A random number as it was drawn. The log shows what it is compared with.
    Dice(f64),
    /// A text, by its number in the program.
    Text(u16),
    /// A key, and the number of its prefix or [`Value::BARE`].
    Key(u32, u16),
    /// A row from the database: its version, whether a replica lagged behind a newer one, and the query's nanoseconds.
    Row { version: u32, lagged: bool, took: u64 },
    /// A row from the cache: the same, and when its TTL ends.
    Found { version: u32, lagged: bool, took: u64, fresh_until: u64 },
    /// The answer of `get_or_lease`. Flags: bit 0 the lease was granted, bit 1 there is a row, bit 2 the row lagged.
    Leased { version: u32, flags: u8, took: u64, fresh_until: u64 },
    /// A function of the text, by its number.
    Function(u8),
    /// An error: its class and its kind.
    Error(Class, Kind),
    /// A `finally` interrupted nothing.
    Nothing,
    /// A `finally` interrupted a return.
    Returning,
    /// A `finally` interrupted an error.
    Raising,
    /// A `finally` interrupted a `break` or a `continue`, by its number.
    Leaving(u8),
    /// A stack frame: the operation to return to, and the caller's base and floor.
    Frame { back: u32, base: u16, floor: u16 },
}

/// The classes of errors that code can raise and catch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// The base class: `except Exception` catches it and all others.
    Exception = 0,
    /// The database gave no answer.
    DbError = 1,
    /// For the code's own timeouts.
    TimeoutError = 2,
    /// For the code's own failed checks.
    RuntimeError = 3,
    /// For the code's own checks of values.
    ValueError = 4,
}

impl Class {
    /// The names of the classes, in the order of their numbers.
    pub const NAMES: [&'static str; 5] = ["Exception", "DbError", "TimeoutError", "RuntimeError", "ValueError"];
    /// All classes, in the same order.
    pub const ALL: [Class; 5] =
        [Class::Exception, Class::DbError, Class::TimeoutError, Class::RuntimeError, Class::ValueError];

    /// The set of classes that `except` with this class catches, as bits.
    pub fn catches(self) -> u8 {
        if self == Class::Exception { 0b1_1111 } else { 1 << self as u8 }
    }
}

/// The cause of an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The code itself raised it.
    Raised,
    /// The queue for the database's connections was full.
    QueueFull,
    /// The database aborted the query.
    TimedOut,
    /// The client has abandoned the request.
    GivenUp,
    /// The process that ran the query has crashed.
    Crashed,
}

impl Value {
    /// The number that stands for no prefix.
    pub const BARE: u16 = u16::MAX;

    /// The key of a read.
    pub fn key(key: Key) -> Value {
        Value::Key(key.0, Value::BARE)
    }

    /// A row from the database.
    pub fn row(row: Row) -> Value {
        Value::Row { version: row.version.0, lagged: row.lagged, took: row.took.0 }
    }

    /// A row from the cache, or `None`.
    pub fn found(found: Option<Found>) -> Value {
        found.map_or(Value::None, |Found { row: Row { version, took, lagged }, fresh_until }| Value::Found {
            version: version.0,
            lagged,
            took: took.0,
            fresh_until: fresh_until.0,
        })
    }

    /// The answer of `get_or_lease`.
    pub fn leased(granted: bool, found: Option<Found>) -> Value {
        let Some(Found { row: Row { version, took, lagged }, fresh_until }) = found else {
            return Value::Leased { version: 0, flags: u8::from(granted), took: 0, fresh_until: 0 };
        };
        let flags = u8::from(granted) | 2 | u8::from(lagged) << 2;
        Value::Leased { version: version.0, flags, took: took.0, fresh_until: fresh_until.0 }
    }

    /// The row, if the value is one.
    pub fn as_row(&self) -> Option<Row> {
        match *self {
            Value::Row { version, lagged, took } | Value::Found { version, lagged, took, .. } => {
                Some(Row { version: Version(version), took: Duration(took), lagged })
            }
            _ => None,
        }
    }

    /// When its TTL ends, if the value is a row from the cache.
    pub fn fresh_until(&self) -> Option<Instant> {
        match *self {
            Value::Found { fresh_until, .. } => Some(Instant(fresh_until)),
            _ => None,
        }
    }

    /// The two parts of an answer of `get_or_lease`: the row or `None`, and whether the lease was granted.
    pub fn unpacked(&self) -> Option<(Value, Value)> {
        let Value::Leased { version, flags, took, fresh_until } = *self else { return None };
        let found = match flags & 2 > 0 {
            true => Value::Found { version, lagged: flags & 4 > 0, took, fresh_until },
            false => Value::None,
        };
        Some((found, Value::Bool(flags & 1 > 0)))
    }

    /// The value as a number, if it counts as one.
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

    /// The kind of value, in the words of messages.
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

    /// Whether two constants are identical: NaN is identical to itself, and 0.0 is not identical to -0.0.
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

    /// A suspended request keeps ten to twenty values.
    #[test]
    fn a_value_takes_24_bytes_and_an_operation_4() {
        assert!(size_of::<Value>() <= 24);
        assert!(size_of::<super::super::program::Op>() <= 4);
    }
}
