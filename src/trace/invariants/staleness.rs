//! Staleness: a read is reported as stale if and only if it returns an older version than the newest one at its start.
//! Its cause follows from earlier events.
//!
//! From the events follows whether a value was out of date when it was stored, and why, whether a delete has been lost
//! since, and whether one is pending. With a lagging replica there are two times at which a query may have read its
//! row, and so two possible causes.

use super::{Given, Violations, writes};
use crate::base::units::Instant;
use crate::trace::{Actor, ActorKind, Event, EventKind, Key, StaleCause, Version};
use std::collections::{BTreeMap, BTreeSet};

type Causes = BTreeSet<StaleCause>;

/// The origin of versions, as known from the events.
#[derive(Default)]
pub struct Ledger {
    lags: bool,
    code: bool,
    newest: BTreeMap<Key, Version>,
    values: BTreeMap<Key, Value>,
    writes: BTreeMap<Actor, Write>,
    queries: BTreeMap<Actor, Query>,
    reads: BTreeMap<Actor, Read>,
    /// The versions whose write has sent its cache operation, lost or not.
    sent: BTreeSet<(Key, Version)>,
    /// Per key, the newest version whose write has reached the cache.
    reached: BTreeMap<Key, Version>,
    /// Per key, the time at which a write's cache operation was last lost, and the newest version then.
    lost: BTreeMap<Key, (Instant, Version)>,
    /// Whether writes send their cache operation before the commit, or not at all.
    deletes_first: bool,
    leaves_alone: bool,
}

#[derive(Clone)]
struct Value {
    set_at: Instant,
    /// The possible causes if it was out of date when it was stored; empty if it was not.
    born_stale: Causes,
    /// Whether it may have been stored in time: the write's cache operation was still pending.
    in_time: bool,
}

struct Write {
    key: Key,
    committed: Option<Version>,
    note_cache_operation: bool,
}

#[derive(Default)]
struct Query {
    began_with: Option<Version>,
    lagged: bool,
    not_lagged: bool,
}

