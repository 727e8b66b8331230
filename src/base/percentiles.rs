//! Exact percentiles. What stands at a rank is found digit by digit, the first one first: how many times there are of
//! each digit tells which one it has, and only those that share it are looked at for the next. Sorting takes as long, give
//! or take, and a multiple of the code.

use crate::base::units::Duration;

const BITS: u32 = 8;
const DIGITS: usize = 1 << BITS;

/// The time that so many others come before, in ascending order.
///
/// # Panics
/// When there are no more than these.
pub fn of_rank(times: &[Duration], rank: usize) -> Duration {
    let most = times.iter().fold(0, |most, time| most | time.0);
    let (mut known, mut before) = (0, rank);
    for place in (0..=most.checked_ilog2().unwrap_or(0) / BITS).rev() {
        let mut counts = [0; DIGITS];
        for rest in times.iter().map(|time| time.0 >> (place * BITS)).filter(|rest| rest >> BITS == known) {
            counts[rest as usize % DIGITS] += 1;
        }
        let mut digit = 0;
        while before >= counts[digit] {
            before -= counts[digit];
            digit += 1;
        }
        known = known << BITS | digit as u64;
    }
    Duration(known)
}

/// The percentile (1 to 100) of times by nearest rank, in milliseconds; 0 of none.
pub fn nearest_rank_ms(times: &[Duration], percent: usize) -> f64 {
    match times.len() {
        0 => 0.0,
        n => of_rank(times, (n * percent).div_ceil(100) - 1).as_millis_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times of every length, some of them many times over.
    #[test]
    fn what_stands_at_a_rank_is_what_sorting_puts_there() {
        let mut state = 1u64;
        for count in 1..200_usize {
            let mut times: Vec<Duration> = (0..count)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    Duration(if state >> 62 == 0 { 1_000_000 } else { state >> (state >> 58) })
                })
                .collect();
            let found: Vec<Duration> = (0..count).map(|rank| of_rank(&times, rank)).collect();
            times.sort_unstable();
            assert_eq!(found, times);
        }
        assert_eq!(of_rank(&[Duration(0), Duration(u64::MAX)], 1), Duration(u64::MAX));
        assert_eq!(of_rank(&[Duration(0); 3], 2), Duration(0));
    }

    /// Of 1 to 10 ms: half of them is five, nine tenths nine, and 91 % more than nine.
    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let times: Vec<Duration> = (1..=10).rev().map(|ms| Duration(ms * 1_000_000)).collect();
        let percentiles = [1, 50, 90, 91, 100].map(|percent| nearest_rank_ms(&times, percent));
        assert_eq!(percentiles, [1.0, 5.0, 9.0, 10.0, 10.0]);
        assert_eq!(nearest_rank_ms(&[], 50), 0.0);
    }
}
