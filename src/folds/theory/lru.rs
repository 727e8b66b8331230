//! The closed form of a cache that is too small for all keys and evicts by LRU. Nothing expires.
//!
//! Che's approximation: a key is cached if it was read within the last t (the characteristic time), the same t for all
//! keys. Here a refill also takes w: a key is missing until it is read, and for w more. Then it is cached until it has
//! not been read for t, which takes (e^(λt)−1)/λ on average. So it is cached for (1−e^(−λt))/(1+λw·e^(−λt)) of the
//! time, and the sum over all keys is C.
//!
//! With a cold start, first reads of keys miss until t, and so do further reads of these keys in the next w.
//! Source: Che, Tung, Wang, "Hierarchical Web Caching Systems", IEEE JSAC 20(7), 2002.

use super::form::Measure;
use super::{Case, Forms, Refill};
use crate::folds::metrics::Mark;
use crate::scenario::Eviction;

/// The smallest capacity. In a smaller cache t differs more between keys: the hit ratio was seen to be off by .008
/// below this capacity, and by .001 above it.
const CAPACITY_MIN: u32 = 20;

pub fn add(case: &Case, forms: &mut Forms) {
    let scenario = case.scenario;
    let Some(Refill { w, .. }) = case.refill() else { return };
    let applies = scenario.eviction == Eviction::Lru
        && !scenario.warm
        && scenario.absent == 0.0
        && scenario.capacity >= CAPACITY_MIN
        && scenario.ttl >= scenario.duration
        && scenario.holder_crash == 0.0
        && case.writes == 0.0
        && case.query_is_constant()
        && case.hardly_queues(0.0, case.rate * w);
    if !applies {
        return;
    }
    let stays = stay(case, w);
    let duration = case.duration();
    // Two effects are left out. Other readers that missed store too, or look again, up to w later: w is short compared
    // with t. And misses still under way at the end of the run are not counted: they are few.
    if stays < duration && w <= stays && w <= 0.01 * duration {
        let cold = case.sum(&|keys| -libm::expm1(-keys.rate * stays) * (1.0 + keys.rate * w));
        let missed = case.sum(&|keys| keys.rate * (1.0 - there(keys.rate, stays, w)));
        let misses = (cold + (duration - stays) * missed) / (case.rate * duration);
        let of = |mark: &Mark| (mark.hits as f64, mark.reads as f64);
        forms.add("hit_ratio", 1.0 - misses, Measure::Run { memory: stays, of });
    }
}

/// The share of the time in which a key is cached.
fn there(rate: f64, stays: f64, w: f64) -> f64 {
    let forgotten = libm::exp(-rate * stays);
    (1.0 - forgotten) / (1.0 + rate * w * forgotten)
}

/// t, in seconds, found by bisection.
fn stay(case: &Case, w: f64) -> f64 {
    let (mut low, mut high) = (0.0, case.duration());
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        match case.sum(&|keys| there(keys.rate, middle, w)) > f64::from(case.scenario.capacity) {
            true => high = middle,
            false => low = middle,
        }
    }
    high
}
