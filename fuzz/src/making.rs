//! The conversion of bytes to scenario lines. Every fuzzer input gives some scenario, and a small change of the input
//! gives a small change of the scenario.
//!
//! Each part of a line consumes a few bytes: one for the field, the others for its value, according to the field's kind
//! in the table of fields. Values come from both ends of the sensible range and from beyond it, including zero. After
//! the last byte, zeros are read.

use cache_aside_playground::scenario::{FIELDS, Field, Scenario};
use cache_aside_playground::units::Duration;

/// A reader of bytes.
pub struct Bytes<'a>(pub &'a [u8]);

impl Bytes<'_> {
    /// Whether all bytes have been read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte; 0 after the last.
    pub fn byte(&mut self) -> u8 {
        let (&first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        first
    }

    /// One of the given choices.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::from(self.byte()) % choices.len()]
    }

    /// A number made from two bytes.
    pub fn number(&mut self) -> u64 {
        u64::from(u16::from_le_bytes([self.byte(), self.byte()]))
    }

    fn duration(&mut self) -> String {
        let unit = self.one_of(&["ms", "us", "s", "ns", "m", "h"]);
        let count = match self.one_of(&[0, 1, 2, 3]) {
            0 => self.one_of(&[0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]),
            1 => u64::from(self.byte()),
            _ => self.number(),
        };
        format!("{count}{unit}")
    }

    fn fraction(&mut self) -> String {
        self.one_of(&["0", "1", "0.5", "0.01", "0.1", "0.9", "2", "0.999999", "3", "10", "100", "0.000001"]).to_string()
    }

    fn latency(&mut self) -> String {
        let first = self.duration();
        match self.byte() % 6 {
            0 => format!("exponential:{first}"),
            1 => format!("lognormal:{first}:{}", self.fraction()),
            2 => format!("uniform:{first}:{}", self.duration()),
            _ => first,
        }
    }

    fn rate(&mut self) -> String {
        let unit = self.one_of(&["s", "m"]);
        match self.byte() % 3 {
            0 => format!("{}/{unit}", self.fraction()),
            1 => format!("{}/{unit}", self.byte()),
            _ => format!("{}/{unit}", self.number()),
        }
    }

    fn whole(&mut self) -> String {
        match self.byte() % 4 {
            0 => self.one_of(&[0, 1, 2, 3, 5, 8, 13, 40, 100, 1_000]),
            1 => u64::from(self.byte() % 16),
            2 => u64::from(self.byte()),
            _ => self.number(),
        }
        .to_string()
    }

    /// Up to eight interventions, in the form that `do=` takes.
    fn actions(&mut self, words: &[&str]) -> String {
        let count = 1 + self.byte() % 8;
        (0..count).map(|_| self.action(words)).collect::<Vec<_>>().join(",")
    }

    fn action(&mut self, words: &[&str]) -> String {
        let at = match self.byte() % 4 {
            0 => self.duration(),
            // Times that coincide with those of other interventions and of evenly spaced arrivals.
            _ => format!("{}ms", 10 * u64::from(self.byte())),
        };
        let word = self.one_of(words);
        let argument = self.byte();
        match word {
            "expire" | "write" | "crash_holder" if argument >= 128 => format!("{at}:{word}:{}", argument % 8),
            "warm" => format!("{at}:warm:{}", self.rate()),
            "db_slow" => format!("{at}:db_slow:{}:{}", self.fraction(), self.duration()),
            "db_down" | "cache_down" => format!("{at}:{word}:{}", self.duration()),
            "align_arrivals" | "unlucky_dice" if argument >= 128 => format!("{at}:{word}:{}", self.duration()),
            _ => format!("{at}:{word}"),
        }
    }

    fn value(&mut self, field: &Field) -> String {
        match field.kind {
            "choice" | "switch" => self.one_of((field.words)()).to_string(),
            "actions" => self.actions((field.words)()),
            "duration" => self.duration(),
            "latency" => self.latency(),
            "rate" => self.rate(),
            "number" => self.fraction(),
            "integer" => self.whole(),
            other => panic!("fuzz/src/making.rs does not know the kind {other}"),
        }
    }

    /// A scenario made from all bytes. Values that are not allowed are skipped.
    pub fn scenario(&mut self) -> Scenario {
        let mut scenario = Scenario { duration: Duration::from_secs(2), ..Scenario::default() };
        while !self.is_empty() {
            let field = &FIELDS[usize::from(self.byte()) % FIELDS.len()];
            let value = self.value(field);
            // A refused value changes nothing. Other targets check the error message.
            field.set(&mut scenario, &value);
        }
        scenario
    }
}

/// Shortens a scenario so that it makes at most this many events by its own estimate. `None` if even a millisecond is
/// too long, or if there are too many keys.
pub fn small(mut scenario: Scenario, events_max: u64) -> Option<Scenario> {
    const KEYS_MAX: u32 = 1_000;
    if scenario.keys > KEYS_MAX {
        return None;
    }
    let shorter = [10_000, 1_000, 100, 10, 1].map(Duration::from_millis);
    for duration in std::iter::once(scenario.duration).chain(shorter) {
        scenario.duration = duration.min(scenario.duration);
        let keys = scenario.keys;
        scenario.interventions.retain(|one| {
            one.at.as_nanos() <= scenario.duration.as_nanos() && one.action.key().is_none_or(|key| key < keys)
        });
        if scenario.events_estimate() <= events_max {
            return scenario.check().is_ok().then_some(scenario);
        }
    }
    None
}
