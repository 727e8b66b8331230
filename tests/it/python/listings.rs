//! The listings behave like the strategies and write policies in Rust: their runs have the same fingerprints.

use crate::scenarios::line;
use cache_aside_playground::python::Code;
use cache_aside_playground::python::listings::{of_strategy, of_write_policy};
use cache_aside_playground::run::SLICE_POLLS;
use cache_aside_playground::scenario::{PRESETS, Scenario, Strategy, WritePolicy};
use cache_aside_playground::simulation::Simulation;
use cache_aside_playground::trace::Trace;

/// The trace of a scenario, run with code if there is some.
pub fn trace_of(scenario: &Scenario, text: Option<&str>) -> Trace {
    let mut simulation = match text {
        Some(text) => {
            Simulation::with_code(scenario, Code::new(text, scenario).unwrap_or_else(|wrong| panic!("{wrong}")))
        }
        None => Simulation::new(scenario),
    };
    while !simulation.advance(SLICE_POLLS).unwrap_or_else(|stopped| panic!("{stopped}: '{scenario}'")) {}
    std::mem::take(&mut *simulation.trace_mut())
}

/// Every preset, and 300 random lines.
fn scenarios() -> impl Iterator<Item = Scenario> {
    let lines = (0..300).map(|case| Scenario::parse(&line(case)).expect("a scenario"));
    PRESETS.iter().map(|preset| preset.scenario()).chain(lines)
}

fn hold(what: &str, scenario: &Scenario, text: &str) {
    let (ours, coded) = (trace_of(scenario, None), trace_of(scenario, Some(text)));
    if ours.fingerprint() == coded.fingerprint() {
        return;
    }
    let differs = ours.events().iter().zip(coded.events()).position(|(a, b)| a != b);
    let index = differs.unwrap_or(ours.events().len().min(coded.events().len()));
    let around = |trace: &Trace| {
        let from = index.saturating_sub(6);
        trace.events()[from..].iter().take(9).map(|event| format!("    {event}\n")).collect::<String>()
    };
    panic!("{what}: event {index} differs in '{scenario}':\n{}  with code:\n{}", around(&ours), around(&coded));
}

/// Whether a scenario runs at all. With another strategy a line may exceed the limits on a run, and is refused.
fn runs(scenario: &Scenario) -> bool {
    scenario.check().is_ok()
}

#[test]
fn each_strategys_listing_has_its_fingerprint_on_every_preset_and_300_random_lines() {
    for &strategy in Strategy::ALL {
        for scenario in scenarios() {
            let scenario = Scenario { strategy, ..scenario };
            if runs(&scenario) {
                hold(&format!("{strategy:?}"), &scenario, of_strategy(strategy));
            }
        }
    }
}

#[test]
fn each_write_policys_listing_has_its_fingerprint_on_every_preset_and_300_random_lines() {
    for &write_policy in WritePolicy::ALL {
        for scenario in scenarios() {
            let scenario = Scenario { write_policy, ..scenario };
            if runs(&scenario) {
                hold(&format!("{write_policy:?}"), &scenario, of_write_policy(write_policy));
            }
        }
    }
}
