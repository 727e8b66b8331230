//! Tests of plain cache-aside, and of the database as a queue.

use super::*;
use cache_aside_playground::trace::EventKind;
use std::collections::VecDeque;

/// Without latency a value lives T, then the next read comes after 1/λ and refills: of 1 + λT reads per cycle one
/// misses. λ=10, T=2: hit ratio 20/21 = .95238, and 1/2.1 = .47619 queries per second.
#[test]
fn without_latency_the_ttl_sets_the_hit_ratio() {
    let runs: Runs = (
        40,
        "strategy=unprotected rate=10/s ttl=2s db_latency=0ms cache_latency=0ms db_connections=0 \
         duration=5000s",
    );
    let (rate, ttl) = (10.0, 2.0);
    published(rate * ttl / (1.0 + rate * ttl), "0.95238");
    let reports = reports(runs);
    agrees(runs, "hit ratio", per_run(&reports, |r| r.hit_ratio), rate * ttl / (1.0 + rate * ttl));
    agrees(runs, "miss ratio", share(&reports, |r| r.misses), 1.0 / (1.0 + rate * ttl));
    agrees(runs, "queries per episode", per_episode(&reports, |e| e.db_queries as f64), 1.0);
    agrees(runs, "cycle, one query each", cycles(&reports), (1.0 + rate * ttl) / rate);
}

/// While the first query takes L, λL more readers miss; each of them stores its value L after its own miss, and each
/// SET starts the TTL anew. The last miss comes (1−e^(−λL))/λ before the first SET, so that a cycle takes
/// T + 2L + e^(−λL)/λ. λ=10, T=2, L=.5: 6 misses per episode, 6/30.0067 = .19996 of the reads.
#[test]
fn every_late_set_starts_the_ttl_anew() {
    let runs: Runs = (
        40,
        "strategy=unprotected rate=10/s ttl=2s db_latency=500ms cache_latency=0ms db_connections=0 \
         duration=2000s",
    );
    let (rate, ttl, query) = (10.0, 2.0, 0.5);
    let misses = 1.0 + rate * query;
    let cycle = ttl + 2.0 * query + libm::exp(-rate * query) / rate;
    published(misses / (rate * cycle), "0.19996");
    let reports = reports(runs);
    agrees(runs, "queries per episode", per_episode(&reports, |e| e.db_queries as f64), misses);
    agrees(runs, "cycle", cycles(&reports), cycle);
    agrees(runs, "miss ratio", share(&reports, |r| r.misses), misses / (rate * cycle));
}

/// With exponential latencies readers miss until the *fastest* query in flight is back. With i in flight, the next read
/// comes before that with probability λ/(λ+i/ℓ). So there are 1 + Σ_j Π_{i≤j} λℓ/(λℓ+i) queries: 5.963 at λℓ = 20, not
/// 21.
///
/// A real database with 500 reads per second and 100 ms exponential queries, λℓ = 50, showed 9.5 ± .5. The form gives
/// 9.211, plus .6 reads that come while the answer travels for a millisecond.
#[test]
fn random_latencies_shorten_the_stampede() {
    let warm: Runs = (
        40,
        "strategy=unprotected rate=40/s ttl=10s db_latency=exponential:500ms cache_latency=0ms \
         db_connections=0 duration=1000s",
    );
    let hot: Runs = (
        20,
        "strategy=unprotected rate=500/s ttl=1s db_latency=exponential:100ms cache_latency=0ms \
         db_connections=0 duration=100s",
    );
    for (runs, load, decimal) in [(warm, 20.0, "5.963"), (hot, 50.0, "9.211")] {
        let terms = (1..400).scan(1.0, |product, i| {
            *product *= load / (load + f64::from(i));
            Some(*product)
        });
        let size = 1.0 + terms.sum::<f64>();
        published(size, decimal);
        agrees(runs, "queries per episode", per_episode(&reports(runs), |e| e.db_queries as f64), size);
    }
}

