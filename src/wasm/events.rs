//! Events as columns: all of a run, or a window of those of a large one, made by running it again.
//!
//! ```text
//! run again ──────────────┬───────── ask.at ─────────┬──► let go of
//!             let go of   │  before  │  after         │ as soon as there are enough
//!                         from_ns                    to_ns
//! ```

use super::column::Column;
use crate::base::units::Instant;
use crate::trace::{Event, Numbers};

/// The columns of events, one piece per fold.
#[derive(Default)]
pub struct Events {
    at: Vec<Vec<f64>>,
    kind: Vec<Vec<u8>>,
    actor: Vec<Vec<u32>>,
    key: Vec<Vec<u32>>,
    rest: [Vec<Vec<f64>>; 3],
}

impl Events {
    /// Takes in the next events.
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

    /// With their paths in a run. They are all there are from `from_ns` to `to_ns`, and `first` came before them.
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

/// Which events of a run are asked for: those around a time, and if so said, of one actor, kind or key only.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// What happens at this time is after it.
    pub at: Instant,
    /// Of those before, at least so many of the last, if there are so many; [`ROWS_MAX`] counts as the most.
    pub before: usize,
    /// Of those from then on, at least so many of the first, likewise.
    pub after: usize,
    /// Only of this actor, as its bits.
    pub actor: Option<u32>,
    /// Only of the kind with this number.
    pub kind: Option<u32>,
    /// Only of this key.
    pub key: Option<u32>,
}

/// The most that may be asked for on either side. A window has no more than that on each side but for what its first
/// and its last instant add: an instant is never cut.
pub const ROWS_MAX: usize = 500_000;

/// A window of the events of a run, gathered while the run is made again. Whole instants: whatever happened from its
/// beginning to its end, both included, is in it.
pub struct Detail {
    ask: Ask,
    held: Vec<Event>,
    /// How many that were asked for came before those held.
    first: u64,
    /// How many of those held come before `ask.at`; not yet known while it has not come.
    before: Option<usize>,
    /// The end, once there are enough: nanoseconds.
    to_ns: Option<f64>,
}

impl Detail {
    /// Nothing held yet.
    pub fn new(ask: Ask) -> Detail {
        let ask = Ask { before: ask.before.min(ROWS_MAX), after: ask.after.min(ROWS_MAX), ..ask };
        Detail { ask, held: Vec::new(), first: 0, before: None, to_ns: None }
    }

    /// Takes in the next events of the run, from its beginning; true when no more are needed.
    pub fn fold(&mut self, events: &[Event]) -> bool {
        for event in events {
            if self.to_ns.is_some() {
                break;
            }
            self.event(event);
        }
        if self.before.is_none() && self.held.len() > 2 * self.ask.before {
            self.let_go();
        }
        self.to_ns.is_some()
    }

    fn event(&mut self, event: &Event) {
        if self.before.is_none() && event.at >= self.ask.at {
            self.let_go();
            self.before = Some(self.held.len());
        }
        if let Some(before) = self.before
            && self.held.len() - before >= self.ask.after
            && self.held[before..].last().is_none_or(|last| last.at < event.at)
        {
            // All of the instants up to here, and nothing since.
            self.to_ns = Some(event.at.as_nanos() as f64 - 1.0);
        } else if self.is_asked_for(event) {
            self.held.push(*event);
        }
    }

    fn is_asked_for(&self, event: &Event) -> bool {
        let Ask { actor, kind, key, .. } = self.ask;
        actor.is_none_or(|actor| actor == event.actor.bits())
            && kind.is_none_or(|kind| kind == u32::from(event.kind.number()))
            && key.is_none_or(|key| key == event.kind.numbers().key)
    }

    /// Lets go of the oldest instants, as far as enough are left without them.
    fn let_go(&mut self) {
        let Some(enough) = self.held.len().checked_sub(self.ask.before) else { return };
        let until = match self.held.get(enough) {
            Some(oldest) => self.held.partition_point(|event| event.at < oldest.at),
            None => enough,
        };
        self.held.drain(..until);
        self.first += until as u64;
    }

    /// The columns, when there are enough or the run has ended at `end`.
    pub fn finish(mut self, end: Instant) -> Vec<(&'static str, Column)> {
        if self.before.is_none() {
            self.let_go();
        }
        let from_ns = match (self.first, self.held.first()) {
            (0, _) => 0.0,
            (_, Some(first)) => first.at.min(self.ask.at).as_nanos() as f64,
            (_, None) => self.ask.at.as_nanos() as f64,
        };
        let to_ns = self.to_ns.unwrap_or(end.as_nanos() as f64);
        let mut events = Events::default();
        events.fold(&self.held);
        events.into_named(self.first, from_ns, to_ns)
    }
}
