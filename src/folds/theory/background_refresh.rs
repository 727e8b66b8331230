//! The closed forms of background refresh. A value is fresh for T, and may then be served stale for S more (the grace).
//!
//! ```text
//! SET          TTL over   1/λ    first stale hit         SET
//! ├───── T ───────┼──────────────────┼─── w = L + 2r ─────┼
//!                 ├───────────────── S ─────────────────┤ gone
//! ```
//!
//! If the first read after the TTL comes later than S − w, the value is gone before the new one is stored. Then that
//! read misses (if it comes after S), or the reads between S and the SET do. The number of cycles with a miss is, per
//! cycle, e^(−λS) of the first kind and e^(−λ(S−w))·(1−e^(−λw)) of the second: e^(−λ(S−w)) in all.

use super::form::Measure;
use super::{Case, Forms, NEGLIGIBLE};
use crate::folds::metrics::{Episode, Mark};

pub fn add(case: &Case, forms: &mut Forms) {
    let Case { rate, ttl, query, hop, .. } = *case;
    let w = query + 2.0 * hop;
    let spare = case.scenario.grace.as_secs_f64() - w;
    let lease = case.scenario.lock_ttl.as_secs_f64();
    let applies = case.is_one_key()
        && case.scenario.holder_crash == 0.0
        && case.query_is_constant()
        && case.hop_is_small()
        && case.scenario.db_latency.exceeds(lease - 3.0 * hop) == 0.0
        && spare >= 0.0
        && ttl >= 2.0 * w;
    if !applies {
        return;
    }
    let misses = libm::exp(-rate * spare);
    let one_at_a_time = misses <= NEGLIGIBLE * 0.1;
    if !case.scenario.warm || !case.hardly_queues(1.0, if one_at_a_time { 0.0 } else { rate * w }) {
        return;
    }
    if rate * hop <= 0.01 {
        // The first miss begins a cycle, because there was no read for so long before it.
        let of = |mark: &Mark| (mark.misses as f64, mark.episodes as f64);
        forms.add_share("misses_per_episode", misses, Measure::Cycles { longest: case.cycle_max(), lag: 1, of });
    }
    if one_at_a_time {
        let cycle = case.keys[0].life + w + 1.0 / rate;
        let of = |episode: &Episode, _| episode.db_queries as f64;
        forms.add("db_queries_per_episode", 1.0, Measure::Episodes { after_warm_up: true, of, number: 0.0 });
        forms.add("db_rate_per_s", 1.0 / cycle, case.db_rate());
        forms.add("cycle_ms", cycle * 1e3, case.cycle_ms());
    }
}
