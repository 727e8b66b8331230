//! Locks: each has one holder at a time, until it is released or its lease runs out, and a waiting reader knows the
//! holder. A lease is a lock that any write to the key voids; with leases, only the holder and writes store values. A
//! failover or a flush removes all locks at once.

use super::little::Little;
use super::{Given, Violations, ends, writes};
use crate::base::units::Instant;
use crate::trace::{Actor, ActorKind, Event, EventKind, Key};
use std::collections::{BTreeMap, BTreeSet};

/// All lock holders so far, and the waiting readers.
#[derive(Default)]
pub struct Ledger {
    leases: bool,
    one_lease_per_ttl: bool,
    code: bool,
    locks_outlive_flush: bool,
    sole_holder: bool,
    events: u64,
    /// The holds of each key in order. Only the last can be current.
    holds: BTreeMap<Key, Vec<Hold>>,
    /// The start of each waiting actor's wait.
    waiting_since: BTreeMap<Actor, Instant>,
    /// The last event of each actor: its number and time.
    acted: BTreeMap<Actor, (u64, Instant)>,
    /// The actors that continued without the cache, and so may believe that they hold a lock.
    without: BTreeSet<Actor>,
    /// The actors that were granted a lock and have not released it, whether it is still theirs or not.
    believing: BTreeSet<(Key, Actor)>,
    /// The event that must follow: the end of a lease, after its key was deleted or its value stored.
    owed: Option<(Actor, EventKind)>,
    waiting: Little,
}

#[derive(Clone, Copy)]
struct Hold {
    holder: Actor,
    lease_until: Instant,
    /// The number of the event that took the lock from its holder.
    ended: Option<u64>,
}

