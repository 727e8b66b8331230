//! The history of one key in a trace: when it was stored, deleted and committed. Times are in seconds.

use cache_aside_playground::trace::{Actor, ActorKind, EventKind, Trace};
use std::collections::BTreeMap;

/// One write.
#[derive(Clone, Copy)]
pub struct Write {
    /// The time of its first event: its delete or its commit.
    pub began_at: f64,
    pub committed_at: f64,
    pub version: u32,
    /// The times at which its own first delete and its deferred delete reached the cache.
    pub deleted_at: f64,
    pub deleted_again_at: f64,
}

/// A value stored by a reader.
#[derive(Clone, Copy)]
pub struct Fill {
    pub at: f64,
    pub version: u32,
    /// The time at which it was replaced or deleted; infinite if it was neither.
    pub gone_at: f64,
}

pub struct History {
    /// The writes, in order of their commits.
    pub writes: Vec<Write>,
    /// In order of time.
    pub fills: Vec<Fill>,
}

impl History {
    pub fn of(trace: &Trace) -> History {
        let never = f64::INFINITY;
        let (mut writes, mut fills): (Vec<Write>, Vec<Fill>) = (Vec::new(), Vec::new());
        let mut by_actor: BTreeMap<Actor, usize> = BTreeMap::new();
        let mut early_deletes: BTreeMap<Actor, f64> = BTreeMap::new();
        for event in trace.events() {
            let now = event.at.as_nanos() as f64 / 1e9;
            match event.kind {
                EventKind::DbUpdateCommitted { version, .. } => {
                    by_actor.insert(event.actor, writes.len());
                    let deleted_at = early_deletes.remove(&event.actor).unwrap_or(never);
                    let began_at = deleted_at.min(now);
                    let (committed_at, version, deleted_again_at) = (now, version.0, never);
                    writes.push(Write { began_at, committed_at, version, deleted_at, deleted_again_at });
                }
                EventKind::CacheDeleted { .. } => {
                    fills.last_mut().into_iter().for_each(|fill| fill.gone_at = fill.gone_at.min(now));
                    let deferred = event.actor.kind() == ActorKind::Deferred;
                    // The deferred task of write n has the number 2n.
                    let writer = Actor::new(ActorKind::Write, event.actor.number() / 2);
                    match by_actor.get(if deferred { &writer } else { &event.actor }) {
                        Some(&index) if deferred => writes[index].deleted_again_at = now,
                        Some(&index) => writes[index].deleted_at = now,
                        None => _ = early_deletes.insert(event.actor, now),
                    }
                }
                EventKind::CacheSet { version, .. } if event.actor.kind() != ActorKind::Site => {
                    fills.last_mut().into_iter().for_each(|fill| fill.gone_at = fill.gone_at.min(now));
                    fills.push(Fill { at: now, version: version.0, gone_at: never });
                }
                _ => {}
            }
        }
        History { writes, fills }
    }

    /// The writes without another write in this many seconds before they began and after they committed.
    pub fn isolated(&self, guard: f64) -> impl Iterator<Item = &Write> {
        self.writes.windows(3).filter_map(move |trio| {
            let alone =
                trio[1].began_at - trio[0].committed_at > guard && trio[2].began_at - trio[1].committed_at > guard;
            alone.then_some(&trio[1])
        })
    }

    /// The write that committed a version; `None` for the first version.
    pub fn write_of(&self, version: u32) -> Option<&Write> {
        self.writes.get(version.checked_sub(2)? as usize)
    }

    /// The first value stored at this time or later.
    pub fn first_fill_from(&self, at: f64) -> Option<&Fill> {
        self.fills.get(self.fills.partition_point(|fill| fill.at < at))
    }

    /// The last value stored before this time.
    pub fn last_fill_before(&self, at: f64) -> Option<&Fill> {
        self.fills[..self.fills.partition_point(|fill| fill.at < at)].last()
    }
}
