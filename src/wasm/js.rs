//! JavaScript values made from Rust ones: objects, arrays, typed arrays, and errors as `{field, value, allowed, message}`.

use super::column::Column;
use crate::run::simulation::Deadlock;
use crate::scenario::{FIELDS, Fit, Scenario, ScenarioError};
use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// An array of what comes, up to the first error.
pub fn array(rows: impl Iterator<Item = Result<JsValue, JsValue>>) -> Result<Array, JsValue> {
    let array = Array::new();
    for row in rows {
        array.push(&row?);
    }
    Ok(array)
}

pub fn names(names: &[&str]) -> Result<Array, JsValue> {
    array(names.iter().map(|&name| Ok(name.into())))
}

/// An object with these properties.
pub fn object(properties: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in properties {
        put(&object, name, value)?;
    }
    Ok(object.into())
}

/// Every field's value as text, by its name.
pub fn values(scenario: &Scenario) -> Result<JsValue, JsValue> {
    let values = Object::new();
    for field in FIELDS {
        put(&values, field.name, &(field.print)(scenario).into())?;
    }
    Ok(values.into())
}

/// A typed array that JavaScript owns. Each piece's memory is free again once it is copied.
fn to_typed_array(column: Column) -> JsValue {
    macro_rules! copy {
        ($array:ident, $pieces:ident) => {{
            let array = $array::new_with_length($pieces.iter().map(|piece| piece.len() as u32).sum());
            let mut at = 0;
            for piece in $pieces {
                let end = at + piece.len() as u32;
                array.subarray(at, end).copy_from(&piece);
                at = end;
            }
            array.into()
        }};
    }
    match column {
        Column::F64(pieces) => copy!(Float64Array, pieces),
        Column::U32(pieces) => copy!(Uint32Array, pieces),
        Column::U8(pieces) => copy!(Uint8Array, pieces),
        Column::One(value) => JsValue::from(value),
    }
}

/// Puts each column where its path says.
pub fn put_columns(object: Object, columns: Vec<(&'static str, Column)>) -> Result<JsValue, JsValue> {
    for (path, column) in columns {
        put_at(&object, path, &to_typed_array(column))?;
    }
    Ok(object.into())
}

/// Puts a value where its path says, making the objects on the way.
fn put_at(object: &Object, path: &str, value: &JsValue) -> Result<(), JsValue> {
    let Some((name, rest)) = path.split_once('.') else { return put(object, path, value) };
    let mut inner = Reflect::get(object, &name.into())?;
    if inner.is_undefined() {
        inner = Object::new().into();
        put(object, name, &inner)?;
    }
    put_at(&inner.unchecked_into(), rest, value)
}

pub fn put(object: &Object, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &name.into(), value).map(|_| ())
}

pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    // As plain objects, not maps, and numbers as numbers: what JSON would give.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}

pub fn deadlock_object(scenario: &Scenario, deadlock: &Deadlock) -> JsValue {
    error_object("duration", &scenario.duration.to_string(), "shorter", &deadlock.to_string())
}

/// A `ScenarioError`, with what would fit in its place.
pub fn refusal(error: &ScenarioError) -> JsValue {
    let refusal = error_object(&error.field, &error.value, &error.allowed, &error.to_string());
    let fit = |Fit { field, value, surely }: &Fit| {
        object(&[("field", (*field).into()), ("value", value.as_str().into()), ("surely", (*surely).into())])
    };
    let told = array(error.fits.iter().map(fit)).and_then(|fits| put(refusal.unchecked_ref(), "fits", &fits.into()));
    let told = told.and_then(|()| match &error.suggestion {
        Some(suggestion) => put(refusal.unchecked_ref(), "suggestion", &suggestion.into()),
        None => Ok(()),
    });
    told.map_or_else(|error| error, |()| refusal)
}

fn error_object(field: &str, value: &str, allowed: &str, message: &str) -> JsValue {
    let texts = [("field", field), ("value", value), ("allowed", allowed), ("message", message)];
    object(&texts.map(|(name, text)| (name, text.into()))).unwrap_or_else(|error| error)
}
