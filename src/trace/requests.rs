//! Requests: the fold that groups the events of a trace by request. Most other folds use it.

use super::{Absence, Actor, ActorKind, Event, EventKind, Key, StaleCause, Version};
use crate::base::units::{Duration, Instant};

/// The outcome of a request. The numbers are sent to JavaScript: append, never reorder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Still in flight at the end of the run.
    Unfinished = 0,
    /// A read whose first lookup found a fresh value, which it did not recompute early.
    Hit = 1,
    /// A read that was knowingly served a value past its TTL.
    StaleHit = 2,
    /// A read that found a fresh value but refreshed it early (XFetch).
    Early = 3,
    /// A read that missed and waited for another reader's lock.
    Waited = 4,
    /// A read that missed and did not wait for a lock.
    Miss = 5,
    /// A read or a write that ended with an error.
    Failed = 6,
    /// A write.
    Write = 7,
    /// A background refresh, or a flight.
    Refresh = 8,
    /// A query whose read was abandoned.
    Abandoned = 9,
}

impl Outcome {
    /// The names, in the order of the numbers.
    pub const NAMES: [&'static str; 10] =
        ["unfinished", "hit", "stale_hit", "early", "waited", "miss", "failed", "write", "refresh", "abandoned"];
}

/// The result of a read's first lookup in the cache. Each read that did a lookup has exactly one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lookup {
    /// A fresh value.
    Hit,
    /// A value past its TTL, within its grace.
    StaleHit,
    /// A fresh value that the read recomputed early.
    Early,
    /// No value.
    Miss,
}

/// One request, as known from the events so far.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The actor.
    pub actor: Actor,
    /// The key.
    pub key: Key,
    /// The application instance.
    pub instance: u32,
    /// The time of its start.
    pub began_at: Instant,
    /// The time of its end; `None` while it is in flight.
    pub ended_at: Option<Instant>,
    /// The newest committed version at its start.
    pub newest: Version,
    /// The version it returned or committed.
    pub version: Option<Version>,
    /// The result of its first lookup; `None` before it.
    pub lookup: Option<Lookup>,
    /// Why that lookup missed, if it did.
    pub absence: Option<Absence>,
    /// The time that it waited for locks or for another read's query.
    pub lock_waited: Option<Duration>,
    /// How far past its TTL the served value was.
    pub past_ttl: Duration,
    /// How long before its start the version that it returned had been superseded.
    pub superseded_for: Duration,
    /// Whether it queried the database.
    pub queried: bool,
    /// Whether it ended with an error.
    pub failed: bool,
    /// The start of its current wait for a lock or another read's query, if it is waiting.
    pub waiting_since: Option<Instant>,
    /// The cause, if it was a stale read.
    pub stale_cause: Option<StaleCause>,
}

impl Request {
    fn new(event: &Event, key: Key, instance: u32, newest: Version) -> Request {
        Request {
            actor: event.actor,
            key,
            instance,
            began_at: event.at,
            ended_at: None,
            newest,
            version: None,
            lookup: None,
            absence: None,
            lock_waited: None,
            past_ttl: Duration::ZERO,
            superseded_for: Duration::ZERO,
            queried: false,
            failed: false,
            waiting_since: None,
            stale_cause: None,
        }
    }

    /// Its latency; `None` while it is in flight.
    pub fn latency(&self) -> Option<Duration> {
        Some(self.ended_at?.since(self.began_at))
    }

    /// Whether it returned a version older than the newest one committed at its start.
    pub fn is_stale_read(&self) -> bool {
        self.version.is_some_and(|version| version < self.newest)
    }

    /// The stale age of the served value: how long past its TTL or how long superseded, whichever is longer.
    pub fn stale_age(&self) -> Duration {
        self.past_ttl.max(self.superseded_for)
    }

    /// Its outcome.
    #[inline]
    pub fn outcome(&self) -> Outcome {
        use super::ActorKind::{Deferred, Ghost, Intervention, Read, Refresh, Site, Write};
        match (self.actor.kind(), self.ended_at, self.lookup) {
            (_, None, _) => Outcome::Unfinished,
            _ if self.failed => Outcome::Failed,
            (Write | Intervention | Site | Deferred, ..) => Outcome::Write,
            (Ghost, ..) => Outcome::Abandoned,
            (Refresh, ..) => Outcome::Refresh,
            (Read, _, Some(Lookup::Hit)) => Outcome::Hit,
            (Read, _, Some(Lookup::StaleHit)) => Outcome::StaleHit,
            (Read, _, Some(Lookup::Early)) => Outcome::Early,
            (Read, _, Some(Lookup::Miss) | None) if self.lock_waited.is_some() => Outcome::Waited,
            (Read, _, Some(Lookup::Miss) | None) => Outcome::Miss,
        }
    }

