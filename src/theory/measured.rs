//! A measured number, and how far it may be off where the run tells.
//!
//! Episodes and cycles are independent of each other, since the process begins anew with each stored value: their
//! standard error is that of independent numbers. What is measured over all reads is not independent from read to read,
//! and a report does not tell it cycle by cycle: such a number stands alone.

/// A measurement.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub value: f64,
    pub standard_error: Option<f64>,
}

impl Measured {
    /// A number of which nothing more is known.
    pub fn alone(value: f64) -> Measured {
        Measured { value, standard_error: None }
    }

    /// The mean of independent numbers; `None` of none. The standard error needs numbers that differ: if all are alike,
    /// either they can not differ, or there are too few to tell.
    pub fn mean(numbers: impl Iterator<Item = f64>) -> Option<Measured> {
        Measured::ratio(numbers.map(|number| (number, 1.0)))
    }

    /// The sum of the first numbers over that of the second, from independent pairs. The standard error is that of
    /// first − ratio·second, over the mean of the second. Source: Cochran, "Sampling Techniques", 2.11.
    pub fn ratio(pairs: impl Iterator<Item = (f64, f64)>) -> Option<Measured> {
        let pairs: Vec<(f64, f64)> = pairs.collect();
        let (count, second) = (pairs.len() as f64, pairs.iter().map(|pair| pair.1).sum::<f64>());
        if second <= 0.0 {
            return None;
        }
        let value = pairs.iter().map(|pair| pair.0).sum::<f64>() / second;
        let off = |&(first, second): &(f64, f64)| first - value * second;
        let squares: f64 = pairs.iter().map(|pair| off(pair) * off(pair)).sum();
        let standard_error = (squares > 0.0).then(|| (squares / (count - 1.0) * count).sqrt() / second);
        Some(Measured { value, standard_error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1, 2, 3, 6: mean 3, variance (4+1+0+9)/3 = 14/3, standard error √(14/12) = 1.0801. Ratios (2,1), (4,3): 6/4 = 1.5,
    /// off by .5 and −.5, a variance of .5 and a standard error of √(.5/2)/2 = .25.
    #[test]
    fn standard_errors_are_those_of_the_textbook() {
        let mean = Measured::mean([1.0, 2.0, 3.0, 6.0].into_iter()).expect("a mean");
        assert_eq!(mean.value, 3.0);
        assert!(libm::fabs(mean.standard_error.expect("of four") - 1.080_123_449_7) < 1e-9);
        let ratio = Measured::ratio([(2.0, 1.0), (4.0, 3.0)].into_iter()).expect("a ratio");
        assert_eq!((ratio.value, ratio.standard_error), (1.5, Some(0.25)));
        for alike in [vec![5.0], vec![5.0; 3]] {
            let mean = Measured::mean(alike.into_iter()).expect("a mean");
            assert_eq!((mean.value, mean.standard_error), (5.0, None));
        }
        assert!(Measured::mean([].into_iter()).is_none());
    }
}
