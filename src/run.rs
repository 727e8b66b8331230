//! A finished run: the scenario taken all the way to its report, with or without its trace.

#[cfg(feature = "python")]
pub mod challenges;
pub mod simulation;

use crate::folds::metrics::{Metrics, Report};
use crate::folds::theory;
use crate::run::simulation::{Simulation, Stopped};
use crate::scenario::Scenario;
use crate::trace::following::Following;
use crate::trace::{Event, Trace};

/// Polls between two looks at the trace: small enough to keep a forgotten trace small, large enough to cost nothing.
pub const SLICE_POLLS: u64 = 50_000;

/// Runs a scenario and keeps its trace.
///
/// # Errors
/// When the simulation has to be stopped before its end.
pub fn run(scenario: &Scenario) -> Result<(Trace, Report), Stopped> {
    let mut simulation = Simulation::new(scenario);
    while !simulation.advance(SLICE_POLLS)? {}
    let trace = std::mem::take(&mut *simulation.trace_mut());
    let mut sums = Sums::default();
    sums.fold(trace.events());
    let report = complete(sums.metrics.report(&sums.following), &trace, scenario);
    Ok((trace, report))
}

/// Runs a scenario for its report alone: the trace is folded and forgotten slice by slice. The same report as [`run`].
///
/// # Errors
/// When the simulation has to be stopped before its end.
pub fn report(scenario: &Scenario) -> Result<Report, Stopped> {
    report_in_slices(scenario, || {})
}

/// The same, with something to be done before each slice.
///
/// # Errors
/// When the simulation has to be stopped before its end.
pub fn report_in_slices(scenario: &Scenario, before_slice: impl Fn()) -> Result<Report, Stopped> {
    let report = fold(&mut Simulation::new(scenario), |_| before_slice())?;
    Ok(with_theory(report, scenario))
}

/// Runs a simulation to its end for its report alone, without closed forms; `each_slice` is shown the events of each
/// slice before they are forgotten.
///
/// # Errors
/// When the simulation has to be stopped before its end.
pub fn fold(simulation: &mut Simulation, mut each_slice: impl FnMut(&[Event])) -> Result<Report, Stopped> {
    let mut sums = Sums::default();
    loop {
        let finished = simulation.advance(SLICE_POLLS);
        let mut trace = simulation.trace_mut();
        sums.fold(trace.events());
        each_slice(trace.events());
        trace.forget();
        if finished? {
            return Ok(measured(sums.metrics.report(&sums.following), &trace, simulation.line()));
        }
    }
}

/// What a report is made from.
#[derive(Default)]
struct Sums {
    following: Following,
    metrics: Metrics,
}

impl Sums {
    fn fold(&mut self, events: &[Event]) {
        for event in events {
            let happened = self.following.event(event);
            self.metrics.event(event, &happened, &self.following);
        }
    }
}

/// The report of a run whose whole trace has been folded, with its scenario, its fingerprint and the theory beside it.
pub fn complete(report: Report, trace: &Trace, scenario: &Scenario) -> Report {
    with_theory(measured(report, trace, &scenario.to_string()), scenario)
}

/// The same without the theory: there are no closed forms of code.
pub fn measured(mut report: Report, trace: &Trace, line: &str) -> Report {
    report.scenario = line.to_string();
    report.fingerprint = trace.fingerprint();
    report.events = trace.count();
    report
}

fn with_theory(mut report: Report, scenario: &Scenario) -> Report {
    report.theory = theory::compare(scenario, &report);
    report
}
