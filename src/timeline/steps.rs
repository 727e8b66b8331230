//! Numbers over time: each holds from one of its changes to the next.

use super::nanos;
use crate::trace::requests::{ByActor, Change, Look, Request, Requests};
use crate::trace::{ActorKind, Event, EventKind};
use crate::units::Instant;

/// A step function. Before the first change it is 0.
#[derive(Default)]
pub struct Steps {
    /// When it changes, ascending, nanoseconds.
    pub at_ns: Vec<f64>,
    /// To what.
    pub value: Vec<f64>,
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

    fn add(&mut self, at: Instant, amount: f64) {
        self.set(at, self.last() + amount);
    }

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
    /// Readers waiting at a lock.
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

impl AllSteps {
    /// With their names, as the page knows them.
    pub fn into_named(self) -> [(&'static str, Steps); 8] {
        [
            ("db_in_flight", self.db_in_flight),
            ("db_queued", self.db_queued),
            ("lock_waiting", self.lock_waiting),
            ("db_queries", self.db_queries),
            ("wait_max_ms", self.wait_max_ms),
            ("stale_age_max_ms", self.stale_age_max_ms),
            ("reads", self.reads),
            ("hits", self.hits),
        ]
    }
}

/// The fold.
#[derive(Default)]
pub struct Builder {
    requests: Requests,
    queued: ByActor,
    steps: AllSteps,
}

impl Builder {
    /// Takes in the next event.
    pub fn event(&mut self, event: &Event) {
        let Event { at, actor, kind } = *event;
        let steps = &mut self.steps;
        match kind {
            EventKind::DbQueued { .. } => {
                self.queued.set(actor, Some(0));
                steps.db_queued.add(at, 1.0);
            }
            EventKind::DbQueryStarted { in_flight, .. } | EventKind::DbUpdateStarted { in_flight, .. } => {
                if self.queued.get(actor).is_some() {
                    self.queued.set(actor, None);
                    steps.db_queued.add(at, -1.0);
                }
                steps.db_in_flight.set(at, f64::from(in_flight));
                if matches!(kind, EventKind::DbQueryStarted { .. }) {
                    steps.db_queries.add(at, 1.0);
                }
            }
            EventKind::DbQueryFinished { in_flight, .. } | EventKind::DbUpdateCommitted { in_flight, .. } => {
                steps.db_in_flight.set(at, f64::from(in_flight));
            }
            EventKind::LockWaitStarted { .. } => steps.lock_waiting.add(at, 1.0),
            EventKind::LockWaitEnded { .. } => steps.lock_waiting.add(at, -1.0),
            _ => {}
        }
        if let Some(Change::Ended(request)) = self.requests.event(event)
            && request.actor.kind() == ActorKind::Read
        {
            self.read_ended(&request, at);
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
