//! A scenario as text: parse, print, and the one error type.
//!
//! `Scenario::parse(scenario.to_string()) == scenario`; printing leaves out what is at its default.

use super::fields::{FIELDS, Scenario};
use super::{Arrivals, EVENTS_MAX, PRESETS};
use std::fmt;

/// The longest line that is read: links are untrusted.
pub const LINE_CHARS_MAX: usize = 4_096;

/// Why a line was refused. `Display` is the whole sentence, the same everywhere it is shown.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct ScenarioError {
    /// The field.
    pub field: String,
    /// What was given.
    pub value: String,
    /// What would have been allowed.
    pub allowed: String,
}

impl ScenarioError {
    pub(crate) fn new(field: &str, value: &str, allowed: impl Into<String>) -> ScenarioError {
        ScenarioError { field: clip(field), value: clip(value), allowed: allowed.into() }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={} is refused: it must be {}.", self.field, self.value, self.allowed)
    }
}

impl std::error::Error for ScenarioError {}

/// The first 80 characters: an error repeats what was given, but not a whole novel of it.
fn clip(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 80;
    let mut rest = text.chars();
    let mut shown: String = rest.by_ref().take(SHOWN_CHARS_MAX).collect();
    if rest.next().is_some() {
        shown.push('…');
    }
    shown
}

impl Scenario {
    /// Reads a line of `name=value` parts separated by white space, in any order, each field at most once.
    /// `preset=NAME`, where present, is read first and gives the values that the other parts then change.
    ///
    /// # Errors
    /// The first part that is not allowed, or the first contradiction between parts.
    pub fn parse(line: &str) -> Result<Scenario, ScenarioError> {
        if line.chars().count() > LINE_CHARS_MAX {
            return Err(ScenarioError::new("line", line, format!("at most {LINE_CHARS_MAX} characters long")));
        }
        let mut parts = Vec::new();
        for part in line.split_whitespace() {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| ScenarioError::new(part, "", "written as name=value, without spaces"))?;
            if parts.iter().any(|(earlier, _)| *earlier == name) {
                return Err(ScenarioError::new(name, value, "given only once"));
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
    /// An unknown name, or a value that the field does not take. Contradictions between fields are not looked for.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), ScenarioError> {
        let Some(field) = FIELDS.iter().find(|field| field.name == name) else {
            let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
            return Err(ScenarioError::new(name, value, format!("a field that exists, one of {}", names.join(", "))));
        };
        if field.set(self, value) { Ok(()) } else { Err(ScenarioError::new(name, value, field.allowed())) }
    }

    /// Refuses what each field allows but all of them together do not.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn check(&self) -> Result<(), ScenarioError> {
        let printed = (FIELDS.iter().find(|f| f.name == "do").expect("the table has it").print)(self);
        for intervention in &self.interventions {
            if intervention.at.as_nanos() > self.duration.as_nanos() {
                let allowed = format!("at times within the run, which ends at {}", self.duration);
                return Err(ScenarioError::new("do", &printed, allowed));
            }
            if intervention.action.key().is_some_and(|key| key >= self.keys) {
                let allowed = format!("about keys that exist, 0 to {}", self.keys - 1);
                return Err(ScenarioError::new("do", &printed, allowed));
            }
        }
        if self.arrivals == Arrivals::Closed && (self.think_time.mean() + self.cache_latency.mean()).is_zero() {
            let allowed = "more than 0ms in a closed loop without cache_latency, which would never end".to_string();
            return Err(ScenarioError::new("think_time", "0ms", allowed));
        }
        let events = self.events_estimate();
        if events > EVENTS_MAX {
            let allowed = format!(
                "shorter, or the traffic less: the run would make about {events} events, of at most {EVENTS_MAX}"
            );
            return Err(ScenarioError::new("duration", &self.duration.to_string(), allowed));
        }
        Ok(())
    }

    fn of_preset(name: &str) -> Result<Scenario, ScenarioError> {
        match PRESETS.iter().find(|preset| preset.name == name) {
            Some(preset) => Ok(preset.scenario()),
            None => {
                let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
                Err(ScenarioError::new("preset", name, format!("one of {}", names.join(", "))))
            }
        }
    }
}

impl fmt::Display for Scenario {
    /// What differs from the defaults, in the order of the table. Empty for the default scenario.
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
    fn what_is_refused_says_field_value_and_what_is_allowed() {
        let table = [
            ("color=red", "color=red is refused: it must be a field that exists, one of seed, duration, strategy, do,"),
            (
                "ttl=5",
                "ttl=5 is refused: it must be a duration with its unit (ns us ms s m h) such as 200ms or 1m30s, from 1us to 24h.",
            ),
            (
                "ttl=48h",
                "ttl=48h is refused: it must be a duration with its unit (ns us ms s m h) such as 200ms or 1m30s, from 1us to 24h.",
            ),
            (
                "rate=60",
                "rate=60 is refused: it must be a rate per second or minute such as 500/s or 30/m, from 0/s to 1000000/s.",
            ),
            ("rate=-1/s", "rate=-1/s is refused: it must be a rate per second"),
            (
                "rate=0.0000000000000000000000001/m",
                "rate=0.0000000000000000000000001/m is refused: it must be a rate per second",
            ),
            ("rate=NaN/s", "rate=NaN/s is refused: it must be a rate per second"),
            ("beta=1e3", "beta=1e3 is refused: it must be a number, from 0 to 100."),
            (
                "strategy=hope",
                "strategy=hope is refused: it must be one of unprotected, mutex, xfetch, background_refresh, single_flight, lease.",
            ),
            ("warm=yes", "warm=yes is refused: it must be one of false, true."),
            (
                "db_latency=uniform:9ms:3ms",
                "db_latency=uniform:9ms:3ms is refused: it must be a latency such as 50ms, exponential",
            ),
            ("do=5s:explode", "do=5s:explode is refused: it must be up to 64 of TIME:ACTION, comma-separated,"),
            ("do=5s:flush:1", "do=5s:flush:1 is refused"),
            ("do=5s:db_slow:2", "do=5s:db_slow:2 is refused"),
            ("do=5s:db_down", "do=5s:db_down is refused"),
            ("do=5s:expire:0:0", "do=5s:expire:0:0 is refused"),
            (
                "arrivals=closed think_time=0ms cache_latency=0ms",
                "think_time=0ms is refused: it must be more than 0ms in a closed loop",
            ),
            ("do=70s:expire", "do=1m10s:expire is refused: it must be at times within the run, which ends at 1m."),
            ("do=5s:expire:1", "do=5s:expire:1 is refused: it must be about keys that exist, 0 to 0."),
            ("ttl=1s ttl=2s", "ttl=2s is refused: it must be given only once."),
            ("mutex", "mutex= is refused: it must be written as name=value, without spaces."),
            ("preset=none", "preset=none is refused: it must be one of "),
            (
                "rate=1000000/s duration=1m",
                "duration=1m is refused: it must be shorter, or the traffic less: the run would make about ",
            ),
        ];
        for (line, expected) in table {
            let message = Scenario::parse(line).expect_err(line).to_string();
            assert!(message.starts_with(expected), "{line}\n  gave     {message}\n  expected {expected}");
        }
    }

    #[test]
    fn what_is_read_prints_back_without_the_defaults() {
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
