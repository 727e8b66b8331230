//! Requests begin once, end at most once, and act only in between. A failed read may retry, and counts its attempts.
//! The query of an abandoned read continues under a separate name.

use super::little::Little;
use super::{Given, Violations, begins, ends, key_of};
use crate::base::units::Instant;
use crate::trace::{Actor, ActorKind, Event, EventKind, Key};
use std::collections::BTreeMap;

/// The requests in flight and those that have ended.
#[derive(Default)]
pub struct Ledger {
    code: bool,
    open: BTreeMap<Actor, Open>,
    ended: BTreeMap<Actor, Ended>,
    ghosts: u32,
    warming: bool,
    in_flight: Little,
}

struct Open {
    key: Key,
    began_at: Instant,
    /// The number of earlier attempts.
    attempts: u32,
    /// Whether this attempt can no longer succeed.
    failed: bool,
    /// Whether this attempt can no longer do anything.
    stopped: bool,
    committed: bool,
    flight: Option<Actor>,
}

struct Ended {
    key: Key,
    failed: bool,
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        Ledger { code: given.code, ..Ledger::default() }
    }

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        self.warming |= matches!(kind, EventKind::WarmingStarted { .. });
        if begins(&kind) {
            return self.begin(event, violations);
        }
        if self.code && actor.kind() == ActorKind::Refresh {
            // Each attempt of a read may start tasks under the same names.
            self.ended.remove(&actor);
        }
        violations.check(!self.ended.contains_key(&actor), || format!("{actor} has ended already"));
        let lands_badly = matches!(kind, EventKind::FlightLanded { .. }) && self.flight_failed(actor);
        let Some(open) = self.open.get_mut(&actor) else {
            violations.check(self.may_act_outside(event), || format!("{actor} has not begun"));
            if ends(event) {
                self.ended.insert(actor, Ended { key: Key(u32::MAX), failed: true });
            }
            return;
        };
        let known = open.key;
        // The event of an eviction has the key of another value.
        let key = key_of(&kind).filter(|_| !matches!(kind, EventKind::CacheEvicted { .. }));
        violations.check(key.is_none_or(|key| key == known), || format!("{actor} is about key {}", known.0));
        open.failed |= lands_badly;
        open.act(event, self.code, violations);
        if ends(event)
            && let Some(Open { key, failed, began_at, .. }) = self.open.remove(&actor)
        {
            self.in_flight.leave(at, at.since(began_at));
            self.ended.insert(actor, Ended { key, failed });
        }
    }

    fn begin(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        let key = key_of(&kind).unwrap_or(Key(u32::MAX));
        let read = Actor::new(ActorKind::Read, actor.number());
        let fits = match (kind, actor.kind()) {
            (EventKind::ReadStarted { .. }, ActorKind::Read) => true,
            (EventKind::WriteStarted { .. }, ActorKind::Write | ActorKind::Intervention) => true,
            (EventKind::RefreshStarted { .. }, ActorKind::Refresh) => self.key(read) == Some(key),
            (EventKind::QueryAbandoned { of, .. }, ActorKind::Ghost) => {
                self.ghosts += 1;
                let left = self.open.get(&of).is_some_and(|open| open.key == key);
                left && of.kind() == ActorKind::Read && actor.number() + 1 == self.ghosts
            }
            _ => false,
        };
        violations.check(fits, || format!("{actor} begins what is not its to begin"));
        // A retry of a read may start another flight under the same name.
        let again = actor.kind() == ActorKind::Refresh && self.open.get(&read).is_some_and(|read| read.attempts > 0);
        if again || self.code && actor.kind() == ActorKind::Refresh {
            self.ended.remove(&actor);
        }
        violations.check(!self.ended.contains_key(&actor), || format!("{actor} has ended already"));
        let open =
            Open { key, began_at: at, attempts: 0, failed: false, stopped: false, committed: false, flight: None };
        let earlier = self.open.insert(actor, open);
        violations.check(earlier.is_none(), || format!("{actor} has begun already"));
        self.in_flight.enter(at);
    }

    /// The key of a request in flight.
    fn key(&self, actor: Actor) -> Option<Key> {
        self.open.get(&actor).map(|open| open.key).or_else(|| self.ended.get(&actor).map(|ended| ended.key))
    }

    fn flight_failed(&self, actor: Actor) -> bool {
        let flight = self.open.get(&actor).and_then(|open| open.flight);
        flight.and_then(|flight| self.ended.get(&flight)).is_some_and(|flight| flight.failed)
    }

    /// Whether the event may lie outside a request: a refresh takes its lock before it begins, an intervention acts at
    /// once, the site fills the cache, and a write may defer a delete.
    fn may_act_outside(&self, event: &Event) -> bool {
        use EventKind as E;
        let Event { at, actor, kind } = *event;
        let number = actor.number();
        match actor.kind() {
            ActorKind::Read | ActorKind::Write | ActorKind::Ghost => false,
            ActorKind::Refresh => {
                let key = self.key(Actor::new(ActorKind::Read, number));
                let early = matches!(
                    kind,
                    E::LockAcquired { .. } | E::LockExpired { .. } | E::CacheUnreachable { .. } | E::RequestCrashed {}
                );
                early && key.is_some() && key_of(&kind).is_none_or(|known| key == Some(known))
            }
            ActorKind::Intervention => matches!(
                kind,
                E::CacheExpired { .. }
                    | E::CacheFlushed { .. }
                    | E::DbSlowed { .. }
                    | E::DbStopped { .. }
                    | E::CacheStopped { .. }
                    | E::CacheSlowed { .. }
                    | E::InvalidationDoomed {}
                    | E::ArrivalsAligned { .. }
                    | E::WarmingStarted { .. }
                    | E::DiceRigged { .. }
                    | E::LocksLost { .. }
                    | E::InterventionIdle { .. }
            ),
            ActorKind::Deferred => {
                let kinds = [ActorKind::Write, ActorKind::Intervention];
                let write = Actor::new(kinds[number as usize % 2], number / 2);
                let open = self.open.get(&write).filter(|open| open.committed || self.code).map(|open| open.key);
                let ended = self.ended.get(&write).filter(|ended| !ended.failed || self.code).map(|ended| ended.key);
                let dies = self.code && matches!(kind, E::RequestCrashed {});
                dies || key_of(&kind).is_some_and(|key| open.or(ended) == Some(key))
            }
            ActorKind::Site => {
                let stores = matches!(kind, E::CacheSet { .. } | E::CacheEvicted { .. } | E::CacheFull { .. });
                let own = matches!(kind, E::CacheEvicted { .. }) || key_of(&kind) == Some(Key(number));
                own && (stores && at == Instant::ZERO || self.warming)
            }
        }
    }

    pub fn finish(&mut self, end: Instant, violations: &mut Violations) {
        self.in_flight.finish(end, self.open.values().map(|open| open.began_at), "in flight", violations);
    }
}

