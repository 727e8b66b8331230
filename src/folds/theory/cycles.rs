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

/// Adds what follows from the cycles of all keys. How many cycles or stretches it takes until enough readers have waited.
pub fn add(case: &Case, forms: &mut Forms, of: &dyn Fn(&Keys) -> Cycle) -> u64 {
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
    // Where each key's episode is one query, it does not matter how many of which key there are.
    let is_long = case.is_long(episodes);
    if is_long || queries == episodes {
        case.add_queries_per_episode(forms, queries / episodes);
    }
    let hits = reads(&|cycle| cycle.hits);
    let waits = reads(&|cycle| cycle.waits);
    let enough_waits = case.parts_for(waits * case.rate, episodes);
    if !is_long {
        return enough_waits;
    }
    let enough_hits = case.parts_for(hits * case.rate, episodes);
    forms.add_of(enough_hits, "hit_ratio", hits, case.over(|mark| (mark.hits as f64, mark.reads as f64)));
    forms.add("db_rate_per_s", queries, case.db_rate());
    if waits > 0.0 {
        let over = case.over(|mark| (mark.lock_waits as f64, mark.reads as f64));
        forms.add_of(enough_waits, "lock_waits_share", waits, over);
    }
    if case.writes > 0.0 {
        let stale = reads(&|cycle| cycle.stale.unwrap_or(f64::NAN));
        let of_rows = case.over(|mark| (mark.stale_reads as f64, mark.reads as f64));
        forms.add_of(case.parts_for(case.old_rows_per_s(), episodes), "stale_read_share", stale, of_rows);
    }
    if case.is_one_key() {
        forms.add("cycle_ms", 1e3 / episodes, case.cycle_ms());
    }
    enough_waits
}
