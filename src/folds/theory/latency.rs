//! Properties of a latency's distribution that the forms need. Times are in seconds.

use crate::base::random::Latency;

/// A time that at most about one in ten thousand latencies exceeds.
pub fn longest(latency: Latency) -> f64 {
    match latency {
        Latency::Constant(d) => d.as_secs_f64(),
        Latency::Exponential(mean) => 10.0 * mean.as_secs_f64(),
        Latency::Lognormal(median, sigma) => median.as_secs_f64() * libm::exp(4.0 * sigma),
        Latency::Uniform(_, high) => high.as_secs_f64(),
    }
}

/// E(L²).
pub fn square_mean(latency: Latency) -> f64 {
    match latency {
        Latency::Constant(d) => d.as_secs_f64() * d.as_secs_f64(),
        Latency::Exponential(d) => 2.0 * d.as_secs_f64() * d.as_secs_f64(),
        Latency::Lognormal(median, sigma) => {
            median.as_secs_f64() * median.as_secs_f64() * libm::exp(2.0 * sigma * sigma)
        }
        Latency::Uniform(low, high) => {
            let (low, high) = (low.as_secs_f64(), high.as_secs_f64());
            (low * low + low * high + high * high) / 3.0
        }
    }
}

/// Var(L²)/E(L²)², the relative variance of the squares. For a uniform latency it is an upper bound.
pub fn square_variance(latency: Latency) -> f64 {
    match latency {
        Latency::Constant(_) => 0.0,
        Latency::Exponential(_) => 5.0,
        Latency::Lognormal(_, sigma) => libm::expm1(4.0 * sigma * sigma),
        Latency::Uniform(..) => 0.8,
    }
}

/// E[e^(−sL)], the probability that a Poisson process of rate s has no event in L. `None` if it has no closed form.
pub fn nothing_in(latency: Latency, s: f64) -> Option<f64> {
    match latency {
        Latency::Constant(d) => Some(libm::exp(-s * d.as_secs_f64())),
        Latency::Exponential(mean) => Some(1.0 / (1.0 + s * mean.as_secs_f64())),
        Latency::Lognormal(..) | Latency::Uniform(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Duration;

    #[test]
    fn tails_and_squares_are_those_of_the_distributions() {
        let s = Duration::from_secs;
        let e = libm::exp(-1.5);
        // E[L⁴] = 24ℓ⁴ against (2ℓ²)²; e^(8σ²) against e^(4σ²); from 0 on, 1/5 against 1/9.
        for (latency, expected) in [
            (Latency::Constant(s(2)), 0.0),
            (Latency::Exponential(s(2)), 24.0 / 4.0 - 1.0),
            (Latency::Lognormal(s(3), 0.5), libm::exp(8.0 * 0.25 - 4.0 * 0.25) - 1.0),
            (Latency::Uniform(s(0), s(5)), 81.0 / 45.0 - 1.0),
        ] {
            assert!(libm::fabs(square_variance(latency) - expected) < 1e-12, "{latency:?}");
        }
        // Lognormal: half of the latencies exceed the median; .158655 of them exceed e^σ times it, one deviation above.
        let table = [
            (Latency::Constant(s(2)), 3.0, 0.0, 4.0),
            (Latency::Constant(s(4)), 3.0, 1.0, 16.0),
            (Latency::Exponential(s(2)), 3.0, e, 8.0),
            (Latency::Uniform(s(1), s(5)), 3.0, 0.5, 31.0 / 3.0),
            (Latency::Lognormal(s(3), 0.5), 3.0, 0.5, 9.0 * libm::exp(0.5)),
            (Latency::Lognormal(s(3), 0.5), 3.0 * libm::exp(0.5), 0.158_655_253_9, 9.0 * libm::exp(0.5)),
        ];
        for (latency, limit, tail, square) in table {
            assert!(libm::fabs(latency.exceeds(limit) - tail) < 1e-9, "{latency:?}");
            assert!(libm::fabs(square_mean(latency) - square) < 1e-9, "{latency:?}");
        }
    }
}
