//! A case: a scenario with what all its forms have in common, and the questions that their conditions ask of it.
//!
//! All of it comes from the line. Whether a form applies must not hang on what came of a run: a condition such as "no query
//! had to wait for a connection" holds for the lucky runs, and those are not like the others.

use super::form::{Forms, Measure, RARE_MIN, Ratio};
use super::functions::poisson_exceeds;
use super::keys::{self, Keys};
use super::{NEGLIGIBLE, Refill, latency, lease, mutex, single_flight, unprotected};
use crate::base::random::Latency;
use crate::folds::metrics::Mark;
use crate::scenario::{Arrivals, Scenario, Strategy, WritePolicy};

/// With many keys, each needs so many cycles on average: where in one of them the run begins and ends is then felt by half
/// a hundredth at most.
const CYCLES_PER_KEY_MIN: f64 = 100.0;
/// An exponential time is as good as never so many times as long as its mean.
const MEANS_MAX: f64 = 10.0;

/// A scenario, its keys and times.
pub struct Case<'a> {
    pub scenario: &'a Scenario,
    pub keys: Vec<Keys>,
    /// λ, reads per second, of all keys. It means nothing in a closed loop, nor do those of `keys`.
    pub rate: f64,
    /// μ, writes per second, of all keys.
    pub writes: f64,
    /// T, in seconds: how long a value is fresh at least; for ids that do not exist, how long that is remembered.
    pub ttl: f64,
    /// L, its mean in seconds.
    pub query: f64,
    /// r, the round trip to the cache in seconds.
    pub hop: f64,
}

// Each of these is called from many forms; copied into all of them they would be half of what theory sends to a page.
impl<'a> Case<'a> {
    /// The conditions of every form: keys read by a Poisson process (or a closed loop) and by nobody else touched but
    /// Poisson writes, no errors but crashes, a cache that always takes the same time, and nobody who gives up.
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

    /// Any scenario, whether forms know it or not.
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

    /// How values come back, whatever took them away; `None` where that has no one form, or its conditions do not hold.
    pub fn refill(&self) -> Option<Refill> {
        match self.scenario.strategy {
            Strategy::Unprotected => Some(unprotected::refill(self)),
            Strategy::Mutex => mutex::refill(self),
            Strategy::SingleFlight => Some(single_flight::refill(self)),
            Strategy::Lease => lease::refill(self),
            // Most values are never missed.
            Strategy::Xfetch | Strategy::BackgroundRefresh => None,
        }
    }

    /// Whether there is but one key, that of a row or of an id that does not exist.
    pub fn is_one_key(&self) -> bool {
        self.keys.len() == 1 && self.keys[0].count == 1.0
    }

    /// Whether it is but one key, and each of its values lives as long as any other.
    pub fn is_one_ttl(&self) -> bool {
        self.is_one_key() && self.scenario.ttl_jitter.is_zero()
    }

    /// Σ over all keys.
    #[inline(never)]
    pub fn sum(&self, of: &dyn Fn(&Keys) -> f64) -> f64 {
        self.keys.iter().map(|keys| keys.count * of(keys)).sum()
    }

    /// Whether it holds for every key.
    pub fn all(&self, holds: &dyn Fn(&Keys) -> bool) -> bool {
        self.keys.iter().all(holds)
    }

    /// Whether the cache is too small for all keys.
    pub fn overflows(&self) -> bool {
        self.scenario.capacity > 0 && f64::from(self.scenario.capacity) < self.sum(&|_| 1.0)
    }

    /// Whether hardly a query ever waits for a connection, so that it is as good as an unlimited database: `at_once` of them
    /// at most under way at once, and as many besides as a Poisson process has on average. Updates need connections too.
    #[inline(never)]
    pub fn hardly_queues(&self, at_once: f64, besides: f64) -> bool {
        let besides = besides + self.writes * self.query;
        match f64::from(self.scenario.db_connections) {
            0.0 => true,
            connections if connections < at_once => false,
            connections => poisson_exceeds(besides, connections - at_once) <= NEGLIGIBLE,
        }
    }

    /// The same where each key has one query at a time, which takes a window of so many seconds: even when all of their
    /// values have just expired.
    pub fn hardly_queues_one_by_one(&self, window: f64) -> bool {
        let missing = self.sum(&|keys| -libm::expm1(-keys.rate * window));
        self.hardly_queues(self.sum(&|_| 1.0), 0.0) || self.hardly_queues(0.0, missing)
    }

