//! The closed forms of the lease, where waiting readers wait and nothing is deleted.
//!
//! ```text
//! look: lease granted      query          SET, lease over      expiry
//! ├───────── r/2 ────────────┼──── L ─ r/2 ──┼─────────────────────┼── 1/λ ──► next miss
//! ├─────────────────── w ────────────────────┤
//! ```
//!
//! w = L + r, half of r before the query and half after it. Who is refused asks once more when the lease is over.

use super::latency::{exceeds, square_mean};
use super::mutex::{polling_wait, shares, woken_wait};
use super::{Case, Forms, NEGLIGIBLE};

pub fn compare(case: &Case, forms: &mut Forms) {
    let Case { query, hop, .. } = *case;
    let poll = case.scenario.lock_poll.as_secs_f64();
    if !one_refill_at_a_time(case) {
        return;
    }
    let window = query + hop;
    shares(case, window, forms);
    let wait = if poll == 0.0 {
        // Told half a round trip late, and two halves on the way to the value.
        woken_wait(window, square_mean(case.scenario.db_latency) + 2.0 * hop * query + hop * hop) + hop
    } else if case.query_is_constant() {
        polling_wait(window, poll + hop)
    } else {
        return;
    };
    forms.add("lock_wait_mean_ms", wait * 1e3, case.lock_wait_mean_ms());
}

/// Nobody is served an old value instead, the lease outlasts the query, and the value the waiting.
pub fn one_refill_at_a_time(case: &Case) -> bool {
    let Case { scenario, ttl, hop, .. } = *case;
    case.never_queued()
        && case.hop_is_small()
        && !scenario.lease_stale
        && exceeds(scenario.db_latency, scenario.lock_ttl.as_secs_f64() - hop) <= NEGLIGIBLE * 0.1
        && ttl >= 2.0 * hop + scenario.lock_poll.as_secs_f64()
}
