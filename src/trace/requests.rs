//! Requests: the events of a trace gathered by the request they happened to. The fold under all other folds.

use super::{Actor, ActorKind, Event, EventKind, Key, StaleCause, Version};
use crate::base::units::{Duration, Instant};

/// What became of a request. The order is that of the wire: append, never reorder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Still in flight at the end of the run.
    Unfinished = 0,
    /// A read whose first look found a fresh value, which it did not recompute early.
    Hit = 1,
    /// A read that was knowingly served a value past its fresh TTL.
    StaleHit = 2,
    /// A read that found a fresh value but refreshed it early (XFetch).
    Early = 3,
    /// A read that found nothing and waited for somebody else's lock.
    Waited = 4,
    /// A read that found nothing and did not wait at a lock.
    Miss = 5,
    /// A read or a write that ended with an error.
    Failed = 6,
    /// A write.
    Write = 7,
    /// A background refresh, or a flight.
    Refresh = 8,
    /// A query that nobody waits for any more.
    Abandoned = 9,
}

impl Outcome {
    /// The names, in the order of the numbers.
    pub const NAMES: [&'static str; 10] =
        ["unfinished", "hit", "stale_hit", "early", "waited", "miss", "failed", "write", "refresh", "abandoned"];
}

/// How a read's first look into the cache went. Every read that got that far is exactly one of these.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// Fresh, and good enough.
    Hit,
    /// Past its TTL, within the grace.
    StaleHit,
    /// Fresh, but recomputed early.
    Early,
    /// Nothing there.
    Miss,
}

