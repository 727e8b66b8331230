//! Spellings: other ways to write a value, converted to the canonical form if they are unambiguous.
//!
//! A field's parser reads only the canonical form. Any other text is converted here and then parsed again. So lines,
//! links and forms accept the same spellings, and all are printed in the same form:
//!
//! ```text
//! 10%                 0.1            shares, from 0 to 1
//! 200, 200/sec, 2k    200/s, 2000/s  rates; k is a thousand
//! 1_000_000, 1e6      1000000        and 1,000,000 where there are no fractions
//! 200 ms, 10sec, .5s  200ms, 10s, 0.5s
//! exp(50ms)           exponential:50ms
//! lognormal:80ms      lognormal:80ms:0.5
//! Background-Refresh  background_refresh
//! yes, on             true
//! ```
//!
//! A duration without a unit is not one of them: 10 may be seconds or milliseconds. It is refused with a suggestion.

use super::interventions;

/// Whether this build reads spellings and makes suggestions. The core that a page loads first does not: its input is
/// usually canonical, and the page passes what it refuses to the larger core (feature `orders`).
pub const PRESENT: bool = cfg!(any(feature = "orders", not(target_arch = "wasm32")));

/// The default sigma of a lognormal latency.
const SIGMA_DEFAULT: &str = ":0.5";

/// The largest exponent. More is useless: fractions have at most 37 places and whole numbers 19 digits.
const EXPONENT_MAX: i32 = 40;

/// A canonical word and another spelling of it.
type Spelt = (&'static str, &'static str);

const UNITS: &[Spelt] = &[
    ("ns", "ns"),
    ("us", "us µs μs"),
    ("ms", "ms msec msecs millis"),
    ("s", "s sec secs second seconds"),
    ("m", "m min mins minute minutes"),
    ("h", "h hr hrs hour hours"),
];
const RATE_UNITS: &[Spelt] = &[("/s", "s sec second"), ("/m", "m min minute")];
const SWITCH: &[Spelt] = &[("true", "true yes on 1"), ("false", "false no off 0")];
const LATENCIES: &[Spelt] = &[
    ("constant", "const constant"),
    ("exponential", "exp exponential"),
    ("uniform", "uniform"),
    ("lognormal", "lognormal log-normal"),
];

/// The canonical word for a spelling, ignoring case.
fn spelt(words: &[Spelt], text: &str) -> Option<&'static str> {
    let is = |(_, all): &&Spelt| all.split(' ').any(|one| one.eq_ignore_ascii_case(text));
    words.iter().find(is).map(|(word, _)| *word)
}

/// The canonical form of a value; `None` if the text is not clearly a spelling of one. The result may still be refused
/// by the field.
pub fn canonical(kind: &str, words: &[&str], range: Option<(&str, &str)>, text: &str) -> Option<String> {
    let text = text.trim_ascii();
    match kind {
        "integer" => number(text, Also::Groups),
        "number" if range == Some(("0", "1")) => number(text, Also::Percent),
        "number" => number(text, Also::Nothing),
        "rate" => rate(text),
        "duration" => duration(text),
        "latency" => latency(text),
        "choice" => word(words, text),
        "switch" => spelt(SWITCH, text).map(str::to_string),
        "actions" => interventions::canonical(text),
        _ => None,
    }
}

/// The word of a choice for a text in any case, with hyphens, spaces or nothing instead of underscores.
pub fn word(words: &[&str], text: &str) -> Option<String> {
    fn bare(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|byte| !matches!(byte, b' ' | b'-' | b'_')).map(|byte| byte.to_ascii_lowercase())
    }
    words.iter().find(|word| bare(word).eq(bare(text))).map(|word| word.to_string())
}

/// What a number may contain besides digits, a point and an exponent. A comma may be a decimal point, so groups are
/// accepted only in whole numbers, rates and durations.
#[derive(Clone, Copy, PartialEq)]
enum Also {
    Nothing,
    /// A percent sign.
    Percent,
    /// Groups of three digits, and a suffix for thousands or millions.
    Groups,
}

/// A number, possibly with underscores between digits, an exponent, or no digit before the point.
fn number(text: &str, also: Also) -> Option<String> {
    let (mut digits, mut places, mut exponent) = (Vec::new(), 0, 0);
    let (mut has_point, mut grouped, mut since) = (false, false, 0);
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let next = rest.clone().next();
        let last = next.is_none();
        match byte {
            b'0'..=b'9' => {
                digits.push(byte);
                since += 1;
                places += i32::from(has_point);
            }
            b'_' if since > 0 && next.is_some_and(|next| next.is_ascii_digit()) => {}
            b',' if also == Also::Groups && !has_point && (since == 3 || !grouped && 0 < since && since < 3) => {
                (grouped, since) = (true, 0);
            }
            b'.' if !has_point && !last && (!grouped || since == 3) => (has_point, grouped) = (true, false),
            b'e' | b'E' => exponent = power(rest.by_ref())?,
            b'k' | b'K' if also == Also::Groups && last => exponent = 3,
            b'M' if also == Also::Groups && last => exponent = 6,
            b' ' if also == Also::Percent && next == Some(b'%') => {}
            b'%' if also == Also::Percent && last => exponent -= 2,
            _ => return None,
        }
    }
    let whole = !digits.is_empty() && (!grouped || since == 3);
    whole.then(|| shifted(&digits, exponent - places))
}

