//! A case: a scenario with the quantities that its forms share, and the conditions that they test.
//!
//! Everything here follows from the scenario's line. Whether a form applies must not depend on the outcome of a run: a
//! condition such as "no query had to wait for a connection" would select lucky runs, which are not typical.

use super::form::{Forms, Measure, RARE_MIN, Ratio};
use super::functions::poisson_exceeds;
use super::keys::{self, Keys};
use super::{NEGLIGIBLE, Refill, latency, lease, mutex, single_flight, unprotected};
use crate::base::random::Latency;
use crate::folds::metrics::Mark;
use crate::scenario::{Arrivals, Scenario, Strategy, WritePolicy};

/// The cycles per key, on average, that a run with many keys needs. The incomplete cycles at its start and end then
/// change a result by half a per cent at most.
const CYCLES_PER_KEY_MIN: f64 = 100.0;
/// An exponential time is practically never longer than this many times its mean.
const MEANS_MAX: f64 = 10.0;

/// A scenario with its keys, rates and times.
pub struct Case<'a> {
    pub scenario: &'a Scenario,
    pub keys: Vec<Keys>,
    /// λ, reads per second of all keys together. In a closed loop it is meaningless, and so are the rates in `keys`.
    pub rate: f64,
    /// μ, writes per second of all keys together.
    pub writes: f64,
    /// T, the shortest time for which a value is fresh, in seconds. For ids that do not exist it is the negative TTL.
    pub ttl: f64,
    /// The mean of L, in seconds.
    pub query: f64,
    /// r, the round trip to the cache, in seconds.
    pub hop: f64,
}

