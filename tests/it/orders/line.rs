//! A setup's line and a way's short form: untrusted, since both are parts of links.

use super::setup;
use cache_aside_playground::orders::scheduler::point;
use cache_aside_playground::orders::setup::Setup;
use cache_aside_playground::orders::step::Model;
use cache_aside_playground::orders::way::{MOVES_MAX, Walk};

#[test]
fn what_is_refused_says_field_value_and_what_is_allowed() {
    let table = [
        ("readers=4", "readers=4 is refused: it must be a whole number, from 1 to 3."),
        ("readers=0", "readers=0 is refused: it must be a whole number, from 1 to 3."),
        ("readers=+1", "readers=+1 is refused: it must be a whole number, from 1 to 3."),
        ("writers=3", "writers=3 is refused: it must be a whole number, from 0 to 2."),
        (
            "moves=ttl",
            "moves=ttl is refused: it must be none, or some of ttl_ends,lock_expires,lose_delete,crash_holder",
        ),
        ("moves=ttl_ends,ttl_ends", "moves=ttl_ends,ttl_ends is refused"),
        ("strategy=hope", "strategy=hope is refused: it must be one of unprotected, mutex, xfetch,"),
        ("warm=yes", "warm=yes is refused: it must be one of false, true."),
        ("lock_poll=10ms", "lock_poll=10ms is refused: it must be 0ms here"),
        ("rate=5/s", "rate=5/s is refused: it must be a field that orders depend on, one of strategy, write_policy,"),
        ("warm=true warm=true", "warm=true is refused: it must be given only once."),
        ("mutex", "mutex= is refused: it must be written as name=value, without spaces."),
        ("grain=fine", "grain=fine is refused: it must be one of query, command."),
        ("lease_reissue=never", "lease_reissue=never is refused: it must be one of at_once, after_ttl."),
    ];
    for (line, expected) in table {
        let message = Setup::parse(line).expect_err(line).to_string();
        assert!(message.starts_with(expected), "{line}\n  gave     {message}\n  expected {expected}");
    }
    assert!(Setup::parse(&"x".repeat(5_000)).is_err());
}

#[test]
fn what_is_read_prints_back_without_the_defaults() {
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
    assert_eq!(refused("R0 B7"), "move 2=B7 is refused: it must be one of R0, R1, W0.");
    assert_eq!(refused("TTL"), "move 1=TTL is refused: it must be one of R0, R1, W0.");
    let all = "R0 R0 R0 R0 R1 W0 W0";
    assert_eq!(refused(&format!("{all} R0")), "move 8=R0 is refused: it must be left out: all has come to its end.");
    assert!(refused(&"R0 ".repeat(MOVES_MAX * 2)).starts_with("move 5=R0 is refused"));
}

/// Of the way to a stale set the lease takes every move, and refuses the last one's value.
#[test]
fn the_order_of_one_strategy_is_tried_on_another() {
    let way = "R0 R0 R0 W0 W0 R0";
    let without = point("strategy=unprotected warm=false", way, false).expect("a way");
    let with = point("strategy=lease warm=false", way, true).expect("a way");
    let last =
        |point: &cache_aside_playground::orders::scheduler::Point| point.told.last().map(|step| step.text.clone());
    assert_eq!(last(&without).as_deref(), Some("R0 stores version 1, returns version 1."));
    assert_eq!(last(&with).as_deref(), Some("R0 does not store it: its lease is void, returns version 1."));
    let stale = |point: &cache_aside_playground::orders::scheduler::Point| point.standings[0].now;
    assert_eq!((stale(&without), stale(&with)), (true, false));
}

/// What a learner sees before the last move of that way.
#[test]
fn the_scheduler_is_told_what_may_come_next_and_what_it_breaks() {
    let point = point("strategy=unprotected warm=false moves=ttl_ends", "R0 R0 R0 W0 W0", false).expect("a way");
    let choices: Vec<(&str, &str, Vec<&str>)> =
        point.choices.iter().map(|c| (c.name.as_str(), c.text.as_str(), c.breaks.clone())).collect();
    assert_eq!(
        choices,
        [("R0", "R0 stores version 1, returns version 1.", vec!["stale_until_ttl"]), ("R1", "R1 misses.", vec![]),]
    );
    assert!(point.standings.iter().all(|standing| standing.since.is_none()));
    assert_eq!(point.told.iter().map(|step| step.moves).sum::<usize>(), 5);
}
