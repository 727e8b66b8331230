//! A measured number and its standard error.
//!
//! Episodes and cycles are independent of each other, because every stored value is a renewal point. So their standard
//! error is that of independent samples. Reads are not independent of each other. For quantities measured over all
//! reads, the run is cut into batches from one mark to another, and the standard error is that of the ratio of two sums
//! over the batches. (With one key this is Crane and Iglehart's regenerative method; with many keys, batch means.)

use crate::base::percentiles::of_rank;
use crate::base::units::Duration;
use crate::folds::metrics::Mark;

/// A measurement.
#[derive(Clone, Copy, Default, Debug)]
pub struct Measured {
    pub value: f64,
    pub standard_error: Option<f64>,
    /// The denominator of the mean or ratio: how many items it is taken over.
    pub weight: f64,
    /// The number of independent samples.
    pub n: u64,
}

impl Measured {
    /// The mean of independent numbers; `None` if there are none.
    pub fn mean(numbers: &mut dyn Iterator<Item = f64>) -> Option<Measured> {
        Measured::ratio(numbers.map(|number| (number, 1.0)).collect())
    }

    /// The sum of the first numbers divided by the sum of the second, from independent pairs. The standard error needs
    /// at least two pairs. It is that of first − ratio·second, divided by the mean of the second. Source: Cochran,
    /// "Sampling Techniques", 2.11.
    pub fn ratio(pairs: Vec<(f64, f64)>) -> Option<Measured> {
        let (count, weight) = (pairs.len() as f64, pairs.iter().map(|pair| pair.1).sum::<f64>());
        if weight <= 0.0 {
            return None;
        }
        let value = pairs.iter().map(|pair| pair.0).sum::<f64>() / weight;
        let off = |&(first, second): &(f64, f64)| first - value * second;
        let squares: f64 = pairs.iter().map(|pair| off(pair) * off(pair)).sum();
        let standard_error = (count > 1.0).then(|| (squares / (count - 1.0) * count).sqrt() / weight);
        Some(Measured { value, standard_error, weight, n: pairs.len() as u64 })
    }

    /// The median of independent times, in milliseconds; of an even number, half way between the two in the middle. Of
    /// n times, n/2 ± √n/2 lie below the true median, which gives one standard error to either side.
    pub fn median(times: &[Duration]) -> Option<Measured> {
        let last = times.len().checked_sub(1)?;
        let mut times = times.to_vec();
        let count = times.len();
        let mut at_rank = |rank: f64| of_rank(&mut times, (rank.max(0.0) as usize).min(last)).as_millis_f64();
        let (half, root) = (count as f64 / 2.0, (count as f64).sqrt() / 2.0);
        let value = (at_rank(last as f64 / 2.0) + at_rank(half)) / 2.0;
        let standard_error = (at_rank(half + root) - at_rank(half - root)) / 2.0;
        let n = count as u64;
        Some(Measured { value, standard_error: (n > 1).then_some(standard_error), weight: n as f64, n })
    }

    /// The sample standard deviation (n − 1) of independent times, in milliseconds. Its standard error is that of the
    /// variance, divided by twice the deviation.
    pub fn deviation(times: &[Duration]) -> Option<Measured> {
        let count = times.len() as f64;
        let numbers = || times.iter().map(|time| time.as_millis_f64());
        let mean = numbers().sum::<f64>() / count;
        let square = Measured::mean(&mut numbers().map(|number| (number - mean) * (number - mean)))?;
        let value = (square.value * count / (count - 1.0)).sqrt();
        let standard_error = square.standard_error.map(|error| error / (2.0 * value));
        (count > 1.0).then_some(Measured { value, standard_error, ..square })
    }

    /// The ratio of two sums from the first mark to the last. The standard error is estimated from batches of at least
    /// `memory_ms`, so that a batch hardly affects the next.
    pub fn between(marks: &[Mark], memory_ms: f64, of: fn(&Mark) -> (f64, f64)) -> Option<Measured> {
        let (first, last) = (marks.first()?, marks.last()?);
        let (mut from, mut batches) = (first, Vec::new());
        for mark in &marks[1..] {
            if mark.at_ms - from.at_ms >= memory_ms {
                batches.push(increase(from, mark, of));
                from = mark;
            }
        }
        let (sum, weight) = increase(first, last, of);
        let n = batches.len() as u64;
        let standard_error = Measured::ratio(batches).and_then(|ratio| ratio.standard_error);
        (weight > 0.0).then(|| Measured { value: sum / weight, standard_error, weight, n })
    }

    /// The ratio of two sums over the whole run, given the mark at its end. The standard error is that of `batches`.
    pub fn whole(end: &Mark, batches: Option<Measured>, of: fn(&Mark) -> (f64, f64)) -> Option<Measured> {
        let (sum, weight) = of(end);
        Some(Measured { value: sum / weight, weight, ..batches? })
    }
}

