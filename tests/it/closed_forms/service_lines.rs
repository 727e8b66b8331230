//! Random lines with ordinary settings of a service, such as a user would type. A number always gives the same line.

use cache_aside_playground::random::{Draws, Stream};

/// A line that is being generated.
struct Making(Draws);

impl Making {
    fn one_in(&mut self, n: u64) -> bool {
        self.0.below(n) == 0
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.0.below(choices.len() as u64) as usize]
    }

    /// A number that is log-uniform between two bounds, with two significant digits.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        let value = low * libm::pow(high / low, self.0.unit());
        let place = libm::pow(10.0, libm::floor(libm::log10(value)) - 1.0);
        // Divided by a whole number, so that it prints without rounding errors.
        if place < 1.0 {
            let parts = libm::round(1.0 / place);
            libm::round(value * parts) / parts
        } else {
            libm::round(value / place) * place
        }
    }

    fn latency(&mut self, mean_ms: f64) -> String {
        match self.0.below(8) {
            0 => format!("exponential:{mean_ms}ms"),
            1 => format!("lognormal:{mean_ms}ms:0.5"),
            2 => {
                let half_us = libm::round(500.0 * mean_ms);
                format!("uniform:{half_us}us:{}us", 3.0 * half_us)
            }
            _ => format!("{mean_ms}ms"),
        }
    }
}

/// The line with a number, with about this many reads.
pub fn service_line(number: u64, reads: f64) -> String {
    let mut make = Making(Draws::of(number, Stream::ReadKey, 1));
    let strategies = ["unprotected", "mutex", "xfetch", "background_refresh", "single_flight", "lease"];
    let strategy = make.of(&strategies);
    let rate = make.between(0.5, 500.0);
    let query = make.between(20.0, 800.0);
    let mut line =
        vec![format!("strategy={strategy}"), format!("rate={rate}/s"), format!("db_latency={}", make.latency(query))];
    line.push(format!("ttl={}", make.of(&["500ms", "1s", "2s", "4s", "5s", "10s", "30s", "1m"])));
    line.push(format!("cache_latency={}", make.of(&["0ms", "100us", "200us", "500us", "1ms"])));
    let most_s = reads / rate;
    line.push(format!("duration={}ms", libm::round(1e3 * make.between(20.0, 1_800.0).min(most_s))));
    line.push(format!("db_connections={}", make.of(&[0, 1, 3, 5, 10, 20, 40, 40, 100])));
    if make.one_in(5) {
        line.push(format!("keys={} zipf={}", make.of(&[2, 3, 10, 30, 100, 1000]), make.of(&[0.0, 0.8, 1.0, 1.2])));
        if make.one_in(4) {
            line.push(format!("capacity={}", make.of(&[20, 50, 100])));
        }
    }
    if make.one_in(4) {
        line.push(format!("write_rate={}/s", make.between(0.01, 5.0)));
        let policies =
            ["invalidate", "invalidate", "update", "invalidate_first", "double_delete", "versioned_set", "ttl_only"];
        line.push(format!("write_policy={}", make.of(&policies)));
        if make.one_in(2) {
            let mean = make.between(5.0, 500.0);
            line.push(format!("write_delay={}", make.latency(mean)));
        }
        if make.one_in(4) {
            line.push(format!("replica_lag={}ms", make.between(5.0, 500.0)));
        }
        if make.one_in(4) {
            line.push(format!("invalidation_loss={}", make.of(&[0.01, 0.1, 0.5])));
        }
    }
    settings(&mut make, strategy, query, &mut line);
    line.join(" ")
}

/// The settings that only some lines have.
fn settings(make: &mut Making, strategy: &str, query: f64, line: &mut Vec<String>) {
    let mut set = |make: &mut Making, one_in: u64, text: String| {
        if make.one_in(one_in) {
            line.push(text);
        }
    };
    let jitter = format!("ttl_jitter={}", make.of(&["100ms", "1s", "5s"]));
    set(make, 10, jitter);
    let absent = format!("absent={} negative_ttl={}", make.of(&[0.1, 1.0]), make.of(&["500ms", "5s"]));
    set(make, 16, absent);
    set(make, 8, "warm=false".to_string());
    set(make, 20, "db_snapshot=end".to_string());
    set(make, 30, "db_queue_limit=100".to_string());
    let instances = format!("instances={}", make.of(&[1, 1, 2, 5, 10]));
    set(make, if strategy == "single_flight" { 1 } else { 4 }, instances);
    let think = format!(
        "arrivals=closed clients={} think_time=exponential:{}ms",
        make.of(&[2, 5, 20]),
        make.between(20.0, 2e3)
    );
    set(make, 25, think);
    let lock = format!("lock_ttl={}ms", libm::round(query * make.between(0.3, 20.0)));
    set(make, 6, lock);
    let poll = format!("lock_poll={}", make.of(&["10ms", "50ms", "100ms"]));
    set(make, 4, poll);
    set(make, 20, "lock_recheck=false".to_string());
    let crash = format!("holder_crash={}", make.of(&[0.01, 0.1]));
    set(make, 25, crash);
    let beta = format!("beta={}", make.of(&[0.5, 2.0, 4.0]));
    set(make, 3, beta);
    let window = format!("early_window={}ms", libm::round(query * make.between(1.0, 10.0)));
    set(make, if strategy == "xfetch" { 4 } else { 40 }, window);
    let grace = format!("grace={}", make.of(&["200ms", "1s", "10s"]));
    set(make, 3, grace);
}
