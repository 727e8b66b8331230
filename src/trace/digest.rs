//! The fingerprint of a trace: a 64-bit hash of every word of every event.
//!
//! It is not cryptographic: it tells different runs apart, but does not resist deliberate collisions.

use super::Event;
use std::fmt;

/// A running digest over 64-bit words.
#[derive(Clone, Debug)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Digest {
        // The fractional digits of π (a nothing-up-my-sleeve number).
        Digest(0x243f_6a88_85a3_08d3)
    }
}

impl Digest {
    /// Adds one word. Multiplying by an odd number and xoring the high half into the low half are both reversible, so
    /// no information is lost.
    #[inline]
    pub fn word(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }

    /// Adds one event: time, actor, kind and payload.
    #[inline]
    pub fn event(&mut self, event: &Event) {
        self.word(event.at.as_nanos());
        self.word(u64::from(event.actor.bits()) << 8 | u64::from(event.kind.number()));
        event.kind.digest(self);
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
