//! Tests of runs that are too large to keep their events: excerpts, made by running again, and what is kept of the
//! whole run.

use crate::scenarios::{all, each, parse};
use cache_aside_playground::random::{Draws, Stream};
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::Simulation;
use cache_aside_playground::timeline::Timeline;
use cache_aside_playground::trace::{Event, EventKind};
use cache_aside_playground::units::Instant;
use cache_aside_playground::wasm::column::Column;
use cache_aside_playground::wasm::columns::Gathered;
use cache_aside_playground::wasm::events::{Events, Excerpt, ExcerptRequest};
use std::cell::Cell;
use std::collections::BTreeMap;

/// All values of each column as numbers, whatever their type.
fn numbers(columns: Vec<(&'static str, Column)>) -> BTreeMap<&'static str, Vec<f64>> {
    let of = |column| match column {
        Column::F64(pieces) => pieces.concat(),
        Column::U32(pieces) => pieces.concat().into_iter().map(f64::from).collect(),
        Column::U8(pieces) => pieces.concat().into_iter().map(f64::from).collect(),
        Column::One(number) => vec![number],
    };
    columns.into_iter().map(|(name, column)| (name, of(column))).collect()
}

fn columns_of(events: &[Event]) -> BTreeMap<&'static str, Vec<f64>> {
    let mut all = Events::default();
    all.fold(events);
    numbers(all.into_named(0, 0.0, 0.0))
}

/// Makes an excerpt in slices of a number of polls. Returns its columns, and whether the run went on to its end.
fn excerpt_of(scenario: &Scenario, request: ExcerptRequest, polls: u64) -> (BTreeMap<&'static str, Vec<f64>>, bool) {
    let mut simulation = Simulation::new(scenario);
    let mut detail = Excerpt::new(request);
    loop {
        let ended = simulation.advance(polls).expect("it ends");
        let enough = detail.fold(simulation.trace().events());
        simulation.trace_mut().forget();
        if ended || enough {
            return (numbers(detail.finish(simulation.end())), ended);
        }
    }
}

fn request_at(at: Instant, before: usize, after: usize) -> ExcerptRequest {
    ExcerptRequest { at, before, after, actor: None, kind: None, key: None }
}

fn nanos(event: &Event) -> f64 {
    event.at.as_nanos() as f64
}

/// The number of rows at the start of a list that share one instant.
fn instant<'a>(mut rows: impl Iterator<Item = &'a Event> + Clone) -> usize {
    rows.clone().next().map_or(0, |first| rows.by_ref().take_while(|event| event.at == first.at).count())
}

#[test]
fn always_an_excerpt_is_a_slice_of_the_trace_in_whole_instants_and_no_larger_than_requested() {
    let (inside, filtered) = (Cell::new(0), Cell::new(0));
    each(all(), |scenario| {
        let trace = run::run(scenario).expect("it ends").0;
        let mut draws = Draws::of(scenario.seed, Stream::ReadKey, 1);
        for turn in 0..6 {
            let mut below = |bound: u64| draws.below(bound.max(1));
            let some = (below(trace.count()) as usize).min(trace.events().len().saturating_sub(1));
            // At the time of an event, or at any time.
            let at = match trace.events().get(some) {
                Some(event) if turn % 2 == 0 => Instant(event.at.0 + below(2)),
                _ => Instant(below(scenario.duration.0 + 2)),
            };
            let (before, after) = (below(40) as usize, below(40) as usize);
            let mut asked = request_at(at, before, after);
            if turn > 2
                && let Some(event) = trace.events().get(some)
            {
                asked.actor = (turn != 4).then_some(event.actor.bits());
                asked.kind = (turn >= 4).then_some(u32::from(event.kind.number()));
                asked.key = (turn == 4).then_some(event.kind.numbers().key);
            }
            let is_asked_for = |event: &&Event| {
                asked.actor.is_none_or(|actor| actor == event.actor.bits())
                    && asked.kind.is_none_or(|kind| kind == u32::from(event.kind.number()))
                    && asked.key.is_none_or(|key| key == event.kind.numbers().key)
            };
            let asked_for: Vec<Event> = trace.events().iter().filter(is_asked_for).copied().collect();
            let (found, _) = excerpt_of(scenario, asked, 1 + below(300));
            let one = |name| found[name][0];
            let (first, from_ns, to_ns) = (one("events.first") as usize, one("events.from_ns"), one("events.to_ns"));

            // It has exactly the events from its start to its end, and reports the right number of events before it.
            let rows = found["events.at_ns"].len();
            let expected: Vec<Event> =
                asked_for.iter().filter(|event| (from_ns..=to_ns).contains(&nanos(event))).copied().collect();
            let mut expected_columns = columns_of(&expected);
            for name in ["events.first", "events.from_ns", "events.to_ns"] {
                expected_columns.insert(name, found[name].clone());
            }
            assert_eq!(found, expected_columns, "{asked:?}");
            assert_eq!(first, asked_for.iter().filter(|event| nanos(event) < from_ns).count(), "{asked:?}");

            // It has as many as requested, if there are as many, and at most one instant more on either side.
            let split = asked_for.partition_point(|event| event.at < at);
            let (held_before, held_after) = (split - first, first + rows - split);
            assert!(held_before >= before.min(split) && held_after >= after.min(asked_for.len() - split), "{asked:?}");
            let most = |asked: usize, instant: usize| if asked == 0 { 0 } else { asked - 1 + instant.max(1) };
            assert!(held_before <= most(before, instant(expected.iter())), "{held_before} {asked:?}");
            assert!(held_after <= most(after, instant(expected.iter().rev())), "{held_after} {asked:?}");
            // If there is a row before the excerpt, every time in it has a current row.
            if asked.actor.is_none() && asked.kind.is_none() && first > 0 && before > 0 {
                assert_eq!(from_ns, nanos(&expected[0]));
            }
            inside.set(inside.get() + u32::from(first > 0 && first + rows < asked_for.len()));
            filtered.set(filtered.get() + u32::from(turn > 2 && rows > 1 && first > 0));
        }
    });
    assert!(inside.get() > 0 && filtered.get() > 0);
}

