//! The code of a run: a program, the habits that its rehearsal showed, and what the run has recorded so far.

use super::compile::compile;
use super::meter::Meter;
use super::program::{Mistake, Program};
use super::rehearsal;
use crate::base::units::Instant;
use crate::scenario::{Lifetime, Scenario, Strategy, WritePolicy};
use crate::trace::Actor;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What the simulated service has to know about the code before the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Habits {
    /// How long `read` keeps the values that it stores. A warm cache keeps its initial values as long.
    pub lifetime: Option<Lifetime>,
    /// Whether `read` uses leases.
    pub leases: bool,
    /// The write policy that `write` is most like. Stale reads are explained by it.
    pub write_policy: Option<WritePolicy>,
}

/// A program with its habits.
#[derive(Clone, Debug)]
pub struct Code {
    /// The program.
    pub program: Program,
    /// Its habits.
    pub habits: Habits,
}

impl Code {
    /// Compiles a text for the settings of a scenario, and rehearses it.
    ///
    /// # Errors
    /// The first mistake in the text.
    pub fn new(text: &str, scenario: &Scenario) -> Result<Code, Mistake> {
        let program = compile(text, scenario)?;
        let habits = rehearsal::habits(&program, scenario);
        Ok(Code { program, habits })
    }

    /// The scenario as the simulated service sees it: its strategy (with or without leases) and its write policy are
    /// those of the code's habits. The line of the run does not change.
    pub fn scenario(&self, scenario: &Scenario) -> Scenario {
        let mut seen = scenario.clone();
        if self.program.read.is_some() {
            seen.strategy = if self.habits.leases { Strategy::Lease } else { Strategy::Unprotected };
        }
        seen.write_policy = self.habits.write_policy.unwrap_or(seen.write_policy);
        seen
    }
}

/// The line of the code at which a request is, from a time on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stand {
    /// The time.
    pub at: Instant,
    /// The request.
    pub actor: Actor,
    /// The line, from 1; 0 if the request has ended.
    pub line: u16,
}

/// An entry that the code wrote to the log.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Said {
    /// The time.
    pub at: Instant,
    /// The request.
    pub actor: Actor,
    /// The line of the code.
    pub line: u16,
    /// The number of its text in the program.
    pub text: u16,
    /// The value that goes with it.
    pub value: Option<f64>,
}

/// Code in a run.
#[derive(Debug)]
pub struct Running {
    /// The code.
    pub code: Code,
    /// What the run has used so far.
    pub meter: Meter,
    /// Whether [`Running::stands`] is recorded. The caller takes the entries from time to time.
    pub follows: Cell<bool>,
    /// The stands of all requests since the caller last took them.
    pub stands: RefCell<Vec<Stand>>,
    /// The log entries since the caller last took them.
    pub said: RefCell<Vec<Said>>,
    /// The mistake that stopped the run, with its time and its request.
    pub stopped: RefCell<Option<(Instant, Actor, Mistake)>>,
}

impl Running {
    /// Code at the start of a run.
    pub fn new(code: Code) -> Rc<Running> {
        Rc::new(Running {
            code,
            meter: Meter::default(),
            follows: Cell::new(false),
            stands: RefCell::default(),
            said: RefCell::default(),
            stopped: RefCell::default(),
        })
    }
}
