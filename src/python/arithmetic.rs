//! Python's arithmetic and comparisons.
//!
//! Integers have 64 bits. A result that does not fit is an error; it is never wrapped or rounded. If Python would raise
//! an exception too, the message begins with its name.

use super::program::{Binary, Compare};
use super::value::Value;

/// A value, or the message of an error.
pub type Outcome = Result<Value, String>;

/// Up to this number every integer is exact as an `f64`.
const EXACT: u64 = 1 << 53;

const TOO_LARGE: &str = "this number is too large: whole numbers go up to 2**63 - 1";
const BY_ZERO: &str = "ZeroDivisionError: division by zero";
const FLOAT_TOO_LARGE: &str = "OverflowError: the result is too large";

/// A value as a number, if it counts as one: `True` as 1, dice as the number that they show.
pub fn counted(value: Value) -> Value {
    match value {
        Value::Bool(is) => Value::Int(i64::from(is)),
        Value::Dice(number) => Value::Float(number),
        other => other,
    }
}

/// The result of an operation on two floats that cannot fail: the fast path of the most frequent case.
#[inline]
pub fn quick(op: Binary, a: &Value, b: &Value) -> Option<Value> {
    let (&Value::Float(a), &Value::Float(b)) = (a, b) else { return None };
    Some(Value::Float(match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div if b != 0.0 => a / b,
        _ => return None,
    }))
}

/// The result of a comparison of two numbers that are not dice and exact as `f64`: the fast path.
#[inline]
pub fn quick_compare(op: Compare, a: &Value, b: &Value) -> Option<bool> {
    let plain = |value: &Value| match *value {
        Value::Float(number) => Some(number),
        Value::Int(number) if number.unsigned_abs() <= EXACT => Some(number as f64),
        _ => None,
    };
    let (a, b) = (plain(a)?, plain(b)?);
    Some(match op {
        Compare::Less => a < b,
        Compare::LessEqual => a <= b,
        Compare::Greater => a > b,
        Compare::GreaterEqual => a >= b,
        Compare::Equal => a == b,
        Compare::NotEqual => a != b,
        Compare::Is | Compare::IsNot => return None,
    })
}

/// The result of an operation on two values.
#[inline]
pub fn binary(op: Binary, a: Value, b: Value) -> Outcome {
    match (counted(a), counted(b)) {
        (Value::Float(a), Value::Float(b)) => of_floats(op, a, b),
        (Value::Int(a), Value::Int(b)) => of_ints(op, a, b),
        (Value::Int(a), Value::Float(b)) => of_floats(op, a as f64, b),
        (Value::Float(a), Value::Int(b)) => of_floats(op, a, b as f64),
        (a, b) => Err(no_meaning(op, a, b)),
    }
}

#[cold]
fn no_meaning(op: Binary, a: Value, b: Value) -> String {
    let python_has_it = match (a, b) {
        (Value::Text(_), Value::Text(_)) => matches!(op, Binary::Add | Binary::Mod),
        (Value::Text(_), Value::Int(_)) => matches!(op, Binary::Mul | Binary::Mod),
        (Value::Int(_), Value::Text(_)) => op == Binary::Mul,
        (Value::Text(_), _) => op == Binary::Mod,
        _ => false,
    };
    if python_has_it {
        return "texts cannot be joined, repeated or filled in here: write the whole text".to_string();
    }
    format!("TypeError: {} {} {} has no meaning", a.kind(), op.sign(), b.kind())
}

fn of_ints(op: Binary, a: i64, b: i64) -> Outcome {
    let fits = |value: Option<i64>| value.map(Value::Int).ok_or_else(|| TOO_LARGE.to_string());
    match op {
        Binary::Add => fits(a.checked_add(b)),
        Binary::Sub => fits(a.checked_sub(b)),
        Binary::Mul => fits(a.checked_mul(b)),
        Binary::Div | Binary::FloorDiv | Binary::Mod if b == 0 => Err(BY_ZERO.to_string()),
        Binary::Div => Ok(Value::Float(quotient(a, b))),
        // Python rounds towards minus infinity, and a remainder has the sign of the divisor.
        Binary::FloorDiv => fits(a.checked_div(b).map(|whole| whole - i64::from(a % b != 0 && (a < 0) != (b < 0)))),
        Binary::Mod => {
            let rest = a.checked_rem(b).unwrap_or(0);
            Ok(Value::Int(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }))
        }
        Binary::Pow if b < 0 => of_floats(op, a as f64, b as f64),
        Binary::Pow => fits(power(a, b)),
    }
}

