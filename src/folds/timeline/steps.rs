//! Step functions: numbers over time, each constant between two changes.

use super::nanos;
use super::under_way::{self, UnderWay};
use crate::base::chunked::Chunked;
use crate::base::table::Table;
use crate::base::units::Instant;
use crate::trace::connections::Connections;
use crate::trace::following::Happened;
use crate::trace::requests::{Change, Lookup, Outcome, Request, Requests};
use crate::trace::{ActorKind, Event, EventKind};

/// A step function. Before the first change it is 0.
#[derive(Default)]
pub struct Steps {
    /// The times of the changes, ascending, in nanoseconds.
    pub at_ns: Chunked<f64>,
    /// The values from then on.
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
            // Several changes at the same instant count as one.
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
    /// Connections in use, by queries and updates.
    pub db_in_flight: Steps,
    /// The most connections in use at a time so far.
    pub db_in_flight_max: Steps,
    /// Queries and updates in the queue for a connection.
    pub db_queued: Steps,
    /// Readers that wait for a lock or for another read's query.
    pub lock_waiting: Steps,
    /// Queries begun so far.
    pub db_queries: Steps,
    /// Queries asked for so far.
    pub queries_asked: Steps,
    /// Queries done so far.
    pub queries_done: Steps,
    /// Updates asked for so far.
    pub updates_asked: Steps,
    /// Updates in the queue.
    pub updates_queued: Steps,
    /// Updates in flight.
    pub updates_in_flight: Steps,
    /// Updates done so far.
    pub updates_done: Steps,
    /// The longest response time of the reads ended so far, in ms.
    pub wait_max_ms: Steps,
    /// The longest ended wait for a lock or for another read's query so far, in ms.
    pub lock_wait_max_ms: Steps,
    /// The highest stale age served so far, in ms.
    pub stale_age_max_ms: Steps,
    /// Reads ended so far.
    pub reads: Steps,
    /// Hits and stale hits so far.
    pub hits: Steps,
    /// Misses so far.
    pub misses: Steps,
    /// Reads that ended with an error so far.
    pub failed: Steps,
    /// Stale reads so far.
    pub stale_reads: Steps,
}

/// The fold.
#[derive(Default)]
pub struct Builder {
    /// The start of each current wait for a lock or for another read's query.
    waiting: Table<Instant>,
    /// Response times of reads.
    responses: under_way::Builder,
    /// Waits for locks.
    lock_waits: under_way::Builder,
    steps: AllSteps,
}

impl Builder {
    /// Processes the next event, with its effects on the shared folds.
    pub fn event(&mut self, event: &Event, happened: &Happened, connections: &Connections) {
        let Event { at, actor, kind } = *event;
        let steps = &mut self.steps;
        if happened.connections {
            let Connections { queries, updates, queries_begun, .. } = connections;
            steps.db_in_flight.set(at, connections.in_flight() as f64);
            steps.db_in_flight_max.raise(at, connections.in_flight() as f64);
            steps.db_queued.set(at, connections.queued() as f64);
            steps.db_queries.set(at, *queries_begun as f64);
            steps.queries_asked.set(at, queries.asked as f64);
            steps.queries_done.set(at, queries.done as f64);
            steps.updates_asked.set(at, updates.asked as f64);
            steps.updates_queued.set(at, updates.queued as f64);
            steps.updates_in_flight.set(at, updates.in_flight as f64);
            steps.updates_done.set(at, updates.done as f64);
        }
        let waits = match kind {
            EventKind::LockWaitStarted { .. } | EventKind::FlightJoined { leads: false, .. } => Some(true),
            EventKind::LockWaitEnded { .. }
            | EventKind::FlightLanded { .. }
            | EventKind::ReadGivenUp { .. }
            | EventKind::RequestCrashed {} => Some(false),
            _ => None,
        };
        match (waits, self.waiting.get(actor).copied()) {
            (Some(true), None) => {
                self.waiting.insert(actor, at);
                steps.lock_waiting.add(at, 1.0);
            }
            (Some(false), Some(since)) => {
                self.waiting.remove(actor);
                steps.lock_waiting.add(at, -1.0);
                if self.lock_waits.ended(since, at) {
                    steps.lock_wait_max_ms.set(at, at.since(since).as_millis_f64());
                }
            }
            _ => {}
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
        match request.lookup {
            Some(Lookup::Hit | Lookup::StaleHit) => steps.hits.add(at, 1.0),
            Some(Lookup::Early) => {}
            Some(Lookup::Miss) | None => steps.misses.add(at, 1.0),
        }
        steps.failed.add(at, f64::from(u8::from(request.outcome() == Outcome::Failed)));
        steps.stale_reads.add(at, f64::from(u8::from(request.is_stale_read())));
        if self.responses.ended(request.began_at, at) {
            steps.wait_max_ms.set(at, at.since(request.began_at).as_millis_f64());
        }
        steps.stale_age_max_ms.raise(at, request.stale_age().as_millis_f64());
    }

    /// The step functions of a run that ended at `end`, with the response times and lock waits in progress.
    pub fn finish(self, requests: &Requests, end: Instant) -> (AllSteps, UnderWay, UnderWay) {
        let reads = || requests.in_flight().filter(|request| request.actor.kind() == ActorKind::Read);
        let responses = self.responses.finish(reads().map(|read| read.began_at).min(), end);
        let lock_waits = self.lock_waits.finish(reads().filter_map(|read| read.waiting_since).min(), end);
        (self.steps, responses, lock_waits)
    }
}