impl Open {
    fn act(&mut self, event: &Event, code: bool, violations: &mut Violations) {
        let next = self.attempts + 1;
        let goes_on = !matches!(event.kind, EventKind::ReadRetried { .. } | EventKind::ReadFailed { .. });
        violations.check(!(self.stopped && goes_on), || "its attempt is over".to_string());
        match event.kind {
            EventKind::ReadGivenUp { attempt, .. } => {
                violations.check(attempt == next, || format!("it is its attempt {next}"));
                (self.failed, self.stopped) = (true, true);
            }
            EventKind::RequestCrashed {} => (self.failed, self.stopped) = (true, true),
            EventKind::ReadRetried { attempt, .. } => {
                violations.check(attempt == next, || format!("{next} attempts have failed"));
                violations.check(self.failed || code, || "nothing had failed".to_string());
                (self.failed, self.stopped, self.flight, self.attempts) = (false, false, None, next);
            }
            EventKind::DbRefused { .. } | EventKind::DbTimedOut { .. } => self.failed = true,
            EventKind::DbUpdateCommitted { .. } => self.committed = true,
            EventKind::FlightJoined { flight, .. } => self.flight = Some(flight),
            EventKind::ReadEnded { .. } | EventKind::WriteEnded { .. } => {
                violations.check(!self.failed || code, || "it had failed".to_string());
            }
            EventKind::ReadFailed { .. } | EventKind::WriteFailed { .. } => {
                violations.check(self.failed || code, || "nothing had failed".to_string());
            }
            _ => {}
        }
    }
}
