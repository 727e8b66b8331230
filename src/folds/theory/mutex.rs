//! The closed forms of the mutex.
//!
//! ```text
//! miss     lock   GET     query          SET  unlock         expiry
//! ├── r ────┼── r ─┼─ r/2 ─┼───── L ─ r/2 ─┼─ r ──┼────────────┼── 1/λ ──► next miss
//! ├──────────────── w ─────────────────────┼──────── T ────────┤
//!            ├───────────────── lock held for w ──┤
//! ```
//!
//! w = L + 3r. Each of the λw reads that miss in that time asks for the lock one round trip after its miss, and the
//! lock is held for w as well.

use super::cycles;
use super::form::Measure;
use super::latency::square_mean;
use super::{CYCLES_IN_RUN_MIN, Case, Forms, NEGLIGIBLE, Refill};

/// The number of cycles that a run needs if whole cycles cannot be recognised. Its incomplete ones then do not matter.
const LONG_CYCLES_MIN: f64 = 200.0;

pub fn add(case: &Case, forms: &mut Forms) {
    let Case { scenario, ttl, query, hop, .. } = *case;
    let lease = scenario.lock_ttl.as_secs_f64();
    let outlasts_lease = scenario.db_latency.exceeds(lease - 3.0 * hop);
    let recheck = scenario.lock_recheck;
    if !case.hop_is_small() || ttl == 0.0 || ttl < 2.0 * hop + poll_period(case) {
        return;
    }
    if scenario.holder_crash > 0.0 {
        dying_holders(case, lease, forms);
    } else if let Some(Refill { w, .. }) = refill(case) {
        one_at_a_time(case, w, forms);
    } else if !case.is_one_key() || !case.query_is_constant() {
        // The remaining forms apply to a single key with a constant query time only.
    } else if !recheck && outlasts_lease == 0.0 && ttl >= query + 4.0 * hop {
        one_after_another(case, forms);
    } else if recheck && ttl >= 2.0 * query {
        short_lease(case, lease, forms);
    }
}

/// The refill under a lock. The conditions: the lock outlasts the query, and the value is still cached when the readers
/// that waited look again.
pub fn refill(case: &Case) -> Option<Refill> {
    let lease = case.scenario.lock_ttl.as_secs_f64();
    let applies = case.scenario.lock_recheck
        && case.scenario.db_latency.exceeds(lease - 3.0 * case.hop) <= NEGLIGIBLE * 0.1
        && case.ttl >= 2.0 * case.hop + poll_period(case);
    applies.then_some(Refill { w: case.query + 3.0 * case.hop, alone: true })
}

fn poll_period(case: &Case) -> f64 {
    case.scenario.lock_poll.as_secs_f64() + 2.0 * case.hop
}

/// The correct lock: one query per expiry, for which the other readers wait. Of the 1 + λ(T+w) reads per cycle λT are
/// hits, λw are delayed hits and one is a miss.
fn one_at_a_time(case: &Case, w: f64, forms: &mut Forms) {
    let Case { query, hop, .. } = *case;
    if !case.hardly_queues_one_by_one(w) {
        return;
    }
    let enough = cycles::add(case, forms, &|keys| cycles::one_refill(keys, w));
    let wait = if case.scenario.lock_poll.is_zero() {
        let query_square = square_mean(case.scenario.db_latency);
        woken_wait(w, query_square + 6.0 * hop * query + 9.0 * hop * hop) + hop
    } else if case.query_is_constant() {
        polling_wait(w, poll_period(case)) - hop
    } else {
        return;
    };
    forms.add_of(enough.max(case.squares_settle_after()), "lock_wait_mean_ms", wait * 1e3, case.lock_wait_mean_ms());
}

/// Lock holders that crash with probability p, after which their lease θ has to run out.
///
/// The value is missing for W = Gθ + L, where P(G=g) = p^g(1−p). The λW waiters wait E(W²)/2E(W) on average, except
/// that the G that take the lock stop waiting earlier: the k-th of them saves (G−k)θ + L. The conditions: there is
/// always a waiter, no crashed reader retries, and round trips, which are left out of all these, are negligible.
fn dying_holders(case: &Case, lease: f64, forms: &mut Forms) {
    let Case { scenario, rate, query, hop, .. } = *case;
    let always_a_waiter = libm::exp(-rate * lease) <= NEGLIGIBLE;
    let alone = case.is_one_key() && case.query_is_constant() && scenario.lock_poll.is_zero() && scenario.retries == 0;
    let dies = scenario.holder_crash;
    let is_long = case.duration() >= CYCLES_IN_RUN_MIN * (dies / (1.0 - dies) * lease + query);
    if refill(case).is_some() && alone && always_a_waiter && is_long && hop <= NEGLIGIBLE * query {
        let wait = wait_behind_the_dead(rate, query, lease, dies);
        forms.add("lock_wait_mean_ms", wait * 1e3, case.lock_wait_mean_ms());
    }
}