/// Consecutive excerpts, each from the end of the last one, make up the whole trace.
#[test]
fn always_consecutive_excerpts_are_the_whole_trace() {
    each(0..all().end / 10, |scenario| {
        let trace = run::run(scenario).expect("it ends").0;
        let end = scenario.duration.as_nanos() as f64;
        let mut rows = 0;
        let mut from = 0.0;
        let mut turns = 0;
        while from <= end {
            let (found, _) = excerpt_of(scenario, request_at(Instant(from as u64), 0, 700), 1_000);
            assert_eq!((found["events.first"][0], found["events.from_ns"][0]), (rows as f64, from));
            let length = found["events.at_ns"].len();
            let all = columns_of(&trace.events()[rows..rows + length]);
            assert!(["kind", "actor", "key", "a", "b", "c"].iter().all(|name| {
                let name = format!("events.{name}");
                found[&*name] == all[&*name]
            }));
            rows += length;
            from = found["events.to_ns"][0] + 1.0;
            turns += 1;
        }
        assert_eq!((rows as u64, from), (trace.count(), end + 1.0));
        assert!(turns <= 1 + rows / 700);
    });
}

/// 100 evenly spaced reads per second for 10 s. Each is a start, a hit and an end at one instant: the cache takes no
/// time.
const EVEN: &str = "arrivals=even rate=100/s duration=10s ttl=1h cache_latency=0s";

#[test]
fn an_excerpt_computes_no_more_of_the_run_than_it_needs() {
    let scenario = parse(EVEN);
    // Ten rows from 2 s on: three instants have nine, the fourth makes twelve. The excerpt ends before 2.04 s.
    let (found, ended) = excerpt_of(&scenario, request_at(Instant(2_000_000_000), 4, 10), 10);
    assert!(!ended);
    assert_eq!(found["events.to_ns"], [2_040_000_000.0 - 1.0]);
    // Two instants of three before it. What is stored when the run begins, and the reads of 0.01 to 1.97 s, come
    // before.
    assert_eq!(found["events.from_ns"], [1_980_000_000.0]);
    assert_eq!(found["events.first"], [1.0 + 3.0 * 197.0]);
    assert_eq!(found["events.at_ns"].len(), 6 + 12);
    // Only the last rows of the run.
    let (found, ended) = excerpt_of(&scenario, request_at(Instant(u64::MAX), 3, 10), 10);
    assert!(ended);
    assert_eq!((found["events.at_ns"].len(), found["events.to_ns"][0]), (3, 10e9));
}

