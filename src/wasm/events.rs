//! Events as columns: all events of a run, or an excerpt of a large run, made by running it again.
//!
//! ```text
//! run again ──────────────┬───────── request.at ─────────┬──► not run: the excerpt
//!             dropped     │  before  │  after         │    is complete
//!                         from_ns                    to_ns
//! ```

use super::column::Column;
use crate::base::units::Instant;
use crate::trace::{Event, Numbers};

/// The columns of events, with one chunk per call of [`Events::fold`].
#[derive(Default)]
pub struct Events {
    at: Vec<Vec<f64>>,
    kind: Vec<Vec<u8>>,
    actor: Vec<Vec<u32>>,
    key: Vec<Vec<u32>>,
    rest: [Vec<Vec<f64>>; 3],
}

impl Events {
    /// Appends the next events.
    pub fn fold(&mut self, events: &[Event]) {
        let numbers: Vec<Numbers> = events.iter().map(|event| event.kind.numbers()).collect();
        self.at.push(events.iter().map(|event| event.at.as_nanos() as f64).collect());
        self.kind.push(events.iter().map(|event| event.kind.number()).collect());
        self.actor.push(events.iter().map(|event| event.actor.bits()).collect());
        self.key.push(numbers.iter().map(|numbers| numbers.key).collect());
        for (index, column) in self.rest.iter_mut().enumerate() {
            column.push(numbers.iter().map(|numbers| numbers.rest[index]).collect());
        }
    }

    /// The columns with their paths in a run. They have all events from `from_ns` to `to_ns`; `first` events came
    /// before them.
    pub fn into_named(self, first: u64, from_ns: f64, to_ns: f64) -> Vec<(&'static str, Column)> {
        let [a, b, c] = self.rest;
        vec![
            ("events.first", Column::One(first as f64)),
            ("events.from_ns", Column::One(from_ns)),
            ("events.to_ns", Column::One(to_ns)),
            ("events.at_ns", Column::F64(self.at)),
            ("events.kind", Column::U8(self.kind)),
            ("events.actor", Column::U32(self.actor)),
            ("events.key", Column::U32(self.key)),
            ("events.a", Column::F64(a)),
            ("events.b", Column::F64(b)),
            ("events.c", Column::F64(c)),
        ]
    }
}

/// A request for events of a run: those around a time, optionally of one actor, kind or key only.
#[derive(Clone, Copy, Debug)]
pub struct ExcerptRequest {
    /// The time. Events at this very time count as after it.
    pub at: Instant,
    /// The least number of events before the time, if there are as many. At most [`ROWS_MAX`].
    pub before: usize,
    /// The least number of events from the time on, if there are as many. At most [`ROWS_MAX`].
    pub after: usize,
    /// Selects the events of this actor, given as its bits.
    pub actor: Option<u32>,
    /// Selects the events of the kind with this number.
    pub kind: Option<u32>,
    /// Selects the events of this key.
    pub key: Option<u32>,
}

/// The most events that may be requested on either side. An excerpt exceeds it only to complete its first and its last
/// instant, because an instant is never cut.
pub const ROWS_MAX: usize = 500_000;

/// An excerpt of the events of a run, collected while the run is repeated. It consists of whole instants: it has all
/// selected events from its start to its end, both included.
pub struct Excerpt {
    request: ExcerptRequest,
    collected: Vec<Event>,
    /// The number of selected events before those collected.
    first: u64,
    /// The number of collected events before `request.at`; `None` until that time.
    before: Option<usize>,
    /// The end of the excerpt in nanoseconds, once it is complete.
    to_ns: Option<f64>,
}

impl Excerpt {
    /// An empty excerpt for a request.
    pub fn new(request: ExcerptRequest) -> Excerpt {
        let request =
            ExcerptRequest { before: request.before.min(ROWS_MAX), after: request.after.min(ROWS_MAX), ..request };
        Excerpt { request, collected: Vec::new(), first: 0, before: None, to_ns: None }
    }

    /// Processes the next events of the run, beginning with its first. Returns true if the excerpt is complete.
    pub fn fold(&mut self, events: &[Event]) -> bool {
        for event in events {
            if self.to_ns.is_some() {
                break;
            }
            self.event(event);
        }
        if self.before.is_none() && self.collected.len() > 2 * self.request.before {
            self.trim();
        }
        self.to_ns.is_some()
    }

    fn event(&mut self, event: &Event) {
        if self.before.is_none() && event.at >= self.request.at {
            self.trim();
            self.before = Some(self.collected.len());
        }
        if let Some(before) = self.before
            && self.collected.len() - before >= self.request.after
            && self.collected[before..].last().is_none_or(|last| last.at < event.at)
        {
            // The excerpt ends right before this event, with its last instant complete.
            self.to_ns = Some(event.at.as_nanos() as f64 - 1.0);
        } else if self.is_selected(event) {
            self.collected.push(*event);
        }
    }

    fn is_selected(&self, event: &Event) -> bool {
        let ExcerptRequest { actor, kind, key, .. } = self.request;
        actor.is_none_or(|actor| actor == event.actor.bits())
            && kind.is_none_or(|kind| kind == u32::from(event.kind.number()))
            && key.is_none_or(|key| key == event.kind.numbers().key)
    }

    /// Drops the oldest instants that are not needed.
    fn trim(&mut self) {
        let Some(enough) = self.collected.len().checked_sub(self.request.before) else { return };
        let until = match self.collected.get(enough) {
            Some(oldest) => self.collected.partition_point(|event| event.at < oldest.at),
            None => enough,
        };
        self.collected.drain(..until);
        self.first += until as u64;
    }

    /// The columns of the excerpt, once it is complete or the run has ended at `end`.
    pub fn finish(mut self, end: Instant) -> Vec<(&'static str, Column)> {
        if self.before.is_none() {
            self.trim();
        }
        let from_ns = match (self.first, self.collected.first()) {
            (0, _) => 0.0,
            (_, Some(first)) => first.at.min(self.request.at).as_nanos() as f64,
            (_, None) => self.request.at.as_nanos() as f64,
        };
        let to_ns = self.to_ns.unwrap_or(end.as_nanos() as f64);
        let mut events = Events::default();
        events.fold(&self.collected);
        events.into_named(self.first, from_ns, to_ns)
    }
}
