//! Shares and rates from the renewal-reward theorem: the mean of a quantity per cycle of a key, divided by the mean
//! length of the cycle. A cycle is the time from one refill of a key to the next. The strategy does not matter.

use super::keys::Keys;
use super::{Case, Forms};

/// The means of a cycle, from one refill of a key to the next. Times are in seconds. Reads arrive at the key's rate.
pub struct Cycle {
    /// The length of the cycle.
    pub length: f64,
    /// The number of queries.
    pub queries: f64,
    /// The time in which reads hit.
    pub hits: f64,
    /// The time in which reads wait for another reader's query.
    pub waits: f64,
    /// The time in which reads get an old version; `None` if it is not known.
    pub stale: Option<f64>,
}

/// A cycle with one query: the value lives for its TTL, a read misses it 1/λ later, and one query refills it in `w`
/// seconds, for which the other readers wait.
pub fn one_refill(keys: &Keys, w: f64) -> Cycle {
    let length = keys.life + w + 1.0 / keys.rate;
    Cycle { length, queries: 1.0, hits: keys.life, waits: w, stale: None }
}

/// Adds the forms that follow from the cycles of all keys. Returns how many cycles or batches are needed until enough
/// readers have waited.
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
    // If every episode of every key is one query, the number of episodes of each key does not matter.
    let is_long = case.is_long(episodes);
    if is_long || queries == episodes {
        case.add_queries_per_episode(forms, queries / episodes);
    }
    let hits = reads(&|cycle| cycle.hits);
    let waits = reads(&|cycle| cycle.waits);
    let enough_waits = case.samples_for(waits * case.rate, episodes);
    if !is_long {
        return enough_waits;
    }
    let enough_hits = case.samples_for(hits * case.rate, episodes);
    forms.add_of(enough_hits, "hit_ratio", hits, case.over(|mark| (mark.hits as f64, mark.reads as f64)));
    forms.add("db_rate_per_s", queries, case.db_rate());
    if waits > 0.0 {
        let over = case.over(|mark| (mark.lock_waits as f64, mark.reads as f64));
        forms.add_of(enough_waits, "lock_waits_share", waits, over);
    }
    if case.writes > 0.0 {
        let stale = reads(&|cycle| cycle.stale.unwrap_or(f64::NAN));
        let of_rows = case.over(|mark| (mark.stale_reads as f64, mark.reads as f64));
        forms.add_of(case.samples_for(case.old_rows_per_s(), episodes), "stale_read_share", stale, of_rows);
    }
    if case.is_one_key() {
        forms.add("cycle_ms", 1e3 / episodes, case.cycle_ms());
    }
    enough_waits
}
