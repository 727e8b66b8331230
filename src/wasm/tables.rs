//! The core's tables for the page: fields, interventions, presets and event kinds; and the parser of a line.

use super::js::{array, names, object, values};
use super::refusals::refusal;
use crate::scenario::compare;
#[cfg(feature = "orders")]
use crate::scenario::compare::Lane;
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
            ("shared", compare::is_shared(field.name).into()),
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
            ("shows", preset.shows.name().into()),
            ("line", preset.scenario().to_string().into()),
            ("compare", preset.compare.into()),
            ("starts_at_ns", (preset.start().as_nanos() as f64).into()),
        ])
    };
    Ok(array(PRESETS.iter().map(row))?.into())
}

/// The event kinds, as `EventKind[]`, indexed by the numbers in a run's `events.kind`.
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

/// Parses a line, as `Parsed`: the canonical line and every field's value as text.
///
/// # Errors
/// `ScenarioError`.
#[wasm_bindgen]
pub fn parse(line: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    object(&[("line", scenario.to_string().into()), ("values", values(&scenario)?)])
}

/// Parses a comparison, as `Compared`: the lanes beside the line's own, each with the field in which it differs.
///
/// # Errors
/// `ScenarioError`, for the line or for the first invalid lane.
#[cfg(feature = "orders")]
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

/// A new seed from the system's randomness, for the button that proposes one. There is no other use of it.
///
/// # Errors
/// If the browser has no source of randomness.
#[wasm_bindgen]
pub fn propose_seed() -> Result<u32, JsValue> {
    getrandom::u32().map_err(|_| "the browser has no randomness to give".into())
}

/// The range of a field or an argument as an object.
fn range_object((low, high): (&str, &str)) -> Result<JsValue, JsValue> {
    object(&[("low", low.into()), ("high", high.into())])
}
