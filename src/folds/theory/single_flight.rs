//! The closed forms of single flight.
//!
//! ```text
//! instance 1   miss ──── w ────► SET         w = L + r, from a GET to the SET of the query that it began
//! instance 2      miss ──── w ────► SET      each instance that sees a miss before the first SET queries once
//! ```
//!
//! Reads go to the N instances in turn. Of the 1 + X reads that miss before the first SET, where X is Poisson with mean
//! λw, the first N each meet an instance without a flight.

use super::cycles;
use super::functions::poisson_mean;
use super::latency::square_mean;
use super::mutex::woken_wait;
use super::{Case, Forms, NEGLIGIBLE, Refill};

pub fn add(case: &Case, forms: &mut Forms) {
    let Case { rate, ttl, query, hop, .. } = *case;
    let Refill { w, alone } = refill(case);
    let instances = case.scenario.instances;
    let may_queue = case.scenario.db_queue_limit == 0 || case.hardly_queues(f64::from(instances), 0.0);
    if !case.hop_is_small() || ttl < w || ttl == 0.0 {
        return;
    }
    if alone && case.hardly_queues_one_by_one(w) {
        // Every reader that missed joins: the flight lands half a round trip after its SET, and by then even a reader
        // that missed just before the SET has asked for it.
        let enough = cycles::add(case, forms, &|keys| cycles::one_refill(keys, w));
        let wait = woken_wait(w, square_mean(case.scenario.db_latency) + 2.0 * hop * query + hop * hop);
        forms.add_of(
            enough.max(case.squares_settle_after()),
            "lock_wait_mean_ms",
            wait * 1e3,
            case.lock_wait_mean_ms(),
        );
    } else if !alone
        && may_queue
        && case.is_one_key()
        && case.query_is_constant()
        && rate * hop * libm::exp(-rate * query) <= NEGLIGIBLE
    {
        // A pool that is too small does not change the number of queries: the first query has a connection and stores
        // after w.
        case.add_queries_per_episode(forms, flights(instances, rate * w));
    }
}

/// The refill by a flight. With one instance, no other query runs at the same time.
pub fn refill(case: &Case) -> Refill {
    Refill { w: case.query + case.hop, alone: case.scenario.instances == 1 }
}

/// E[min(N, 1+X)]: 1 + Σ_{0<i<N} P(X ≥ i).
fn flights(instances: u32, followers: f64) -> f64 {
    poisson_mean(followers, &|n| (n + 1).min(u64::from(instances)) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_instance_queries_once_if_it_is_asked() {
        for (instances, expected) in [(1, 1.0), (3, 2.9528), (10, 5.9460), (100, 6.0)] {
            let value = flights(instances, 5.0);
            assert!(libm::fabs(value - expected) < 5e-5, "{value} against {expected}");
        }
    }
}
