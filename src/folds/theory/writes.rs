//! The closed forms of keys with μ writes/s that are refilled by one query at a time.
//!
//! ```text
//!       miss            SET        delete, or TTL
//! 1/λ ───┼──── w ────────┼──── A ──────────┼── 1/λ ──► next miss
//!          ├── L ──┤                                    with a commit in L the stored row is old
//! ```
//!
//! Deletes form a Poisson process like the writes, however long each takes to arrive. If a share f of them is lost, a
//! value lives A = (1−e^(−μ(1−f)T))/(μ(1−f)). The policy TTL only has no deletes, so f = 1 and A = T. A value that was
//! current when it was stored, which it is if no commit came in L, stays so until its TTL or the next commit: F =
//! (1−e^(−μT))/μ.

use super::cycles::{self, Cycle};
use super::form::Measure;
use super::functions::between;
use super::keys::Keys;
use super::latency::nothing_in;
use super::{CYCLES_IN_RUN_MIN, Case, Forms, NEGLIGIBLE, Refill, lease};
use crate::base::random::Latency;
use crate::folds::metrics::Mark;
use crate::scenario::{Snapshot, Strategy, WritePolicy};

pub fn add(case: &Case, forms: &mut Forms) {
    let scenario = case.scenario;
    let lost = match scenario.write_policy {
        WritePolicy::Invalidate => scenario.invalidation_loss,
        WritePolicy::TtlOnly => 1.0,
        WritePolicy::InvalidateFirst if scenario.invalidation_loss == 0.0 => 0.0,
        WritePolicy::Update | WritePolicy::VersionedSet => return stores(case, forms),
        WritePolicy::DoubleDelete => return deletes_again(case, forms),
        WritePolicy::InvalidateFirst => return,
    };
    let Some(w) = single_refill(case, lost) else { return };
    let leased = scenario.strategy == Strategy::Lease && lost < 1.0;
    let one_cycle = |keys: &Keys| {
        let life = expectancy(keys.writes * (1.0 - lost), keys.life);
        match leased {
            true => lease::one_cycle(keys, w, life),
            false => {
                let cycle = cycles::one_refill(&Keys { life, ..*keys }, w);
                let waits = if scenario.strategy == Strategy::Unprotected { 0.0 } else { w };
                Cycle { waits, stale: stale(case, keys, lost, &cycle), ..cycle }
            }
        }
    };
    if case.duration() >= CYCLES_IN_RUN_MIN * one_cycle(&case.keys[case.keys.len() - 1]).length {
        cycles::add(case, forms, &one_cycle);
    }
}

/// The seconds of a constant latency; `None` for any other.
fn constant(latency: Latency) -> Option<f64> {
    if let Latency::Constant(d) = latency { Some(d.as_secs_f64()) } else { None }
}

/// The time from a miss to the SET of its query, in seconds, if there is only one query at a time; otherwise `None`. A
/// delete must not come between a reader's notification and its second look.
fn single_refill(case: &Case, lost: f64) -> Option<f64> {
    let Case { scenario, ttl, query, hop, .. } = *case;
    // For the most popular key.
    let meets = case.keys[0].writes * (1.0 - lost) * (2.0 * hop + scenario.lock_poll.as_secs_f64()) > NEGLIGIBLE;
    let jitter = !scenario.ttl_jitter.is_zero();
    if meets || jitter || scenario.holder_crash > 0.0 || !case.hop_is_small() || ttl < query + hop {
        return None;
    }
    let Refill { w, alone } = case.refill()?;
    let known =
        scenario.strategy != Strategy::Lease || lost == 1.0 || lost == 0.0 && lease::is_taken_back_at_once(case);
    // A reader whose lease was voided still has its query in flight.
    let again = if scenario.strategy == Strategy::Lease { case.writes * query } else { 0.0 };
    let queues = !case.hardly_queues(case.sum(&|_| 1.0), again);
    (alone && known && !queues).then_some(w)
}

/// E[min(T, X)] for an exponential X with this rate: (1−e^(−rate·T))/rate.
fn expectancy(rate: f64, ttl: f64) -> f64 {
    if rate > 0.0 { -libm::expm1(-rate * ttl) / rate } else { ttl }
}

