//! Spellings: what people write for a value, brought into the one form that is printed, where it can mean one thing only.
//!
//! A field's own parser reads the canonical form and nothing else. What it does not read is rewritten here and tried once
//! more, so a line, a link and a form take the same spellings and all of them print back alike:
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
//! A bare number for a duration is not among them: 10 may be seconds or milliseconds. It is refused, with a suggestion.

/// The sigma of a lognormal latency that names none.
const SIGMA_DEFAULT: &str = "0.5";

/// Exponents beyond this have no use here: fractions are read to 37 places, whole numbers to 19 digits.
const EXPONENT_MAX: i32 = 40;

/// How a value would be written in its canonical form; `None` when the text is not plainly a spelling of one. Whether the
/// result parses is for the field to say.
pub fn canonical(kind: &str, words: &[&str], range: Option<(&str, &str)>, text: &str) -> Option<String> {
    let text = text.trim();
    match kind {
        "integer" => counted(text),
        "number" if range == Some(("0", "1")) => share(text),
        "number" => number(text),
        "rate" => rate(text),
        "duration" => duration(text),
        "latency" => latency(text),
        "choice" => word(words, text),
        "switch" => switch(text),
        _ => None,
    }
}

/// A word of a choice in any case, with hyphens or spaces or nothing in the place of underscores.
pub fn word(words: &[&str], text: &str) -> Option<String> {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase();
    words.iter().find(|word| bare(word) == bare(text)).map(|word| word.to_string())
}

fn switch(text: &str) -> Option<String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some("true".to_string()),
        "false" | "no" | "off" | "0" => Some("false".to_string()),
        _ => None,
    }
}

/// A share as percent, or a number.
fn share(text: &str) -> Option<String> {
    match text.strip_suffix('%') {
        Some(percent) => shifted(&number(percent.trim_end())?, -2),
        None => number(text),
    }
}

/// A number with a sign for thousands, millions or groups of three, or any other number. Where numbers have fractions a
/// comma may be a decimal point, so groups are read in whole numbers and rates alone.
fn counted(text: &str) -> Option<String> {
    let thousands = [("k", 3), ("K", 3), ("M", 6)].into_iter().find_map(|(sign, places)| {
        let digits = text.strip_suffix(sign)?;
        shifted(&number(digits)?, places)
    });
    thousands.or_else(|| number(&ungrouped(text)?))
}

/// Takes the commas out of `1,000,000`.
fn ungrouped(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let in_threes = groups.clone().all(|group| group.len() == 3) && (1..=3).contains(&first.len());
    if !in_threes && whole.contains(',') {
        return None;
    }
    let whole = whole.replace(',', "");
    Some(fraction.map_or(whole.clone(), |fraction| format!("{whole}.{fraction}")))
}

/// A number with underscores between its digits, an exponent, or nothing before its point.
fn number(text: &str) -> Option<String> {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse().ok().filter(|e: &i32| e.abs() <= EXPONENT_MAX)?),
        None => (text, 0),
    };
    let underscored = digits.split('_').all(|group| group.starts_with(|c: char| c.is_ascii_digit()) || group == digits);
    underscored.then(|| shifted(&digits.replace('_', ""), exponent)).flatten()
}

/// Decimal text with its point moved to the right by so many places, or to the left.
fn shifted(text: &str, places: i32) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) || text.ends_with('.') {
        return None;
    }
    let point = whole.len() as i32 + places;
    let lacking = usize::try_from(1 - point).unwrap_or(0);
    digits.insert_str(0, &"0".repeat(lacking));
    let point = (point + lacking as i32) as usize;
    while digits.len() < point {
        digits.push('0');
    }
    let (whole, fraction) = digits.split_at(point);
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") })
}

/// A rate, per second unless it says otherwise.
fn rate(text: &str) -> Option<String> {
    let (count, unit) = text.split_once('/').unwrap_or((text, "s"));
    let unit = match unit.trim_start() {
        "s" | "sec" | "second" => "s",
        "m" | "min" | "minute" => "m",
        _ => return None,
    };
    Some(format!("{}/{unit}", counted(count.trim_end())?))
}