// Many of these are not inlined, for size: every form calls them, and the copies would be half of the theory code that
// the page downloads.
impl<'a> Case<'a> {
    /// The case of a scenario, if it meets the conditions of every form; otherwise `None`.
    ///
    /// The conditions: reads arrive as a Poisson process or in a closed loop, only Poisson writes change the keys,
    /// there are no errors except crashes and no timeouts, and the cache latency is constant.
    pub fn of(scenario: &'a Scenario) -> Option<Case<'a>> {
        let writes = !scenario.write_rate.is_zero();
        let absent = scenario.absent > 0.0;
        let applies = matches!(scenario.cache_latency, Latency::Constant(_))
            && !(absent && (writes || scenario.strategy == Strategy::BackgroundRefresh))
            && scenario.arrivals != Arrivals::Even
            && (!scenario.rate.is_zero() || scenario.arrivals == Arrivals::Closed)
            && scenario.interventions.is_empty()
            && scenario.client_timeout.is_zero()
            && scenario.db_timeout.is_zero()
            && !scenario.xfetch_lock;
        applies.then(|| Case::any(scenario))
    }

    /// The case of any scenario, whether it meets those conditions or not.
    pub fn any(scenario: &'a Scenario) -> Case<'a> {
        let ttl = match (scenario.absent > 0.0, scenario.absent == 1.0) {
            (false, _) => scenario.ttl,
            (_, true) => scenario.negative_ttl,
            _ => scenario.negative_ttl.min(scenario.ttl),
        };
        Case {
            scenario,
            keys: keys::of(scenario),
            rate: scenario.rate.per_second(),
            writes: scenario.write_rate.per_second(),
            ttl: ttl.as_secs_f64(),
            query: scenario.db_latency.mean().as_secs_f64(),
            hop: latency::longest(scenario.cache_latency),
        }
    }

    /// How missed values are refilled, for whatever reason they are missing. `None` if there is no closed form for it
    /// or its conditions do not hold.
    pub fn refill(&self) -> Option<Refill> {
        match self.scenario.strategy {
            Strategy::Unprotected => Some(unprotected::refill(self)),
            Strategy::Mutex => mutex::refill(self),
            Strategy::SingleFlight => Some(single_flight::refill(self)),
            Strategy::Lease => lease::refill(self),
            // Most values are refreshed before a read misses them.
            Strategy::Xfetch | Strategy::BackgroundRefresh => None,
        }
    }

    /// Whether there is only one key, which may be that of an id that does not exist.
    pub fn is_one_key(&self) -> bool {
        self.keys.len() == 1 && self.keys[0].count == 1.0
    }

    /// Whether there is only one key and its TTL is constant.
    pub fn is_one_ttl(&self) -> bool {
        self.is_one_key() && self.scenario.ttl_jitter.is_zero()
    }

    /// The sum of `of` over all keys.
    #[inline(never)]
    pub fn sum(&self, of: &dyn Fn(&Keys) -> f64) -> f64 {
        self.keys.iter().map(|keys| keys.count * of(keys)).sum()
    }

    /// Whether `holds` is true for every key.
    pub fn all(&self, holds: &dyn Fn(&Keys) -> bool) -> bool {
        self.keys.iter().all(holds)
    }

    /// Whether the cache is too small for all keys.
    pub fn overflows(&self) -> bool {
        self.scenario.capacity > 0 && f64::from(self.scenario.capacity) < self.sum(&|_| 1.0)
    }

    /// Whether hardly any query waits for a connection, so that the pool acts as an unlimited one. At most `at_once`
    /// queries are in flight at the same time, plus a Poisson number of others with mean `besides`. Updates need
    /// connections too.
    #[inline(never)]
    pub fn hardly_queues(&self, at_once: f64, besides: f64) -> bool {
        let besides = besides + self.writes * self.query;
        match f64::from(self.scenario.db_connections) {
            0.0 => true,
            connections if connections < at_once => false,
            connections => poisson_exceeds(besides, connections - at_once) <= NEGLIGIBLE,
        }
    }

    /// The same if each key has one query at a time, which takes `w` seconds. It holds even when the values of all keys
    /// have just expired.
    pub fn hardly_queues_one_by_one(&self, w: f64) -> bool {
        let missing = self.sum(&|keys| -libm::expm1(-keys.rate * w));
        self.hardly_queues(self.sum(&|_| 1.0), 0.0) || self.hardly_queues(0.0, missing)
    }

    /// Whether every query takes the same time.
    pub fn query_is_constant(&self) -> bool {
        matches!(self.scenario.db_latency, Latency::Constant(_))
    }

    /// Whether the cache is so much faster than the database that terms in r may be left out.
    pub fn hop_is_small(&self) -> bool {
        self.hop <= 0.01 * self.query
    }

    /// The length of the run in seconds.
    pub fn duration(&self) -> f64 {
        self.scenario.duration.as_secs_f64()
    }

    /// Whether a run with many keys has enough cycles, if `cycles_per_s` of them begin per second. A single key is
    /// measured over whole cycles, so it always has.
    pub fn is_long(&self, cycles_per_s: f64) -> bool {
        self.is_one_key() || cycles_per_s * self.duration() >= CYCLES_PER_KEY_MIN * self.sum(&|_| 1.0)
    }

    /// An upper bound of the time until the next read of a single key, in seconds.
    fn arrival_max(&self) -> f64 {
        match self.scenario.arrivals {
            Arrivals::Closed => {
                MEANS_MAX * self.scenario.think_time.mean().as_secs_f64() / f64::from(self.scenario.clients) + self.hop
            }
            Arrivals::Poisson | Arrivals::Even => MEANS_MAX / self.rate,
        }
    }

    /// An upper bound of the length of an episode, in seconds. It allows for the slowest query, for several rounds of
    /// queries if there are too few connections, for the last readers that missed, and for lock holders that crash one
    /// after another.
    pub fn episode_max(&self) -> f64 {
        let Case { scenario, query, hop, .. } = *self;
        let one_by_one = matches!(scenario.strategy, Strategy::Mutex | Strategy::Lease);
        let missing = match scenario.arrivals {
            _ if one_by_one => 1.0,
            Arrivals::Closed => f64::from(scenario.clients),
            Arrivals::Poisson | Arrivals::Even => {
                let missing = 1.0 + self.rate * (query + hop);
                missing + 4.0 * missing.sqrt()
            }
        };
        let waves = match f64::from(scenario.db_connections) {
            0.0 => 1.0,
            connections => libm::ceil(missing / connections),
        };
        let lock = scenario.lock_ttl.as_secs_f64();
        let dead = match scenario.holder_crash {
            0.0 => 0.0,
            dies => lock * (MEANS_MAX / -libm::log(dies)),
        };
        // A delete may void the lease again and again.
        let again = 1.0 + 2.0 * self.writes * query;
        2.0 * again * waves * (latency::longest(scenario.db_latency) + 3.0 * hop) + dead
    }

    /// An upper bound of the length of a cycle of a single key, in seconds.
    pub fn cycle_max(&self) -> f64 {
        let Scenario { ttl_jitter, grace, .. } = self.scenario;
        let served_stale =
            if self.scenario.strategy == Strategy::BackgroundRefresh { grace.as_secs_f64() } else { 0.0 };
        self.ttl + ttl_jitter.as_secs_f64() + served_stale + self.arrival_max() + self.episode_max()
    }

    /// The ratio of two sums: over whole cycles of a single key, or, with many keys, over the time after the first TTL.
    #[inline(never)]
    pub fn over(&self, of: Ratio) -> Measure {
        match self.is_one_key() {
            true => Measure::Cycles { longest: self.cycle_max(), lag: 0, of },
            false => Measure::Batches { after: self.keys[0].life, memory: self.memory(), of },
        }
    }

    /// How long an event affects what follows if there are many keys, in seconds.
    fn memory(&self) -> f64 {
        4.0 * (self.keys[0].life + self.query)
    }

    /// How many cycles of a single key, or batches with many keys, are needed to estimate the rate of an event that
    /// happens `per_s` times per second.
    pub fn samples_for(&self, per_s: f64, cycles_per_s: f64) -> u64 {
        let batches_per_s = if self.is_one_key() { cycles_per_s } else { 1.0 / self.memory() };
        (RARE_MIN * batches_per_s / per_s) as u64
    }

    /// The mean time from the start of one episode to the start of the next.
    pub fn cycle_ms(&self) -> Measure {
        Measure::CycleMs { longest: self.cycle_max() }
    }

    /// Queries per second.
    #[inline(never)]
    pub fn db_rate(&self) -> Measure {
        match self.is_one_key() {
            true => Measure::QueriesPerS { longest: self.cycle_max() },
            false => self.over(|mark| (mark.db_queries as f64, mark.at_ms / 1e3)),
        }
    }

    /// The mean wait of the readers that waited.
    pub fn lock_wait_mean_ms(&self) -> Measure {
        self.over(|mark: &Mark| (mark.waited_ms, mark.lock_waits as f64))
    }

    /// How often per second a row is read that a commit makes old during its query, or (with TTL only) while it is
    /// cached.
    pub fn old_rows_per_s(&self) -> f64 {
        let lasts =
            |keys: &Keys| if self.scenario.write_policy == WritePolicy::TtlOnly { keys.life } else { self.query };
        self.sum(&|keys| -libm::expm1(-keys.writes * lasts(keys)) / (keys.life + self.query + 1.0 / keys.rate))
    }

    /// How many queries are needed to estimate the mean wait for them. The wait depends on the squares of their
    /// latencies, so a few slow queries dominate it, and a short run may have none of those.
    pub fn squares_settle_after(&self) -> u64 {
        (10.0 * latency::square_variance(self.scenario.db_latency)) as u64
    }

    /// Adds the form of the mean queries per episode. If hardly more than one is expected, a second one is rare, so
    /// more episodes are needed.
    #[inline(never)]
    pub fn add_queries_per_episode(&self, forms: &mut Forms, predicted: f64) {
        let of = |episode: &crate::folds::metrics::Episode, _| episode.db_queries as f64;
        let measure = Measure::Episodes { after_warm_up: false, of, number: 0.0 };
        let more = predicted - 1.0;
        let n_min = if more > 0.0 { (RARE_MIN / more) as u64 } else { 0 };
        forms.add_of(n_min, "db_queries_per_episode", predicted, measure);
    }
}
