//! The closed forms of the lease, where waiting readers wait and nothing is deleted.
//!
//! ```text
//! look: lease granted      query          SET, lease over      expiry
//! ├───────── r/2 ────────────┼──── L ─ r/2 ──┼─────────────────────┼── 1/λ ──► next miss
//! ├─────────────────── w ────────────────────┤
//! ```
//!
//! w = L + r, half of r before the query and half after it. Who is refused asks once more when the lease is over.

use super::cycles::{self, Cycle};
use super::keys::Keys;
use super::latency::square_mean;
use super::mutex::{polling_wait, woken_wait};
use super::{Case, Forms, NEGLIGIBLE, Refill};
use crate::base::random::Latency;
use crate::base::units::Duration;
use crate::scenario::WritePolicy;

pub fn add(case: &Case, forms: &mut Forms) {
    let Case { query, hop, .. } = *case;
    let poll = case.scenario.lock_poll.as_secs_f64();
    let Some(Refill { window, .. }) = refill(case) else { return };
    if !case.hardly_queues_one_by_one(window) || !case.hop_is_small() {
        return;
    }
    let enough = cycles::add(case, forms, &|keys| cycles::one_refill(keys, window));
    let wait = if poll == 0.0 {
        // Told half a round trip late, and two halves on the way to the value.
        woken_wait(window, square_mean(case.scenario.db_latency) + 2.0 * hop * query + hop * hop) + hop
    } else if poll > 0.0 && case.query_is_constant() {
        polling_wait(window, poll + hop)
    } else {
        return;
    };
    forms.add_of(enough.max(case.squares_settle_after()), "lock_wait_mean_ms", wait * 1e3, case.lock_wait_mean_ms());
}

/// Deletes, μ per second, take the lease back: with q = e^(−μw) the holder is done before the first one comes, else its
/// row is refused, and whoever waits begins anew. So 1/q queries per refill, which take (1−q)/(μq) in all, and before each
/// of them but the first it takes another 1/λ until somebody asks, if nobody waits. No old row is ever stored: nobody who
/// comes after a delete is served what was read before it. The value then lives `life`.
pub fn one_cycle(keys: &Keys, window: f64, life: f64) -> Cycle {
    let Keys { rate, writes, .. } = *keys;
    let all = rate + writes;
    let done = libm::exp(-writes * window);
    let trying = -libm::expm1(-writes * window) / (writes * done);
    let nobody_waits = -libm::expm1(-all * window) * writes / (all * done);
    let length = life + trying + (1.0 + nobody_waits) / rate;
    Cycle { length, queries: 1.0 / done, hits: life, waits: trying, stale: Some(0.0) }
}

/// Nobody is served an old value instead, the lease outlasts the query, without which its row is refused, and the value
/// the waiting.
pub fn refill(case: &Case) -> Option<Refill> {
    let Case { scenario, ttl, query, hop, .. } = *case;
    let applies = !scenario.lease_stale
        && scenario.db_latency.exceeds(scenario.lock_ttl.as_secs_f64() - hop) <= NEGLIGIBLE * 0.1
        && ttl > 0.0
        && ttl >= 2.0 * hop + scenario.lock_poll.as_secs_f64();
    applies.then_some(Refill { window: query + hop, alone: true })
}

/// What [`one_cycle`] needs: each delete comes with its commit, and whoever then asks anew is as good as always there.
pub fn is_taken_back_at_once(case: &Case) -> bool {
    let scenario = case.scenario;
    let never = Latency::Constant(Duration::ZERO);
    case.query_is_constant()
        && case.all(&|keys| keys.writes <= 0.05 * keys.rate)
        && (scenario.write_delay, scenario.replica_lag) == (never, never)
        && scenario.write_policy == WritePolicy::Invalidate
        && scenario.lock_poll.is_zero()
}
