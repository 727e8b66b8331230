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

/// When how fast: from each of these times on, in order. Before the first, as fast as usual. Where stretches overlap, their
/// speeds multiply.
#[derive(Clone, Default, Debug)]
pub struct Speeds(Vec<(Instant, f64)>);

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
        let stretches: Vec<Stretch> = stretches.collect();
        // A stretch holds from its first instant, and no more at its last.
        let at = |now| stretches.iter().filter(|s| s.from <= now && now < s.until).map(|s| s.speed).product();
        let mut edges: Vec<Instant> = stretches.iter().flat_map(|s| [s.from, s.until]).collect();
        edges.sort_unstable();
        edges.dedup();
        Speeds(edges.into_iter().map(|edge| (edge, at(edge))).collect())
    }

    /// How many of the times have come.
    fn index(&self, now: Instant) -> usize {
        self.0.partition_point(|(edge, _)| *edge <= now)
    }

    /// The speed when so many of them have.
    fn after(&self, index: usize) -> f64 {
        index.checked_sub(1).map_or(1.0, |last| self.0[last].1)
    }

    /// Whether nothing works.
    pub fn is_down(&self, now: Instant) -> bool {
        !self.0.is_empty() && self.after(self.index(now)) == 0.0
    }

    /// When the next stretch in which nothing works begins, after this moment; [`Instant::MAX`] when none does.
    pub fn next_stop(&self, now: Instant) -> Instant {
        let coming = &self.0[self.index(now)..];
        coming.iter().find(|(_, speed)| *speed == 0.0).map_or(Instant::MAX, |&(edge, _)| edge)
    }

    /// When work that would take `work` at the usual speed is done.
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