/// A thousand clients that all arrive at 100 ms and whose reads take no time: 3,000 rows, more than requested, at one
/// instant.
#[test]
fn an_instant_is_never_cut() {
    let line = "arrivals=closed clients=1000 think_time=100ms duration=150ms ttl=1h cache_latency=0s";
    let scenario = parse(line);
    for (at, before, after, expected) in [
        (100_000_000, 0, 5, (100_000_000.0, 150e6, 3_000)),
        (100_000_001, 5, 5, (100_000_000.0, 150e6, 3_000)),
        (99_999_999, 0, 5, (99_999_999.0, 150e6, 3_000)),
        (50_000_000, 5, 0, (0.0, 100e6 - 1.0, 1)),
    ] {
        let (found, _) = excerpt_of(&scenario, request_at(Instant(at), before, after), 100);
        let one = |name| found[name][0];
        let all = (one("events.from_ns"), one("events.to_ns"), found["events.at_ns"].len());
        assert_eq!(all, expected, "{at}");
    }
}

/// Up to the maximum number, all events are kept; with one more, none are. Nothing else changes.
#[test]
fn always_a_run_of_more_events_than_are_kept_is_told_without_them() {
    each(0..all().end / 10, |scenario| {
        let (trace, report) = run::run(scenario).expect("it ends");
        let end = Instant::ZERO + scenario.duration;
        let told = |whole_max: u64, slice: usize| {
            let mut gathered = Gathered::new(scenario, whole_max);
            trace.events().chunks(slice).for_each(|events| gathered.fold(events));
            let told = gathered.finish(end);
            let report = run::complete(told.report, &trace, scenario, None);
            (numbers(told.columns), report, told.narration, told.limits)
        };
        let whole = told(trace.count(), 100);
        let without = told(trace.count().saturating_sub(1), 100);
        assert_eq!((&whole.1, &whole.2, whole.3), (&without.1, &without.2, without.3));
        assert_eq!(whole.1, report);
        assert_eq!(whole.0["events.at_ns"].len() as u64, trace.count());
        assert_eq!((&*whole.0["events.from_ns"], &*whole.0["events.to_ns"]), (&[0.0][..], &[end.0 as f64][..]));
        for (name, column) in &without.0 {
            match name.strip_prefix("events.") {
                None => assert_eq!(column, &whole.0[name], "{name}"),
                Some("first" | "from_ns") => assert_eq!(column[..], [0.0]),
                Some("to_ns") => assert_eq!(column[..], [if trace.count() > 0 { -1.0 } else { end.0 as f64 }]),
                Some(_) => assert_eq!(column.len(), 0, "{name}"),
            }
        }
    });
}

/// The holdings of a key are disjoint. Each lasts from its start to its release, its loss or the end of its lease.
#[test]
fn always_a_lock_is_held_by_one_at_a_time_and_no_longer_than_its_lease() {
    let (released, ran_out) = (Cell::new(0), Cell::new(0));
    each(all(), |scenario| {
        let trace = run::run(scenario).expect("it ends").0;
        let end = Instant::ZERO + scenario.duration;
        let Timeline { holdings, dice, .. } = Timeline::new(&trace, end);
        let acquired = trace.events().iter().enumerate().filter_map(|(index, event)| match event.kind {
            EventKind::LockAcquired { key, lease } => Some((index, event, key, lease)),
            _ => None,
        });
        let mut rows = 0;
        for (row, (index, event, key, lease)) in acquired.enumerate() {
            let over = trace.events()[index..].iter().find_map(|later| match later.kind {
                EventKind::LockReleased { key: of, .. } | EventKind::LeaseVoided { key: of, .. } if of == key => {
                    released.set(released.get() + 1);
                    Some(later.at)
                }
                EventKind::LocksLost { .. } => Some(later.at),
                EventKind::LockExpired { key: of, since, .. } if of == key => {
                    ran_out.set(ran_out.get() + 1);
                    Some(Instant(later.at.0 - since.0))
                }
                _ => None,
            });
            let to = over.unwrap_or(end).min(event.at + lease).min(end);
            assert_eq!((holdings.key[row], holdings.actor[row]), (key.0, event.actor.bits()));
            assert_eq!((holdings.from_ns[row], holdings.to_ns[row]), (nanos(event), to.0 as f64), "{event}");
            rows += 1;
        }
        assert_eq!((holdings.key.len(), holdings.to_ns.len()), (rows, rows));
        let rolled = |event: &&Event| matches!(event.kind, EventKind::DiceRolled { key, .. } if key.0 == 0);
        assert_eq!(dice as usize, trace.events().iter().filter(rolled).count());
    });
    assert!(released.get() > 0 && ran_out.get() > 0);
}
