//! The exports: the only place that knows JavaScript. Compiled for WebAssembly alone.
//!
//! A run crosses once, finished, as columns ([`super::columns`]; `www/engine/run.d.ts` describes the other side). Nothing
//! crosses per event. Errors are objects `{field, value, allowed, message}`, whatever went wrong; a refused line may have a
//! `suggestion` besides.

use super::columns::{EVENTS_WHOLE_MAX, Gathered, Told};
use super::events::{Ask, Detail};
use super::js::{array, deadlock_object, names, object, put_columns, refusal, to_js, values};
pub use super::tables::{actions, fields, kinds, lanes, parse, presets, propose_seed};
use crate::base::units::Instant;
use crate::folds::narration::{Role, Sentence};
use crate::folds::timeline::lanes::Phase;
use crate::folds::timeline::stays::Ending;
use crate::run;
use crate::run::limits::{BYTES_MAX, Limits, Stopped};
use crate::run::simulation;
use crate::scenario::Scenario;
use crate::trace::requests::Outcome;
use crate::trace::{Absence, Trace};
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

/// Format version of the run object: raised when a column changes its meaning or goes.
const FORMAT: u32 = 2;

/// A panic becomes a JavaScript error with what it says and where: the page tells its reader, and starts afresh. The
/// console keeps it.
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| {
        let what = info.to_string();
        web_sys::console::error_1(&what.as_str().into());
        wasm_bindgen::throw_str(&what)
    }));
}

/// Runs a line to its end, as `Run`.
///
/// # Errors
/// `ScenarioError`, or why the run can not go on, an error of the core's own, in the same form.
#[wasm_bindgen(js_name = run)]
pub fn run_to_end(line: &str) -> Result<JsValue, JsValue> {
    let mut simulation = Simulation::new(line)?;
    while !simulation.advance(run::SLICE_POLLS as u32)? {}
    simulation.finish()
}

/// Runs a line for its report alone, without keeping its trace: for many seeds in a row. `Report`.
///
/// # Errors
/// `ScenarioError`, or why the run can not go on, an error of the core's own, in the same form.
#[wasm_bindgen]
pub fn report(line: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    match run::report_of(simulation::Simulation::new(&scenario), |_| make_room()) {
        Ok(report) => to_js(&report),
        Err(deadlock) => Err(deadlock_object(&scenario, &deadlock)),
    }
}

/// A run in slices, so that a page can show progress and stop it by letting go of it.
#[wasm_bindgen]
pub struct Simulation {
    scenario: Scenario,
    simulation: simulation::Simulation,
    gathering: Gathering,
    /// How much of the run there is to be, 0 to 1.
    share: f64,
}

/// What a run is made for.
enum Gathering {
    /// Everything that is told of it.
    Run(Box<Gathered>),
    /// A window of its events.
    Window(Detail),
}

#[wasm_bindgen]
impl Simulation {
    /// Reads the line and gets ready.
    ///
    /// # Errors
    /// `ScenarioError`.
    #[wasm_bindgen(constructor)]
    pub fn new(line: &str) -> Result<Simulation, JsValue> {
        Simulation::within(line, BYTES_MAX as f64)
    }

    /// The same, with so many bytes for its keys and requests: where there is less memory than usual, the run is stopped
    /// sooner, and says so.
    ///
    /// # Errors
    /// `ScenarioError`.
    pub fn within(line: &str, bytes: f64) -> Result<Simulation, JsValue> {
        let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
        let limits = Limits { bytes: bytes as u64, ..Limits::default() };
        let simulation = simulation::Simulation::within(&scenario, limits);
        let gathered = Gathered::new(&scenario, EVENTS_WHOLE_MAX);
        Ok(Simulation { simulation, scenario, gathering: Gathering::Run(Box::new(gathered)), share: 1.0 })
    }

    /// The same for a window of the run's events, which [`Simulation::finish`] then gives as `Events`: those around a
    /// time, as `Window` in `www/engine/run.d.ts` says. A number that is left out is none, or asks for nothing.
    ///
    /// # Errors
    /// `ScenarioError`.
    pub fn detail(line: &str, window: &JsValue) -> Result<Simulation, JsValue> {
        let mut simulation = Simulation::new(line)?;
        let number = |name: &str| Reflect::get(window, &name.into()).ok()?.as_f64();
        let count = |name: &str| number(name).unwrap_or(0.0);
        let only = |name: &str| number(name).filter(|number| *number >= 0.0).map(|number| number as u32);
        let at_ns = count("at_ns");
        simulation.gathering = Gathering::Window(Detail::new(Ask {
            at: Instant(at_ns as u64),
            before: count("before") as usize,
            after: count("after") as usize,
            actor: only("actor"),
            kind: only("kind"),
            key: only("key"),
        }));
        simulation.share = (at_ns / simulation.simulation.end().as_nanos() as f64).min(1.0);
        Ok(simulation)
    }

