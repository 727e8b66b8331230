//! A measured number, and how far it may be off.
//!
//! Episodes and cycles are independent of each other, since the process begins anew with each stored value: their
//! standard error is that of independent numbers. What is measured over all reads is not independent from read to read;
//! there the run is cut into stretches from one episode's beginning to another's, and the standard error is that of the
//! ratio of two sums over them. (With one key: Crane and Iglehart's regenerative method; with many: batch means.)

use crate::base::percentiles::of_rank;
use crate::base::units::Duration;
use crate::folds::metrics::Mark;

/// Fewer stretches than this do not tell how much they vary.
const STRETCHES_MIN: usize = 10;

/// A measurement.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub value: f64,
    pub standard_error: Option<f64>,
    /// How much it is the mean of.
    pub weight: f64,
}

impl Measured {
    /// The mean of independent numbers; `None` of none. The standard error needs numbers that differ: if all are alike,
    /// either they can not differ, or there are too few to tell.
    pub fn mean(numbers: &mut dyn Iterator<Item = f64>) -> Option<Measured> {
        Measured::ratio(numbers.map(|number| (number, 1.0)).collect())
    }

    /// The sum of the first numbers over that of the second, from independent pairs. The standard error is that of
    /// first − ratio·second, over the mean of the second. Source: Cochran, "Sampling Techniques", 2.11.
    pub fn ratio(pairs: Vec<(f64, f64)>) -> Option<Measured> {
        let (count, weight) = (pairs.len() as f64, pairs.iter().map(|pair| pair.1).sum::<f64>());
        if weight <= 0.0 {
            return None;
        }
        let value = pairs.iter().map(|pair| pair.0).sum::<f64>() / weight;
        let off = |&(first, second): &(f64, f64)| first - value * second;
        let squares: f64 = pairs.iter().map(|pair| off(pair) * off(pair)).sum();
        let standard_error = (squares > 0.0).then(|| (squares / (count - 1.0) * count).sqrt() / weight);
        Some(Measured { value, standard_error, weight })
    }

    /// The median of independent times, in milliseconds. Half of their number, give or take half its root, lies below
    /// the true one: one standard error to either side.
    pub fn median(times: &[Duration]) -> Measured {
        let count = times.len() as f64;
        let place = |rank: f64| of_rank(times, (rank as usize).min(times.len() - 1)).as_millis_f64();
        let (half, root) = (count / 2.0, count.sqrt() / 2.0);
        let standard_error = (place(half + root) - place(half - root)) / 2.0;
        Measured { value: place(half), standard_error: Some(standard_error), weight: count }
    }

    /// The standard deviation of independent numbers: the root of their mean squared distance from their mean. The standard
    /// error is that of the square, over twice the deviation.
    pub fn deviation(numbers: &[f64]) -> Option<Measured> {
        let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
        let square = Measured::mean(&mut numbers.iter().map(|number| (number - mean) * (number - mean)))?;
        let value = square.value.sqrt();
        Some(Measured { value, standard_error: square.standard_error.map(|error| error / (2.0 * value)), ..square })
    }

