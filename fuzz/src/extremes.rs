//! Random lines for soak tests: lines at the extremes of every field, and lines of ordinary services. All of them must
//! run to their end.
//!
//! A line is drawn from its number, each field independently. Values come from the table of fields: the lowest and the
//! highest that it allows, their neighbours, zero, and anything in between, uniform in the logarithm.

use cache_aside_playground::random::{Draws, Stream};
use cache_aside_playground::scenario::{FIELDS, Field, Scenario};
use cache_aside_playground::units::Duration;

struct Making(Draws);

impl Making {
    fn new(number: u64, salt: u64) -> Making {
        Making(Draws::of(number, Stream::ReadKey, salt))
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0.below(bound)
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// A number at one end of a range, close to it, or in between, uniform in the logarithm.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        let least = low.max(high * 1e-15);
        let doublings = (0..63).take_while(|&count| least * (1_u64 << (count + 1)) as f64 <= high).count() as u64;
        let log = least * (1_u64 << self.below(doublings + 1)) as f64 * (1.0 + self.0.unit());
        let number = match self.below(8) {
            0 | 1 => low,
            2 => high,
            3 => least * (1.0 + 3.0 * self.0.unit()),
            4 => high * (0.5 + self.0.unit() / 2.0),
            _ => log,
        };
        number.max(low).min(high)
    }

    fn duration(&mut self, (low, high): (&str, &str)) -> String {
        let nanos = |text| Duration::parse(text).expect("what the table says").as_nanos() as f64;
        Duration(self.between(nanos(low), nanos(high)) as u64).to_string()
    }

    fn latency(&mut self, range: (&str, &str)) -> String {
        let first = self.duration(range);
        match self.below(8) {
            0 => format!("exponential:{first}"),
            1 => format!("lognormal:{first}:{}", self.one_of(&["0", "0.5", "1", "3"])),
            2 => format!("uniform:0ms:{first}"),
            _ => first,
        }
    }

    fn action(&mut self, words: &[&str], duration: Duration) -> String {
        let at = Duration(self.between(0.0, duration.as_nanos() as f64) as u64);
        let span = self.duration(("1us", "24h"));
        match self.one_of(words) {
            "warm" => format!("{at}:warm:{}/s", self.between(1.0, 1e6) as u64),
            "db_slow" => format!("{at}:db_slow:{}:{span}", self.one_of(&["1", "2", "1000"])),
            word @ ("db_down" | "cache_down" | "align_arrivals" | "unlucky_dice") => format!("{at}:{word}:{span}"),
            word => format!("{at}:{word}"),
        }
    }

    fn value(&mut self, field: &Field, duration: Duration) -> String {
        let range = field.range.unwrap_or(("0", "1"));
        let number = |text: &str| text.trim_end_matches("/s").parse::<f64>().expect("what the table says");
        match field.kind {
            "choice" | "switch" => self.one_of((field.words)()).to_string(),
            "duration" => self.duration(range),
            "latency" => self.latency(range),
            "rate" => format!("{}/s", self.between(number(range.0), number(range.1)) as u64),
            "integer" => (self.between(number(range.0), number(range.1)) as u64).to_string(),
            "number" => format!("{:.6}", self.between(number(range.0), number(range.1))),
            "actions" => {
                let count = self.one_of(&[1, 2, 3, 8, 64]);
                (0..count).map(|_| self.action((field.words)(), duration)).collect::<Vec<_>>().join(",")
            }
            other => panic!("fuzz/src/extremes.rs does not know the kind {other}"),
        }
    }
}

/// A line biased to the extremes of every field. Each field is valid by itself, but the line as a whole may be refused.
pub fn line(number: u64) -> String {
    let mut making = Making::new(number, 1);
    // Some lines have few extremes, others have little else.
    let share = making.one_of(&[2, 4, 8]);
    let short = making.below(2) == 0;
    let mut scenario = Scenario::default();
    let mut parts = Vec::new();
    for field in FIELDS {
        // Half of the lines are short runs. Most of the others are refused, because they have too many events.
        let value = match field.name {
            "duration" if short => making.duration(("1ms", "10s")),
            _ if making.below(10) < share => making.value(field, scenario.duration),
            _ => continue,
        };
        if field.set(&mut scenario, &value) {
            parts.push(format!("{}={value}", field.name));
        }
    }
    parts.join(" ")
}

/// A line of an ordinary service, with usual settings: timeouts, polls, absent ids, retries, many keys.
pub fn ordinary(number: u64) -> String {
    let mut making = Making::new(number, 2);
    let mut parts = Vec::new();
    let choices: &[(&str, &[&str])] = &[
        ("duration", &["30s", "1m", "2m"]),
        ("rate", &["10/s", "50/s", "100/s", "200/s", "500/s", "1000/s"]),
        ("keys", &["1", "10", "100", "1000", "10000"]),
        ("zipf", &["0.8", "1", "1.2"]),
        ("ttl", &["1s", "10s", "1m", "5m"]),
        ("ttl_jitter", &["0ms", "1s", "10s"]),
        ("cache_latency", &["500us", "1ms", "exponential:1ms", "lognormal:1ms:0.5"]),
        ("db_latency", &["5ms", "20ms", "exponential:50ms", "lognormal:80ms:0.6", "230ms"]),
        ("db_connections", &["5", "20", "50", "100"]),
        ("db_timeout", &["0ms", "200ms", "1s", "2s", "30s"]),
        ("db_queue_limit", &["0", "100"]),
        ("client_timeout", &["0ms", "250ms", "1s", "5s"]),
        ("retries", &["0", "1", "3"]),
        ("retry_delay", &["0ms", "50ms", "100ms"]),
        ("absent", &["0", "0.01", "0.1"]),
        ("negative_ttl", &["0ms", "5s", "30s"]),
        ("lock_poll", &["0ms", "10ms", "20ms", "50ms", "100ms"]),
        ("lock_ttl", &["100ms", "1s", "3s", "10s"]),
        ("write_rate", &["0/s", "1/s", "10/s"]),
        ("capacity", &["0", "1000", "100000"]),
        ("instances", &["1", "3", "20"]),
        ("warm", &["true", "false"]),
    ];
    for (name, values) in choices {
        parts.push(format!("{name}={}", making.one_of(values)));
    }
    for name in ["strategy", "write_policy", "eviction"] {
        let field = FIELDS.iter().find(|field| field.name == name).expect("the table has it");
        parts.push(format!("{name}={}", making.one_of((field.words)())));
    }
    parts.push(format!("seed={number}"));
    parts.join(" ")
}