    /// Goes on for so many polls of a task; true when the run is finished, or stopped at a limit (`Report.stopped`), or no
    /// more of it is needed.
    ///
    /// # Errors
    /// When the run can not go on, an error of the core's own, as `ScenarioError`.
    pub fn advance(&mut self, polls: u32) -> Result<bool, JsValue> {
        make_room();
        let finished = self.simulation.advance(u64::from(polls));
        let enough = self.gather();
        finished.map(|finished| finished || enough).map_err(|deadlock| deadlock_object(&self.scenario, &deadlock))
    }

    /// How far the run has come, 0 to 1; of a window, on the way to its time.
    pub fn progress(&self) -> f64 {
        (self.simulation.progress() / self.share).min(1.0)
    }

    /// The finished run as `Run`, or the window as `Events`. Hands out what was gathered, and is gone with it.
    ///
    /// # Errors
    /// Never, unless memory is short.
    pub fn finish(mut self) -> Result<JsValue, JsValue> {
        // A warm cache is told before the run begins.
        self.gather();
        let end = self.simulation.end();
        let gathered = match self.gathering {
            Gathering::Run(gathered) => gathered,
            Gathering::Window(detail) => {
                let run = put_columns(Object::new(), detail.finish(end))?;
                return Reflect::get(&run, &"events".into());
            }
        };
        let trace = self.simulation.trace();
        run_object(gathered.finish(end), &trace, &self.scenario, self.simulation.stopped(), end)
    }
}

impl Simulation {
    /// Takes the events since the last time apart; the trace need not keep them. Whether there are enough.
    fn gather(&mut self) -> bool {
        let mut trace = self.simulation.trace_mut();
        let enough = match &mut self.gathering {
            Gathering::Run(gathered) => {
                gathered.fold(trace.events());
                false
            }
            Gathering::Window(detail) => detail.fold(trace.events()),
        };
        trace.forget();
        enough
    }
}

/// A finished run as `Run`.
pub(super) fn run_object(
    told: Told,
    trace: &Trace,
    scenario: &Scenario,
    stopped: Option<Stopped>,
    end: Instant,
) -> Result<JsValue, JsValue> {
    let Told { report, mut narration, limits, columns } = told;
    let report = run::complete(report, trace, scenario, stopped);
    if let Some(text) = run::idle::sentence(&report) {
        narration.push(Sentence { at: end, role: Role::Plain, text: text.to_string(), moment: false });
    }
    let sentence = |sentence: &Sentence| {
        object(&[
            ("at_ns", (sentence.at.as_nanos() as f64).into()),
            ("role", sentence.role.name().into()),
            ("text", sentence.text.as_str().into()),
        ])
    };
    let run = object(&[
        ("format", FORMAT.into()),
        ("line", report.scenario.as_str().into()),
        ("values", values(scenario)?),
        ("fingerprint", report.fingerprint.as_str().into()),
        ("end_ns", (end.as_nanos() as f64).into()),
        ("report", to_js(&report)?),
        ("limits", to_js(&limits)?),
        ("outcomes", names(&Outcome::NAMES)?.into()),
        ("phases", names(&Phase::NAMES)?.into()),
        ("absences", names(&Absence::WORDS)?.into()),
        ("endings", names(&Ending::NAMES)?.into()),
        ("narration", array(narration.iter().map(sentence))?.into()),
    ])?;
    put_columns(run.unchecked_into(), columns)
}

/// Sees to it that memory grows in few large steps. Left to itself the allocator asks for a little at a time, and a
/// browser takes each growth as an occasion to collect its garbage: half the time of a run of a million reads.
pub(super) fn make_room() {
    const PAGE_BYTES: usize = 1 << 16;
    const STEP_BYTES: usize = 1 << 23;
    let bytes = core::arch::wasm32::memory_size::<0>() * PAGE_BYTES;
    // What is allocated and let go of stays with the allocator, at hand. Where so much is refused, less may do.
    let mut room = Vec::<u8>::new();
    let _ = std::hint::black_box(&mut room).try_reserve_exact(bytes.min(STEP_BYTES));
}
