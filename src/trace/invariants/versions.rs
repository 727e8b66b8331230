//! Versions: each commit adds one, and no version is seen before its commit. A read returns the version that it found
//! last. A query returns the row as of its start or its end (a replica: nothing older than it returned before). Only
//! fetched versions are stored. Ids that do not exist have version 0.

use super::{Given, Violations, ends};
use crate::base::units::{Duration, Instant};
use crate::trace::{Actor, ActorKind, Event, EventKind, Key, Version};
use std::collections::BTreeMap;

/// All commits, and the versions that each request in flight has seen.
pub struct Ledger {
    given: Given,
    /// Per key, the commit time of each version after the first.
    commits: BTreeMap<Key, Vec<Instant>>,
    /// The newest version that any query has returned.
    answered: BTreeMap<Key, Version>,
    seen: BTreeMap<Actor, Seen>,
    /// The result of each flight.
    landed: BTreeMap<Actor, Seen>,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    began_at: Instant,
    /// The newest version at the start of its query, and the oldest that the query may return.
    query_began_with: Option<Version>,
    query_at_least: Version,
    /// The version that it last got from the cache or the database.
    version: Option<Version>,
    from_database: bool,
    /// Whether it has stored that version, or tried to.
    stored: bool,
    /// The flight it waits for.
    flight: Option<Actor>,
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        let (commits, answered, seen, landed) = Default::default();
        Ledger { given, commits, answered, seen, landed }
    }

    fn oldest(&self, key: Key) -> Version {
        Version(u32::from(key.0 < self.given.rows))
    }

    fn newest(&self, key: Key) -> Version {
        Version(self.oldest(key).0 + self.commits.get(&key).map_or(0, Vec::len) as u32)
    }

    fn superseded_at(&self, key: Key, version: Version) -> Option<Instant> {
        self.commits.get(&key)?.get((version.0 as usize).checked_sub(1)?).copied()
    }

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        let mut seen = self.seen.get(&actor).copied().unwrap_or_default();
        match kind {
            EventKind::ReadStarted { key, newest, .. } => {
                let committed = self.newest(key);
                violations.check(newest == committed, || format!("the newest version is {}", committed.0));
                seen = Seen { began_at: at, ..Seen::default() };
            }
            EventKind::ReadRetried { .. } => seen = Seen { began_at: seen.began_at, ..Seen::default() },
            EventKind::QueryAbandoned { of, .. } => seen = self.seen.get(&of).copied().unwrap_or_default(),
            EventKind::CacheHit { key, version, .. } | EventKind::CacheStaleHit { key, version, .. } => {
                self.exists(key, version, violations);
                seen = Seen { version: Some(version), from_database: false, ..seen };
            }
            EventKind::DbQueryStarted { key, .. } => {
                seen.query_began_with = Some(self.newest(key));
                seen.query_at_least = self.answered.get(&key).copied().unwrap_or(self.oldest(key));
            }
            EventKind::DbQueryFinished { key, version, .. } => {
                self.answer(key, version, &seen, violations);
                seen = Seen { version: Some(version), from_database: true, stored: false, ..seen };
            }
            EventKind::DbUpdateCommitted { key, version, .. } => {
                let next = Version(self.newest(key).0 + 1);
                violations.check(version == next, || format!("the next version is {}", next.0));
                self.commits.entry(key).or_default().push(at);
                seen = Seen { version: Some(version), from_database: true, stored: false, ..seen };
            }
            EventKind::CacheSet { key, version, .. }
            | EventKind::CacheFull { key, version }
            | EventKind::CacheSetRefused { key, version, .. }
            | EventKind::LeaseVoid { key, version } => {
                self.exists(key, version, violations);
                let fetched = seen.from_database && !seen.stored && seen.version == Some(version);
                let at_first = actor.kind() == ActorKind::Site && at == Instant::ZERO && version == Version(1);
                violations.check(fetched || at_first || self.given.code, || {
                    format!("it stores what it has not fetched, but {:?}", seen.version)
                });
                seen.stored = true;
            }
            EventKind::FlightJoined { flight, .. } => seen.flight = Some(flight),
            EventKind::FlightLanded { .. } => {
                let landed = seen.flight.and_then(|flight| self.landed.get(&flight)).copied().unwrap_or_default();
                seen = Seen { version: landed.version, from_database: false, ..seen };
            }
            EventKind::RefreshEnded { .. } => drop(self.landed.insert(actor, seen)),
            EventKind::ReadEnded { .. } | EventKind::WriteEnded { .. } => self.ended(event, &seen, violations),
            _ => {}
        }
        match ends(event) {
            true => self.seen.remove(&actor),
            false => self.seen.insert(actor, seen),
        };
    }

    /// Checks that a request returns the version that it found, or committed. Code may return any version that has been
    /// committed.
    fn ended(&self, event: &Event, seen: &Seen, violations: &mut Violations) {
        match event.kind {
            EventKind::ReadEnded { key, version, superseded_for } => {
                let returns = seen.version == Some(version) || self.given.code && version <= self.newest(key);
                violations.check(returns, || format!("what it saw was {:?}", seen.version));
                let known = self.superseded_at(key, version).map_or(Duration::ZERO, |since| seen.began_at.since(since));
                violations.check(superseded_for == known, || format!("by the commits it is {known}"));
            }
            EventKind::WriteEnded { key, version } => {
                let own = seen.from_database && seen.version == Some(version)
                    || self.given.code && version <= self.newest(key);
                violations.check(own, || format!("what it committed was {:?}", seen.version));
            }
            _ => {}
        }
    }

    fn answer(&mut self, key: Key, version: Version, seen: &Seen, violations: &mut Violations) {
        let (first, least, last) = (seen.query_began_with, seen.query_at_least, self.newest(key));
        // A real statement begins shortly after it was sent.
        let answers = match first {
            _ if self.given.lags => (least..=last).contains(&version),
            Some(first) if !self.given.slack.is_zero() => (first..=last).contains(&version),
            _ => Some(version) == first || version == last,
        };
        violations
            .check(answers, || format!("the row was {first:?}, at least {least:?}, at its start and is {last:?}"));
        let answered = self.answered.entry(key).or_insert(version);
        *answered = version.max(*answered);
    }

    fn exists(&self, key: Key, version: Version, violations: &mut Violations) {
        let (oldest, newest) = (self.oldest(key), self.newest(key));
        violations.check((oldest..=newest).contains(&version), || format!("only {} were committed", newest.0));
    }
}
