//! A finished run as `Run`. Compiled for WebAssembly alone.

use super::columns::RunResults;
use super::js::{array, names, object, put_columns, values};
use super::report::report_object;
use crate::base::units::Instant;
use crate::folds::narration::{Role, Sentence};
use crate::folds::timeline::lanes::Phase;
use crate::folds::timeline::limits::Limits;
use crate::folds::timeline::stays::Ending;
use crate::run;
use crate::scenario::Scenario;
use crate::trace::Absence;
use crate::trace::requests::Outcome;
use wasm_bindgen::prelude::*;

/// The format version of the run object. It is increased if a column changes its meaning or is removed.
const FORMAT: u32 = 2;

/// A finished run as `Run`.
pub fn run_object(results: RunResults, scenario: &Scenario, end: Instant) -> Result<JsValue, JsValue> {
    let RunResults { report, mut narration, limits, columns } = results;
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
        ("report", report_object(&report)?),
        ("limits", limits_object(limits)?),
        ("outcomes", names(&Outcome::NAMES)?.into()),
        ("phases", names(&Phase::NAMES)?.into()),
        ("absences", names(&Absence::WORDS)?.into()),
        ("endings", names(&Ending::NAMES)?.into()),
        ("narration", array(narration.iter().map(sentence))?.into()),
    ])?;
    put_columns(run.unchecked_into(), columns)
}

fn limits_object(limits: Limits) -> Result<JsValue, JsValue> {
    object(&[
        ("db_queries_min", limits.db_queries_min.into()),
        ("wait_ms_min", limits.wait_ms_min.into()),
        ("stale_age_ms_max", limits.stale_age_ms_max.into()),
    ])
}

/// Makes the memory grow in few large steps. By itself the allocator grows it a little at a time, and a browser may
/// collect garbage at each growth, which takes half of the time of a run of a million reads.
pub fn make_room() {
    const PAGE_BYTES: usize = 1 << 16;
    const STEP_BYTES: usize = 1 << 23;
    let bytes = core::arch::wasm32::memory_size::<0>() * PAGE_BYTES;
    // Memory that is allocated and freed stays with the allocator. If that much is refused, less may be enough.
    let mut room = Vec::<u8>::new();
    let _ = std::hint::black_box(&mut room).try_reserve_exact(bytes.min(STEP_BYTES));
}
