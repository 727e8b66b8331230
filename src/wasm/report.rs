//! A report as `Report`. It is built without serde: with `serde_wasm_bindgen`, which keeps the names of fields in a hash
//! map, every page would be sent 2 KB more (brotli). tests/shipped/theory.test.js compares it with the JSON of the command
//! line.

use super::js::{array, object, put, put_at};
use crate::base::by_name::ByName;
use crate::folds::metrics::{Episode, NUMBERS, Report, Stopped};
use js_sys::{Float64Array, Object};
use wasm_bindgen::prelude::*;

/// A report as `Report`: what is measured, with the samples for theory.
pub fn report_object(report: &Report) -> Result<JsValue, JsValue> {
    let object: Object = object(&[
        ("scenario", report.scenario.as_str().into()),
        ("fingerprint", report.fingerprint.as_str().into()),
        ("miss_reasons", counts(&report.miss_reasons)?),
        ("stale_causes", counts(&report.stale_causes)?),
        ("episodes", array(report.episodes.iter().map(episode))?.into()),
        ("samples", Float64Array::from(report.samples().as_slice()).into()),
    ])?
    .unchecked_into();
    for (path, number) in NUMBERS {
        put_at(&object, path, &number(report).into())?;
    }
    if let Some(idle) = report.strategy_idle {
        put(&object, "strategy_idle", &idle.into())?;
    }
    if let Some(Stopped { at_ms, of_ms, limit, sentence }) = &report.stopped {
        put_at(&object, "stopped.at_ms", &(*at_ms).into())?;
        put_at(&object, "stopped.of_ms", &(*of_ms).into())?;
        put_at(&object, "stopped.limit", &(*limit).into())?;
        put_at(&object, "stopped.sentence", &sentence.as_str().into())?;
    }
    Ok(object.into())
}

fn counts(counts: &ByName<u64>) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, count) in counts {
        put(&object, name, &(*count as f64).into())?;
    }
    Ok(object.into())
}

fn episode(episode: &Episode) -> Result<JsValue, JsValue> {
    object(&[
        ("at_ms", episode.at_ms.into()),
        ("db_queries", (episode.db_queries as f64).into()),
        ("early", (episode.early as f64).into()),
        ("gap_ms", episode.gap_ms.into()),
    ])
}
