//! Properties of random scenarios: those that always hold, and events that must sometimes happen, so that the former
//! are meaningful.

mod database;

use crate::held::violations;
use crate::scenarios::{all, each, parse};
use cache_aside_playground::run;
use cache_aside_playground::scenario::{Arrivals, FIELDS, PRESETS, Scenario, Strategy, WritePolicy};
use cache_aside_playground::simulation::Simulation;
use cache_aside_playground::trace::requests::{Change, Outcome, Requests};
use cache_aside_playground::trace::{Absence, Actor, ActorKind, Event, EventKind, KINDS, StaleCause, Trace};
use cache_aside_playground::units::{Duration, Instant};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// The trace of a scenario, whose run must end without an error.
pub fn trace(scenario: &Scenario) -> Trace {
    run::run(scenario).unwrap_or_else(|stopped| panic!("stopped: {stopped}")).0
}

fn assert_same(events: &[Event], expected: &[Event]) {
    let differs = events.iter().zip(expected).position(|(a, b)| a != b);
    if let Some(index) = differs {
        panic!("event {index} is\n  {}\ninstead of\n  {}", events[index], expected[index]);
    }
    assert_eq!(events.len(), expected.len());
}

#[test]
fn always_every_run_ends_and_violates_no_invariant() {
    each(all(), |scenario| {
        let wrongs = violations(scenario, trace(scenario).events());
        assert!(wrongs.is_empty(), "{}", wrongs.join("\n"));
    });
}

#[test]
fn always_a_scenario_prints_a_line_that_reads_back_as_itself() {
    each(all(), |scenario| assert_eq!(parse(&scenario.to_string()), *scenario));
}

#[test]
fn always_a_line_has_one_fingerprint_and_one_report_with_or_without_its_trace() {
    each(all(), |scenario| {
        let (trace, report) = run::run(scenario).expect("it ends");
        let (again, report_again) = run::run(&parse(&scenario.to_string())).expect("it ends");
        assert_eq!(trace.fingerprint(), again.fingerprint());
        assert_eq!(report, report_again);
        assert_eq!(report, run::report(scenario).expect("it ends"));
        let mut appended = Trace::default();
        trace.events().iter().for_each(|&event| appended.push(event));
        assert_eq!(appended.fingerprint(), report.fingerprint, "the fingerprint is that of the events held");
    });
}

/// With dice of 1 no read refreshes early, and XFetch without early refreshes is the unprotected read: the same queries
/// at the same times, on the same traffic. There is no cache latency here, because with one a value may expire on its
/// way to the reader, which then refreshes with any dice.
#[test]
fn always_unlucky_dice_turn_xfetch_into_the_unprotected_read() {
    let early = Cell::new(0);
    each(all(), |scenario| {
        let under = |strategy, line: &str| {
            let mut scenario = Scenario { strategy, ..scenario.clone() };
            scenario.set("do", line).expect("an action");
            scenario.set("cache_latency", "0s").expect("a latency");
            run::report(&scenario).expect("it ends")
        };
        let rigged = format!("0s:unlucky_dice:{}", scenario.duration + Duration(1));
        let (xfetch, unprotected) = (under(Strategy::Xfetch, &rigged), under(Strategy::Unprotected, &rigged));
        assert_eq!(xfetch.early_recomputes, 0);
        assert_eq!(xfetch.episodes, unprotected.episodes);
        assert_eq!(xfetch.latency_ms, unprotected.latency_ms);
        early.set(early.get() + under(Strategy::Xfetch, "").early_recomputes);
    });
    assert!(early.get() > 0, "without the rigging somebody goes early");
}

#[test]
fn always_slices_leave_no_mark() {
    each(all(), |scenario| {
        let whole = trace(scenario);
        for polls in [1, 7, 1_000] {
            let mut simulation = Simulation::new(scenario);
            let mut progress = 0.0;
            while !simulation.advance(polls).expect("it ends") {
                assert!(simulation.progress() >= progress && simulation.progress() <= 1.0);
                progress = simulation.progress();
            }
            assert_eq!(simulation.progress(), 1.0);
            assert_same(simulation.trace().events(), whole.events());
        }
    });
}

#[test]
fn always_a_shorter_run_is_the_beginning_of_a_longer_one() {
    each(all(), |longer| {
        let whole = trace(longer);
        for share in [3, 7] {
            let duration = Duration(longer.duration.0 * share / 8);
            let end = Instant::ZERO + duration;
            let mut shorter = Scenario { duration, ..longer.clone() };
            shorter.interventions.retain(|intervention| intervention.at <= end);
            let until = whole.events().partition_point(|event| event.at <= end);
            assert_same(trace(&shorter).events(), &whole.events()[..until]);
        }
    });
}

