//! Swim lanes: a row for each request, with its phases.

use super::nanos;
use crate::base::chunked::Chunked;
use crate::base::units::Instant;
use crate::trace::requests::{ByActor, Change, Outcome, Request, Requests};
use crate::trace::{Actor, Event, EventKind};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a request is doing. The numbers are sent to JavaScript: append, never reorder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Waiting for the cache's answer.
    Cache = 0,
    /// Waiting for another request's lock, lease or flight.
    Lock = 1,
    /// Waiting in the queue for a database connection.
    Queue = 2,
    /// Holding a connection.
    Database = 3,
    /// In the application: a writer between commit and cache operation.
    Application = 4,
}

impl Phase {
    /// The names, in the order of the numbers.
    pub const NAMES: [&'static str; 5] = ["cache", "lock", "queue", "database", "application"];
}

/// The reason of a request that did not miss, in the column of reasons.
pub const NOT_ABSENT: u8 = u8::MAX;

/// The columns of the swim lanes. Requests are in order of their starts, and segments in order of their requests.
#[derive(Default)]
#[allow(missing_docs, reason = "the columns are described in www/engine/run.d.ts")]
pub struct Lanes {
    pub actor: Chunked<u32>,
    pub key: Chunked<u32>,
    pub instance: Chunked<u8>,
    pub start_ns: Chunked<f64>,
    pub end_ns: Chunked<f64>,
    pub outcome: Chunked<u8>,
    pub absence: Chunked<u8>,
    pub stale: Chunked<u8>,
    pub stale_age_ns: Chunked<f64>,
    pub row: Chunked<u32>,
    pub rows: u32,
    pub segment_first: Chunked<u32>,
    pub segments: Segments,
}

/// The segments of all requests: an interval in one phase each.
#[derive(Default)]
#[allow(missing_docs, reason = "the columns are described in www/engine/run.d.ts")]
pub struct Segments {
    pub phase: Chunked<u8>,
    pub start_ns: Chunked<f64>,
    pub end_ns: Chunked<f64>,
}

impl Segments {
    fn push(&mut self, Doing { phase, since }: Doing, until: Instant) {
        self.phase.push(phase as u8);
        self.start_ns.push(nanos(since));
        self.end_ns.push(nanos(until));
    }
}

/// A column with each value moved to its new index. The old column is freed at once, so two whole tables never exist at
/// the same time.
#[inline(never)]
fn placed<T: Copy + Default>(column: Chunked<T>, places: &Chunked<u32>) -> Chunked<T> {
    let mut all = Chunked::filled(T::default(), column.len());
    column.iter().zip(places.iter()).for_each(|(&value, &place)| all[place as usize] = value);
    all
}

/// An allocator of rows of the swim lanes. It always takes the lowest free row.
#[derive(Default)]
struct Places {
    free: BinaryHeap<Reverse<u32>>,
    count: u32,
}

impl Places {
    fn take(&mut self) -> u32 {
        self.free.pop().map_or_else(
            || {
                self.count += 1;
                self.count - 1
            },
            |Reverse(place)| place,
        )
    }

    fn give_back(&mut self, place: u32) {
        self.free.push(Reverse(place));
    }
}

/// The current phase of a request in flight.
struct Doing {
    phase: Phase,
    since: Instant,
}

/// The fold that builds the lanes.
#[derive(Default)]
pub struct Builder {
    /// The index in the columns of each actor in flight.
    index: ByActor,
    lanes: Lanes,
    rows: Places,
    /// The current phases, by the row of the swim lanes of a request in flight.
    doing: Vec<Option<Doing>>,
    /// The segments in the order in which they ended; `of` has the request of each.
    segments: Segments,
    of: Chunked<u32>,
}

impl Builder {
    /// Processes the next event, with the change that it made to a request.
    pub fn event(&mut self, event: &Event, change: Option<&Change>) {
        match change {
            Some(Change::Began(request)) => self.begin(request, event),
            Some(Change::Went) => self.go_on(event),
            Some(Change::Ended(request)) => self.end(request, event.at),
            None => {}
        }
    }

