//! The exports for code: what the editor of the page asks of the second build of the core. Compiled for WebAssembly
//! alone, and with the feature `python`.

use super::coding::Coded;
use super::exports::{Simulation, array, error_object, object, put, put_columns, refusal, to_js};
use crate::python::code::{Code, Running};
use crate::python::language::{ABSENT, ATTRIBUTES, BUILTINS, KEYWORDS, VERBS};
use crate::python::program::Mistake;
use crate::python::value::Class;
use crate::python::{TEXT_BYTES_MAX, listings, settings};
use crate::run::challenges::{self, CHALLENGES, Challenge};
use crate::run::simulation;
use crate::scenario::Scenario;
use js_sys::Object;
use wasm_bindgen::prelude::*;

/// Compiles code for the settings of a line, as `Checked`: its title, what it defines, and what is wrong with it, the
/// first mistake with its line and column, or nothing.
///
/// # Errors
/// `ScenarioError`.
#[wasm_bindgen]
pub fn check(code: &str, line: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    let code = Code::new(code, &scenario);
    let program = code.as_ref().ok().map(|code| &code.program);
    let title = program.and_then(|program| program.title());
    let mistakes = array(code.as_ref().err().into_iter().map(|mistake| mistake_row(mistake)))?;
    object(&[
        ("title", title.map_or(JsValue::NULL, Into::into)),
        ("reads", program.is_some_and(|program| program.read.is_some()).into()),
        ("writes", program.is_some_and(|program| program.write.is_some()).into()),
        ("mistakes", mistakes.into()),
    ])
}

fn mistake_row(mistake: &Mistake) -> Result<JsValue, JsValue> {
    object(&[
        ("line", mistake.line.into()),
        ("column", mistake.column.into()),
        ("message", mistake.message.as_str().into()),
    ])
}

/// A mistake as an error: a `ScenarioError` with line and column.
pub fn mistake_object(mistake: &Mistake, message: &str) -> JsValue {
    let error = error_object("code", "", "code that runs to its end", message);
    let object: &Object = error.unchecked_ref();
    let line = put(object, "line", &mistake.line.into());
    match line.and_then(|()| put(object, "column", &mistake.column.into())) {
        Ok(()) => error,
        Err(failed) => failed,
    }
}

#[wasm_bindgen]
impl Simulation {
    /// The same with code instead of the line's strategy, its write policy, or both. The finished `Run` then has a
    /// `code`, and its `stands` say who stood on which line since when.
    ///
    /// # Errors
    /// `ScenarioError`, with line and column where it is of the code.
    #[wasm_bindgen(js_name = withCode)]
    pub fn with_code(line: &str, code: &str) -> Result<Simulation, JsValue> {
        let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
        let code = Code::new(code, &scenario).map_err(|mistake| mistake_object(&mistake, &mistake.to_string()))?;
        let simulation = simulation::Simulation::with_code(&scenario, code);
        Ok(Simulation::of(scenario, simulation))
    }
}

/// Puts what is told of the code into a run.
pub fn put_code(run: &Object, coded: Coded, running: Option<&Running>) -> Result<(), JsValue> {
    let program = running.map(|running| &running.code.program);
    let text =
        |index: u16| program.and_then(|program| program.texts.get(usize::from(index))).map_or("", String::as_str);
    let said = array(coded.said.iter().map(|said| {
        object(&[
            ("at_ns", (said.at.as_nanos() as f64).into()),
            ("actor", said.actor.bits().into()),
            ("line", u32::from(said.line).into()),
            ("text", text(said.text).into()),
            ("value", said.value.map_or(JsValue::NULL, Into::into)),
        ])
    }))?;
    let title = program.and_then(|program| program.title());
    let code = object(&[
        ("title", title.map_or(JsValue::NULL, Into::into)),
        ("broken", to_js(&coded.broken)?),
        ("said", said.into()),
        ("steps", running.map_or(0.0, |running| running.meter.steps() as f64).into()),
    ])?;
    put(run, "code", &code)?;
    put_columns(run.clone(), coded.columns.into()).map(drop)
}

