//! The core's tables for the page: fields, interventions, presets and kinds of event, and a line read by them.

use super::js::{array, names, object, refusal, values};
use crate::scenario::compare::{self, Lane};
use crate::scenario::values::WordDoc;
use crate::scenario::{ACTIONS, ActionInfo, ArgumentInfo, FIELDS, Field, PRESETS, Preset, Scenario};
use crate::trace::{KINDS, KindInfo};
use wasm_bindgen::prelude::*;

/// The table of fields, as `Field[]`.
///
/// # Errors
/// Never, for what is in the table.
#[wasm_bindgen]
pub fn fields() -> Result<JsValue, JsValue> {
    let doc = |doc: &WordDoc| object(&[("title", doc.title.into()), ("doc", doc.doc.into())]);
    let range = |field: &Field| field.range.map_or(Ok(JsValue::NULL), range_object);
    let row = |field: &Field| {
        object(&[
            ("name", field.name.into()),
            ("default", field.default.into()),
            ("kind", field.kind.into()),
            ("choices", names((field.words)())?.into()),
            ("choice_docs", array((field.word_docs)().iter().map(doc))?.into()),
            ("range", range(field)?),
            ("allowed", field.allowed().into()),
            ("doc", field.doc.into()),
            ("group", field.group.into()),
        ])
    };
    Ok(array(FIELDS.iter().map(row))?.into())
}

/// The table of interventions, as `Action[]`.
///
/// # Errors
/// Never, for what is in the table.
#[wasm_bindgen]
pub fn actions() -> Result<JsValue, JsValue> {
    let argument = |argument: &ArgumentInfo| {
        object(&[
            ("name", argument.name.into()),
            ("kind", argument.kind.into()),
            ("range", range_object(argument.range)?),
            ("default", argument.default.map_or(JsValue::NULL, JsValue::from)),
            ("example", argument.example.into()),
        ])
    };
    let row = |action: &ActionInfo| {
        object(&[
            ("name", action.name.into()),
            ("title", action.title.into()),
            ("doc", action.doc.into()),
            ("about", names(action.about)?.into()),
            ("arguments", array(action.arguments.iter().map(argument))?.into()),
        ])
    };
    Ok(array(ACTIONS.iter().map(row))?.into())
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
            ("line", preset.scenario().to_string().into()),
            ("compare", preset.compare.into()),
            ("starts_at_ns", (preset.start().as_nanos() as f64).into()),
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
    let field = |&(name, unit): &(&str, &str)| {
        object(&[("name", name.into()), ("unit", unit.into()), ("words", names(KindInfo::words(unit))?.into())])
    };
    let row = |kind: &KindInfo| {
        object(&[("name", kind.name.into()), ("fields", array(kind.fields.iter().map(field))?.into())])
    };
    Ok(array(KINDS.iter().map(row))?.into())
}

/// Reads a line: the canonical line, every field's value as text, and how large the run may be, as `Parsed`.
///
/// # Errors
/// `ScenarioError`.
#[wasm_bindgen]
pub fn parse(line: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    let size = object(&[
        ("events_least", (scenario.events_least() as f64).into()),
        ("events_most", (scenario.events_estimate() as f64).into()),
        ("bytes_most", (scenario.bytes_estimate() as f64).into()),
    ])?;
    object(&[("line", scenario.to_string().into()), ("values", values(&scenario)?), ("size", size)])
}

/// Reads a comparison: the lanes beside the line's own, each with the field in which it differs, as `Compared`.
///
/// # Errors
/// `ScenarioError`, of the line or of the first lane that is not allowed.
#[wasm_bindgen]
pub fn lanes(line: &str, compare: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    let lanes = scenario.lanes(compare).map_err(|error| refusal(&error))?;
    let row = |lane: &Lane| {
        object(&[
            ("field", lane.field.into()),
            ("value", lane.value.as_str().into()),
            ("line", lane.scenario.to_string().into()),
        ])
    };
    let rows = array(lanes.iter().map(row))?;
    object(&[("compare", compare::print(&lanes).into()), ("lanes", rows.into())])
}

/// A new seed from the system's randomness: the only use of it, for the button that proposes one.
///
/// # Errors
/// When the browser has no randomness to give.
#[wasm_bindgen]
pub fn propose_seed() -> Result<u32, JsValue> {
    getrandom::u32().map_err(|_| "the browser has no randomness to give".into())
}

/// The least and the greatest value of a field or an argument.
fn range_object((low, high): (&str, &str)) -> Result<JsValue, JsValue> {
    object(&[("low", low.into()), ("high", high.into())])
}
