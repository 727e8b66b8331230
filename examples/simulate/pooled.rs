//! A row of theory over many runs: the combined measurement, and whether there are enough samples to compare.

use super::sample::Ratio;
use cache_aside_playground::metrics::Compared;

/// A row, combined run by run. Whether it applies follows from the line, so every run contributes, even if it had
/// nothing to measure.
#[derive(Clone, Debug)]
pub struct Pooled {
    first: Compared,
    n: u64,
    runs: Ratio,
    /// Σ of the runs' own variances, as far as each of them has one.
    within: Option<f64>,
}

impl Pooled {
    /// The row without measurements.
    pub fn new(first: &Compared) -> Pooled {
        Pooled { first: *first, n: 0, runs: Ratio::default(), within: Some(0.0) }
    }

    /// Adds a run.
    pub fn add(&mut self, form: &Compared) {
        self.n += form.n;
        if let Some(measured) = form.measured {
            self.runs.add(measured, form.weight);
            let variance = form.standard_error.map(|error| error * form.weight * error * form.weight);
            self.within = self.within.zip(variance).map(|(sum, variance)| sum + variance);
        }
    }

    /// The standard error of the mean, estimated in two ways: from the differences between the runs, and from those
    /// within them. Few runs, or few cycles, may agree by chance, so the larger one is used.
    fn standard_error(&self) -> Option<f64> {
        let within = self.within.map(|squares| squares.sqrt() / self.runs.weight());
        self.runs.standard_error().into_iter().chain(within).reduce(f64::max)
    }

    /// The combined result of all runs.
    pub fn judged(&self) -> Judged {
        let Compared { label, predicted, n_min, .. } = self.first;
        let measured = (self.n > 0).then(|| self.runs.mean());
        let standard_error = measured.and_then(|_| self.standard_error());
        Judged { label, predicted, measured, standard_error, n: self.n, n_min }
    }
}

/// A closed form beside its measurement.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Judged {
    pub label: &'static str,
    pub predicted: f64,
    pub measured: Option<f64>,
    pub standard_error: Option<f64>,
    pub n: u64,
    pub n_min: u64,
}

impl Judged {
    /// The standard error of the measurement; `None` if there are too few samples to compare.
    pub fn error(&self) -> Option<f64> {
        self.standard_error.filter(|_| self.n >= self.n_min)
    }
}
