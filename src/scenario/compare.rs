//! Comparisons: lanes that each differ from a scenario in one field and have the same traffic.
//!
//! `compare=unprotected,write_policy=update,ttl=2s` adds three lanes to the scenario's own. A single word is a
//! strategy; anything else is a field with its value, in any spelling that a line accepts. Fields that change the
//! traffic, the duration or the interventions are refused, because such lanes are not comparable.

use super::fields::{FIELDS, Scenario};
use super::text::ScenarioError;

/// The largest number of lanes besides the scenario's own.
pub const LANES_MAX: usize = 5;

/// The fields in which lanes may not differ: they determine the traffic, the duration or the interventions.
const SHARED: &[&str] =
    &["seed", "duration", "do", "arrivals", "rate", "clients", "think_time", "keys", "zipf", "absent", "write_rate"];

/// Whether all lanes have the same value of the field of this name.
pub fn is_shared(field: &str) -> bool {
    SHARED.contains(&field)
}

/// A lane of a comparison.
#[derive(Clone, PartialEq, Debug)]
pub struct Lane {
    /// The field in which it differs.
    pub field: &'static str,
    /// Its value of that field, in the canonical form.
    pub value: String,
    /// Its scenario.
    pub scenario: Scenario,
}

impl Scenario {
    /// Parses a comparison into lanes, in order; none for an empty text. A lane equal to the scenario itself, or to an
    /// earlier lane, is left out.
    ///
    /// # Errors
    /// The first invalid lane: a wrong field or value, or a field in which lanes may not differ.
    pub fn lanes(&self, compare: &str) -> Result<Vec<Lane>, ScenarioError> {
        let mut lanes: Vec<Lane> = Vec::new();
        for text in compare.split(',').map(str::trim).filter(|text| !text.is_empty()) {
            lanes.extend(self.lane(text, &lanes)?);
        }
        if lanes.len() > LANES_MAX {
            return Err(ScenarioError::new("compare", compare, format!("at most {LANES_MAX} lanes beside the first")));
        }
        Ok(lanes)
    }

    /// Parses one lane. `None` if it equals the scenario's own or an earlier lane.
    fn lane(&self, text: &str, before: &[Lane]) -> Result<Option<Lane>, ScenarioError> {
        let (name, value) = text.split_once('=').unwrap_or(("strategy", text));
        let mut scenario = self.duplicate();
        scenario.set(name, value)?;
        let Some(field) = FIELDS.iter().find(|field| field.name == name).filter(|field| !is_shared(field.name)) else {
            let allowed = format!("lanes that share their {name}, and with it the traffic");
            return Err(ScenarioError::new("compare", text, allowed));
        };
        scenario.check()?;
        let value = (field.print)(&scenario);
        let known = |lane: &Lane| (lane.field, &lane.value) == (field.name, &value);
        let is_new = value != (field.print)(self) && !before.iter().any(known);
        Ok(is_new.then_some(Lane { field: field.name, value, scenario }))
    }
}

/// The canonical form of a comparison, with strategies as single words.
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
            // The scenario's own strategy, and a duplicate.
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
