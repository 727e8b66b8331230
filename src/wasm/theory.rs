//! Theory at the boundary: a line and the samples of its report in, the closed forms beside what was measured out. In a
//! build of the core of its own, with the feature `theory_only`, which is fetched when theory is first shown.

use super::js::to_js;
use crate::folds::metrics::Report;
use crate::folds::theory;
use crate::scenario::Scenario;
use wasm_bindgen::prelude::*;

/// The closed forms that apply to a run, as `Record<string, Form>`: its line, as the core printed it, and the `samples`
/// of its report.
///
/// # Errors
/// If the line or the samples do not come from a report.
#[wasm_bindgen]
pub fn theory_of(line: &str, samples: &[f64]) -> Result<JsValue, JsValue> {
    let scenario = Scenario::parse(line).map_err(|error| JsValue::from(error.to_string()))?;
    let report = Report::of_samples(samples).ok_or("the samples are not those of a report")?;
    to_js(&theory::compare(&scenario, &report))
}
