//! A sentence of the narration: when it becomes true, its words, and what they are about.

use crate::base::units::{Duration, Instant};

/// What a sentence is about: its colour and shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Nothing in particular.
    Plain,
    /// The value is there.
    Hit,
    /// The value is missing, the database is asked.
    Miss,
    /// Something stale is served or stored.
    Stale,
    /// Somebody waits.
    Wait,
}

impl Role {
    /// As the page knows it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Plain => "plain",
            Role::Hit => "hit",
            Role::Miss => "miss",
            Role::Stale => "stale",
            Role::Wait => "wait",
        }
    }
}

/// One sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// When it becomes true.
    pub at: Instant,
    /// What it is about.
    pub role: Role,
    /// The words.
    pub text: String,
    /// Whether one would want to jump here.
    pub moment: bool,
}

/// A duration for reading: `0.4 ms`, `599 ms`, `1.24 s`. Rounded half up, in whole numbers.
pub fn brief(duration: Duration) -> String {
    let micros = (duration.as_nanos() + 500) / 1_000;
    let (millis, centis) = ((micros + 500) / 1_000, (micros + 5_000) / 10_000);
    match micros {
        0..1_000 => format!("0.{} ms", (micros / 100).min(9)),
        1_000..999_500 => format!("{millis} ms"),
        _ => format!("{}.{:02} s", centis / 100, centis % 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_rounded_for_reading() {
        let table = [
            (0, "0.0 ms"),
            (440_000, "0.4 ms"),
            (1_400_000, "1 ms"),
            (599_018_772, "599 ms"),
            (1_239_999_999, "1.24 s"),
        ];
        for (nanos, text) in table {
            assert_eq!(brief(Duration(nanos)), text);
        }
    }
}
