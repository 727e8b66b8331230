//! Tests of the model against the closed forms of the textbooks. Each test begins with its arithmetic.
//!
//! Symbols: λ reads/s (Poisson), T TTL, L database latency (ℓ its mean), r round trip to the cache, 0 unless said. An
//! *episode* is the burst of recomputes around one expiry. A *cycle* lasts from the start of one episode to that of the
//! next.
//!
//! A claim holds if the measured mean lies within 4 standard errors of the prediction and the standard error is below 2
//! % of it. Cycles are independent of each other (each stored value is a renewal point). If samples within a run are
//! not independent, one number per seed is used. No seed is hand-picked: all tests start with the default one.
//!
//! A failing test prints the command that repeats its runs. In it, `simulate` stands for
//! `cargo run --release --example simulate --`.

mod background_refresh;
mod crashed_holder;
mod eviction;
mod history;
mod lease;
mod many_keys;
mod metastable;
mod mutex;
mod outages;
mod races;
mod samples;
mod service_lines;
mod single_flight;
mod soak;
mod theory;
mod theory_at_random;
mod theory_changed;
mod theory_edges;
mod theory_writes;
mod unprotected;
mod writes;
mod xfetch;
mod xfetch_short_ttl;

#[path = "../../examples/simulate/pooled.rs"]
pub mod pooled;
#[path = "../../examples/simulate/sample.rs"]
pub mod sample;

use cache_aside_playground::metrics::{Episode, Report};
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::Simulation;
use cache_aside_playground::trace::{Event, Trace};
use sample::Sample;

/// A number of seeds and a line.
type Runs = (u64, &'static str);

fn scenarios((seeds, line): Runs) -> impl Iterator<Item = Scenario> {
    let first = Scenario::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    (0..seeds).map(move |number| Scenario { seed: first.seed + number, ..first.clone() })
}

/// The reports of all runs.
fn reports(runs: Runs) -> Vec<Report> {
    scenarios(runs).map(|scenario| run::report(&scenario).expect(runs.1)).collect()
}

/// The runs with their traces, one after another.
fn traces(runs: Runs) -> impl Iterator<Item = (Trace, Report)> {
    scenarios(runs).map(move |scenario| run::run(&scenario).expect(runs.1))
}

/// Calls a closure for each event of a run without keeping the trace, for runs of millions of events.
fn for_each_event(scenario: &Scenario, mut each: impl FnMut(&Event)) {
    let mut simulation = Simulation::new(scenario);
    loop {
        let finished = simulation.advance(100_000).expect("it runs");
        simulation.trace().events().iter().for_each(&mut each);
        simulation.trace_mut().forget();
        if finished {
            return;
        }
    }
}

/// The episodes of a run, without the last one, which may be cut off.
fn whole(report: &Report) -> &[Episode] {
    report.episodes.split_last().map_or(&[], |(_, whole)| whole)
}

/// A number for every whole episode of every run.
fn per_episode<'a>(reports: &'a [Report], of: impl Fn(&Episode) -> f64 + 'a) -> Sample {
    reports.iter().flat_map(whole).map(of).collect()
}

/// The length of every cycle of every run, in seconds.
fn cycles(reports: &[Report]) -> Sample {
    reports.iter().flat_map(|r| r.episodes.windows(2)).map(|pair| (pair[1].at_ms - pair[0].at_ms) / 1e3).collect()
}

/// One number per run.
fn per_run(reports: &[Report], of: impl Fn(&Report) -> f64) -> Sample {
    reports.iter().map(of).collect()
}

/// A share of all reads, per run.
fn share(reports: &[Report], of: impl Fn(&Report) -> u64) -> Sample {
    per_run(reports, |report| of(report) as f64 / report.reads as f64)
}

/// 1 if it holds, else 0: the mean of such numbers is a share.
fn indicator(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// Checks that the mean is within four standard errors of the prediction, and that the standard error is small enough.
#[track_caller]
fn agrees(runs: Runs, what: &str, sample: Sample, predicted: f64) {
    let error = sample.standard_error().expect("more than one number");
    assert_agrees(runs, what, sample.mean, error, sample.count, predicted);
}

#[track_caller]
fn assert_agrees(runs: Runs, what: &str, mean: f64, error: f64, count: u64, predicted: f64) {
    let off = (mean - predicted).abs();
    let told = format!(
        "{what}: predicted {predicted}, measured {mean} ± {error} ({:.1} s.e.) from {count} numbers\n  \
         simulate --seeds {} -- '{}'",
        off / error,
        runs.0,
        runs.1
    );
    if std::env::var_os("CLOSED_FORMS").is_some() {
        eprintln!("{told}");
    }
    // If the samples do not vary, the mean is exact except for rounding.
    assert!(off <= 4.0 * error + 1e-9 * predicted.abs(), "{told}");
    assert!(error <= 0.02 * predicted.abs(), "too few runs to tell: {told}");
}

/// Checks that a prediction, rounded, is the published decimal.
#[track_caller]
fn published(computed: f64, decimal: &str) {
    if decimal.contains('e') {
        return assert_eq!(format!("{computed:.1e}"), decimal);
    }
    let digits = decimal.split('.').nth(1).map_or(0, str::len);
    assert_eq!(format!("{computed:.digits$}"), decimal);
}
