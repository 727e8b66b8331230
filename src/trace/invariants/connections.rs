//! The database's connections: in use as often as started and not finished, never more than there are, and handed out
//! first come, first served.
//!
//! A connection that comes free is handed to the first in line at once, but that one's event comes at its next turn, at
//! the same instant. So the line as told by the events may be longer than the line that a newcomer sees, by those who
//! have a connection and do not know it yet: `line + in use = ahead + limit` for whoever has to queue.

use super::Wrongs;
use super::little::Little;
use crate::trace::{Actor, Event, EventKind};
use crate::units::{Duration, Instant};
use std::collections::{BTreeMap, VecDeque};

/// Who has a connection, and who waits for one.
#[derive(Default)]
pub struct Ledger {
    limit: Option<u32>,
    in_use: u32,
    line: VecDeque<Actor>,
    asking: BTreeMap<Actor, Asking>,
    in_line: Little,
    at_database: Little,
}

struct Asking {
    since: Instant,
    /// Whether it is an update; `None` while it is in line.
    updates: Option<bool>,
}

impl Ledger {
    pub fn new(limit: Option<u32>) -> Ledger {
        Ledger { limit, ..Ledger::default() }
    }

    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
        match event.kind {
            EventKind::DbQueued { ahead, .. } => {
                self.full(ahead, wrongs);
                self.ask(event, None, wrongs);
                self.line.push_back(event.actor);
                self.in_line.enter(event.at);
            }
            EventKind::DbRefused { waiting, .. } => {
                self.full(waiting, wrongs);
                wrongs.unless(waiting > 0, || "the line is empty".to_string());
            }
            EventKind::DbQueryStarted { in_flight, .. } => self.start(event, in_flight, false, wrongs),
            EventKind::DbUpdateStarted { in_flight, .. } => self.start(event, in_flight, true, wrongs),
            EventKind::DbQueryFinished { in_flight, took, .. } => self.end(event, in_flight, took, false, wrongs),
            EventKind::DbUpdateCommitted { in_flight, took, .. } => self.end(event, in_flight, took, true, wrongs),
            _ => {}
        }
    }

    /// Somebody finds no connection free, and so many in line.
    fn full(&self, ahead: u32, wrongs: &mut Wrongs) {
        let (line, in_use) = (self.line.len() as u32, self.in_use);
        let fits = self.limit.is_some_and(|limit| line + in_use == ahead + limit);
        wrongs.unless(fits, || format!("{line} wait and {in_use} of {:?} connections are in use", self.limit));
    }

    fn ask(&mut self, event: &Event, updates: Option<bool>, wrongs: &mut Wrongs) {
        let earlier = self.asking.insert(event.actor, Asking { since: event.at, updates });
        wrongs.unless(earlier.is_none(), || "it asks already".to_string());
        self.at_database.enter(event.at);
    }

    fn start(&mut self, event: &Event, in_flight: u32, updates: bool, wrongs: &mut Wrongs) {
        match self.asking.get_mut(&event.actor) {
            Some(asking) => {
                let first = self.line.pop_front();
                wrongs.unless(first == Some(event.actor), || format!("the first in line is {first:?}"));
                asking.updates = Some(updates);
                self.in_line.leave(event.at, event.at.since(asking.since));
            }
            None => {
                let ahead = self.line.len() as u32 + self.in_use;
                let free = self.limit.is_none_or(|limit| ahead < limit);
                wrongs.unless(free, || format!("{ahead} were there before it, for {:?} connections", self.limit));
                self.ask(event, Some(updates), wrongs);
            }
        }
        self.in_use += 1;
        self.counted(in_flight, wrongs);
    }

    fn end(&mut self, event: &Event, in_flight: u32, took: Duration, updates: bool, wrongs: &mut Wrongs) {
        let asking = self.asking.remove(&event.actor).filter(|asking| asking.updates == Some(updates));
        let known = asking.map(|asking| event.at.since(asking.since));
        wrongs.unless(known == Some(took), || format!("it asked {known:?} ago"));
        self.at_database.leave(event.at, took);
        self.in_use = self.in_use.saturating_sub(1);
        self.counted(in_flight, wrongs);
    }

    fn counted(&self, in_flight: u32, wrongs: &mut Wrongs) {
        let in_use = self.in_use;
        wrongs.unless(in_flight == in_use, || format!("{in_use} connections are in use"));
        let fits = self.limit.is_none_or(|limit| in_use <= limit);
        wrongs.unless(fits, || format!("there are only {:?} connections", self.limit));
    }

    pub fn finish(&mut self, end: Instant, wrongs: &mut Wrongs) {
        let (waiting, working): (Vec<_>, Vec<_>) = self.asking.values().partition(|asking| asking.updates.is_none());
        let in_use = self.in_use as usize;
        wrongs.unless(working.len() == in_use, || format!("{in_use} connections in use, {} at work", working.len()));
        self.in_line.finish(end, waiting.iter().map(|asking| asking.since), "in line", wrongs);
        self.at_database.finish(end, self.asking.values().map(|asking| asking.since), "at the database", wrongs);
    }
}
