//! Exact percentiles, by the nearest-rank definition.

use crate::base::units::Duration;

/// The time at a zero-based rank in ascending order. The times are reordered.
///
/// # Panics
/// When `rank` is not below the number of times.
pub fn of_rank(times: &mut [Duration], rank: usize) -> Duration {
    *times.select_nth_unstable(rank).1
}

/// The percentile (`percent` from 1 to 100) of times, in milliseconds; 0 if there are no times. The times are
/// reordered.
pub fn nearest_rank_ms(times: &mut [Duration], percent: usize) -> f64 {
    match times.len() {
        0 => 0.0,
        n => of_rank(times, (n * percent).div_ceil(100) - 1).as_millis_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times 1 to 10 ms: rank 5 for 50 %, 9 for 90 %, 10 for 91 %.
    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let mut times: Vec<Duration> = (1..=10).rev().map(|ms| Duration(ms * 1_000_000)).collect();
        let percentiles = [1, 50, 90, 91, 100].map(|percent| nearest_rank_ms(&mut times, percent));
        assert_eq!(percentiles, [1.0, 5.0, 9.0, 10.0, 10.0]);
        assert_eq!(nearest_rank_ms(&mut [], 50), 0.0);
        assert_eq!(of_rank(&mut [Duration(3), Duration(1), Duration(3)], 1), Duration(3));
    }
}