    /// Whether every query takes the same time.
    pub fn query_is_constant(&self) -> bool {
        matches!(self.scenario.db_latency, Latency::Constant(_))
    }

    /// Whether the cache is so much faster than the database that what a form leaves out of r does not matter.
    pub fn hop_is_small(&self) -> bool {
        self.hop <= 0.01 * self.query
    }

    /// The run in seconds.
    pub fn duration(&self) -> f64 {
        self.scenario.duration.as_secs_f64()
    }

    /// Whether many keys have cycles enough, if so many begin per second. One key is measured over whole ones.
    pub fn is_long(&self, cycles_per_s: f64) -> bool {
        self.is_one_key() || cycles_per_s * self.duration() >= CYCLES_PER_KEY_MIN * self.sum(&|_| 1.0)
    }

    /// How long a reader of the one key may have to be waited for.
    fn arrival_max(&self) -> f64 {
        match self.scenario.arrivals {
            Arrivals::Closed => {
                MEANS_MAX * self.scenario.think_time.mean().as_secs_f64() / f64::from(self.scenario.clients) + self.hop
            }
            Arrivals::Poisson | Arrivals::Even => MEANS_MAX / self.rate,
        }
    }

    /// How long an episode may take: the slowest query, as many waves of it as there are connections too few, those who
    /// missed last, and holders that die one after another.
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
        // A delete may take the lease back, again and again.
        let again = 1.0 + 2.0 * self.writes * query;
        2.0 * again * waves * (latency::longest(scenario.db_latency) + 3.0 * hop) + dead
    }

    /// How long a cycle of the one key may take.
    pub fn cycle_max(&self) -> f64 {
        let Scenario { ttl_jitter, grace, .. } = self.scenario;
        let served_stale =
            if self.scenario.strategy == Strategy::BackgroundRefresh { grace.as_secs_f64() } else { 0.0 };
        self.ttl + ttl_jitter.as_secs_f64() + served_stale + self.arrival_max() + self.episode_max()
    }

    /// One sum by another, of one key over whole cycles. With many, what happens is felt for a TTL or so.
    #[inline(never)]
    pub fn over(&self, of: Ratio) -> Measure {
        match self.is_one_key() {
            true => Measure::Cycles { longest: self.cycle_max(), lag: 0, of },
            false => Measure::Stretches { after: self.keys[0].life, memory: self.memory(), of },
        }
    }

    /// For how long it is felt what happens to one of many keys.
    fn memory(&self) -> f64 {
        4.0 * (self.keys[0].life + self.query)
    }

    /// How many cycles, or stretches of many keys' traffic, it takes until something that happens so often per second has
    /// happened often enough to say how often it does.
    pub fn parts_for(&self, per_s: f64, cycles_per_s: f64) -> u64 {
        let parts_per_s = if self.is_one_key() { cycles_per_s } else { 1.0 / self.memory() };
        (RARE_MIN * parts_per_s / per_s) as u64
    }

    /// From one episode's beginning to the next one's, on average.
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

    /// The mean wait of those who waited.
    pub fn lock_wait_mean_ms(&self) -> Measure {
        self.over(|mark: &Mark| (mark.waited_ms, mark.lock_waits as f64))
    }

    /// How often a row is read that a commit in the same L makes old, or, where no delete comes, grows old in the cache.
    pub fn old_rows_per_s(&self) -> f64 {
        let lasts =
            |keys: &Keys| if self.scenario.write_policy == WritePolicy::TtlOnly { keys.life } else { self.query };
        self.sum(&|keys| -libm::expm1(-keys.writes * lasts(keys)) / (keys.life + self.query + 1.0 / keys.rate))
    }

    /// How many queries it takes to tell how long one waits for them, which goes by their squares: a few slow ones are most
    /// of it, and are not among the first.
    pub fn squares_settle_after(&self) -> u64 {
        (10.0 * latency::square_variance(self.scenario.db_latency)) as u64
    }

    /// Queries per episode, on average. Where hardly more than one is expected, a second one is rare.
    #[inline(never)]
    pub fn add_queries_per_episode(&self, forms: &mut Forms, predicted: f64) {
        let of = |episode: &crate::folds::metrics::Episode, _| episode.db_queries as f64;
        let measure = Measure::Episodes { after_warm_up: false, of, number: 0.0 };
        let more = predicted - 1.0;
        let n_min = if more > 0.0 { (RARE_MIN / more) as u64 } else { 0 };
        forms.add_of(n_min, "db_queries_per_episode", predicted, measure);
    }
}
