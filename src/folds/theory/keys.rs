//! The keys of a scenario with their read and write rates. Keys of similar popularity are grouped.

use crate::scenario::Scenario;

/// A group of keys with the same read rate and the same write rate.
#[derive(Clone, Copy, Debug)]
pub struct Keys {
    /// The number of keys.
    pub count: f64,
    /// λ, reads per second of each key.
    pub rate: f64,
    /// μ, writes per second of each key.
    pub writes: f64,
    /// The mean time for which a value of these keys is fresh, in seconds.
    pub life: f64,
}

/// Ranks are grouped if they differ by less than one part in this many, so none of the first hundred are.
const ALIKE: u32 = 128;

/// All keys that are read: the rows by popularity, and the same number of ids that do not exist if those are asked for.
pub fn of(scenario: &Scenario) -> Vec<Keys> {
    let mut ranks = Vec::new();
    let mut rank = 1;
    while rank <= scenario.keys {
        let next = (rank + 1 + rank / ALIKE).min(scenario.keys + 1);
        let middle = f64::from(rank + next - 1) / 2.0;
        ranks.push((f64::from(next - rank), libm::pow(middle, -scenario.zipf)));
        rank = next;
    }
    let sum: f64 = ranks.iter().map(|(count, weight)| count * weight).sum();
    let (reads, writes) = (scenario.rate.per_second(), scenario.write_rate.per_second());
    let life = scenario.ttl.as_secs_f64() + scenario.ttl_jitter.as_secs_f64() / 2.0;
    let kinds = [(1.0 - scenario.absent, writes, life), (scenario.absent, 0.0, scenario.negative_ttl.as_secs_f64())];
    let read = kinds.into_iter().filter(|(share, ..)| *share > 0.0);
    let of_kind = |(share, writes, life): (f64, f64, f64)| {
        ranks.iter().map(move |&(count, weight)| {
            let of_all = weight / sum;
            Keys { count, rate: reads * share * of_all, writes: writes * of_all, life }
        })
    };
    read.flat_map(of_kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten thousand keys with weight 1/rank: the first gets 1/H of the reads, H = ln n + γ + 1/(2n) = 9.787606. Σ
    /// 1/rank² is π²/6 − 1/n, so two consecutive reads are for the same key with probability 1.644834/H² = .0171701.
    #[test]
    fn popularity_is_that_of_zipf_although_ranks_are_grouped() {
        let scenario =
            Scenario::parse("keys=10000 zipf=1 rate=100/s write_rate=1/s absent=0.25 negative_ttl=2s ttl_jitter=2s");
        let all = of(&scenario.expect("a line"));
        assert!(all.len() < 2_000, "{}", all.len());
        let sum = |of: &dyn Fn(&Keys) -> f64| all.iter().map(|keys| keys.count * of(keys)).sum::<f64>();
        let close =
            |value: f64, expected: f64| assert!(libm::fabs(value / expected - 1.0) < 1e-5, "{value} {expected}");
        close(sum(&|_| 1.0), 20_000.0);
        close(sum(&|keys| keys.rate), 100.0);
        close(sum(&|keys| keys.writes), 1.0);
        close(all[0].rate, 75.0 / 9.787_606);
        close(sum(&|keys| keys.writes * keys.writes), 0.017_170_1);
        assert_eq!((all[0].life, all[all.len() - 1].life), (5.0, 2.0));
    }
}