/// Every action, three of them in each case.
#[test]
fn always_an_intervention_leaves_all_before_it_as_it_was() {
    each(all(), |scenario| {
        let whole = trace(scenario);
        let span = Duration(scenario.duration.0 / 5);
        let actions = [
            "expire".to_string(),
            "flush".to_string(),
            "write".to_string(),
            format!("warm:{:.6}/s", 20.0 / scenario.duration.as_secs_f64()),
            "crash_holder".to_string(),
            format!("db_slow:4:{span}"),
            format!("db_down:{span}"),
            format!("cache_down:{span}"),
            "lose_next_invalidation".to_string(),
            format!("align_arrivals:{span}"),
            format!("unlucky_dice:{span}"),
            "lose_locks".to_string(),
            format!("cache_slow:4:{span}"),
        ];
        for (step, share) in [1, 4, 6].into_iter().enumerate() {
            let action = &actions[(scenario.seed as usize + 3 * step) % actions.len()];
            let at = Instant(scenario.duration.0 * share / 7);
            let mut poked = scenario.clone();
            poked.set("do", &format!("{at}:{action}")).expect("an action");
            poked.interventions.splice(0..0, scenario.interventions.clone());
            poked.interventions.sort_by_key(|intervention| intervention.at);
            let poked = trace(&poked);
            let before = |trace: &Trace| trace.events().partition_point(|event| event.at < at);
            assert_same(&poked.events()[..before(&poked)], &whole.events()[..before(&whole)]);
            let of_its_own = |event: &Event| event.at == at && event.actor.kind() == ActorKind::Intervention;
            assert!(action == "crash_holder" || poked.events().iter().any(of_its_own), "{action} leaves no event");
        }
    });
}

/// In a closed loop the time of a read depends on earlier answers, but the n-th read is the same in every case.
#[test]
fn always_every_strategy_and_write_policy_faces_the_same_traffic() {
    let traffic = |scenario: &Scenario| -> BTreeMap<Actor, (Instant, u32, u32)> {
        let closed = scenario.arrivals == Arrivals::Closed;
        let started = |event: &Event| match event.kind {
            EventKind::ReadStarted { key, instance, .. } | EventKind::WriteStarted { key, instance } => {
                let at = if closed { Instant::ZERO } else { event.at };
                Some((event.actor, (at, key.0, instance)))
            }
            _ => None,
        };
        trace(scenario).events().iter().filter_map(started).collect()
    };
    each(all(), |scenario| {
        let expected = traffic(scenario);
        for &strategy in Strategy::ALL {
            for &write_policy in WritePolicy::ALL {
                let mut other = traffic(&Scenario { strategy, write_policy, ..scenario.clone() });
                let mut expected = expected.clone();
                if scenario.arrivals == Arrivals::Closed {
                    expected.retain(|actor, _| other.contains_key(actor));
                    other.retain(|actor, _| expected.contains_key(actor));
                }
                assert!(other == expected, "{strategy:?} with {write_policy:?}");
            }
        }
    });
}

#[test]
fn always_the_estimate_of_events_is_an_upper_bound() {
    let check = |scenario: &Scenario| {
        let (events, estimate) = (trace(scenario).count(), scenario.events_estimate());
        assert!(events <= estimate, "{events} events, at most {estimate} expected");
    };
    each(all(), check);
    for preset in PRESETS {
        check(&preset.scenario());
    }
}

/// The bound stated in a refusal is true: no run makes fewer events.
#[test]
fn always_the_bound_is_a_lower_one() {
    let check = |scenario: &Scenario| {
        let (events, least) = (trace(scenario).count(), scenario.events_least());
        assert!(least <= events, "{events} events, at least {least} claimed");
    };
    each(all(), check);
    for preset in PRESETS {
        check(&preset.scenario());
    }
}

