//! The fuzz targets for code. Any text either compiles or is refused with a sentence. A run of any program that
//! compiles violates no invariant of the model.

use crate::coding::program;
use crate::held::given;
use crate::making::{Bytes, small};
use cache_aside_playground::python::compile::compile;
use cache_aside_playground::python::{Code, TEXT_BYTES_MAX};
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::{Simulation, Stuck};
use cache_aside_playground::trace::invariants::{Given, violations};
use cache_aside_playground::units::Instant;

/// The maximum number of events of a run, by the estimate for its strategy. With code there may be more.
const ESTIMATE: u64 = 1_000;
/// The number of events after which a run is stopped.
const EVENTS: u64 = 20_000;

/// Any text either compiles, with the same result each time, or is refused with a position and a sentence.
pub fn code_text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let scenario = Scenario::default();
    let compiled = compile(&text, &scenario);
    match &compiled {
        Ok(program) => {
            assert!(text.len() <= TEXT_BYTES_MAX && (program.read.is_some() || program.write.is_some()));
            assert_eq!((program.ops.len(), program.ops.len()), (program.places.len(), program.lines.len()));
            let lines = text.lines().count() as u16;
            assert!(program.lines.iter().all(|line| (1..=lines.max(1)).contains(line)), "each operation has a line");
        }
        Err(mistake) => {
            let lines = text.matches('\n').count() as u32 + 1;
            assert!((1..=lines).contains(&mistake.line) && mistake.column >= 1, "{mistake}");
            assert!(!mistake.message.is_empty() && !mistake.message.contains('\n'), "{mistake}");
        }
    }
    let again = compile(&text, &scenario);
    assert_eq!(compiled.map(|program| program.ops), again.map(|program| program.ops));
}

/// The bytes give a program and a scenario. The run of the program ends, or is stopped with a line of the program. It
/// violates no invariant, and is the same when repeated.
pub fn code_run(data: &[u8]) {
    let (code, line) = data.split_at(data.len() / 2);
    let text = program(&mut Bytes(code));
    if let Some(scenario) = small(Bytes(line).scenario(), ESTIMATE) {
        runs_well(&scenario, &text);
    }
}

/// The same checks for a given program.
pub fn runs_well(scenario: &Scenario, text: &str) {
    let (ended_at, events) = run(scenario, text, 1_000);
    let site = Code::new(text, scenario).expect("it compiles").scenario(scenario);
    let given = Given { code: true, ..given(&site) };
    let wrongs = violations(&events, ended_at, given);
    assert!(wrongs.is_empty(), "{}\n  in '{scenario}' with\n{text}", wrongs.join("\n"));
    let (again_at, again) = run(scenario, text, 17);
    let same = ended_at == again_at && events == again;
    assert!(same || events.len() as u64 >= EVENTS, "slices leave no mark in '{scenario}' with\n{text}");
}

/// Runs a program. Returns the time at which the run ended, and its events.
fn run(scenario: &Scenario, text: &str, polls: u64) -> (Instant, Vec<cache_aside_playground::trace::Event>) {
    let code = Code::new(text, scenario).unwrap_or_else(|mistake| panic!("{mistake}\n{text}"));
    let mut simulation = Simulation::with_code(scenario, code);
    let ended_at = loop {
        match simulation.advance(polls) {
            Ok(true) => break simulation.end(),
            Ok(false) if simulation.trace().count() >= EVENTS => break last(&simulation),
            Ok(false) => {}
            Err(Stuck::Code(stop)) => {
                assert!(stop.2.line as usize <= text.lines().count(), "{}", stop.2);
                break stop.0.max(last(&simulation));
            }
            Err(stuck) => panic!("{stuck}: '{scenario}' with\n{text}"),
        }
    };
    let events = std::mem::take(&mut *simulation.trace_mut()).events().to_vec();
    (ended_at, events)
}

fn last(simulation: &Simulation) -> Instant {
    simulation.trace().events().last().map_or(Instant::ZERO, |event| event.at)
}
