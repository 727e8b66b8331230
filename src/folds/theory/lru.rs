//! The closed form of a cache that is too small, where nothing expires and the key used longest ago has to go.
//!
//! Che's approximation: a key is there if it was asked for within the last t, the same t for all. Here a refill takes w
//! besides: a key is away until it is asked for, and w more, and then there until nobody has asked for it for t, which
//! takes (e^(λt)−1)/λ on average. So it is there for (1−e^(−λt))/(1+λw·e^(−λt)) of the time; Σ of that is C.
//!
//! From cold: until t keys are asked for the first time, and miss, and so do those that ask for them in the next w.
//! Source: Che, Tung, Wang, "Hierarchical Web Caching Systems", IEEE JSAC 20(7), 2002.

use super::form::Measure;
use super::{Case, Forms, Refill};
use crate::folds::metrics::Mark;
use crate::scenario::Eviction;

/// The fewer values fit in, the less their t are alike: up to here the hit ratio was seen to be off by .008, then by .001.
const CAPACITY_MIN: u32 = 20;

pub fn add(case: &Case, forms: &mut Forms) {
    let scenario = case.scenario;
    let Some(Refill { window, .. }) = case.refill() else { return };
    let applies = scenario.eviction == Eviction::Lru
        && !scenario.warm
        && scenario.absent == 0.0
        && scenario.capacity >= CAPACITY_MIN
        && scenario.ttl >= scenario.duration
        && scenario.holder_crash == 0.0
        && case.writes == 0.0
        && case.query_is_constant()
        && case.hardly_queues(0.0, case.rate * window);
    if !applies {
        return;
    }
    let stays = stay(case, window);
    let duration = case.duration();
    // Others that missed store too, up to w later, or look again: short beside t. And misses still under way at the end of
    // the run are not counted: few.
    if stays < duration && window <= stays && window <= 0.01 * duration {
        let cold = case.sum(&|keys| -libm::expm1(-keys.rate * stays) * (1.0 + keys.rate * window));
        let missed = case.sum(&|keys| keys.rate * (1.0 - there(keys.rate, stays, window)));
        let misses = (cold + (duration - stays) * missed) / (case.rate * duration);
        let of = |mark: &Mark| (mark.hits as f64, mark.reads as f64);
        forms.add("hit_ratio", 1.0 - misses, Measure::Run { memory: stays, of });
    }
}

/// The share of the time in which a key is there.
fn there(rate: f64, stays: f64, window: f64) -> f64 {
    let forgotten = libm::exp(-rate * stays);
    (1.0 - forgotten) / (1.0 + rate * window * forgotten)
}

/// t, in seconds, by halving.
fn stay(case: &Case, window: f64) -> f64 {
    let (mut low, mut high) = (0.0, case.duration());
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        match case.sum(&|keys| there(keys.rate, middle, window)) > f64::from(case.scenario.capacity) {
            true => high = middle,
            false => low = middle,
        }
    }
    high
}
