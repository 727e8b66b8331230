//! Random but valid scenarios of at most a few thousand events each. A case number always gives the same scenario. Each
//! field is drawn independently, so a new field does not change the values of the others.
//!
//! In half of the cases all times are on a coarse grid, so that arrivals, expiries, leases and answers coincide
//! exactly.

use crate::shrink;
use cache_aside_playground::random::{Draws, Stream};
use cache_aside_playground::scenario::{FIELDS, Field, Scenario};
use cache_aside_playground::units::Duration;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// The number of cases for the property tests: 2,000, or as many as `CASES=100000 cargo test --release always` sets.
pub fn all() -> Range<u64> {
    const CASES: u64 = 2_000;
    0..std::env::var("CASES").map_or(CASES, |cases| cases.parse().expect("CASES is a number"))
}

/// A scenario that is being generated.
struct Making {
    draws: Draws,
    duration: Duration,
    /// All times are multiples of this.
    grid: u64,
    reads: u64,
    latency: Duration,
}

impl Making {
    fn new(case: u64) -> Making {
        let mut draws = Draws::of(case, Stream::ReadKey, 0);
        let on_grid = draws.below(2) == 0;
        let reads = if on_grid { [25, 50, 100, 200][draws.below(4) as usize] } else { 5 + draws.below(200) };
        let steps = if on_grid { 50 } else { 1_000_000 };
        let grid = ([200, 1_000, 4_000, 20_000][draws.below(4) as usize] * 1_000_000) / steps;
        let mut making =
            Making { draws, duration: Duration(grid * steps), grid, reads, latency: Duration::from_millis(1) };
        making.latency = making.time(0.002, 0.3);
        making
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.draws.below(n) == 0
    }

    /// A number that is log-uniform between two bounds.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low * libm::pow(high / low, self.draws.unit())
    }

    /// A time between these shares of the run, at least one step of the grid.
    fn time(&mut self, low: f64, high: f64) -> Duration {
        let steps = self.between(low, high) * (self.duration.0 / self.grid) as f64;
        Duration(self.grid * (steps as u64).max(1))
    }

    fn latency(&mut self, mean: Duration) -> String {
        match self.draws.below(6) {
            0 => format!("exponential:{mean}"),
            1 => format!("lognormal:{mean}:{:.1}", 2.0 * self.draws.unit()),
            2 => format!("uniform:{}:{mean}", Duration(mean.0 / 5)),
            _ => mean.to_string(),
        }
    }

    fn interventions(&mut self) -> String {
        let count = self.draws.below(5);
        let words = (FIELDS.iter().find(|field| field.name == "do").expect("the table has it").words)();
        let mut one = || {
            let at = self.time(0.05, 1.0).min(self.duration);
            let word = words[self.draws.below(words.len() as u64) as usize];
            let span = self.time(0.01, 0.4);
            match word {
                "warm" => format!("{at}:warm:{:.6}/s", self.between(5.0, 200.0) / self.duration.as_secs_f64()),
                "db_slow" | "cache_slow" => format!("{at}:{word}:{:.2}:{span}", self.between(1.0, 20.0)),
                "db_down" | "cache_down" | "align_arrivals" | "unlucky_dice" => format!("{at}:{word}:{span}"),
                _ => format!("{at}:{word}"),
            }
        };
        (0..count).map(|_| one()).collect::<Vec<_>>().join(",")
    }

    /// A time between these multiples of the database's latency.
    fn work(&mut self, low: f64, high: f64) -> String {
        Duration((self.latency.0 as f64 * self.between(low, high)) as u64 + 1_000).to_string()
    }

    /// A value for the field; `None` leaves it at its default.
    fn value(&mut self, field: &Field) -> Option<String> {
        let seconds = self.duration.as_secs_f64();
        let per_second = |count: u64| format!("{:.6}/s", count as f64 / seconds);
        Some(match field.name {
            "duration" => self.duration.to_string(),
            "seed" => self.draws.below(1_000_000).to_string(),
            "do" => self.interventions(),
            "rate" => per_second(self.reads),
            "keys" if self.one_in(2) => (1 + self.draws.below(20)).to_string(),
            "zipf" => format!("{:.1}", 3.0 * self.draws.unit()),
            // A few hundred reads in all: eight clients at most.
            "think_time" => {
                let mean = Duration(self.duration.0 * 8 / self.reads);
                self.latency(mean)
            }
            "absent" if self.one_in(3) => format!("{:.2}", 0.6 * self.draws.unit()),
            "client_timeout" if self.one_in(3) => self.work(0.1, 4.0),
            "retries" if self.one_in(2) => (1 + self.draws.below(3)).to_string(),
            "retry_delay" if self.one_in(2) => self.time(0.001, 0.05).to_string(),
            "ttl_jitter" if self.one_in(3) => self.time(0.01, 0.5).to_string(),
            "negative_ttl" if self.one_in(2) => self.time(0.01, 0.5).to_string(),
            "capacity" if self.one_in(3) => (1 + self.draws.below(8)).to_string(),
            "db_timeout" if self.one_in(4) => self.work(0.3, 8.0),
            "replica_lag" if self.one_in(4) => {
                let mean = self.time(0.005, 0.3);
                self.latency(mean)
            }
            "invalidation_loss" if self.one_in(4) => format!("{:.2}", self.draws.unit()),
            "holder_crash" if self.one_in(5) => format!("{:.2}", 0.5 * self.draws.unit()),
            "instances" => (1 + self.draws.below(5)).to_string(),
            "cache_latency" | "grace" if self.one_in(4) => "0ms".to_string(),
            "cache_latency" => {
                let mean = self.time(0.000_1, 0.02);
                self.latency(mean)
            }
            "ttl" => self.time(0.01, 1.5).to_string(),
            "grace" => self.time(0.01, 1.0).to_string(),
            "db_latency" if self.one_in(20) => "0ms".to_string(),
            "db_latency" => self.latency(self.latency),
            "db_connections" if self.one_in(3) => "0".to_string(),
            "clients" | "db_connections" => (1 + self.draws.below(8)).to_string(),
            "db_queue_limit" if self.one_in(3) => (1 + self.draws.below(6)).to_string(),
            "write_rate" if self.one_in(3) => return None,
            "write_rate" => per_second(1 + self.draws.below(40)),
            "write_delay" if self.one_in(2) => {
                let mean = self.time(0.001, 0.1);
                self.latency(mean)
            }
            "lock_ttl" => self.work(0.2, 20.0),
            "lock_poll" if self.one_in(2) => self.time(0.02, 0.1).to_string(),
            "beta" if self.one_in(10) => "0".to_string(),
            "beta" => format!("{:.2}", self.between(0.2, 10.0)),
            "early_window" if self.one_in(4) => self.time(0.01, 0.5).to_string(),
            _ if field.kind == "choice" || field.kind == "switch" => {
                let words = (field.words)();
                words[self.draws.below(words.len() as u64) as usize].to_string()
            }
            _ => return None,
        })
    }
}

