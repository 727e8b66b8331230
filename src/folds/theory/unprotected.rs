//! The closed forms of plain cache-aside.
//!
//! ```text
//! miss           SET ... SET          expiry
//! ├──── w ────────┼───────┼──── T ─────┼── 1/λ ──► next miss
//! 1 + λw misses      each of them stores, and the last SET starts the TTL
//! ```
//!
//! w = L + r: half a round trip back from the GET, the query, half a round trip out to the SET.

use super::cycles::{self, Cycle};
use super::form::Measure;
use super::functions::{erlang_c, poisson_mean};
use super::{Case, Forms, NEGLIGIBLE, Refill, latency};
use crate::base::random::Latency;
use crate::folds::metrics::Mark;

pub fn add(case: &Case, forms: &mut Forms) {
    match case.scenario.db_latency {
        // Only an id that does not exist has this TTL: without negative caching every read is a query.
        _ if case.is_one_key() && case.ttl == 0.0 => {
            if case.hardly_queues(0.0, case.rate * case.query) {
                let of = |mark: &Mark| (mark.db_queries as f64, mark.at_ms / 1e3);
                forms.add("db_rate_per_s", case.rate, Measure::Batches { after: 0.0, memory: 0.0, of });
            }
        }
        Latency::Constant(_) => constant(case, forms),
        Latency::Exponential(_) if case.all(&|keys| keys.life * keys.rate <= NEGLIGIBLE) => pool(case, forms),
        Latency::Exponential(_) => exponential(case, forms),
        Latency::Lognormal(..) | Latency::Uniform(..) => {}
    }
}

/// The refill by any reader that misses. Other readers that miss query too, unless reads are so rare that there are
/// none.
pub fn refill(case: &Case) -> Refill {
    let w = case.query + case.hop;
    Refill { w, alone: case.all(&|keys| keys.rate * w <= NEGLIGIBLE) }
}

/// The forms for a constant query time. If T ≥ w, nothing expires between the first SET of an episode and the last.
///
/// A reader that misses less than r/2 before the SET begins its query after it. If no other query is in flight then,
/// the report counts another episode.
fn constant(case: &Case, forms: &mut Forms) {
    let Case { rate, query, hop, .. } = *case;
    let Refill { w, .. } = refill(case);
    let torn_apart = |rate: f64| rate * hop / 2.0 * libm::exp(-rate * (w - hop / 2.0));
    if case.ttl < w || !case.all(&|keys| torn_apart(keys.rate) <= NEGLIGIBLE) {
        return;
    }
    if case.hardly_queues(1.0, rate * w) {
        cycles::add(case, forms, &|keys| {
            let (queries, length) = (misses(keys.rate, w), cycle(keys.rate, keys.life, w));
            Cycle { length, queries, hits: length - queries / keys.rate, waits: 0.0, stale: None }
        });
    } else if case.is_one_key() && case.scenario.db_queue_limit == 0 {
        // A small pool does not change the number of queries: the first one still ends after L, and readers miss until
        // then.
        let (misses, connections) = (misses(rate, w), u64::from(case.scenario.db_connections));
        case.add_queries_per_episode(forms, misses);
        if rate * w >= 4.0 * connections as f64 {
            let drained = hop + drain(rate, query, w, connections);
            forms.add("cycle_ms", (drained + case.keys[0].life + 1.0 / rate) * 1e3, case.cycle_ms());
        }
    }
}

/// Misses per episode: the first one, and all reads until its value is stored.
fn misses(rate: f64, w: f64) -> f64 {
    1.0 + rate * w
}

/// The mean length of a cycle, T + 2w + e^(−λw)/λ: the last miss comes (1−e^(−λw))/λ before the first SET on average,
/// and its own SET starts T. Without latency it is T + 1/λ, so that the hit ratio is λT/(1+λT).
fn cycle(rate: f64, ttl: f64, w: f64) -> f64 {
    ttl + 2.0 * w + libm::exp(-rate * w) / rate
}

/// The mean time that the n queries of an episode take on c connections, if λw is well above c: ⌈n/c⌉ rounds of L. The
/// last round starts at the same offsets as the first. Its last query follows the ((n−1) mod c)-th miss, which came at
/// that share of w.
fn drain(rate: f64, query: f64, w: f64, connections: u64) -> f64 {
    poisson_mean(rate * w, &|followers| {
        let n = followers + 1;
        n.div_ceil(connections) as f64 * query + (followers % connections) as f64 / n as f64 * w
    })
}

/// The forms for an exponential query time. Readers miss until the fastest query is back. The slowest must not take
/// longer than T.
fn exponential(case: &Case, forms: &mut Forms) {
    let load = case.rate * case.query;
    let size = race_to_store(load);
    let slowest = latency::longest(case.scenario.db_latency);
    let hardly_queues = match case.scenario.db_connections {
        0 => true,
        connections => (1..=connections).map(|i| load / (load + f64::from(i))).product::<f64>() <= NEGLIGIBLE,
    };
    if case.is_one_key() && hardly_queues && case.ttl >= slowest && case.rate * case.hop <= 0.02 * size {
        case.add_queries_per_episode(forms, size);
    }
}

/// The mean queries per episode, 1 + Σ_j Π_{i≤j} λ/(λ+i/ℓ): with i queries in flight, the next read comes before the
/// first of them is back with probability λ/(λ+i/ℓ). It is about √(πλℓ/2). `load` is λℓ.
fn race_to_store(load: f64) -> f64 {
    let (mut size, mut term, mut in_flight) = (1.0, 1.0, 0.0);
    while term > 1e-12 {
        in_flight += 1.0;
        term *= load / (load + in_flight);
        size += term;
    }
    size
}

/// The forms for a TTL so short that every read misses. The connection pool is then an M/M/c queue: the probability of
/// a wait is Erlang's C, and the mean wait is C/(cμ−λ). A read takes that wait, its query and two round trips.
fn pool(case: &Case, forms: &mut Forms) {
    const READS_MIN: f64 = 1_000.0;
    const UTILISATION_MAX: f64 = 0.95;
    let connections = case.scenario.db_connections;
    let load = case.rate * case.query;
    if connections == 0
        || case.scenario.db_queue_limit > 0
        || load > UTILISATION_MAX * f64::from(connections)
        || case.rate * case.duration() < READS_MIN
    {
        return;
    }
    let wait = erlang_c(connections, load) / (f64::from(connections) / case.query - case.rate);
    let latency = wait + case.query + 2.0 * case.hop;
    // The queue has no memory beyond a moment when it is empty, which it is 1 − C of the time. This is a few times as
    // long as it takes to drain.
    let memory = 20.0 * case.query / (1.0 - load / f64::from(connections));
    let of = |mark: &Mark| (mark.latency_ms, mark.reads as f64);
    forms.add("latency_mean_ms", latency * 1e3, Measure::Batches { after: memory, memory, of });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_give_the_published_numbers() {
        let hit_ratio = |rate: f64, ttl, w| 1.0 - misses(rate, w) / (rate * cycle(rate, ttl, w));
        let table = [
            (hit_ratio(10.0, 2.0, 0.0), 0.95238),
            (1.0 - hit_ratio(10.0, 2.0, 0.5), 0.19996),
            (misses(10.0, 0.5), 6.0),
            (race_to_store(20.0), 5.963),
            (erlang_c(10, 8.0) / 20.0, 0.02046),
        ];
        for (value, expected) in table {
            assert!(libm::fabs(value - expected) < 5e-4 * expected, "{value} against {expected}");
        }
    }
}
