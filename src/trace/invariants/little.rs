//! Little's law, exactly and in whole nanoseconds: what is inside, summed over time, is how long each stayed, summed
//! over all. Two books of the same thing, kept apart: one counts heads, the other reads each one's own clock.

use super::Wrongs;
use crate::base::units::{Duration, Instant};

/// A place that one can enter and leave.
#[derive(Default)]
pub struct Little {
    inside: u64,
    changed_at: Instant,
    area: u128,
    sojourns: u128,
}

impl Little {
    /// Somebody comes in.
    pub fn enter(&mut self, at: Instant) {
        self.pass(at);
        self.inside += 1;
    }

    /// Somebody goes who says to have stayed so long.
    pub fn leave(&mut self, at: Instant, stayed: Duration) {
        self.pass(at);
        self.inside = self.inside.saturating_sub(1);
        self.sojourns += u128::from(stayed.as_nanos());
    }

    fn pass(&mut self, at: Instant) {
        self.area += u128::from(self.inside) * u128::from(at.since(self.changed_at).as_nanos());
        self.changed_at = self.changed_at.max(at);
    }

    /// The run ends; those still inside came in at these times.
    pub fn finish(&mut self, end: Instant, inside: impl Iterator<Item = Instant>, place: &str, wrongs: &mut Wrongs) {
        let mut left = 0;
        for entered_at in inside {
            left += 1;
            self.sojourns += u128::from(end.since(entered_at).as_nanos());
        }
        wrongs.unless(self.inside == left, || format!("{} are {place} by count, {left} by name", self.inside));
        self.pass(end);
        let Little { area, sojourns, .. } = *self;
        wrongs.unless(area == sojourns, || {
            format!("{place}, heads add up to {area} ns over the run and stays to {sojourns} ns (Little's law)")
        });
    }
}
