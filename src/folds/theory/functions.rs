//! The special functions that the forms need. They use `libm`, which gives the same bits on every platform.

/// γ, Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;
/// The relative size of a term below which a sum stops.
const PRECISION: f64 = 1e-15;

/// Clamps a value to the range from `low` to `high`. `f64::clamp` would link the code that prints floating-point
/// numbers.
pub fn between(value: f64, low: f64, high: f64) -> f64 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

/// E1(x) = ∫ₓ^∞ e^(−t)/t dt, the exponential integral, for x > 0.
///
/// Computed by the power series up to 1, and above it by the continued fraction (Lentz's method).
/// Source: Abramowitz and Stegun, 5.1.11 and 5.1.22; Numerical Recipes, 6.3.
pub fn e1(x: f64) -> f64 {
    debug_assert!(x > 0.0, "E1 is infinite at 0");
    if x <= 1.0 { series(x) - libm::log(x) - EULER } else { continued_fraction(x) }
}

/// Ein(x) = ∫₀ˣ (1 − e^(−t))/t dt = E1(x) + ln x + γ, for x ≥ 0.
pub fn ein(x: f64) -> f64 {
    if x <= 1.0 { series(x) } else { continued_fraction(x) + libm::log(x) + EULER }
}

/// Ein by its series x − x²/(2·2!) + x³/(3·3!) − …, for x up to 1.
fn series(x: f64) -> f64 {
    let (mut sum, mut power) = (0.0, -1.0);
    for k in 1..100 {
        power *= -x / f64::from(k);
        let term = power / f64::from(k);
        sum += term;
        if libm::fabs(term) <= PRECISION * libm::fabs(sum) {
            break;
        }
    }
    sum
}

/// E1 by e^(−x)·(1/(x+1− 1/(x+3− 4/(x+5− …)))), for x above 1.
fn continued_fraction(x: f64) -> f64 {
    let mut b = x + 1.0;
    let mut c = f64::MAX;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..1_000 {
        let a = -f64::from(i * i);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        fraction *= c * d;
        if libm::fabs(c * d - 1.0) <= PRECISION {
            break;
        }
    }
    fraction * libm::exp(-x)
}

/// Erlang C: the probability that an arrival has to wait. There are `servers` servers; `load` is the offered load in
/// erlangs.
///
/// Computed from Erlang B by its recursion, which never overflows. Source: Cooper, "Introduction to Queueing Theory",
/// 3.
pub fn erlang_c(servers: u32, load: f64) -> f64 {
    let blocked = (1..=servers).fold(1.0, |b, n| load * b / (f64::from(n) + load * b));
    let utilisation = load / f64::from(servers);
    blocked / (1.0 - utilisation * (1.0 - blocked))
}

/// E[f(n)] for a Poisson number n with this mean. The sum starts at the mean and goes outwards until the terms vanish.
/// The weights are relative to that of the mean and are normalised at the end.
pub fn poisson_mean(mean: f64, f: &dyn Fn(u64) -> f64) -> f64 {
    let middle = mean as u64;
    let (mut sum, mut weights) = (f(middle), 1.0);
    let (mut n, mut weight) = (middle, 1.0);
    while weight > PRECISION {
        n += 1;
        weight *= mean / n as f64;
        sum += weight * f(n);
        weights += weight;
    }
    (n, weight) = (middle, 1.0);
    while n > 0 && weight > PRECISION {
        weight *= n as f64 / mean;
        n -= 1;
        sum += weight * f(n);
        weights += weight;
    }
    sum / weights
}

/// The probability that a Poisson number with this mean is greater than `most`.
pub fn poisson_exceeds(mean: f64, most: f64) -> f64 {
    // Above this mean the first weight underflows, and the normal approximation is good enough.
    const MEAN_MAX: f64 = 600.0;
    if mean > MEAN_MAX {
        let deviations = (most + 0.5 - mean) / mean.sqrt();
        return libm::erfc(deviations / core::f64::consts::SQRT_2) / 2.0;
    }
    let (mut n, mut weight, mut rest) = (0.0, libm::exp(-mean), 1.0);
    while n <= most && rest > PRECISION {
        rest -= weight;
        n += 1.0;
        weight *= mean / n;
    }
    rest.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, expected: f64, digits: f64) {
        assert!(libm::fabs(value / expected - 1.0) <= digits, "{value} against {expected}");
    }

    #[test]
    fn exponential_integrals_are_those_of_the_tables() {
        // Abramowitz and Stegun, table 5.1, and for 10 table 5.2 (x·e^x·E1 = .9156333394).
        let table = [
            (0.01, 4.037_929_576_5),
            (0.5, 0.559_773_594_8),
            (1.0, 0.219_383_934_4),
            (1.5, 0.100_019_582_4),
            (2.0, 0.048_900_510_7),
            (10.0, 0.915_633_339_4 / 10.0 * libm::exp(-10.0)),
        ];
        for (x, expected) in table {
            check(e1(x), expected, 1e-8);
            check(ein(x), expected + libm::log(x) + EULER, 1e-8);
        }
        // The two methods agree where one takes over from the other.
        check(continued_fraction(1.0), series(1.0) - EULER, 1e-13);
        assert_eq!(ein(0.0), 0.0);
    }

    #[test]
    fn erlang_c_is_that_of_the_tables() {
        check(erlang_c(10, 8.0), 0.40918, 1e-5);
        // One server: the utilisation. Two: 2ρ²/(1+ρ).
        check(erlang_c(1, 0.3), 0.3, 1e-12);
        check(erlang_c(2, 1.0), 2.0 * 0.25 / 1.5, 1e-12);
    }

    /// Mean 2: P(n > 2) = 1 − 5e^(−2) = .32332 and P(n > 11) = 1.36e−6. Mean 900: P(n > 990), three deviations above,
    /// is .00143 (1 − .99857 by the continued fraction of the incomplete gamma function).
    #[test]
    fn poisson_tails_are_those_of_the_tables() {
        assert_eq!(poisson_exceeds(0.0, 0.0), 0.0);
        check(poisson_exceeds(2.0, 2.0), 0.323_323_6, 1e-6);
        check(poisson_exceeds(2.0, 11.0), 1.364e-6, 1e-3);
        assert!(libm::fabs(poisson_exceeds(900.0, 990.0) - 0.00143) < 3e-4);
        assert!(
            libm::fabs(poisson_exceeds(599.0, 672.0) - poisson_exceeds(601.0, 674.0)) < 3e-4,
            "the two methods agree except for the skew: φ(3)·(3² − 1)/(6·√600) = 2.4e−4"
        );
    }

    #[test]
    fn poisson_means_add_up() {
        // E[n] and, the variance being the mean, E[n²] = mean + mean².
        for mean in [0.0, 0.3, 5.0, 50.0, 2_000.0] {
            check(1.0 + poisson_mean(mean, &|n| n as f64), 1.0 + mean, 1e-10);
            check(1.0 + poisson_mean(mean, &|n| (n * n) as f64), 1.0 + mean + mean * mean, 1e-10);
        }
    }
}
