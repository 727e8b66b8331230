//! Little's law, exactly and in whole nanoseconds: the number inside, integrated over time, equals the sum of all
//! stays. The two sides are computed independently: one from the count, the other from the times that each visitor
//! reports.

use super::Violations;
use crate::base::units::{Duration, Instant};

/// A system that visitors enter and leave, such as a queue.
#[derive(Default)]
pub struct Little {
    inside: u64,
    changed_at: Instant,
    /// The number inside, integrated over time.
    area: u128,
    /// The sum of all stays.
    sojourns: u128,
}

impl Little {
    /// Records that a visitor enters.
    pub fn enter(&mut self, at: Instant) {
        self.pass(at);
        self.inside += 1;
    }

    /// Records that a visitor leaves, which reports how long it stayed.
    pub fn leave(&mut self, at: Instant, stayed: Duration) {
        self.pass(at);
        self.inside = self.inside.saturating_sub(1);
        self.sojourns += u128::from(stayed.as_nanos());
    }

    fn pass(&mut self, at: Instant) {
        self.area += u128::from(self.inside) * u128::from(at.since(self.changed_at).as_nanos());
        self.changed_at = self.changed_at.max(at);
    }

    /// Checks the law at the end of the run. `inside` has the arrival times of the visitors still inside.
    pub fn finish(
        &mut self,
        end: Instant,
        inside: impl Iterator<Item = Instant>,
        place: &str,
        violations: &mut Violations,
    ) {
        let mut left = 0;
        for entered_at in inside {
            left += 1;
            self.sojourns += u128::from(end.since(entered_at).as_nanos());
        }
        violations.check(self.inside == left, || format!("{} are {place} by count, {left} by name", self.inside));
        self.pass(end);
        let Little { area, sojourns, .. } = *self;
        violations.check(area == sojourns, || {
            format!("{place}, heads add up to {area} ns over the run and stays to {sojourns} ns (Little's law)")
        });
    }
}