/// The seconds per cycle in which a read gets an old version; `None` if there is no closed form for it.
fn stale(case: &Case, keys: &Keys, lost: f64, cycle: &Cycle) -> Option<f64> {
    let Case { scenario, query, .. } = *case;
    let delay = constant(scenario.write_delay)?;
    let on_primary = constant(scenario.replica_lag) == Some(0.0);
    if !case.query_is_constant() || scenario.db_snapshot != Snapshot::Start {
        return None;
    }
    if scenario.write_policy == WritePolicy::InvalidateFirst {
        return on_primary.then(|| put_back(case, keys, delay, cycle)).flatten();
    }
    // There is no form for a write delay together with a replica lag or with lost deletes.
    let simple = on_primary || delay == 0.0 && (lost == 0.0 || lost == 1.0);
    let newest = if on_primary { 1.0 } else { reads_newest(scenario.replica_lag, keys, lost)? };
    simple.then(|| {
        let hits = cycle.hits - newest * current(keys, query, delay, lost);
        let waits = query - newest * expectancy(keys.writes, query);
        hits + waits + (1.0 - newest) / keys.rate
    })
}

/// The mean time for which a value, whose row was the newest when it was read, stays the newest in the cache.
///
/// If no commit came in L, it does until its TTL or the next commit, F. A delete that arrives d after its commit may
/// remove it earlier: if d is longer than L, the delete of a commit before the row was read can arrive in the first d −
/// L.
fn current(keys: &Keys, query: f64, delay: f64, lost: f64) -> f64 {
    let (writes, ttl) = (keys.writes, keys.life);
    let (early, both) = (between(delay - query, 0.0, ttl), writes * (2.0 - lost));
    let late = libm::exp(-both * early) * expectancy(writes, ttl - early);
    libm::exp(-writes * query) * (expectancy(both, early) + late)
}

/// The probability that a query on a replica with lag ℓ reads the newest row; `None` if there is no closed form.
///
/// No commit may be on its way to the replica. At any time that has probability e^(−μℓ) (M/G/∞). But a query after a
/// delete comes x after that commit, x exponential with rate λ, and this commit must have arrived within x. After a TTL
/// nothing was written for longer than any ℓ, except in the x since the expiry.
fn reads_newest(lag: Latency, keys: &Keys, lost: f64) -> Option<f64> {
    let Keys { rate, writes, life, .. } = *keys;
    let mean = lag.mean().as_secs_f64();
    if lost == 1.0 {
        return Some(libm::exp(-writes * mean));
    }
    let after_delete = libm::exp(-writes * mean) * nothing_in(lag, rate)?;
    let after_ttl = (rate + writes * after_delete) / (rate + writes);
    let expired = libm::exp(-writes * life);
    // `after_ttl` is exact for a constant lag. For other lags it is accurate as long as few commits are on their way.
    let few = constant(lag).is_some() || writes * mean <= 0.05;
    (few && life >= 5.0 * mean).then_some(after_delete + expired * (after_ttl - after_delete))
}

/// The seconds per cycle in which a read gets an old row that was put back, for a policy that deletes first and commits
/// a gap g later (the write delay plus the update's own L).
///
/// A reader that misses x after the delete and reads the row before the commit puts the old row back. It is old from
/// the commit until its TTL, x + w + T, or the next delete. A query that is under way at the delete, which is so for w
/// of every cycle, does the same. Per write, and so per second times μ, it is ∫ λe^(−λx)(e^(−μg) − e^(−μ(x+w+T))) dx.
/// Two writes in the same gap must be rare.
fn put_back(case: &Case, keys: &Keys, delay: f64, cycle: &Cycle) -> Option<f64> {
    let Case { query, hop, .. } = *case;
    let Keys { rate, writes, life, .. } = *keys;
    let w = cycle.length - cycle.hits - 1.0 / rate;
    let gap = delay + query + hop / 2.0;
    // The time from a miss to the reading of the row.
    let before = w - query - hop / 2.0;
    let reach = (gap - before).max(0.0);
    let (all, under_way) = (rate + writes, w / cycle.length);
    let comes = -libm::expm1(-rate * reach) * libm::exp(-writes * gap);
    let goes = -libm::expm1(-all * reach) * rate / all * libm::exp(-writes * (w + life));
    let was_there = libm::exp(-writes * gap) - libm::exp(-writes * (w / 2.0 + life));
    let apart = writes * (gap + w);
    (apart * apart <= 2.0 * NEGLIGIBLE && life >= gap)
        .then_some(((1.0 - under_way) * (comes - goes) + under_way * was_there) * cycle.length)
}

