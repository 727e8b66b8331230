//! Numbers over time: each holds from one of its changes to the next.

use super::nanos;
use crate::base::chunked::Chunked;
use crate::base::units::Instant;
use crate::trace::connections::Connections;
use crate::trace::following::Happened;
use crate::trace::requests::{ByActor, Change, Look, Request};
use crate::trace::{ActorKind, Event, EventKind};

/// A step function. Before the first change it is 0.
#[derive(Default)]
pub struct Steps {
    /// When it changes, ascending, nanoseconds.
    pub at_ns: Chunked<f64>,
    /// To what.
    pub value: Chunked<f64>,
}

impl Steps {
    fn last(&self) -> f64 {
        self.value.last().copied().unwrap_or(0.0)
    }

    fn set(&mut self, at: Instant, value: f64) {
        if value == self.last() {
            return;
        }
        let at = nanos(at);
        match self.at_ns.last() {
            // Several changes at one instant are one.
            Some(&last) if last == at => *self.value.last_mut().expect("as long as at_ns") = value,
            _ => {
                self.at_ns.push(at);
                self.value.push(value);
            }
        }
    }

    #[inline]
    fn add(&mut self, at: Instant, amount: f64) {
        self.set(at, self.last() + amount);
    }

    #[inline]
    fn raise(&mut self, at: Instant, value: f64) {
        self.set(at, self.last().max(value));
    }
}

/// The numbers that the page shows.
#[derive(Default)]
pub struct AllSteps {
    /// Connections in use.
    pub db_in_flight: Steps,
    /// Requests in the line before the connections.
    pub db_queued: Steps,
    /// Readers waiting at a lock, or for another read's query.
    pub lock_waiting: Steps,
    /// Queries the database began, so far.
    pub db_queries: Steps,
    /// The longest latency of a read, so far, ms.
    pub wait_max_ms: Steps,
    /// The stalest value served, so far, ms.
    pub stale_age_max_ms: Steps,
    /// Reads that ended, so far.
    pub reads: Steps,
    /// Of these, hits and stale hits.
    pub hits: Steps,
}

/// The fold.
#[derive(Default)]
pub struct Builder {
    /// Those who wait at a lock or for another read's query.
    waiting: ByActor,
    steps: AllSteps,
}

impl Builder {
    /// Takes in the next event, and what came of it.
    pub fn event(&mut self, event: &Event, happened: &Happened, connections: &Connections) {
        let Event { at, actor, kind } = *event;
        let steps = &mut self.steps;
        if happened.connections {
            steps.db_in_flight.set(at, f64::from(connections.in_flight));
            steps.db_queued.set(at, f64::from(connections.waiting));
            steps.db_queries.set(at, connections.queries as f64);
        }
        let waits = match kind {
            EventKind::LockWaitStarted { .. } | EventKind::FlightJoined { leads: false, .. } => Some(true),
            EventKind::LockWaitEnded { .. }
            | EventKind::FlightLanded { .. }
            | EventKind::ReadGivenUp { .. }
            | EventKind::RequestCrashed {} => Some(false),
            _ => None,
        };
        if let Some(waits) = waits
            && waits != self.waiting.get(actor).is_some()
        {
            self.waiting.set(actor, waits.then_some(0));
            steps.lock_waiting.add(at, if waits { 1.0 } else { -1.0 });
        }
        if let Some(Change::Ended(request)) = &happened.change
            && request.actor.kind() == ActorKind::Read
        {
            self.read_ended(request, at);
        }
    }

    fn read_ended(&mut self, request: &Request, at: Instant) {
        let steps = &mut self.steps;
        steps.reads.add(at, 1.0);
        if matches!(request.look, Some(Look::Hit | Look::StaleHit)) {
            steps.hits.add(at, 1.0);
        }
        steps.wait_max_ms.raise(at, request.latency().unwrap_or_default().as_millis_f64());
        steps.stale_age_max_ms.raise(at, request.stale_age().as_millis_f64());
    }

    /// The step functions.
    pub fn finish(self) -> AllSteps {
        self.steps
    }
}
