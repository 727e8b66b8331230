//! Slow-downs, outages and rigged dice: stretches of time in which something works otherwise, known from the scenario.
//!
//! A query that would take L takes as long as the speed needs to add up to L: half as fast for a while, it takes longer;
//! at a standstill it waits. The finish is computed at the start, so a stretch that begins later changes no event before.

use crate::base::units::{Duration, Instant};
use crate::scenario::{Action, Scenario};

/// A stretch of time and the speed in it, 1 being the usual.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: Instant,
    until: Instant,
    speed: f64,
}

/// When how fast. Where stretches overlap, their speeds multiply.
#[derive(Clone, Default, Debug)]
pub struct Speeds(Vec<Stretch>);

impl Speeds {
    /// Those of the database.
    pub fn of_database(scenario: &Scenario) -> Speeds {
        Speeds::of(scenario, |action| match action {
            Action::DbSlow(factor, lasts) => Some((1.0 / factor, lasts)),
            Action::DbDown(lasts) => Some((0.0, lasts)),
            _ => None,
        })
    }

    /// Those of the cache: reachable or not.
    pub fn of_cache(scenario: &Scenario) -> Speeds {
        Speeds::of(scenario, |action| match action {
            Action::CacheDown(lasts) => Some((0.0, lasts)),
            _ => None,
        })
    }

    fn of(scenario: &Scenario, speed: impl Fn(Action) -> Option<(f64, Duration)>) -> Speeds {
        let stretches = scenario.interventions.iter().filter_map(|intervention| {
            let (speed, lasts) = speed(intervention.action)?;
            Some(Stretch { from: intervention.at, until: intervention.at + lasts, speed })
        });
        Speeds(stretches.collect())
    }

    /// The speed at a moment. A stretch holds from its first instant, and no more at its last.
    fn at(&self, now: Instant) -> f64 {
        self.0.iter().filter(|s| s.from <= now && now < s.until).map(|s| s.speed).product()
    }

    /// Whether nothing works.
    pub fn is_down(&self, now: Instant) -> bool {
        !self.0.is_empty() && self.at(now) == 0.0
    }

    /// When work that would take `work` at the usual speed is done.
    pub fn done_at(&self, start: Instant, work: Duration) -> Instant {
        if self.0.is_empty() {
            return start + work;
        }
        let (mut now, mut left) = (start, work.as_nanos() as f64);
        loop {
            let speed = self.at(now);
            let edges = self.0.iter().flat_map(|s| [s.from, s.until]).filter(|&edge| edge > now);
            let Some(edge) = edges.min() else { return now + Duration(left as u64) };
            let done = edge.since(now).as_nanos() as f64 * speed;
            if done >= left {
                return now + Duration((left / speed) as u64);
            }
            left -= done;
            now = edge;
        }
    }
}

/// Whether an intervention makes every dice show 1 at this moment.
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
