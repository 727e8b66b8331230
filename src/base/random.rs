//! Keyed randomness: every draw belongs to (seed, stream, entity), never to "the next number".
//!
//! With one shared generator, one more draw by a strategy would change every later draw, and two strategies would face
//! different traffic. Here the gap before arrival 17, its key, the latency of its query and its dice are each a
//! function of the seed, the stream and the number 17. So strategies are compared under common random numbers, and an
//! intervention at time t does not change the past.
//!
//! The generator is xoshiro256++ (Blackman and Vigna, 2018), seeded by SplitMix64 from the mixed key. It is portable
//! and gives the same bits on every platform. Times are computed in floating point only here and in `model/outages.rs`,
//! which needs no more than addition, multiplication and division. Every other function comes from `libm`, because
//! `f64::ln` and the like differ between native code and WebAssembly in the last bit.

mod normal;

use crate::base::units::Duration;
use rand_core::{Rng as _, SeedableRng as _};
use rand_distr::Distribution as _;
use rand_xoshiro::Xoshiro256PlusPlus;

/// The purpose of a draw. The number is part of every fingerprint: append, never renumber.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// Gaps between reads, by read number.
    ReadGap = 1,
    /// The key a read asks for, by read number.
    ReadKey = 2,
    /// Gaps between writes, by write number.
    WriteGap = 3,
    /// The key a write changes, by write number.
    WriteKey = 4,
    /// The latency of a query, by the actor that asks.
    QueryLatency = 5,
    /// The latency of an update, by the actor that asks.
    UpdateLatency = 6,
    /// The dice a reader rolls, by the actor that rolls.
    Dice = 7,
    /// The pause between a write's commit and its cache operation, by write number.
    WriteDelay = 8,
    /// The round trips of cache commands, by the actor and the number of its command.
    CacheLatency = 9,
    /// The extra time a stored value lives, by the actor that stores and the key.
    TtlJitter = 10,
    /// Whether a read asks for an id that does not exist, by read number.
    Absent = 11,
    /// The pauses of a client in a closed loop, by read number.
    ThinkTime = 12,
    /// When a commit reaches the replica, by key and version.
    ReplicaLag = 13,
    /// Whether a delete is lost, by the actor that sends it.
    InvalidationLoss = 14,
    /// Whether the holder of a lock crashes, by actor.
    HolderCrash = 15,
    /// Samples and coin tosses of the cache's eviction, by the number of its operation.
    Eviction = 16,
}

/// The random draws of one entity in one stream.
pub struct Draws(Xoshiro256PlusPlus);

impl Draws {
    /// The draws of (`seed`, `stream`, `entity`): always the same sequence.
    #[inline]
    pub fn of(seed: u64, stream: Stream, entity: u64) -> Draws {
        let key = mix(mix(mix(seed) ^ stream as u64) ^ entity);
        Draws(Xoshiro256PlusPlus::seed_from_u64(key))
    }

    /// The next whole number, uniform over all of `u64`.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in (0, 1], with 53 bits. Never zero, so its logarithm is finite.
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Exponential with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -libm::log(self.unit())
    }

    /// Uniform in 0..`bound`. The bias of the multiply-shift is below `bound`/2⁶⁴.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        normal::draw(&mut self.0)
    }
}

/// The popularity of the keys: a Zipf distribution. The exponent 0 makes all keys equally popular.
pub struct Popularity {
    keys: u32,
    zipf: Option<rand_distr::Zipf<f64>>,
}

impl Popularity {
    /// The popularity of `keys` keys (at least 1) with a Zipf exponent of at least 0.
    pub fn new(keys: u32, exponent: f64) -> Popularity {
        let unequal = keys > 1 && exponent > 0.0;
        let zipf =
            unequal.then(|| rand_distr::Zipf::new(f64::from(keys), exponent).expect("the scenario was validated"));
        Popularity { keys, zipf }
    }

    /// Draws a key; key 0 is the most popular one.
    pub fn draw(&self, draws: &mut Draws) -> u32 {
        match &self.zipf {
            // Ranks start at 1.
            Some(zipf) => zipf.sample(&mut draws.0) as u32 - 1,
            None => draws.below(u64::from(self.keys)) as u32,
        }
    }
}

/// A distribution of latencies.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Latency {
    /// Always the same.
    Constant(Duration),
    /// Exponential with this mean.
    Exponential(Duration),
    /// Lognormal with this *median* and this standard deviation of the logarithm.
    Lognormal(Duration, f64),
    /// Uniform between the two.
    Uniform(Duration, Duration),
}

