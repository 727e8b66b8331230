//! Shares and rates of keys that are refilled cycle by cycle, whatever the strategy: by the means of one cycle, a key at a
//! time. (Renewal and reward: what a cycle holds, over how long it takes.)

use super::keys::Keys;
use super::{Case, Forms};

/// From one refill of a key to the next, on average. Times are in seconds; reads come in them at the key's rate.
pub struct Cycle {
    /// All of it.
    pub length: f64,
    /// Queries in it.
    pub queries: f64,
    /// In which reads hit.
    pub hits: f64,
    /// In which reads wait for another's query.
    pub waits: f64,
    /// In which reads get an old version; `None` where that is not known.
    pub stale: Option<f64>,
}

/// The value lives, somebody misses it after 1/λ, and one query brings the next in a window for which the others wait.
pub fn one_refill(keys: &Keys, window: f64) -> Cycle {
    let length = keys.life + window + 1.0 / keys.rate;
    Cycle { length, queries: 1.0, hits: keys.life, waits: window, stale: None }
}

/// Adds what follows from the cycles of all keys. An episode is over `settled_after` seconds from its beginning.
pub fn add(case: &Case, forms: &mut Forms, settled_after: f64, of: &dyn Fn(&Keys) -> Cycle) {
    let per_s = |part: &dyn Fn(&Cycle) -> f64| {
        case.sum(&|keys| {
            let cycle = of(keys);
            part(&cycle) / cycle.length
        })
    };
    let reads = |part: &dyn Fn(&Cycle) -> f64| {
        case.sum(&|keys| {
            let cycle = of(keys);
            keys.rate * part(&cycle) / cycle.length
        }) / case.rate
    };
    let (queries, episodes) = (per_s(&|cycle| cycle.queries), per_s(&|_| 1.0));
    forms.add("db_queries_per_episode", queries / episodes, case.db_queries_per_episode(settled_after));
    if !case.is_long() {
        return;
    }
    forms.add("hit_ratio", reads(&|cycle| cycle.hits), case.share(|mark| mark.hits));
    forms.add("db_rate_per_s", queries, case.db_rate());
    let waits = reads(&|cycle| cycle.waits);
    if waits > 0.0 {
        forms.add("lock_waits_share", waits, case.share(|mark| mark.lock_waits));
    }
    if case.writes > 0.0 {
        let stale = reads(&|cycle| cycle.stale.unwrap_or(f64::NAN));
        forms.add("stale_read_share", stale, case.share(|mark| mark.stale_reads));
    }
    if case.is_one_key() {
        forms.add("cycle_ms", 1e3 / episodes, case.cycle_ms());
    }
}