/// Numbers, each with its unit, perhaps a space apart.
fn duration(text: &str) -> Option<String> {
    let mut rest = text;
    let mut canonical = String::new();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_alphabetic() || c == ' ').unwrap_or(rest.len());
        let (count, tail) = rest.split_at(digits);
        let tail = tail.trim_start();
        let unit = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit);
        canonical += &number(&ungrouped(count)?)?;
        canonical += match unit.to_ascii_lowercase().as_str() {
            "ns" => "ns",
            "us" | "µs" | "μs" => "us",
            "ms" | "msec" | "msecs" | "millis" => "ms",
            "s" | "sec" | "secs" | "second" | "seconds" => "s",
            "m" | "min" | "mins" | "minute" | "minutes" => "m",
            "h" | "hr" | "hrs" | "hour" | "hours" => "h",
            _ => return None,
        };
        rest = tail.trim_start();
    }
    (!canonical.is_empty()).then_some(canonical)
}

/// A distribution by its name or a short one, with colons or brackets; a lognormal one may leave its sigma out.
fn latency(text: &str) -> Option<String> {
    let text = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((name, durations)) => format!("{name}:{}", durations.replace(',', ":")),
        None => text.to_string(),
    };
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let name = match parts[0].to_ascii_lowercase().as_str() {
        "const" | "constant" => "constant",
        "exp" | "exponential" => "exponential",
        "uniform" => "uniform",
        "lognormal" | "log-normal" => "lognormal",
        _ => return duration(&text),
    };
    let durations = if name == "lognormal" { &parts[1..parts.len().min(2)] } else { &parts[1..] };
    let durations: Option<Vec<String>> = durations.iter().map(|part| duration(part)).collect();
    let durations = durations?.join(":");
    match (name, parts.get(2)) {
        ("lognormal", None) => Some(format!("lognormal:{durations}:{SIGMA_DEFAULT}")),
        ("lognormal", Some(sigma)) if parts.len() == 3 => Some(format!("lognormal:{durations}:{}", number(sigma)?)),
        ("lognormal", _) => None,
        _ => Some(format!("{name}:{durations}")),
    }
}

/// The word that somebody may have meant: the nearest by insertions, deletions, replacements and swaps of neighbours, if it
/// is near, at most a third of the word away. (Damerau; the form known as optimal string alignment.)
pub fn meant<'a>(words: impl IntoIterator<Item = &'a str>, text: &str) -> Option<&'a str> {
    const CHARS_MAX: usize = 40;
    if text.chars().count() > CHARS_MAX {
        return None;
    }
    let text = text.to_ascii_lowercase().replace('-', "_");
    let distance = |word: &&'a str| edits(&text, word);
    let nearest = words.into_iter().min_by_key(distance)?;
    (distance(&nearest) <= (nearest.len() / 3).max(1)).then_some(nearest)
}

/// How many such edits lead from one word to another.
fn edits(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, &a) in from.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, &b) in to.iter().enumerate() {
            let swap = i > 0 && j > 0 && a == to[j - 1] && from[i - 1] == b;
            let swapped = if swap { before[j - 1] + 1 } else { usize::MAX };
            let replaced = row[j] + usize::from(a != b);
            next.push(swapped.min(replaced).min(row[j + 1] + 1).min(next[j] + 1));
        }
        before = std::mem::replace(&mut row, next);
    }
    row[to.len()]
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
            // A latency without its duration stays without one, and is then refused by the field.
            let found = found.filter(|found| !found.contains("::"));
            assert_eq!(found.as_deref(), expected, "{kind} {text:?}");
        }
        let words = ["single_flight", "xfetch"];
        for text in ["single-flight", "SingleFlight", "SINGLE FLIGHT"] {
            assert_eq!(canonical("choice", &words, None, text).as_deref(), Some("single_flight"), "{text}");
        }
    }

    /// By hand: a swap, a letter too many, one too few, another one; and what is like nothing.
    #[test]
    fn the_nearest_word_is_what_was_meant_if_it_is_near() {
        assert_eq!(["ttl", "tlt", "tttl", "tl", "til"].map(|text| edits(text, "ttl")), [0, 1, 1, 1, 1]);
        assert_eq!(edits("", "abc"), 3);
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
            assert_eq!(meant(words, text), expected, "{text}");
        }
    }
}
