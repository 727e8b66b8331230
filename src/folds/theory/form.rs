//! A form: a prediction for a scenario, and how a run is measured to compare with it.
//!
//! Theory describes the steady state. A real run starts warm or cold and ends in the middle of a cycle, so counts over
//! the whole run are biased. Here everything is measured between renewal points, and a point counts by a rule that does
//! not depend on what follows it: a cycle counts if it *began* early enough to be over by the end, however long it
//! takes. (Wald's equation: the expected sum over such cycles is their expected number times the mean of one.) A rule
//! that looks at the cycles themselves, such as "those that ended in time", would prefer short ones.

use super::measured::Measured;
use super::names::label;
use super::whole_episodes;
use crate::base::units::Duration;
use crate::folds::metrics::{Compared, Episode, Mark, Report};
use crate::scenario::Scenario;

/// The two sums of a ratio, up to a mark: numerator and denominator.
pub type Ratio = fn(&Mark) -> (f64, f64);

/// The independent samples needed for a mean and its standard error.
const SAMPLES_MIN: u64 = 10;
/// The number of occurrences of a rare event that must be expected, and of its complement.
pub const RARE_MIN: f64 = 10.0;
/// The smallest share that is predicted, of an event or of its complement. A rarer one needs more episodes than a run
/// has.
const RARE_SHARE: f64 = 1e-4;

/// How a form is measured. Times in seconds.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// The ratio of two sums over whole cycles of a single key. No cycle takes longer than `longest`. If the counts of
    /// a cycle depend on the wait before it began, `lag` is 1; otherwise it is 0.
    Cycles { longest: f64, lag: usize, of: Ratio },
    /// The ratio of two sums from `after` on, by the method of batch means. It is for many keys, which are all at
    /// different points of their cycles. An event affects what follows for `memory`.
    Batches { after: f64, memory: f64, of: Ratio },
    /// The ratio of two sums over the whole run, for a form that predicts the whole run.
    Run { memory: f64, of: Ratio },
    /// The mean of `of` over whole episodes. `number` is passed to `of`.
    Episodes { after_warm_up: bool, of: fn(&Episode, f64) -> f64, number: f64 },
    /// A statistic of the gaps of whole episodes: how long before expiry the first refresh began.
    Gaps { of: fn(&[Duration]) -> Option<Measured> },
    /// The mean time from the start of one episode to the start of the next, in milliseconds.
    CycleMs { longest: f64 },
    /// Queries per second, from the start of one episode to the start of the next.
    QueriesPerS { longest: f64 },
}

/// A closed form that applies to a scenario.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The name, with its unit.
    pub name: &'static str,
    /// The predicted value.
    pub predicted: f64,
    /// The independent samples that a comparison needs.
    n_min: u64,
    measure: Measure,
}

impl Form {
    /// Compares the form with what a run of its scenario measured.
    pub fn compared(&self, scenario: &Scenario, report: &Report) -> Compared {
        let Form { name, predicted, n_min, measure } = *self;
        let measured = measure.of(scenario, report);
        let Measured { standard_error, weight, n, .. } = measured.unwrap_or_default();
        let measured = measured.map(|measured| measured.value);
        Compared { label: label(name), predicted, measured, standard_error, weight, n, n_min }
    }
}

impl Measure {
    #[inline(never)]
    fn of(self, scenario: &Scenario, report: &Report) -> Option<Measured> {
        let duration = scenario.duration.as_secs_f64();
        let whole = |after_warm_up| whole_episodes(scenario, report, after_warm_up);
        match self {
            Measure::Cycles { longest, lag, of } => {
                let marks = whole_cycles(&report.episode_marks.list, duration - longest, longest, lag);
                // If only every other cycle is marked, there are more cycles than marks.
                let n = marks.last().map_or(0, |last| last.episodes - marks[0].episodes);
                Measured::between(marks, 0.0, of).map(|measured| Measured { n, ..measured })
            }
            Measure::Batches { after, memory, of } => {
                let from = report.read_marks.list.partition_point(|mark| mark.at_ms < after * 1e3);
                Measured::between(&report.read_marks.list[from..], memory * 1e3, of)
            }
            Measure::Run { memory, of } => {
                let batches = Measured::between(&report.read_marks.list, memory * 1e3, of);
                Measured::whole(&report.end(duration), batches, of)
            }
            Measure::Episodes { after_warm_up, of, number } => {
                Measured::mean(&mut whole(after_warm_up).map(|episode| of(episode, number)))
            }
            Measure::Gaps { of } => {
                let gap = |episode: &Episode| Duration((episode.gap_ms * 1e6 + 0.5) as u64);
                of(&whole(true).map(gap).collect::<Vec<_>>())
            }
            Measure::CycleMs { longest } => {
                let cycles = cycles(report, duration - longest);
                Measured::mean(&mut cycles.map(|pair| pair[1].at_ms - pair[0].at_ms))
            }
            Measure::QueriesPerS { longest } => {
                let cycles = cycles(report, duration - longest);
                let of = |pair: &[Episode]| (pair[0].db_queries as f64, (pair[1].at_ms - pair[0].at_ms) / 1e3);
                Measured::ratio(cycles.map(of).collect())
            }
        }
    }
}

/// The cycles of a single key that began by a time, in seconds.
fn cycles(report: &Report, began_until: f64) -> impl Iterator<Item = &[Episode]> {
    report.episodes.windows(2).take_while(move |pair| pair[0].at_ms <= began_until * 1e3)
}

/// The marks of the cycles that began by a time, in seconds. If only every n-th cycle is marked, n cycles count as one,
/// which takes up to n times as long. With a lag, it is the previous cycle that has to begin in time, before the wait
/// between the two.
fn whole_cycles(marks: &[Mark], began_until: f64, longest: f64, lag: usize) -> &[Mark] {
    let [first, second, ..] = marks else { return &[] };
    let more = (second.episodes - first.episodes - 1) as f64 + lag as f64;
    let until_ms = (began_until - more * longest) * 1e3;
    let count = marks.partition_point(|mark| mark.at_ms <= until_ms);
    // With a lag, the cycle before the first one begins at the start of the run.
    if until_ms < 0.0 || count + lag == 0 { &[] } else { &marks[..marks.len().min(count + lag + 1)] }
}

/// The forms found so far that apply.
#[derive(Default)]
pub struct Forms(pub Vec<Form>);

impl Forms {
    /// Adds a form, unless its prediction is not a finite number.
    #[inline(never)]
    pub fn add(&mut self, name: &'static str, predicted: f64, measure: Measure) {
        self.add_of(SAMPLES_MIN, name, predicted, measure);
    }

    /// Adds a form that needs at least `n_min` independent samples for a comparison.
    #[inline(never)]
    pub fn add_of(&mut self, n_min: u64, name: &'static str, predicted: f64, measure: Measure) {
        if predicted.is_finite() {
            self.0.push(Form { name, predicted, n_min: n_min.max(SAMPLES_MIN), measure });
        }
    }

    /// Adds the form of a probability, measured as a share of independent trials.
    #[inline(never)]
    pub fn add_share(&mut self, name: &'static str, predicted: f64, measure: Measure) {
        let rarer = predicted.min(1.0 - predicted);
        if rarer >= RARE_SHARE {
            self.add_of((RARE_MIN / rarer) as u64, name, predicted, measure);
        }
    }
}
