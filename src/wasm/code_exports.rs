//! The exports for the user's code, which the page's editor uses from the second build of the core. Compiled only for
//! WebAssembly, with the feature `python`.

use super::coding::Coded;
use super::events::Events;
use super::exports::Simulation;
use super::finished::make_room;
use super::js::{array, error_object, object, put, put_columns, to_js};
use super::refusals::{refusal, stuck_object};
use super::report::report_object;
use crate::folds::verdict::Property;
use crate::python::code::{Code, Running};
use crate::python::language::{ABSENT, ATTRIBUTES, BUILTINS, KEYWORDS, SYNTAX, VERBS};
use crate::python::program::Mistake;
use crate::python::value::Class;
use crate::python::{TEXT_BYTES_MAX, settings};
use crate::run;
use crate::run::challenges::{self, CHALLENGES, Challenge};
use crate::run::shortest;
use crate::run::simulation;
use crate::scenario::Scenario;
use js_sys::Object;
use wasm_bindgen::prelude::*;

/// Compiles code for the settings of a line, as `Checked`: its title, the functions it defines, and its first mistake
/// with line and column, if there is one.
///
/// # Errors
/// `ScenarioError`.
#[wasm_bindgen]
pub fn check(code: &str, line: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    let code = Code::new(code, &scenario);
    let program = code.as_ref().ok().map(|code| &code.program);
    let title = program.and_then(|program| program.title());
    let mistakes = array(code.as_ref().err().into_iter().map(mistake_row))?;
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
    /// A simulation with code instead of the line's strategy, its write policy, or both. The finished `Run` also has
    /// `code`, and `stands` with the line of each request over time.
    ///
    /// # Errors
    /// `ScenarioError`, with line and column if it is about the code.
    #[wasm_bindgen(js_name = withCode)]
    pub fn with_code(line: &str, code: &str) -> Result<Simulation, JsValue> {
        let (scenario, simulation) = begun(line, code)?;
        Ok(Simulation::of(scenario, simulation))
    }

    /// The same for an excerpt of the run's events, as `Simulation.detail`.
    ///
    /// # Errors
    /// As [`Simulation::with_code`].
    #[wasm_bindgen(js_name = detailWithCode)]
    pub fn detail_with_code(line: &str, code: &str, request: &JsValue) -> Result<Simulation, JsValue> {
        Ok(Simulation::with_code(line, code)?.for_excerpt(request))
    }
}

/// Runs a line with code for its report only, like `report`.
///
/// # Errors
/// As [`Simulation::with_code`], or why the run had to be stopped.
#[wasm_bindgen(js_name = reportWithCode)]
pub fn report_with_code(line: &str, code: &str) -> Result<JsValue, JsValue> {
    let (scenario, mut simulation) = begun(line, code)?;
    match run::report_of(&mut simulation, &scenario, |_| make_room()) {
        Ok(report) => report_object(&report),
        Err(stuck) => Err(stuck_object(&scenario, &stuck)),
    }
}

fn begun(line: &str, code: &str) -> Result<(Scenario, simulation::Simulation), JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    let code = Code::new(code, &scenario).map_err(|mistake| mistake_object(&mistake, &mistake.to_string()))?;
    let simulation = simulation::Simulation::with_code(&scenario, code);
    Ok((scenario, simulation))
}

/// Adds the results for the code to a run.
pub fn put_code(run: JsValue, coded: Coded, running: &Running) -> Result<JsValue, JsValue> {
    let run: Object = run.unchecked_into();
    let program = &running.code.program;
    let text = |index: u16| program.texts.get(usize::from(index)).map_or("", String::as_str);
    let said = array(coded.said.iter().map(|said| {
        object(&[
            ("at_ns", (said.at.as_nanos() as f64).into()),
            ("actor", said.actor.bits().into()),
            ("line", u32::from(said.line).into()),
            ("text", text(said.text).into()),
            ("value", said.value.map_or(JsValue::NULL, Into::into)),
        ])
    }))?;
    let code = object(&[
        ("title", program.title().map_or(JsValue::NULL, Into::into)),
        ("broken", to_js(&coded.broken)?),
        ("said", said.into()),
        ("steps", (running.meter.steps() as f64).into()),
    ])?;
    put(&run, "code", &code)?;
    put_columns(run, coded.columns.into())
}

/// The completions, as `Completion[]`: the language on one screen, verbs, functions, attributes, settings, words and
/// unsupported features.
///
/// # Errors
/// Never, for what is in the tables.
#[wasm_bindgen]
pub fn language() -> Result<JsValue, JsValue> {
    let row = |kind: &str, name: &str, signature: &str, doc: &str| {
        object(&[("kind", kind.into()), ("name", name.into()), ("signature", signature.into()), ("doc", doc.into())])
    };
    let syntax = SYNTAX.iter().map(|line| row("syntax", "", line, ""));
    let verbs = VERBS.iter().map(|entry| row("verb", entry.name, &entry.signature(), entry.doc));
    let functions = BUILTINS.iter().map(|entry| row("function", entry.name, &entry.signature(), entry.doc));
    let attributes = ATTRIBUTES.iter().map(|(name, _, doc)| row("attribute", name, &format!(".{name}"), doc));
    let settings = settings::names().map(|field| row("setting", field.name, field.name, field.doc));
    let errors = Class::NAMES.iter().map(|name| row("error", name, name, "An error that can be raised and caught."));
    let words = KEYWORDS.iter().filter(|word| crate::python::language::instead_of(word).is_none());
    let words = words.map(|word| row("word", word, word, ""));
    let absent = ABSENT.iter().map(|(word, instead)| row("absent", word, word, instead));
    Ok(array(
        syntax.chain(verbs).chain(functions).chain(attributes).chain(settings).chain(errors).chain(words).chain(absent),
    )?
    .into())
}

/// The shortest way to what a run of code breaks (`Broken.name`), as `Way`: as few of its requests as it takes, and what
/// happens then. `null` where the run is too large to be made again, or does not break it.
///
/// # Errors
/// As [`Simulation::with_code`].
#[wasm_bindgen]
pub fn shortest(line: &str, code: &str, name: &str) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| refusal(&error))?;
    let code = Code::new(code, &scenario).map_err(|mistake| mistake_object(&mistake, &mistake.to_string()))?;
    let way = Property::named(name).and_then(|property| shortest::shortest(&scenario, &code, property));
    let Some(way) = way else { return Ok(JsValue::NULL) };
    let told = object(&[
        ("requests", array(way.requests.iter().map(|actor| Ok(actor.bits().into())))?.into()),
        ("of", (way.of as f64).into()),
        ("fewest", way.fewest.into()),
    ])?;
    let mut events = Events::default();
    events.fold(&way.events);
    put_columns(told.unchecked_into(), events.into_named(0, 0.0, f64::INFINITY))
}

/// The largest size of code, in bytes of UTF-8.
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
        challenges::Failure::Stuck(simulation::Stuck::Code(stop)) => mistake_object(&stop.2, &failure.to_string()),
        challenges::Failure::Stuck(_) | challenges::Failure::Stopped(_) => {
            error_object("code", "", "code that runs to its end", &failure.to_string())
        }
    }
}
