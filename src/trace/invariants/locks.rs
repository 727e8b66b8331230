//! A lock has one holder at a time, until it is released or its lease runs out, and who waits for it was told who
//! holds it. A lease is a lock that a delete takes back; under leases, only its holder stores.

use super::little::Little;
use super::{Given, Wrongs, ends, writes};
use crate::base::units::Instant;
use crate::trace::{Actor, ActorKind, Event, EventKind, Key};
use std::collections::{BTreeMap, BTreeSet};

/// Everybody who ever held a lock, and who waits for one.
#[derive(Default)]
pub struct Ledger {
    leases: bool,
    code: bool,
    events: u64,
    /// Per key, in order; only the last can still be held.
    holds: BTreeMap<Key, Vec<Hold>>,
    /// When each actor waits, since when.
    waiting_since: BTreeMap<Actor, Instant>,
    /// The last event of each actor: its number and time.
    acted: BTreeMap<Actor, (u64, Instant)>,
    /// Who did without the cache, and so may believe to hold what it does not.
    without: BTreeSet<Actor>,
    /// Whose next event says what became of a lease: who deleted the key, or stored its value.
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
    /// Whether it was still held after an event of that number at that time.
    fn lasts_beyond(&self, number: u64, at: Instant) -> bool {
        self.lease_until > at && self.ended.is_none_or(|ended| ended > number)
    }
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        Ledger { leases: given.leases, code: given.code, ..Ledger::default() }
    }

    /// The last hold, unless it was ended by an event; its lease may have run out.
    fn last(&mut self, key: Key) -> Option<&mut Hold> {
        self.holds.get_mut(&key)?.last_mut().filter(|hold| hold.ended.is_none())
    }

    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
        let Event { at, actor, kind } = *event;
        self.events += 1;
        let number = self.events;
        if let Some((who, owed)) = self.owed.take() {
            wrongs.unless((actor, kind) == (who, owed), || format!("{who} was to go on with {owed}"));
        }
        self.lease(event, wrongs);
        match kind {
            EventKind::LockAcquired { key, lease } => {
                let held = self.last(key).copied();
                wrongs.unless(held.is_none(), || format!("it is held already: {held:?}"));
                let hold = Hold { holder: actor, lease_until: at + lease, ended: None };
                self.holds.entry(key).or_default().push(hold);
            }
            EventKind::LockExpired { key, holder, since } => {
                let Some(hold) = self.last(key) else {
                    return wrongs.unless(false, || "nobody holds it".to_string());
                };
                hold.ended = Some(number);
                let fits = holder == hold.holder && at == hold.lease_until + since;
                wrongs.unless(fits, || format!("the lock was held by {hold:?}"));
            }
            EventKind::LockReleased { key, holder } => {
                let Some(hold) = self.last(key).filter(|hold| at < hold.lease_until) else {
                    return wrongs.unless(false, || "nobody holds it".to_string());
                };
                hold.ended = Some(number);
                let known = hold.holder;
                wrongs.unless(holder == known, || format!("{known} holds it"));
                let was_its_own = self.without.contains(&actor)
                    || self.holds[&key].iter().rev().any(|hold| hold.holder == actor)
                    || self.code;
                wrongs.unless(was_its_own, || format!("{actor} never held it"));
            }
            EventKind::LockReleaseRefused { key } => {
                wrongs.unless(self.holder(key, at) != Some(actor), || "the lock is its own".to_string());
            }
            EventKind::LeaseVoided { key, .. } => {
                if let Some(hold) = self.last(key) {
                    hold.ended = Some(number);
                }
            }
            EventKind::CacheUnreachable { .. } => drop(self.without.insert(actor)),
            EventKind::ReadGivenUp { .. } | EventKind::RequestCrashed {} => {
                wrongs.unless(!self.waiting_since.contains_key(&actor), || "it still waits at a lock".to_string());
            }
            EventKind::LockWaitStarted { key, holder } => self.wait(event, key, holder, wrongs),
            EventKind::LockWaitEnded { waited, .. } => {
                let known = self.waiting_since.remove(&actor).map(|since| at.since(since));
                wrongs.unless(known == Some(waited), || format!("it waited {known:?}"));
                self.waiting.leave(at, waited);
            }
            _ => {}
        }
        if ends(event) {
            let waits = self.waiting_since.contains_key(&actor);
            wrongs.unless(!waits, || "it still waits at a lock".to_string());
            self.acted.remove(&actor);
            self.without.remove(&actor);
        } else {
            self.acted.insert(actor, (number, at));
        }
    }

    /// Who holds the key's lock now.
    fn holder(&mut self, key: Key, at: Instant) -> Option<Actor> {
        self.last(key).filter(|hold| at < hold.lease_until).map(|hold| hold.holder)
    }

    /// Where readers store under a lease, storing ends it, and so does a delete.
    fn lease(&mut self, event: &Event, wrongs: &mut Wrongs) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::LeaseVoided { .. } | EventKind::LeaseVoid { .. } if !self.leases => {
                wrongs.unless(false, || "there are no leases".to_string());
            }
            EventKind::LeaseVoided { key, holder } => {
                let known = self.holder(key, at);
                wrongs.unless(known == Some(holder), || format!("its holder is {known:?}"));
            }
            EventKind::LeaseVoid { key, .. } => {
                wrongs.unless(self.holder(key, at) != Some(actor), || "the lease is its own".to_string());
            }
            EventKind::CacheDeleted { key, .. } | EventKind::CacheExpired { key, .. } if self.leases => {
                let by_write =
                    matches!(kind, EventKind::CacheDeleted { .. }) || actor.kind() != ActorKind::Intervention;
                let holder = self.holder(key, at).filter(|_| by_write && writes(actor));
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
                wrongs.unless(self.holder(key, at) == Some(actor), || "it stores without a lease".to_string());
                self.owed = Some((actor, EventKind::LockReleased { key, holder: actor }));
            }
            _ => {}
        }
    }

    /// It learnt the holder's name on the way of its last command, so the lock was held at some moment since it last
    /// did anything else.
    fn wait(&mut self, event: &Event, key: Key, holder: Actor, wrongs: &mut Wrongs) {
        let Event { at, actor, .. } = *event;
        let (number, since) = self.acted.get(&actor).copied().unwrap_or_default();
        let holds = self.holds.get(&key).map_or(&[][..], Vec::as_slice);
        let mut recent = holds.iter().rev().take_while(|hold| hold.lasts_beyond(number, since));
        let held = recent.any(|hold| hold.holder == holder);
        wrongs.unless(held, || format!("{holder} does not hold it: {:?}", holds.last()));
        let earlier = self.waiting_since.insert(actor, at);
        wrongs.unless(earlier.is_none(), || "it waits already".to_string());
        self.waiting.enter(at);
    }

    pub fn finish(&mut self, end: Instant, wrongs: &mut Wrongs) {
        self.waiting.finish(end, self.waiting_since.values().copied(), "waiting at locks", wrongs);
    }
}

impl std::fmt::Debug for Hold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} until {}{}", self.holder, self.lease_until, if self.ended.is_some() { ", ended" } else { "" })
    }
}
