//! What derives `Serialize`, as JavaScript values: objects, arrays, strings and numbers, as JSON would have them.
//!
//! Knows the shapes that a report has, and refuses the others. Numbers become doubles, exact to 2⁵³.

use js_sys::{Array, Object, Reflect};
use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use std::cell::RefCell;
use std::fmt::Error;
use wasm_bindgen::JsValue;

/// Serializes into JavaScript values.
#[derive(Default)]
pub struct Values {
    /// The names of fields that have crossed already: there are a few, which come back thousands of times.
    names: RefCell<Vec<(&'static str, JsValue)>>,
}

/// An array on its way.
pub struct Rows<'a> {
    values: &'a Values,
    rows: Array,
}

/// An object on its way.
pub struct Named<'a> {
    values: &'a Values,
    object: Object,
    name: JsValue,
}

impl Values {
    fn named(&self) -> Result<Named<'_>, Error> {
        Ok(Named { values: self, object: Object::new(), name: JsValue::UNDEFINED })
    }

    fn name(&self, name: &'static str) -> JsValue {
        let mut names = self.names.borrow_mut();
        if let Some((_, value)) = names.iter().find(|(known, _)| std::ptr::eq(*known, name)) {
            return value.clone();
        }
        names.push((name, name.into()));
        name.into()
    }
}

impl Named<'_> {
    fn put(&self, name: &JsValue, value: &JsValue) -> Result<(), Error> {
        Reflect::set(&self.object, name, value).map(drop).map_err(|_| Error)
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),+) => {
        $(fn $method(self, number: $type) -> Result<JsValue, Error> {
            Ok(JsValue::from_f64(number as f64))
        })+
    };
}

macro_rules! refused {
    ($($method:ident($($argument:ty),*) -> $result:ty;)+) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$result, Error> {
            Err(Error)
        })+
    };
}

impl<'a> Serializer for &'a Values {
    type Ok = JsValue;
    type Error = Error;
    type SerializeSeq = Rows<'a>;
    type SerializeMap = Named<'a>;
    type SerializeStruct = Named<'a>;
    type SerializeTuple = Impossible<JsValue, Error>;
    type SerializeTupleStruct = Impossible<JsValue, Error>;
    type SerializeTupleVariant = Impossible<JsValue, Error>;
    type SerializeStructVariant = Impossible<JsValue, Error>;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64
    }

    refused! {
        serialize_char(char) -> JsValue;
        serialize_bytes(&[u8]) -> JsValue;
        serialize_unit_struct(&'static str) -> JsValue;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_bool(self, value: bool) -> Result<JsValue, Error> {
        Ok(value.into())
    }

    fn serialize_str(self, text: &str) -> Result<JsValue, Error> {
        Ok(text.into())
    }

    fn serialize_unit(self) -> Result<JsValue, Error> {
        Ok(JsValue::NULL)
    }

    fn serialize_none(self) -> Result<JsValue, Error> {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<JsValue, Error> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<JsValue, Error> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<JsValue, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<JsValue, Error> {
        Err(Error)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Rows<'a>, Error> {
        Ok(Rows { values: self, rows: Array::new() })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Named<'a>, Error> {
        self.named()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Named<'a>, Error> {
        self.named()
    }
}

impl SerializeSeq for Rows<'_> {
    type Ok = JsValue;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.rows.push(&value.serialize(self.values)?);
        Ok(())
    }

    fn end(self) -> Result<JsValue, Error> {
        Ok(self.rows.into())
    }
}

impl SerializeMap for Named<'_> {
    type Ok = JsValue;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Error> {
        self.name = name.serialize(self.values)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.put(&self.name, &value.serialize(self.values)?)
    }

    fn end(self) -> Result<JsValue, Error> {
        Ok(self.object.into())
    }
}

impl SerializeStruct for Named<'_> {
    type Ok = JsValue;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.put(&self.values.name(name), &value.serialize(self.values)?)
    }

    fn end(self) -> Result<JsValue, Error> {
        Ok(self.object.into())
    }
}
