//! The whole model: runs of a busy site. Its digest is the number of polls, which are its events.

use super::Run;
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::Simulation;
use std::hint::black_box;

/// A busy site, which makes a run of about 650,000 polls, and a run of a million reads.
const SCENARIO: &str = "strategy=mutex rate=20000/s duration=10s keys=1000 db_latency=exponential:50ms seed=1";
const MILLION: &str = "strategy=unprotected rate=100000/s duration=10s keys=1000 db_connections=0 seed=1";
/// Polls between two looks at the world outside, as in a browser's worker.
const SLICE: u64 = 10_000;

/// Sets up so many runs of the scenario; nothing when the kind of work is none of the model's.
pub fn set_up(kind: &str, times: u32) -> Option<Run> {
    let line = if kind == "model-million" { MILLION } else { SCENARIO };
    let scenario = Scenario::parse(line).expect("a valid line");
    let once: Box<dyn Fn() -> u64> = match kind {
        "model-forgotten" => Box::new(move || simulate(&scenario, false)),
        "model-kept" => Box::new(move || simulate(&scenario, true)),
        "model-report" | "model-million" => {
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

/// One run without a report; its polls.
fn simulate(scenario: &Scenario, keep_trace: bool) -> u64 {
    let mut simulation = Simulation::new(scenario);
    while !simulation.advance(SLICE).expect("a run without fault") {
        if !keep_trace {
            simulation.trace_mut().forget();
        }
    }
    simulation.polls()
}
