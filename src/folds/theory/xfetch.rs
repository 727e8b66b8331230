//! The closed forms of XFetch. Δ is the stored recompute time, m = Δβ, a = λm, k = e^(w/m).
//!
//! ```text
//!        first early recompute            expiry
//! ──────────────┼───────── gap ─────────────┊──► t       hazard of a start, x before expiry: λ·e^(−x/m)
//!               ├──── w ────► SET                        w = L + r; with k = e^(w/m) the hazard grows k-fold in it
//! ```
//!
//! When a value is stored, the hazard is not zero but λ·e^(−T/m). With ε = a·e^(−T/m) the survival function is
//! S(x) = exp(ε − a·e^(−x/m)). ε is negligible only for T ≫ m.
//!
//! Source: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", PVLDB 8(8), 2015, for
//! T→∞; the rest follows from S.

use super::form::{Measure, RARE_MIN};
use super::functions::{e1, ein, poisson_exceeds};
use super::measured::Measured;
use super::{Case, Forms, NEGLIGIBLE, unprotected};

/// The largest ε(k−1), the additional recomputes caused by a short TTL, for which the first order in ε is accurate
/// enough.
const TRUNCATION_MAX: f64 = 0.1;
/// The number of gaps needed to estimate their median and their deviation.
const GAPS_MIN: f64 = 50.0;

pub fn add(case: &Case, forms: &mut Forms) {
    let Case { rate, ttl, query, hop, .. } = *case;
    let early_window = case.scenario.early_window.as_secs_f64();
    if case.scenario.beta == 0.0 && early_window == 0.0 {
        // No read is ever early, so this is plain cache-aside. (With a round trip, a value may expire on its way to the
        // reader.)
        return if hop == 0.0 {
            unprotected::add(case, forms)
        };
    }
    // All queries take the same time, so that the stored Δ is L.
    if !case.is_one_ttl() || !case.query_is_constant() || !case.hop_is_small() || query == 0.0 {
        return;
    }
    let w = query + hop;
    // The new value is stored in time if its refresh starts L and half a round trip before expiry.
    let needed = query + hop / 2.0;
    let early = match early_window {
        0.0 => exponential(rate, ttl, w, query * case.scenario.beta, needed),
        _ => uniform(rate, ttl, w, early_window, needed),
    };
    let Some(early) = early else { return };
    // If no read is early enough, reads miss and query as in plain cache-aside. In an empty cache all first reads do. A
    // query that waited for its connection would store a Δ longer than L, which changes the next cycle.
    let all_at_once = if case.scenario.warm { early.late } else { 1.0 };
    let hardly_queues = match f64::from(case.scenario.db_connections) {
        0.0 => true,
        connections => {
            let missing = all_at_once * poisson_exceeds(rate * w, connections - 1.0);
            (early.more_than)(connections) + missing <= NEGLIGIBLE
        }
    };
    if !hardly_queues {
        return;
    }
    let over = |of, number| Measure::Episodes { after_warm_up: true, of, number };
    forms.add("db_queries_per_episode", early.recomputes, over(|episode, _| episode.db_queries as f64, 0.0));
    // Episodes without an early recompute have no gap.
    let enough = (RARE_MIN / (1.0 - early.never)) as u64;
    forms.add_of(enough, "xfetch_gap_ms", early.gap * 1e3, over(|episode, _| episode.gap_ms, 0.0));
    forms.add_share("xfetch_no_early_share", early.never, over(|episode, _| share(episode.gap_ms == 0.0), 0.0));
    let late = over(|episode, needed_ms| share(episode.gap_ms < needed_ms), needed * 1e3);
    forms.add_share("xfetch_late_share", early.late, late);
    // A cycle takes the TTL minus the gap, or, without an early recompute, the TTL plus the time until the next read.
    let cycle = ttl - early.gap + early.never / rate;
    if case.duration() >= GAPS_MIN * cycle {
        forms.add("xfetch_gap_median_ms", early.gap_median * 1e3, Measure::Gaps { of: Measured::median });
        forms.add("xfetch_gap_deviation_ms", early.gap_deviation * 1e3, Measure::Gaps { of: Measured::deviation });
    }
}

