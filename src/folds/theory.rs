//! Theory: the closed forms that apply to a scenario, compared with what its run measured.
//!
//! This code reads only a scenario and its report. It does not use the simulation, so agreement is meaningful. A form
//! is left out when its conditions do not hold: no prediction is better than a wrong one. Each strategy has a file with
//! its forms and their derivation. All times in them are in seconds.
//!
//! ```text
//! λ reads/s    T TTL    L database latency    r round trip to the cache    w from a reader's GET to its SET
//! μ writes/s
//! ```
//!
//! Textbooks give the probability of a stale set, of a row put back or of a store in the wrong order per fill, per
//! write or per pair of writes. The forms here give what readers see: the share of stale reads. For `double_delete`
//! that share has no closed form here; tests/it/closed_forms tests the probability per fill.
//!
//! In textbooks the cache answers at once. Here a command takes a round trip and takes effect half way through it, and
//! w is L plus the round trips that the strategy makes in between. With `cache_latency=0ms` every form equals the
//! textbook's.

mod background_refresh;
mod case;
mod closed_loop;
mod cycles;
mod form;
mod functions;
mod keys;
mod latency;
mod lease;
mod lru;
mod measured;
mod mutex;
pub mod names;
mod single_flight;
mod unprotected;
mod writes;
mod xfetch;

use crate::base::by_name::ByName;
use crate::base::units::{Duration, Instant};
use crate::folds::metrics::{Compared, Episode, Report};
use crate::scenario::{Arrivals, Scenario, Strategy};
use case::Case;
pub use form::Form;
use form::Forms;

/// The number of cycles that a run needs if their lengths differ much: a run with fewer hardly ever has one of the
/// longest.
const CYCLES_IN_RUN_MIN: f64 = 50.0;
/// The largest relative error that counts as negligible when a form leaves something out. It is well below what a run
/// of ten million events can resolve.
const NEGLIGIBLE: f64 = 1e-3;

/// How a missed value is refilled.
struct Refill {
    /// w, from the miss to the SET of its query, in seconds.
    w: f64,
    /// Whether no other reader queries for it in that time.
    alone: bool,
}

/// The closed forms that apply to a scenario. They depend only on its line, so they are the same for all seeds.
pub fn forms(scenario: &Scenario) -> Vec<Form> {
    let mut forms = Forms::default();
    if let Some(case) = Case::of(scenario) {
        match scenario.strategy {
            // This case comes first: the others need a given read rate, which a closed loop does not have.
            _ if scenario.arrivals == Arrivals::Closed => closed_loop::add(&case, &mut forms),
            _ if case.overflows() => lru::add(&case, &mut forms),
            _ if case.writes > 0.0 => writes::add(&case, &mut forms),
            Strategy::Unprotected => unprotected::add(&case, &mut forms),
            Strategy::Mutex => mutex::add(&case, &mut forms),
            Strategy::Xfetch => xfetch::add(&case, &mut forms),
            Strategy::BackgroundRefresh => background_refresh::add(&case, &mut forms),
            Strategy::SingleFlight => single_flight::add(&case, &mut forms),
            Strategy::Lease => lease::add(&case, &mut forms),
        }
    }
    forms.0
}

/// The closed forms that apply to a run's scenario, by name, compared with what the run measured. The unit is in the
/// name. If the run was stopped, they are those of a run of the shorter duration.
pub fn compare(scenario: &Scenario, report: &Report) -> ByName<Compared> {
    let mut all = ByName::default();
    let Some(covered) = report.covered else { return all };
    let cut = (covered < scenario.duration).then(|| until(scenario, covered));
    let scenario = cut.as_ref().unwrap_or(scenario);
    for form in forms(scenario) {
        all.get_or_insert(form.name, form.compared(scenario, report));
    }
    all
}

/// The scenario of a run of this shorter duration.
fn until(scenario: &Scenario, duration: Duration) -> Scenario {
    let mut scenario = Scenario { duration, ..scenario.duplicate() };
    scenario.interventions.retain(|intervention| intervention.at <= Instant::ZERO + duration);
    scenario
}

/// The episodes of a run that are not biased by where the run begins or ends.
///
/// Each of them was certain to begin and to end within the run. Whether an episode counts must not depend on its own
/// outcome: an episode that was cut off by the end, or only happened to end before it, is not a typical one. So an
/// episode of a key counts if the previous one began so early that this one was certain to begin in time. That is known
/// before this episode begins (Wald's equation). With `after_warm_up`, the first episode of a run with an empty cache
/// does not count, because no expiry caused it.
pub fn whole_episodes<'a>(
    scenario: &Scenario,
    report: &'a Report,
    after_warm_up: bool,
) -> impl Iterator<Item = &'a Episode> {
    let begins_warm = scenario.warm && scenario.absent == 0.0;
    let case = Case::any(scenario);
    let until = scenario.duration.as_secs_f64() - case.episode_max();
    let known_until = until - case.cycle_max();
    // With many keys the previous episode belongs to another key, and the end of the run matters little.
    let one_key = scenario.keys == 1 && (scenario.absent == 0.0 || scenario.absent == 1.0);
    let mut before = 0.0;
    let counts = move |episode: &&Episode| {
        let known = !one_key || before <= known_until * 1e3;
        before = episode.at_ms;
        known && episode.at_ms <= until * 1e3
    };
    report.episodes.iter().take_while(counts).skip(usize::from(after_warm_up && !begins_warm))
}
