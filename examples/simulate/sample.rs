//! Samples of independent numbers, their means and standard errors.

/// Count, mean and squared deviations, updated number by number.
/// Source: Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962.
#[derive(Clone, Copy, Default, Debug)]
pub struct Sample {
    pub count: u64,
    pub mean: f64,
    squares: f64,
}

impl Sample {
    /// Adds a number.
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let off = value - self.mean;
        self.mean += off / self.count as f64;
        self.squares += off * (value - self.mean);
    }

    /// The standard deviation of the numbers; unknown for fewer than two.
    pub fn deviation(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / (self.count - 1) as f64).sqrt())
    }

    /// The standard error of the mean.
    pub fn standard_error(&self) -> Option<f64> {
        Some(self.deviation()? / (self.count as f64).sqrt())
    }
}

/// Means of runs, combined by their weights: Σ mean·weight / Σ weight. An unweighted mean would count a run of two
/// episodes as much as one of twenty, and would be biased towards short runs.
#[derive(Clone, Default, Debug)]
pub struct Ratio {
    runs: Vec<(f64, f64)>,
}

impl Ratio {
    /// Adds a run.
    pub fn add(&mut self, mean: f64, weight: f64) {
        self.runs.push((mean, weight));
    }

    /// The total weight of all runs.
    pub fn weight(&self) -> f64 {
        self.runs.iter().map(|(_, weight)| weight).sum()
    }

    /// The mean over all.
    pub fn mean(&self) -> f64 {
        self.runs.iter().map(|(mean, weight)| mean * weight).sum::<f64>() / self.weight()
    }

    /// Its standard error, from the differences between the runs. Source: Cochran, "Sampling Techniques", 2.11.
    pub fn standard_error(&self) -> Option<f64> {
        let (mean, count) = (self.mean(), self.runs.len() as f64);
        let off = self.runs.iter().map(|(of_run, weight)| (of_run - mean) * weight);
        let squares: f64 = off.map(|off| off * off).sum();
        (count > 1.0).then(|| (squares * count / (count - 1.0)).sqrt() / self.weight())
    }
}

impl FromIterator<f64> for Sample {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Sample {
        let mut sample = Sample::default();
        values.into_iter().for_each(|value| sample.add(value));
        sample
    }
}