    fn begin(&mut self, request: &Request, event: &Event) {
        let lanes = &mut self.lanes;
        self.index.set(request.actor, Some(lanes.actor.len() as u32));
        lanes.actor.push(request.actor.bits());
        lanes.key.push(request.key.0);
        lanes.instance.push(request.instance as u8);
        lanes.start_ns.push(nanos(request.began_at));
        lanes.end_ns.push(0.0);
        lanes.outcome.push(Outcome::Unfinished as u8);
        lanes.absence.push(NOT_ABSENT);
        lanes.stale.push(0);
        lanes.stale_age_ns.push(0.0);
        let row = self.rows.take();
        lanes.row.push(row);
        let phase = match event.kind {
            EventKind::QueryAbandoned { of, .. } => self.take_over(of, event.at),
            _ => Phase::Cache,
        };
        if self.doing.len() < self.rows.count as usize {
            self.doing.push(None);
        }
        self.doing[row as usize] = Some(Doing { phase, since: request.began_at });
    }

    /// The phase of an abandoned query, which continues in it.
    fn take_over(&mut self, of: Actor, at: Instant) -> Phase {
        let Some(index) = self.index.get(of) else { return Phase::Database };
        let phase = self.doing(index).as_ref().map_or(Phase::Database, |doing| doing.phase);
        self.close(index, at);
        phase
    }

    fn go_on(&mut self, event: &Event) {
        let phase = match event.kind {
            EventKind::LockWaitStarted { .. } => Phase::Lock,
            EventKind::DbQueued { .. } => Phase::Queue,
            EventKind::DbQueryStarted { .. } | EventKind::DbUpdateStarted { .. } => Phase::Database,
            EventKind::FlightJoined { leads: false, .. } => Phase::Lock,
            EventKind::DbUpdateCommitted { .. }
            | EventKind::FlightJoined { leads: true, .. }
            | EventKind::ReadGivenUp { .. }
            | EventKind::DbTimedOut { .. }
            | EventKind::RequestCrashed {} => Phase::Application,
            EventKind::LockWaitEnded { .. }
            | EventKind::FlightLanded { .. }
            | EventKind::DbQueryFinished { .. }
            | EventKind::ReadRetried { .. } => Phase::Cache,
            _ => return,
        };
        if let Some(index) = self.index.get(event.actor) {
            self.close(index, event.at);
            *self.doing(index) = Some(Doing { phase, since: event.at });
        }
    }

    #[inline]
    fn doing(&mut self, index: u32) -> &mut Option<Doing> {
        &mut self.doing[self.lanes.row[index as usize] as usize]
    }

    /// Ends the current segment of a request.
    fn close(&mut self, index: u32, at: Instant) {
        let Some(doing) = self.doing(index).take() else { return };
        if doing.since < at {
            self.of.push(index);
            self.segments.push(doing, at);
        }
    }

    fn end(&mut self, request: &Request, at: Instant) {
        let Some(index) = self.index.get(request.actor) else { return };
        self.close(index, at);
        self.index.set(request.actor, None);
        self.rows.give_back(self.lanes.row[index as usize]);
        self.settle(index, request, at);
    }

    fn settle(&mut self, index: u32, request: &Request, at: Instant) {
        let index = index as usize;
        self.lanes.end_ns[index] = nanos(at);
        self.lanes.outcome[index] = request.outcome() as u8;
        self.lanes.absence[index] = request.absence.map_or(NOT_ABSENT, |why| why as u8);
        self.lanes.stale[index] = u8::from(request.is_stale_read());
        self.lanes.stale_age_ns[index] = request.stale_age().as_nanos() as f64;
    }

    /// The columns. Requests still in flight are cut off at the end of the run.
    pub fn finish(mut self, requests: &Requests, end: Instant) -> Lanes {
        for request in requests.in_flight() {
            if let Some(index) = self.index.get(request.actor) {
                self.close(index, end);
                self.settle(index, request, end);
            }
        }
        self.lanes.rows = self.rows.count;
        let mut lanes = self.lanes;
        // A counting sort by request, which keeps the order of time: count each request's segments, then place each of
        // them.
        let mut first = Chunked::filled(0, lanes.actor.len() + 1);
        self.of.iter().for_each(|&request| first[request as usize + 1] += 1);
        for index in 0..lanes.actor.len() {
            first[index + 1] += first[index];
        }
        let mut next = first.clone();
        let mut places = self.of;
        for place in places.iter_mut() {
            let next = &mut next[*place as usize];
            *place = *next;
            *next += 1;
        }
        let Segments { phase, start_ns, end_ns } = self.segments;
        lanes.segments.phase = placed(phase, &places);
        lanes.segments.start_ns = placed(start_ns, &places);
        lanes.segments.end_ns = placed(end_ns, &places);
        lanes.segment_first = first;
        lanes
    }
}