    fn waited(&mut self, waited: Duration) {
        self.lock_waited = Some(self.lock_waited.unwrap_or_default() + waited);
    }

    /// Processes an event of this request.
    fn event(&mut self, event: &Event) {
        // The end of a lock wait always has an event. A read that is abandoned, or crashes, while it waits for another
        // read's query does not see it land.
        if let EventKind::FlightLanded { .. } | EventKind::ReadGivenUp { .. } | EventKind::RequestCrashed { .. } =
            event.kind
            && let Some(since) = self.waiting_since.take()
        {
            self.waited(event.at.since(since));
        }
        let note = |request: &mut Request, lookup| request.lookup = request.lookup.or(Some(lookup));
        match event.kind {
            EventKind::CacheHit { .. } => note(self, Lookup::Hit),
            EventKind::CacheStaleHit { past_ttl, .. } => {
                note(self, Lookup::StaleHit);
                self.past_ttl = past_ttl;
            }
            EventKind::CacheMiss { why, .. } => {
                self.absence = self.absence.or(self.lookup.is_none().then_some(why));
                note(self, Lookup::Miss);
            }
            // Not in a later attempt of a read that missed at first.
            EventKind::EarlyRecompute { .. } if self.lookup == Some(Lookup::Hit) => self.lookup = Some(Lookup::Early),
            EventKind::LockWaitStarted { .. } => self.waiting_since = Some(event.at),
            EventKind::LockWaitEnded { waited, .. } => {
                self.waiting_since = None;
                self.waited(waited);
            }
            EventKind::FlightJoined { leads, .. } => self.waiting_since = (!leads).then_some(event.at),
            EventKind::StaleRead { cause, .. } => self.stale_cause = Some(cause),
            EventKind::DbQueryStarted { .. } => self.queried = true,
            EventKind::ReadEnded { version, superseded_for, .. } => {
                self.version = Some(version);
                self.superseded_for = superseded_for;
            }
            EventKind::WriteEnded { version, .. } => self.version = Some(version),
            EventKind::ReadFailed { .. } | EventKind::WriteFailed { .. } | EventKind::RequestCrashed { .. } => {
                self.failed = true;
            }
            EventKind::ReadRetried { .. } => self.failed = false,
            _ => {}
        }
    }
}

/// A map from actors to small numbers: an array per kind, because actors are numbered from 0 within their kind. The
/// arrays are in pieces, and a piece without values is freed. So the memory depends on the number of actors in flight,
/// not on the number of all actors so far.
#[derive(Clone, Default, Debug)]
pub struct ByActor([Vec<Piece>; 7]);

/// The values of a range of consecutive actors.
#[derive(Clone, Default, Debug)]
struct Piece {
    /// The number of values.
    count: u32,
    /// Empty, or [`Piece::LENGTH`] long.
    values: Vec<u32>,
}

impl Piece {
    const LENGTH: usize = 1 << 12;
}

impl ByActor {
    const NONE: u32 = u32::MAX;

    /// The value of an actor.
    #[inline]
    pub fn get(&self, actor: Actor) -> Option<u32> {
        let number = actor.place() as usize;
        let piece = self.0[actor.kind() as usize].get(number / Piece::LENGTH)?;
        piece.values.get(number % Piece::LENGTH).copied().filter(|value| *value != Self::NONE)
    }

    /// Sets the value of an actor, which must be below `u32::MAX`, or removes it.
    #[inline]
    pub fn set(&mut self, actor: Actor, value: Option<u32>) {
        let list = &mut self.0[actor.kind() as usize];
        let (index, place) = (actor.place() as usize / Piece::LENGTH, actor.place() as usize % Piece::LENGTH);
        if list.len() <= index {
            list.resize(index + 1, Piece::default());
        }
        let last = index + 1 == list.len();
        let piece = &mut list[index];
        if piece.values.is_empty() {
            piece.values.resize(Piece::LENGTH, Self::NONE);
        }
        let before = std::mem::replace(&mut piece.values[place], value.unwrap_or(Self::NONE));
        piece.count += u32::from(value.is_some());
        piece.count -= u32::from(before != Self::NONE);
        // The last piece is kept: it is soon needed again.
        if piece.count == 0 && !last {
            piece.values = Vec::new();
        }
    }
}

