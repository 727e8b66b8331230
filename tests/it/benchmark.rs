//! Tests that the benchmark does the work defined in benches/README.md: a small workload of each kind gives the result
//! that follows from arithmetic. Speed is not tested.

#[path = "../../benches/work/mod.rs"]
mod work;
#[path = "../../benches/kernel/workloads.rs"]
mod workloads;

use super::closed_forms::sample::Sample;
use work::{CONNECTIONS, SERVERS, STORE, Work};

fn digest(kind: &str, readers: u32, times: u32) -> u64 {
    workloads::run(Work::leak(kind, readers, times))
}

/// The start of each service, first come, first served: as soon as the earliest of the servers is free.
/// Source: Kiefer and Wolfowitz, "On the theory of queues with many servers", 1955.
fn starts(servers: usize, customers: impl Iterator<Item = (u64, u64)>) -> Vec<u64> {
    let mut free = vec![0; servers];
    let serve = |(arrival, service): (u64, u64)| {
        let earliest = free.iter_mut().min().expect("a server");
        let start = arrival.max(*earliest);
        *earliest = start + service;
        start
    };
    customers.map(serve).collect()
}

/// How long each customer of M/M/10 waits.
fn waits(work: &Work) -> Vec<u64> {
    let arrivals: Vec<u64> = work
        .gaps
        .iter()
        .scan(0, |now, &gap| {
            *now += u64::from(gap);
            Some(*now)
        })
        .collect();
    let services = work.services.iter().map(|&service| u64::from(service));
    let starts = starts(SERVERS, arrivals.iter().copied().zip(services));
    starts.iter().zip(&arrivals).map(|(start, arrival)| start - arrival).collect()
}

#[test]
fn each_kind_of_work_ends_as_arithmetic_says() {
    let (readers, times) = (1_000, 3);
    let work = Work::leak("readers", readers, times);
    let sum = |of: &dyn Fn(u32) -> u64| (0..readers).map(of).sum::<u64>();

    let slept = |sleeper| (0..times).map(|step| work.sleep(sleeper, step)).sum();
    assert_eq!(digest("hold", readers, times), sum(&slept), "each sleeps three times");
    let read = |reader| work.sleep(reader, 0) + work.sleep(reader, 1);
    assert_eq!(digest("readers", readers, times), 3 * sum(&read), "three times, each reader looks up and queries");

    let mut order: Vec<u32> = (0..readers).collect();
    order.sort_by_key(|&reader| work.look_up(reader));
    let starts = starts(CONNECTIONS, order.iter().map(|&reader| (work.look_up(reader), work.query(reader))));
    let ends: u64 = starts.iter().zip(&order).map(|(start, &reader)| start + work.query(reader) + STORE).sum();
    assert_eq!(digest("stampede", readers, times), 3 * ends);

    let first = order[0];
    let stored = work.look_up(first) + work.query(first) + STORE;
    let waited = |reader| stored + if reader == first { 0 } else { work.look_up(reader) };
    assert_eq!(digest("lock", readers, times), 3 * sum(&waited), "one queries, the others look again");

    assert_eq!(digest("blocked", readers, 1), (0..readers).fold(0, Work::after), "they leave as they came");

    let customers = Work::leak("mm10", 20_000, 1);
    assert_eq!(workloads::run(customers), waits(customers).iter().sum::<u64>());
}

#[test]
fn the_warm_up_is_a_small_part_of_the_work() {
    for (readers, times) in [(1_000_000, 1), (1_000_000, 4), (10_000, 50), (100, 20_000)] {
        let small = Work::leak_warm_up("hold", readers, times);
        assert!(
            (1..=u64::from(readers) * u64::from(times) / 10)
                .contains(&(u64::from(small.readers) * u64::from(small.times)))
        );
    }
}

/// c = 10 servers, load a = λ/μ = 8: C = aᶜ/c!·1/(1−a/c) over that plus Σ aⁿ/n! for n < c is .40918, and a customer
/// waits C/(c−a) = .20459 mean services on average. A busy period lasts about 9 mean services, 72 arrivals, so twenty
/// batches of 50,000 customers are practically independent. Their means give the standard error.
#[test]
fn the_customers_of_the_benchmark_wait_as_erlang_says() {
    let waits = waits(Work::leak("mm10", 1_000_000, 1));
    let mean = |batch: &[u64]| batch.iter().sum::<u64>() as f64 / batch.len() as f64 / 1e6;
    let means: Sample = waits.chunks(50_000).map(mean).collect();
    let error = means.standard_error().expect("twenty batches");
    assert!((means.mean - 0.20459).abs() <= 4.0 * error, "{} ± {error}", means.mean);
    assert!(error <= 0.03 * 0.20459, "too few customers to tell: ± {error}");
}