/// `a` to the power of `b`; `None` if it does not fit. The powers of 0, 1 and −1 fit for any exponent.
fn power(a: i64, b: i64) -> Option<i64> {
    match (a, u32::try_from(b)) {
        (_, Ok(b)) => a.checked_pow(b),
        (0 | 1, Err(_)) => Some(a),
        (-1, Err(_)) => Some(if b % 2 == 0 { 1 } else { -1 }),
        _ => None,
    }
}

/// a / b, rounded once. With operands beyond 2⁵³, a division of `f64` would round three times.
fn quotient(a: i64, b: i64) -> f64 {
    if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT {
        return a as f64 / b as f64;
    }
    let (dividend, divisor) = (u128::from(a.unsigned_abs()), u128::from(b.unsigned_abs()));
    // The dividend is shifted so far that the quotient has at least 63 bits, more than an `f64`. The remainder is kept
    // as its last bit (a sticky bit).
    let shift = dividend.leading_zeros().clamp(1, 127) - 1;
    let whole = (dividend << shift) / divisor;
    let sticky = u128::from((dividend << shift) % divisor != 0);
    let value = (whole | sticky) as f64 / (1u128 << shift) as f64;
    if (a < 0) != (b < 0) { -value } else { value }
}

fn of_floats(op: Binary, a: f64, b: f64) -> Outcome {
    if b == 0.0 && matches!(op, Binary::Div | Binary::FloorDiv | Binary::Mod) {
        return Err(BY_ZERO.to_string());
    }
    Ok(Value::Float(match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        Binary::FloorDiv => divide(a, b).0,
        Binary::Mod => divide(a, b).1,
        Binary::Pow => return float_power(a, b),
    }))
}

fn float_power(a: f64, b: f64) -> Outcome {
    if a == 0.0 && b < 0.0 {
        return Err("ZeroDivisionError: 0 cannot be raised to a negative power".to_string());
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && libm::floor(b) != b {
        return Err("a broken power of a negative number is a complex number, which is not there".to_string());
    }
    let value = libm::pow(a, b);
    if value.is_infinite() && a.is_finite() && b.is_finite() {
        return Err(FLOAT_TOO_LARGE.to_string());
    }
    Ok(Value::Float(value))
}

/// Python's quotient and remainder of floats. Source: CPython, `float_divmod` in Objects/floatobject.c.
fn divide(a: f64, b: f64) -> (f64, f64) {
    let mut rest = libm::fmod(a, b);
    let mut quotient = (a - rest) / b;
    if rest == 0.0 {
        rest = libm::copysign(0.0, b);
    } else if (b < 0.0) != (rest < 0.0) {
        rest += b;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (libm::copysign(0.0, a / b), rest);
    }
    let whole = libm::floor(quotient);
    (if quotient - whole > 0.5 { whole + 1.0 } else { whole }, rest)
}

/// `-x`
pub fn minus(value: Value) -> Outcome {
    match counted(value) {
        Value::Int(number) => number.checked_neg().map(Value::Int).ok_or_else(|| TOO_LARGE.to_string()),
        Value::Float(number) => Ok(Value::Float(-number)),
        other => Err(format!("TypeError: there is no minus of {}", other.kind())),
    }
}

/// `+x`
pub fn plus(value: Value) -> Outcome {
    match counted(value) {
        number @ (Value::Int(_) | Value::Float(_)) => Ok(number),
        other => Err(format!("TypeError: there is no plus of {}", other.kind())),
    }
}

/// The result of a comparison of two values.
#[inline]
pub fn compare(op: Compare, a: Value, b: Value) -> Result<bool, String> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    if let Compare::Is | Compare::IsNot = op {
        return Ok((a == b) == (op == Compare::Is));
    }
    let ordering = match (counted(a), counted(b)) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(&b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(&b),
        (Value::Int(a), Value::Float(b)) => exact_order(a, b),
        (Value::Float(a), Value::Int(b)) => exact_order(b, a).map(std::cmp::Ordering::reverse),
        (a, b) => return of_others(op, a, b),
    };
    Ok(match op {
        Compare::Less => ordering == Some(Less),
        Compare::LessEqual => matches!(ordering, Some(Less | Equal)),
        Compare::Greater => ordering == Some(Greater),
        Compare::GreaterEqual => matches!(ordering, Some(Greater | Equal)),
        Compare::NotEqual => ordering != Some(Equal),
        Compare::Equal | Compare::Is | Compare::IsNot => ordering == Some(Equal),
    })
}

