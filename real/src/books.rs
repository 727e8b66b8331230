//! The books: turn a journal into a trace, after the run.
//!
//! ```text
//! commands     in the order in which Redis executed them, by Redis' clock, but between sending and answer
//! commits      when the answer came, or just before the new row was first seen, whichever is earlier
//! all others   when they were recorded
//! ```
//!
//! All entries are sorted by time. Then whatever no single client knows is filled in from that order: the newest
//! version when a read began, why a key is absent, how old a value is, and why a read was stale.

mod connections;
mod lives;
mod places;
mod staleness;
#[cfg(test)]
mod tests;

use crate::journal::{Command, Did, Entry};
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::trace::{Actor, Event, EventKind, Key, Version};
use cache_aside_playground::units::{Duration, Instant};
use connections::Connections;
use lives::Ends;
use places::{Lock, Place, Places, Stored};
use staleness::{Causes, Served};
use std::collections::BTreeMap;

/// The events of a run that lasted until `end`, from its journal. `begins_us` is the server's clock at its beginning.
pub fn events(scenario: &Scenario, entries: &[Entry], begins_us: i64, end: Instant) -> Vec<Event> {
    let mut books = Books {
        scenario,
        begins_us,
        places: Places::default(),
        commits: BTreeMap::new(),
        causes: Causes::new(scenario),
        lock_ends: Ends::new(),
        began_with: BTreeMap::new(),
        connections: Connections::default(),
        events: Vec::new(),
    };
    let all = in_order(entries, begins_us);
    let commands = all.iter().filter_map(|(at, entry)| match entry {
        Entry::Command(command) => Some((*at, command)),
        Entry::Noted(_) => None,
    });
    books.lock_ends = lives::ends(commands, |command, lease_ms, at| books.gone_at(command, lease_ms, at));
    for (at, entry) in all {
        if at > end {
            break;
        }
        match entry {
            Entry::Noted(event) => books.noted(Event { at, ..event }),
            Entry::Command(command) => books.command(at, &command),
        }
    }
    books.events
}

/// All entries, each with its time, in one order.
fn in_order(entries: &[Entry], begins_us: i64) -> Vec<(Instant, Entry)> {
    let mut commands: Vec<&Command> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Command(command) => Some(command),
            Entry::Noted(_) => None,
        })
        .collect();
    commands.sort_by_key(|command| command.place);
    let mut all: Vec<(Instant, Entry)> = times(&commands, begins_us)
        .zip(&commands)
        .map(|(at, command)| (at, Entry::Command((*command).clone())))
        .collect();
    let noted = entries.iter().filter(|entry| matches!(entry, Entry::Noted(_)));
    all.extend(noted.map(|entry| (time_of(entry), entry.clone())));
    commits_before_seen(&mut all);
    // The sort is stable: entries of the same time stay in the order in which they were recorded, after the command of
    // that time, if there is one. No two commands have the same time.
    all.sort_by_key(|(at, _)| *at);
    all
}

fn time_of(entry: &Entry) -> Instant {
    match entry {
        Entry::Noted(event) => event.at,
        Entry::Command(command) => command.sent,
    }
}

/// When each command took effect. The commands are in the order of their places. The server's clock decides as far as
/// it agrees with the clients' clock and with that order.
fn times<'a>(commands: &'a [&Command], begins_us: i64) -> impl Iterator<Item = Instant> + use<'a> {
    // No command is later than its own answer, or that of any command after it.
    let mut latest = Instant::MAX;
    let mut limits: Vec<Instant> = commands
        .iter()
        .rev()
        .map(|command| {
            latest = latest.min(command.received);
            latest
        })
        .collect();
    limits.reverse();
    let mut before = Instant::ZERO;
    commands.iter().zip(limits).map(move |(command, limit)| {
        let server = Instant((command.server_us - begins_us).max(0) as u64 * 1_000);
        let at = server.max(command.sent).min(limit).max(Instant(before.as_nanos() + 1));
        before = at;
        at
    })
}