/// The exponent of a number: the digits after its `e`.
fn power(digits: impl Iterator<Item = u8>) -> Option<i32> {
    let (mut power, mut sign, mut count) = (0, 1, 0);
    for byte in digits {
        match byte {
            b'-' if count == 0 => sign = -1,
            b'0'..=b'9' => power = power * 10 + i32::from(byte - b'0'),
            _ => return None,
        }
        count += 1;
        if power > EXPONENT_MAX {
            return None;
        }
    }
    (count > 0).then_some(sign * power)
}

/// Digits times a power of ten, as decimal text.
fn shifted(digits: &[u8], exponent: i32) -> String {
    let point = digits.len() as i32 + exponent;
    let mut text = String::new();
    for index in point.min(0)..point.max(digits.len() as i32) {
        let digit = digits.get(index as usize).map_or('0', |&digit| char::from(digit));
        if index == point {
            text += if text.is_empty() { "0." } else { "." };
        }
        if digit != '0' || !text.is_empty() {
            text.push(digit);
        }
    }
    while exponent < 0 && text.contains('.') && text.ends_with(['0', '.']) {
        text.pop();
    }
    if text.is_empty() { "0".to_string() } else { text }
}

/// A rate, per second by default.
fn rate(text: &str) -> Option<String> {
    let (count, unit) = text.split_once('/').unwrap_or((text, "s"));
    Some(number(count.trim_ascii(), Also::Groups)? + spelt(RATE_UNITS, unit.trim_ascii())?)
}

/// A duration: numbers with units, possibly separated by spaces.
fn duration(text: &str) -> Option<String> {
    let is_unit = |c: char| c.is_ascii_alphabetic() || !c.is_ascii();
    let mut canonical = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (count, tail) = rest.split_at_checked(rest.find(is_unit)?)?;
        let (unit, tail) = tail.split_at_checked(tail.find(|c| !is_unit(c)).unwrap_or(tail.len()))?;
        canonical += &number(count.trim_ascii(), Also::Groups)?;
        canonical += spelt(UNITS, unit)?;
        rest = tail;
    }
    (!canonical.is_empty()).then_some(canonical)
}

/// A distribution by its name or an abbreviation, with colons or parentheses. The sigma of a lognormal one is optional.
fn latency(text: &str) -> Option<String> {
    let mut parts = text.strip_suffix(')').unwrap_or(text).split([':', '(', ',']).map(str::trim_ascii);
    let Some(name) = spelt(LATENCIES, parts.next()?) else { return duration(text) };
    let mut canonical = name.to_string();
    let mut count = 0;
    for part in parts {
        count += 1;
        canonical.push(':');
        canonical += &match (name, count) {
            ("lognormal", 2) => number(part, Also::Nothing)?,
            (_, 3) => return None,
            _ => duration(part)?,
        };
    }
    if (name, count) == ("lognormal", 1) {
        canonical += SIGMA_DEFAULT;
    }
    (count > 0 && text.contains('(') == text.ends_with(')')).then_some(canonical)
}

