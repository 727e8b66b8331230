//! Tests of presets about locks that do not exclude: anyone may release them.

use super::{Run, assert_mean, runs};
use cache_aside_playground::trace::{Event, EventKind};

fn releases_another(event: &Event) -> bool {
    matches!(event.kind, EventKind::LockReleased { holder, .. } if holder != event.actor)
}

fn refused(event: &Event) -> bool {
    matches!(event.kind, EventKind::LockReleaseRefused { .. })
}

/// A holder is done 3 ms after its query, L lognormal with median 80 ms and sigma 1; its lock ends after 200 ms. So it
/// is late with probability P(L > 197 ms) = P(Z > ln(197/80)) = P(Z > 0.9011) = 0.1838. If only the owner may release,
/// that is the share of refused releases. If anyone may, these releases free another holder's lock, and there are at
/// least one and a half times as many queries.
#[test]
fn released_by_another_one_more_reader_queries_beside_them() {
    const LATE: f64 = 0.183_8;
    let (any, owner) = (runs("released_by_another", ""), runs("released_by_another", "lock_release=owner"));
    let beyond = |run: &Run| {
        let released = run.count(|event| matches!(event.kind, EventKind::LockReleased { .. }));
        run.count(refused) - LATE * (run.count(refused) + released)
    };
    assert_mean("late releases beyond their share", &owner.iter().map(beyond).collect::<Vec<_>>(), 0.0);
    assert!(owner.iter().all(|run| run.count(releases_another) == 0.0));
    assert!(any.iter().all(|run| run.count(releases_another) > 0.0));
    let queries = |runs: &[Run]| runs.iter().map(|run| run.report.db_queries).sum::<u64>();
    assert!(2 * queries(&any) > 3 * queries(&owner), "{} against {}", queries(&any), queries(&owner));
}

/// Reads every 333 ms always miss and take the lock in turn, for 0.8 s each: from 0.333, 1.133 … 3.533 and 4.333 s on.
/// Two writes at 4.1 s use the other connection until 4.9 s and the holder's until 5.133 s. So the holder of 4.333 s
/// queries from 4.9 to 5.7 s, but its lease of 1 s ends at 5.333 s. If only the owner may release, two readers query at
/// once between these two times. If anyone may, each later release frees the other's lock, and two query at once until
/// the end.
#[test]
fn getdel_after_one_late_holder_there_are_always_two_at_once() {
    for (changes, expected) in [("", 2), ("lock_release=owner", 1)] {
        for run in runs("getdel", changes) {
            let begun = run.trace.events().iter().filter(|event| event.at.as_nanos() > 5_750_000_000);
            let at_once = begun.filter_map(|event| match event.kind {
                EventKind::DbQueryStarted { in_flight, .. } => Some(in_flight),
                _ => None,
            });
            let at_once: Vec<u32> = at_once.collect();
            assert!(at_once.len() > 15 && at_once.iter().all(|&count| count == expected), "{changes}: {at_once:?}");
            assert_eq!(run.count(releases_another) > 15.0, expected == 2, "{changes}");
            assert_eq!(run.count(refused), f64::from(2 - expected), "{changes}");
        }
    }
}