/// One request, as far as the events told.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Who.
    pub actor: Actor,
    /// For which key.
    pub key: Key,
    /// At which application instance.
    pub instance: u32,
    /// When it began.
    pub began_at: Instant,
    /// When it ended, if it did.
    pub ended_at: Option<Instant>,
    /// The newest version committed when it began.
    pub newest: Version,
    /// The version it returned or committed.
    pub version: Option<Version>,
    /// Its first look into the cache, once it had one.
    pub look: Option<Look>,
    /// How long it waited at locks, or for another read's query.
    pub lock_waited: Option<Duration>,
    /// How long past its TTL the value served was.
    pub past_ttl: Duration,
    /// How long, when the read began, the version it returned had been superseded.
    pub superseded_for: Duration,
    /// Whether it asked the database for the row.
    pub queried: bool,
    /// Whether it ended with an error.
    pub failed: bool,
    /// Since when it waits for a query that another read began, if it does.
    pub joined_flight_at: Option<Instant>,
    /// Why it was a stale read, if it was.
    pub stale_cause: Option<StaleCause>,
    /// Whether it waits at a lock now.
    pub waiting_at_lock: bool,
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
            look: None,
            lock_waited: None,
            past_ttl: Duration::ZERO,
            superseded_for: Duration::ZERO,
            queried: false,
            failed: false,
            joined_flight_at: None,
            stale_cause: None,
            waiting_at_lock: false,
        }
    }

    /// From its beginning to its end, or so far.
    pub fn latency(&self) -> Option<Duration> {
        Some(self.ended_at?.since(self.began_at))
    }

    /// Whether it returned a version older than the newest one committed when it began.
    pub fn is_stale_read(&self) -> bool {
        self.version.is_some_and(|version| version < self.newest)
    }

    /// How stale what it served was: the longer of past its TTL and superseded.
    pub fn stale_age(&self) -> Duration {
        self.past_ttl.max(self.superseded_for)
    }

    /// What became of it.
    #[inline]
    pub fn outcome(&self) -> Outcome {
        use super::ActorKind::{Deferred, Ghost, Intervention, Read, Refresh, Site, Write};
        match (self.actor.kind(), self.ended_at, self.look) {
            (_, None, _) => Outcome::Unfinished,
            _ if self.failed => Outcome::Failed,
            (Write | Intervention | Site | Deferred, ..) => Outcome::Write,
            (Ghost, ..) => Outcome::Abandoned,
            (Refresh, ..) => Outcome::Refresh,
            (Read, _, Some(Look::Hit)) => Outcome::Hit,
            (Read, _, Some(Look::StaleHit)) => Outcome::StaleHit,
            (Read, _, Some(Look::Early)) => Outcome::Early,
            (Read, _, Some(Look::Miss) | None) if self.lock_waited.is_some() => Outcome::Waited,
            (Read, _, Some(Look::Miss) | None) => Outcome::Miss,
        }
    }

    fn waited(&mut self, waited: Duration) {
        self.lock_waited = Some(self.lock_waited.unwrap_or_default() + waited);
    }

    /// Takes in an event that happened to it.
    fn event(&mut self, event: &Event) {
        // A wait at a lock is said to have ended, however it ends; who is given up while another read's query is under
        // way, or dies, is not there to see it land.
        if let EventKind::FlightLanded { .. } | EventKind::ReadGivenUp { .. } | EventKind::RequestCrashed { .. } =
            event.kind
            && let Some(joined_at) = self.joined_flight_at.take()
        {
            self.waited(event.at.since(joined_at));
        }
        let look = |request: &mut Request, look| request.look = request.look.or(Some(look));
        match event.kind {
            EventKind::CacheHit { .. } => look(self, Look::Hit),
            EventKind::CacheStaleHit { past_ttl, .. } => {
                look(self, Look::StaleHit);
                self.past_ttl = past_ttl;
            }
            EventKind::CacheMiss { .. } => look(self, Look::Miss),
            // Not when it is a later attempt of a read that had found nothing at first.
            EventKind::EarlyRecompute { .. } if self.look == Some(Look::Hit) => self.look = Some(Look::Early),
            EventKind::LockWaitStarted { .. } => self.waiting_at_lock = true,
            EventKind::LockWaitEnded { waited, .. } => {
                self.waiting_at_lock = false;
                self.waited(waited);
            }
            EventKind::FlightJoined { leads, .. } => self.joined_flight_at = (!leads).then_some(event.at),
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

/// A value for each actor that has one: actors are numbered from 0 within their kind, so a list per kind does. It is in
/// pieces; one whose actors have all lost their value again is let go of, so that what is kept follows from how many are
/// in flight, and not from how many there ever were.
#[derive(Clone, Default, Debug)]
pub struct ByActor([Vec<Piece>; 7]);

/// The values of actors whose numbers follow each other.
#[derive(Clone, Default, Debug)]
struct Piece {
    /// How many of them there are.
    count: u32,
    /// None at all, or [`Piece::LENGTH`].
    values: Vec<u32>,
}

impl Piece {
    const LENGTH: usize = 1 << 12;
}

impl ByActor {
    const NONE: u32 = u32::MAX;

    /// The actor's value.
    #[inline]
    pub fn get(&self, actor: Actor) -> Option<u32> {
        let number = actor.place() as usize;
        let piece = self.0[actor.kind() as usize].get(number / Piece::LENGTH)?;
        piece.values.get(number % Piece::LENGTH).copied().filter(|value| *value != Self::NONE)
    }

    /// Gives the actor a value below `u32::MAX`, or takes it away.
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
        // The last one is soon needed again.
        if piece.count == 0 && !last {
            piece.values = Vec::new();
        }
    }
}

/// The requests in flight, while a trace is walked through.
#[derive(Clone, Default, Debug)]
pub struct Requests {
    slots: Vec<Request>,
    free: Vec<u32>,
    by_actor: ByActor,
}

/// What an event did to a request.
pub enum Change {
    /// It began.
    Began(Request),
    /// It went on.
    Went,
    /// It ended, and is forgotten after this.
    Ended(Request),
}

impl Requests {
    /// Takes in the next event. `None` when it happened to no request: an intervention, or warming.
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
            // A read that dies is recorded as failed besides; a background task is just gone.
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

    /// Those still in flight, in no meaningful order.
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

    /// Ten thousand readers come and go, a hundred at a time: three pieces of 4,096, of which two are gone.
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
        // One of long ago may have a value again, whatever it had.
        by_actor.set(reader(5), Some(1));
        by_actor.set(reader(5), Some(2));
        assert_eq!((by_actor.get(reader(5)), by_actor.get(reader(4))), (Some(2), None));
        by_actor.set(reader(5), None);
        by_actor.set(reader(5), None);
        assert_eq!((by_actor.get(reader(5)), by_actor.get(reader(10_001))), (None, None));
        assert_eq!(by_actor.get(Actor::new(ActorKind::Write, 9_950)), None);
    }
}
