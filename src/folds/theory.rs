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

use crate::base::table::ByName;
use crate::folds::metrics::{Compared, Episode, Report};
use crate::scenario::{Arrivals, Scenario, Strategy};
use case::Case;
pub use form::Form;
use form::Forms;

/// Where cycles differ much in length, a run needs as many of them: with fewer it hardly ever sees the longest.
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

/// The closed forms that apply to this line. Nothing but the line decides, so that they are the same for all its seeds.
pub fn forms(scenario: &Scenario) -> Vec<Form> {
    let mut forms = Forms::default();
    if let Some(case) = Case::of(scenario) {
        match scenario.strategy {
            // First of all: what follows goes by a rate, which a closed loop makes for itself.
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

/// The closed forms that apply to this run's line, by name, beside what it measured; the unit is in the name.
pub fn compare(scenario: &Scenario, report: &Report) -> ByName<Compared> {
    let mut all = ByName::default();
    for form in forms(scenario) {
        all.get_or_insert(form.name, form.compared(scenario, report));
    }
    all
}

/// The episodes of a run that are no accident of where it began or ended: each of them was bound to begin, and to be over,
/// in time. Whether one counts must not hang on what came of it: the first to be cut off by
/// the end, or to come before it by luck, are not like the others. So a key's episode counts if the one before it began so
/// long before the end that this one was bound to begin in time, which is known before its own dice are thrown (Wald's
/// equation). With `after_warm_up` the first one does not count that began with an empty cache, since that is no expiry.
pub fn whole_episodes<'a>(
    scenario: &Scenario,
    report: &'a Report,
    after_warm_up: bool,
) -> impl Iterator<Item = &'a Episode> {
    let begins_warm = scenario.warm && scenario.absent == 0.0;
    let case = Case::any(scenario);
    let until = scenario.duration.as_secs_f64() - case.episode_max();
    let known_until = until - case.cycle_max();
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