/// Adds the form of double delete, with the second delete D after the first. A query stores an old row w after it read
/// it. The row outlives both deletes if the next commit came in the first w − D: 1−e^(−μ(w−D)) per fill, or
/// μ/(μ+1/ω)·E[e^(−D/ω)] if w is exponential with mean ω.
fn deletes_again(case: &Case, forms: &mut Forms) {
    let Case { scenario, query, hop, .. } = *case;
    let writes = case.keys[0].writes;
    // With a lock or a lease there is one query at a time. Otherwise every reader that misses during a query may query
    // too.
    let hardly_queues = match scenario.strategy {
        Strategy::Mutex | Strategy::Lease => case.hardly_queues(1.0, 0.0),
        _ => case.hardly_queues(1.0, case.rate * (query + hop)),
    };
    let plain = case.is_one_key() && scenario.absent == 0.0 && hardly_queues && case.hop_is_small();
    let arrives = scenario.invalidation_loss == 0.0 && scenario.holder_crash == 0.0;
    let on_primary = constant(scenario.replica_lag) == Some(0.0) && scenario.db_snapshot == Snapshot::Start;
    // With a lease the delete has voided the holder's lease, so an old row is never stored.
    if !(plain && arrives && on_primary) || scenario.strategy == Strategy::Lease || writes == 0.0 {
        return;
    }
    let survives = match scenario.db_latency {
        Latency::Constant(_) => {
            constant(scenario.write_delay).map(|delay| -libm::expm1(-writes * (query - delay - hop).max(0.0)))
        }
        Latency::Exponential(_) => nothing_in(scenario.write_delay, 1.0 / query)
            .map(|not_over| writes / (writes + 1.0 / query) * libm::exp(-hop / query) * not_over),
        Latency::Lognormal(..) | Latency::Uniform(..) => None,
    };
    let measure = case.over(|mark| (mark.late_fills as f64, mark.fills as f64));
    forms.add_share("late_fill_share", survives.unwrap_or(f64::NAN), measure);
}

/// Adds the form of writers that store what they wrote, so often that nothing expires. A read is stale while the newest
/// version is on its way to the cache, or if an older one was stored after it.
fn stores(case: &Case, forms: &mut Forms) {
    let Case { scenario, rate, ttl, .. } = *case;
    let waits_for_nobody = !matches!(scenario.strategy, Strategy::Xfetch | Strategy::BackgroundRefresh);
    let kept = scenario.warm && case.all(&|keys| libm::exp(-keys.writes * ttl) <= NEGLIGIBLE * 0.01);
    let in_order = case.query_is_constant() && case.hardly_queues(0.0, 0.0) && scenario.ttl_jitter.is_zero();
    if !(waits_for_nobody && kept && in_order && scenario.invalidation_loss == 0.0 && scenario.holder_crash == 0.0) {
        return;
    }
    let compares = scenario.write_policy == WritePolicy::VersionedSet;
    let fresh = |keys: &Keys| match scenario.write_delay {
        Latency::Exponential(mean) if !compares => newest_last(keys.writes * mean.as_secs_f64()),
        Latency::Constant(_) | Latency::Exponential(_) => {
            nothing_in(scenario.write_delay, keys.writes).unwrap_or(f64::NAN)
        }
        Latency::Lognormal(..) | Latency::Uniform(..) => f64::NAN,
    };
    let stale = 1.0 - case.sum(&|keys| keys.rate * fresh(keys)) / rate;
    let memory = 10.0 * (scenario.write_delay.mean().as_secs_f64() + 1.0 / case.keys[case.keys.len() - 1].writes);
    let of = |mark: &Mark| (mark.stale_reads as f64, mark.reads as f64);
    forms.add("stale_read_share", stale, Measure::Batches { after: memory, memory, of });
}