/// The predictions for a rule of early recomputes. Times are in seconds.
struct Early {
    /// The mean recomputes per episode.
    recomputes: f64,
    /// The mean gap.
    gap: f64,
    /// The median gap. NaN if too many episodes have no gap for it to mean much.
    gap_median: f64,
    /// The standard deviation of the gap. NaN if there is no closed form for it.
    gap_deviation: f64,
    /// The probability that no recompute starts before expiry.
    never: f64,
    /// The probability that no recompute starts early enough to store its value before expiry.
    late: f64,
    /// The probability that an episode has more queries in flight than this, so that some wait for a connection.
    more_than: Box<dyn Fn(f64) -> f64>,
}

/// The predictions for XFetch's own rule. `scale` is m. `None` if its conditions do not hold.
fn exponential(rate: f64, ttl: f64, w: f64, scale: f64, needed: f64) -> Option<Early> {
    let (a, k) = (rate * scale, libm::exp(w / scale));
    let least = a * libm::exp(-ttl / scale);
    // β is so small that k overflows, and no read is early.
    if a / k == 0.0 {
        return None;
    }
    if least * (k - 1.0) > TRUNCATION_MAX || ttl < 2.0 * w {
        return None;
    }
    let gumbel = a >= 20.0 && least <= 1e-4;
    Some(Early {
        recomputes: racing(a, k, least) + least * stragglers(k),
        gap: gap(a, least, scale, ttl),
        gap_median: if a >= 2.0 { scale * libm::log(a / (least + core::f64::consts::LN_2)) } else { f64::NAN },
        gap_deviation: if gumbel { scale * core::f64::consts::PI / 6.0f64.sqrt() } else { f64::NAN },
        never: libm::exp(least - a),
        late: libm::exp(least - a * libm::exp(-needed / scale)),
        // The number of recomputes is geometric with mean k.
        more_than: Box::new(move |most| libm::pow(1.0 - 1.0 / k, most)),
    })
}

/// The predictions for uniform early expiry over ξ. `None` if its conditions do not hold.
///
/// A read x before expiry starts a recompute with probability 1 − x/ξ. So with y = ξ − x the hazard is λy/ξ and S =
/// exp(−λy²/2ξ), and the first start comes at y = √(πξ/2λ) on average. Within w of it λ(yw + w²/2)/ξ more start. It
/// must be almost certain that a recompute starts early enough, w before expiry.
fn uniform(rate: f64, ttl: f64, w: f64, early_window: f64, needed: f64) -> Option<Early> {
    let survives = |x: f64| {
        let y = (early_window - x).max(0.0);
        libm::exp(-rate * y * y / (2.0 * early_window))
    };
    if survives(w) > NEGLIGIBLE || early_window <= w || ttl < early_window + 2.0 * w {
        return None;
    }
    let mean = (core::f64::consts::PI * early_window / (2.0 * rate)).sqrt();
    Some(Early {
        recomputes: 1.0 + rate * w * (mean + w / 2.0) / early_window,
        gap: early_window - mean,
        gap_median: early_window - (2.0 * core::f64::consts::LN_2 * early_window / rate).sqrt(),
        gap_deviation: mean * (4.0 / core::f64::consts::PI - 1.0).sqrt(),
        never: survives(0.0),
        late: survives(needed),
        // The first start hardly ever comes later than 3.5 times its mean.
        more_than: Box::new(move |most| poisson_exceeds(rate * w * (3.5 * mean + w / 2.0) / early_window, most - 1.0)),
    })
}

