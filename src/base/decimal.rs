//! Parsing and printing of fractions as decimal text, for the few places where a line, a log or a sentence needs them.
//!
//! The standard library handles every double, from 5e-324 to 1.8e308. Its tables would be a tenth of what the page
//! downloads. The numbers here are not negative, are below 2⁶⁴ and have at most 37 decimal places, so long division and
//! long multiplication in a `u128` are exact. The results equal those of the standard library, bit for bit and digit
//! for digit.

use std::fmt;

/// The number of significant digits that are parsed; a double needs no more.
const DIGITS_MAX: u32 = 19;
/// The number of decimal places that are parsed: 10³⁷ shifted by one more digit still fits in a `u128`.
const PLACES_MAX: u32 = 37;
/// The position of the binary point of a fraction in a `u128`. The four bits above it have room for the next digit.
const POINT: u32 = 124;

/// Parses digits with at most one point between them, and returns the nearest double.
///
/// Digits after the 19th significant one and after the 37th decimal place are ignored. Returns `None` for any other
/// text, and for 10¹⁹ or more.
pub fn parse(text: &str) -> Option<f64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    if whole.is_empty() {
        return None;
    }
    let (mut digits, mut places) = (0u64, 0);
    let mut full = false;
    for (index, byte) in whole.bytes().chain(fraction.bytes()).enumerate() {
        if !byte.is_ascii_digit() {
            return None;
        }
        let is_whole = index < whole.len();
        full |= digits >= 10u64.pow(DIGITS_MAX - 1) || places == PLACES_MAX;
        if full && is_whole {
            return None;
        } else if !full {
            digits = digits * 10 + u64::from(byte - b'0');
            places += u32::from(!is_whole);
        }
    }
    Some(nearest(digits, places))
}

/// `digits` / 10^`places` as the nearest double, by long division to 64 binary digits.
fn nearest(digits: u64, places: u32) -> f64 {
    if digits == 0 {
        return 0.0;
    }
    let mut rest = u128::from(digits);
    let mut divisor = 10u128.pow(places);
    // Shifts one of the two until the quotient lies between one and two.
    let mut exponent = 0;
    while rest < divisor {
        rest <<= 1;
        exponent -= 1;
    }
    while rest >= divisor << 1 {
        divisor <<= 1;
        exponent += 1;
    }
    let mut quotient = 0u64;
    for _ in 0..u64::BITS {
        quotient <<= 1;
        if rest >= divisor {
            rest -= divisor;
            quotient |= 1;
        }
        rest <<= 1;
    }
    // A remainder affects the rounding only by not being zero (a sticky bit).
    quotient |= u64::from(rest != 0);
    quotient as f64 * power_of_two(exponent - (u64::BITS as i32 - 1))
}

/// 2^`exponent`, for exponents of normal doubles.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// A number that is being converted to digits: its whole part and its fraction in binary fixed point.
struct Digits {
    whole: u64,
    fraction: u128,
}

impl Digits {
    /// Splits a number, which must not be negative and must be below 2⁶⁴. Bits below 2⁻¹²⁴ are dropped.
    fn of(number: f64) -> Digits {
        let whole = number as u64;
        let fraction = ((number - whole as f64) * power_of_two(POINT as i32)) as u128;
        Digits { whole, fraction }
    }

    /// Moves the next decimal digit in front of the point.
    fn shift(&mut self) {
        let next = self.fraction * 10;
        self.whole = self.whole * 10 + (next >> POINT) as u64;
        self.fraction = next & ((1 << POINT) - 1);
    }

    /// The nearest whole number; halves are rounded up.
    fn rounded(&self) -> u64 {
        self.whole + u64::from(self.fraction >= 1 << (POINT - 1))
    }

    /// The nearest whole number; halves are rounded to even.
    fn rounded_to_even(&self) -> u64 {
        let is_half = self.fraction == 1 << (POINT - 1);
        self.rounded() - u64::from(is_half && self.whole.is_multiple_of(2))
    }
}

