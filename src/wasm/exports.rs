//! The exports of the core to JavaScript. Compiled only for WebAssembly.
//!
//! A finished run is passed once, as columns ([`super::columns`]; `www/engine/run.d.ts` describes them in TypeScript).
//! There are no calls per event. All errors are objects `{field, value, allowed, message}`; the error for a refused
//! line may also have a `suggestion`.

#[cfg(feature = "python")]
use super::code_exports;
#[cfg(feature = "python")]
use super::coding::Coding;
use super::columns::{EVENTS_WHOLE_MAX, Gathered};
use super::events::{Excerpt, ExcerptRequest};
use super::finished::{make_room, run_object};
use super::js::put_columns;
use super::refusals::{refusal, stuck_object};
use super::report::report_object;
#[cfg(feature = "orders")]
pub use super::tables::lanes;
pub use super::tables::{actions, fields, kinds, parse, presets, propose_seed};
use crate::base::units::Instant;
use crate::run;
use crate::run::limits::Limits;
use crate::run::simulation;
use crate::scenario::{BYTES_MAX, Scenario};
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

/// Runs a line to its end, as `Run`.
///
/// # Errors
/// `ScenarioError`. An error of the core itself, if the run cannot continue, has the same form.
#[wasm_bindgen(js_name = run)]
pub fn run_to_end(line: &str) -> Result<JsValue, JsValue> {
    let mut simulation = Simulation::new(line)?;
    while !simulation.advance(run::SLICE_POLLS as u32)? {}
    simulation.finish()
}

/// Runs a line for its `Report` only, without keeping the trace: for many seeds in a row.
///
/// # Errors
/// `ScenarioError`. An error of the core itself, if the run cannot continue, has the same form.
#[wasm_bindgen]
pub fn report(line: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    match run::report_of(&mut simulation::Simulation::new(&scenario), &scenario, |_| make_room()) {
        Ok(report) => report_object(&report),
        Err(stuck) => Err(stuck_object(&scenario, &stuck)),
    }
}

/// A run in slices, so that a page can show progress, and can stop the run by freeing it.
#[wasm_bindgen]
pub struct Simulation {
    scenario: Scenario,
    simulation: simulation::Simulation,
    gathering: Gathering,
    /// The share of the run to compute, from 0 to 1.
    share: f64,
    /// The results for the user's code, if there is any.
    #[cfg(feature = "python")]
    coding: Option<Coding>,
}

/// The purpose of a run, with the results so far.
enum Gathering {
    /// All results of the run.
    Run(Box<Gathered>),
    /// An excerpt of its events.
    Excerpt(Excerpt),
}

#[wasm_bindgen]
impl Simulation {
    /// Parses the line and prepares the run.
    ///
    /// # Errors
    /// `ScenarioError`.
    #[wasm_bindgen(constructor)]
    pub fn new(line: &str) -> Result<Simulation, JsValue> {
        Simulation::within(line, BYTES_MAX as f64)
    }

    /// The same, with a limit in bytes for keys and requests. With less memory than usual, the run is stopped earlier.
    ///
    /// # Errors
    /// `ScenarioError`.
    pub fn within(line: &str, bytes: f64) -> Result<Simulation, JsValue> {
        let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
        let limits = Limits { bytes: bytes as u64, ..Limits::default() };
        let simulation = simulation::Simulation::within(&scenario, limits);
        Ok(Simulation::of(scenario, simulation))
    }

    /// The same for an excerpt of the run's events around a time, which [`Simulation::finish`] returns as `Events`. The
    /// request is an `ExcerptRequest` of `www/engine/run.d.ts`, whose optional numbers may be left out.
    ///
    /// # Errors
    /// `ScenarioError`.
    pub fn detail(line: &str, request: &JsValue) -> Result<Simulation, JsValue> {
        Ok(Simulation::new(line)?.for_excerpt(request))
    }

    /// Advances by a number of polls. Returns true if the run is finished, has been stopped at a limit
    /// (`Report.stopped`), or need not continue.
    ///
    /// # Errors
    /// If the run cannot continue: an error of the core itself, in the form of a `ScenarioError`.
    pub fn advance(&mut self, polls: u32) -> Result<bool, JsValue> {
        make_room();
        let finished = self.simulation.advance(u64::from(polls));
        let enough = self.gather();
        finished.map(|finished| finished || enough).map_err(|stuck| stuck_object(&self.scenario, &stuck))
    }

    /// The progress of the run, from 0 to 1; for an excerpt, the progress towards its time.
    pub fn progress(&self) -> f64 {
        (self.simulation.progress() / self.share).min(1.0)
    }

    /// Consumes the simulation and returns the finished run as `Run`, or the excerpt as `Events`.
    ///
    /// # Errors
    /// Never, unless memory is short.
    pub fn finish(mut self) -> Result<JsValue, JsValue> {
        // The events of a warm cache are recorded before the run begins.
        self.gather();
        let end = self.simulation.end();
        let gathered = match self.gathering {
            Gathering::Run(gathered) => gathered,
            Gathering::Excerpt(detail) => {
                let run = put_columns(Object::new(), detail.finish(end))?;
                return Reflect::get(&run, &"events".into());
            }
        };
        let trace = self.simulation.trace();
        let mut results = gathered.finish(end);
        results.report = run::of_simulation(results.report, &trace, &self.scenario, &self.simulation);
        let run = run_object(results, &self.scenario, end)?;
        #[cfg(feature = "python")]
        if let (Some(coding), Some(running)) = (self.coding, self.simulation.running()) {
            return code_exports::put_code(run, coding.finish(end), running);
        }
        Ok(run)
    }
}

impl Simulation {
    /// Wraps a simulation of the core.
    pub(super) fn of(scenario: Scenario, simulation: simulation::Simulation) -> Simulation {
        let gathered = Gathered::new(&scenario, EVENTS_WHOLE_MAX);
        Simulation {
            #[cfg(feature = "python")]
            coding: simulation.running().map(|running| {
                running.follows.set(true);
                Coding::default()
            }),
            simulation,
            scenario,
            gathering: Gathering::Run(Box::new(gathered)),
            share: 1.0,
        }
    }

    /// The same run, for an excerpt of its events.
    pub(super) fn for_excerpt(mut self, request: &JsValue) -> Simulation {
        let number = |name: &str| Reflect::get(request, &name.into()).ok()?.as_f64();
        let count = |name: &str| number(name).unwrap_or(0.0);
        let only = |name: &str| number(name).filter(|number| *number >= 0.0).map(|number| number as u32);
        let at_ns = count("at_ns");
        self.gathering = Gathering::Excerpt(Excerpt::new(ExcerptRequest {
            at: Instant(at_ns as u64),
            before: count("before") as usize,
            after: count("after") as usize,
            actor: only("actor"),
            kind: only("kind"),
            key: only("key"),
        }));
        self.share = (at_ns / self.simulation.end().as_nanos() as f64).min(1.0);
        self
    }

    /// Processes the events since the last call and drops them from the trace. Returns whether there are enough.
    fn gather(&mut self) -> bool {
        let mut trace = self.simulation.trace_mut();
        #[cfg(feature = "python")]
        if let (Some(coding), Some(running)) = (&mut self.coding, self.simulation.running()) {
            coding.gather(running, trace.events());
        }
        let enough = match &mut self.gathering {
            Gathering::Run(gathered) => {
                gathered.fold(trace.events());
                false
            }
            Gathering::Excerpt(detail) => detail.fold(trace.events()),
        };
        trace.forget();
        enough
    }
}
