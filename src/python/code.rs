//! Code that a run is made with: a program, its habits as a rehearsal showed them, and what a run has used so far.

use super::compile::compile;
use super::meter::Meter;
use super::program::{Mistake, Program};
use super::rehearsal;
use crate::base::units::Instant;
use crate::scenario::{Lifetime, Scenario, Strategy, WritePolicy};
use crate::trace::Actor;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What the site has to know of the code before it runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Habits {
    /// How long the code's read keeps what it stores, when it stores anything: so does a cache that is warm at the start.
    pub lifetime: Option<Lifetime>,
    /// Whether the code's read uses leases.
    pub leases: bool,
    /// What the code's write does to the cache, as one of the policies; it decides how staleness is explained.
    pub write_policy: Option<WritePolicy>,
}

/// A program with its habits.
#[derive(Clone, Debug)]
pub struct Code {
    /// What runs.
    pub program: Program,
    /// What it is like.
    pub habits: Habits,
}

impl Code {
    /// Compiles a text for the settings of a scenario, and rehearses it.
    ///
    /// # Errors
    /// The first thing that is wrong with the text, and where.
    pub fn new(text: &str, scenario: &Scenario) -> Result<Code, Mistake> {
        let program = compile(text, scenario)?;
        let habits = rehearsal::habits(&program, scenario);
        Ok(Code { program, habits })
    }

    /// The scenario as the site sees it: with a cache that has leases, and a policy that staleness is explained by, as
    /// the code has them. The line of the run stays what it is.
    pub fn scenario(&self, scenario: &Scenario) -> Scenario {
        let mut seen = scenario.clone();
        if self.program.read.is_some() {
            seen.strategy = if self.habits.leases { Strategy::Lease } else { Strategy::Unprotected };
        }
        seen.write_policy = self.habits.write_policy.unwrap_or(seen.write_policy);
        seen
    }
}

/// Where a request stands in the code, from a time on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stand {
    /// From then on.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// From 1; 0 when it is done.
    pub line: u16,
}

/// What the code wrote into the log.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Said {
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// On which line of the code.
    pub line: u16,
    /// What, among the program's texts.
    pub text: u16,
    /// And the value that goes with it.
    pub value: Option<f64>,
}

/// Code in a run.
#[derive(Debug)]
pub struct Running {
    /// The code.
    pub code: Code,
    /// What it has used.
    pub meter: Meter,
    /// Whether [`Running::stands`] is filled; the caller takes it away from time to time.
    pub follows: Cell<bool>,
    /// Where everybody stood, since it was last taken away.
    pub stands: RefCell<Vec<Stand>>,
    /// What was said, likewise.
    pub said: RefCell<Vec<Said>>,
    /// Why the run can not go on: when, who and what.
    pub stopped: RefCell<Option<(Instant, Actor, Mistake)>>,
}

impl Running {
    /// Nothing used yet.
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