impl Hold {
    /// Whether the hold still lasted after the event with a number at a time.
    fn lasts_beyond(&self, number: u64, at: Instant) -> bool {
        self.lease_until > at && self.ended.is_none_or(|ended| ended > number)
    }
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        let Given { leases, one_lease_per_ttl, code, locks_outlive_flush, sole_holder, .. } = given;
        Ledger { leases, one_lease_per_ttl, code, locks_outlive_flush, sole_holder, ..Ledger::default() }
    }

    /// The last hold of a key, unless an event ended it. Its lease may have run out.
    fn last(&mut self, key: Key) -> Option<&mut Hold> {
        self.holds.get_mut(&key)?.last_mut().filter(|hold| hold.ended.is_none())
    }

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        self.events += 1;
        let number = self.events;
        if let Some((who, owed)) = self.owed.take() {
            violations.check((actor, kind) == (who, owed), || format!("{who} was to go on with {owed}"));
        }
        self.lease(event, violations);
        self.believe(event, violations);
        match kind {
            EventKind::LockAcquired { key, lease } => self.acquired(event, key, at + lease, violations),
            EventKind::LockExpired { key, holder, since } => {
                let Some(hold) = self.last(key) else {
                    return violations.check(false, || "nobody holds it".to_string());
                };
                hold.ended = Some(number);
                let fits = holder == hold.holder && at == hold.lease_until + since;
                violations.check(fits, || format!("the lock was held by {hold:?}"));
            }
            EventKind::LockReleased { key, holder } => {
                let was_held = self.release(event, key, holder, violations);
                if !was_held {
                    return;
                }
            }
            EventKind::LockReleaseRefused { key } => {
                violations.check(self.holder(key, at) != Some(actor), || "the lock is its own".to_string());
            }
            EventKind::LeaseVoided { key, .. } => {
                if let Some(hold) = self.last(key) {
                    hold.ended = Some(number);
                }
            }
            EventKind::CacheFlushed { .. } if !self.locks_outlive_flush => {
                let locks = self.held_count(at);
                self.owed = (locks > 0).then_some((actor, EventKind::LocksLost { locks }));
            }
            EventKind::LocksLost { locks } => self.lose_all(at, locks, violations),
            EventKind::CacheUnreachable { .. } => drop(self.without.insert(actor)),
            EventKind::ReadGivenUp { .. } | EventKind::RequestCrashed {} => {
                violations.check(!self.waiting_since.contains_key(&actor), || "it still waits at a lock".to_string());
            }
            EventKind::LockWaitStarted { key, holder } => self.wait(event, key, holder, violations),
            EventKind::LockWaitEnded { waited, .. } => {
                let known = self.waiting_since.remove(&actor).map(|since| at.since(since));
                violations.check(known == Some(waited), || format!("it waited {known:?}"));
                self.waiting.leave(at, waited);
            }
            _ => {}
        }
        if ends(event) {
            let waits = self.waiting_since.contains_key(&actor);
            violations.check(!waits, || "it still waits at a lock".to_string());
            self.acted.remove(&actor);
            self.without.remove(&actor);
        } else if !(self.code && matches!(kind, EventKind::RefreshStarted { .. } | EventKind::DiceRolled { .. })) {
            // Code may be refused the lock before the first event of its task, and may roll dice before it waits.
            self.acted.insert(actor, (number, at));
        }
    }

    /// Checks that the lock was free and, if only one lease is granted per TTL, that the last one's time was over.
    fn acquired(&mut self, event: &Event, key: Key, lease_until: Instant, violations: &mut Violations) {
        let held = self.last(key).copied();
        violations.check(held.is_none(), || format!("it is held already: {held:?}"));
        let holds = self.holds.entry(key).or_default();
        let before = holds.last().filter(|before| self.one_lease_per_ttl && event.at < before.lease_until);
        violations.check(before.is_none(), || format!("the time of the one before is not over: {before:?}"));
        holds.push(Hold { holder: event.actor, lease_until, ended: None });
    }

    /// Checks a release, by an actor that held the lock or believes that it did. Returns false if the lock is free.
    fn release(&mut self, event: &Event, key: Key, holder: Actor, violations: &mut Violations) -> bool {
        let (number, actor) = (self.events, event.actor);
        let Some(hold) = self.last(key).filter(|hold| event.at < hold.lease_until) else {
            violations.check(false, || "nobody holds it".to_string());
            return false;
        };
        hold.ended = Some(number);
        let known = hold.holder;
        violations.check(holder == known, || format!("{known} holds it"));
        let was_its_own = self.without.contains(&actor)
            || self.holds[&key].iter().rev().any(|hold| hold.holder == actor)
            || self.code;
        violations.check(was_its_own, || format!("{actor} never held it"));
        true
    }

    /// Checks the loss of all locks, and how many were held.
    fn lose_all(&mut self, at: Instant, locks: u32, violations: &mut Violations) {
        let (number, known) = (self.events, self.held_count(at));
        violations.check(locks == known, || format!("{known} were held"));
        let last = self.holds.values_mut().filter_map(|holds| holds.last_mut());
        last.for_each(|hold| hold.ended = hold.ended.or(Some(number)));
    }

    /// The number of locks held now.
    fn held_count(&self, at: Instant) -> u32 {
        let last = self.holds.values().filter_map(|holds| holds.last());
        last.filter(|hold| hold.ended.is_none() && at < hold.lease_until).count() as u32
    }

    /// The current holder of the key's lock.
    fn holder(&mut self, key: Key, at: Instant) -> Option<Actor> {
        self.last(key).filter(|hold| at < hold.lease_until).map(|hold| hold.holder)
    }

    /// With leases, a store ends the lease, and so does any write to the key.
    fn lease(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::LeaseVoided { .. } | EventKind::LeaseVoid { .. } if !self.leases => {
                violations.check(false, || "there are no leases".to_string());
            }
            EventKind::LeaseVoided { key, holder } => {
                let known = self.holder(key, at);
                violations.check(known == Some(holder), || format!("its holder is {known:?}"));
            }
            EventKind::LeaseVoid { key, .. } => {
                violations.check(self.holder(key, at) != Some(actor), || "the lease is its own".to_string());
            }
            EventKind::CacheDeleted { key, .. } | EventKind::CacheExpired { key, .. } if self.leases => {
                let by_write =
                    matches!(kind, EventKind::CacheDeleted { .. }) || actor.kind() != ActorKind::Intervention;
                let holder = self.holder(key, at).filter(|_| by_write && writes(actor));
                self.owed = holder.map(|holder| (actor, EventKind::LeaseVoided { key, holder }));
            }
            EventKind::CacheSet { key, .. } if self.leases && writes(actor) => {
                // A write by the user's code may hold the lease itself and store under it.
                let holder = self.holder(key, at).filter(|&holder| holder != actor || !self.code);
                self.owed = holder.map(|holder| (actor, EventKind::LeaseVoided { key, holder }));
            }
            EventKind::CacheSet { key, .. }
            | EventKind::CacheFull { key, .. }
            | EventKind::CacheSetRefused { key, .. }
                if self.leases
                    && !self.code
                    && !writes(actor)
                    && (actor.kind() == ActorKind::Read || at > Instant::ZERO) =>
            {
                violations.check(self.holder(key, at) == Some(actor), || "it stores without a lease".to_string());
                self.owed = Some((actor, EventKind::LockReleased { key, holder: actor }));
            }
            _ => {}
        }
    }

    /// Checks, if that is to be so, that nobody is granted a lock while another actor believes that it holds it.
    fn believe(&mut self, event: &Event, violations: &mut Violations) {
        let Event { actor, kind, .. } = *event;
        match kind {
            EventKind::LockAcquired { key, .. } if self.sole_holder => {
                let others = self.believing.iter().filter(|&&(of, other)| of == key && other != actor);
                let others: Vec<String> = others.map(|(_, other)| other.to_string()).collect();
                violations.check(others.is_empty(), || format!("still held, as they believe, by {others:?}"));
                self.believing.insert((key, actor));
            }
            EventKind::LockReleased { key, .. }
            | EventKind::LockReleaseRefused { key }
            | EventKind::LeaseVoid { key, .. } => drop(self.believing.remove(&(key, actor))),
            _ if ends(event) || kind == EventKind::RequestCrashed {} => {
                self.believing.retain(|&(_, other)| other != actor);
            }
            _ => {}
        }
    }

    /// Checks a wait. The reader learnt the holder's name from its last command, so the lock was held at some moment
    /// since the reader's last other event.
    fn wait(&mut self, event: &Event, key: Key, holder: Actor, violations: &mut Violations) {
        let Event { at, actor, .. } = *event;
        let (number, since) = self.acted.get(&actor).copied().unwrap_or_default();
        let holds = self.holds.get(&key).map_or(&[][..], Vec::as_slice);
        let withheld = |hold: &&Hold| self.one_lease_per_ttl && hold.lease_until > since;
        let mut recent = holds.iter().rev().take_while(|hold| hold.lasts_beyond(number, since) || withheld(hold));
        let held = recent.any(|hold| hold.holder == holder);
        violations.check(held, || format!("{holder} does not hold it: {:?}", holds.last()));
        let earlier = self.waiting_since.insert(actor, at);
        violations.check(earlier.is_none(), || "it waits already".to_string());
        self.waiting.enter(at);
    }

    pub fn finish(&mut self, end: Instant, violations: &mut Violations) {
        self.waiting.finish(end, self.waiting_since.values().copied(), "waiting at locks", violations);
    }
}

impl std::fmt::Debug for Hold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} until {}{}", self.holder, self.lease_until, if self.ended.is_some() { ", ended" } else { "" })
    }
}
