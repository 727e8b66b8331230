//! The exports: the only place that knows JavaScript. Compiled for WebAssembly alone.
//!
//! A run crosses once, finished, as columns ([`super::columns`]; `www/engine/run.d.ts` describes the other side). Nothing
//! crosses per event. Errors are objects `{field, value, allowed, message}`, whatever went wrong.

#[cfg(feature = "python")]
use super::code_exports;
#[cfg(feature = "python")]
use super::coding::Coding;
use super::column::Column;
use super::columns::{EVENTS_WHOLE_MAX, Gathered, Told};
use super::events::{Ask, Detail};
use crate::base::units::Instant;
use crate::folds::narration::Sentence;
use crate::folds::timeline::lanes::Phase;
use crate::run;
use crate::run::simulation::{self, Stopped};
use crate::scenario::values::WordDoc;
use crate::scenario::{FIELDS, Field, PRESETS, Preset, Scenario, ScenarioError};
use crate::trace::requests::Outcome;
use crate::trace::{KINDS, KindInfo};
use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array, Uint32Array};
use serde::Serialize;
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

/// The table of fields, as `Field[]`.
///
/// # Errors
/// Never, for what is in the table.
#[wasm_bindgen]
pub fn fields() -> Result<JsValue, JsValue> {
    let doc = |doc: &WordDoc| object(&[("title", doc.title.into()), ("doc", doc.doc.into())]);
    let row = |field: &Field| {
        object(&[
            ("name", field.name.into()),
            ("default", field.default.into()),
            ("kind", field.kind.into()),
            ("choices", names((field.words)())?.into()),
            ("choice_docs", array((field.word_docs)().iter().map(doc))?.into()),
            ("allowed", field.allowed().into()),
            ("doc", field.doc.into()),
            ("group", field.group.into()),
        ])
    };
    Ok(array(FIELDS.iter().map(row))?.into())
}

/// The presets, as `Preset[]`.
///
/// # Errors
/// Never, for what is in the table.
#[wasm_bindgen]
pub fn presets() -> Result<JsValue, JsValue> {
    let row = |preset: &Preset| {
        object(&[
            ("name", preset.name.into()),
            ("title", preset.title.into()),
            ("claim", preset.claim.into()),
            ("line", preset.line.into()),
        ])
    };
    Ok(array(PRESETS.iter().map(row))?.into())
}

/// The kinds of event, as `EventKind[]`, at the index that a run's `events.kind` uses.
///
/// # Errors
/// Never, for what is in the table.
#[wasm_bindgen]
pub fn kinds() -> Result<JsValue, JsValue> {
    let field = |&(name, unit): &(&str, &str)| object(&[("name", name.into()), ("unit", unit.into())]);
    let row = |kind: &KindInfo| {
        object(&[("name", kind.name.into()), ("fields", array(kind.fields.iter().map(field))?.into())])
    };
    Ok(array(KINDS.iter().map(row))?.into())
}

/// Reads a line: the canonical line and every field's value as text, as `Parsed`.
///
/// # Errors
/// `ScenarioError`.
#[wasm_bindgen]
pub fn parse(line: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    let values = Object::new();
    for field in FIELDS {
        put(&values, field.name, &(field.print)(&scenario).into())?;
    }
    object(&[("line", scenario.to_string().into()), ("values", values.into())])
}

/// A new seed from the system's randomness: the only use of it, for the button that proposes one.
///
/// # Errors
/// When the browser has no randomness to give.
#[wasm_bindgen]
pub fn propose_seed() -> Result<u32, JsValue> {
    getrandom::u32().map_err(|_| "the browser has no randomness to give".into())
}

/// Runs a line to its end, as `Run`.
///
/// # Errors
/// `ScenarioError`, or the reason why the run had to be stopped in the same form.
#[wasm_bindgen(js_name = run)]
pub fn run_to_end(line: &str) -> Result<JsValue, JsValue> {
    let mut simulation = Simulation::new(line)?;
    while !simulation.advance(run::SLICE_POLLS as u32)? {}
    simulation.finish()
}