/// What can be written, as `Completion[]`: verbs, functions, attributes, settings, words and what is not there.
///
/// # Errors
/// Never, for what is in the tables.
#[wasm_bindgen]
pub fn language() -> Result<JsValue, JsValue> {
    let row = |kind: &str, name: &str, signature: &str, doc: &str| {
        object(&[("kind", kind.into()), ("name", name.into()), ("signature", signature.into()), ("doc", doc.into())])
    };
    let verbs = VERBS.iter().map(|entry| row("verb", entry.name, &entry.signature(), entry.doc));
    let functions = BUILTINS.iter().map(|entry| row("function", entry.name, &entry.signature(), entry.doc));
    let attributes = ATTRIBUTES.iter().map(|(name, _, doc)| row("attribute", name, &format!(".{name}"), doc));
    let settings = settings::names().map(|field| row("setting", field.name, field.name, field.doc));
    let errors = Class::NAMES.iter().map(|name| row("error", name, name, "An error that can be raised and caught."));
    let words = KEYWORDS.iter().filter(|word| crate::python::language::instead_of(word).is_none());
    let words = words.map(|word| row("word", word, word, ""));
    let absent = ABSENT.iter().map(|(word, instead)| row("absent", word, word, instead));
    Ok(array(verbs.chain(functions).chain(attributes).chain(settings).chain(errors).chain(words).chain(absent))?.into())
}

/// The strategies and write policies as code, as `Listing[]`.
///
/// # Errors
/// Never, for what is in the table.
#[wasm_bindgen]
pub fn listings() -> Result<JsValue, JsValue> {
    let row = |(name, text): (String, &str)| object(&[("name", name.into()), ("text", text.into())]);
    Ok(array(listings::all().map(row))?.into())
}

/// The longest code that is read, in bytes of UTF-8.
#[wasm_bindgen(js_name = codeBytesMax)]
pub fn code_bytes_max() -> u32 {
    TEXT_BYTES_MAX as u32
}

/// The challenges, as `Challenge[]`.
///
/// # Errors
/// Never, for what is in the table.
#[wasm_bindgen]
pub fn challenges() -> Result<JsValue, JsValue> {
    let row = |challenge: &Challenge| {
        object(&[
            ("name", challenge.name.into()),
            ("title", challenge.title.into()),
            ("goal", challenge.goal.into()),
            ("line", challenge.line.into()),
            ("seeds", (challenges::SEEDS as f64).into()),
        ])
    };
    Ok(array(CHALLENGES.iter().map(row))?.into())
}

/// One of the runs that a challenge is decided by: `seed` from 1 to its `seeds`. `Attempt`: whether the goal is met, what
/// was measured, and in words what is missing.
///
/// # Errors
/// A challenge that does not exist, or the mistake that stopped the run, with line and column.
#[wasm_bindgen]
pub fn attempt(challenge: &str, code: &str, seed: u32) -> Result<JsValue, JsValue> {
    let Some(challenge) = CHALLENGES.iter().find(|known| known.name == challenge) else {
        return Err(error_object("challenge", challenge, "one of `challenges()`", "there is no such challenge"));
    };
    let attempt = challenge.attempt(code, u64::from(seed));
    to_js(&attempt.map_err(|failure| failure_object(&failure))?)
}

fn failure_object(failure: &challenges::Failure) -> JsValue {
    match failure {
        challenges::Failure::Mistake(mistake) => mistake_object(mistake, &mistake.to_string()),
        challenges::Failure::Stopped(simulation::Stopped::Code(stop)) => mistake_object(&stop.2, &failure.to_string()),
        challenges::Failure::Stopped(_) => error_object("code", "", "code that runs to its end", &failure.to_string()),
    }
}
