//! Theory: the closed forms that apply to a scenario, each beside what its run measured.
//!
//! Stands beside the folds over the trace. It reads a scenario and its report and knows nothing of how a run is made,
//! so that agreement means something. A form is left out when its conditions do not hold: better no prediction than a
//! wrong one. One file per strategy holds its forms, with their derivation; all times in them are in seconds.
//!
//! ```text
//! λ reads/s    T TTL    L database latency    r round trip to the cache    w from a reader's look to its SET
//! μ writes/s
//! ```
//!
//! What the textbooks say per fill, per write or per pair of writes (how likely a stale set, a row put back, a store in the
//! wrong order) is here what readers get of it: the share of stale reads. Of deletes that come in pairs (`double_delete`) that
//! has no closed form here; tests/it/closed_forms holds the one per fill.
//!
//! Textbooks let the cache answer at once. Here it takes a round trip, a command takes effect half way, and w is L plus
//! as many round trips as the strategy makes in between. With `cache_latency=0ms` every form is the textbook's.

mod background_refresh;
mod closed_loop;
mod cycles;
mod functions;
mod keys;
mod latency;
mod lease;
mod lru;
mod measured;
mod mutex;
mod single_flight;
mod unprotected;
mod writes;
mod xfetch;

use crate::base::random::Latency;
use crate::base::table::ByName;
use crate::folds::metrics::{Compared, Episode, Mark, Report};
use crate::scenario::{Arrivals, Scenario, Strategy};
use keys::Keys;
use measured::Measured;

/// Fewer cycles than this say nothing about a share or a rate.
const CYCLES_MIN: usize = 10;
/// With many keys, as many for each on average.
const CYCLES_PER_KEY_MIN: f64 = 50.0;
/// Where they differ much in length, a run ends before the longest of its own: fewer than this lean to the short.
const CYCLES_IN_RUN_MIN: f64 = 50.0;
/// What counts as negligible where a form leaves something out: well below what a run of ten million events resolves.
const NEGLIGIBLE: f64 = 1e-3;

/// How a value that somebody has missed comes back.
struct Refill {
    /// w, from the miss to the SET of its query, in seconds.
    window: f64,
    /// Whether nobody else queries for it meanwhile.
    alone: bool,
}

/// The closed forms that apply to this run, by name; the unit is in the name.
pub fn compare(scenario: &Scenario, report: &Report) -> ByName<Compared> {
    let mut forms = Forms::default();
    if let Some(case) = Case::of(scenario, report) {
        match scenario.strategy {
            // First of all: what follows goes by a rate, which a closed loop makes for itself.
            _ if scenario.arrivals == Arrivals::Closed => closed_loop::compare(&case, &mut forms),
            _ if case.overflows() => lru::compare(&case, &mut forms),
            _ if case.writes > 0.0 => writes::compare(&case, &mut forms),
            Strategy::Unprotected => unprotected::compare(&case, &mut forms),
            Strategy::Mutex => mutex::compare(&case, &mut forms),
            Strategy::Xfetch => xfetch::compare(&case, &mut forms),
            Strategy::BackgroundRefresh => background_refresh::compare(&case, &mut forms),
            Strategy::SingleFlight => single_flight::compare(&case, &mut forms),
            Strategy::Lease => lease::compare(&case, &mut forms),
        }
    }
    forms.0
}

/// The episodes of a run that are no accident of where it began or ended: each of them was bound to begin, and to be over
/// `settled_after` seconds later, in time. Whether one counts must not hang on what came of it: the first to be cut off by
/// the end, or to come before it by luck, are not like the others. So a key's episode counts if the one before it began a
/// whole TTL and two such times before the end, which is known before its own dice are thrown (Wald's equation).
/// With `after_warm_up` the first one does not count that began with an empty cache, since that is no expiry.
pub fn whole_episodes<'a>(
    scenario: &Scenario,
    report: &'a Report,
    settled_after: f64,
    after_warm_up: bool,
) -> impl Iterator<Item = &'a Episode> {
    let begins_warm = scenario.warm && scenario.absent == 0.0;
    let until = scenario.duration.as_secs_f64() - settled_after;
    let ttl = if scenario.absent < 1.0 { scenario.ttl + scenario.ttl_jitter } else { scenario.negative_ttl };
    let known_until = until - settled_after - ttl.as_secs_f64();
    // With many keys the one before it is another's, and where the run ends matters little.
    let one_key = scenario.keys == 1 && (scenario.absent == 0.0 || scenario.absent == 1.0);
    let mut before = 0.0;
    let counts = move |episode: &&Episode| {
        let known = !one_key || before <= known_until * 1e3;
        before = episode.at_ms;
        known && episode.at_ms <= until * 1e3
    };
    report.episodes.iter().take_while(counts).skip(usize::from(after_warm_up && !begins_warm))
}

