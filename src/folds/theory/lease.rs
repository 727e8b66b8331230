//! The closed forms of the lease, for readers that wait instead of being served a stale value.
//!
//! ```text
//! GET: lease granted       query          SET, lease ends      expiry
//! ├───────── r/2 ────────────┼──── L ─ r/2 ──┼─────────────────────┼── 1/λ ──► next miss
//! ├─────────────────── w ────────────────────┤
//! ```
//!
//! w = L + r, with half of r before the query and half after it. A reader that is refused the lease asks again when it
//! ends.

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
    let Some(Refill { w, .. }) = refill(case) else { return };
    if !case.hardly_queues_one_by_one(w) || !case.hop_is_small() {
        return;
    }
    let enough = cycles::add(case, forms, &|keys| cycles::one_refill(keys, w));
    let wait = if poll == 0.0 {
        // The reader is notified half a round trip late, and fetching the value takes a whole one.
        woken_wait(w, square_mean(case.scenario.db_latency) + 2.0 * hop * query + hop * hop) + hop
    } else if poll > 0.0 && case.query_is_constant() {
        polling_wait(w, poll + hop)
    } else {
        return;
    };
    forms.add_of(enough.max(case.squares_settle_after()), "lock_wait_mean_ms", wait * 1e3, case.lock_wait_mean_ms());
}

/// The cycle of a key whose deletes, μ per second, void the lease.
///
/// With probability q = e^(−μw) the holder finishes before the first delete. Otherwise its row is refused, and the
/// waiting readers start again. So a refill takes 1/q queries, which take (1−q)/(μq) seconds in all. If no reader waits
/// after a refusal, it takes another 1/λ until the next read. No old row is ever stored: a read that begins after a
/// delete is never served what was read before it. The stored value then lives `life` seconds.
pub fn one_cycle(keys: &Keys, w: f64, life: f64) -> Cycle {
    let Keys { rate, writes, .. } = *keys;
    let all = rate + writes;
    let done = libm::exp(-writes * w);
    let trying = -libm::expm1(-writes * w) / (writes * done);
    let nobody_waits = -libm::expm1(-all * w) * writes / (all * done);
    let length = life + trying + (1.0 + nobody_waits) / rate;
    Cycle { length, queries: 1.0 / done, hits: life, waits: trying, stale: Some(0.0) }
}

/// The refill under a lease. The conditions: no reader is served an old value, the lease outlasts the query (otherwise
/// its row is refused), and the value outlasts the wait.
pub fn refill(case: &Case) -> Option<Refill> {
    let Case { scenario, ttl, query, hop, .. } = *case;
    let applies = !scenario.lease_stale
        && scenario.db_latency.exceeds(scenario.lock_ttl.as_secs_f64() - hop) <= NEGLIGIBLE * 0.1
        && ttl > 0.0
        && ttl >= 2.0 * hop + scenario.lock_poll.as_secs_f64();
    applies.then_some(Refill { w: query + hop, alone: true })
}

/// The conditions of [`one_cycle`]: each delete takes effect with its commit, and there is almost always a reader that
/// asks again.
pub fn is_taken_back_at_once(case: &Case) -> bool {
    let scenario = case.scenario;
    let never = Latency::Constant(Duration::ZERO);
    case.query_is_constant()
        && case.all(&|keys| keys.writes <= 0.05 * keys.rate)
        && (scenario.write_delay, scenario.replica_lag) == (never, never)
        && scenario.write_policy == WritePolicy::Invalidate
        && scenario.lock_poll.is_zero()
}