/// Runs a line for its report alone, without keeping its trace: for many seeds in a row. `Report`.
///
/// # Errors
/// `ScenarioError`, or the reason why the run had to be stopped in the same form.
#[wasm_bindgen]
pub fn report(line: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    match run::report_in_slices(&scenario, make_room) {
        Ok(report) => to_js(&report),
        Err(stopped) => Err(stop_object(&scenario, &stopped)),
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
    /// What is told of the code, if the run is made with any.
    #[cfg(feature = "python")]
    coding: Option<Coding>,
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
        let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
        let simulation = simulation::Simulation::new(&scenario);
        Ok(Simulation::of(scenario, simulation))
    }

    /// The same for a window of the run's events, which [`Simulation::finish`] then gives as `Events`: those around a
    /// time, as `Ask` in `www/engine/run.d.ts` says. What is not asked for is NaN.
    ///
    /// # Errors
    /// `ScenarioError`.
    pub fn detail(
        line: &str,
        at_ns: f64,
        before: f64,
        after: f64,
        actor: f64,
        kind: f64,
        key: f64,
    ) -> Result<Simulation, JsValue> {
        let mut simulation = Simulation::new(line)?;
        let only = |number: f64| (number >= 0.0).then_some(number as u32);
        simulation.gathering = Gathering::Window(Detail::new(Ask {
            at: Instant(at_ns as u64),
            before: before as usize,
            after: after as usize,
            actor: only(actor),
            kind: only(kind),
            key: only(key),
        }));
        simulation.share = (at_ns / simulation.simulation.end().as_nanos() as f64).min(1.0);
        Ok(simulation)
    }

    /// Goes on for so many polls of a task; true when the run is finished, or no more of it is needed.
    ///
    /// # Errors
    /// The reason why the run had to be stopped, as `ScenarioError`.
    pub fn advance(&mut self, polls: u32) -> Result<bool, JsValue> {
        make_room();
        let finished = self.simulation.advance(u64::from(polls));
        let enough = self.gather();
        finished.map(|finished| finished || enough).map_err(|stopped| stop_object(&self.scenario, &stopped))
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
        let Told { report, narration, limits, columns } = gathered.finish(end);
        let report = match self.simulation.has_theory() {
            true => run::complete(report, &self.simulation.trace(), &self.scenario),
            false => run::measured(report, &self.simulation.trace(), self.simulation.line()),
        };
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
            ("fingerprint", report.fingerprint.as_str().into()),
            ("end_ns", (end.as_nanos() as f64).into()),
            ("report", to_js(&report)?),
            ("limits", to_js(&limits)?),
            ("outcomes", names(&Outcome::NAMES)?.into()),
            ("phases", names(&Phase::NAMES)?.into()),
            ("narration", array(narration.iter().map(sentence))?.into()),
        ])?;
        let run: Object = run.unchecked_into();
        #[cfg(feature = "python")]
        if let Some(coding) = self.coding {
            code_exports::put_code(&run, coding.finish(end), self.simulation.running())?;
        }
        put_columns(run, columns)
    }
}

impl Simulation {
    /// A run of the core, ready to be gathered.
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

    /// Takes the events since the last time apart; the trace need not keep them. Whether there are enough.
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
            Gathering::Window(detail) => detail.fold(trace.events()),
        };
        trace.forget();
        enough
    }
}

/// An array of what comes, up to the first error.
pub(super) fn array(rows: impl Iterator<Item = Result<JsValue, JsValue>>) -> Result<Array, JsValue> {
    let array = Array::new();
    for row in rows {
        array.push(&row?);
    }
    Ok(array)
}

pub(super) fn names(names: &[&str]) -> Result<Array, JsValue> {
    array(names.iter().map(|&name| Ok(name.into())))
}

/// An object with these properties.
pub(super) fn object(properties: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in properties {
        put(&object, name, value)?;
    }
    Ok(object.into())
}

/// Sees to it that memory grows in few large steps. Left to itself the allocator asks for a little at a time, and a
/// browser takes each growth as an occasion to collect its garbage: half the time of a run of a million reads.
fn make_room() {
    const PAGE_BYTES: usize = 1 << 16;
    const STEP_BYTES: usize = 1 << 23;
    let bytes = core::arch::wasm32::memory_size::<0>() * PAGE_BYTES;
    // What is allocated and let go of stays with the allocator, at hand. Where so much is refused, less may do.
    let mut room = Vec::<u8>::new();
    let _ = std::hint::black_box(&mut room).try_reserve_exact(bytes.min(STEP_BYTES));
}

/// A typed array that JavaScript owns. Each piece's memory is free again once it is copied.
fn to_typed_array(column: Column) -> JsValue {
    macro_rules! copy {
        ($array:ident, $pieces:ident) => {{
            let array = $array::new_with_length($pieces.iter().map(|piece| piece.len() as u32).sum());
            let mut at = 0;
            for piece in $pieces {
                let end = at + piece.len() as u32;
                array.subarray(at, end).copy_from(&piece);
                at = end;
            }
            array.into()
        }};
    }
    match column {
        Column::F64(pieces) => copy!(Float64Array, pieces),
        Column::U32(pieces) => copy!(Uint32Array, pieces),
        Column::U8(pieces) => copy!(Uint8Array, pieces),
        Column::One(value) => JsValue::from(value),
    }
}

/// Puts each column where its path says.
pub(super) fn put_columns(object: Object, columns: Vec<(&'static str, Column)>) -> Result<JsValue, JsValue> {
    for (path, column) in columns {
        put_at(&object, path, &to_typed_array(column))?;
    }
    Ok(object.into())
}

/// Puts a value where its path says, making the objects on the way.
fn put_at(object: &Object, path: &str, value: &JsValue) -> Result<(), JsValue> {
    let Some((name, rest)) = path.split_once('.') else { return put(object, path, value) };
    let mut inner = Reflect::get(object, &name.into())?;
    if inner.is_undefined() {
        inner = Object::new().into();
        put(object, name, &inner)?;
    }
    put_at(&inner.unchecked_into(), rest, value)
}

pub(super) fn put(object: &Object, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &name.into(), value).map(|_| ())
}

pub(super) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    // As plain objects, not maps, and numbers as numbers: what JSON would give.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}

pub(super) fn stop_object(scenario: &Scenario, stopped: &Stopped) -> JsValue {
    #[cfg(feature = "python")]
    if let Stopped::Code(stop) = stopped {
        return code_exports::mistake_object(&stop.2, &stopped.to_string());
    }
    error_object("duration", &scenario.duration.to_string(), "shorter", &stopped.to_string())
}

pub(super) fn refusal(error: &ScenarioError) -> JsValue {
    error_object(&error.field, &error.value, &error.allowed, &error.to_string())
}

pub(super) fn error_object(field: &str, value: &str, allowed: &str, message: &str) -> JsValue {
    let texts = [("field", field), ("value", value), ("allowed", allowed), ("message", message)];
    object(&texts.map(|(name, text)| (name, text.into()))).unwrap_or_else(|error| error)
}
