//! Tests of times and orders in traces, with journals of a few entries.

use super::*;
use crate::journal::Value;
use cache_aside_playground::trace::ActorKind;
use cache_aside_playground::world::Row;

const READER: Actor = Actor::new(ActorKind::Read, 0);

fn command(place: u64, sent: u64, received: u64, server: i64) -> Command {
    let (sent, received) = (Instant(sent * 1_000), Instant(received * 1_000));
    Command { place, sent, received, server_us: server, actor: READER, key: Key(0), did: Did::ReleaseRefused }
}

/// Times in microseconds. The server's clock counts if it is between sending and answer, otherwise the nearer of the
/// two. The order of the places holds whatever the clocks say, with a nanosecond between two commands.
#[test]
fn a_command_takes_effect_between_its_sending_and_its_answer_in_its_place() {
    let all = [command(1, 10, 20, 15), command(2, 12, 30, 5), command(3, 25, 40, 90), command(4, 30, 35, 33)];
    let commands: Vec<&Command> = all.iter().collect();
    let at: Vec<u64> = times(&commands, 0).map(Instant::as_nanos).collect();
    assert_eq!(at, [15_000, 15_001, 35_000, 35_001]);
}

fn noted(at: u64, actor: Actor, kind: EventKind) -> Entry {
    Entry::Noted(Event { at: Instant(at), actor, kind })
}

/// A writer's answer comes at 50, but a reader has version 2 at 40, so it was committed before that.
#[test]
fn a_commit_is_dated_before_anybody_saw_it() {
    let key = Key(0);
    let writer = Actor::new(ActorKind::Write, 0);
    let version = Version(2);
    let seen = EventKind::DbQueryFinished { key, version, in_flight: 0, took: Duration(9) };
    let committed = EventKind::DbUpdateCommitted { key, version, in_flight: 0, took: Duration(9) };
    let entries = [noted(40, READER, seen), noted(50, writer, committed)];
    let events = events(&Scenario::default(), &entries, 0, Instant(100));
    assert_eq!(events.iter().map(|event| event.at.as_nanos()).collect::<Vec<_>>(), [39, 40]);
}

/// A value is stored for 5 ms at 1.25 ms of Redis' clock. The last millisecond in which Redis serves it is the one from
/// 6 to 7 ms, so it lives 5.75 ms.
#[test]
fn a_value_lives_to_the_end_of_its_last_millisecond() {
    let row = Row { version: Version(1), took: Duration(0), lagged: false };
    let did = Did::Set(Value { row, fresh_until_us: 6_250 }, 5, None);
    let set = Command { did, ..command(1, 1_200, 1_300, 1_250) };
    let events = events(&Scenario::default(), &[Entry::Command(set)], 0, Instant(9_000_000));
    let EventKind::CacheSet { fresh_for, kept_for, .. } = events[0].kind else { panic!("{events:?}") };
    assert_eq!((fresh_for, kept_for), (Duration(5_750_000), Duration(5_750_000)));
}

/// A lock is taken for 5 ms at 1.25 ms, so it should end at 7 ms. But at 7.2 ms another client is told who holds it.
#[test]
fn a_lock_lasts_as_long_as_somebody_was_told_of_it() {
    let at = |place, us: u64, did| Command { did, ..command(place, us, us + 10, us as i64) };
    let all = [at(1, 1_250, Did::Locked(5)), at(2, 7_200, Did::LockHeld(READER)), at(3, 7_900, Did::Locked(5))];
    let entries = all.map(Entry::Command);
    let events = events(&Scenario::default(), &entries, 0, Instant(9_000_000));
    let leases: Vec<u64> = events
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::LockAcquired { lease, .. } => Some(lease.as_nanos()),
            _ => None,
        })
        .collect();
    assert_eq!(leases, [5_950_001, 5_100_000]);
}