/// Corrects the times of commits. A client knows of its commit when the answer comes, but another may have seen the row
/// before that. The commit is then dated just before it was seen.
fn commits_before_seen(all: &mut [(Instant, Entry)]) {
    let mut seen: BTreeMap<(Key, Version), Instant> = BTreeMap::new();
    for (at, entry) in all.iter() {
        if let Entry::Noted(Event { kind: EventKind::DbQueryFinished { key, version, .. }, .. }) = entry {
            let first = seen.entry((*key, *version)).or_insert(*at);
            *first = (*first).min(*at);
        }
    }
    // When a version is seen, all versions before it must have been committed.
    let mut later: BTreeMap<Key, Instant> = BTreeMap::new();
    for ((key, _), at) in seen.iter_mut().rev() {
        let bound = later.entry(*key).or_insert(*at);
        *bound = (*bound).min(*at);
        *at = *bound;
    }
    let mut commits: Vec<(&mut Instant, Key, Version)> = all
        .iter_mut()
        .filter_map(|(at, entry)| match entry {
            Entry::Noted(Event { kind: EventKind::DbUpdateCommitted { key, version, .. }, .. }) => {
                Some((at, *key, *version))
            }
            _ => None,
        })
        .collect();
    commits.sort_by_key(|(_, key, version)| (*key, *version));
    let mut next: Option<(Key, Instant)> = None;
    for (at, key, version) in commits.into_iter().rev() {
        let seen_at = seen.range((key, version)..=(key, Version(u32::MAX))).next().map(|(_, at)| *at);
        let before = next.filter(|next| next.0 == key).map(|next| next.1);
        for bound in seen_at.into_iter().chain(before) {
            *at = (*at).min(Instant(bound.as_nanos().saturating_sub(1)));
        }
        next = Some((key, *at));
    }
}

struct Books<'a> {
    scenario: &'a Scenario,
    begins_us: i64,
    places: Places,
    /// Per key, when each version after the first was committed.
    commits: BTreeMap<Key, Vec<Instant>>,
    causes: Causes,
    lock_ends: Ends,
    /// When each read began, and the newest version then.
    began_with: BTreeMap<Actor, (Instant, Version)>,
    connections: Connections,
    events: Vec<Event>,
}