/// The requests in flight after a part of a trace.
#[derive(Clone, Default, Debug)]
pub struct Requests {
    slots: Vec<Request>,
    free: Vec<u32>,
    by_actor: ByActor,
}

/// The effect of an event on a request.
pub enum Change {
    /// The request began.
    Began(Request),
    /// The request continued.
    Went,
    /// The request ended. It is removed from those in flight.
    Ended(Request),
}

impl Requests {
    /// Processes the next event. `None` if it belongs to no request, such as an intervention or warming.
    pub fn event(&mut self, event: &Event) -> Option<Change> {
        let begun = match event.kind {
            EventKind::ReadStarted { key, newest, instance } => Some((key, instance, newest)),
            EventKind::WriteStarted { key, instance } => Some((key, instance, Version(0))),
            EventKind::RefreshStarted { key } | EventKind::QueryAbandoned { key, .. } => Some((key, 0, Version(0))),
            _ => None,
        };
        if let Some((key, instance, newest)) = begun {
            let request = Request::new(event, key, instance, newest);
            self.insert(request);
            return Some(Change::Began(request));
        }
        let slot = self.by_actor.get(event.actor)?;
        let request = &mut self.slots[slot as usize];
        request.event(event);
        let ended = match event.kind {
            EventKind::ReadEnded { .. }
            | EventKind::ReadFailed { .. }
            | EventKind::WriteEnded { .. }
            | EventKind::WriteFailed { .. }
            | EventKind::RefreshEnded { .. } => true,
            // A read that crashes also has a failure event, but a background task has none.
            EventKind::RequestCrashed { .. } => event.actor.kind() == ActorKind::Refresh,
            EventKind::DbQueryFinished { .. } | EventKind::DbTimedOut { .. } | EventKind::DbRefused { .. } => {
                event.actor.kind() == ActorKind::Ghost
            }
            _ => false,
        };
        if !ended {
            return Some(Change::Went);
        }
        request.ended_at = Some(event.at);
        let request = *request;
        self.by_actor.set(event.actor, None);
        self.free.push(slot);
        Some(Change::Ended(request))
    }

    fn insert(&mut self, request: Request) {
        let slot = self.free.pop().unwrap_or(self.slots.len() as u32);
        match self.slots.get_mut(slot as usize) {
            Some(place) => *place = request,
            None => self.slots.push(request),
        }
        self.by_actor.set(request.actor, Some(slot));
    }

    /// The requests in flight, in no meaningful order.
    pub fn in_flight(&self) -> impl Iterator<Item = &Request> {
        self.slots
            .iter()
            .enumerate()
            .filter_map(|(slot, request)| (self.by_actor.get(request.actor) == Some(slot as u32)).then_some(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten thousand readers, a hundred at a time: three pieces of 4,096, of which two have been freed.
    #[test]
    fn what_is_kept_by_actor_is_what_is_in_flight() {
        let mut by_actor = ByActor::default();
        let reader = |number| Actor::new(ActorKind::Read, number);
        for number in 0..10_000 {
            by_actor.set(reader(number), Some(7 * number));
            assert_eq!(by_actor.get(reader(number)), Some(7 * number));
            if let Some(gone) = number.checked_sub(100) {
                by_actor.set(reader(gone), None);
                assert_eq!((by_actor.get(reader(gone)), by_actor.get(reader(gone + 1))), (None, Some(7 * gone + 7)));
            }
        }
        let kept: Vec<usize> = by_actor.0[ActorKind::Read as usize].iter().map(|piece| piece.values.len()).collect();
        assert_eq!(kept, [0, 0, Piece::LENGTH]);
        // An early actor may get a value again.
        by_actor.set(reader(5), Some(1));
        by_actor.set(reader(5), Some(2));
        assert_eq!((by_actor.get(reader(5)), by_actor.get(reader(4))), (Some(2), None));
        by_actor.set(reader(5), None);
        by_actor.set(reader(5), None);
        assert_eq!((by_actor.get(reader(5)), by_actor.get(reader(10_001))), (None, None));
        assert_eq!(by_actor.get(Actor::new(ActorKind::Write, 9_950)), None);
    }
}
