//! The database's connections: in use as often as started and not finished, never more than there are, and handed out
//! first come, first served.
//!
//! A connection that comes free is handed to the first in line at once, but that one's event comes at its next turn, at
//! the same instant. So the line as told by the events may be longer than the line that a newcomer sees, by those who
//! have a connection and do not know it yet: `line + in use = ahead + limit` for whoever has to queue.
//!
//! What is cut short is cut short by the database's timeout or with its process. What is given up goes on, under the
//! name of its ghost.

use super::little::Little;
use super::{Given, Wrongs};
use crate::base::units::{Duration, Instant};
use crate::trace::{Actor, Event, EventKind};
use std::collections::{BTreeMap, VecDeque};

/// Who has a connection, and who waits for one.
#[derive(Default)]
pub struct Ledger {
    limit: Option<u32>,
    in_use: u32,
    line: VecDeque<Actor>,
    asking: BTreeMap<Actor, Asking>,
    /// Who has just been broken off and is to leave, or has just left and is to die.
    leaving: Option<(Actor, Instant)>,
    dying: Option<Actor>,
    in_line: Little,
    at_database: Little,
}

struct Asking {
    since: Instant,
    /// Whether it is an update; `None` while it is in line.
    updates: Option<bool>,
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        Ledger { limit: given.connections, ..Ledger::default() }
    }

    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
        if let Some(dying) = self.dying.take() {
            let dies = event.actor == dying && matches!(event.kind, EventKind::RequestCrashed {});
            wrongs.unless(dies, || format!("{dying} left the database and does not die"));
        }
        let broken_off = self.leaving.take();
        if let Some((actor, at)) = broken_off {
            let leaves = matches!(event.kind, EventKind::DbCancelled { .. } | EventKind::DbQueueLeft { .. });
            let fits = leaves && (event.actor, event.at) == (actor, at);
            wrongs.unless(fits, || format!("{actor} was broken off and does not leave"));
        }
        match event.kind {
            EventKind::DbTimedOut { after, .. } => {
                let known = self.asking.get(&event.actor).map(|asking| event.at.since(asking.since));
                wrongs.unless(known == Some(after), || format!("it asked {known:?} ago"));
                self.leaving = Some((event.actor, event.at));
            }
            EventKind::DbCancelled { in_flight, .. } => {
                self.cut_short(event, true, broken_off.is_some(), wrongs);
                self.in_use = self.in_use.saturating_sub(1);
                self.counted(in_flight, wrongs);
            }
            EventKind::DbQueueLeft { .. } => {
                self.cut_short(event, false, broken_off.is_some(), wrongs);
                self.line.retain(|&actor| actor != event.actor);
            }
            EventKind::QueryAbandoned { of, .. } => {
                if let Some(asking) = self.asking.remove(&of) {
                    self.asking.insert(event.actor, asking);
                }
                self.line.iter_mut().filter(|actor| **actor == of).for_each(|actor| *actor = event.actor);
            }
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

    /// Somebody leaves the database without an answer, with a connection or out of the line.
    fn cut_short(&mut self, event: &Event, connected: bool, broken_off: bool, wrongs: &mut Wrongs) {
        let Event { at, actor, .. } = *event;
        let asking = self.asking.remove(&actor).filter(|asking| asking.updates.is_some() == connected);
        wrongs.unless(asking.is_some(), || "it was not there, or not in that place".to_string());
        let stayed = asking.map_or(Duration::ZERO, |asking| at.since(asking.since));
        self.at_database.leave(at, stayed);
        if !connected {
            self.in_line.leave(at, stayed);
        }
        self.dying = (!broken_off).then_some(actor);
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