/// The forms that apply, as they are found.
#[derive(Default)]
struct Forms(ByName<Compared>);

impl Forms {
    /// Adds a form. Without a measurement, or a number, there is nothing to compare, and it is left out.
    #[inline(never)]
    fn add(&mut self, name: &'static str, predicted: f64, measured: Option<Measured>) {
        if let (Some(Measured { value: measured, standard_error, weight }), false) = (measured, predicted.is_nan()) {
            let compared = Compared { predicted, measured, standard_error, weight };
            *self.0.get_or_insert(name, compared) = compared;
        }
    }
}

/// A scenario with what all forms have in common, and its report.
struct Case<'a> {
    scenario: &'a Scenario,
    report: &'a Report,
    keys: Vec<Keys>,
    /// λ, reads per second, of all keys. It means nothing in a closed loop, nor do those of `keys`.
    rate: f64,
    /// μ, writes per second, of all keys.
    writes: f64,
    /// T, in seconds: how long a value is fresh at least; for ids that do not exist, how long that is remembered.
    ttl: f64,
    /// L, its mean in seconds.
    query: f64,
    /// r, the round trip to the cache in seconds.
    hop: f64,
}

// Each of these is called from many forms; copied into all of them they would be half of what theory sends to a page.
impl<'a> Case<'a> {
    /// The conditions of every form here: keys read by a Poisson process (or a closed loop) and by nobody else touched but
    /// Poisson writes, no errors but crashes, a cache that always takes the same time, and nobody who gives up.
    fn of(scenario: &'a Scenario, report: &'a Report) -> Option<Case<'a>> {
        let Latency::Constant(hop) = scenario.cache_latency else { return None };
        let writes = scenario.write_rate.per_second();
        let absent = scenario.absent > 0.0;
        let applies = !(absent && (writes > 0.0 || scenario.strategy == Strategy::BackgroundRefresh))
            && scenario.arrivals != Arrivals::Even
            && scenario.interventions.is_empty()
            && scenario.client_timeout.is_zero()
            && scenario.db_timeout.is_zero()
            && !scenario.xfetch_lock
            && report.reads > 0
            // Nobody found the line before the database full, to fail or to try again.
            && (scenario.db_queue_limit == 0 || report.db_queue_max == 0);
        applies.then(|| {
            let keys = keys::of(scenario);
            let ttl = match (absent, scenario.absent == 1.0) {
                (false, _) => scenario.ttl,
                (_, true) => scenario.negative_ttl,
                _ => scenario.negative_ttl.min(scenario.ttl),
            };
            Case {
                scenario,
                report,
                keys,
                rate: scenario.rate.per_second(),
                writes,
                ttl: ttl.as_secs_f64(),
                query: scenario.db_latency.mean().as_secs_f64(),
                hop: hop.as_secs_f64(),
            }
        })
    }

    /// How values come back, whatever took them away; `None` where that has no one form, or its conditions do not hold.
    fn refill(&self) -> Option<Refill> {
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
    fn is_one_key(&self) -> bool {
        self.keys.len() == 1 && self.keys[0].count == 1.0
    }

    /// Whether it is but one key, and each of its values lives as long as any other.
    fn is_one_ttl(&self) -> bool {
        self.is_one_key() && self.scenario.ttl_jitter.is_zero()
    }

    /// Σ over all keys.
    #[inline(never)]
    fn sum(&self, of: &dyn Fn(&Keys) -> f64) -> f64 {
        self.keys.iter().map(|keys| keys.count * of(keys)).sum()
    }

    /// Whether it holds for every key.
    fn all(&self, holds: &dyn Fn(&Keys) -> bool) -> bool {
        self.keys.iter().all(holds)
    }

    /// Whether the cache is too small for all keys.
    fn overflows(&self) -> bool {
        self.scenario.capacity > 0 && f64::from(self.scenario.capacity) < self.sum(&|_| 1.0)
    }

    /// Whether no query ever waited for a connection: as good as an unlimited database.
    fn never_queued(&self) -> bool {
        self.report.db_queue_max == 0
    }

    /// Whether every query takes the same time.
    fn query_is_constant(&self) -> bool {
        matches!(self.scenario.db_latency, Latency::Constant(_))
    }

    /// Whether the cache is so much faster than the database that what a form leaves out of r does not matter.
    fn hop_is_small(&self) -> bool {
        self.hop <= 0.01 * self.query
    }

    /// The run in seconds.
    fn duration(&self) -> f64 {
        self.scenario.duration.as_secs_f64()
    }

    /// Whether the run is long enough for shares and rates: where in a cycle it begins and ends then matters little. With
    /// many keys that is so for each of them; on average the rarest has a few cycles less.
    fn is_long(&self) -> bool {
        let cycles = self.report.episodes.len();
        match self.is_one_key() {
            true => cycles >= CYCLES_MIN,
            false => cycles as f64 >= CYCLES_PER_KEY_MIN * self.sum(&|_| 1.0),
        }
    }

    /// One sum over the run by another.
    fn whole(&self, of: &dyn Fn(&Mark) -> (f64, f64)) -> Option<Measured> {
        // One key's history begins anew at each mark. With many, what happens is felt for a TTL or so.
        let memory = if self.is_one_key() { 0.0 } else { 4.0 * (self.keys[0].life + self.query) };
        self.whole_in(memory, of)
    }

    /// As [`Case::whole`], where what happens is felt for as many seconds.
    #[inline(never)]
    fn whole_in(&self, memory: f64, of: &dyn Fn(&Mark) -> (f64, f64)) -> Option<Measured> {
        Measured::whole(&self.report.marks, self.report.end(self.duration()), memory * 1e3, of)
    }

    /// A share of all reads.
    #[inline(never)]
    fn share(&self, part: fn(&Mark) -> u64) -> Option<Measured> {
        self.whole(&|mark| (part(mark) as f64, mark.reads as f64))
    }

    /// From one episode's beginning to the next one's, on average.
    #[inline(never)]
    fn cycle_ms(&self) -> Option<Measured> {
        Measured::mean(&mut self.report.episodes.windows(2).map(|pair| pair[1].at_ms - pair[0].at_ms))
    }

    /// Queries per second: with one key over whole cycles, from the first episode's beginning to the last one's.
    #[inline(never)]
    fn db_rate(&self) -> Option<Measured> {
        if !self.is_one_key() {
            return self.whole(&|mark| (mark.db_queries as f64, mark.at_ms / 1e3));
        }
        let whole = self.report.episodes.windows(2);
        Measured::ratio(whole.map(|pair| (pair[0].db_queries as f64, (pair[1].at_ms - pair[0].at_ms) / 1e3)).collect())
    }

    /// The mean over whole episodes.
    #[inline(never)]
    fn mean(&self, settled_after: f64, after_warm_up: bool, of: &dyn Fn(&Episode) -> f64) -> Option<Measured> {
        Measured::mean(&mut whole_episodes(self.scenario, self.report, settled_after, after_warm_up).map(of))
    }

    /// The mean wait of those who waited.
    fn lock_wait_mean_ms(&self) -> Option<Measured> {
        self.whole(&|mark| (mark.waited_ms, mark.lock_waits as f64))
    }

    /// Whether there are queries enough to tell how long one waits for them, which goes by their squares: a few slow ones are
    /// most of it, and are not among the first.
    fn squares_settle(&self) -> bool {
        let needed = CYCLES_MIN as f64 * latency::square_variance(self.scenario.db_latency);
        self.report.episodes.len() as f64 >= needed
    }

    /// Queries per episode, on average, over the whole ones.
    #[inline(never)]
    fn db_queries_per_episode(&self, settled_after: f64) -> Option<Measured> {
        self.mean(settled_after, false, &|episode| episode.db_queries as f64)
    }
}
