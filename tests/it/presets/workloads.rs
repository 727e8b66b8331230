//! Tests of presets about when to choose cache-aside: five workloads, three good and two bad, and a social timeline.

use super::{assert_mean, runs};

fn mean(samples: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = samples.fold((0.0, 0.0), |(sum, n), x| (sum + x, n + 1.0));
    sum / n
}

/// Σ over ranks to `n` of rank^(−s).
fn zeta(n: u32, s: f64) -> f64 {
    (1..=n).map(|rank| libm::pow(f64::from(rank), -s)).sum()
}

/// λ = 100/s over 20 keys by rank, 0.1 writes/s, for a minute. Each key expires once, at 30 s or 30 s after its write's
/// refill, and each of 6 writes deletes one. A refill is stored 53 ms after the first miss, and lookups before that
/// miss too. Expiries: 20 + 0.053 × 100 = 25.3 misses. Writes: 6 × (1 + 0.053 × 100 Σq²), with Σq² = 0.123: 9.9. Of
/// 6,000 reads that is a hit ratio of 0.994.
#[test]
fn read_heavy_nearly_every_read_is_a_hit() {
    let runs = runs("read_heavy", "");
    let squares = zeta(20, 2.0) / (zeta(20, 1.0) * zeta(20, 1.0));
    let misses: Vec<f64> = runs.iter().map(|run| run.report.misses as f64).collect();
    let expected = 20.0 + 5.3 + 6.0 * (1.0 + 5.3 * squares);
    assert_mean("misses", &misses, expected);
    assert!(runs.iter().all(|run| run.report.hit_ratio > 0.98));
}

/// λ = 100/s, T = 2 s, L = 100 ms, μ = 0.2 writes/s that leave the cache alone. The first lookup after the expiry comes
/// 10 ms later on average, and the new value 102 ms after that, so a value is served for C = 2.112 s. Its row was read
/// 100.5 ms before it was stored, so at age v it is out of date with probability 1 − e^(−μ(v + 0.1005)): on average 1 −
/// e^(−0.0201)(1 − e^(−μC))/(μC) = 0.2006. The probability of no lookup in the ten seconds of grace is e^(−1000): no
/// read misses or waits.
#[test]
fn slightly_stale_serves_old_values_for_a_moment_and_no_read_waits() {
    let runs = runs("slightly_stale", "");
    for run in &runs {
        assert_eq!((run.report.misses, run.report.latency_ms.max, run.report.hit_ratio), (0, 1.0, 1.0));
        assert!(run.report.stale_age_ms.max < 2_400.0);
    }
    let stale: Vec<f64> = runs.iter().map(|run| run.report.stale_reads as f64 / run.report.reads as f64).collect();
    let turn: f64 = 0.2 * 2.112;
    assert_mean("stale share", &stale, 1.0 - libm::exp(-0.0201) * (1.0 - libm::exp(-turn)) / turn);
}

/// 10,000 keys by rank to the power of 1.1, room for 500. Che: a value stays for the time t in which 500 keys are read,
/// Σ(1 − e^(−qᵢt)) = 500, and a read hits with probability Σ qᵢ(1 − e^(−qᵢt)) = 0.717. Counted from ten seconds on; a
/// few more reads miss while the first is still fetching.
#[test]
fn unpredictable_a_twentieth_of_the_keys_answers_most_reads() {
    let total = zeta(10_000, 1.1);
    let shares: Vec<f64> = (1..=10_000).map(|rank| libm::pow(f64::from(rank), -1.1) / total).collect();
    let kept = |t: f64| shares.iter().map(|q| 1.0 - libm::exp(-q * t)).sum::<f64>();
    let (mut low, mut high) = (1.0, 1e7);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if kept(middle) < 500.0 { low = middle } else { high = middle }
    }
    let che: f64 = shares.iter().map(|q| q * (1.0 - libm::exp(-q * low))).sum();
    let hits = runs("unpredictable", "").into_iter().map(|run| {
        use cache_aside_playground::trace::EventKind::{CacheHit, CacheMiss};
        let hits = run.count_between(10.0, 30.0, |event| matches!(event.kind, CacheHit { .. }));
        let misses = run.count_between(10.0, 30.0, |event| matches!(event.kind, CacheMiss { .. }));
        assert!(run.report.hit_ratio > 0.6);
        hits / (hits + misses)
    });
    let hit_ratio = mean(hits);
    println!("hit ratio {hit_ratio:.4}, Che {che:.4}");
    assert!((hit_ratio - che).abs() < 0.005 && che > 0.7);
}

/// λ = 20/s, μ = 180 writes/s. A value stays until the next delete, 1/μ; the next lookup comes after 1/λ, and the
/// refill takes w = 13 ms. Of λ/μ + 1 + λw reads λ/μ are hits: 0.081. The actual ratio is slightly higher, because a
/// reader whose value was deleted while it waited refills at once. It is less than λ/(λ + μ) = 0.1, the ratio if
/// refills took no time.
#[test]
fn write_heavy_hardly_any_read_is_a_hit() {
    let hit_ratio = mean(runs("write_heavy", "").iter().map(|run| run.report.hit_ratio));
    let hits: f64 = 20.0 / 180.0;
    println!("hit ratio {hit_ratio:.4}");
    assert!((hits / (hits + 1.0 + 20.0 * 0.013)..20.0 / 200.0).contains(&hit_ratio));
}

/// λ = 200/s, 2 writes/s, 20 ms from commit to delete. Who begins in these 20 ms and finds a value finds the old one: at
/// most 4 readers per write, of whom most do. The TTL is not what does it: with one of a second or of an hour it is the
/// same.
#[test]
fn strong_consistency_some_reads_are_stale_whatever_the_ttl() {
    for ttl in ["", "ttl=1s", "ttl=1h"] {
        let runs = runs("strong_consistency", ttl);
        assert!(runs.iter().all(|run| run.report.stale_reads > 100));
        let pending = mean(runs.iter().map(|run| {
            let pending = run.report.stale_causes.get("pending").copied().unwrap_or_default();
            pending as f64 / run.report.writes as f64
        }));
        println!("{ttl}: {pending:.3} readers per write");
        assert!((3.0..4.0).contains(&pending));
    }
}

/// 200 timelines by rank, 200 reads/s, 5 writes/s that leave the cache alone, assembled in 300 ms or so. Key k is missed
/// when nobody looks for the 10 s of its grace: with e^(−10λₖ) per turn, λ being from 34/s down to 0.17/s. What is served
/// was stored at most 5 + 2 + 10 s before, and assembled some tenths before that.
#[test]
fn timeline_a_ttl_is_enough() {
    let runs = runs("timeline", "");
    for run in &runs {
        assert!(run.report.hit_ratio > 0.98, "{}", run.report.hit_ratio);
        assert!(run.report.stale_age_ms.max < 20_000.0);
        assert_eq!((run.report.latency_ms.p90, run.report.lock_waits), (1.0, 0));
    }
    let age = mean(runs.iter().map(|run| run.report.stale_age_ms.mean));
    let stale = mean(runs.iter().map(|run| run.report.stale_reads as f64 / run.report.reads as f64));
    let hits = mean(runs.iter().map(|run| run.report.hit_ratio));
    println!("hit ratio {hits:.4}, stale share {stale:.3}, mean age {age:.0} ms");
    assert!(age < 5_000.0);
}