/// The order of an integer and a float, without rounding either.
fn exact_order(a: i64, b: f64) -> Option<std::cmp::Ordering> {
    use std::cmp::Ordering::{Greater, Less};
    if a.unsigned_abs() <= EXACT {
        return (a as f64).partial_cmp(&b);
    }
    const END: f64 = 9_223_372_036_854_775_808.0;
    if b >= END {
        return Some(Less);
    }
    if b < -END {
        return Some(Greater);
    }
    if b.is_nan() {
        return None;
    }
    let whole = libm::floor(b);
    Some(a.cmp(&(whole as i64)).then(if b > whole { Less } else { std::cmp::Ordering::Equal }))
}

#[cold]
fn of_others(op: Compare, a: Value, b: Value) -> Result<bool, String> {
    let rows = |value: &Value| matches!(value, Value::Row { .. } | Value::Found { .. } | Value::Leased { .. });
    match op {
        Compare::Equal | Compare::NotEqual if rows(&a) && rows(&b) => {
            Err("two rows are compared by their `.version`".to_string())
        }
        Compare::Equal => Ok(a == b),
        Compare::NotEqual => Ok(a != b),
        _ if matches!((a, b), (Value::Text(_), Value::Text(_))) => {
            Err("texts have no order here: compare them with `==`".to_string())
        }
        _ => Err(format!("TypeError: {} and {} have no order", a.kind(), b.kind())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn float(value: Outcome) -> f64 {
        let Ok(Value::Float(value)) = value else { panic!("{value:?}") };
        value
    }

    /// The results are those that CPython 3.11 prints.
    #[test]
    fn division_rounds_as_python_does() {
        let table = [
            (7, -2, -3.5, -4, -1),
            (-7, 2, -3.5, -4, 1),
            (i64::MAX, 3, 3.074_457_345_618_258_6e18, 3_074_457_345_618_258_602, 1),
            (7, i64::MAX, 7.589_415_207_398_531e-19, 0, 7),
            (12_345_678_901, 9_007_199_254_740_993, 1.370_645_697_051_919_6e-6, 0, 12_345_678_901),
            (9_007_199_254_740_993, 1, 9_007_199_254_740_992.0, 9_007_199_254_740_993, 0),
            (9_007_199_254_740_995, 9_007_199_254_740_993, 1.000_000_000_000_000_2, 1, 2),
        ];
        for (a, b, quotient, floor, rest) in table {
            let (a, b) = (Value::Int(a), Value::Int(b));
            assert_eq!(float(binary(Binary::Div, a, b)), quotient, "{a:?} / {b:?}");
            assert_eq!(binary(Binary::FloorDiv, a, b), Ok(Value::Int(floor)), "{a:?} // {b:?}");
            assert_eq!(binary(Binary::Mod, a, b), Ok(Value::Int(rest)), "{a:?} % {b:?}");
        }
        assert_eq!(binary(Binary::Mod, Value::Int(i64::MIN), Value::Int(-1)), Ok(Value::Int(0)));
    }

    /// 2⁵³ + 1 cannot be an `f64`; in Python it is greater than the float 2⁵³.
    #[test]
    fn whole_numbers_and_fractions_compare_without_rounding() {
        let (a, b) = (Value::Int((1 << 53) + 1), Value::Float((1u64 << 53) as f64));
        assert_eq!(compare(Compare::Greater, a, b), Ok(true));
        assert_eq!(compare(Compare::Equal, a, b), Ok(false));
        assert_eq!(compare(Compare::Less, Value::Int(-1), Value::Float(-0.5)), Ok(true));
        assert_eq!(compare(Compare::Less, Value::Int(0), Value::Float(f64::NAN)), Ok(false));
        assert_eq!(compare(Compare::NotEqual, Value::Int(0), Value::Float(f64::NAN)), Ok(true));
    }

    #[test]
    fn what_does_not_fit_is_refused_and_not_wrapped() {
        let most = Value::Int(i64::MAX);
        for (op, b) in [(Binary::Add, Value::Int(1)), (Binary::Mul, most), (Binary::Pow, Value::Int(2))] {
            assert!(binary(op, most, b).is_err_and(|message| message.contains("too large")));
        }
        assert!(minus(Value::Int(i64::MIN)).is_err());
        assert!(binary(Binary::Pow, Value::Int(-8), Value::Float(0.5)).is_err_and(|m| m.contains("complex")));
    }
}
