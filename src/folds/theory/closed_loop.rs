//! The closed form of readers that wait for their answers: of W clients no more than W can miss at a time.
//!
//! Of the other W − 1, each is thinking when the first one misses, for a time that has no memory, θ on average; it asks
//! within w, and once only, with 1 − e^(−w/θ). Its own look, r, is counted as thinking.

use super::{Case, Forms};
use crate::base::random::Latency;
use crate::scenario::Strategy;

pub fn add(case: &Case, forms: &mut Forms) {
    let Case { scenario, ttl, query, hop, .. } = *case;
    let Latency::Exponential(think) = scenario.think_time else { return };
    let (think, window) = (think.as_secs_f64(), query + hop);
    let applies = scenario.strategy == Strategy::Unprotected
        && case.is_one_key()
        && case.writes == 0.0
        && case.query_is_constant()
        && case.hardly_queues(f64::from(scenario.clients), 0.0)
        && case.hop_is_small()
        && hop <= 0.01 * think
        && ttl >= 2.0 * window;
    if applies {
        let others = f64::from(scenario.clients - 1);
        let size = 1.0 - others * libm::expm1(-window / (think + hop));
        case.add_queries_per_episode(forms, size);
    }
}
