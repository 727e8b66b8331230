//! The closed forms of XFetch. Δ is the stored recompute time, m = Δβ, a = λm, k = e^(w/m).
//!
//! ```text
//!        first early recompute            expiry
//! ──────────────┼───────── gap ─────────────┊──► t       hazard of a start, x before expiry: λ·e^(−x/m)
//!               ├──── w ────► SET                        w = L + r; with k = e^(w/m) the hazard grows k-fold in it
//! ```
//!
//! The hazard does not begin at nothing but, when a value is stored, at λ·e^(−T/m): with ε = a·e^(−T/m) the survival is
//! S(x) = exp(ε − a·e^(−x/m)), and ε is negligible only for T ≫ m.
//!
//! Source: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", PVLDB 8(8), 2015, for
//! T→∞; the rest follows from S.

use super::form::{Measure, RARE_MIN};
use super::functions::{e1, ein, poisson_exceeds};
use super::measured::Measured;
use super::{Case, Forms, NEGLIGIBLE, unprotected};

/// ε(k−1), how many more recomputes a short TTL may bring, up to which its first order is enough.
const TRUNCATION_MAX: f64 = 0.1;
/// Fewer gaps than this say little of their median and spread.
const GAPS_MIN: f64 = 50.0;

pub fn add(case: &Case, forms: &mut Forms) {
    let Case { rate, ttl, query, hop, .. } = *case;
    let early_window = case.scenario.early_window.as_secs_f64();
    if case.scenario.beta == 0.0 && early_window == 0.0 {
        // Never early: plain. (A round trip leaves readers whose value expires on its way to them.)
        return if hop == 0.0 {
            unprotected::add(case, forms)
        };
    }
    // Queries alike, so that the stored Δ is L.
    if !case.is_one_ttl() || !case.query_is_constant() || !case.hop_is_small() || query == 0.0 {
        return;
    }
    let window = query + hop;
    // The value is there in time when its refresh starts L and half a round trip before expiry.
    let needed = query + hop / 2.0;
    let early = match early_window {
        0.0 => exponential(rate, ttl, window, query * case.scenario.beta, needed),
        _ => uniform(rate, ttl, window, early_window, needed),
    };
    let Some(early) = early else { return };
    // Those who come too late miss, and query as without any rule. So do all at first in an empty cache: a query that waited
    // for its connection leaves a Δ that is longer than L, by which the next one goes.
    let all_at_once = if case.scenario.warm { early.late } else { 1.0 };
    let hardly_queues = match f64::from(case.scenario.db_connections) {
        0.0 => true,
        connections => {
            let missing = all_at_once * poisson_exceeds(rate * window, connections - 1.0);
            (early.more_than)(connections) + missing <= NEGLIGIBLE
        }
    };
    if !hardly_queues {
        return;
    }
    let over = |of, number| Measure::Episodes { after_warm_up: true, of, number };
    forms.add("db_queries_per_episode", early.recomputes, over(|episode, _| episode.db_queries as f64, 0.0));
    // Those that are not early have none.
    let enough = (RARE_MIN / (1.0 - early.never)) as u64;
    forms.add_of(enough, "xfetch_gap_ms", early.gap * 1e3, over(|episode, _| episode.gap_ms, 0.0));
    forms.add_share("xfetch_no_early_share", early.never, over(|episode, _| share(episode.gap_ms == 0.0), 0.0));
    let late = over(|episode, needed_ms| share(episode.gap_ms < needed_ms), needed * 1e3);
    forms.add_share("xfetch_late_share", early.late, late);
    // From cycle to cycle it is the TTL less the gap, or the TTL and until somebody comes.
    let cycle = ttl - early.gap + early.never / rate;
    if case.duration() >= GAPS_MIN * cycle {
        forms.add("xfetch_gap_median_ms", early.gap_median * 1e3, Measure::Gaps { of: Measured::median });
        forms.add("xfetch_gap_deviation_ms", early.gap_deviation * 1e3, Measure::Gaps { of: Measured::deviation });
    }
}

/// What a rule comes to. Times in seconds.
struct Early {
    recomputes: f64,
    /// The mean.
    gap: f64,
    /// NaN where so many episodes have no gap at all that it says little;
    gap_median: f64,
    /// and where the form is not known.
    gap_deviation: f64,
    /// How likely nobody has started before expiry,
    never: f64,
    /// or in time.
    late: f64,
    /// and that more queries than this start while the first is under way: of so many connections, some would have to wait.
    more_than: Box<dyn Fn(f64) -> f64>,
}

/// XFetch's own rule. `scale` is m.
fn exponential(rate: f64, ttl: f64, window: f64, scale: f64, needed: f64) -> Option<Early> {
    let (a, k) = (rate * scale, libm::exp(window / scale));
    let least = a * libm::exp(-ttl / scale);
    // A β next to nothing: k is beyond all numbers, and nobody is early.
    if a / k == 0.0 {
        return None;
    }
    if least * (k - 1.0) > TRUNCATION_MAX || ttl < 2.0 * window {
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
        // They are geometric with mean k.
        more_than: Box::new(move |most| libm::pow(1.0 - 1.0 / k, most)),
    })
}

