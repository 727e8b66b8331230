//! Tests of a setup's line and a way's short form. Both are parts of links, and so untrusted.

use super::setup;
use cache_aside_playground::orders::scheduler::point;
use cache_aside_playground::orders::setup::Setup;
use cache_aside_playground::orders::step::Model;
use cache_aside_playground::orders::way::{MOVES_MAX, Walk};

#[test]
fn an_error_names_the_field_the_value_and_the_allowed_values() {
    let table = [
        ("readers=4", "invalid readers=4: expected a whole number, from 1 to 3"),
        ("readers=0", "invalid readers=0: expected a whole number, from 1 to 3"),
        ("readers=+1", "invalid readers=+1: expected a whole number, from 1 to 3"),
        ("writers=3", "invalid writers=3: expected a whole number, from 0 to 2"),
        ("moves=ttl", "invalid moves=ttl: expected none, or some of ttl_ends,lock_expires,lose_delete,crash_holder"),
        ("moves=ttl_ends,ttl_ends", "invalid moves=ttl_ends,ttl_ends: expected"),
        ("strategy=hope", "invalid strategy=hope: expected one of unprotected, mutex, xfetch,"),
        ("warm=maybe", "invalid warm=maybe: expected one of false, true"),
        ("lock_poll=10ms", "invalid lock_poll=10ms: expected 0ms here"),
        ("rate=5/s", "invalid rate=5/s: expected a field that orders depend on, one of strategy, write_policy,"),
        ("warm=true warm=true", "invalid warm=true: expected warm only once"),
        ("mutex", "invalid mutex=: expected name=value, without spaces"),
        ("grain=fine", "invalid grain=fine: expected one of query, command"),
        ("lease_reissue=never", "invalid lease_reissue=never: expected one of at_once, after_ttl"),
    ];
    for (line, expected) in table {
        let message = Setup::parse(line).expect_err(line).to_string();
        assert!(message.starts_with(expected), "{line}\n  gave     {message}\n  expected {expected}");
    }
    assert!(Setup::parse(&"x".repeat(5_000)).is_err());
}

#[test]
fn a_parsed_line_prints_without_the_defaults() {
    let table = [
        ("", ""),
        ("moves= instances=1 readers=2", ""),
        ("moves=none writers=1", ""),
        ("moves=lose_delete,ttl_ends strategy=lease", "strategy=lease moves=ttl_ends,lose_delete"),
        ("warm=false writers=0 readers=3", "warm=false readers=3 writers=0"),
        ("lease_reissue=after_ttl grain=command lock_poll=0ms", "lease_reissue=after_ttl grain=command"),
        ("instances=3 db_snapshot=end", "instances=3 db_snapshot=end"),
    ];
    for (line, printed) in table {
        let read = setup(line);
        assert_eq!(read.to_string(), printed, "{line}");
        assert_eq!(setup(printed), read, "{line}");
    }
}

#[test]
fn a_move_that_can_not_be_made_is_refused_with_those_that_can() {
    let model = Model::new(setup("strategy=unprotected warm=false"));
    let refused = |way: &str| Walk::parse(&model, way).map(|walk| walk.steps.len()).expect_err(way).to_string();
    assert_eq!(refused("R0 B7"), "invalid move 2=B7: expected one of R0, R1, W0");
    assert_eq!(refused("TTL"), "invalid move 1=TTL: expected one of R0, R1, W0");
    let all = "R0 R0 R0 R0 R1 W0 W0";
    assert_eq!(refused(&format!("{all} R0")), "invalid move 8=R0: expected nothing more: all has come to its end");
    assert!(refused(&"R0 ".repeat(MOVES_MAX * 2)).starts_with("invalid move 5=R0: expected "));
}

/// The way to a stale set, followed with leases: the last store is refused. From a strategy without a lock every move
/// has a counterpart; from the mutex, the moves for the lock and the second lookup are left out.
#[test]
fn the_order_of_one_strategy_is_tried_on_another() {
    let last =
        |point: &cache_aside_playground::orders::scheduler::Point| point.told.last().map(|step| step.text.clone());
    let stale = |point: &cache_aside_playground::orders::scheduler::Point| point.standings[0].now;
    let ways = [
        ("strategy=unprotected warm=false", "R0 R0 R0 W0 W0 R0", "R0 stores version 1, returns version 1."),
        ("strategy=mutex warm=false", "R0 R0 R0 R0 R0 W0 W0 R0 R0", "R0 releases the lock, returns version 1."),
    ];
    for (line, way, end) in ways {
        let without = point(line, way, "").expect("a way");
        let with = point("strategy=lease warm=false", way, line).expect("a way");
        assert_eq!(last(&without).as_deref(), Some(end));
        assert_eq!(with.way, "R0 R0 R0 W0 W0 R0", "{line}");
        assert_eq!(last(&with).as_deref(), Some("R0 does not store it: its lease is void, returns version 1."));
        assert_eq!((stale(&without), stale(&with)), (true, false));
    }
    // In the opposite direction two moves are added before the query: for the lock, and for the second lookup.
    let back = point("strategy=mutex warm=false", "R0 R0 R0 W0 W0 R0", "strategy=lease warm=false").expect("a way");
    assert_eq!(back.way, "R0 R0 R0 R0 R0 W0 W0 R0");
}

/// The choices before the last move of the way to a stale set.
#[test]
fn the_scheduler_is_told_what_may_come_next_and_what_it_breaks() {
    let point = point("strategy=unprotected warm=false moves=ttl_ends", "R0 R0 R0 W0 W0", "").expect("a way");
    let choices: Vec<(&str, &str, Vec<&str>)> =
        point.choices.iter().map(|c| (c.name.as_str(), c.text.as_str(), c.breaks.clone())).collect();
    assert_eq!(
        choices,
        [("R0", "R0 stores version 1, returns version 1.", vec!["stale_until_ttl"]), ("R1", "R1 misses.", vec![]),]
    );
    assert!(point.standings.iter().all(|standing| standing.since.is_none()));
    assert_eq!(point.told.iter().map(|step| step.moves).sum::<usize>(), 5);
}
