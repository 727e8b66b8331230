//! The scenario's fields as values: `ttl`, `beta`, `lock_ttl` and all others by their names. Times are in seconds.

use super::value::Value;
use crate::base::random::Latency;
use crate::base::units::Duration;
use crate::scenario::values::Value as _;
use crate::scenario::{FIELDS, Field, Rate, Scenario};

/// What a name of the scenario stands for in code.
#[derive(Clone, PartialEq, Debug)]
pub enum Setting {
    /// A number or a switch.
    Is(Value),
    /// The word of a choice.
    Word(String),
    /// The pause between a write's commit and its cache operation: drawn for each write.
    WriteDelay,
}

/// What a field of the scenario stands for, if it is one that code may read.
pub fn setting(scenario: &Scenario, name: &str) -> Option<Setting> {
    let field = FIELDS.iter().find(|field| field.name == name)?;
    value(field, &(field.print)(scenario))
}

/// The names of the fields that code may read.
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
