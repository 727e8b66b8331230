//! A way: moves one after the other, as a short text that can be copied, and the states it goes through.
//!
//! `R0 R0 R0 W0 W0 R0` is a way. A move is named by the process that goes on, as the log calls it, or by what happens to
//! it: `TTL`, `LOCK`, `CRASH`. `W0!` is the other outcome: its delete gets lost; `R0!` that its dice fall low.

use super::state::{READERS, State, WRITER, WRITERS};
use super::step::{Model, Move, Step};
use crate::scenario::ScenarioError;
use crate::trace::{Actor, ActorKind};

/// The most moves that are read: no way is that long, and links are untrusted.
pub const MOVES_MAX: usize = 400;

/// The name of the process in a place, as the simulator would call it.
pub fn actor(slot: usize) -> Actor {
    let (kind, number) = match slot {
        0..READERS => (ActorKind::Read, slot),
        READERS..WRITER => (ActorKind::Refresh, slot - READERS),
        _ if slot < WRITER + WRITERS => (ActorKind::Write, slot - WRITER),
        _ => (ActorKind::Deferred, 2 * (slot - WRITER - WRITERS)),
    };
    Actor::new(kind, number as u32)
}

/// A move's short name.
pub fn name(by: Move) -> String {
    match by {
        Move::Go { slot, other: false } => actor(slot).to_string(),
        Move::Go { slot, other: true } => format!("{}!", actor(slot)),
        Move::TtlEnds => "TTL".to_string(),
        Move::LockExpires => "LOCK".to_string(),
        Move::Crash { .. } => "CRASH".to_string(),
    }
}

/// The short form of a way.
pub fn print(way: &[Move]) -> String {
    let names: Vec<String> = way.iter().map(|&by| name(by)).collect();
    names.join(" ")
}

/// The states that a way goes through, the first one before its first move, and its steps.
pub struct Walk {
    /// One more than there are steps.
    pub states: Vec<State>,
    /// What was done.
    pub steps: Vec<Step>,
}

impl Walk {
    /// At the beginning.
    pub fn new(model: &Model) -> Walk {
        Walk { states: vec![model.initial()], steps: Vec::new() }
    }

    /// Along moves that can be made.
    pub fn of(model: &Model, way: &[Move]) -> Walk {
        let mut walk = Walk::new(model);
        for &by in way {
            let step = walk.choices(model).into_iter().find(|step| step.by == by);
            walk.go(step.expect("a move that can be made"));
        }
        walk
    }

    /// Reads a short form.
    ///
    /// # Errors
    /// The first move that can not be made there, and those that could.
    pub fn parse(model: &Model, text: &str) -> Result<Walk, ScenarioError> {
        let mut walk = Walk::new(model);
        for (index, word) in text.split_whitespace().enumerate() {
            let field = format!("move {}", index + 1);
            if index == MOVES_MAX {
                return Err(ScenarioError::new(&field, word, format!("the last of {MOVES_MAX} moves at most")));
            }
            let choices = walk.choices(model);
            let Some(step) = choices.iter().find(|step| name(step.by) == word) else {
                let names: Vec<String> = choices.iter().map(|step| name(step.by)).collect();
                let allowed = match names.is_empty() {
                    true => "left out: all has come to its end".to_string(),
                    false => format!("one of {}", names.join(", ")),
                };
                return Err(ScenarioError::new(&field, word, allowed));
            };
            walk.go(*step);
        }
        Ok(walk)
    }

    /// Follows a short form as far as it goes: what can not be done is left out.
    pub fn along(model: &Model, text: &str) -> Walk {
        let mut walk = Walk::new(model);
        for word in text.split_whitespace().take(MOVES_MAX) {
            if let Some(step) = walk.choices(model).into_iter().find(|step| name(step.by) == word) {
                walk.go(step);
            }
        }
        walk
    }

    /// Where it has come to.
    pub fn state(&self) -> &State {
        &self.states[self.steps.len()]
    }

    /// What may come next.
    pub fn choices(&self, model: &Model) -> Vec<Step> {
        let mut steps = Vec::new();
        model.next(self.state(), &mut steps);
        steps
    }

    /// Goes on by a step.
    pub fn go(&mut self, step: Step) {
        self.states.push(step.state);
        self.steps.push(step);
    }
}
