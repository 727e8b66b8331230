//! Tests of single flight: concurrent readers of one application instance share one query.

use super::*;

/// Reads go to the N instances in turn, so each of the first N readers of an episode meets an instance without a
/// flight. Of the 1 + X readers that miss, where X is Poisson with mean λL, min(N, 1+X) query: 1 + Σ_{0<i<N} P(X ≥ i).
/// For λL = 5 there is 1 query with one instance, 2.9528 with three, 5.9460 with ten, and with a hundred the whole
/// stampede of 6.
#[test]
fn each_instance_queries_once() {
    let table: [(Runs, u32, &str); 4] = [
        (
            (
                2,
                "strategy=single_flight instances=1 rate=10/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=1000s",
            ),
            1,
            "1",
        ),
        (
            (
                10,
                "strategy=single_flight instances=3 rate=10/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=1000s",
            ),
            3,
            "2.9528",
        ),
        (
            (
                10,
                "strategy=single_flight instances=10 rate=10/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=1000s",
            ),
            10,
            "5.9460",
        ),
        (
            (
                10,
                "strategy=single_flight instances=100 rate=10/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=1000s",
            ),
            100,
            "6.0000",
        ),
    ];
    for (runs, instances, decimal) in table {
        let (mut queries, mut weight, mut below) = (1.0, libm::exp(-5.0), 0.0);
        for i in 1..instances {
            below += weight;
            queries += 1.0 - below;
            weight *= 5.0 / f64::from(i);
        }
        published(queries, decimal);
        let reports = reports(runs);
        agrees(runs, "queries per episode", per_episode(&reports, |e| e.db_queries as f64), queries);
        let largest = reports.iter().flat_map(whole).map(|episode| episode.db_queries).max();
        assert!(largest <= Some(u64::from(instances)), "{largest:?}: {}", runs.1);
    }
}

/// A reader that joins a flight waits for the rest of the query, L/2 on average. λ=500, L=100 ms, T=1 s: 50 ms (a real
/// process showed 52). There is one query per cycle of T + L + 1/λ = 1.102 s.
#[test]
fn a_reader_that_joins_waits_for_half_a_query() {
    let runs: Runs = (
        6,
        "strategy=single_flight instances=1 rate=500/s ttl=1s db_latency=100ms cache_latency=0ms \
         db_connections=0 duration=100s",
    );
    let reports = reports(runs);
    agrees(runs, "wait", per_run(&reports, |r| r.wait_ms.mean / 1e3), 0.1 / 2.0);
    agrees(runs, "cycle: the inverse of the database rate", cycles(&reports), 1.0 + 0.1 + 1.0 / 500.0);
    agrees(runs, "queries per episode", per_episode(&reports, |e| e.db_queries as f64), 1.0);
}

/// Ten evenly spaced reads per second from 0.1 s on, for one second; a query of 2 s; a client timeout of 500 ms. The
/// first read of each of the three instances leads and does not wait for another one. Of the rest, those at 0.4 and 0.5
/// s end within the second: each looks up the cache for 1 ms and then waits for another reader's query for 499 ms.
#[test]
fn an_abandoned_reader_has_waited_until_it_gave_up() {
    let line = "strategy=single_flight arrivals=even rate=10/s instances=3 warm=false db_latency=2s client_timeout=500ms \
                duration=1s";
    let report = run::run(&Scenario::parse(line).expect("the line parses")).expect("it runs").1;
    assert_eq!((report.reads, report.failed, report.lock_waits), (5, 5, 2));
    assert_eq!((report.wait_ms.mean, report.wait_ms.max), (499.0, 499.0));
}