/// The probability that the newest version has been stored, and was stored last, if each version is stored a time
/// Exp(r) after its commit. `load` is ρ = μ/r.
///
/// The newest version was committed y ago, with density μe^(−μy), and stored s later, with density re^(−rs). Of the
/// versions under way at its commit, which are Poisson with mean ρ, none may have been stored between s and y:
/// exp(−ρ(e^(−rs) − e^(−ry))). Integrated over s, with v = e^(−ry): ∫₀¹ v^(ρ−1)(1 − e^(−ρ(1−v))) dv = (1 − Σ_n Π_{i≤n}
/// −ρ/(ρ+i))/ρ from n = 0. Of all pairs of consecutive versions, ½·ρ/(1+ρ) are stored in the wrong order.
fn newest_last(load: f64) -> f64 {
    if load == 0.0 {
        return 1.0;
    }
    let (mut sum, mut term, mut i) = (0.0, 1.0, 0.0);
    while libm::fabs(term) > 1e-15 {
        i += 1.0;
        term *= -load / (load + i);
        sum -= term;
    }
    sum / load
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(rate: f64, writes: f64, life: f64) -> Keys {
        Keys { count: 1.0, rate, writes, life }
    }

    #[test]
    fn the_forms_give_the_published_numbers() {
        let life = expectancy(0.5, 3.0);
        let lossy = expectancy(0.45, 3.0);
        let racing = expectancy(5.0, 1.0);
        let stale_hits = |hits: f64, writes, ttl, query| hits - current(&keys(1.0, writes, ttl), query, 0.0, 0.0);
        let stale_waits = 0.02 - expectancy(5.0, 0.02);
        let table = [
            (10.0 * life / (1.0 + 10.0 * life), 0.93953),
            (10.0 * stale_hits(lossy, 0.5, 3.0, 0.0) / (1.0 + 10.0 * lossy), 0.05291),
            // TTL only: the stale share of the hits.
            (stale_hits(3.0, 0.5, 3.0, 0.0) / 3.0, 0.48209),
            ((stale_hits(racing, 5.0, 1.0, 0.02) + stale_waits) / (racing + 0.02 + 1.0 / 200.0), 0.08885),
        ];
        for (value, expected) in table {
            assert!(libm::fabs(value - expected) < 5e-6, "{value} against {expected}");
        }
    }

    /// The integral of `newest_last` by Simpson's rule. The substitution v = u² removes the singularity at 0.
    #[test]
    fn the_newest_is_last_as_the_integral_says() {
        for load in [0.5, 1.0, 2.0, 8.0] {
            let f = |u: f64| 2.0 * libm::pow(u, 2.0 * load - 1.0) * -libm::expm1(-load * (1.0 - u * u));
            let steps = 20_000;
            let h = 1.0 / f64::from(steps);
            let weight = |i: i32| if i == 0 || i == steps { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
            let integral = (0..=steps).map(|i| weight(i) * f(h * f64::from(i))).sum::<f64>() * h / 3.0;
            assert!(libm::fabs(newest_last(load) - integral) < 1e-6, "{load}: {} {integral}", newest_last(load));
        }
        assert_eq!(newest_last(0.0), 1.0);
        // If few versions are on their way, a read is stale while one is (ρ of the time), and after a pair stored in
        // the wrong order until the next one (½ρ).
        assert!(libm::fabs(newest_last(1e-6) - 1.0 + 1.5e-6) < 1e-9);
    }

    /// T→∞, μ→0: a write's old row is put back with probability 1−e^(−λg), and a replica's old row is read with
    /// probability 1−e^(−λℓ), or λℓ/(1+λℓ).
    #[test]
    fn rare_writes_are_put_back_as_published() {
        use crate::base::units::Duration;
        let (constant, exponential) =
            (Latency::Constant(Duration::from_millis(100)), Latency::Exponential(Duration::from_millis(100)));
        let rare = keys(5.0, 1e-9, 1e12);
        for (lag, old) in [(constant, 0.39347), (exponential, 0.33333)] {
            let newest = reads_newest(lag, &rare, 0.0).expect("a form");
            assert!(libm::fabs(1.0 - newest - old) < 5e-6, "{newest}");
        }
    }
}
