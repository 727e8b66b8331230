//! The soak test of theory: every row of many random lines, over many seeds each. The test runs a few lines, the
//! example `against_theory` any number.

use super::pooled::{Judged, Pooled};
use super::service_lines::service_line;
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use std::collections::BTreeMap;
use std::fmt;

/// The maximum number of events of a run. Longer ones are skipped.
const EVENTS_MAX: u64 = 3_000_000;

/// The size of a soak test: the lines, the runs of each, and the reads of a run.
pub struct Soak {
    pub from: u64,
    pub lines: u64,
    pub seeds: u64,
    pub reads: f64,
}

/// A row of one of the lines.
pub struct Row<'a> {
    pub number: u64,
    pub name: &'static str,
    pub line: &'a str,
    pub seeds: u64,
    pub judged: Judged,
}

/// The results of all rows.
#[derive(Default)]
pub struct Found {
    /// The number of lines, without those that take too long.
    pub lines: u64,
    /// The number of lines with at least one row.
    pub with_theory: u64,
    /// For each name of a row, how many were compared and how many had too few samples.
    pub rows: BTreeMap<&'static str, (u64, u64)>,
    /// The rows beyond both bounds.
    pub wrong: u64,
    /// The rows beyond four standard errors only, as a few may be by chance.
    pub beyond_error: u64,
}

impl Soak {
    /// Runs the test, and passes each row that can be compared to a closure.
    pub fn run(&self, show: &mut dyn FnMut(&Row)) -> Found {
        let mut found = Found::default();
        for number in self.from..self.from + self.lines {
            let line = service_line(number, self.reads);
            let rows = match Scenario::parse(&line) {
                Ok(scenario) => pooled(&scenario, self.seeds),
                Err(error) if error.field == "duration" => None,
                Err(error) => panic!("{line}: {error}"),
            };
            let Some(rows) = rows else { continue };
            found.lines += 1;
            found.with_theory += u64::from(!rows.is_empty());
            for (name, pooled) in rows {
                let row = Row { number, name, line: &line, seeds: self.seeds, judged: pooled.judged() };
                let counts = found.rows.entry(name).or_default();
                if row.judged.error().is_some() {
                    counts.0 += 1;
                    found.wrong += u64::from(row.is_wrong());
                    found.beyond_error += u64::from(row.off().is_some_and(|off| off > 4.0));
                    show(&row);
                } else {
                    counts.1 += 1;
                }
            }
        }
        found
    }
}

/// The rows of a line over its seeds; `None` if the line takes too long.
fn pooled(scenario: &Scenario, seeds: u64) -> Option<BTreeMap<&'static str, Pooled>> {
    let mut rows: BTreeMap<&'static str, Pooled> = BTreeMap::new();
    if scenario.events_estimate() > EVENTS_MAX {
        return None;
    }
    if cache_aside_playground::theory::forms(scenario).is_empty() {
        return Some(rows);
    }
    for seed in 0..seeds {
        let report = run::report(&Scenario { seed: scenario.seed + seed, ..scenario.clone() }).ok()?;
        for (name, form) in &report.theory {
            rows.entry(name).or_insert_with(|| Pooled::new(form)).add(form);
        }
    }
    Some(rows)
}

impl Row<'_> {
    /// The number of standard errors by which it is off.
    pub fn off(&self) -> Option<f64> {
        let error = self.judged.error()?;
        let off = (self.judged.measured? - self.judged.predicted).abs();
        // If the samples do not vary, the mean is exact except for rounding.
        Some(if off <= 1e-9 * self.judged.predicted { 0.0 } else { off / error })
    }

    /// The relative difference from the prediction.
    pub fn part(&self) -> Option<f64> {
        Some((self.judged.measured? - self.judged.predicted).abs() / self.judged.predicted)
    }

    /// Whether it is off by more than four standard errors and also by more than one per cent.
    pub fn is_wrong(&self) -> bool {
        self.off().is_some_and(|off| off > 4.0) && self.part().is_some_and(|part| part > 0.01)
    }
}

impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Judged { predicted, measured, standard_error, n, n_min, .. } = self.judged;
        let (measured, error) = (measured.unwrap_or(f64::NAN), standard_error.unwrap_or(f64::NAN));
        writeln!(
            f,
            "{}: predicted {predicted:.6}, measured {measured:.6} ± {error:.6}: {:.1} s.e., {:+.2} %, n={n} of {n_min}",
            self.name,
            self.off().unwrap_or(f64::NAN),
            100.0 * (measured / predicted - 1.0)
        )?;
        write!(f, "  {}: simulate --seeds {} -- '{}'", self.number, self.seeds, self.line)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} lines, {} with theory", self.lines, self.with_theory)?;
        for (name, (compared, too_few)) in &self.rows {
            writeln!(f, "  {name:<28} {compared:>5} compared, {too_few:>4} too few to compare")?;
        }
        let compared: u64 = self.rows.values().map(|(compared, _)| compared).sum();
        let (wrong, beyond) = (self.wrong, self.beyond_error);
        write!(f, "{compared} rows: {wrong} beyond both four standard errors and 1 %, {beyond} beyond the former")
    }
}
