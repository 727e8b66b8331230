//! The exports: the only place that knows JavaScript. Compiled for WebAssembly alone.
//!
//! A run crosses once, finished, as columns ([`super::columns`]; `www/run.d.ts` describes the other side). Nothing
//! crosses per event. Errors are objects `{field, value, allowed, message}`, whatever went wrong.

use super::columns::{Column, columns};
use super::values::Values;
use crate::metrics::Metrics;
use crate::narration::{Sentence, narrate};
use crate::run;
use crate::scenario::values::WordDoc;
use crate::scenario::{FIELDS, Field, PRESETS, Preset, Scenario, ScenarioError};
use crate::simulation::{self, Stopped};
use crate::timeline::Timeline;
use crate::timeline::lanes::Phase;
use crate::trace::requests::Outcome;
use crate::trace::{KINDS, KindInfo};
use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Format version of the run object: raised when a column changes its meaning or goes.
const FORMAT: u32 = 1;

/// A panic becomes a JavaScript error with what it says and where: the page tells its reader, and starts afresh.
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| wasm_bindgen::throw_str(&info.to_string())));
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
            ("allowed", (field.allowed)().into()),
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
    while !simulation.advance(u32::MAX)? {}
    simulation.finish()
}

/// Runs a line for its report alone, without keeping its trace: for many seeds in a row. `Report`.
///
/// # Errors
/// `ScenarioError`, or the reason why the run had to be stopped in the same form.
#[wasm_bindgen]
pub fn report(line: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    to_js(&run::report(&scenario).map_err(|stopped| stop_object(&scenario, &stopped))?)
}

/// A run in slices, so that a page can show progress and stop it by letting go of it.
#[wasm_bindgen]
pub struct Simulation {
    scenario: Scenario,
    simulation: simulation::Simulation,
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
        Ok(Simulation { simulation: simulation::Simulation::new(&scenario), scenario })
    }

    /// Goes on for about so many events; true when the run is finished.
    ///
    /// # Errors
    /// The reason why the run had to be stopped, as `ScenarioError`.
    pub fn advance(&mut self, events: u32) -> Result<bool, JsValue> {
        self.simulation.advance(u64::from(events)).map_err(|stopped| stop_object(&self.scenario, &stopped))
    }

    /// How far the run has come, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.simulation.progress()
    }

    /// The finished run, or the run so far, as `Run`.
    ///
    /// # Errors
    /// Never, unless memory is short.
    pub fn finish(&self) -> Result<JsValue, JsValue> {
        let trace = self.simulation.trace();
        let mut metrics = Metrics::default();
        metrics.fold(trace.events());
        let report = run::complete(metrics, &trace, &self.scenario);
        let timeline = Timeline::new(&trace, self.simulation.end());

        let told = narrate(&trace);
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
            ("end_ns", (self.simulation.end().as_nanos() as f64).into()),
            ("report", to_js(&report)?),
            ("limits", to_js(&timeline.limits)?),
            ("outcomes", names(&Outcome::NAMES)?.into()),
            ("phases", names(&Phase::NAMES)?.into()),
            ("narration", array(told.iter().map(sentence))?.into()),
        ])?;
        let run = run.unchecked_into();
        for (path, column) in columns(&trace, timeline, &told) {
            put_at(&run, path, &to_typed_array(&column))?;
        }
        Ok(run.into())
    }
}

/// An array of what comes, up to the first error.
fn array(rows: impl Iterator<Item = Result<JsValue, JsValue>>) -> Result<Array, JsValue> {
    let array = Array::new();
    for row in rows {
        array.push(&row?);
    }
    Ok(array)
}

fn names(names: &[&str]) -> Result<Array, JsValue> {
    array(names.iter().map(|&name| Ok(name.into())))
}

/// An object with these properties.
fn object(properties: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in properties {
        put(&object, name, value)?;
    }
    Ok(object.into())
}

/// A typed array that JavaScript owns.
fn to_typed_array(column: &Column) -> JsValue {
    match column {
        Column::F64(values) => Float64Array::from(values.as_slice()).into(),
        Column::U32(values) => Uint32Array::from(values.as_slice()).into(),
        Column::U8(values) => Uint8Array::from(values.as_slice()).into(),
        Column::One(value) => JsValue::from(*value),
    }
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

fn put(object: &Object, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &name.into(), value).map(|_| ())
}

fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value.serialize(&Values::default()).map_err(|error| error.to_string().into())
}

fn stop_object(scenario: &Scenario, stopped: &Stopped) -> JsValue {
    error_object("duration", &scenario.duration.to_string(), "shorter", &stopped.to_string())
}

fn refusal(error: &ScenarioError) -> JsValue {
    error_object(&error.field, &error.value, &error.allowed, &error.to_string())
}

fn error_object(field: &str, value: &str, allowed: &str, message: &str) -> JsValue {
    let texts = [("field", field), ("value", value), ("allowed", allowed), ("message", message)];
    object(&texts.map(|(name, text)| (name, text.into()))).unwrap_or_else(|error| error)
}