/// Computes the counters of the report again, from the names of the events alone.
#[test]
fn always_the_counters_of_a_report_add_up() {
    each(all(), |scenario| {
        let (trace, report) = run::run(scenario).expect("it ends");
        let count = |name: &str| trace.events().iter().filter(|e| e.kind.to_string().starts_with(name)).count() as u64;
        assert_eq!(report.events, trace.events().len() as u64);
        assert_eq!(report.reads, count("ReadEnded") + count("ReadFailed"));
        assert_eq!(report.writes, count("WriteEnded") + count("WriteFailed"));
        assert_eq!(report.reads + report.writes + report.unfinished, count("ReadStarted") + count("WriteStarted"));
        assert_eq!(report.failed, count("ReadFailed"));
        assert_eq!(report.db_queries, count("DbQueryStarted"));
        assert_eq!(report.hits + report.stale_hits + report.early_recomputes + report.misses, report.reads);
        let unreachable = report.misses - report.miss_reasons.values().sum::<u64>();
        assert!(unreachable <= count("CacheUnreachable") + report.failed, "{:?}", report.miss_reasons);
        let served = (report.hits + report.stale_hits) as f64;
        assert_eq!(report.hit_ratio, if report.reads == 0 { 0.0 } else { served / report.reads as f64 });
        assert!(report.stale_reads <= report.reads - report.failed);
        assert!(report.lock_waits <= report.reads && report.early_recomputes <= report.reads);
        assert_eq!(report.wait_ms.max > 0.0, report.wait_ms.mean > 0.0);
        let connections = u64::from(scenario.db_connections);
        assert!(connections == 0 || report.db_in_flight_max <= connections);
        assert_eq!(report.db_queue_max > 0, count("DbQueued") > 0);

        let queries: u64 = report.episodes.iter().map(|episode| episode.db_queries).sum();
        assert_eq!(queries, queries_asked_for(&trace), "each query is in one episode");
        assert_eq!(report.stale_causes.values().sum::<u64>(), report.stale_reads);
        for (name, form) in &report.theory {
            let (measured, error) = (form.measured.unwrap_or(0.0), form.standard_error.unwrap_or(0.0));
            let numbers = [form.predicted, measured, error, form.weight];
            assert!(numbers.iter().all(|number| number.is_finite() && *number >= 0.0), "{name}: {form:?}");
        }
        assert_eq!(report.stale_reads, count("StaleRead"));
        assert!(report.episodes.iter().all(|episode| episode.early <= episode.db_queries && episode.db_queries > 0));
        assert!(report.episodes.is_sorted_by(|a, b| a.at_ms <= b.at_ms));

        let latencies = latencies_ms(&trace);
        assert_eq!(latencies.len() as u64, report.reads);
        let spread = report.latency_ms;
        for (percent, value) in [(50, spread.p50), (90, spread.p90), (99, spread.p99), (100, spread.max)] {
            // Nearest rank: the smallest value that is not exceeded by this percentage of the values.
            let (below, at_most) = latencies.iter().fold((0, 0), |(below, at_most), &latency| {
                (below + usize::from(latency < value), at_most + usize::from(latency <= value))
            });
            let n = latencies.len();
            assert!(n == 0 || (at_most * 100 >= n * percent && below * 100 < n * percent), "p{percent} is {value}");
        }
        let mean = latencies.iter().sum::<f64>() / latencies.len().max(1) as f64;
        assert!((spread.mean - mean).abs() <= 1e-9 * mean, "mean {} against {mean}", spread.mean);
    });
}

/// The queries requested by reads and refreshes, whether they got a connection at once or queued for one.
fn queries_asked_for(trace: &Trace) -> u64 {
    let mut in_line = BTreeSet::new();
    let mut asked = 0;
    let recomputes = |event: &&Event| matches!(event.actor.kind(), ActorKind::Read | ActorKind::Refresh);
    for event in trace.events().iter().filter(recomputes) {
        match event.kind {
            EventKind::DbQueued { .. } => asked += u64::from(in_line.insert(event.actor)),
            EventKind::DbQueryStarted { .. } => asked += u64::from(!in_line.remove(&event.actor)),
            EventKind::DbQueueLeft { .. } | EventKind::ReadGivenUp { .. } | EventKind::RequestCrashed {} => {
                in_line.remove(&event.actor);
            }
            _ => {}
        }
    }
    asked
}

fn latencies_ms(trace: &Trace) -> Vec<f64> {
    let mut began = std::collections::BTreeMap::new();
    let mut latencies = Vec::new();
    for event in trace.events() {
        match event.kind {
            EventKind::ReadStarted { .. } => drop(began.insert(event.actor, event.at)),
            EventKind::ReadEnded { .. } | EventKind::ReadFailed { .. } => {
                latencies.push(event.at.since(began[&event.actor]).as_millis_f64());
            }
            _ => {}
        }
    }
    latencies
}

