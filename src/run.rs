//! A finished run: the scenario taken all the way to its report, with or without its trace.

use crate::metrics::{Metrics, Report};
use crate::scenario::Scenario;
use crate::simulation::{Simulation, Stopped};
use crate::theory;
use crate::trace::Trace;

/// Polls between two looks at the trace: small enough to keep a forgotten trace small, large enough to cost nothing.
const SLICE_POLLS: u64 = 100_000;

/// Runs a scenario and keeps its trace.
///
/// # Errors
/// When the simulation has to be stopped before its end.
pub fn run(scenario: &Scenario) -> Result<(Trace, Report), Stopped> {
    let mut simulation = Simulation::new(scenario);
    while !simulation.advance(SLICE_POLLS)? {}
    let trace = std::mem::take(&mut *simulation.trace_mut());
    let mut metrics = Metrics::default();
    metrics.fold(trace.events());
    let report = complete(metrics, &trace, scenario);
    Ok((trace, report))
}

/// Runs a scenario for its report alone: the trace is folded and forgotten slice by slice. The same report as [`run`].
///
/// # Errors
/// When the simulation has to be stopped before its end.
pub fn report(scenario: &Scenario) -> Result<Report, Stopped> {
    let mut simulation = Simulation::new(scenario);
    let mut metrics = Metrics::default();
    loop {
        let finished = simulation.advance(SLICE_POLLS)?;
        let mut trace = simulation.trace_mut();
        metrics.fold(trace.events());
        trace.forget();
        if finished {
            return Ok(complete(metrics, &trace, scenario));
        }
    }
}

/// The report of a run whose whole trace has been folded, with the theory beside it.
pub fn complete(metrics: Metrics, trace: &Trace, scenario: &Scenario) -> Report {
    let mut report = metrics.report(trace, scenario.to_string());
    report.theory = theory::compare(scenario, &report);
    report
}
