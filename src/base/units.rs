//! Virtual time: nanoseconds since the start of the run, as two newtypes.
//!
//! `Instant` is a point on the run's clock, `Duration` a length of time. Both count whole nanoseconds in a `u64`
//! (584 years), so that adding and comparing is exact and the same on every machine. Both print the way a person
//! would write them (`12.5ms`, `1m30s`) and `Duration` parses what it prints.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

const NANOS_PER_MICRO: u64 = 1_000;
const NANOS_PER_MILLI: u64 = 1_000_000;
const NANOS_PER_SECOND: u64 = 1_000_000_000;
const NANOS_PER_MINUTE: u64 = 60 * NANOS_PER_SECOND;
const NANOS_PER_HOUR: u64 = 60 * NANOS_PER_MINUTE;

/// A point in virtual time, in nanoseconds since the run began.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(pub u64);

/// A length of virtual time, in nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(pub u64);

impl Instant {
    /// The start of every run.
    pub const ZERO: Instant = Instant(0);
    /// The latest instant; it stands for "never".
    pub const MAX: Instant = Instant(u64::MAX);

    /// Nanoseconds since the run began.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// The time since `earlier`; zero if `earlier` is later.
    pub const fn since(self, earlier: Instant) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Duration = Duration(0);
    /// The longest duration; it stands for "for ever".
    pub const MAX: Duration = Duration(u64::MAX);

    /// A duration of whole milliseconds.
    pub const fn from_millis(millis: u64) -> Duration {
        Duration(millis * NANOS_PER_MILLI)
    }

    /// A duration of whole seconds.
    pub const fn from_secs(seconds: u64) -> Duration {
        Duration(seconds * NANOS_PER_SECOND)
    }

    /// The duration in nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// The duration in seconds, rounded to the nearest `f64`.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND as f64
    }

    /// The duration in milliseconds, rounded to the nearest `f64`.
    pub fn as_millis_f64(self) -> f64 {
        self.0 as f64 / NANOS_PER_MILLI as f64
    }

    /// Whether the duration is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The difference; zero if `other` is longer.
    pub const fn saturating_sub(self, other: Duration) -> Duration {
        Duration(self.0.saturating_sub(other.0))
    }

    /// Parses `200ms`, `10s`, `1m30s` or `1.5s`: one or more numbers, each with its unit (`ns us ms s m h`), largest
    /// unit first. A number without a unit is refused, except a plain `0`. Returns `None` if the text is not a duration
    /// or does not fit.
    pub fn parse(text: &str) -> Option<Duration> {
        if text == "0" {
            return Some(Duration::ZERO);
        }
        let mut rest = text;
        let mut total: u64 = 0;
        let mut unit_previous = u64::MAX;
        while !rest.is_empty() {
            let number_len = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
            let (number, tail) = rest.split_at_checked(number_len)?;
            let unit_len = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
            let (unit, tail) = tail.split_at_checked(unit_len)?;
            let nanos = unit_nanos(unit)?;
            if nanos >= unit_previous {
                return None;
            }
            unit_previous = nanos;
            total = total.checked_add(decimal_times(number, nanos)?)?;
            rest = tail;
        }
        (!text.is_empty()).then_some(Duration(total))
    }
}

/// The number of nanoseconds in a unit.
fn unit_nanos(unit: &str) -> Option<u64> {
    match unit {
        "ns" => Some(1),
        "us" | "µs" => Some(NANOS_PER_MICRO),
        "ms" => Some(NANOS_PER_MILLI),
        "s" => Some(NANOS_PER_SECOND),
        "m" => Some(NANOS_PER_MINUTE),
        "h" => Some(NANOS_PER_HOUR),
        _ => None,
    }
}