/// The increase of both sums from one mark to another.
fn increase(from: &Mark, until: &Mark, of: fn(&Mark) -> (f64, f64)) -> (f64, f64) {
    let (before, after) = (of(from), of(until));
    (after.0 - before.0, after.1 - before.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1, 2, 3, 6: mean 3, variance (4+1+0+9)/3 = 14/3, standard error √(14/12) = 1.0801. Ratios (2,1), (4,3): 6/4 =
    /// 1.5, residuals .5 and −.5, a variance of .5 and a standard error of √(.5/2)/2 = .25.
    #[test]
    fn standard_errors_are_those_of_the_textbook() {
        let mean = Measured::mean(&mut [1.0, 2.0, 3.0, 6.0].into_iter()).expect("a mean");
        assert_eq!((mean.value, mean.weight, mean.n), (3.0, 4.0, 4));
        assert!(libm::fabs(mean.standard_error.expect("of four") - 1.080_123_449_7) < 1e-9);
        let ratio = Measured::ratio(vec![(2.0, 1.0), (4.0, 3.0)]).expect("a ratio");
        assert_eq!((ratio.value, ratio.standard_error, ratio.weight), (1.5, Some(0.25), 4.0));
        for (alike, error) in [(vec![5.0], None), (vec![5.0; 3], Some(0.0))] {
            let mean = Measured::mean(&mut alike.into_iter()).expect("a mean");
            assert_eq!((mean.value, mean.standard_error), (5.0, error));
        }
        assert!(Measured::mean(&mut [].into_iter()).is_none());
    }

    /// The numbers 1 to 100. The median is 50.5, between the 50th number and the 51st; the true one lies between the
    /// 46th and the 56th: ± 5. The mean squared distance from 50.5 is (100² − 1)/12 = 833.25, and the variance is
    /// 100/99 of it. The standard error of the variance, with E[d⁴] = (3·100² − 7)/20·833.25 = 1249583.6, is
    /// √((1249583.6 − 833.25²)·100/99/100) = 74.89, to be divided by 2·29.011.
    #[test]
    fn medians_and_deviations_are_those_of_the_textbook() {
        let times: Vec<Duration> = (1..=100).rev().map(|ms| Duration(ms * 1_000_000)).collect();
        let median = Measured::median(&times).expect("numbers");
        assert_eq!((median.value, median.standard_error, median.n), (50.5, Some(5.0), 100));
        assert_eq!(Measured::median(&times[1..]).expect("numbers").value, 50.0, "of 1 to 99 the one in the middle");
        let deviation = Measured::deviation(&times).expect("numbers");
        assert!(libm::fabs(deviation.value - libm::sqrt(833.25 * 100.0 / 99.0)) < 1e-9);
        let expected = libm::sqrt((1_249_583.625 - 833.25 * 833.25) / 99.0) / (2.0 * deviation.value);
        assert!(libm::fabs(deviation.standard_error.expect("of a hundred") / expected - 1.0) < 1e-4);
        assert!(Measured::median(&[]).is_none() && Measured::deviation(&times[..1]).is_none());
    }

    /// Marks every second, with 10 reads and 2 or 4 hits between them. The hits per second are 2 2 4 4 …, so batches of
    /// 2 s have 4 8 4 8 … The 5 reads before the first mark, which all hit, do not count.
    #[test]
    fn the_batches_between_marks_give_value_and_error() {
        let mark = |n: u64| Mark {
            at_ms: 1e3 * n as f64,
            reads: 5 + 10 * n,
            hits: 5 + 12 * (n / 4) + [0, 2, 4, 8][n as usize % 4],
            ..Mark::default()
        };
        let marks: Vec<Mark> = (0..=40).map(mark).collect();
        let hits = |n: usize| marks[n].hits;
        assert_eq!((hits(2) - hits(0), hits(4) - hits(2), hits(40)), (4, 8, 125));
        let of = |mark: &Mark| (mark.hits as f64, mark.reads as f64);
        let measured = Measured::between(&marks, 2e3, of).expect("reads");
        assert_eq!((measured.value, measured.weight, measured.n), (120.0 / 400.0, 400.0, 20));
        // 20 batches of 20 reads: ten residuals of −2, ten of 2.
        let expected = libm::sqrt(80.0 / 19.0 * 20.0) / 400.0;
        assert!(libm::fabs(measured.standard_error.expect("of twenty") - expected) < 1e-12);
        let whole = Measured::whole(&marks[40], Some(measured), of).expect("reads");
        assert_eq!((whole.value, whole.standard_error), (125.0 / 405.0, measured.standard_error));
        assert!(Measured::between(&marks[..1], 0.0, of).is_none());
        assert!(Measured::between(&[], 0.0, of).is_none());
    }
}
