//! Slow-downs, outages and rigged dice: intervals of time with changed behaviour, which the scenario gives.
//!
//! A query that usually takes L is done when the integral of the speed over time reaches L: at half speed it takes
//! twice as long, and at speed zero it waits. The finish is computed at the start, and the trace before an interval
//! begins does not depend on it.

use crate::base::units::{Duration, Instant};
use crate::scenario::{Action, Arrivals, Scenario};
use crate::trace::Idle;

/// The speed as a step function of time, in order of time. It is 1 before the first step. The speeds of overlapping
/// intervals multiply.
#[derive(Clone, Default, Debug)]
pub struct Speeds(Vec<(Instant, f64)>);

impl Speeds {
    /// The speeds of the database.
    pub fn of_database(scenario: &Scenario) -> Speeds {
        Speeds::of(scenario, |action| match action {
            Action::DbSlow(factor, lasts) => Some((1.0 / factor, lasts)),
            Action::DbDown(lasts) => Some((0.0, lasts)),
            _ => None,
        })
    }

    /// The speeds of the way to the cache and back.
    pub fn of_round_trips(scenario: &Scenario) -> Speeds {
        Speeds::of(scenario, |action| match action {
            Action::CacheSlow(factor, lasts) => Some((1.0 / factor, lasts)),
            _ => None,
        })
    }

    /// The speeds of the cache: 1 while it is reachable, else 0.
    pub fn of_cache(scenario: &Scenario) -> Speeds {
        Speeds::of(scenario, |action| match action {
            Action::CacheDown(lasts) => Some((0.0, lasts)),
            _ => None,
        })
    }

    fn of(scenario: &Scenario, speed: fn(Action) -> Option<(f64, Duration)>) -> Speeds {
        let mut speeds = Speeds::default();
        for intervention in &scenario.interventions {
            if let Some((speed, lasts)) = speed(intervention.action) {
                // An interval includes its first instant, but not its last.
                let (from, until) = (speeds.edge(intervention.at), speeds.edge(intervention.at + lasts));
                speeds.0.iter_mut().take(until).skip(from).for_each(|(_, all)| *all *= speed);
            }
        }
        speeds
    }

    /// The index of the step at a time. It is inserted if there is none.
    fn edge(&mut self, at: Instant) -> usize {
        let after = self.index(at);
        match after.checked_sub(1) {
            Some(last) if self.0[last].0 == at => last,
            _ => {
                self.0.insert(after, (at, self.after(after)));
                after
            }
        }
    }

    /// The number of steps up to now.
    fn index(&self, now: Instant) -> usize {
        self.0.partition_point(|(edge, _)| *edge <= now)
    }

    /// The speed after the first `index` steps; 1 before the first.
    fn after(&self, index: usize) -> f64 {
        index.checked_sub(1).map_or(1.0, |last| self.0[last].1)
    }

    /// Whether the speed is zero.
    pub fn is_down(&self, now: Instant) -> bool {
        !self.0.is_empty() && self.after(self.index(now)) == 0.0
    }

    /// The start of the next interval with speed zero; [`Instant::MAX`] if there is none.
    pub fn next_stop(&self, now: Instant) -> Instant {
        let coming = &self.0[self.index(now)..];
        coming.iter().find(|(_, speed)| *speed == 0.0).map_or(Instant::MAX, |&(edge, _)| edge)
    }

    /// The time at which work is done that takes `work` at the usual speed.
    pub fn done_at(&self, start: Instant, work: Duration) -> Instant {
        if self.0.is_empty() {
            return start + work;
        }
        let (mut now, mut left, mut index) = (start, work.as_nanos() as f64, self.index(start));
        loop {
            let speed = self.after(index);
            let Some(&(edge, _)) = self.0.get(index) else { return now + Duration(left as u64) };
            let done = edge.since(now).as_nanos() as f64 * speed;
            if done >= left {
                return now + Duration((left / speed) as u64);
            }
            left -= done;
            now = edge;
            index += 1;
        }
    }
}

/// Why an intervention has no effect in any run of a scenario; `None` if it may have one. Reasons that depend on the
/// state of the run or on the code that runs are not included.
pub fn idle_in(scenario: &Scenario, action: Action) -> Option<Idle> {
    match action {
        Action::DbSlow(1.0, _) | Action::CacheSlow(1.0, _) => Some(Idle::SameSpeed),
        Action::DbSlow(..) if scenario.db_latency.mean().is_zero() => Some(Idle::InstantDatabase),
        Action::CacheSlow(..) if scenario.cache_latency.mean().is_zero() => Some(Idle::InstantCache),
        Action::AlignArrivals(_) if scenario.arrivals == Arrivals::Closed => Some(Idle::ClosedLoop),
        _ => None,
    }
}

/// Whether an intervention makes every dice show 1 now.
pub fn dice_rigged(scenario: &Scenario, now: Instant) -> bool {
    scenario.interventions.iter().any(|intervention| match intervention.action {
        Action::UnluckyDice(lasts) => intervention.at <= now && now < intervention.at + lasts,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Work of 100 ms from 950 ms on. At quarter speed from 1 s to 1.1 s: 50 ms done before, 25 ms in it, 25 ms after:
    /// 1.125 s. Twice half speed is quarter speed: the other 50 ms take 200. At a standstill from 1 s to 3 s: 50 ms done, the rest at 3 s: 3.05 s.
    #[test]
    fn work_takes_as_long_as_the_speed_needs_to_add_up_to_it() {
        let table = [
            ("", 1_050),
            ("do=1s:db_slow:4:100ms", 1_125),
            ("do=1s:db_down:2s", 3_050),
            ("do=1s:db_slow:2:1s,1s:db_slow:2:1s", 1_200),
            ("do=1.05s:db_down:2s", 1_050),
            ("do=100ms:db_down:800ms", 1_050),
        ];
        for (line, millis) in table {
            let speeds = Speeds::of_database(&Scenario::parse(line).expect("a scenario"));
            let done = speeds.done_at(Instant::ZERO + Duration::from_millis(950), Duration::from_millis(100));
            assert_eq!(done, Instant::ZERO + Duration::from_millis(millis), "{line}");
        }
    }
}
