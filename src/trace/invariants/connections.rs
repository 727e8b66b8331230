//! The connection pool of the database: the number in use is that of statements started and not finished, it never
//! exceeds the limit, and connections are handed out first come, first served.
//!
//! A released connection goes to the first request in the queue at once, but the event of that request follows at its
//! next poll, at the same instant. So the queue according to the events may be longer than the queue that a new request
//! sees, by the requests that have a connection but were not polled yet: `queue + in use = ahead + limit` for every
//! request that has to queue.
//!
//! A statement ends without an answer only by the database's timeout or by the crash of its process. An abandoned query
//! continues under the name of another actor.

use super::little::Little;
use super::{Given, Violations};
use crate::base::units::{Duration, Instant};
use crate::trace::{Actor, Event, EventKind};
use std::collections::{BTreeMap, VecDeque};

/// The requests with a connection, and the queue of those that wait for one.
#[derive(Default)]
pub struct Ledger {
    limit: Option<u32>,
    in_use: u32,
    queue: VecDeque<Actor>,
    requests: BTreeMap<Actor, Request>,
    /// The actor that has just timed out and has to leave next.
    leaving: Option<(Actor, Instant)>,
    /// The actor that has just left without a timeout and has to crash next.
    crashing: Option<Actor>,
    in_queue: Little,
    at_database: Little,
}

/// A request to the database.
struct Request {
    since: Instant,
    /// Whether it is an update; `None` while it is in the queue.
    updates: Option<bool>,
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        Ledger { limit: given.connections, ..Ledger::default() }
    }

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        if let Some(crashing) = self.crashing.take() {
            let dies = event.actor == crashing && matches!(event.kind, EventKind::RequestCrashed {});
            violations.check(dies, || format!("{crashing} left the database and does not die"));
        }
        let timed_out = self.leaving.take();
        if let Some((actor, at)) = timed_out {
            let leaves = matches!(event.kind, EventKind::DbCancelled { .. } | EventKind::DbQueueLeft { .. });
            let fits = leaves && (event.actor, event.at) == (actor, at);
            violations.check(fits, || format!("{actor} was broken off and does not leave"));
        }
        match event.kind {
            EventKind::DbTimedOut { after, .. } => {
                let known = self.requests.get(&event.actor).map(|request| event.at.since(request.since));
                violations.check(known == Some(after), || format!("it asked {known:?} ago"));
                self.leaving = Some((event.actor, event.at));
            }
            EventKind::DbCancelled { in_flight, .. } => {
                self.abort(event, true, timed_out.is_some(), violations);
                self.in_use = self.in_use.saturating_sub(1);
                self.counted(in_flight, violations);
            }
            EventKind::DbQueueLeft { .. } => {
                self.abort(event, false, timed_out.is_some(), violations);
                self.queue.retain(|&actor| actor != event.actor);
            }
            EventKind::QueryAbandoned { of, .. } => {
                if let Some(request) = self.requests.remove(&of) {
                    self.requests.insert(event.actor, request);
                }
                self.queue.iter_mut().filter(|actor| **actor == of).for_each(|actor| *actor = event.actor);
            }
            EventKind::DbQueued { ahead, .. } => {
                self.full(ahead, violations);
                self.ask(event, None, violations);
                self.queue.push_back(event.actor);
                self.in_queue.enter(event.at);
            }
            EventKind::DbRefused { waiting, .. } => {
                self.full(waiting, violations);
                violations.check(waiting > 0, || "the line is empty".to_string());
            }
            EventKind::DbQueryStarted { in_flight, .. } => self.start(event, in_flight, false, violations),
            EventKind::DbUpdateStarted { in_flight, .. } => self.start(event, in_flight, true, violations),
            EventKind::DbQueryFinished { in_flight, took, .. } => self.end(event, in_flight, took, false, violations),
            EventKind::DbUpdateCommitted { in_flight, took, .. } => self.end(event, in_flight, took, true, violations),
            _ => {}
        }
    }

    /// Checks a request that found no free connection and `ahead` requests in the queue.
    fn full(&self, ahead: u32, violations: &mut Violations) {
        let (queued, in_use) = (self.queue.len() as u32, self.in_use);
        let fits = self.limit.is_some_and(|limit| queued + in_use == ahead + limit);
        violations.check(fits, || format!("{queued} wait and {in_use} of {:?} connections are in use", self.limit));
    }

    fn ask(&mut self, event: &Event, updates: Option<bool>, violations: &mut Violations) {
        let earlier = self.requests.insert(event.actor, Request { since: event.at, updates });
        violations.check(earlier.is_none(), || "it asks already".to_string());
        self.at_database.enter(event.at);
    }

    fn start(&mut self, event: &Event, in_flight: u32, updates: bool, violations: &mut Violations) {
        match self.requests.get_mut(&event.actor) {
            Some(request) => {
                let first = self.queue.pop_front();
                violations.check(first == Some(event.actor), || format!("the first in line is {first:?}"));
                request.updates = Some(updates);
                self.in_queue.leave(event.at, event.at.since(request.since));
            }
            None => {
                let ahead = self.queue.len() as u32 + self.in_use;
                let free = self.limit.is_none_or(|limit| ahead < limit);
                violations.check(free, || format!("{ahead} were there before it, for {:?} connections", self.limit));
                self.ask(event, Some(updates), violations);
            }
        }
        self.in_use += 1;
        self.counted(in_flight, violations);
    }

    fn end(&mut self, event: &Event, in_flight: u32, took: Duration, updates: bool, violations: &mut Violations) {
        let request = self.requests.remove(&event.actor).filter(|request| request.updates == Some(updates));
        let known = request.map(|request| event.at.since(request.since));
        violations.check(known == Some(took), || format!("it asked {known:?} ago"));
        self.at_database.leave(event.at, took);
        self.in_use = self.in_use.saturating_sub(1);
        self.counted(in_flight, violations);
    }

    /// Checks a request that leaves without an answer, from a connection or from the queue.
    fn abort(&mut self, event: &Event, connected: bool, timed_out: bool, violations: &mut Violations) {
        let Event { at, actor, .. } = *event;
        let request = self.requests.remove(&actor).filter(|request| request.updates.is_some() == connected);
        violations.check(request.is_some(), || "it was not there, or not in that place".to_string());
        let stayed = request.map_or(Duration::ZERO, |request| at.since(request.since));
        self.at_database.leave(at, stayed);
        if !connected {
            self.in_queue.leave(at, stayed);
        }
        self.crashing = (!timed_out).then_some(actor);
    }

    fn counted(&self, in_flight: u32, violations: &mut Violations) {
        let in_use = self.in_use;
        violations.check(in_flight == in_use, || format!("{in_use} connections are in use"));
        let fits = self.limit.is_none_or(|limit| in_use <= limit);
        violations.check(fits, || format!("there are only {:?} connections", self.limit));
    }

    pub fn finish(&mut self, end: Instant, violations: &mut Violations) {
        let (waiting, working): (Vec<_>, Vec<_>) =
            self.requests.values().partition(|request| request.updates.is_none());
        let in_use = self.in_use as usize;
        violations.check(working.len() == in_use, || format!("{in_use} connections in use, {} at work", working.len()));
        self.in_queue.finish(end, waiting.iter().map(|request| request.since), "in line", violations);
        self.at_database.finish(
            end,
            self.requests.values().map(|request| request.since),
            "at the database",
            violations,
        );
    }
}
