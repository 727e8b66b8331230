//! Refusals of the core, and runs that cannot go on, as objects `{field, value, allowed, message}`.

use super::js::{array, error_object, object, put};
use crate::run::simulation::Stuck;
use crate::scenario::{Fit, Scenario, ScenarioError};
use wasm_bindgen::prelude::*;

/// The error for a run that cannot continue. An error of the user's code has a line and a column.
pub fn stuck_object(scenario: &Scenario, stuck: &Stuck) -> JsValue {
    #[cfg(feature = "python")]
    if let Stuck::Code(stop) = stuck {
        return super::code_exports::mistake_object(&stop.2, &stuck.to_string());
    }
    error_object("duration", &scenario.duration.to_string(), "shorter", &stuck.to_string())
}

/// A `ScenarioError` as an object, with suggestions.
pub fn refusal(error: &ScenarioError) -> JsValue {
    let refusal = error_object(&error.field, &error.value, &error.allowed, &error.to_string());
    if error.fits.is_some()
        && let Err(error) = put(refusal.unchecked_ref(), "too_large", &true.into())
    {
        return error;
    }
    if cfg!(not(feature = "orders")) {
        return refusal;
    }
    let fit = |Fit { field, value, surely }: &Fit| {
        object(&[("field", (*field).into()), ("value", value.as_str().into()), ("surely", (*surely).into())])
    };
    let outcome =
        array(error.fits.iter().flatten().map(fit)).and_then(|fits| put(refusal.unchecked_ref(), "fits", &fits.into()));
    let outcome = outcome.and_then(|()| match &error.suggestion {
        Some(suggestion) => put(refusal.unchecked_ref(), "suggestion", &suggestion.into()),
        None => Ok(()),
    });
    outcome.map_or_else(|error| error, |()| refusal)
}