impl Books<'_> {
    fn push(&mut self, at: Instant, actor: Actor, kind: EventKind) {
        self.events.push(Event { at, actor, kind });
    }

    fn newest(&self, key: Key) -> Version {
        match key.0 < self.scenario.keys {
            true => Version(1 + self.commits.get(&key).map_or(0, Vec::len) as u32),
            false => Version(0),
        }
    }

    /// When a version was replaced by the next one.
    fn superseded_at(&self, key: Key, Version(version): Version) -> Option<Instant> {
        self.commits.get(&key)?.get((version as usize).checked_sub(1)?).copied()
    }

    fn noted(&mut self, event: Event) {
        let event = Event { kind: self.connections.event(event), ..event };
        let Event { at, actor, kind } = event;
        match kind {
            EventKind::ReadStarted { key, instance, .. } => {
                let newest = self.newest(key);
                self.began_with.insert(actor, (at, newest));
                return self.push(at, actor, EventKind::ReadStarted { key, newest, instance });
            }
            EventKind::ReadEnded { key, version, .. } => return self.read_ended(event, key, version),
            EventKind::ReadFailed { .. } => drop(self.began_with.remove(&actor)),
            EventKind::DbUpdateCommitted { key, version, .. } => {
                self.commits.entry(key).or_default().push(at);
                self.causes.committed(actor, key, version);
            }
            EventKind::DbQueryStarted { .. } => self.causes.served(actor, Served::Database),
            EventKind::FlightJoined { leads, .. } => self.causes.joined(actor, leads),
            EventKind::FlightLanded { .. } => self.causes.landed(actor),
            EventKind::InvalidationLost { key } | EventKind::CacheUnreachable { key } => {
                self.causes.lost(actor, key, at, self.newest(key));
            }
            // Only the initial values of a warm cache are recorded as this event.
            EventKind::CacheSet { key, fresh_for, kept_for, .. } => {
                let (fresh_until, kept_until) = (at + fresh_for, at + kept_for);
                let stored = Stored { set_at: at, fresh_until, kept_until, deleted: false, born_stale: None };
                self.places.insert(key, Place::Full(stored));
            }
            _ => {}
        }
        self.events.push(event);
    }

    fn read_ended(&mut self, event: Event, key: Key, version: Version) {
        let Event { at, actor, .. } = event;
        let (began_at, newest) = self.began_with.remove(&actor).unwrap_or((at, self.newest(key)));
        if version < newest {
            let cause = self.causes.of_read(actor, key, version);
            self.push(at, actor, EventKind::StaleRead { key, version, newest, cause });
        }
        let superseded_for = self.superseded_at(key, version).map_or(Duration::ZERO, |since| began_at.since(since));
        self.push(at, actor, EventKind::ReadEnded { key, version, superseded_for });
    }

    fn command(&mut self, at: Instant, command: &Command) {
        let Command { actor, key, did, .. } = *command;
        match did {
            Did::Got(found) => self.look(at, actor, key, found.map(|value| value.row.version), None),
            Did::Granted(lease_ms) => {
                self.look(at, actor, key, None, None);
                self.take_lock(at, command, lease_ms);
            }
            Did::Refused(_, old) => self.look(at, actor, key, old.map(|value| value.row.version), Some(false)),
            Did::Set(value, kept_ms, voided) => {
                self.store(at, command, value, kept_ms);
                self.void(at, actor, key, voided);
            }
            Did::SetRefused(version, present) => {
                self.causes.went_to_cache(actor, key);
                self.push(at, actor, EventKind::CacheSetRefused { key, version, present });
            }
            Did::LeaseVoid(version) => self.push(at, actor, EventKind::LeaseVoid { key, version }),
            Did::SetLeased(value, kept_ms) => {
                self.store(at, command, value, kept_ms);
                self.release(at, actor, key, actor);
            }
            Did::SetLeasedRefused(version, present) => {
                self.push(at, actor, EventKind::CacheSetRefused { key, version, present });
                self.release(at, actor, key, actor);
            }
            Did::Deleted(existed, voided) => {
                self.causes.went_to_cache(actor, key);
                self.places.insert(key, Place::deleted());
                self.push(at, actor, EventKind::CacheDeleted { key, existed });
                self.void(at, actor, key, voided);
            }
            Did::Outdated(voided) => {
                self.causes.went_to_cache(actor, key);
                self.expire(at, actor, key, true);
                self.places.mark_deleted(key);
                self.void(at, actor, key, voided);
            }
            Did::Expired(existed) => self.expire(at, actor, key, existed),
            Did::Flushed(entries, locks) => {
                self.places.flush();
                self.push(at, actor, EventKind::CacheFlushed { entries });
                if locks > 0 {
                    self.lose_locks(at, actor, locks);
                }
            }
            Did::LocksLost(locks) => self.lose_locks(at, actor, locks),
            Did::Locked(lease_ms) => self.take_lock(at, command, lease_ms),
            Did::LockHeld(_) => {}
            Did::Released(holder) => self.release(at, actor, key, holder),
            Did::ReleaseRefused => self.push(at, actor, EventKind::LockReleaseRefused { key }),
        }
    }

    /// Adds the event of a lookup. Without `fresh`, the value's time decides whether it is fresh.
    fn look(&mut self, at: Instant, actor: Actor, key: Key, found: Option<Version>, fresh: Option<bool>) {
        let Some(version) = found else {
            let why = self.places.absence(key);
            return self.push(at, actor, EventKind::CacheMiss { key, why });
        };
        let stored = self.places.get(key).unwrap_or(Stored::unknown(at));
        let (age, fresh) = (at.since(stored.set_at), fresh.unwrap_or(at < stored.fresh_until || !self.serves_stale()));
        self.causes.served(actor, Served::Cache { set_at: stored.set_at, fresh, born_stale: stored.born_stale });
        self.push(
            at,
            actor,
            match fresh {
                true => EventKind::CacheHit { key, version, age, left: stored.fresh_until.since(at) },
                false => EventKind::CacheStaleHit { key, version, age, past_ttl: at.since(stored.fresh_until) },
            },
        );
    }

    fn serves_stale(&self) -> bool {
        let lifetime = self.scenario.lifetime();
        lifetime.kept_for > lifetime.fresh_for
    }

    /// When a key is gone that a command stored for a number of milliseconds. Redis serves a key up to the end of the
    /// millisecond in which it expires.
    fn gone_at(&self, command: &Command, kept_ms: u64, at: Instant) -> Instant {
        let gone_us = (command.server_us.div_euclid(1_000) + kept_ms as i64 + 1) * 1_000;
        Instant((gone_us - self.begins_us).max(0) as u64 * 1_000).max(at)
    }

    fn store(&mut self, at: Instant, command: &Command, value: crate::journal::Value, kept_ms: u64) {
        let Command { actor, key, .. } = *command;
        let version = value.row.version;
        self.causes.went_to_cache(actor, key);
        let born_stale = self.causes.born_stale(actor, key, version, self.newest(key));
        let kept_until = self.gone_at(command, kept_ms, at);
        let fresh_until = Instant((value.fresh_until_us - self.begins_us).max(0) as u64 * 1_000);
        // Without a grace the value is fresh until Redis removes it.
        let fresh_until = if self.serves_stale() { fresh_until.min(kept_until).max(at) } else { kept_until };
        self.places
            .insert(key, Place::Full(Stored { set_at: at, fresh_until, kept_until, deleted: false, born_stale }));
        let (fresh_for, kept_for) = (fresh_until.since(at), kept_until.since(at));
        self.push(at, actor, EventKind::CacheSet { key, version, fresh_for, kept_for });
    }

    fn expire(&mut self, at: Instant, actor: Actor, key: Key, existed: bool) {
        let mut kept_for = Duration::ZERO;
        if let (true, Some(stored)) = (existed, self.places.get(key)) {
            let grace = stored.kept_until.since(stored.fresh_until);
            let fresh_until = stored.fresh_until.min(at);
            let kept_until = fresh_until + grace;
            kept_for = kept_until.since(at);
            self.places.insert(key, Place::Full(Stored { fresh_until, kept_until, ..stored }));
        }
        self.push(at, actor, EventKind::CacheExpired { key, existed, kept_for });
    }

    fn take_lock(&mut self, at: Instant, command: &Command, lease_ms: u64) {
        let Command { actor, key, .. } = *command;
        let until = self.lock_ends.get(&command.place).copied().unwrap_or(self.gone_at(command, lease_ms, at));
        if let Some(Lock { holder, until: ended }) = self.places.hold(key, Lock { holder: actor, until }) {
            self.push(at, actor, EventKind::LockExpired { key, holder, since: at.since(ended) });
        }
        self.push(at, actor, EventKind::LockAcquired { key, lease: until.since(at) });
    }

    fn release(&mut self, at: Instant, actor: Actor, key: Key, holder: Actor) {
        self.places.release(key);
        self.push(at, actor, EventKind::LockReleased { key, holder });
    }

    fn lose_locks(&mut self, at: Instant, actor: Actor, locks: u32) {
        self.places.lose_locks();
        self.push(at, actor, EventKind::LocksLost { locks });
    }

    fn void(&mut self, at: Instant, actor: Actor, key: Key, voided: Option<Actor>) {
        if let Some(holder) = voided {
            self.places.release(key);
            self.push(at, actor, EventKind::LeaseVoided { key, holder });
        }
    }
}
