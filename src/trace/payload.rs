//! Payloads: the values that an event can carry, each with its form as a digest word, as a number and as text.

use super::{Absence, Actor, Idle, Key, StaleCause, Version};
use crate::base::decimal::Fixed;
use crate::base::units::Duration;
use std::fmt;

/// A value that an event can carry: as text, as a digest word and as a number in a column.
pub trait Payload: Copy {
    /// The unit of the numbers in a column: `ns`, `version`, `actor`, `count`, `probability`, `switch`, `key`,
    /// `absence`, `stale_cause` or `idle`.
    const UNIT: &'static str;
    /// The value as a word of the digest.
    fn word(self) -> u64;
    /// The value as a number in a column.
    fn number(self) -> f64;
    /// The value with a number; the inverse of `number`.
    fn of_number(number: f64) -> Option<Self>;
    /// Writes the value as text.
    fn write(self, out: &mut dyn fmt::Write) -> fmt::Result;
}

/// The number as an integer, if it is whole, not negative and at most `max`.
fn whole(number: f64, max: f64) -> Option<u64> {
    (number >= 0.0 && number <= max && number as u64 as f64 == number).then_some(number as u64)
}

/// 2⁵³, up to which every integer is exact as an `f64`.
const WHOLE_MAX: f64 = (1u64 << 53) as f64;
const U32_MAX: f64 = u32::MAX as f64;

macro_rules! payload {
    (
        $type:ty, $unit:literal,
        $self:ident => word $word:expr, number $number:expr, text $text:expr, $given:ident => $value:expr
    ) => {
        impl Payload for $type {
            const UNIT: &'static str = $unit;
            fn word($self) -> u64 {
                $word
            }
            fn number($self) -> f64 {
                $number
            }
            fn of_number($given: f64) -> Option<$type> {
                $value
            }
            fn write($self, out: &mut dyn fmt::Write) -> fmt::Result {
                write!(out, "{}", $text)
            }
        }
    };
}

payload!(Key, "key", self => word u64::from(self.0), number f64::from(self.0), text self.0,
    given => whole(given, U32_MAX).map(|number| Key(number as u32)));
payload!(Version, "version", self => word u64::from(self.0), number f64::from(self.0), text self.0,
    given => whole(given, U32_MAX).map(|number| Version(number as u32)));
payload!(Actor, "actor", self => word u64::from(self.bits()), number f64::from(self.bits()), text self,
    given => whole(given, U32_MAX).map(|number| Actor::from_bits(number as u32)));
payload!(u32, "count", self => word u64::from(self), number f64::from(self), text self,
    given => whole(given, U32_MAX).map(|number| number as u32));
payload!(bool, "switch", self => word u64::from(self), number f64::from(u8::from(self)), text self,
    given => whole(given, 1.0).map(|number| number == 1));
payload!(Duration, "ns", self => word self.0, number self.0 as f64, text self,
    given => whole(given, WHOLE_MAX).map(Duration));
payload!(f64, "probability", self => word self.to_bits(), number self, text Fixed(self, 4),
    given => given.is_finite().then_some(given));
payload!(StaleCause, "stale_cause",
    self => word self as u64, number f64::from(self as u8), text StaleCause::WORDS[self as usize],
    given => StaleCause::ALL.get(whole(given, U32_MAX)? as usize).copied());
payload!(Absence, "absence",
    self => word self as u64, number f64::from(self as u8), text Absence::WORDS[self as usize],
    given => Absence::ALL.get(whole(given, U32_MAX)? as usize).copied());
payload!(Idle, "idle", self => word self as u64, number f64::from(self as u8), text Idle::WORDS[self as usize],
    given => Idle::ALL.get(whole(given, U32_MAX)? as usize).copied());