fn wait_behind_the_dead(rate: f64, query: f64, lease: f64, dies: f64) -> f64 {
    let lives = 1.0 - dies;
    // E[G], E[G²] and the time that the waiters which take the lock save.
    let (dead, dead_square) = (dies / lives, dies * (1.0 + dies) / (lives * lives));
    let saved = dies * dies / (lives * lives) * lease + dead * query;
    let w = dead * lease + query;
    let w_square = dead_square * lease * lease + 2.0 * dead * lease * query + query * query;
    woken_wait(w, w_square) - saved / (rate * w)
}

/// E(w²)/2E(w), the mean residual time of the w that a reader arrives in. If w is constant, it is w/2.
pub fn woken_wait(w: f64, w_square: f64) -> f64 {
    if w > 0.0 { w_square / (2.0 * w) } else { 0.0 }
}

/// [p²n(n+1)/2 + (w−np)(n+1)p]/w with n = ⌊w/p⌋: the mean residual time of the w, rounded up to whole polls. The
/// period p includes the two round trips of a poll; the last poll needs only one of them.
pub fn polling_wait(w: f64, period: f64) -> f64 {
    let n = libm::floor(w / period);
    (period * period * n * (n + 1.0) / 2.0 + (w - n * period) * (n + 1.0) * period) / w
}

/// Without a second look after the lock, every reader that missed queries, each when the previous one has released the
/// lock: 1 + λw queries in a row, one per L + 3r. Here w = L + 2r. The value of the last query remains.
fn one_after_another(case: &Case, forms: &mut Forms) {
    let Case { rate, query, hop, .. } = *case;
    if !case.scenario.lock_poll.is_zero() {
        return;
    }
    let w = query + 2.0 * hop;
    let misses = 1.0 + rate * w;
    let cycle = case.keys[0].life + 1.0 / rate + w + rate * w * (query + 3.0 * hop);
    // By the report's definition each of these queries is an episode of its own, so the report has no marks of whole
    // cycles.
    if case.duration() >= LONG_CYCLES_MIN * cycle {
        let over = |of| Measure::Batches { after: cycle, memory: 4.0 * cycle, of };
        forms.add("db_rate_per_s", misses / cycle, over(|mark| (mark.db_queries as f64, mark.at_ms / 1e3)));
        forms.add("hit_ratio", 1.0 - misses / (rate * cycle), over(|mark| (mark.hits as f64, mark.reads as f64)));
    }
}

/// A lease θ shorter than the query: when it runs out, the next waiter queries too, so there are ⌈L/θ⌉ queries if there
/// always is a waiter. One or two round trips pass between one lock and the next. The form applies only if they cannot
/// change the count.
fn short_lease(case: &Case, lease: f64, forms: &mut Forms) {
    let Case { rate, query, hop, .. } = *case;
    let always_a_waiter = libm::exp(-rate * lease) <= NEGLIGIBLE;
    let fetches = libm::ceil((query + hop) / lease);
    let certain = fetches == libm::ceil((query + hop) / (lease + 2.0 * hop));
    if always_a_waiter && certain && case.hardly_queues(fetches, 0.0) && case.scenario.lock_poll.is_zero() {
        case.add_queries_per_episode(forms, fetches);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_give_the_published_numbers() {
        // E[L²] of an exponential is 2ℓ², so a reader that arrives during a query waits a whole mean.
        let table = [
            (woken_wait(0.5, 0.25), 0.25),
            (woken_wait(0.5, 0.5), 0.5),
            (polling_wait(0.1, 0.5), 0.5),
            (polling_wait(0.5, 0.2), 0.36),
            (wait_behind_the_dead(50.0, 0.1, 1.0, 0.2), 10.7875 / 17.5),
        ];
        for (value, expected) in table {
            assert!(libm::fabs(value - expected) < 1e-12, "{value} against {expected}");
        }
    }
}
