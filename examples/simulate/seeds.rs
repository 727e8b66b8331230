//! Many runs of one scenario: means over the seeds, each with its standard error.

use super::code::Source;
use super::pooled::{Judged, Pooled};
use super::sample::Sample;
use cache_aside_playground::metrics::{Episode, NUMBERS, Report};
use cache_aside_playground::run;
use cache_aside_playground::scenario::{Scenario, ScenarioError};
use cache_aside_playground::theory;
use std::collections::BTreeMap;
use std::io;

/// The combined results of many runs.
#[derive(serde::Serialize)]
pub struct Summary {
    /// The scenario of the first run.
    pub scenario: String,
    /// The number of runs, with consecutive seeds.
    pub seeds: u64,
    /// The runs that were stopped at a limit, with the time and the reason.
    pub stopped: Vec<String>,
    /// The numbers of the report, over the runs.
    pub report: Vec<Mean>,
    /// The queries per episode over all runs, without episodes that are biased by where their run begins or ends.
    pub episodes: Vec<Mean>,
    /// The closed forms, each with the combined measurement over all episodes or reads of the runs.
    pub theory: BTreeMap<&'static str, Judged>,
}

/// A mean. The standard error needs at least two numbers.
#[derive(serde::Serialize)]
pub struct Mean {
    pub name: &'static str,
    pub count: u64,
    pub mean: f64,
    pub standard_error: Option<f64>,
}

/// Runs the scenario with its seed and the ones after it.
///
/// # Errors
/// If there are not enough seeds, the code is refused, or a run fails.
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
    stopped: Vec<String>,
    theory: BTreeMap<&'static str, Pooled>,
}

impl Sums {
    fn add(&mut self, scenario: &Scenario, report: &Report) {
        for (sample, (_, number)) in self.numbers.iter_mut().zip(NUMBERS) {
            sample.add(number(report));
        }
        self.stopped.extend(report.stopped.as_ref().map(|stopped| stopped.sentence.clone()));
        for episode in theory::whole_episodes(scenario, report, true) {
            self.add_episode(episode);
        }
        for (name, form) in &report.theory {
            self.theory.entry(name).or_insert_with(|| Pooled::new(form)).add(form);
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
        Summary {
            scenario,
            seeds,
            stopped: self.stopped,
            report: NUMBERS.iter().zip(&self.numbers).map(|((name, _), sample)| mean(name, sample)).collect(),
            episodes: vec![
                mean("db_queries_per_episode", &self.recomputes),
                mean("begun_early_share", &self.early),
                mean("gap_of_begun_early_ms", &self.gap_of_early),
            ],
            theory: self.theory.into_iter().map(|(name, pooled)| (name, pooled.judged())).collect(),
        }
    }
}
