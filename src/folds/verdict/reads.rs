//! What readers get: an answer, in time, and no older than what others got before.

use super::{Findings, Property};
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};
use crate::trace::{Actor, Event, EventKind, Key, Version};

/// A reader under way.
#[derive(Clone, Copy)]
struct Read {
    actor: Actor,
    began_at: Instant,
    newest: Version,
    /// The newest version that anybody had been served when it began, and who that was.
    served: Option<(Version, Actor)>,
}

/// A value in the cache.
#[derive(Clone, Copy)]
struct Stored {
    version: Version,
    gone_at: Instant,
}

/// Readers under way, and per key what was served, what lies in the cache and who asks the database.
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
            EventKind::QueryAbandoned { key, of } => {
                // It may still stand in line.
                if self.stop_query(key, of) {
                    self.querying.get_or_insert_with(key, Vec::new).push(actor);
                }
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
                format!("{actor} returned None, and the row was there, at version {}", newest.0)
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
                format!("{actor} asked the database for key {} while the query of {other}{more} was under way", key.0)
            });
        }
        querying.push(actor);
    }

    /// Whether it was under way.
    fn stop_query(&mut self, key: Key, actor: Actor) -> bool {
        let Some(querying) = self.querying.get_mut(key) else { return false };
        let index = querying.iter().position(|other| *other == actor);
        index.map(|index| querying.remove(index)).is_some()
    }

    /// Who began in the first half of the run and is still under way at its end does not seem to come to an end.
    pub fn finish(&mut self, end: Instant, found: &mut Findings) {
        let mut late: Vec<Read> = self.reads.values().filter(|read| read.began_at.0 < end.0 / 2).copied().collect();
        late.sort_by_key(|read| (read.began_at, read.actor));
        for Read { actor, began_at, .. } in late {
            found.add(Property::Ends, end, actor, || format!("{actor}, which began at {began_at}, has not ended"));
        }
    }
}
