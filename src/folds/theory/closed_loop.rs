//! The closed form of a closed loop: W clients that each wait for an answer before the next read.
//!
//! When the first client misses, each of the other W − 1 is thinking. The think time is exponential with mean θ, so
//! each of them reads within w with probability 1 − e^(−w/θ), and once only. The round trip r of its GET is counted as
//! think time.

use super::{Case, Forms};
use crate::base::random::Latency;
use crate::scenario::Strategy;

pub fn add(case: &Case, forms: &mut Forms) {
    let Case { scenario, ttl, query, hop, .. } = *case;
    let Latency::Exponential(think) = scenario.think_time else { return };
    let (think, w) = (think.as_secs_f64(), query + hop);
    let applies = scenario.strategy == Strategy::Unprotected
        && case.is_one_key()
        && case.writes == 0.0
        && case.query_is_constant()
        && case.hardly_queues(f64::from(scenario.clients), 0.0)
        && case.hop_is_small()
        && hop <= 0.01 * think
        && ttl >= 2.0 * w;
    if applies {
        let others = f64::from(scenario.clients - 1);
        let size = 1.0 - others * libm::expm1(-w / (think + hop));
        case.add_queries_per_episode(forms, size);
    }
}