impl Latency {
    /// The probability that a latency is longer than `seconds`.
    pub fn exceeds(self, seconds: f64) -> f64 {
        let constant = |value: Duration| f64::from(u8::from(value.as_secs_f64() > seconds));
        match self {
            _ if seconds <= 0.0 => 1.0,
            Latency::Constant(value) => constant(value),
            Latency::Exponential(mean) if mean.is_zero() => 0.0,
            Latency::Exponential(mean) => libm::exp(-seconds / mean.as_secs_f64()),
            Latency::Lognormal(median, sigma) if sigma == 0.0 || median.is_zero() => constant(median),
            Latency::Lognormal(median, sigma) => {
                let deviations = libm::log(seconds / median.as_secs_f64()) / sigma;
                libm::erfc(deviations / core::f64::consts::SQRT_2) / 2.0
            }
            Latency::Uniform(_, high) if high.as_secs_f64() <= seconds => 0.0,
            Latency::Uniform(low, high) => {
                let (low, high) = (low.as_secs_f64(), high.as_secs_f64());
                ((high - seconds) / (high - low)).min(1.0)
            }
        }
    }

    /// The expected value.
    pub fn mean(self) -> Duration {
        match self {
            Latency::Constant(d) | Latency::Exponential(d) => d,
            Latency::Lognormal(median, sigma) => scale(median, libm::exp(sigma * sigma / 2.0)),
            Latency::Uniform(low, high) => Duration((low.0 + high.0) / 2),
        }
    }

    /// Draws one latency.
    pub fn draw(self, draws: &mut Draws) -> Duration {
        match self {
            Latency::Constant(d) => d,
            Latency::Exponential(mean) => scale(mean, draws.exponential()),
            Latency::Lognormal(median, sigma) => scale(median, libm::exp(sigma * draws.normal())),
            Latency::Uniform(low, high) => Duration(low.0 + draws.below(high.0 - low.0 + 1)),
        }
    }
}

/// `duration` × `factor`, rounded to the nearest nanosecond; [`Duration::MAX`] on overflow.
pub fn scale(duration: Duration, factor: f64) -> Duration {
    // `as` saturates and rounds towards zero, on every platform.
    Duration((duration.0 as f64 * factor + 0.5) as u64)
}

/// e^x, the same bits on every platform.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// ln x, the same bits on every platform.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The finaliser of SplitMix64: every input bit affects every output bit.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_its_key_alone() {
        let first = Draws::of(7, Stream::Dice, 3).bits();
        let _ = Draws::of(7, Stream::Dice, 4).bits();
        assert_eq!(first, Draws::of(7, Stream::Dice, 3).bits());
        assert_ne!(first, Draws::of(8, Stream::Dice, 3).bits());
        assert_ne!(first, Draws::of(7, Stream::ReadKey, 3).bits());
    }

    /// n draws of mean μ and standard deviation σ have a mean within 4σ/√n of μ.
    #[test]
    fn latencies_have_the_mean_they_claim() {
        let ms = Duration::from_millis;
        let table = [
            (Latency::Constant(ms(50)), 0.0),
            (Latency::Exponential(ms(50)), 50.0),
            (Latency::Uniform(ms(10), ms(90)), 80.0 / libm::sqrt(12.0)),
            (Latency::Lognormal(ms(50), 0.5), 50.0 * libm::sqrt((libm::exp(0.25) - 1.0) * libm::exp(0.25))),
        ];
        let n = 100_000;
        for (latency, deviation) in table {
            let total: f64 =
                (0..n).map(|i| latency.draw(&mut Draws::of(1, Stream::QueryLatency, i)).as_millis_f64()).sum();
            let off = (total / n as f64 - latency.mean().as_millis_f64()).abs();
            assert!(off <= 4.0 * deviation / libm::sqrt(n as f64) + 1e-9, "{latency:?}: off by {off} ms");
        }
    }

    #[test]
    fn neighbouring_entities_are_uncorrelated() {
        let n = 100_000u64;
        let unit = |i| Draws::of(1, Stream::Dice, i).unit() - 0.5;
        let covariance: f64 = (0..n).map(|i| unit(i) * unit(i + 1)).sum::<f64>() / n as f64;
        // Var of a product of two independent centred uniforms is 1/144.
        assert!(covariance.abs() < 4.0 / 12.0 / libm::sqrt(n as f64), "{covariance}");
    }
}
