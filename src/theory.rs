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
//! Textbooks let the cache answer at once. Here it takes a round trip, a command takes effect half way, and w is L plus
//! as many round trips as the strategy makes in between. With `cache_latency=0ms` every form is the textbook's.

mod background_refresh;
mod functions;
mod latency;
mod lease;
mod measured;
mod mutex;
mod single_flight;
mod unprotected;
mod writes;
mod xfetch;

use crate::metrics::{Compared, Episode, Report};
use crate::random::Latency;
use crate::scenario::{Arrivals, Scenario, Strategy};
use crate::table::ByName;
use measured::Measured;

/// Fewer cycles than this say nothing about a share or a rate.
const CYCLES_MIN: usize = 10;
/// What counts as negligible where a form leaves something out: well below what a run of ten million events resolves.
const NEGLIGIBLE: f64 = 1e-3;

/// The closed forms that apply to this run, by name; the unit is in the name.
pub fn compare(scenario: &Scenario, report: &Report) -> ByName<Compared> {
    let mut forms = Forms::default();
    if let Some(case) = Case::of(scenario, report) {
        match scenario.strategy {
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

/// The forms that apply, as they are found.
#[derive(Default)]
struct Forms(ByName<Compared>);

impl Forms {
    /// Adds a form. Without a measurement there is nothing to compare, and it is left out.
    fn add(&mut self, name: &'static str, predicted: f64, measured: Option<Measured>) {
        if let Some(Measured { value: measured, standard_error }) = measured {
            let compared = Compared { predicted, measured, standard_error };
            *self.0.get_or_insert(name, compared) = compared;
        }
    }
}

/// A scenario with what all forms have in common, and its report.
struct Case<'a> {
    scenario: &'a Scenario,
    report: &'a Report,
    /// λ, reads per second.
    rate: f64,
    /// μ, writes per second.
    writes: f64,
    /// T, in seconds; for ids that do not exist, how long that is remembered.
    ttl: f64,
    /// L, its mean in seconds.
    query: f64,
    /// r, the round trip to the cache in seconds.
    hop: f64,
}

impl<'a> Case<'a> {
    /// The conditions of every form here: one key, that of a row or of an id that does not exist, read by a Poisson
    /// process and by nobody else touched but Poisson writes, no errors, a cache that always takes the same time and
    /// holds every value for its TTL, and nobody who dies or gives up.
    fn of(scenario: &'a Scenario, report: &'a Report) -> Option<Case<'a>> {
        let Latency::Constant(hop) = scenario.cache_latency else { return None };
        let writes = scenario.write_rate.per_second();
        let absent = scenario.absent == 1.0;
        let one_kind =
            scenario.absent == 0.0 || absent && writes == 0.0 && scenario.strategy != Strategy::BackgroundRefresh;
        let applies = scenario.keys == 1
            && one_kind
            && scenario.arrivals == Arrivals::Poisson
            && !scenario.rate.is_zero()
            && scenario.interventions.is_empty()
            && scenario.ttl_jitter.is_zero()
            && scenario.capacity == 0
            && scenario.client_timeout.is_zero()
            && scenario.db_timeout.is_zero()
            && scenario.holder_crash == 0.0
            && !scenario.xfetch_lock
            && report.reads > 0
            && report.failed == 0;
        applies.then(|| Case {
            scenario,
            report,
            rate: scenario.rate.per_second(),
            writes,
            ttl: if absent { scenario.negative_ttl } else { scenario.ttl }.as_secs_f64(),
            query: scenario.db_latency.mean().as_secs_f64(),
            hop: hop.as_secs_f64(),
        })
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

    /// Whether the run is long enough for shares and rates: where in a cycle it begins and ends then matters little.
    fn is_long(&self) -> bool {
        self.report.episodes.len() >= CYCLES_MIN
    }

    /// A share of all reads, in long runs.
    fn share(&self, reads: u64) -> Option<Measured> {
        self.is_long().then(|| Measured::alone(reads as f64 / self.report.reads as f64))
    }

    /// From one episode's beginning to the next one's, on average.
    fn cycle_ms(&self) -> Option<Measured> {
        let lengths = self.report.episodes.windows(2).map(|pair| pair[1].at_ms - pair[0].at_ms);
        self.is_long().then(|| Measured::mean(lengths)).flatten()
    }

    /// Queries per second over whole cycles: from the first episode's beginning to the last one's.
    fn db_rate(&self) -> Option<Measured> {
        let whole = self.report.episodes.windows(2);
        let cycles = whole.map(|pair| (pair[0].db_queries as f64, (pair[1].at_ms - pair[0].at_ms) / 1e3));
        self.is_long().then(|| Measured::ratio(cycles)).flatten()
    }

    /// The mean over the episodes that were over before the run was; each is, `settled_after` seconds from its start.
    /// What begins with an empty cache is no expiry: `after_warm_up` leaves that first episode out.
    fn mean(&self, settled_after: f64, after_warm_up: bool, of: impl Fn(&Episode) -> f64) -> Option<Measured> {
        let warm = self.scenario.warm && self.scenario.absent == 0.0;
        let skipped = usize::from(after_warm_up && !warm);
        let until_ms = (self.duration() - settled_after) * 1e3;
        let settled = self.report.episodes.iter().skip(skipped).take_while(|episode| episode.at_ms <= until_ms);
        Measured::mean(settled.map(of))
    }

    /// The mean wait of those who waited.
    fn lock_wait_mean_ms(&self) -> Option<Measured> {
        (self.report.lock_waits > 0).then(|| Measured::alone(self.report.wait_ms.mean))
    }

    /// Queries per episode, on average, over the episodes that were over in time.
    fn db_queries_per_episode(&self, settled_after: f64) -> Option<Measured> {
        self.mean(settled_after, false, |episode| episode.db_queries as f64)
    }
}
