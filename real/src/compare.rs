//! Compares real runs of a line with simulated ones: the same quantities of both, their ratio, and how much of a
//! difference is noise.

use cache_aside_playground::metrics::{Episode, Report};
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::theory;
use serde::Serialize;

/// A quantity: its name, and its value for a run, which is `None` if the run has nothing to measure.
pub type Quantity = (&'static str, fn(&Scenario, &Report) -> Option<f64>);

/// The quantities that are compared.
pub const QUANTITIES: &[Quantity] = &[
    ("reads", |_, report| Some(report.reads as f64)),
    ("hit_ratio", |_, report| Some(report.hit_ratio)),
    ("db_queries", |_, report| Some(report.db_queries as f64)),
    QUERIES,
    GAP,
    ("latency_ms.mean", |_, report| some(report.reads, report.latency_ms.mean)),
    ("latency_ms.p50", |_, report| some(report.reads, report.latency_ms.p50)),
    P99,
    ("lock_waits", |_, report| Some(report.lock_waits as f64)),
    WAIT,
    STALE,
    ("db_in_flight_max", |_, report| Some(report.db_in_flight_max as f64)),
];
/// Queries per expiry, over the episodes that are not cut off by the beginning or the end of the run.
pub const QUERIES: Quantity = ("queries_per_expiry", |scenario, report| {
    mean(theory::whole_episodes(scenario, report, true).map(|episode| episode.db_queries as f64))
});
/// How long before expiry the first early refresh began, over the episodes that began with one.
pub const GAP: Quantity = ("first_early_refresh_ms", |scenario, report| {
    let early = |episode: &&Episode| episode.gap_ms > 0.0;
    mean(theory::whole_episodes(scenario, report, true).filter(early).map(|episode| episode.gap_ms))
});
/// The wait for a lock or another's query, over the reads that waited.
pub const WAIT: Quantity = ("wait_ms.mean", |_, report| some(report.lock_waits, report.wait_ms.mean));
/// The response time that one read in a hundred exceeds.
pub const P99: Quantity = ("latency_ms.p99", |_, report| some(report.reads, report.latency_ms.p99));
/// The share of reads that were stale.
pub const STALE: Quantity =
    ("stale_share", |_, report| some(report.reads, report.stale_reads as f64 / report.reads.max(1) as f64));

fn some(count: u64, number: f64) -> Option<f64> {
    (count > 0).then_some(number)
}

fn mean(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = numbers.fold((0, 0.0), |(count, sum), number| (count + 1, sum + number));
    (count > 0).then(|| sum / f64::from(count))
}

/// A mean over runs. The standard deviation is that of one run.
#[derive(Clone, Copy, Default, Debug, Serialize)]
pub struct Mean {
    /// The number of runs with something to measure.
    pub runs: usize,
    /// The mean.
    pub mean: f64,
    /// The standard deviation; 0 for a single run.
    pub deviation: f64,
}

impl Mean {
    /// The mean over runs; `None` if none has anything to measure.
    pub fn of(scenario: &Scenario, reports: &[Report], quantity: Quantity) -> Option<Mean> {
        let numbers: Vec<f64> = reports.iter().filter_map(|report| quantity.1(scenario, report)).collect();
        let (runs, mean) = (numbers.len(), mean(numbers.iter().copied())?);
        let squares: f64 = numbers.iter().map(|number| (number - mean) * (number - mean)).sum();
        let deviation = if runs > 1 { (squares / (runs - 1) as f64).sqrt() } else { 0.0 };
        Some(Mean { runs, mean, deviation })
    }
}

/// A quantity of real and simulated runs.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Compared {
    /// Its name.
    pub name: &'static str,
    /// The mean of the real runs.
    pub real: Mean,
    /// The standard error of `real`.
    pub real_error: f64,
    /// The mean of the simulated runs with the seeds of the real ones, and so the same traffic.
    pub same_traffic: Mean,
    /// The mean of all simulated runs.
    pub simulated: Mean,
    /// The standard error of `simulated`.
    pub simulated_error: f64,
}

impl Compared {
    /// The ratio of real to simulated for the same traffic; `None` if the latter is 0.
    pub fn ratio(&self) -> Option<f64> {
        (self.same_traffic.mean != 0.0).then(|| self.real.mean / self.same_traffic.mean)
    }

    /// The largest difference that counts as noise: four standard errors.
    pub fn noise(&self) -> f64 {
        4.0 * (self.real_error * self.real_error + self.simulated_error * self.simulated_error).sqrt()
    }

    /// Whether both agree within the noise and 3 %.
    pub fn agrees(&self) -> bool {
        (self.real.mean - self.simulated.mean).abs() <= self.noise() + 0.03 * self.simulated.mean.abs()
    }
}

/// The minimum number of simulated runs. They cost next to nothing, and show how much runs of a line differ.
const SIMULATED_MIN: u64 = 20;

/// Simulated runs of a line, with its seed and the following ones.
///
/// # Errors
/// If a run has to be stopped.
pub fn simulated(scenario: &Scenario, seeds: u64) -> Result<Vec<Report>, String> {
    (0..seeds.max(SIMULATED_MIN))
        .map(|number| run::report(&with_seed(scenario, number)).map_err(|e| e.to_string()))
        .collect()
}

/// The scenario with a seed that is `number` higher.
pub fn with_seed(scenario: &Scenario, number: u64) -> Scenario {
    let mut scenario = scenario.clone();
    scenario.seed = (scenario.seed + number) & ((1 << 53) - 1);
    scenario
}

/// The quantities that both kinds of runs have. A few real runs may be alike by chance, so their standard error uses
/// the deviation of the simulated runs if that is larger.
pub fn compare(scenario: &Scenario, real: &[Report], simulated: &[Report], all: &[Quantity]) -> Vec<Compared> {
    let one = |quantity: &Quantity| {
        let same = &simulated[..real.len().min(simulated.len())];
        let same_traffic = Mean::of(scenario, same, *quantity)?;
        let (real, simulated) = (Mean::of(scenario, real, *quantity)?, Mean::of(scenario, simulated, *quantity)?);
        let error = |mean: Mean, deviation: f64| deviation / (mean.runs as f64).sqrt();
        let real_error = error(real, real.deviation.max(simulated.deviation));
        let simulated_error = error(simulated, simulated.deviation);
        Some(Compared { name: quantity.0, real, real_error, same_traffic, simulated, simulated_error })
    };
    all.iter().filter_map(one).collect()
}