/// Uniform early expiry over ξ: a read x before expiry starts with 1 − x/ξ, so that the hazard grows as λy/ξ with y = ξ − x,
/// and S = exp(−λy²/2ξ): the first start comes after √(πξ/2λ) on average. Within w of it there are λ(yw + w²/2)/ξ more. That
/// somebody starts while there is time, w before expiry, has to be as good as certain.
fn uniform(rate: f64, ttl: f64, window: f64, early_window: f64, needed: f64) -> Option<Early> {
    let survives = |x: f64| {
        let y = (early_window - x).max(0.0);
        libm::exp(-rate * y * y / (2.0 * early_window))
    };
    if survives(window) > NEGLIGIBLE || early_window <= window || ttl < early_window + 2.0 * window {
        return None;
    }
    let mean = (core::f64::consts::PI * early_window / (2.0 * rate)).sqrt();
    Some(Early {
        recomputes: 1.0 + rate * window * (mean + window / 2.0) / early_window,
        gap: early_window - mean,
        gap_median: early_window - (2.0 * core::f64::consts::LN_2 * early_window / rate).sqrt(),
        gap_deviation: mean * (4.0 / core::f64::consts::PI - 1.0).sqrt(),
        never: survives(0.0),
        late: survives(needed),
        // Hardly ever does the first start later than 3.5 times as late as on average.
        more_than: Box::new(move |most| {
            poisson_exceeds(rate * window * (3.5 * mean + window / 2.0) / early_window, most - 1.0)
        }),
    })
}

/// 1 when it holds: its mean is a share.
fn share(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// ∫₀ᵀ 1−S(x) dx = T − m·e^ε(E1(ε) − E1(a)), where E1(ε) − E1(a) = T/m − Ein(a) + Ein(ε). For ε → 0 it is m·Ein(a).
fn gap(a: f64, least: f64, scale: f64, ttl: f64) -> f64 {
    scale * (libm::exp(least) * (ein(a) - ein(least)) - libm::expm1(least) * ttl / scale)
}

/// k(1−e^(−a/k)) + e^(−a) + a(E1(a/k)−E1(a)), T being long. For a ≫ k the episode is geometric with mean k: e^(1/β),
/// whatever the read rate.
fn racing_long(a: f64, k: f64) -> f64 {
    -k * libm::expm1(-a / k) + libm::exp(-a) + a * (e1(a / k) - e1(a))
}

/// Those that start within w of the first. With A = a·e^(−x/m) they are 1 + (k−1)A on average while expiry is far. For
/// T→∞ A is exponential; here it is so from ε on: what lies below is taken out, the rest weighs e^ε. For a ≫ k it comes to
/// k + (k−1)ε.
fn racing(a: f64, k: f64, least: f64) -> f64 {
    libm::exp(least) * (racing_long(a, k) + k * libm::expm1(-least)) + (k - 1.0) * least
}

/// Those that start later, while others are in flight, per ε. Between two SETs that are g apart the hazard grows from
/// ε/m as e^(t/m) does: ε(e^(g/m)−1) more, to first order in ε. The g are the gaps between the starts within w, where, A
/// being exponential, the j-th start is followed by the next at the rate j/m. With v = e^(t/m) from 1 to k
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

    /// λ=500, L=Δ=600 ms, w=601 ms. By Simpson's rule over the time x before expiry at which the first of the episode starts, which it
    /// does with λe^(−x/m)·e^(−u), u = a·e^(−x/m): the rest of its w brings u(k−1) more if it ends before expiry, else a − u
    /// before that and λ(w−x) after it. Nobody has started by then with e^(−a): 1 + λw. The smaller β, the larger k: e^40.
    #[test]
    fn a_small_beta_loses_no_digits() {
        let (rate, query, window) = (500.0, 0.6, 0.601);
        for (beta, known) in [(1.0, 2.7228), (0.1, 211.17), (0.05, 266.21), (0.025, 288.56), (0.02, 292.29)] {
            let scale = query * beta;
            let (a, k) = (rate * scale, libm::exp(window / scale));
            let started_at = |x: f64| {
                let u = a * libm::exp(-x / scale);
                let more = if x > window { u * (k - 1.0) } else { a - u + rate * (window - x) };
                (1.0 + more) * u / scale * libm::exp(-u)
            };
            let integral = simpson(0.0, window, &started_at) + simpson(window, window + 40.0 * scale, &started_at);
            let expected = integral + libm::exp(-a) * (1.0 + rate * window);
            let value = racing_long(a, k);
            assert!(libm::fabs(value / expected - 1.0) < 1e-7, "{beta}: {value} against {expected}");
            assert!(libm::fabs(value / known - 1.0) < 5e-5, "{beta}: {value}");
        }
    }

    /// λ=500, L=Δ=102 ms, T=1 s, β=2: 2.140 within L of the first, and a gap of 854 ms (see tests/it/closed_forms).
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
