//! Staleness: a read is told as stale exactly when it returns less than the newest version at its beginning, and for a
//! cause that the events before it show.
//!
//! The events tell whether a value was out of date when it was stored, by whom and why, whether a delete since got lost,
//! and whether one is still on its way. A query on a lagging replica may have read its row at two times: two causes.

use super::{Given, Wrongs, writes};
use crate::base::units::Instant;
use crate::trace::{Actor, ActorKind, Event, EventKind, Key, StaleCause, Version};
use std::collections::{BTreeMap, BTreeSet};

type Causes = BTreeSet<StaleCause>;

/// What is known about where versions come from.
#[derive(Default)]
pub struct Ledger {
    lags: bool,
    code: bool,
    newest: BTreeMap<Key, Version>,
    values: BTreeMap<Key, Value>,
    writes: BTreeMap<Actor, Write>,
    queries: BTreeMap<Actor, Query>,
    reads: BTreeMap<Actor, Read>,
    /// The versions whose writes have gone to the cache, in vain or not.
    told: BTreeSet<(Key, Version)>,
    /// Per key, when a write's cache operation last got lost, and the newest version then.
    lost: BTreeMap<Key, (Instant, Version)>,
    /// Writes go to the cache before they change the database, or not at all.
    deletes_first: bool,
    leaves_alone: bool,
}

#[derive(Clone)]
struct Value {
    set_at: Instant,
    /// Why it was out of date when it was stored; none when it was not.
    born_stale: Causes,
    /// Whether it may have been as good as current: the write's cache operation was still to come.
    in_time: bool,
}

struct Write {
    key: Key,
    committed: Option<Version>,
    went_to_cache: bool,
}

#[derive(Default)]
struct Query {
    began_with: Option<Version>,
    lagged: bool,
    not_lagged: bool,
}

struct Read {
    newest: Version,
    /// Why what it has got would be stale, if it is.
    causes: Causes,
    /// When the value that it found was stored.
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

    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
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
                let Some(set_at) = self.reads.get(&actor).map(|read| read.set_at) else { return };
                let lost_since = cause == StaleCause::LostDelete && self.is_lost(key, version, set_at);
                let Some(read) = self.reads.get_mut(&actor) else { return };
                wrongs.unless(newest == read.newest, || format!("the newest version was {}", read.newest.0));
                wrongs.unless(version < newest, || "it is not stale".to_string());
                wrongs.unless(read.said.is_none(), || "it said so already".to_string());
                // It may have got lost between the read's look and its end.
                let on_its_way = [StaleCause::Pending, StaleCause::DeleteFirst].iter().any(|c| read.causes.contains(c));
                let (shown, causes) = (read.causes.contains(&cause) || on_its_way && lost_since, &read.causes);
                wrongs.unless(shown || self.code, || format!("the cause is one of {causes:?}"));
                read.said = Some(version);
            }
            EventKind::ReadEnded { version, .. } => {
                let Some(read) = self.reads.remove(&actor) else { return };
                let stale = (version < read.newest).then_some(version);
                wrongs.unless(read.said == stale, || format!("of {} it said {:?}", read.newest.0, read.said));
            }
            EventKind::ReadFailed { .. } => drop(self.reads.remove(&actor)),
            _ => {}
        }
    }

    /// What a write does, and when it goes to the cache.
    fn write(&mut self, event: &Event) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::WriteStarted { key, .. } => {
                self.writes.insert(actor, Write { key, committed: None, went_to_cache: false });
            }
            EventKind::DbUpdateCommitted { version, .. } => {
                let Some(write) = self.writes.get_mut(&actor) else { return };
                write.committed = Some(version);
                self.deletes_first |= write.went_to_cache;
            }
            EventKind::WriteEnded { .. } => {
                let write = self.writes.remove(&actor);
                self.leaves_alone |= write.is_some_and(|write| !write.went_to_cache);
            }
            EventKind::WriteFailed { .. } => drop(self.writes.remove(&actor)),
            EventKind::CacheUnreachable { key } | EventKind::InvalidationLost { key } if writes(actor) => {
                self.lost.insert(key, (at, self.newest(key)));
                self.went_to_cache(actor, key);
            }
            EventKind::CacheDeleted { key, .. }
            | EventKind::CacheExpired { key, .. }
            | EventKind::CacheSet { key, .. }
            | EventKind::CacheSetRefused { key, .. }
            | EventKind::CacheFull { key, .. } => self.went_to_cache(actor, key),
            _ => {}
        }
    }

    /// Of whoever is no write, nothing is noted.
    fn went_to_cache(&mut self, actor: Actor, key: Key) {
        let Some(write) = self.writes.get_mut(&actor) else { return };
        write.went_to_cache = true;
        self.told.extend(write.committed.map(|version| (key, version)));
    }

    fn got(&mut self, actor: Actor, cause: StaleCause) {
        self.reads.entry(actor).and_modify(|read| read.causes = [cause].into());
    }

    /// Why a value was out of date when it was stored, and whether it may yet have come in time.
    fn born_stale(&self, actor: Actor, key: Key, version: Version) -> (Causes, bool) {
        if version.0 == 0 || version >= self.newest(key) {
            return (Causes::new(), true);
        }
        if matches!(actor.kind(), ActorKind::Write | ActorKind::Intervention) {
            return ([StaleCause::ReorderedUpdate].into(), false);
        }
        let too_late = self.told.contains(&(key, Version(version.0 + 1)));
        let stored = match (self.deletes_first, too_late) {
            (true, _) => Some(StaleCause::DeleteFirst),
            (false, true) => Some(StaleCause::StaleSet),
            (false, false) => None,
        };
        let query = self.queries.get(&actor);
        // The row may have been current when the query read it, and superseded since.
        let lagged = query.is_some_and(|query| query.lagged).then_some(StaleCause::ReplicaLag);
        let may_not_lag = query.is_none_or(|query| query.not_lagged);
        let causes = lagged.into_iter().chain(stored.filter(|_| may_not_lag)).collect();
        (causes, may_not_lag && stored.is_none())
    }

    /// Whether a write's cache operation got lost after the value was stored.
    fn is_lost(&self, key: Key, version: Version, set_at: Instant) -> bool {
        let lost = |&(at, newest): &(Instant, Version)| at >= set_at && (newest > version || self.deletes_first);
        self.lost.get(&key).is_some_and(lost)
    }

    /// Why a value in the cache that was current when it was stored, or as good as, is out of date, if it is.
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
