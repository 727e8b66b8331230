//! A way: a sequence of moves, with a short text form that can be copied, and the states that it goes through.
//!
//! `R0 R0 R0 W0 W0 R0` is a way. A move has the name of the process that continues, as in the log, or of the event:
//! `TTL`, `LOCK`, `CRASH`. A `!` stands for the less usual outcome: with `W0!` the delete is lost, with `R0!` the dice
//! are low.

use super::state::{READERS, State, WRITER, WRITERS};
use super::step::{Model, Move, Step};
use crate::scenario::ScenarioError;
use crate::trace::{Actor, ActorKind};

/// The maximum number of moves that are parsed. No way is that long, and links are untrusted.
pub const MOVES_MAX: usize = 400;

/// The actor of the process in a slot, named as in the simulator.
pub fn actor(slot: usize) -> Actor {
    let (kind, number) = match slot {
        0..READERS => (ActorKind::Read, slot),
        READERS..WRITER => (ActorKind::Refresh, slot - READERS),
        _ if slot < WRITER + WRITERS => (ActorKind::Write, slot - WRITER),
        _ => (ActorKind::Deferred, 2 * (slot - WRITER - WRITERS)),
    };
    Actor::new(kind, number as u32)
}

/// The short name of a move.
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

/// A way with the states that it goes through.
pub struct Walk {
    /// The states, from the initial one: one more than there are steps.
    pub states: Vec<State>,
    /// The steps.
    pub steps: Vec<Step>,
}

impl Walk {
    /// An empty walk.
    pub fn new(model: &Model) -> Walk {
        Walk { states: vec![model.initial()], steps: Vec::new() }
    }

    /// The walk of moves that can all be made.
    ///
    /// # Panics
    /// If a move cannot be made.
    pub fn of(model: &Model, way: &[Move]) -> Walk {
        let mut walk = Walk::new(model);
        for &by in way {
            let step = walk.choices(model).into_iter().find(|step| step.by == by);
            walk.go(step.expect("a move that can be made"));
        }
        walk
    }

    /// Parses a short form.
    ///
    /// # Errors
    /// If a move cannot be made; the error lists the moves that can.
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
                    true => "nothing more: all has come to its end".to_string(),
                    false => format!("one of {}", names.join(", ")),
                };
                return Err(ScenarioError::new(&field, word, allowed));
            };
            walk.go(*step);
        }
        Ok(walk)
    }

    /// The current state, which is the last one.
    pub fn state(&self) -> &State {
        &self.states[self.steps.len()]
    }

    /// The steps that may come next.
    pub fn choices(&self, model: &Model) -> Vec<Step> {
        let mut steps = Vec::new();
        model.next(self.state(), &mut steps);
        steps
    }

    /// Appends a step.
    pub fn go(&mut self, step: Step) {
        self.states.push(step.state);
        self.steps.push(step);
    }
}
