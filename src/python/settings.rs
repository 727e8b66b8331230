//! The settings: fields of the scenario as values in code, such as `ttl`, `beta` and `lock_ttl`. Durations are in
//! seconds.

use super::value::Value;
use crate::base::random::Latency;
use crate::base::units::Duration;
use crate::scenario::values::Value as _;
use crate::scenario::{FIELDS, Field, Rate, Scenario};

/// The meaning of a field in code.
#[derive(Clone, PartialEq, Debug)]
pub enum Setting {
    /// A number or a switch.
    Is(Value),
    /// The word of a choice.
    Word(String),
    /// The pause between a write's commit and its cache operation, which is drawn for each write.
    WriteDelay,
}

/// The setting with a name, if code may read it.
pub fn setting(scenario: &Scenario, name: &str) -> Option<Setting> {
    let field = FIELDS.iter().find(|field| field.name == name)?;
    value(field, &(field.print)(scenario))
}

/// The fields that code may read.
pub fn names() -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(|field| value(field, field.default).is_some())
}

fn value(field: &Field, text: &str) -> Option<Setting> {
    let seconds = |duration: Duration| Setting::Is(Value::Float(duration.as_secs_f64()));
    Some(match field.kind {
        _ if field.name == "write_delay" => Setting::WriteDelay,
        "duration" => seconds(Duration::parse(text)?),
        "latency" => seconds(<Latency as crate::scenario::values::Value>::parse(text)?.mean()),
        "rate" => Setting::Is(Value::Float(Rate::parse(text)?.per_second())),
        "number" => Setting::Is(Value::Float(f64::parse(text)?)),
        "integer" => Setting::Is(Value::Int(i64::try_from(u64::parse(text)?).ok()?)),
        "switch" => Setting::Is(Value::Bool(bool::parse(text)?)),
        "choice" => Setting::Word(text.to_string()),
        _ => return None,
    })
}
