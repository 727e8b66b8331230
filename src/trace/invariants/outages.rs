//! Outages: the cache is unreachable exactly while it is stopped, and the database finishes no work that takes time
//! while it is stopped.

use super::{Given, Violations, ends};
use crate::base::units::{Duration, Instant};
use crate::trace::{Actor, ActorKind, Event, EventKind};
use std::collections::BTreeMap;

/// The current outages of the cache and the database.
#[derive(Default)]
pub struct Ledger {
    slack: Duration,
    cache: Stop,
    database: Stop,
    /// The time at which the database began to work for each actor.
    started: BTreeMap<Actor, Instant>,
    /// A command that found the cache unreachable while it was not stopped. It is valid if the cache stops at the same
    /// instant, by a later event.
    early: Option<Event>,
}

#[derive(Default)]
struct Stop {
    from: Instant,
    until: Instant,
}

impl Stop {
    /// Whether the outage certainly applies at this time, given the slack of the clocks.
    fn holds(&self, at: Instant, slack: Duration) -> bool {
        self.from + slack <= at && at + slack < self.until
    }

    /// Records an outage. Outages that touch or overlap count as one.
    fn stop(&mut self, at: Instant, lasts: Duration) {
        if at > self.until {
            self.from = at;
        }
        self.until = self.until.max(at + lasts);
    }
}

/// The time until all clients have noticed that a server has stopped or resumed, as a multiple of the slack.
const NOTICED: u64 = 4;

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        Ledger { slack: Duration(NOTICED * given.slack.as_nanos()), ..Ledger::default() }
    }

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        let stops = matches!(kind, EventKind::CacheStopped { .. });
        if self.early.is_some_and(|early| stops || early.at < at) {
            self.settle(stops && self.early.is_some_and(|early| early.at == at), violations);
        }
        let cache_stopped = self.cache.holds(at, self.slack);
        let may_be_stopped = at < self.cache.until + self.slack;
        match kind {
            EventKind::CacheStopped { lasts } => self.cache.stop(at, lasts),
            EventKind::DbStopped { lasts } => self.database.stop(at, lasts),
            EventKind::CacheUnreachable { .. } if !may_be_stopped => self.early = self.early.or(Some(*event)),
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
                let stands_still = self.database.from < at && self.database.holds(at, self.slack) && since < at;
                violations.check(!stands_still, || format!("the database stands still until {}", self.database.until));
            }
            _ => {}
        }
        if ends(event) {
            self.started.remove(&actor);
        }
        let reached = takes_effect(&kind) && actor.kind() != ActorKind::Intervention;
        violations.check(!(reached && cache_stopped), || format!("the cache is stopped until {}", self.cache.until));
    }

    /// Decides whether the early event was valid.
    fn settle(&mut self, in_order: bool, violations: &mut Violations) {
        if let Some(early) = self.early.take() {
            violations.check(in_order, || format!("the cache was not stopped at {}, for {}", early.at, early.actor));
        }
    }

    pub fn finish(&mut self, violations: &mut Violations) {
        self.settle(false, violations);
    }
}

/// Whether the event is a cache command that takes effect.
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
