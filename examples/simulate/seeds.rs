//! Many runs of one scenario: means over the seeds, each with its standard error.

use super::code::Source;
use super::sample::{Ratio, Sample};
use super::table::NUMBERS;
use cache_aside_playground::metrics::{Episode, Report};
use cache_aside_playground::run;
use cache_aside_playground::scenario::{Scenario, ScenarioError};
use cache_aside_playground::theory;
use std::collections::BTreeMap;
use std::io;

/// What many runs say together.
#[derive(serde::Serialize)]
pub struct Summary {
    /// The scenario of the first run.
    pub scenario: String,
    /// How many runs; each took the next seed.
    pub seeds: u64,
    /// Each number of the report, over the runs.
    pub report: Vec<Mean>,
    /// Over all episodes of all runs together that are no accident of where their run began or ended.
    pub episodes: Vec<Mean>,
    /// Each closed form, its measurement over what the runs measured together: over all their episodes, or reads.
    pub theory: BTreeMap<&'static str, Judged>,
}

/// A mean. The standard error needs two numbers at least.
#[derive(serde::Serialize)]
pub struct Mean {
    pub name: &'static str,
    pub count: u64,
    pub mean: f64,
    pub standard_error: Option<f64>,
}

/// A closed form beside its measurement.
#[derive(serde::Serialize)]
pub struct Judged {
    pub predicted: f64,
    pub measured: f64,
    pub standard_error: Option<f64>,
}

/// Runs the scenario with its seed and the ones after it.
///
/// # Errors
/// A seed beyond the last one, code that is refused, or a run that had to be stopped.
pub fn summarise(scenario: &Scenario, seeds: u64, code: Option<&Source>) -> Result<Summary, super::Failure> {
    let mut sums = Sums { numbers: vec![Sample::default(); NUMBERS.len()], ..Sums::default() };
    for number in 0..seeds {
        let seeded = with_seed(scenario, number)?;
        let report = match code {
            Some(source) => source.run(&seeded, None::<&mut io::Sink>)?.report,
            None => run::report(&seeded)?,
        };
        sums.add(scenario, &report);
    }
    Ok(sums.summary(scenario.to_string(), seeds))
}

fn with_seed(scenario: &Scenario, number: u64) -> Result<Scenario, ScenarioError> {
    let mut scenario = scenario.clone();
    let seed = scenario.seed.saturating_add(number);
    scenario.set("seed", &seed.to_string())?;
    Ok(scenario)
}

#[derive(Default)]
struct Sums {
    numbers: Vec<Sample>,
    recomputes: Sample,
    early: Sample,
    gap_of_early: Sample,
    theory: BTreeMap<&'static str, (f64, Ratio)>,
}

/// An episode is over when so many of the longest latencies have passed since it began.
const LATENCIES_PER_EPISODE: f64 = 2.0;

impl Sums {
    fn add(&mut self, scenario: &Scenario, report: &Report) {
        for (sample, (_, number)) in self.numbers.iter_mut().zip(NUMBERS) {
            sample.add(number(report));
        }
        let latency = scenario.db_latency.mean().as_secs_f64().max(report.latency_ms.max / 1e3);
        for episode in theory::whole_episodes(scenario, report, LATENCIES_PER_EPISODE * latency, true) {
            self.add_episode(episode);
        }
        for (name, form) in &report.theory {
            let (_, ratio) = self.theory.entry(name).or_insert((form.predicted, Ratio::default()));
            ratio.add(form.measured, form.weight);
        }
    }

    fn add_episode(&mut self, episode: &Episode) {
        self.recomputes.add(episode.db_queries as f64);
        self.early.add(if episode.gap_ms > 0.0 { 1.0 } else { 0.0 });
        if episode.gap_ms > 0.0 {
            self.gap_of_early.add(episode.gap_ms);
        }
    }

    fn summary(self, scenario: String, seeds: u64) -> Summary {
        let mean = |name, sample: &Sample| Mean {
            name,
            count: sample.count,
            mean: sample.mean,
            standard_error: sample.standard_error(),
        };
        let judged = |(predicted, ratio): (f64, Ratio)| Judged {
            predicted,
            measured: ratio.mean(),
            standard_error: ratio.standard_error(),
        };
        Summary {
            scenario,
            seeds,
            report: NUMBERS.iter().zip(&self.numbers).map(|((name, _), sample)| mean(name, sample)).collect(),
            episodes: vec![
                mean("db_queries_per_episode", &self.recomputes),
                mean("begun_early_share", &self.early),
                mean("gap_of_begun_early_ms", &self.gap_of_early),
            ],
            theory: self.theory.into_iter().map(|(name, form)| (name, judged(form))).collect(),
        }
    }
}
