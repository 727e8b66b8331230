//! Outages: the cache is out of reach exactly while it is stopped, and the database finishes nothing that takes time
//! while it stands still.

use super::{Wrongs, ends};
use crate::base::units::{Duration, Instant};
use crate::trace::{Actor, ActorKind, Event, EventKind};
use std::collections::BTreeMap;

/// Until when each is stopped.
#[derive(Default)]
pub struct Ledger {
    cache: Stop,
    database: Stop,
    /// Since when the database has worked for each actor.
    started: BTreeMap<Actor, Instant>,
    /// Somebody found the cache out of reach just before it is said to stop, at the same instant.
    early: Option<Event>,
}

#[derive(Default)]
struct Stop {
    from: Instant,
    until: Instant,
}

impl Stop {
    /// Stretches that touch or overlap are one.
    fn stop(&mut self, at: Instant, lasts: Duration) {
        if at > self.until {
            self.from = at;
        }
        self.until = self.until.max(at + lasts);
    }
}

impl Ledger {
    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
        let Event { at, actor, kind } = *event;
        let stops = matches!(kind, EventKind::CacheStopped { .. });
        if self.early.is_some_and(|early| stops || early.at < at) {
            self.settle(stops && self.early.is_some_and(|early| early.at == at), wrongs);
        }
        let cache_stopped = at < self.cache.until;
        match kind {
            EventKind::CacheStopped { lasts } => self.cache.stop(at, lasts),
            EventKind::DbStopped { lasts } => self.database.stop(at, lasts),
            EventKind::CacheUnreachable { .. } if !cache_stopped => self.early = self.early.or(Some(*event)),
            EventKind::DbQueryStarted { .. } | EventKind::DbUpdateStarted { .. } => {
                self.started.insert(actor, at);
            }
            EventKind::QueryAbandoned { of, .. } => {
                if let Some(since) = self.started.remove(&of) {
                    self.started.insert(actor, since);
                }
            }
            EventKind::DbQueryFinished { .. } | EventKind::DbUpdateCommitted { .. } => {
                let since = self.started.remove(&actor).unwrap_or(at);
                let stands_still = self.database.from < at && at < self.database.until && since < at;
                wrongs.unless(!stands_still, || format!("the database stands still until {}", self.database.until));
            }
            _ => {}
        }
        if ends(event) {
            self.started.remove(&actor);
        }
        let reached = takes_effect(&kind) && actor.kind() != ActorKind::Intervention;
        wrongs.unless(!(reached && cache_stopped), || format!("the cache is stopped until {}", self.cache.until));
    }

    /// The one that came early is told to be in order, or not.
    fn settle(&mut self, in_order: bool, wrongs: &mut Wrongs) {
        if let Some(early) = self.early.take() {
            wrongs.unless(in_order, || format!("the cache was not stopped at {}, for {}", early.at, early.actor));
        }
    }

    pub fn finish(&mut self, wrongs: &mut Wrongs) {
        self.settle(false, wrongs);
    }
}

/// Whether the event is a command of the cache that takes effect.
fn takes_effect(kind: &EventKind) -> bool {
    use EventKind as E;
    matches!(
        kind,
        E::CacheHit { .. }
            | E::CacheStaleHit { .. }
            | E::CacheMiss { .. }
            | E::CacheSet { .. }
            | E::CacheSetRefused { .. }
            | E::CacheDeleted { .. }
            | E::CacheEvicted { .. }
            | E::CacheFull { .. }
            | E::LeaseVoid { .. }
            | E::LeaseVoided { .. }
            | E::LockAcquired { .. }
            | E::LockReleased { .. }
            | E::LockReleaseRefused { .. }
            | E::LockExpired { .. }
    )
}
