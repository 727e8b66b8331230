//! A scenario as text: parse, print, and the one error type.
//!
//! `Scenario::parse(scenario.to_string()) == scenario`. Printing leaves out the fields that have their default.

use super::fields::{FIELDS, Scenario};
use super::{Arrivals, PRESETS, spelling};
use std::fmt;

/// The longest line that is parsed, because links are untrusted.
pub const LINE_CHARS_MAX: usize = 4_096;

/// The error for an invalid line. `Display` gives the whole sentence, which is the same everywhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScenarioError {
    /// The field.
    pub field: String,
    /// The value given.
    pub value: String,
    /// The allowed values, as the end of the sentence "expected …".
    pub allowed: String,
    /// A similar value that is allowed, as `name=value`.
    pub suggestion: Option<String>,
    /// For a run that is too large, although all its fields are valid: for each responsible field, a value with which
    /// it fits. Otherwise `None`.
    pub fits: Option<Vec<Fit>>,
}

/// A value of one field with which a refused line would be accepted.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Fit {
    /// The field's name.
    pub field: &'static str,
    /// The value as text.
    pub value: String,
    /// Whether the run fits even by upper estimates. If not, it probably fits.
    pub surely: bool,
}

impl ScenarioError {
    /// An error without a suggestion.
    pub fn new(field: &str, value: &str, allowed: impl Into<String>) -> ScenarioError {
        let allowed = allowed.into();
        ScenarioError { field: clip(field), value: clip(value), allowed, suggestion: None, fits: None }
    }

