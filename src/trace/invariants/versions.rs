//! Versions only grow, one commit at a time, and are committed before anybody sees them. A read returns what it saw
//! last, a query answers with the row as it started or as it ended, and nobody stores what was not fetched.

use super::{Wrongs, ends};
use crate::trace::{Actor, ActorKind, Event, EventKind, Key, Version};
use crate::units::{Duration, Instant};
use std::collections::BTreeMap;

/// All commits, and what each request in flight has seen of them.
#[derive(Default)]
pub struct Ledger {
    /// Per key, when each version after the first was committed.
    commits: BTreeMap<Key, Vec<Instant>>,
    seen: BTreeMap<Actor, Seen>,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    began_at: Instant,
    /// The newest version as its query started.
    query_began_with: Option<Version>,
    /// What the cache or the database last gave it.
    version: Option<Version>,
    from_database: bool,
    /// Whether it has stored that already.
    stored: bool,
}

impl Ledger {
    fn newest(&self, key: Key) -> Version {
        Version(1 + self.commits.get(&key).map_or(0, Vec::len) as u32)
    }

    fn superseded_at(&self, key: Key, version: Version) -> Option<Instant> {
        self.commits.get(&key)?.get((version.0 as usize).checked_sub(1)?).copied()
    }

    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
        let Event { at, actor, kind } = *event;
        let mut seen = self.seen.get(&actor).copied().unwrap_or_default();
        match kind {
            EventKind::ReadStarted { key, newest, .. } => {
                let committed = self.newest(key);
                wrongs.unless(newest == committed, || format!("the newest version is {}", committed.0));
                seen = Seen { began_at: at, ..Seen::default() };
            }
            EventKind::CacheHit { key, version, .. } | EventKind::CacheStaleHit { key, version, .. } => {
                self.exists(key, version, wrongs);
                seen = Seen { version: Some(version), from_database: false, ..seen };
            }
            EventKind::DbQueryStarted { key, .. } => seen.query_began_with = Some(self.newest(key)),
            EventKind::DbQueryFinished { key, version, .. } => {
                let (first, last) = (seen.query_began_with, self.newest(key));
                let answers = Some(version) == first || version == last;
                wrongs.unless(answers, || format!("the row was {first:?} at its start and is {last:?}"));
                seen = Seen { version: Some(version), from_database: true, stored: false, ..seen };
            }
            EventKind::DbUpdateCommitted { key, version, .. } => {
                let next = Version(self.newest(key).0 + 1);
                wrongs.unless(version == next, || format!("the next version is {}", next.0));
                self.commits.entry(key).or_default().push(at);
                seen = Seen { version: Some(version), from_database: true, stored: false, ..seen };
            }
            EventKind::CacheSet { key, version, .. } => {
                self.exists(key, version, wrongs);
                let fetched = match actor.kind() {
                    ActorKind::Site => version == Version(1),
                    _ => seen.from_database && !seen.stored && seen.version == Some(version),
                };
                wrongs.unless(fetched, || format!("it stores what it did not just fetch: it has {:?}", seen.version));
                seen.stored = true;
            }
            EventKind::ReadEnded { key, version, superseded_for } => {
                wrongs.unless(seen.version == Some(version), || format!("what it saw was {:?}", seen.version));
                let known = self.superseded_at(key, version).map_or(Duration::ZERO, |since| seen.began_at.since(since));
                wrongs.unless(superseded_for == known, || format!("by the commits it is {known}"));
            }
            EventKind::WriteEnded { version, .. } => {
                let own = seen.from_database && seen.version == Some(version);
                wrongs.unless(own, || format!("what it committed was {:?}", seen.version));
            }
            _ => {}
        }
        match ends(&kind) {
            true => self.seen.remove(&actor),
            false => self.seen.insert(actor, seen),
        };
    }

    fn exists(&self, key: Key, version: Version, wrongs: &mut Wrongs) {
        let newest = self.newest(key);
        wrongs.unless((Version(1)..=newest).contains(&version), || format!("only {} were committed", newest.0));
    }
}