struct Read {
    newest: Version,
    /// The possible causes if the version that it has is stale.
    causes: Causes,
    /// The time at which the value that it found was stored.
    set_at: Instant,
    joined: bool,
    said: Option<Version>,
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        Ledger { lags: given.lags, code: given.code, ..Ledger::default() }
    }

    fn newest(&self, key: Key) -> Version {
        self.newest.get(&key).copied().unwrap_or(Version(1))
    }

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        self.write(event);
        match kind {
            EventKind::ReadStarted { newest, .. } => {
                self.reads.insert(actor, Read { newest, causes: Causes::new(), set_at: at, joined: false, said: None });
            }
            EventKind::DbQueryStarted { key, .. } => {
                let query = Query { began_with: Some(self.newest(key)), ..Query::default() };
                self.queries.insert(actor, query);
            }
            EventKind::DbQueryFinished { key, version, .. } => {
                let behind = self.lags && version < self.newest(key);
                let query = self.queries.entry(actor).or_default();
                query.lagged = behind;
                query.not_lagged = !self.lags || query.began_with.is_none_or(|began_with| version >= began_with);
                self.got(actor, StaleCause::ReplicaLag);
            }
            EventKind::DbUpdateCommitted { key, version, .. } => {
                self.newest.insert(key, version);
            }
            EventKind::CacheSet { key, version, .. } => {
                let (born_stale, in_time) = self.born_stale(actor, key, version);
                self.values.insert(key, Value { set_at: at, born_stale, in_time });
                self.bring(actor, key, version);
            }
            EventKind::CacheSetRefused { key, version, .. } | EventKind::CacheFull { key, version } => {
                self.bring(actor, key, version);
            }
            EventKind::CacheStaleHit { .. } => self.got(actor, StaleCause::WithinGrace),
            EventKind::CacheHit { key, version, .. } => {
                let Some(Value { set_at, born_stale: mut causes, in_time }) = self.values.get(&key).cloned() else {
                    return;
                };
                if in_time {
                    causes.extend(self.not_invalidated(key, version, set_at));
                }
                self.reads.entry(actor).and_modify(|read| (read.causes, read.set_at) = (causes, set_at));
            }
            EventKind::FlightJoined { leads, .. } => {
                self.reads.entry(actor).and_modify(|read| read.joined = !leads);
            }
            EventKind::FlightLanded { .. } => {
                let joined = self.reads.get(&actor).is_some_and(|read| read.joined);
                self.got(actor, if joined { StaleCause::JoinedFlight } else { StaleCause::ReplicaLag });
            }
            EventKind::StaleRead { key, version, newest, cause } => {
                violations.check(version < newest, || "it is not stale".to_string());
                self.stale_read(actor, key, (version, newest), cause, violations);
            }
            EventKind::ReadEnded { version, .. } => {
                let Some(read) = self.reads.remove(&actor) else { return };
                let stale = (version < read.newest).then_some(version);
                violations.check(read.said == stale, || format!("of {} it said {:?}", read.newest.0, read.said));
            }
            EventKind::ReadFailed { .. } => drop(self.reads.remove(&actor)),
            _ => {}
        }
    }

    /// Checks a stale read: its version, and its cause.
    fn stale_read(
        &mut self,
        actor: Actor,
        key: Key,
        (version, newest): (Version, Version),
        cause: StaleCause,
        violations: &mut Violations,
    ) {
        let Some(set_at) = self.reads.get(&actor).map(|read| read.set_at) else { return };
        let lost_since = cause == StaleCause::LostDelete && self.is_lost(key, version, set_at);
        let Some(read) = self.reads.get_mut(&actor) else { return };
        violations.check(newest == read.newest, || format!("the newest version was {}", read.newest.0));
        violations.check(read.said.is_none(), || "it said so already".to_string());
        // It may have been lost between the read's lookup and its end.
        let on_its_way = [StaleCause::Pending, StaleCause::DeleteFirst].iter().any(|c| read.causes.contains(c));
        let (shown, causes) = (read.causes.contains(&cause) || on_its_way && lost_since, &read.causes);
        violations.check(shown || self.code, || format!("the cause is one of {causes:?}"));
        read.said = Some(version);
    }

    /// Processes an event of a write.
    fn write(&mut self, event: &Event) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::WriteStarted { key, .. } => {
                self.writes.insert(actor, Write { key, committed: None, note_cache_operation: false });
            }
            EventKind::DbUpdateCommitted { version, .. } => {
                let Some(write) = self.writes.get_mut(&actor) else { return };
                write.committed = Some(version);
                self.deletes_first |= write.note_cache_operation;
            }
            EventKind::WriteEnded { .. } => {
                let write = self.writes.remove(&actor);
                self.leaves_alone |= write.is_some_and(|write| !write.note_cache_operation);
            }
            EventKind::WriteFailed { .. } => drop(self.writes.remove(&actor)),
            EventKind::CacheUnreachable { key } | EventKind::InvalidationLost { key } if writes(actor) => {
                self.lost.insert(key, (at, self.newest(key)));
                self.note_cache_operation(actor, key);
            }
            EventKind::CacheDeleted { key, .. }
            | EventKind::CacheExpired { key, .. }
            | EventKind::CacheSet { key, .. }
            | EventKind::CacheSetRefused { key, .. }
            | EventKind::CacheFull { key, .. } => self.note_cache_operation(actor, key),
            _ => {}
        }
    }

    /// Records that a write has sent its cache operation. Other actors are ignored.
    fn note_cache_operation(&mut self, actor: Actor, key: Key) {
        let Some(write) = self.writes.get_mut(&actor) else { return };
        write.note_cache_operation = true;
        self.sent.extend(write.committed.map(|version| (key, version)));
    }

    fn got(&mut self, actor: Actor, cause: StaleCause) {
        self.reads.entry(actor).and_modify(|read| read.causes = [cause].into());
    }

    /// The possible causes if a value was out of date when it was stored, and whether it may still have been in time.
    fn born_stale(&self, actor: Actor, key: Key, version: Version) -> (Causes, bool) {
        if version.0 == 0 || version >= self.newest(key) {
            return (Causes::new(), true);
        }
        if matches!(actor.kind(), ActorKind::Write | ActorKind::Intervention) {
            return self.older_update(key, version);
        }
        let too_late = self.sent.contains(&(key, Version(version.0 + 1)));
        let stored = match (self.deletes_first, too_late) {
            (true, _) => Some(StaleCause::DeleteFirst),
            (false, true) => Some(StaleCause::StaleSet),
            (false, false) => None,
        };
        let query = self.queries.get(&actor);
        // The row may have been superseded after the query read it.
        let lagged = query.is_some_and(|query| query.lagged).then_some(StaleCause::ReplicaLag);
        let may_not_lag = query.is_none_or(|query| query.not_lagged);
        let causes = lagged.into_iter().chain(stored.filter(|_| may_not_lag)).collect();
        (causes, may_not_lag && stored.is_none())
    }

    fn bring(&mut self, actor: Actor, key: Key, version: Version) {
        if writes(actor) {
            let newest = self.reached.entry(key).or_default();
            *newest = version.max(*newest);
        }
    }

    /// The possible causes if a write stores an older version than the newest. After a newer one has reached the cache,
    /// the order is wrong. Before one that is still pending, the order is right. Otherwise all newer ones were lost.
    fn older_update(&self, key: Key, version: Version) -> (Causes, bool) {
        let newer = version.0 + 1..=self.newest(key).0;
        let overtaken = self.reached.get(&key).is_some_and(|reached| newer.contains(&reached.0));
        let awaited = newer.clone().any(|newer| !self.sent.contains(&(key, Version(newer))));
        match (overtaken, awaited) {
            (true, _) => ([StaleCause::ReorderedUpdate].into(), false),
            (false, true) => (Causes::new(), true),
            (false, false) => ([StaleCause::LostDelete].into(), false),
        }
    }

    /// Whether a write's cache operation was lost after the value was stored.
    fn is_lost(&self, key: Key, version: Version, set_at: Instant) -> bool {
        let lost = |&(at, newest): &(Instant, Version)| at >= set_at && (newest > version || self.deletes_first);
        self.lost.get(&key).is_some_and(lost)
    }

    /// The possible causes if a value that was current when it was stored is out of date now.
    fn not_invalidated(&self, key: Key, version: Version, set_at: Instant) -> Causes {
        let on_its_way =
            |write: &Write| write.key == key && write.committed.is_some_and(|committed| committed > version);
        let cause = match self.is_lost(key, version, set_at) {
            true => Some(StaleCause::LostDelete),
            false if self.deletes_first => Some(StaleCause::DeleteFirst),
            false if self.leaves_alone => Some(StaleCause::NoInvalidation),
            false => self.writes.values().any(on_its_way).then_some(StaleCause::Pending),
        };
        cause.into_iter().collect()
    }
}