/// W clients that each wait for their answers cannot have more than W misses at a time. Each of the other W−1 reads
/// once in the L after the first miss if its think time, exponential with mean θ, ends in it: 1 + (W−1)(1−e^(−L/θ))
/// queries. With W=6 and θ=.2 there are 2.967 for L=.1, and 5.751, close to the cap, for L=.6.
#[test]
fn a_closed_loop_caps_the_stampede() {
    let brief: Runs = (
        20,
        "strategy=unprotected arrivals=closed clients=6 think_time=exponential:200ms ttl=3s \
         db_latency=100ms cache_latency=0ms db_connections=0 duration=500s",
    );
    let long: Runs = (
        4,
        "strategy=unprotected arrivals=closed clients=6 think_time=exponential:200ms ttl=3s \
         db_latency=600ms cache_latency=0ms db_connections=0 duration=500s",
    );
    for (runs, query, decimal) in [(brief, 0.1, "2.967"), (long, 0.6, "5.751")] {
        let size = 1.0 + 5.0 * (1.0 - libm::exp(-query / 0.2));
        published(size, decimal);
        let reports = reports(runs);
        agrees(runs, "queries per episode", per_episode(&reports, |e| e.db_queries as f64), size);
        let largest = reports.iter().flat_map(whole).map(|episode| episode.db_queries).max();
        assert_eq!(largest, Some(6), "{}", runs.1);
    }
}

/// A value is expired from the very instant of its expiry on: t ≥ expiry. With a read every second and no latency, all
/// ten reads miss with a TTL of 1 s. With one microsecond more, every other read hits.
#[test]
fn a_value_is_gone_at_its_very_expiry() {
    for (ttl, misses) in [("1s", 10), ("1000001us", 5)] {
        let line = format!(
            "strategy=unprotected arrivals=even rate=1/s ttl={ttl} warm=false db_latency=0ms cache_latency=0ms \
             duration=10s"
        );
        let report = run::report(&Scenario::parse(&line).expect("the line parses")).expect("it runs");
        assert_eq!((report.reads, report.misses), (10, misses), "{line}");
    }
}

/// A burst of n queries on c connections takes ⌈n/c⌉ rounds of L. With n=25, c=10, L=100 ms, ten end after 100 ms, ten
/// after 200 and five after 300. Interventions make the reads, or the writes, arrive at the same instant.
#[test]
fn a_burst_is_served_in_waves() {
    let reads: Runs = (
        1,
        "strategy=unprotected arrivals=even rate=25/s warm=false ttl=1us db_connections=10 \
         db_latency=100ms cache_latency=0ms duration=1s do=0ms:align_arrivals:1s",
    );
    let burst = vec!["0ms:write"; 25].join(",");
    let writes = format!("rate=0/s db_connections=10 db_latency=100ms cache_latency=0ms duration=1s do={burst}");
    for line in [reads.1, &writes] {
        let (trace, report) = run::run(&Scenario::parse(line).expect("the line parses")).expect("it runs");
        let mut done_ms = Vec::new();
        for event in trace.events() {
            if let EventKind::DbUpdateCommitted { .. } | EventKind::DbQueryFinished { .. } = event.kind {
                done_ms.push(event.at.as_nanos() / 1_000_000);
            }
        }
        assert_eq!(done_ms, [vec![100; 10], vec![200; 10], vec![300; 5]].concat(), "{line}");
        assert_eq!((report.db_in_flight_max, report.db_queue_max), (10, 15), "{line}");
    }
}

/// A small pool does not reduce the number of queries; it adds waiting. λ=500, T=1, L=.1: 1 + λL = 51 per episode, with
/// 10 connections as well as without a limit, because readers stop missing when the first query is back, L after it
/// began.
///
/// Without a limit the cycle is T + 2L + e^(−λL)/λ = 1.2. With c = 10 the n queries take ⌈n/c⌉ rounds of L, about nL/c
/// = .51. The last query of the last round follows the ((n−1) mod c)-th miss, which comes at that share of L: T + 1/λ +
/// E[…] = 1.566.
#[test]
fn a_small_pool_turns_queries_into_waiting() {
    let (rate, ttl, query, connections) = (500.0, 1.0, 0.1, 10);
    let unlimited: Runs = (
        20,
        "strategy=unprotected rate=500/s ttl=1s db_latency=100ms cache_latency=0ms \
         db_connections=0 duration=100s",
    );
    let free = reports(unlimited);
    agrees(unlimited, "queries per episode", per_episode(&free, |e| e.db_queries as f64), 1.0 + rate * query);
    let cycle = ttl + 2.0 * query + libm::exp(-rate * query) / rate;
    agrees(unlimited, "cycle", cycles(&free), cycle);

    let pooled: Runs = (
        20,
        "strategy=unprotected rate=500/s ttl=1s db_latency=100ms cache_latency=0ms \
         db_connections=10 duration=100s",
    );
    let (mut drain, mut probability) = (0.0, libm::exp(-rate * query));
    for n in 1..200 {
        let waves = f64::from((n + connections - 1) / connections);
        let straggler = f64::from((n - 1) % connections) / f64::from(n);
        drain += probability * query * (waves + straggler);
        probability *= rate * query / f64::from(n);
    }
    assert!((drain - (1.0 + rate * query) * query / f64::from(connections)).abs() < query, "nL/c, but for one wave");
    let tight = reports(pooled);
    agrees(pooled, "queries per episode", per_episode(&tight, |e| e.db_queries as f64), 1.0 + rate * query);
    agrees(pooled, "cycle", cycles(&tight), ttl + 1.0 / rate + drain);
    assert!(tight.iter().all(|r| r.db_in_flight_max == 10 && r.db_queue_max > 0));
    // Of 783 reads per cycle, 7.8 are above the 99th percentile: the one of the last round, and most of the ten of the
    // fifth round, which miss 82 to 98 ms after the first and are answered 500 ms after it. A real pool showed 427.
    let p99 = |reports: &[Report]| per_run(reports, |r| r.latency_ms.p99).mean;
    assert!((410.0..440.0).contains(&p99(&tight)) && p99(&free) <= 100.0, "{} {}", p99(&tight), p99(&free));
}