    fn suggest(self, name: &str, value: Option<String>) -> ScenarioError {
        ScenarioError { suggestion: value.map(|value| format!("{name}={value}")), ..self }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid {}={}: expected {}", self.field, self.value, self.allowed)?;
        if !spelling::PRESENT {
            return Ok(());
        }
        match self.suggestion.as_ref().and_then(|suggestion| suggestion.split_once('=')) {
            // Only if the suggestion is for another field.
            Some((name, value)) if name == self.field => write!(f, "; did you mean {value}?"),
            Some((name, _)) => write!(f, "; did you mean {name}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ScenarioError {}

/// Cuts a text to at most 80 characters for an error message. Escapes control characters and characters that change the
/// direction of the surrounding text.
fn clip(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 80;
    let mut shown = String::new();
    let mut count = 0;
    for letter in text.chars() {
        let turns =
            matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let escaped = turns || letter.is_control();
        count += if escaped { letter.escape_unicode().len() } else { 1 };
        if count > SHOWN_CHARS_MAX {
            shown.push('…');
            break;
        }
        match escaped {
            true => shown.extend(letter.escape_unicode()),
            false => shown.push(letter),
        }
    }
    shown
}

impl Scenario {
    /// Parses a line of `name=value` parts separated by white space, in any order, each field at most once.
    /// `preset=NAME` is read first and gives the values that the other parts then change.
    ///
    /// # Errors
    /// The first part that is invalid, or the first contradiction between parts.
    pub fn parse(line: &str) -> Result<Scenario, ScenarioError> {
        if line.chars().count() > LINE_CHARS_MAX {
            return Err(ScenarioError::new("line", line, format!("at most {LINE_CHARS_MAX} characters")));
        }
        let mut parts = Vec::new();
        for part in line.split_whitespace() {
            let (name, value) =
                part.split_once('=').ok_or_else(|| ScenarioError::new(part, "", "name=value, without spaces"))?;
            if parts.iter().any(|(earlier, _)| *earlier == name) {
                return Err(ScenarioError::new(name, value, format!("{} only once", clip(name))));
            }
            parts.push((name, value));
        }
        let mut scenario = match parts.iter().position(|(name, _)| *name == "preset") {
            Some(index) => Scenario::of_preset(parts.remove(index).1)?,
            None => Scenario::default(),
        };
        for (name, value) in parts {
            scenario.set(name, value)?;
        }
        scenario.check()?;
        Ok(scenario)
    }

    /// Sets one field from its text.
    ///
    /// # Errors
    /// An unknown name, or a value that the field does not accept. Contradictions between fields are not checked here.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), ScenarioError> {
        let Some(field) = FIELDS.iter().find(|field| field.name == name) else {
            let refused = ScenarioError::new(name, value, "a field that exists");
            if !spelling::PRESENT {
                return Err(refused);
            }
            let mut names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
            names.push("preset");
            let near = spelling::meant(&names, name);
            return Err(refused.suggest(near.unwrap_or_default(), near.map(|_| clip(value))));
        };
        match field.set(self, value) {
            true => Ok(()),
            false => Err(ScenarioError::new(name, value, field.allowed()).suggest(name, field.meant(value))),
        }
    }

    /// Checks that the fields do not contradict each other.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn check(&self) -> Result<(), ScenarioError> {
        let printed = (FIELDS.iter().find(|f| f.name == "do").expect("the table has it").print)(self);
        for intervention in &self.interventions {
            if intervention.at.as_nanos() > self.duration.as_nanos() {
                let allowed = format!("times within the run, which ends at {}", self.duration);
                return Err(ScenarioError::new("do", &printed, allowed));
            }
            if intervention.action.key().is_some_and(|key| key >= self.keys) {
                let allowed = format!("keys that exist, 0 to {}", self.keys - 1);
                return Err(ScenarioError::new("do", &printed, allowed));
            }
        }
        if self.arrivals == Arrivals::Closed && (self.think_time.mean() + self.cache_latency.mean()).is_zero() {
            let allowed = "more than 0ms in a closed loop without cache_latency, which would never end".to_string();
            return Err(ScenarioError::new("think_time", "0ms", allowed));
        }
        self.check_events()
    }

    fn of_preset(name: &str) -> Result<Scenario, ScenarioError> {
        let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        let spelt = if spelling::PRESENT { spelling::word(&names, name) } else { Some(name.to_string()) };
        if let Some(preset) = PRESETS.iter().find(|preset| Some(preset.name) == spelt.as_deref()) {
            return Ok(preset.scenario());
        }
        let near = if spelling::PRESENT { spelling::meant(&names, name).map(str::to_string) } else { None };
        Err(ScenarioError::new("preset", name, format!("one of {}", names.join(", "))).suggest("preset", near))
    }
}

impl fmt::Display for Scenario {
    /// Prints the fields that differ from their defaults, in the order of the table. Empty for the default scenario.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = Scenario::default();
        let mut space = "";
        for field in FIELDS {
            let text = (field.print)(self);
            if text != (field.print)(&base) {
                write!(f, "{space}{}={text}", field.name)?;
                space = " ";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_field_the_value_and_the_allowed_values() {
        let table = [
            ("color=red", "invalid color=red: expected a field that exists"),
            ("stratgey=mutex", "invalid stratgey=mutex: expected a field that exists; did you mean strategy?"),
            ("presets=stampede", "invalid presets=stampede: expected a field that exists; did you mean preset?"),
            ("ttl=10", "invalid ttl=10: expected a duration such as 200ms, from 1us to 24h; did you mean 10s?"),
            ("ttl=48h", "invalid ttl=48h: expected a duration such as 200ms, from 1us to 24h; did you mean 24h?"),
            ("ttl=0ms", "invalid ttl=0ms: expected a duration such as 200ms, from 1us to 24h; did you mean 1us?"),
            ("db_latency=200h", "invalid db_latency=200h: expected a latency such as 50ms"),
            ("ttl=ten", "invalid ttl=ten: expected a duration such as"),
            ("rate=60/day", "invalid rate=60/day: expected a rate such as 500/s or 30/m, from 0/s to 1000000/s"),
            ("rate=2M", "invalid rate=2M: expected a rate such as"),
            ("rate=-1/s", "invalid rate=-1/s: expected a rate such as"),
            (
                "rate=0.0000000000000000000000001/m",
                "invalid rate=0.0000000000000000000000001/m: expected a rate such as",
            ),
            ("absent=101%", "invalid absent=101%: expected a number, from 0 to 1; did you mean 1?"),
            ("beta=10%", "invalid beta=10%: expected a number, from 0 to 100"),
            ("rate=NaN/s", "invalid rate=NaN/s: expected a rate such as"),
            ("beta=1e3", "invalid beta=1e3: expected a number, from 0 to 100; did you mean 100?"),
            (
                "strategy=hope",
                "invalid strategy=hope: expected one of unprotected, mutex, xfetch, background_refresh, single_flight, lease",
            ),
            (
                "strategy=mutx",
                "invalid strategy=mutx: expected one of unprotected, mutex, xfetch, background_refresh, single_flight, lease; did you mean mutex?",
            ),
            ("warm=perhaps", "invalid warm=perhaps: expected one of false, true"),
            (
                "db_latency=uniform:9ms:3ms",
                "invalid db_latency=uniform:9ms:3ms: expected a latency such as 50ms, exponential",
            ),
            ("do=5s:explode", "invalid do=5s:explode: expected up to 64 of TIME:ACTION, comma-separated,"),
            ("do=5s:flush:1", "invalid do=5s:flush:1: expected"),
            ("do=5s:db_slow:2", "invalid do=5s:db_slow:2: expected"),
            ("do=5s:db_down", "invalid do=5s:db_down: expected"),
            ("do=5s:expire:0:0", "invalid do=5s:expire:0:0: expected"),
            (
                "arrivals=closed think_time=0ms cache_latency=0ms",
                "invalid think_time=0ms: expected more than 0ms in a closed loop",
            ),
            ("do=70s:expire", "invalid do=1m10s:expire: expected times within the run, which ends at 1m"),
            ("do=5s:expire:1", "invalid do=5s:expire:1: expected keys that exist, 0 to 0"),
            ("ttl=1s ttl=2s", "invalid ttl=2s: expected ttl only once"),
            ("mutex", "invalid mutex=: expected name=value, without spaces"),
            ("preset=none", "invalid preset=none: expected one of "),
            (
                "rate=1000000/s duration=1m",
                "invalid duration=1m: expected a shorter run or less traffic: duration and rate give at least ",
            ),
        ];
        for (line, expected) in table {
            let message = Scenario::parse(line).expect_err(line).to_string();
            let fits = message.starts_with(expected) && (!expected.ends_with('?') || message == expected);
            assert!(fits, "{line}\n  gave     {message}\n  expected {expected}");
        }
    }

    #[test]
    fn a_parsed_line_prints_without_the_defaults() {
        let table = [
            ("", ""),
            ("ttl=4s seed=7", ""),
            ("ttl=2s  strategy=xfetch\tbeta=2", "strategy=xfetch ttl=2s beta=2"),
            ("rate=30/m", "rate=0.5/s"),
            ("rate=0.1/m", "rate=0.0016666666666666668/s"),
            ("db_latency=constant:50ms", "db_latency=50ms"),
            (
                "db_latency=lognormal:50ms:0.5 do=8s:write,5s:expire",
                "do=5s:expire,8s:write db_latency=lognormal:50ms:0.5",
            ),
            ("keys=9 do=1s:write:3,1s:flush", "do=1s:write:3,1s:flush keys=9"),
            ("do=1s:warm,2s:align_arrivals", "do=1s:warm:100/s,2s:align_arrivals:1s"),
            ("do=1s:unlucky_dice,2s:unlucky_dice:300ms", "do=1s:unlucky_dice:1s,2s:unlucky_dice:300ms"),
            ("do=8s:db_slow:2.5:3s,9s:db_down:500ms", "do=8s:db_slow:2.5:3s,9s:db_down:500ms"),
        ];
        for (line, printed) in table {
            let scenario = Scenario::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(scenario.to_string(), printed, "{line}");
            assert_eq!(Scenario::parse(printed).as_ref(), Ok(&scenario), "{line}");
        }
    }

    /// All spellings of a value are printed in one form.
    #[test]
    fn a_value_may_be_spelt_in_more_than_one_way() {
        let table = [
            ("absent=10% invalidation_loss=0.1%", "absent=0.1 invalidation_loss=0.001"),
            ("rate=200", "rate=200/s"),
            ("keys=1,000,000", "keys=1000000"),
            ("keys=1e6", "keys=1000000"),
            ("keys=1_000_000", "keys=1000000"),
            ("rate=1k write_rate=30/min", "rate=1000/s write_rate=0.5/s"),
            ("db_latency=lognormal:80ms", "db_latency=lognormal:80ms:0.5"),
            ("db_latency=exp(50ms)", "db_latency=exponential:50ms"),
            ("ttl=10sec strategy=Single-Flight warm=no", "strategy=single_flight ttl=10s warm=false"),
            (
                "do=5sec:Crash-Holder,6s:warm:200,7s:db_slow:2e0:1sec",
                "do=5s:crash_holder,6s:warm:200/s,7s:db_slow:2:1s",
            ),
            ("preset=Hot-Key", PRESETS[0].line),
        ];
        for (line, printed) in table {
            let scenario = Scenario::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(scenario, Scenario::parse(printed).expect(printed), "{line}");
            if !line.starts_with("preset") {
                assert_eq!(scenario.to_string(), printed, "{line}");
            }
        }
    }

    /// Suggested values are accepted.
    #[test]
    fn a_suggestion_can_be_taken() {
        for line in [
            "stratgey=lease",
            "ttl=10",
            "ttl=48h",
            "strategy=mutx",
            "do=5s:expier",
            "preset=stamped",
            "keys=0",
            "rate=2M",
        ] {
            let error = Scenario::parse(line).expect_err(line);
            let suggestion = error.suggestion.unwrap_or_else(|| panic!("{line} has a suggestion"));
            // The highest rate is too much for the default duration of a minute.
            let short = format!("{suggestion} duration=5s");
            Scenario::parse(&short).unwrap_or_else(|error| panic!("{line}: {suggestion}: {error}"));
        }
    }

    #[test]
    fn every_default_is_allowed_and_every_field_has_a_meaning() {
        for field in FIELDS {
            let mut scenario = Scenario::default();
            assert!(field.set(&mut scenario, field.default), "{}", field.name);
            assert_eq!((field.print)(&scenario), field.default, "{} prints its default as written", field.name);
            assert!(!field.doc.is_empty() && !field.allowed().is_empty(), "{}", field.name);
        }
    }

    #[test]
    fn hostile_values_are_clipped() {
        let error = Scenario::parse(&format!("ttl={}", "x".repeat(4_000))).unwrap_err();
        assert_eq!(error.value.chars().count(), 81);
        assert_eq!(Scenario::parse(&"x".repeat(5_000)).unwrap_err().field, "line");
    }
}
