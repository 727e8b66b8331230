//! The closed forms of a key that is written, with μ writes/s, and refilled by one query at a time.
//!
//! ```text
//!       miss            SET        delete, or TTL
//! 1/λ ───┼──── w ────────┼──── A ──────────┼── 1/λ ──► next miss
//!          ├── L ──┤                                    a commit in it: stored though it is old
//! ```
//!
//! Deletes are as Poisson as the writes, however long each takes to get there. With a share f of them lost, A =
//! (1−e^(−μ(1−f)T))/(μ(1−f)); a policy that leaves it to the TTL loses them all, and A = T. A value is current until its
//! TTL or the next commit, F = (1−e^(−μT))/μ, if it was when it was stored: if no commit came in L.

use super::{Case, Forms, NEGLIGIBLE, lease, mutex};
use crate::random::Latency;
use crate::scenario::{Snapshot, Strategy, WritePolicy};

/// Cycles differ much in length here, and a run ends before the longest of its own: fewer than this lean to the short.
const CYCLES_IN_RUN_MIN: f64 = 50.0;

pub fn compare(case: &Case, forms: &mut Forms) {
    let Case { rate, writes, ttl, query, .. } = *case;
    let scenario = case.scenario;
    let lost = match scenario.write_policy {
        WritePolicy::Invalidate => scenario.invalidation_loss,
        WritePolicy::TtlOnly => 1.0,
        _ => return,
    };
    let Some(window) = window_of_one_refill(case, lost) else { return };
    let life = expectancy(writes * (1.0 - lost), ttl);
    let cycle = life + window + 1.0 / rate;
    if case.duration() < CYCLES_IN_RUN_MIN * cycle {
        return;
    }
    forms.add("hit_ratio", life / cycle, case.share(case.report.hits));
    forms.add("cycle_ms", cycle * 1e3, case.cycle_ms());
    forms.add("db_rate_per_s", 1.0 / cycle, case.db_rate());

    let at_once = |latency: Latency| latency == Latency::Constant(crate::units::Duration::ZERO);
    let reads_row_at_start = case.query_is_constant() && scenario.db_snapshot == Snapshot::Start;
    if reads_row_at_start && at_once(scenario.write_delay) && at_once(scenario.replica_lag) {
        let stale = (stale_hits(writes, life, ttl, query) + stale_waits(writes, query)) / cycle;
        forms.add("stale_read_share", stale, case.share(case.report.stale_reads));
    }
}

/// From a miss to the SET of its query, in seconds, if there is but one at a time; a delete must not meet those who were
/// just told of the value.
fn window_of_one_refill(case: &Case, lost: f64) -> Option<f64> {
    let Case { scenario, rate, writes, ttl, query, hop, .. } = *case;
    let meets = writes * (1.0 - lost) * (2.0 * hop + scenario.lock_poll.as_secs_f64()) > NEGLIGIBLE;
    if meets || !case.never_queued() || !case.hop_is_small() || ttl < query + hop {
        return None;
    }
    match scenario.strategy {
        Strategy::Mutex => mutex::one_refill_at_a_time(case).then_some(query + 3.0 * hop),
        Strategy::SingleFlight => (scenario.instances == 1).then_some(query + hop),
        // A delete ends the lease besides: only where there are none.
        Strategy::Lease => (lost == 1.0 && lease::one_refill_at_a_time(case)).then_some(query + hop),
        Strategy::Unprotected => (rate * (query + hop) <= NEGLIGIBLE).then_some(query + hop),
        Strategy::Xfetch | Strategy::BackgroundRefresh => None,
    }
}

/// E[min(T, X)] of an X that comes with this rate: (1−e^(−rate·T))/rate.
fn expectancy(rate: f64, ttl: f64) -> f64 {
    if rate > 0.0 { -libm::expm1(-rate * ttl) / rate } else { ttl }
}

/// Seconds per cycle in which a hit is stale: A − e^(−μL)·F.
fn stale_hits(writes: f64, life: f64, ttl: f64, query: f64) -> f64 {
    life - libm::exp(-writes * query) * expectancy(writes, ttl)
}

/// Seconds per cycle in which a reader that comes to wait will be served a row that is old already: L − (1−e^(−μL))/μ.
fn stale_waits(writes: f64, query: f64) -> f64 {
    query - expectancy(writes, query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_give_the_published_numbers() {
        let life = expectancy(0.5, 3.0);
        let lossy = expectancy(0.45, 3.0);
        let racing = expectancy(5.0, 1.0);
        let table = [
            (10.0 * life / (1.0 + 10.0 * life), 0.93953),
            (10.0 * stale_hits(0.5, lossy, 3.0, 0.0) / (1.0 + 10.0 * lossy), 0.05291),
            // TTL only, as a share of the hits.
            (stale_hits(0.5, 3.0, 3.0, 0.0) / 3.0, 0.48209),
            ((stale_hits(5.0, racing, 1.0, 0.02) + stale_waits(5.0, 0.02)) / (racing + 0.02 + 1.0 / 200.0), 0.08885),
        ];
        for (value, expected) in table {
            assert!(libm::fabs(value - expected) < 5e-6, "{value} against {expected}");
        }
    }
}