/// A line with up to three fields changed to random values of a plausible order of magnitude, and the names of these
/// fields. Every field except seed and duration may be changed. `None` if the resulting scenario is refused.
pub fn changed(line: &str, case: u64) -> Option<(Scenario, Vec<&'static str>)> {
    let mut scenario = parse(line);
    let life = scenario.ttl.min(Duration(scenario.duration.0 / 20));
    let query = scenario.db_latency.mean();
    let mut draws = Draws::of(case, Stream::ReadKey, 0);
    let (reads, changes) = (5 + draws.below(200), 1 + draws.below(3));
    let duration = life + life + query + query + Duration::from_millis(10);
    let mut making = Making { draws, duration, grid: 1_000, reads, latency: query };
    let mut names = Vec::new();
    while names.len() < changes as usize {
        let field = &FIELDS[making.draws.below(FIELDS.len() as u64) as usize];
        if matches!(field.name, "seed" | "duration") || names.contains(&field.name) {
            continue;
        }
        let value = making.value(field).unwrap_or_else(|| field.default.to_string());
        scenario.set(field.name, &value).unwrap_or_else(|error| panic!("{error}\n  in case {case} of '{line}'"));
        names.push(field.name);
    }
    Some((Scenario::parse(&scenario.to_string()).ok()?, names))
}

/// The line of a case.
pub fn line(case: u64) -> String {
    let mut making = Making::new(case);
    let parts = FIELDS.iter().filter_map(|field| {
        let name = field.name.bytes().fold(0, |name, byte| name << 5 ^ name >> 59 ^ u64::from(byte));
        making.draws = Draws::of(case, Stream::ReadKey, name);
        Some(format!("{}={}", field.name, making.value(field)?))
    });
    parts.filter(|part| part != "do=").collect::<Vec<_>>().join(" ")
}

/// The scenario of a line that must be valid.
pub fn parse(line: &str) -> Scenario {
    Scenario::parse(line).unwrap_or_else(|error| panic!("{error}\n  in '{line}'"))
}

/// Runs a check on every case of a range. A failure reports the case and the smallest line found that also fails.
pub fn each(cases: Range<u64>, check: impl Fn(&Scenario)) {
    for case in cases {
        let line = line(case);
        let scenario = parse(&line);
        let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&scenario))) else { continue };
        eprintln!("\ncase {case}: '{line}'");
        let smallest = shrink::smallest(&line, |scenario| shrink::panics(|| check(scenario)));
        eprintln!("fails as well: '{smallest}'\n");
        check(&parse(&smallest));
        resume_unwind(panic);
    }
}
