//! Tests of losses in the cache and of the reactions to them: lost locks, broken connections, voided leases, and
//! updates whose order turns out to be right.
//!
//! Reads arrive evenly, the first one 1/λ after the start. The cache takes no time, so all times are exact.

use crate::held::violations;
use crate::scenarios::{all, each, parse};
use cache_aside_playground::metrics::Report;
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::trace::{Event, EventKind, StaleCause};
use std::cell::Cell;

/// The matching events and the report of a run, which is checked against the invariants.
fn ran(line: &str, is: impl Fn(&EventKind) -> bool) -> (Vec<Event>, Report) {
    let scenario = parse(line);
    let (trace, report) = run::run(&scenario).expect("it ends");
    assert_eq!(violations(&scenario, trace.events()), Vec::<String>::new(), "{line}");
    (trace.events().iter().filter(|event| is(&event.kind)).copied().collect(), report)
}

/// The text of an event, with single spaces.
fn words(event: &Event) -> String {
    event.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// R0 misses at 100 ms and has the lock until its query of 1 s is done. R1 to R4, at 200 to 500 ms, wait for it. At 550
/// ms the lock is lost: R1 takes a new lock and queries too. At 1.1 s R0 finds that it has no lock to release.
#[test]
fn a_flush_or_a_failover_takes_the_lock_and_a_second_reader_queries() {
    let line = "strategy=mutex arrivals=even rate=10/s db_latency=1s cache_latency=0ms warm=false duration=2s";
    let is = |kind: &EventKind| matches!(kind, EventKind::LocksLost { .. } | EventKind::LockReleaseRefused { .. });
    for action in ["flush", "lose_locks"] {
        let (events, report) = ran(&format!("{line} do=550ms:{action}"), is);
        let said: Vec<String> = events.iter().map(words).collect();
        assert_eq!(said, ["550ms I0 LocksLost locks=1", "1.1s R0 LockReleaseRefused key=0"], "{action}");
        assert_eq!((report.db_in_flight_max, report.db_queries), (2, 2), "{action}");
    }
    let (_, untouched) = ran(line, is);
    assert_eq!((untouched.db_in_flight_max, untouched.db_queries), (1, 1));
}

/// A flush while no lock is held makes no event about locks; a failover always does.
#[test]
fn where_no_lock_is_held_none_is_lost() {
    let line = "strategy=mutex arrivals=even rate=10/s db_latency=100ms cache_latency=0ms duration=2s";
    let is = |kind: &EventKind| matches!(kind, EventKind::LocksLost { .. });
    assert_eq!(ran(&format!("{line} do=550ms:flush"), is).0.len(), 0);
    let (events, _) = ran(&format!("{line} do=550ms:lose_locks"), is);
    assert!(matches!(events[..], [Event { kind: EventKind::LocksLost { locks: 0 }, .. }]), "{events:?}");
}

/// R0 misses at 250 ms and takes the lock; R1, at 500 ms, waits. At 600 ms the cache becomes unreachable for 1 s. R0's
/// store and release at 1.25 s are lost, so the lock stays until 20.25 s. R1's subscription breaks at 600 ms, after 100
/// ms, and it continues without the cache, as R2 to R5 do from their start. Its value is stored at 1.6 s, when the
/// cache is reachable again. (A reader that did not notice the outage would wait for 19,750 ms.)
#[test]
fn a_reader_that_waits_for_a_lock_notices_an_outage_of_the_cache() {
    let line = "strategy=mutex arrivals=even rate=4/s db_latency=1s cache_latency=0ms warm=false lock_ttl=20s ttl=1m \
                duration=30s do=600ms:cache_down:1s";
    let (_, report) = ran(line, |_| false);
    assert_eq!((report.lock_waits, report.wait_ms.max, report.latency_ms.max), (1, 100.0, 1_100.0));
}

/// An intervention without effect is reported and counted; one with an effect is not.
#[test]
fn an_intervention_without_effect_says_so() {
    let is = |kind: &EventKind| matches!(kind, EventKind::InterventionIdle { .. });
    let table = [
        ("write_policy=update do=1s:lose_next_invalidation", Some("InterventionIdle why=no_deletes"), 1),
        ("write_policy=invalidate do=1s:lose_next_invalidation", None, 1),
        ("write_policy=invalidate do=1s:lose_next_invalidation,1.1s:write", None, 0),
        ("write_policy=invalidate do=500ms:write,1.6s:lose_next_invalidation", None, 1),
        ("write_policy=invalidate do=1s:lose_next_invalidation,1.1s:lose_next_invalidation,1.2s:write", None, 1),
        ("strategy=mutex do=1s:crash_holder", Some("InterventionIdle why=no_holder"), 1),
        ("strategy=mutex do=1s:expire,1.1s:crash_holder", None, 0),
        ("strategy=unprotected do=1s:expire,1.1s:crash_holder", Some("InterventionIdle why=no_holder"), 1),
        ("strategy=mutex do=1s:unlucky_dice", Some("InterventionIdle why=no_dice"), 1),
        ("strategy=xfetch do=1s:unlucky_dice", None, 0),
        ("cache_latency=0ms do=1s:cache_slow:3:1s", Some("InterventionIdle why=instant_cache"), 1),
        ("cache_latency=uniform:0ms:1ms do=1s:cache_slow:3:1s", None, 0),
        ("db_latency=0ms do=1s:db_slow:3:1s", Some("InterventionIdle why=instant_database"), 1),
        ("db_latency=20ms do=1s:db_slow:1:1s", Some("InterventionIdle why=same_speed"), 1),
        ("do=1s:cache_slow:1:1s", Some("InterventionIdle why=same_speed"), 1),
        ("arrivals=closed clients=5 do=1s:align_arrivals", Some("InterventionIdle why=closed_loop"), 1),
        ("arrivals=even do=1s:align_arrivals", None, 0),
        ("do=1s:warm", Some("InterventionIdle why=nothing_missing"), 1),
        ("rate=0/s do=900ms:flush,1s:warm", None, 0),
        ("warm=false rate=0/s do=1s:expire", None, 1),
        ("warm=false rate=0/s do=1s:flush", None, 1),
        ("do=1s:lose_locks", None, 1),
        ("do=1s:flush,1.3s:lose_locks", None, 0),
    ];
    for (line, expected, count) in table {
        let (events, report) = ran(&format!("{line} duration=2s"), is);
        let said: Vec<String> =
            events.iter().map(|event| words(event).split(' ').skip(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(said.first().map(String::as_str), expected, "{line}");
        assert_eq!(report.interventions_idle, count, "{line}");
    }
}

/// With a TTL of a minute and a run of 10 s, no strategy has anything to do. After a write's delete the mutex does, but
/// XFetch does not. Two reads per second of 10 ms each never overlap.
#[test]
fn a_strategy_with_nothing_to_do_says_so() {
    let table = [
        ("strategy=xfetch ttl=1m", Some("nothing_missed")),
        ("strategy=mutex ttl=1m", Some("nothing_missed")),
        ("strategy=xfetch ttl=1m do=2s:write", Some("nothing_expired")),
        ("strategy=background_refresh ttl=1m do=2s:write", Some("nothing_expired")),
        ("strategy=mutex ttl=1m do=2s:write", None),
        ("strategy=xfetch", None),
        ("strategy=background_refresh", None),
        ("strategy=mutex arrivals=even rate=2/s db_latency=10ms ttl=1s", Some("nobody_met")),
        ("strategy=single_flight", None),
        ("rate=0/s", None),
    ];
    for (line, expected) in table {
        let (_, report) = ran(&format!("{line} duration=10s"), |_| false);
        assert_eq!(report.strategy_idle, expected, "{line}");
        assert_eq!(run::idle::sentence(&report).is_some(), expected.is_some(), "{line}");
    }
}

/// With an outage of the cache in random runs, no wait for a lock without polling continues into the outage.
#[test]
fn always_no_wait_for_a_release_outlasts_the_beginning_of_an_outage() {
    let cut = Cell::new(0);
    each(all(), |scenario| {
        let mut scenario = Scenario { lock_poll: cache_aside_playground::units::Duration::ZERO, ..scenario.clone() };
        let at = scenario.duration.0 / 2;
        scenario.set("do", &format!("{at}ns:cache_down:{at}ns")).expect("an outage");
        let (trace, _) = run::run(&scenario).expect("it ends");
        for event in trace.events().iter().filter(|event| event.at.0 > at) {
            let EventKind::LockWaitEnded { waited, .. } = event.kind else { continue };
            // There may be two commands, each with its latency, between the end of the wait and its event.
            let slack = scenario.cache_latency.mean().0 * 40;
            cut.set(cut.get() + 1);
            assert!(event.at.0 - at <= slack || waited.0 == 0, "{event} though the cache is gone since {at}ns");
        }
    });
    assert!(cut.get() > 50, "only {} waits met an outage", cut.get());
}

/// The write that begins at 100 ms commits version 2 at 500 ms and stores it. R0 has had the lease since 250 ms and has
/// read version 1. The lease is voided, and R0's store at 650 ms is refused.
#[test]
fn a_newer_value_takes_the_lease_back() {
    let line =
        "strategy=lease arrivals=even rate=4/s db_latency=400ms cache_latency=0ms warm=false duration=3s ttl=20s";
    let is = |kind: &EventKind| matches!(kind, EventKind::LeaseVoid { .. } | EventKind::LeaseVoided { .. });
    for policy in ["update", "versioned_set"] {
        let (events, report) = ran(&format!("{line} write_policy={policy} do=100ms:write"), is);
        let said: Vec<String> = events.iter().map(words).collect();
        let expected = ["500ms I0 LeaseVoided key=0 holder=R0", "650ms R0 LeaseVoid key=0 version=1"];
        assert_eq!(said, expected, "{policy}");
        assert_eq!(report.stale_reads, 0, "{policy}");
    }
}

/// With leases a value stored by a write is never replaced by an older one that a reader has read before, so there is
/// no stale set. The same is true for deletes.
#[test]
fn always_a_lease_keeps_old_rows_out_when_writes_store_too() {
    let (voided, written) = (Cell::new(0), Cell::new(0));
    each(all(), |scenario| {
        let mut scenario = scenario.clone();
        scenario.interventions.clear();
        for (name, value) in [
            ("strategy", "lease"),
            ("lease_stale", "false"),
            ("write_policy", "update"),
            ("replica_lag", "0ms"),
            ("eviction", "lru"),
        ] {
            scenario.set(name, value).expect("a value");
        }
        let (trace, report) = run::run(&scenario).expect("it ends");
        assert_eq!(report.stale_causes.get("stale_set"), None);
        let is = |event: &&Event| matches!(event.kind, EventKind::LeaseVoided { .. });
        voided.set(voided.get() + trace.events().iter().filter(is).count());
        written.set(written.get() + report.writes);
    });
    assert!(voided.get() > 50, "{} of {}", voided.get(), written.get());
}

/// If versions are compared and nothing is evicted or lost, an older update never replaces a newer one. So none is
/// reordered: every stale read is due to a pending write.
#[test]
fn always_an_update_is_reordered_only_where_a_newer_one_came_before() {
    let pending = Cell::new(0);
    each(all(), |scenario| {
        let mut scenario = scenario.clone();
        scenario.interventions.clear();
        for (name, value) in [("write_policy", "versioned_set"), ("ttl", "24h"), ("capacity", "0"), ("warm", "true")] {
            scenario.set(name, value).expect("a value");
        }
        let report = run::report(&scenario).expect("it ends");
        assert_eq!(report.stale_causes.get("reordered_update"), None);
        pending.set(pending.get() + report.stale_causes.get("pending").copied().unwrap_or(0));
    });
    assert!(pending.get() > 100, "{}", pending.get());
}

/// A run in which read R6289 finds an older update while the set of the newer one is still pending.
#[test]
fn an_update_before_a_newer_one_is_pending() {
    let line = "strategy=unprotected write_policy=versioned_set ttl=24h rate=100/s write_rate=4/s duration=2m \
                cache_latency=exponential:20ms db_latency=exponential:100ms instances=1 db_connections=0 seed=0";
    let (events, _) = ran(line, |kind| matches!(kind, EventKind::StaleRead { .. }));
    let event = events.iter().find(|event| event.actor.to_string() == "R6289").expect("the read is stale");
    assert!(matches!(event.kind, EventKind::StaleRead { cause: StaleCause::Pending, .. }), "{event}");
}
