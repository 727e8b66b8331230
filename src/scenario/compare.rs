//! Comparisons: lanes that differ from a scenario in one field each, and face the same traffic.
//!
//! `compare=unprotected,write_policy=update,ttl=2s` are three lanes beside the scenario's own: a word alone is a strategy,
//! everything else a field with its value, in any spelling that the line takes. What would bring other traffic, another run
//! length or other interventions is refused: such lanes could not be read side by side.

use super::fields::{FIELDS, Scenario};
use super::text::ScenarioError;

/// The most lanes beside the scenario's own.
pub const LANES_MAX: usize = 5;

/// The fields in which lanes may not differ: they make the traffic, or when the run ends, or what is done to it.
const SHARED: &[&str] =
    &["seed", "duration", "do", "arrivals", "rate", "clients", "think_time", "keys", "zipf", "absent", "write_rate"];

/// A lane of a comparison.
#[derive(Clone, PartialEq, Debug)]
pub struct Lane {
    /// The field in which it differs.
    pub field: &'static str,
    /// Its value of that field, in the canonical form.
    pub value: String,
    /// The scenario that it runs.
    pub scenario: Scenario,
}

impl Scenario {
    /// The lanes that a comparison names, in its order; none for an empty text. A lane that is the scenario itself, or one
    /// that came before, is left out.
    ///
    /// # Errors
    /// The first lane that is not allowed: its field or value, or a field in which lanes may not differ.
    pub fn lanes(&self, compare: &str) -> Result<Vec<Lane>, ScenarioError> {
        let mut lanes: Vec<Lane> = Vec::new();
        for text in compare.split(',').map(str::trim).filter(|text| !text.is_empty()) {
            let lane = self.lane(text)?;
            if lane.scenario != *self && lanes.iter().all(|earlier| earlier.scenario != lane.scenario) {
                lanes.push(lane);
            }
        }
        if lanes.len() > LANES_MAX {
            return Err(ScenarioError::new("compare", compare, format!("at most {LANES_MAX} lanes beside the first")));
        }
        Ok(lanes)
    }

    fn lane(&self, text: &str) -> Result<Lane, ScenarioError> {
        let (name, value) = text.split_once('=').unwrap_or(("strategy", text));
        let mut scenario = self.clone();
        scenario.set(name, value)?;
        let Some(field) = FIELDS.iter().find(|field| field.name == name).filter(|field| !SHARED.contains(&field.name))
        else {
            let allowed = format!("lanes that share their {name}, and with it the traffic");
            return Err(ScenarioError::new("compare", text, allowed));
        };
        scenario.check()?;
        Ok(Lane { field: field.name, value: (field.print)(&scenario), scenario })
    }
}

/// A comparison in its canonical form: strategies as bare words.
pub fn print(lanes: &[Lane]) -> String {
    let lane = |lane: &Lane| match lane.field {
        "strategy" => lane.value.clone(),
        field => format!("{field}={}", lane.value),
    };
    lanes.iter().map(lane).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_names_lanes_that_differ_in_one_field() {
        let scenario = Scenario::parse("preset=stampede write_policy=update").expect("a scenario");
        let table = [
            ("", ""),
            ("mutex,xfetch", "mutex,xfetch"),
            ("write_policy=invalidate, ttl=2s", "write_policy=invalidate,ttl=2s"),
            ("Single-Flight,beta=2e0,invalidation_loss=10%", "single_flight,beta=2,invalidation_loss=0.1"),
            // The scenario's own, and one said twice.
            ("unprotected,mutex,strategy=mutex,write_policy=update", "mutex"),
        ];
        for (text, expected) in table {
            let lanes = scenario.lanes(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(print(&lanes), expected, "{text}");
            for Lane { field, value, scenario: lane } in &lanes {
                let mut back = lane.clone();
                let own = FIELDS.iter().find(|f| f.name == *field).expect("a field");
                assert_eq!((own.print)(lane), *value);
                back.set(field, &(own.print)(&scenario)).expect("what the scenario has");
                assert_eq!(back, scenario, "{text}: nothing else differs");
            }
        }
    }

    #[test]
    fn what_can_not_be_compared_is_refused() {
        let scenario = Scenario::default();
        let table = [
            ("mutx", "invalid strategy=mutx: expected one of "),
            ("colour=red", "invalid colour=red: expected a field that exists"),
            ("ttl=5", "invalid ttl=5: expected a duration such as 200ms, from 1us to 24h; did you mean 5s?"),
            ("rate=80/s", "invalid compare=rate=80/s: expected lanes that share their rate, and with it the traffic"),
            ("seed=8", "invalid compare=seed=8: expected lanes that share their seed"),
            (
                "ttl=1s,ttl=2s,ttl=3s,ttl=5s,ttl=6s,ttl=7s",
                "invalid compare=ttl=1s,ttl=2s,ttl=3s,ttl=5s,ttl=6s,ttl=7s: expected at most 5 lanes beside the first",
            ),
        ];
        for (text, expected) in table {
            let message = scenario.lanes(text).expect_err(text).to_string();
            assert!(message.starts_with(expected), "{text}\n  gave     {message}\n  expected {expected}");
        }
        for name in SHARED {
            assert!(FIELDS.iter().any(|field| field.name == *name), "{name} is a field");
        }
    }
}