/// With a TTL of a microsecond every read is a query, and ten connections are an M/M/10 queue: Erlang C. With c=10,
/// λ=80 and queries of 100 ms on average, the load is 8. An arrival waits with probability C = .40918, and the mean
/// wait is C/(c/ℓ−λ) = .02046 s. By Little's law, λ(W+ℓ) = 9.637 requests are in the system, and λW = 1.637 in the
/// queue.
#[test]
fn the_connections_are_an_erlang_queue() {
    let runs: Runs = (
        50,
        "strategy=unprotected rate=80/s ttl=1us db_latency=exponential:100ms cache_latency=0ms \
         db_connections=10 duration=1000s",
    );
    let (rate, query, servers) = (80.0, 0.1, 10);
    let (mut term, mut sum) = (1.0, 0.0);
    for n in 1..=servers {
        sum += term;
        term *= rate * query / f64::from(n);
    }
    // C = aᶜ/c!·1/(1−ρ) over that plus Σ_{n<c} aⁿ/n!, with a = λℓ = 8, ρ = a/c = .8.
    let tail = term / (1.0 - rate * query / f64::from(servers));
    let waits = tail / (sum + tail);
    let wait = waits / (f64::from(servers) / query - rate);
    published(waits, "0.40918");
    published(wait, "0.02046");

    let queues: Vec<Queue> = traces(runs).map(|(trace, _)| Queue::of(&trace)).collect();
    let per_run = |of: fn(&Queue) -> f64| queues.iter().map(of).collect::<Sample>();
    agrees(runs, "P(wait)", per_run(|q| q.queued_share), waits);
    agrees(runs, "mean wait", per_run(|q| q.wait_mean), wait);
    agrees(runs, "in the line, Little", per_run(|q| q.waiting_mean), rate * wait);
    agrees(runs, "in the system, Little", per_run(|q| q.in_flight_mean), rate * (wait + query));
}

/// Statistics of the connections in a run.
struct Queue {
    /// The share of queries that had to wait.
    queued_share: f64,
    /// The mean wait over all queries, in seconds.
    wait_mean: f64,
    /// The number of waiting queries, averaged over time.
    waiting_mean: f64,
    /// The number of reads in flight, averaged over time.
    in_flight_mean: f64,
}

impl Queue {
    /// Counts at every event, and weights the counts by the time until the next event.
    fn of(trace: &Trace) -> Queue {
        let mut line = VecDeque::new();
        let (mut queries, mut queued, mut in_flight) = (0.0, 0.0, 0.0);
        let (mut waited, mut line_area, mut flight_area, mut last) = (0.0, 0.0, 0.0, 0.0);
        for event in trace.events() {
            let now = event.at.as_nanos() as f64 / 1e9;
            line_area += (now - last) * line.len() as f64;
            flight_area += (now - last) * in_flight;
            last = now;
            match event.kind {
                EventKind::ReadStarted { .. } => in_flight += 1.0,
                EventKind::ReadEnded { .. } => in_flight -= 1.0,
                EventKind::DbQueued { .. } => line.push_back((event.actor, now)),
                EventKind::DbQueryStarted { .. } => {
                    queries += 1.0;
                    // First come, first served: only the first query in the queue can have waited.
                    if let Some((_, since)) = line.pop_front_if(|(actor, _)| *actor == event.actor) {
                        queued += 1.0;
                        waited += now - since;
                    }
                }
                _ => {}
            }
        }
        Queue {
            queued_share: queued / queries,
            wait_mean: waited / queries,
            waiting_mean: line_area / last,
            in_flight_mean: flight_area / last,
        }
    }
}
