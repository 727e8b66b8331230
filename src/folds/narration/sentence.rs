//! A sentence of the narration: when it becomes true, its text, and its role.

use crate::base::units::{Duration, Instant};

/// The role of a sentence, which decides its colour and shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// No special role.
    Plain,
    /// A value was found in the cache.
    Hit,
    /// A value is missing, and the database is queried.
    Miss,
    /// A stale value is served or stored.
    Stale,
    /// A request waits.
    Wait,
}

impl Role {
    /// The name of the role on the page.
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

/// A sentence of the narration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// The time from which it is true.
    pub at: Instant,
    /// Its role.
    pub role: Role,
    /// The text.
    pub text: String,
    /// Whether it is a moment worth jumping to.
    pub moment: bool,
}

/// A duration as text for readers: `0.4 ms`, `599 ms`, `1.24 s`. It is rounded half up, in integer arithmetic.
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