#[test]
fn sometimes_every_kind_of_event_every_reason_every_cause_and_every_outcome_occurs() {
    use std::cell::RefCell;
    let seen = RefCell::new(BTreeSet::new());
    each(all(), |scenario| {
        let trace = trace(scenario);
        let mut seen = seen.borrow_mut();
        let mut requests = Requests::default();
        for event in trace.events() {
            seen.insert(KINDS[usize::from(event.kind.number())].name);
            match event.kind {
                EventKind::CacheMiss { why, .. } => seen.insert(Absence::WORDS[why as usize]),
                EventKind::StaleRead { cause, .. } => seen.insert(StaleCause::WORDS[cause as usize]),
                _ => false,
            };
            if let Some(Change::Ended(request)) = requests.event(event) {
                seen.insert(Outcome::NAMES[request.outcome() as usize]);
            }
        }
        seen.extend(requests.in_flight().map(|request| Outcome::NAMES[request.outcome() as usize]));
    });
    let names = KINDS.iter().map(|kind| kind.name).chain(Absence::WORDS).chain(StaleCause::WORDS).chain(Outcome::NAMES);
    let missing: Vec<_> = names.filter(|name| !seen.borrow().contains(name)).collect();
    assert!(missing.is_empty(), "never seen: {missing:?}");
}

#[test]
fn sometimes_every_field_differs_from_its_default_and_every_word_is_used() {
    for field in FIELDS {
        let values: BTreeSet<String> = all().map(|case| (field.print)(&parse(&crate::scenarios::line(case)))).collect();
        assert!(values.len() > 1, "{} is always {values:?}", field.name);
        for word in (field.words)() {
            let used = values.iter().any(|value| value.contains(word));
            assert!(used, "{} is never {word}", field.name);
        }
    }
}

/// The staleness bound of every policy. A value is served for at most its TTL, jitter and grace after it was stored.
/// Its row was read before that by at most the slowest such time in the run, from a replica by at most its lag. No read
/// is stale by more than the sum of these.
#[test]
fn always_no_read_is_out_of_date_for_longer_than_its_ttl_and_the_way_into_the_cache() {
    each(all(), |scenario| {
        let trace = trace(scenario);
        let (mut read_at, mut commits) = (BTreeMap::new(), BTreeMap::<_, Vec<Instant>>::new());
        let (mut way, mut lag, mut stalest) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
        for event in trace.events() {
            match event.kind {
                EventKind::DbQueryStarted { .. } => drop(read_at.insert(event.actor, event.at)),
                EventKind::DbUpdateCommitted { key, .. } => {
                    read_at.insert(event.actor, event.at);
                    commits.entry(key).or_default().push(event.at);
                }
                EventKind::DbQueryFinished { key, version, .. } => {
                    // Superseded by the commit of the next version; the first commit made version 2.
                    let next = commits.get(&key).and_then(|times| times.get((version.0 as usize).wrapping_sub(1)));
                    let began = read_at.get(&event.actor).copied();
                    if let (Some(&next), Some(began)) = (next, began) {
                        lag = lag.max(if next < began { began.since(next) } else { Duration::ZERO });
                        way = way.max(event.at.since(began));
                    }
                }
                EventKind::CacheSet { .. } => {
                    let began = read_at.get(&event.actor).copied().unwrap_or(event.at);
                    way = way.max(event.at.since(began));
                }
                EventKind::ReadEnded { superseded_for, .. } => stalest = stalest.max(superseded_for),
                _ => {}
            }
        }
        let kept = scenario.lifetime().kept_for + scenario.ttl_jitter;
        let bound = kept + way + lag;
        assert!(stalest <= bound, "{stalest} out of date, at most {kept} + {way} + {lag}");
    });
}

/// With leases there is no stale read at all if deletes are sent at once, are not lost and all take the same time,
/// whatever else happens. The same is true of a cache that compares versions, as long as it still has a version to
/// compare with.
#[test]
fn always_leases_and_versions_keep_out_old_values() {
    let set = |scenario: &Scenario, values: &str| {
        let mut scenario = scenario.clone();
        scenario.interventions.clear();
        for pair in format!("write_delay=0ms invalidation_loss=0 replica_lag=0ms cache_latency=1ms {values}").split(' ')
        {
            let (name, value) = pair.split_once('=').expect("a pair");
            scenario.set(name, value).expect("a value");
        }
        scenario
    };
    each(all(), |scenario| {
        for values in [
            "strategy=lease lease_stale=false write_policy=invalidate",
            "write_policy=versioned_set ttl=24h warm=true capacity=0",
        ] {
            let report = run::report(&set(scenario, values)).expect("it ends");
            assert!(report.stale_reads == 0, "{values}: {:?}", report.stale_causes);
        }
    });
}
