//! Tests of XFetch with a TTL of only a few times m = Δβ, so that the hazard does not start near zero.

use super::xfetch::{e1, ein};
use super::*;
use cache_aside_playground::trace::{ActorKind, EventKind, Trace};

/// A fresh value is refreshed with the hazard λe^(−T/m) from the moment it is stored, and no recompute starts more than
/// T before expiry. So the a·e^(−x/m) of the first start is exponential from ε = a·e^(−T/m) on, not from 0. The mean
/// number of recomputes that start within L of the first is, for a ≫ k,
///
/// 1 + (k−1)·E[a·e^(−x/m)] = k + (k−1)ε, and the gap's mean is ∫₀ᵀ 1−S(x) dx = T − m·e^ε(E1(ε) − E1(a)).
///
/// λ=500, T=1, L=Δ=102 ms, as a real Redis showed them. β=1: m=.102, a=51, ε=.0028: 2.723 and 458 ms, where 2.68 ± .11
/// and 456 ± 6 were measured. β=2: k=√e, m=.204, ε=.758: not 1.65 but 2.140, and 854 ms; 2.06 ± .07 and a cycle of 256
/// ms were measured, T+L less the gap being 248.
#[test]
fn a_short_ttl_truncates_the_hazard() {
    let once: Runs = (
        20,
        "strategy=xfetch rate=500/s ttl=1s db_latency=102ms cache_latency=0ms db_connections=0 \
         duration=100s",
    );
    let twice: Runs = (
        20,
        "strategy=xfetch beta=2 rate=500/s ttl=1s db_latency=102ms cache_latency=0ms db_connections=0 \
         duration=100s",
    );
    for (runs, beta, size, gap_s, untruncated) in
        [(once, 1.0, "2.723", "0.458", "0.460"), (twice, 2.0, "2.140", "0.854", "1.061")]
    {
        let (scale, ttl) = (0.102 * beta, 1.0);
        let (a, k) = (500.0 * scale, libm::exp(1.0 / beta));
        let least = a * libm::exp(-ttl / scale);
        let racing = k + (k - 1.0) * least;
        let gap = ttl - scale * libm::exp(least) * (e1(least) - e1(a));
        published(racing, size);
        published(gap, gap_s);
        let reports = reports(runs);
        agrees(runs, "gap", per_episode(&reports, |e| e.gap_ms / 1e3), gap);
        let race = traces(runs).flat_map(|(trace, _)| races(&trace, 0.102)).collect();
        agrees(runs, "recomputes within L of the first", race, racing);
        // The form for T→∞ would give a different value; with β=2 it is more than the TTL.
        published(scale * ein(a), untruncated);
    }
}

/// For each episode, the recomputes that began within a query time of its first.
fn races(trace: &Trace, query: f64) -> Vec<f64> {
    let (mut races, mut first, mut last): (Vec<f64>, f64, f64) = (Vec::new(), 0.0, f64::NEG_INFINITY);
    for event in trace.events() {
        if let (EventKind::DbQueryStarted { .. }, ActorKind::Read) = (event.kind, event.actor.kind()) {
            let now = event.at.as_nanos() as f64 / 1e9;
            match races.last_mut() {
                Some(size) if now - last < query => *size += indicator(now - first < query),
                _ => {
                    first = now;
                    races.push(1.0);
                }
            }
            last = now;
        }
    }
    races.pop();
    races
}