/// Prints a number, which must not be negative, with this many decimal places, rounded to the nearest.
pub struct Fixed(pub f64, pub u32);

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fixed(number, places) = *self;
        let mut digits = Digits::of(number);
        (0..places).for_each(|_| digits.shift());
        write(f, digits.rounded_to_even(), places)
    }
}

/// Prints a number, which must not be negative, with the fewest decimal places that parse back to the same number.
pub struct Shortest(pub f64);

impl fmt::Display for Shortest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = Digits::of(self.0);
        let mut places = 0;
        while nearest(digits.rounded(), places) != self.0 && places < PLACES_MAX && digits.whole < u64::MAX / 16 {
            digits.shift();
            places += 1;
        }
        write(f, digits.rounded(), places)
    }
}

/// Writes `digits` / 10^`places`.
fn write(f: &mut fmt::Formatter<'_>, digits: u64, places: u32) -> fmt::Result {
    let text = format!("{digits:0width$}", width = places as usize + 1);
    match text.split_at_checked(text.len() - places as usize) {
        Some((whole, fraction)) if places > 0 => write!(f, "{whole}.{fraction}"),
        _ => f.write_str(&text),
    }
}

/// A whole number with a comma before every three digits: 10,000,000.
pub struct Thousands(pub u64);

impl fmt::Display for Thousands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Doubles of every size that a field can have, from 2⁻⁴⁰ to 2⁵³, and common fractions.
    fn numbers() -> impl Iterator<Item = f64> {
        let mut state = 1u64;
        let random = move |step: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from_bits(((1023 - 40 + step % 93) << 52) | (state >> 12))
        };
        let plain = (0..20_000u64).flat_map(|n| [1.0, 3.0, 10.0, 60.0, 1_000.0, 7_000_000.0].map(|d| n as f64 / d));
        (0..200_000).map(random).chain(plain)
    }

    #[test]
    fn numbers_print_and_read_as_the_standard_library_has_them() {
        for number in numbers() {
            let text = number.to_string();
            assert_eq!(Shortest(number).to_string(), text);
            assert_eq!(parse(&text), Some(number), "{text}");
            for places in [0, 1, 4] {
                let standard = format!("{number:.*}", places as usize);
                if number < 1e15 {
                    assert_eq!(Fixed(number, places).to_string(), standard, "{number} to {places} places");
                }
            }
            // A few more or fewer digits than needed.
            for text in [format!("{number:.3}"), format!("{number:.25}")] {
                let digits = text.trim_start_matches(['0', '.']).len();
                if digits <= DIGITS_MAX as usize {
                    assert_eq!(parse(&text), text.parse().ok(), "{text}");
                }
            }
        }
    }

    #[test]
    fn halves_go_to_the_even_digit() {
        for (number, text) in [(0.03125, "0.0312"), (0.09375, "0.0938"), (0.99996, "1.0000"), (0.0, "0.0000")] {
            assert_eq!(Fixed(number, 4).to_string(), text);
        }
    }

    #[test]
    fn what_is_not_a_plain_number_is_refused_and_what_is_too_fine_is_cut() {
        for text in
            ["", ".", "1.", ".5", "1.2.3", "-1", "+1", "1e3", "NaN", "inf", " 1", "1_0", "٣", "99999999999999999999"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        for (text, number) in [
            ("007", 7.0),
            ("0.1000000000000000000000000000000000000000000000000000000009", 0.1),
            ("0.00000000000000000000000000000000000000000000001", 0.0),
            ("9999999999999999999", 1e19),
        ] {
            assert_eq!(parse(text), Some(number), "{text}");
        }
    }

    #[test]
    fn thousands_are_set_apart_by_commas() {
        let table = [(0, "0"), (999, "999"), (1_000, "1,000"), (98_765, "98,765"), (10_000_000, "10,000,000")];
        for (number, text) in table {
            assert_eq!(Thousands(number).to_string(), text);
        }
        assert_eq!(Thousands(u64::MAX).to_string(), "18,446,744,073,709,551,615");
    }
}
