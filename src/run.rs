//! Runs a scenario to its end, for its report, with or without its trace.

#[cfg(feature = "python")]
pub mod challenges;
pub mod idle;
pub mod limits;
pub mod recorded;
#[cfg(feature = "python")]
pub mod shortest;
pub mod simulation;

use crate::base::units::Duration;
use crate::folds::metrics::{self, Metrics, Report};
#[cfg(feature = "theory")]
use crate::folds::theory;
use crate::run::limits::Stopped;
use crate::run::simulation::{Simulation, Stuck};
use crate::scenario::Scenario;
use crate::trace::following::Following;
use crate::trace::{Event, Trace};

/// The number of polls between two folds of the trace: few enough to keep the trace in memory short, enough to cost no
/// time.
pub const SLICE_POLLS: u64 = 50_000;

/// Runs a scenario and keeps its trace.
///
/// # Errors
/// If requests wait for something that can no longer happen.
pub fn run(scenario: &Scenario) -> Result<(Trace, Report), Stuck> {
    let mut simulation = Simulation::new(scenario);
    while !simulation.advance(SLICE_POLLS)? {}
    let trace = std::mem::take(&mut *simulation.trace_mut());
    let mut sums = Sums::default();
    sums.fold(trace.events());
    let report =
        complete(sums.metrics.report(&sums.following, simulation.end()), &trace, scenario, simulation.stopped());
    Ok((trace, report))
}

/// Runs a scenario for its report only. The trace is folded and dropped slice by slice. The report is the same as that
/// of [`run`].
///
/// # Errors
/// If requests wait for something that can no longer happen.
pub fn report(scenario: &Scenario) -> Result<Report, Stuck> {
    report_of(&mut Simulation::new(scenario), scenario, |_| {})
}

/// The same for a simulation in progress. `each` is called with every slice of its events before they are dropped.
///
/// # Errors
/// If requests wait for something that can no longer happen, or the user's code has an error.
pub fn report_of(
    simulation: &mut Simulation,
    scenario: &Scenario,
    mut slice: impl FnMut(&[Event]),
) -> Result<Report, Stuck> {
    let mut sums = Sums::default();
    loop {
        let finished = simulation.advance(SLICE_POLLS);
        let mut trace = simulation.trace_mut();
        slice(trace.events());
        sums.fold(trace.events());
        trace.forget();
        if finished? {
            let report = sums.metrics.report(&sums.following, simulation.end());
            return Ok(of_simulation(report, &trace, scenario, simulation));
        }
    }
}

/// The folds that a report is made from.
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

/// Completes the report of a simulation whose whole trace has been folded. With the user's code there is no theory.
pub fn of_simulation(report: Report, trace: &Trace, scenario: &Scenario, simulation: &Simulation) -> Report {
    match simulation.has_theory() {
        true => complete(report, trace, scenario, simulation.stopped()),
        false => measured(report, trace, scenario, simulation.stopped()),
    }
}

/// Completes the report of a run whose whole trace has been folded: scenario, fingerprint and theory. If the run was
/// stopped, the theory is that of a run of the shorter duration.
pub fn complete(report: Report, trace: &Trace, scenario: &Scenario, stopped: Option<Stopped>) -> Report {
    let mut report = measured(report, trace, scenario, stopped);
    report.strategy_idle = idle::word(scenario, &report);
    report.covered = Some(stopped.map_or(scenario.duration, |stopped| Duration(stopped.at.as_nanos().max(1))));
    #[cfg(feature = "theory")]
    {
        report.theory = theory::compare(scenario, &report);
    }
    report
}

fn measured(mut report: Report, trace: &Trace, scenario: &Scenario, stopped: Option<Stopped>) -> Report {
    report.scenario = scenario.to_string();
    report.fingerprint = trace.fingerprint();
    report.events = trace.count();
    report.stopped = stopped.map(|stopped| metrics::Stopped {
        at_ms: Duration(stopped.at.as_nanos()).as_millis_f64(),
        of_ms: Duration(stopped.of.as_nanos()).as_millis_f64(),
        limit: stopped.limit.name(),
        sentence: stopped.to_string(),
    });
    report
}
