//! The fingerprint of a trace: 64 bits that every word of every event moves.
//!
//! Not cryptographic: it tells two runs apart, it does not withstand somebody who wants them to look alike.

use super::Event;
use std::fmt;

/// A running digest over 64-bit words.
#[derive(Clone, Debug)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Digest {
        // The fractional digits of π: nothing up the sleeve.
        Digest(0x243f_6a88_85a3_08d3)
    }
}

impl Digest {
    /// Takes in one word. Multiplying by an odd number and folding the high half down are both reversible, so no
    /// information is lost before the next word comes.
    #[inline]
    pub fn word(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }

    /// Takes in one event: time, actor, kind and payload.
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
