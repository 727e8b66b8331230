//! The closed forms of single flight.
//!
//! ```text
//! instance 1   miss ──── w ────► SET         w = L + r, from a look to the SET of the query that it began
//! instance 2      miss ──── w ────► SET      each instance that sees a miss before the first SET flies once
//! ```
//!
//! Reads go to the N instances in turn: of the 1 + X that miss before the first SET, X being Poisson with mean λw, the
//! first N each find an instance that knows of no flight.

use super::cycles;
use super::functions::poisson_mean;
use super::latency::square_mean;
use super::mutex::woken_wait;
use super::{Case, Forms, NEGLIGIBLE, Refill};

pub fn add(case: &Case, forms: &mut Forms) {
    let Case { rate, ttl, query, hop, .. } = *case;
    let Refill { window, alone } = refill(case);
    let instances = case.scenario.instances;
    let may_queue = case.scenario.db_queue_limit == 0 || case.hardly_queues(f64::from(instances), 0.0);
    if !case.hop_is_small() || ttl < window || ttl == 0.0 {
        return;
    }
    if alone && case.hardly_queues_one_by_one(window) {
        // Whoever missed joins: the flight lands half a round trip after its SET, and who missed just before asks by then.
        let enough = cycles::add(case, forms, &|keys| cycles::one_refill(keys, window));
        let wait = woken_wait(window, square_mean(case.scenario.db_latency) + 2.0 * hop * query + hop * hop);
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
        // Those that have to wait for a connection begin no less: whoever was first has one, and stores after w.
        case.add_queries_per_episode(forms, flights(instances, rate * window));
    }
}

/// Of one instance, nobody queries beside the flight.
pub fn refill(case: &Case) -> Refill {
    Refill { window: case.query + case.hop, alone: case.scenario.instances == 1 }
}

/// E[min(N, 1+X)]: 1 + Σ_{0<i<N} P(X ≥ i).
fn flights(instances: u32, followers: f64) -> f64 {
    poisson_mean(followers, &|n| (n + 1).min(u64::from(instances)) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_instance_flies_once_if_it_is_asked() {
        for (instances, expected) in [(1, 1.0), (3, 2.9528), (10, 5.9460), (100, 6.0)] {
            let value = flights(instances, 5.0);
            assert!(libm::fabs(value - expected) < 5e-5, "{value} against {expected}");
        }
    }
}