/// 1 if `holds`, else 0: the mean of such numbers is a share.
fn share(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// The mean gap, ∫₀ᵀ 1−S(x) dx = T − m·e^ε(E1(ε) − E1(a)), where E1(ε) − E1(a) = T/m − Ein(a) + Ein(ε). For ε → 0 it is
/// m·Ein(a).
fn gap(a: f64, least: f64, scale: f64, ttl: f64) -> f64 {
    scale * (libm::exp(least) * (ein(a) - ein(least)) - libm::expm1(least) * ttl / scale)
}

/// The mean recomputes that start within w of the first, for a long T: k(1−e^(−a/k)) + e^(−a) + a(E1(a/k)−E1(a)). For
/// a ≫ k their number is geometric with mean k = e^(1/β), whatever the read rate.
fn racing_long(a: f64, k: f64) -> f64 {
    -k * libm::expm1(-a / k) + libm::exp(-a) + a * (e1(a / k) - e1(a))
}

/// The mean recomputes that start within w of the first. With A = a·e^(−x/m) it is 1 + (k−1)A as long as expiry is not
/// near. For T→∞, A is exponential. Here it is exponential from ε on, so the part below ε is subtracted and the rest is
/// weighted with e^ε. For a ≫ k the result is k + (k−1)ε.
fn racing(a: f64, k: f64, least: f64) -> f64 {
    libm::exp(least) * (racing_long(a, k) + k * libm::expm1(-least)) + (k - 1.0) * least
}

/// The mean recomputes that start later, while others are in flight, divided by ε. Between two SETs that are g apart
/// the hazard grows from ε/m in proportion to e^(t/m), which gives ε(e^(g/m)−1) more recomputes to first order in ε.
/// The g are the gaps between the starts within w. As A is exponential, the j-th start is followed by the next at the
/// rate j/m. With v = e^(t/m) from 1 to k
///
/// Σ E[e^(g/m)−1] = ∫₁ᵏ (v−1)/v² dv + ∫₁ᵏ ((k−v)/(1+k−v))²/v dv
///                = 2 ln k − 1 + 1/k − (4/c) ln k + (2/c²) ln k + (1−1/k)/c, c = 1+k.
fn stragglers(k: f64) -> f64 {
    let (ln_k, c) = (libm::log(k), 1.0 + k);
    ln_k * (2.0 - 4.0 / c + 2.0 / (c * c)) - 1.0 + 1.0 / k + (1.0 - 1.0 / k) / c
}

#[cfg(test)]
mod tests {
    use super::*;

    fn simpson(from: f64, to: f64, f: &dyn Fn(f64) -> f64) -> f64 {
        let steps = 20_000;
        let h = (to - from) / f64::from(steps);
        let weight = |i: i32| if i == 0 || i == steps { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
        (0..=steps).map(|i| weight(i) * f(from + h * f64::from(i))).sum::<f64>() * h / 3.0
    }

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
            assert!(libm::fabs(racing(a, k, 0.0) - recomputes) < 5e-4, "{}", racing(a, k, 0.0));
        }
    }

    /// λ=500, L=Δ=600 ms, w=601 ms. The expected value comes from Simpson's rule over the time x before expiry at which
    /// the first recompute starts, with density λe^(−x/m)·e^(−u), u = a·e^(−x/m). In the w after it, u(k−1) more start
    /// if w ends before expiry; otherwise a − u before expiry and λ(w−x) after it. With probability e^(−a) none starts
    /// before expiry, and there are 1 + λw queries. The smaller β is, the larger is k: up to e^40.
    #[test]
    fn a_small_beta_loses_no_digits() {
        let (rate, query, w) = (500.0, 0.6, 0.601);
        for (beta, known) in [(1.0, 2.7228), (0.1, 211.17), (0.05, 266.21), (0.025, 288.56), (0.02, 292.29)] {
            let scale = query * beta;
            let (a, k) = (rate * scale, libm::exp(w / scale));
            let started_at = |x: f64| {
                let u = a * libm::exp(-x / scale);
                let more = if x > w { u * (k - 1.0) } else { a - u + rate * (w - x) };
                (1.0 + more) * u / scale * libm::exp(-u)
            };
            let integral = simpson(0.0, w, &started_at) + simpson(w, w + 40.0 * scale, &started_at);
            let expected = integral + libm::exp(-a) * (1.0 + rate * w);
            let value = racing_long(a, k);
            assert!(libm::fabs(value / expected - 1.0) < 1e-7, "{beta}: {value} against {expected}");
            assert!(libm::fabs(value / known - 1.0) < 5e-5, "{beta}: {value}");
        }
    }

    /// λ=500, L=Δ=102 ms, T=1 s, β=2: 2.140 recomputes within L of the first, and a gap of 854 ms (see
    /// tests/it/closed_forms).
    #[test]
    fn a_short_ttl_truncates_the_hazard() {
        let (scale, k) = (0.204, libm::exp(0.5));
        let a = 500.0 * scale;
        let least = a * libm::exp(-1.0 / scale);
        assert!(libm::fabs(racing(a, k, least) - 2.1402) < 5e-4, "{}", racing(a, k, least));
        assert!(libm::fabs(gap(a, least, scale, 1.0) - 0.854) < 5e-4, "{}", gap(a, least, scale, 1.0));
        // The two integrals by Simpson's rule.
        let f = |v: f64| (v - 1.0) / (v * v) + ((k - v) / (1.0 + k - v)) * ((k - v) / (1.0 + k - v)) / v;
        let integral = simpson(1.0, k, &f);
        assert!(libm::fabs(stragglers(k) - integral) < 1e-9, "{} {integral}", stragglers(k));
    }
}
