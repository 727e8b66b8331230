//! A form: what theory says of a line, and how a run of that line is measured to compare.
//!
//! Theory speaks of a run that has gone on for ever. A real one begins warm or cold and ends in the middle of a cycle, so
//! what is counted from its beginning to its end leans to one side. Here everything is measured between points at which the
//! process begins anew, and which of these points count is decided by the clock before anything is known of what follows:
//! a cycle counts if it *began* early enough to be over by the end, however long it takes. (Wald's equation: the expected sum
//! over such cycles is their expected number times the mean of one.) A rule that looked at the cycles themselves, such as
//! "those that were over in time", would prefer the short ones.

use super::measured::Measured;
use super::names::label;
use super::whole_episodes;
use crate::base::units::Duration;
use crate::folds::metrics::{Compared, Episode, Mark, Report};
use crate::scenario::Scenario;

/// A sum up to a mark, and the sum it is divided by.
pub type Ratio = fn(&Mark) -> (f64, f64);

/// Fewer independent numbers than this tell neither a mean nor how far it may be off.
const PARTS_MIN: u64 = 10;
/// Of what happens now and then, as many have to be expected, and of its opposite.
pub const RARE_MIN: f64 = 10.0;
/// What is rarer than this, or its opposite, needs more episodes than runs have.
const RARE_SHARE: f64 = 1e-4;

/// How a form is measured. Times in seconds.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// One sum by another over whole cycles of the one key, of which none takes longer than this. What is counted in a cycle
    /// may hang on the wait before its beginning (`lag` is 1 then, else 0).
    Cycles { longest: f64, lag: usize, of: Ratio },
    /// One sum by another from `after` on, of keys that are all at different points of their cycles; what happens is felt for
    /// `memory`.
    Stretches { after: f64, memory: f64, of: Ratio },
    /// One sum by another over the whole run, for a form that is about the whole run.
    Run { memory: f64, of: Ratio },
    /// The mean over whole episodes. The number is given to `of`.
    Episodes { after_warm_up: bool, of: fn(&Episode, f64) -> f64, number: f64 },
    /// A number made of how long before expiry the first refresh of each such episode began.
    Gaps { of: fn(&[Duration]) -> Option<Measured> },
    /// From one episode's beginning to the next one's.
    CycleMs { longest: f64 },
    /// Queries over that time.
    QueriesPerS { longest: f64 },
}

/// A closed form that applies to a line.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The name, with its unit.
    pub name: &'static str,
    /// What it says.
    pub predicted: f64,
    n_min: u64,
    measure: Measure,
}

impl Form {
    /// The form beside what this run of the line measured.
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
                // Where only every other is marked there are more of them than marks.
                let n = marks.last().map_or(0, |last| last.episodes - marks[0].episodes);
                Measured::between(marks, 0.0, of).map(|measured| Measured { n, ..measured })
            }
            Measure::Stretches { after, memory, of } => {
                let from = report.read_marks.list.partition_point(|mark| mark.at_ms < after * 1e3);
                Measured::between(&report.read_marks.list[from..], memory * 1e3, of)
            }
            Measure::Run { memory, of } => {
                let told = Measured::between(&report.read_marks.list, memory * 1e3, of);
                Measured::whole(&report.end(duration), told, of)
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

/// The cycles of the one key that began by then, in seconds.
fn cycles(report: &Report, began_until: f64) -> impl Iterator<Item = &[Episode]> {
    report.episodes.windows(2).take_while(move |pair| pair[0].at_ms <= began_until * 1e3)
}

/// The marks of such cycles; where only every other is marked, of as many at a time, which take as much longer. With a lag it
/// is the cycle before that has to begin by an earlier time, which is before the wait between the two.
fn whole_cycles(marks: &[Mark], began_until: f64, longest: f64, lag: usize) -> &[Mark] {
    let [first, second, ..] = marks else { return &[] };
    let more = (second.episodes - first.episodes - 1) as f64 + lag as f64;
    let until_ms = (began_until - more * longest) * 1e3;
    let count = marks.partition_point(|mark| mark.at_ms <= until_ms);
    // The cycle before the first is the start of the run.
    if until_ms < 0.0 || count + lag == 0 { &[] } else { &marks[..marks.len().min(count + lag + 1)] }
}

/// The forms that apply, as they are found.
#[derive(Default)]
pub struct Forms(pub Vec<Form>);

impl Forms {
    /// Adds a form; without a number it is left out.
    #[inline(never)]
    pub fn add(&mut self, name: &'static str, predicted: f64, measure: Measure) {
        self.add_of(PARTS_MIN, name, predicted, measure);
    }

    /// Adds a form that needs as many independent numbers to be compared.
    #[inline(never)]
    pub fn add_of(&mut self, n_min: u64, name: &'static str, predicted: f64, measure: Measure) {
        if predicted.is_finite() {
            self.0.push(Form { name, predicted, n_min: n_min.max(PARTS_MIN), measure });
        }
    }

    /// Adds the share of those of which something holds, each for itself.
    #[inline(never)]
    pub fn add_share(&mut self, name: &'static str, predicted: f64, measure: Measure) {
        let rarer = predicted.min(1.0 - predicted);
        if rarer >= RARE_SHARE {
            self.add_of((RARE_MIN / rarer) as u64, name, predicted, measure);
        }
    }
}
