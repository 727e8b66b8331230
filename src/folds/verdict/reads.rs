//! The properties of reads: each gets an answer, in time, that is no older than earlier answers.

use super::{Findings, Property};
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};
use crate::trace::{Actor, Event, EventKind, Key, Version};

/// A reader in flight.
#[derive(Clone, Copy)]
struct Read {
    actor: Actor,
    began_at: Instant,
    newest: Version,
    /// The newest version that had been served before it began, and the reader that got it.
    served: Option<(Version, Actor)>,
}

/// A value in the cache.
#[derive(Clone, Copy)]
struct Stored {
    version: Version,
    gone_at: Instant,
}

/// The readers in flight and, per key, the newest version served, the cached value and the queries.
#[derive(Default)]
pub struct Ledger {
    reads: Table<Read>,
    served: Table<(Version, Actor)>,
    stored: Table<Stored>,
    querying: Table<Vec<Actor>>,
}

impl Ledger {
    pub fn event(&mut self, event: &Event, found: &mut Findings) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::ReadStarted { key, newest, .. } => {
                let served = self.served.get(key).copied();
                self.reads.insert(actor, Read { actor, began_at: at, newest, served });
            }
            EventKind::ReadEnded { key, version, superseded_for } => {
                self.end(event, key, version, superseded_for, found)
            }
            EventKind::ReadFailed { .. } => {
                self.reads.remove(actor);
                found.add(Property::Answers, at, actor, || format!("{actor} ended with an error"));
            }
            EventKind::CacheSet { key, version, kept_for, .. } => self.store(event, key, version, kept_for, found),
            EventKind::CacheDeleted { key, .. } | EventKind::CacheEvicted { key, .. } => drop(self.stored.remove(key)),
            EventKind::CacheExpired { key, kept_for, .. } => {
                if let Some(stored) = self.stored.get_mut(key) {
                    stored.gone_at = stored.gone_at.min(at + kept_for);
                }
            }
            EventKind::CacheFlushed { .. } => self.stored = Table::default(),
            EventKind::DbQueryStarted { key, .. } => self.query(event, key, found),
            EventKind::DbQueryFinished { key, .. }
            | EventKind::DbTimedOut { key, .. }
            | EventKind::DbCancelled { key, .. } => drop(self.stop_query(key, actor)),
            // Unless it is still in the queue.
            EventKind::QueryAbandoned { key, of } if self.stop_query(key, of) => {
                self.querying.get_or_insert_with(key, Vec::new).push(actor);
            }
            _ => {}
        }
    }

    fn end(&mut self, event: &Event, key: Key, version: Version, superseded_for: Duration, found: &mut Findings) {
        let Event { at, actor, .. } = *event;
        let served = self.served.get_or_insert_with(key, || (version, actor));
        if version > served.0 {
            *served = (version, actor);
        }
        let Some(Read { newest, served, .. }) = self.reads.remove(actor) else { return };
        if version.0 == 0 && newest.0 > 0 {
            found.add(Property::Returns, at, actor, || {
                format!("{actor} returned None, but the row exists, at version {}", newest.0)
            });
            return;
        }
        if let Some((before, by)) = served.filter(|(before, _)| *before > version) {
            found.add(Property::Forward, at, actor, || {
                format!("{actor} returned version {} after version {} had been served to {by}", version.0, before.0)
            });
        }
        if version < newest {
            found.add(Property::Current, at, actor, || {
                let newest = newest.0;
                format!(
                    "{actor} returned version {}, which had been replaced {superseded_for} before it began; the newest was {newest}",
                    version.0
                )
            });
        }
    }

    fn store(&mut self, event: &Event, key: Key, version: Version, kept_for: Duration, found: &mut Findings) {
        let Event { at, actor, .. } = *event;
        let before = self.stored.insert(key, Stored { version, gone_at: at + kept_for });
        if let Some(before) = before.filter(|before| before.version > version && before.gone_at > at) {
            found.add(Property::Newer, at, actor, || {
                format!("{actor} stored version {} over version {}", version.0, before.version.0)
            });
        }
    }

    fn query(&mut self, event: &Event, key: Key, found: &mut Findings) {
        let Event { at, actor, .. } = *event;
        let querying = self.querying.get_or_insert_with(key, Vec::new);
        if let Some(&other) = querying.first() {
            let count = querying.len();
            found.add(Property::OneQuery, at, actor, || {
                let more = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
                format!("{actor} asked the database for key {} while the query of {other}{more} was in flight", key.0)
            });
        }
        querying.push(actor);
    }

    /// Removes a query. Returns whether it was in flight.
    fn stop_query(&mut self, key: Key, actor: Actor) -> bool {
        let Some(querying) = self.querying.get_mut(key) else { return false };
        let index = querying.iter().position(|other| *other == actor);
        index.map(|index| querying.remove(index)).is_some()
    }

    /// Reports reads that began in the first half of the run and are still in flight at its end: they seem never to
    /// end.
    pub fn finish(&mut self, end: Instant, found: &mut Findings) {
        let late = || self.reads.values().filter(|read| read.began_at.0 < end.0 / 2);
        let Some(&Read { actor, began_at, .. }) = late().min_by_key(|read| (read.began_at, read.actor)) else { return };
        for _ in late() {
            found.add(Property::Ends, end, actor, || format!("{actor}, which began at {began_at}, has not ended"));
        }
    }
}