/// A decimal number times a unit, computed exactly, without floating point. Fractions of a nanosecond are refused.
fn decimal_times(number: &str, nanos: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || (number.contains('.') && fraction.is_empty()) {
        return None;
    }
    let mut total = whole.parse::<u64>().ok()?.checked_mul(nanos)?;
    let mut place = nanos;
    for digit in fraction.bytes() {
        if !digit.is_ascii_digit() {
            return None;
        }
        let amount = u64::from(digit - b'0') * place;
        if !amount.is_multiple_of(10) {
            return None;
        }
        total = total.checked_add(amount / 10)?;
        place /= 10;
    }
    Some(total)
}

impl fmt::Display for Duration {
    /// Prints the shortest exact text: hours, minutes and seconds from one minute on (`1m30s`), otherwise one number in
    /// the largest unit that fits (`12.5ms`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.0;
        if nanos >= NANOS_PER_MINUTE {
            let (hours, rest) = (nanos / NANOS_PER_HOUR, nanos % NANOS_PER_HOUR);
            let (minutes, rest) = (rest / NANOS_PER_MINUTE, rest % NANOS_PER_MINUTE);
            if hours > 0 {
                write!(f, "{hours}h")?;
            }
            if minutes > 0 {
                write!(f, "{minutes}m")?;
            }
            return if rest > 0 { write!(f, "{}", Duration(rest)) } else { Ok(()) };
        }
        let (unit, name) = match nanos {
            0 => return f.write_str("0ms"),
            n if n >= NANOS_PER_SECOND => (NANOS_PER_SECOND, "s"),
            n if n >= NANOS_PER_MILLI => (NANOS_PER_MILLI, "ms"),
            n if n >= NANOS_PER_MICRO => (NANOS_PER_MICRO, "us"),
            _ => (1, "ns"),
        };
        let (whole, fraction) = (nanos / unit, nanos % unit);
        if fraction == 0 {
            return write!(f, "{whole}{name}");
        }
        let digits = unit.ilog10() as usize;
        let fraction = format!("{fraction:0digits$}");
        write!(f, "{whole}.{}{name}", fraction.trim_end_matches('0'))
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Instant {
    /// Prints the duration since the run began.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Duration(self.0), f)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    /// Saturates at [`Instant::MAX`], which stands for "never".
    fn add(self, duration: Duration) -> Instant {
        Instant(self.0.saturating_add(duration.0))
    }
}

impl Add for Duration {
    type Output = Duration;

    fn add(self, other: Duration) -> Duration {
        Duration(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Duration) {
        *self = *self + other;
    }
}

impl Sub for Duration {
    type Output = Duration;

    /// # Panics
    /// In debug builds, if `other` is longer.
    fn sub(self, other: Duration) -> Duration {
        Duration(self.0 - other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_print_as_people_write_them_and_parse_back() {
        let table = [
            (0, "0ms"),
            (1, "1ns"),
            (1_500, "1.5us"),
            (12_500_000, "12.5ms"),
            (200_000_000, "200ms"),
            (1_000_000_000, "1s"),
            (1_000_000_001, "1.000000001s"),
            (60_000_000_000, "1m"),
            (90_000_000_000, "1m30s"),
            (90_250_000_000, "1m30.25s"),
            (3_600_000_000_000, "1h"),
            (86_401_000_000_000, "24h1s"),
            (60_000_000_007, "1m7ns"),
        ];
        for (nanos, text) in table {
            assert_eq!(Duration(nanos).to_string(), text);
            assert_eq!(Duration::parse(text), Some(Duration(nanos)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_duration_is_refused() {
        for text in ["", "5", "s", "1.s", ".5s", "1s1s", "1ms1s", "1.5", "-1s", "1e3s", "0.1ns", "1d", "99999999999h"] {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
    }

    #[test]
    fn many_durations_survive_print_and_parse() {
        let mut nanos: u64 = 1;
        for step in 0..10_000u64 {
            nanos = nanos.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(step);
            let duration = Duration(nanos >> (step % 60));
            assert_eq!(Duration::parse(&duration.to_string()), Some(duration), "{duration}");
        }
    }
}