/// A suggestion for a text that is not a spelling of a value of this kind.
pub fn near(kind: &str, words: &[&'static str], text: &str) -> Option<String> {
    match kind {
        // A number without a unit: seconds are the likeliest.
        "duration" => duration(&(text.trim_ascii().to_string() + "s")),
        "actions" => interventions::near(text),
        _ => meant(words, text).map(str::to_string),
    }
}

/// The nearest word by edit distance: insertions, deletions, substitutions and transpositions (Damerau; optimal string
/// alignment). `None` if the distance is more than a third of the word's length.
pub fn meant(words: &[&'static str], text: &str) -> Option<&'static str> {
    let mut nearest = None;
    for &word in words {
        let away = edits(text.as_bytes(), word.as_bytes());
        if away <= (word.len() / 3).max(1) && nearest.is_none_or(|(least, _)| away < least) {
            nearest = Some((away, word));
        }
    }
    nearest.map(|(_, word)| word)
}

/// The edit distance of two words, ignoring case and the difference between hyphens and underscores. Very large for a
/// text that is longer than any word.
fn edits(from: &[u8], to: &[u8]) -> usize {
    const BYTES_MAX: usize = 40;
    if from.len() > BYTES_MAX || to.len() > BYTES_MAX {
        return usize::MAX;
    }
    let lower = |byte: u8| if byte == b'-' { b'_' } else { byte.to_ascii_lowercase() };
    let mut rows = [[0; BYTES_MAX + 1]; 3];
    for (j, place) in rows[0].iter_mut().enumerate() {
        *place = j;
    }
    for i in 1..=from.len() {
        let a = lower(from[i - 1]);
        let [mut next, row, before] = [rows[2], rows[0], rows[1]];
        next[0] = i;
        for j in 1..=to.len() {
            let b = to[j - 1];
            let mut least = (row[j - 1] + usize::from(a != b)).min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a == to[j - 2] && lower(from[i - 2]) == b {
                least = least.min(before[j - 2] + 1);
            }
            next[j] = least;
        }
        rows = [next, row, before];
    }
    rows[0][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_has_one_canonical_form() {
        let share = Some(("0", "1"));
        let table = [
            ("number", share, "10%", Some("0.1")),
            ("number", share, "0.1%", Some("0.001")),
            ("number", share, "100 %", Some("1")),
            ("number", None, "10%", None),
            ("number", None, "1.5e0", Some("1.5")),
            ("number", None, "25e-2", Some("0.25")),
            ("number", None, ".5", Some("0.5")),
            ("number", None, "1,5", None),
            ("number", None, "1,000", None),
            ("number", None, "-1", None),
            ("number", None, "1e400", None),
            ("integer", None, "1,000,000", Some("1000000")),
            ("integer", None, "1e6", Some("1000000")),
            ("integer", None, "1_000_000", Some("1000000")),
            ("integer", None, "10k", Some("10000")),
            ("integer", None, "2M", Some("2000000")),
            ("integer", None, "1.5k", Some("1500")),
            ("integer", None, "10,00", None),
            ("integer", None, ",100", None),
            ("integer", None, "1__0", None),
            ("integer", None, "_10", None),
            ("integer", None, "", None),
            ("rate", None, "200", Some("200/s")),
            ("rate", None, "2,500/sec", Some("2500/s")),
            ("rate", None, "30 / min", Some("30/m")),
            ("rate", None, "1k/s", Some("1000/s")),
            ("rate", None, "200/day", None),
            ("duration", None, "200 ms", Some("200ms")),
            ("duration", None, "10sec", Some("10s")),
            ("duration", None, "1 min 30 secs", Some("1m30s")),
            ("duration", None, ".5s", Some("0.5s")),
            ("duration", None, "1e3ms", None),
            ("duration", None, "1,000ms", Some("1000ms")),
            ("duration", None, "10", None),
            ("latency", None, "exp(50ms)", Some("exponential:50ms")),
            ("latency", None, "Uniform(10 ms, 90 ms)", Some("uniform:10ms:90ms")),
            ("latency", None, "lognormal:80ms", Some("lognormal:80ms:0.5")),
            ("latency", None, "lognormal:80ms:.7", Some("lognormal:80ms:0.7")),
            ("latency", None, "lognormal:80ms:1:2", None),
            ("latency", None, "50 msec", Some("50ms")),
            ("latency", None, "lognormal", None),
            ("switch", None, "Yes", Some("true")),
            ("switch", None, "off", Some("false")),
            ("switch", None, "maybe", None),
        ];
        for (kind, range, text, expected) in table {
            let found = canonical(kind, &[], range, text);
            // A latency without a duration is not completed; the field refuses it.
            let found = found.filter(|found| !found.contains("::"));
            assert_eq!(found.as_deref(), expected, "{kind} {text:?}");
        }
        let words = ["single_flight", "xfetch"];
        for text in ["single-flight", "SingleFlight", "SINGLE FLIGHT"] {
            assert_eq!(canonical("choice", &words, None, text).as_deref(), Some("single_flight"), "{text}");
        }
    }

    /// A transposition, an insertion, a deletion, a substitution, and a text that is similar to nothing.
    #[test]
    fn the_nearest_word_is_what_was_meant_if_it_is_near() {
        assert_eq!(["ttl", "tlt", "tttl", "tl", "til"].map(|text| edits(text.as_bytes(), b"ttl")), [0, 1, 1, 1, 1]);
        assert_eq!(edits(b"", b"abc"), 3);
        let words = ["strategy", "rate", "ttl", "ttl_jitter", "db_latency"];
        let table = [
            ("stratgey", Some("strategy")),
            ("strategi", Some("strategy")),
            ("DB-Latency", Some("db_latency")),
            ("latency", Some("db_latency")),
            ("tll", Some("ttl")),
            ("color", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(meant(&words, text), expected, "{text}");
        }
    }
}
