//! A finished run: the scenario taken all the way to its report, with or without its trace.

pub mod idle;
pub mod limits;
pub mod simulation;

use crate::base::units::{Duration, Instant};
use crate::folds::metrics::{self, Metrics, Report};
use crate::folds::theory;
use crate::run::limits::Stopped;
use crate::run::simulation::{Deadlock, Simulation};
use crate::scenario::Scenario;
use crate::trace::following::Following;
use crate::trace::{Event, Trace};

/// Polls between two looks at the trace: small enough to keep a forgotten trace small, large enough to cost nothing.
pub const SLICE_POLLS: u64 = 50_000;

/// Runs a scenario and keeps its trace.
///
/// # Errors
/// When requests wait for something that can not come any more.
pub fn run(scenario: &Scenario) -> Result<(Trace, Report), Deadlock> {
    let mut simulation = Simulation::new(scenario);
    while !simulation.advance(SLICE_POLLS)? {}
    let trace = std::mem::take(&mut *simulation.trace_mut());
    let mut sums = Sums::default();
    sums.fold(trace.events());
    let report =
        complete(sums.metrics.report(&sums.following, simulation.end()), &trace, scenario, simulation.stopped());
    Ok((trace, report))
}

/// Runs a scenario for its report alone: the trace is folded and forgotten slice by slice. The same report as [`run`].
///
/// # Errors
/// When requests wait for something that can not come any more.
pub fn report(scenario: &Scenario) -> Result<Report, Deadlock> {
    report_of(Simulation::new(scenario), |_| {})
}

/// The same of a simulation, from where it is; with something to be done with each slice of its events before they are
/// forgotten.
///
/// # Errors
/// When requests wait for something that can not come any more.
pub fn report_of(mut simulation: Simulation, mut slice: impl FnMut(&[Event])) -> Result<Report, Deadlock> {
    let mut sums = Sums::default();
    loop {
        let finished = simulation.advance(SLICE_POLLS)?;
        let mut trace = simulation.trace_mut();
        slice(trace.events());
        sums.fold(trace.events());
        trace.forget();
        if finished {
            let report = sums.metrics.report(&sums.following, simulation.end());
            return Ok(complete(report, &trace, simulation.scenario(), simulation.stopped()));
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

/// The report of a run whose whole trace has been folded, with its scenario, its fingerprint and the theory beside it: that
/// of a run as long as this one got, if it was stopped.
pub fn complete(mut report: Report, trace: &Trace, scenario: &Scenario, stopped: Option<Stopped>) -> Report {
    report.scenario = scenario.to_string();
    report.fingerprint = trace.fingerprint();
    report.events = trace.count();
    report.strategy_idle = idle::word(scenario, &report);
    report.theory = match stopped {
        None => theory::compare(scenario, &report),
        Some(Stopped { at, .. }) => theory::compare(&until(scenario, at), &report),
    };
    report.stopped = stopped.map(|stopped| metrics::Stopped {
        at_ms: Duration(stopped.at.as_nanos()).as_millis_f64(),
        of_ms: Duration(stopped.of.as_nanos()).as_millis_f64(),
        limit: stopped.limit.name(),
        sentence: stopped.to_string(),
    });
    report
}

/// The scenario as long as a run of it got.
fn until(scenario: &Scenario, at: Instant) -> Scenario {
    let mut scenario = Scenario { duration: Duration(at.as_nanos().max(1)), ..scenario.clone() };
    scenario.interventions.retain(|intervention| intervention.at <= at);
    scenario
}
