//! A recording of real servers at the boundary: rows of numbers in, the `Run` that the page shows out. In a build of the
//! core of its own, with the feature `recordings`, which is fetched with the first of them and can do nothing else.

use super::columns::{EVENTS_WHOLE_MAX, Gathered};
use super::finished::{make_room, run_object};
use super::js::error_object;
use crate::base::units::Instant;
use crate::run;
use crate::run::recorded::{self, Row};
use crate::scenario::Scenario;
use crate::trace::Trace;
use wasm_bindgen::prelude::*;

/// The events of a recording as `Run`: the simulator's folds over them, once all is true of them that is true of every
/// trace. Each row is a time, an actor's bits, a kind's number, a key (`u32::MAX` for none), and three numbers of `rest`.
///
/// # Errors
/// `ScenarioError` of the field `recording`, with a sentence that says what is wrong with it.
#[wasm_bindgen]
pub fn recorded_run(
    engine: &str,
    line: &str,
    at_ns: &[f64],
    actor: &[u32],
    kind: &[u8],
    key: &[f64],
    rest: &[f64],
) -> Result<JsValue, JsValue> {
    make_room();
    recorded::of_engine(engine).map_err(|sentence| refused(&sentence))?;
    let scenario = Scenario::parse(line).map_err(|error| refused(&recorded::refused(&error)))?;
    if at_ns.len() as u64 > EVENTS_WHOLE_MAX {
        return Err(refused(&recorded::refused(&format!("it has more than {EVENTS_WHOLE_MAX} events."))));
    }
    let names = at_ns.iter().zip(actor).zip(kind);
    let rows = names.zip(key.iter().zip(rest.as_chunks().0)).map(|(((&at_ns, &actor), &kind), (&key, &rest))| Row {
        at_ns,
        actor,
        kind,
        key,
        rest,
    });
    let rows: Vec<Row> = rows.collect();
    let events = recorded::events(&scenario, &rows).map_err(|sentence| refused(&sentence))?;
    let end = Instant::ZERO + scenario.duration;
    let (mut trace, mut gathered) = (Trace::default(), Gathered::new(&scenario, EVENTS_WHOLE_MAX));
    gathered.fold(&events);
    events.into_iter().for_each(|event| trace.push(event));
    let mut told = gathered.finish(end);
    told.report = run::complete(told.report, &trace, &scenario, None);
    run_object(told, &scenario, end)
}

fn refused(sentence: &str) -> JsValue {
    error_object("recording", "", "a recording of this version", sentence)
}