    /// One sum over the whole run by another, as the end of the run tells them; the standard error is told by the marks,
    /// in stretches of `memory_ms` at least, longer than what happens in one is felt in the next.
    pub fn whole(marks: &[Mark], end: Mark, memory_ms: f64, of: &dyn Fn(&Mark) -> (f64, f64)) -> Option<Measured> {
        let (sum, weight) = of(&end);
        let (mut from, mut stretches) = (0, Vec::new());
        for (until, mark) in marks.iter().enumerate().skip(1) {
            if mark.at_ms - marks[from].at_ms >= memory_ms {
                let (before, after) = (of(&marks[from]), of(mark));
                stretches.push((after.0 - before.0, after.1 - before.1));
                from = until;
            }
        }
        let told = (stretches.len() >= STRETCHES_MIN).then(|| Measured::ratio(stretches)).flatten();
        let standard_error = told.and_then(|told| told.standard_error);
        (weight > 0.0).then(|| Measured { value: sum / weight, standard_error, weight })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1, 2, 3, 6: mean 3, variance (4+1+0+9)/3 = 14/3, standard error √(14/12) = 1.0801. Ratios (2,1), (4,3): 6/4 = 1.5,
    /// off by .5 and −.5, a variance of .5 and a standard error of √(.5/2)/2 = .25.
    #[test]
    fn standard_errors_are_those_of_the_textbook() {
        let mean = Measured::mean(&mut [1.0, 2.0, 3.0, 6.0].into_iter()).expect("a mean");
        assert_eq!((mean.value, mean.weight), (3.0, 4.0));
        assert!(libm::fabs(mean.standard_error.expect("of four") - 1.080_123_449_7) < 1e-9);
        let ratio = Measured::ratio(vec![(2.0, 1.0), (4.0, 3.0)]).expect("a ratio");
        assert_eq!((ratio.value, ratio.standard_error, ratio.weight), (1.5, Some(0.25), 4.0));
        for alike in [vec![5.0], vec![5.0; 3]] {
            let mean = Measured::mean(&mut alike.into_iter()).expect("a mean");
            assert_eq!((mean.value, mean.standard_error), (5.0, None));
        }
        assert!(Measured::mean(&mut [].into_iter()).is_none());
    }

    /// Of 1 to 100: the median is the 51st number, 51, and the true one lies between the 46th and the 56th: ± 5. The
    /// mean squared distance from 50.5 is (100² − 1)/12 = 833.25; its own spread, from E[d⁴] = (3·100² − 7)/20·833.25 =
    /// 1249583.6, √((1249583.6 − 833.25²)·100/99/100) = 74.89 over 2·28.866.
    #[test]
    fn medians_and_deviations_are_those_of_the_textbook() {
        let times: Vec<Duration> = (1..=100).rev().map(|ms| Duration(ms * 1_000_000)).collect();
        let median = Measured::median(&times);
        assert_eq!((median.value, median.standard_error), (51.0, Some(5.0)));
        let numbers: Vec<f64> = times.into_iter().map(Duration::as_millis_f64).collect();
        let deviation = Measured::deviation(&numbers).expect("numbers");
        assert!(libm::fabs(deviation.value - libm::sqrt(833.25)) < 1e-9);
        let expected = libm::sqrt((1_249_583.625 - 833.25 * 833.25) / 99.0) / (2.0 * libm::sqrt(833.25));
        assert!(libm::fabs(deviation.standard_error.expect("of a hundred") / expected - 1.0) < 1e-4);
    }

    /// Marks every second, 10 reads and 2 or 4 hits between them, alike in pairs: stretches of 1 s are 2 2 4 4 …, those of
    /// 2 s are 4 8 4 8 …. The value is that of the whole run, 33 of 105: 5 reads and no hit came after the last mark.
    #[test]
    fn the_whole_run_tells_the_value_and_its_stretches_the_error() {
        let mark = |n: u64| Mark {
            at_ms: 1e3 * n as f64,
            reads: 10 * n,
            hits: 6 * (n / 4) + [0, 2, 4, 8][n as usize % 4] + 6 * u64::from(n >= 4) * (n / 4),
            ..Mark::default()
        };
        let marks: Vec<Mark> = (0..=40).map(mark).collect();
        let hits = |n: usize| marks[n].hits;
        assert_eq!((hits(2) - hits(0), hits(4) - hits(2), hits(40)), (4, 8, 120));
        let end = Mark { reads: 405, hits: 120, ..marks[40] };
        let of = |mark: &Mark| (mark.hits as f64, mark.reads as f64);
        let whole = Measured::whole(&marks, end, 2e3, &of).expect("reads");
        assert_eq!((whole.value, whole.weight), (120.0 / 405.0, 405.0));
        // 20 stretches of 20 reads: ten off by −2, ten by 2.
        let expected = libm::sqrt(80.0 / 19.0 * 20.0) / 400.0;
        assert!(libm::fabs(whole.standard_error.expect("of twenty") - expected) < 1e-12);
        assert_eq!(Measured::whole(&marks, end, 5e3, &of).expect("reads").standard_error, None, "eight tell nothing");
        assert!(Measured::whole(&marks, Mark::default(), 0.0, &of).is_none());
    }
}
