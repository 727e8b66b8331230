//! Conversions from Rust values to JavaScript: objects, arrays, typed arrays, and errors as `{field, value, allowed,
//! message}`.

use super::column::Column;
use crate::scenario::{FIELDS, Scenario};
use js_sys::{Array, Float64Array, Object, Reflect, Uint8Array, Uint32Array};
#[cfg(any(feature = "orders", feature = "python", feature = "theory_only"))]
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// An array of the items, or the first error.
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

/// A typed array that JavaScript owns. Each chunk is freed after it is copied.
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

/// Sets each column at its path.
pub fn put_columns(object: Object, columns: Vec<(&'static str, Column)>) -> Result<JsValue, JsValue> {
    for (path, column) in columns {
        put_at(&object, path, &to_typed_array(column))?;
    }
    Ok(object.into())
}

/// Sets a value at its path, and creates the objects on the way.
pub fn put_at(object: &Object, path: &str, value: &JsValue) -> Result<(), JsValue> {
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

/// A value of the builds that are fetched later. The first core does without, see [`super::report`].
#[cfg(any(feature = "orders", feature = "python", feature = "theory_only"))]
pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    // Plain objects instead of maps, and numbers as numbers, like JSON.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}

/// An error as an object, whatever went wrong.
pub fn error_object(field: &str, value: &str, allowed: &str, message: &str) -> JsValue {
    let texts = [("field", field), ("value", value), ("allowed", allowed), ("message", message)];
    object(&texts.map(|(name, text)| (name, text.into()))).unwrap_or_else(|error| error)
}
