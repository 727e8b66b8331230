//! The pure functions of the language: [`super::language::BUILTINS`].

use super::arithmetic::{self, Outcome, counted};
use super::language::Builtin;
use super::program::Compare;
use super::value::Value;
use crate::base::random;

/// Calls a function; `texts` are those of the program.
pub fn call(builtin: Builtin, arguments: &[Value], texts: &[String]) -> Outcome {
    let first = arguments.first().copied().unwrap_or(Value::Unset);
    if builtin == Builtin::Bool {
        return Ok(Value::Bool(first.is_true(texts)));
    }
    match builtin {
        Builtin::Min => return extreme(Compare::Less, arguments),
        Builtin::Max => return extreme(Compare::Greater, arguments),
        Builtin::Int | Builtin::Float if matches!(first, Value::Text(_)) => {
            return Err("a text cannot be read as a number here: write the number".to_string());
        }
        _ => {}
    }
    for argument in arguments {
        if argument.as_number().is_none() {
            return Err(format!("TypeError: a number is needed here, not {}", argument.kind()));
        }
    }
    match builtin {
        Builtin::Abs => match counted(first) {
            Value::Int(number) if number < 0 => arithmetic::minus(first),
            Value::Float(number) => Ok(Value::Float(number.abs())),
            other => Ok(other),
        },
        Builtin::Int => whole(first, |number| number),
        Builtin::Round => whole(first, libm::rint),
        _ => of_fraction(builtin, first.as_number().unwrap_or(0.0)),
    }
}

/// The first of the values such that no other comes before it.
fn extreme(before: Compare, arguments: &[Value]) -> Outcome {
    let mut best = arguments[0];
    for &other in &arguments[1..] {
        if arithmetic::compare(before, other, best)? {
            best = other;
        }
    }
    Ok(best)
}

fn whole(value: Value, rounded: impl Fn(f64) -> f64) -> Outcome {
    const END: f64 = 9_223_372_036_854_775_808.0;
    match counted(value) {
        Value::Float(number) if number.is_nan() => Err("ValueError: NaN is no whole number".to_string()),
        Value::Float(number) if number.is_infinite() => Err("OverflowError: infinity is no whole number".to_string()),
        Value::Float(number) if rounded(number) >= END || rounded(number) < -END => {
            Err("this number is too large: whole numbers go up to 2**63 - 1".to_string())
        }
        Value::Float(number) => Ok(Value::Int(rounded(number) as i64)),
        other => Ok(other),
    }
}

fn of_fraction(builtin: Builtin, x: f64) -> Outcome {
    let value = match builtin {
        Builtin::Exp => random::exp(x),
        Builtin::Sqrt if x < 0.0 => return Err("ValueError: there is no square root of a negative number".to_string()),
        Builtin::Sqrt => libm::sqrt(x),
        _ => x,
    };
    if value.is_infinite() && x.is_finite() {
        return Err("OverflowError: the result is too large".to_string());
    }
    Ok(Value::Float(value))
}

/// The natural logarithm.
pub fn ln(x: f64) -> Outcome {
    if x <= 0.0 {
        return Err("ValueError: only numbers above 0 have a logarithm".to_string());
    }
    Ok(Value::Float(random::ln(x)))
}
