//! The closed forms of XFetch. Δ is the stored recompute time, m = Δβ, a = λm, k = e^(w/m).
//!
//! ```text
//!        first early recompute            expiry
//! ──────────────┼───────── gap ─────────────┊──► t       hazard of a start, x before expiry: λ·e^(−x/m)
//!               ├──── w ────► SET                        w = L + r; with k = e^(w/m) the hazard grows k-fold in it
//! ```
//!
//! Source: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", PVLDB 8(8), 2015. The
//! expectations follow from the survival S(x) = exp(−a·e^(−x/m)), T being long.

use super::functions::{e1, ein};
use super::{Case, Forms, NEGLIGIBLE, unprotected};

pub fn compare(case: &Case, forms: &mut Forms) {
    let Case { rate, ttl, query, hop, .. } = *case;
    if case.scenario.beta == 0.0 {
        // Never early: plain. (A round trip leaves readers whose value expires on its way to them.)
        return if hop == 0.0 {
            unprotected::compare(case, forms)
        };
    }
    // Queries alike, so that the stored Δ is L.
    let scale = query * case.scenario.beta;
    if !case.query_is_constant() || !case.never_queued() || !case.hop_is_small() || query == 0.0 {
        return;
    }
    // A fresh value must be too young to be refreshed while the episode that stored it still goes on.
    let window = query + hop;
    let a = rate * scale;
    if a * libm::exp(-(ttl - 2.0 * window) / scale) > NEGLIGIBLE {
        return;
    }
    let measured = |of: &dyn Fn(f64) -> f64| case.mean(2.0 * window, true, |episode| of(episode.gap_ms));
    let recomputes = case.mean(2.0 * window, true, |episode| episode.db_queries as f64);
    forms.add("db_queries_per_episode", recomputes_mean(a, libm::exp(window / scale)), recomputes);
    forms.add("xfetch_gap_ms", scale * ein(a) * 1e3, measured(&|gap_ms| gap_ms));
    forms.add("xfetch_no_early_share", libm::exp(-a), measured(&|gap_ms| share(gap_ms == 0.0)));
    // The value is there in time when its refresh starts L and half a round trip before expiry.
    let needed = query + hop / 2.0;
    let late = libm::exp(-a * libm::exp(-needed / scale));
    forms.add("xfetch_late_share", late, measured(&|gap_ms| share(gap_ms < needed * 1e3)));
}

/// 1 when it holds: its mean is a share.
fn share(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// k(1−e^(−a/k)) + e^(−a) + a(E1(a/k)−E1(a)). For a ≫ k the episode is geometric with mean k: e^(1/β), whatever the
/// read rate.
fn recomputes_mean(a: f64, k: f64) -> f64 {
    k * (1.0 - libm::exp(-a / k)) + libm::exp(-a) + a * (e1(a / k) - e1(a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::approx_constant, reason = "e as published, to four digits")]
    fn the_forms_give_the_published_numbers() {
        // λ, L = Δ, β: mean gap in seconds, recomputes per episode.
        let table = [
            (100.0, 0.5, 1.0, 2.2446, 2.7183),
            (20.0, 0.5, 1.0, 1.4399, 2.7056),
            (4.0, 0.5, 1.0, 0.6596, 2.1523),
            (1.0, 0.5, 1.0, 0.2219, 1.4292),
            (100.0, 0.5, 2.0, 5.1824, 1.6487),
        ];
        for (rate, query, beta, gap, recomputes) in table {
            let scale = query * beta;
            let (a, k) = (rate * scale, libm::exp(query / scale));
            assert!(libm::fabs(scale * ein(a) - gap) < 5e-4, "{}", scale * ein(a));
            assert!(libm::fabs(recomputes_mean(a, k) - recomputes) < 5e-4, "{}", recomputes_mean(a, k));
        }
    }
}
