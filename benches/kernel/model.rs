//! The benchmark of the whole model: runs of a busy site. The digest is the number of polls.

use super::Run;
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::Simulation;
use cache_aside_playground::trace::Event;
use cache_aside_playground::units::Instant;
use cache_aside_playground::wasm::columns::{EVENTS_WHOLE_MAX, Gathered};
use cache_aside_playground::wasm::events::{Excerpt, ExcerptRequest};
use std::hint::black_box;

/// A busy site with about 650,000 polls per run, and below a run of a million reads, up to 70,000 of them in flight.
const SCENARIO: &str = "strategy=mutex rate=20000/s duration=10s keys=1000 db_latency=exponential:50ms seed=1";
const MILLION: &str = "strategy=unprotected rate=100000/s duration=10s keys=1000 db_connections=0 seed=1";
/// Polls per slice, as in the page's worker.
const SLICE: u64 = 10_000;
/// Events before and after the middle of an excerpt, as `www/session/detail.js` requests them.
const ROWS: usize = 100_000;

/// Sets up `times` runs of a scenario; `None` if the kind of work is not one of the model's.
pub fn set_up(kind: &str, times: u32) -> Option<Run> {
    let line = if kind == "model-million" { MILLION } else { SCENARIO };
    let scenario = Scenario::parse(line).expect("a valid line");
    let once: Box<dyn Fn() -> u64> = match kind {
        "model-forgotten" => Box::new(move || simulate(&scenario, false)),
        "model-kept" => Box::new(move || simulate(&scenario, true)),
        "model-million" => Box::new(move || as_the_page_has_it(&scenario)),
        "model-report" => {
            let polls = simulate(&scenario, false);
            Box::new(move || {
                black_box(run::run(&scenario)).expect("a run without fault");
                polls
            })
        }
        _ => return None,
    };
    once();
    Some(Box::new(move || (0..times).map(|_| once()).sum()))
}

/// Runs a scenario without a report, and returns the number of polls.
fn simulate(scenario: &Scenario, keep_trace: bool) -> u64 {
    let mut simulation = Simulation::new(scenario);
    while !simulation.advance(SLICE).expect("a run without fault") {
        if !keep_trace {
            simulation.trace_mut().forget();
        }
    }
    simulation.polls()
}

/// Runs a scenario as the page does: its events are folded slice by slice, dropped when there are too many, and its
/// columns handed over; then the run is repeated for an excerpt of events from its middle. Returns the polls of both
/// runs.
fn as_the_page_has_it(scenario: &Scenario) -> u64 {
    let mut gathered = Gathered::new(scenario, EVENTS_WHOLE_MAX);
    let simulation = go_on(scenario, |events| {
        gathered.fold(events);
        false
    });
    let results = gathered.finish(simulation.end());
    let report = run::complete(results.report, &simulation.trace(), scenario, simulation.stopped());
    black_box((report, results.narration, results.columns));

    let at = Instant(scenario.duration.0 / 2);
    let request = ExcerptRequest { at, before: ROWS, after: ROWS, actor: None, kind: None, key: None };
    let mut detail = Excerpt::new(request);
    let again = go_on(scenario, |events| detail.fold(events));
    black_box(detail.finish(again.end()));
    simulation.polls() + again.polls()
}

/// Runs the scenario until its end, or until `enough` returns true for the events of a slice.
fn go_on(scenario: &Scenario, mut enough: impl FnMut(&[Event]) -> bool) -> Simulation {
    let mut simulation = Simulation::new(scenario);
    loop {
        let ended = simulation.advance(SLICE).expect("a run without fault");
        let enough = enough(simulation.trace().events());
        simulation.trace_mut().forget();
        if ended || enough {
            return simulation;
        }
    }
}
