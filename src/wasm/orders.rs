//! The exports of the explorer of orders, in the build of the core with the feature `orders`.
//!
//! ```text
//! new Orders(line) ── advance(states) … ──► findings()      a cell of the table, and the shortest ways
//! orders_point(line, way)                                   be the scheduler: what may come next
//! orders_play(line, way, property)                          the way as a `Run`
//! ```
//!
//! Errors are objects `{field, value, allowed, message}`, as everywhere.

use super::columns::{EVENTS_WHOLE_MAX, Gathered};
use super::finished::{make_room, run_object};
use super::js::{object, put, to_js};
use super::refusals::{refusal, stuck_object};
use crate::base::units::Instant;
use crate::orders::play::{self, End};
use crate::orders::property::Property;
use crate::orders::scheduler;
use crate::orders::search::{Progress, STATES_MAX, Search};
use crate::orders::setup::{FIELDS, SCENARIO_FIELDS, Setup, SetupField};
use crate::orders::step::Model;
use crate::orders::verdict;
use crate::run;
use crate::scenario::ScenarioError;
use js_sys::{Array, Float64Array, Object};
use wasm_bindgen::prelude::*;

/// A search in slices, so that a page can show progress, and can stop it by freeing it.
#[wasm_bindgen]
pub struct Orders {
    search: Search,
}

#[wasm_bindgen]
impl Orders {
    /// Parses the setup's line. `states_max`: the number of states after which to give up, if not the default.
    ///
    /// # Errors
    /// `ScenarioError`.
    #[wasm_bindgen(constructor)]
    pub fn new(line: &str, states_max: Option<u32>) -> Result<Orders, JsValue> {
        let model = model(line)?;
        let states_max = states_max.map_or(STATES_MAX, |states| states as usize);
        Ok(Orders { search: Search::new(model, states_max) })
    }

    /// Advances by a number of states. Returns true if all orders were tried, or the search has given up.
    pub fn advance(&mut self, states: u32) -> bool {
        make_room();
        self.search.advance(states as usize) != Progress::Going
    }

    /// The canonical line of the setup.
    pub fn line(&self) -> String {
        self.search.model.setup.to_string()
    }

    /// The number of states tried so far.
    pub fn tried(&self) -> u32 {
        self.search.tried() as u32
    }

    /// The number of states found so far. The search is complete when all of them are tried.
    pub fn states(&self) -> u32 {
        self.search.states() as u32
    }

    /// The largest number of states to try.
    pub fn states_max(&self) -> u32 {
        self.search.states_max() as u32
    }

    /// The findings so far, as `Finding[]`.
    ///
    /// # Errors
    /// Never, unless memory is short.
    pub fn findings(&self) -> Result<JsValue, JsValue> {
        to_js(&verdict::findings(&self.search))
    }
}

/// The fields of a setup's line, as `SetupField[]`, and the names of the scenario's fields that it also accepts.
///
/// # Errors
/// Never, for what is in the table.
#[wasm_bindgen]
pub fn orders_fields() -> Result<JsValue, JsValue> {
    let fields = Array::new();
    for SetupField { name, allowed, default, doc, .. } in FIELDS {
        let texts = [("name", *name), ("allowed", *allowed), ("default", *default), ("doc", *doc)];
        fields.push(&object(&texts.map(|(name, text)| (name, text.into())))?);
    }
    let names: Array = SCENARIO_FIELDS.iter().map(|&name| JsValue::from(name)).collect();
    object(&[("fields", fields.into()), ("scenario_fields", names.into())])
}

/// A point on a way, as `OrdersPoint`. `of`: the line of another setup, whose order it is; here it is followed as far as
/// it goes. Empty, it is the line's own.
///
/// # Errors
/// `ScenarioError`: of the line, or of the first move that cannot be made.
#[wasm_bindgen]
pub fn orders_point(line: &str, way: &str, of: &str) -> Result<JsValue, JsValue> {
    to_js(&scheduler::point(line, way, of).map_err(refused)?)
}

/// A way as `Run`, with `orders: { line, way, times_ns }` besides. `property`: it is a way to that one, and is let come
/// to its end; without a name it stops after the last move. `of` as in [`orders_point`].
///
/// # Errors
/// `ScenarioError`: of the line, the property, or the first move that cannot be made.
#[wasm_bindgen]
pub fn orders_play(line: &str, way: &str, property: &str, of: &str) -> Result<JsValue, JsValue> {
    let model = model(line)?;
    let end = end(property)?;
    let walk = scheduler::read(&model, way, of).map_err(refused)?;
    let played = play::play(&model, &walk, end).map_err(|stuck| stuck_object(&model.setup.scenario, &stuck))?;
    let mut gathered = Gathered::new(&played.scenario, EVENTS_WHOLE_MAX);
    gathered.fold(played.trace.events());
    let mut results = gathered.finish(played.end);
    results.report = run::complete(results.report, &played.trace, &played.scenario, None);
    let run = run_object(results, &played.scenario, played.end)?;
    let times: Vec<f64> = played.times.iter().map(|at: &Instant| at.as_nanos() as f64).collect();
    let way = scheduler::point(line, way, of).map_err(refused)?.way;
    let orders = object(&[
        ("line", model.setup.to_string().into()),
        ("way", way.into()),
        ("times_ns", Float64Array::from(times.as_slice()).into()),
    ])?;
    put(run.unchecked_ref::<Object>(), "orders", &orders)?;
    Ok(run)
}

fn model(line: &str) -> Result<Model, JsValue> {
    Ok(Model::new(Setup::parse(line).map_err(refused)?))
}

fn end(property: &str) -> Result<End, JsValue> {
    if property.is_empty() {
        return Ok(End::There);
    }
    let names: Vec<&str> = Property::ALL.iter().map(|property| property.name()).collect();
    let allowed = format!("one of {}", names.join(", "));
    let error = || refused(ScenarioError::new("property", property, allowed));
    Property::of_name(property).map(End::Settled).ok_or_else(error)
}

fn refused(error: ScenarioError) -> JsValue {
    refusal(&error)
}
