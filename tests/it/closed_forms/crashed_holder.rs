//! Tests of the mutex with lock holders that crash.

use super::*;
use cache_aside_playground::trace::EventKind;

/// Each reader that takes the lock crashes with probability p=.2, and its lock of θ=1 s has to run out. So the value is
/// missing for W = Gθ + L, where P(G=g) = p^g(1−p). With E[G] = .25, E[G²] = p(1+p)/(1−p)² = .375 and L = .1, E[W] =
/// .35 and E[W²] = .435. A reader that arrives in W waits for the rest of it: E[W²]/2E[W] = .621 on average if there
/// are many readers.
///
/// Of the λW waiters, however, the G that take the lock themselves stop waiting earlier. The k-th of them saves
/// (G−k)θ + L, in all E[G(G−1)]/2·θ + E[G]·L = .0625 + .025 per window. λ=50: (10.875 − .0875)/17.5 = .61643.
///
/// A reader waits longer than a lease if it arrives more than a lease before the end of the window. A window longer
/// than a lease is, without its first lease, as long as any other window. So it is p·λE[W] of λE[W] readers, except the
/// first waiter after each crash, which takes over the lock: p(1 − 1/17.5) = .18857.
#[test]
fn a_dead_holder_costs_its_waiters_up_to_the_lock_ttl() {
    let runs: Runs = (
        40,
        "strategy=mutex holder_crash=0.2 lock_ttl=1s rate=50/s ttl=1s db_latency=100ms \
         cache_latency=0ms db_connections=0 duration=1000s",
    );
    let waiters = 50.0 * 0.35;
    let (mut mean, mut long, mut all) = (Sample::default(), Sample::default(), Vec::new());
    for (trace, report) in traces(runs) {
        let waits: Vec<f64> = waits(&trace);
        mean.add(report.wait_ms.mean / 1e3);
        long.add(waits.iter().filter(|wait| **wait > 1.0).count() as f64 / waits.len() as f64);
        all.extend(waits);
    }
    agrees(runs, "wait", mean, (50.0 * 0.435 / 2.0 - 0.0875) / waiters);
    agrees(runs, "waits longer than a lease", long, 0.2 * (1.0 - 1.0 / waiters));

    // P(wait > x) = E[(W−x)⁺]/E[W]. p10: .35 − x = .9·.35. p50: .27 − .2x = .5·.35. p90: .094 − .04x = .1·.35. p99:
    // .0268 − .008x = .01·.35. A real Redis showed 41, 412, 1049 and 1957 ms in a minute with a handful of crashes.
    all.sort_by(f64::total_cmp);
    for (percent, expected) in [(10, 0.035), (50, 0.475), (90, 1.475), (99, 2.9125)] {
        let value = all[all.len() * percent / 100];
        assert!((value / expected - 1.0).abs() < 0.1, "p{percent}: {value} s, not {expected} s");
    }
}

/// The waits of the readers that waited, in seconds.
fn waits(trace: &Trace) -> Vec<f64> {
    let wait = |event: &Event| match event.kind {
        EventKind::LockWaitEnded { waited, .. } => Some(waited.as_secs_f64()),
        _ => None,
    };
    trace.events().iter().filter_map(wait).collect()
}

/// Readers that poll every 10 ms cause a storm of commands: 1 + (.35/1.37)·(.616/.01) = 17 GETs per read; a real Redis
/// with fewer crashes showed eleven. Without crashes there are 1 + (.1/1.12)·(.055/.01) = 1.5.
#[test]
fn waiting_for_the_dead_is_a_storm_of_polls() {
    let gets_per_read = |crash: &str| {
        let line = format!(
            "strategy=mutex holder_crash={crash} lock_poll=10ms lock_ttl=1s rate=50/s ttl=1s db_latency=100ms \
             cache_latency=0ms db_connections=0 duration=500s"
        );
        let (trace, report) = run::run(&Scenario::parse(&line).expect("the line parses")).expect("it runs");
        let looks = |e: &&Event| matches!(e.kind, EventKind::CacheHit { .. } | EventKind::CacheMiss { .. });
        trace.events().iter().filter(looks).count() as f64 / report.reads as f64
    };
    let (dying, living) = (gets_per_read("0.2"), gets_per_read("0"));
    assert!((10.0..25.0).contains(&dying) && (1.4..1.6).contains(&living), "{dying} and {living} GETs per read");
}

/// While the cache is unreachable, readers bypass it and hold no lock, so they cannot crash as its holder.
#[test]
fn a_reader_without_a_lock_does_not_crash_as_its_holder() {
    for strategy in ["mutex", "xfetch xfetch_lock=true", "background_refresh"] {
        let line = format!("strategy={strategy} holder_crash=1 rate=50/s duration=5s do=0s:cache_down:5s");
        let (_, report) = run::run(&Scenario::parse(&line).expect("the line parses")).expect("it runs");
        assert!(report.reads > 100 && report.failed == 0, "{}: {} of {} failed", line, report.failed, report.reads);
    }
}
