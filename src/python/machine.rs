//! The interpreter of one request: a stack machine. It runs up to the next verb and stops there, as plain data, until
//! it gets the answer.
//!
//! ```text
//!   stack   ┃ … caller ┃ arguments, locals ┃ Frame ┃ values of the expression under way
//!                      ▲ base                      ▲ floor
//! ```
//!
//! Errors find their handler in a table of the program ([`Handler`](super::program::Handler)), so entering a `try`
//! costs nothing.

mod operations;

use super::language::Verb;
use super::program::{Mistake, Op, Program};
use super::value::{Class, Kind, Value};
use crate::base::units::Instant;
use operations::Flow;

/// The maximum number of steps between two verbs. Code that needs more is probably in an endless loop.
pub const STEPS_MAX: u32 = 10_000;
/// The maximum number of verbs of one read, write or background task.
pub const VERBS_MAX: u16 = 10_000;
/// The maximum depth of calls.
pub const CALLS_MAX: u8 = 50;
/// The maximum number of values on one request's stack: 24 KB.
pub const STACK_MAX: usize = 1_000;
/// The maximum number of arguments of a verb.
pub const ARGUMENTS_MAX: usize = 4;

/// The questions of code that are answered at once.
pub trait Senses {
    /// The time.
    fn now(&self) -> Instant;
    /// A random number in (0, 1].
    fn random(&mut self) -> f64;
    /// The pause between this write's commit and its cache operation, in seconds.
    fn write_delay(&mut self) -> f64;
    /// Called when a random number is compared with another number.
    fn compared(&mut self, dice: f64, threshold: f64);
}

/// A world in which nothing changes, for expressions outside of functions, rehearsals and tests: the time is the start
/// of the run, every random number is 1, and writes do not pause.
pub struct Constant;

impl Senses for Constant {
    fn now(&self) -> Instant {
        Instant::ZERO
    }

    fn random(&mut self) -> f64 {
        1.0
    }

    fn write_delay(&mut self) -> f64 {
        0.0
    }

    fn compared(&mut self, _: f64, _: f64) {}
}

/// The reason why the machine stopped.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Step {
    /// It needs the answer to a verb. Arguments that were not given are [`Value::Unset`].
    Ask(Verb, [Value; ARGUMENTS_MAX]),
    /// The function returned a value.
    Done(Value),
    /// The code raised an error that it did not catch.
    Failed(Class, Kind),
}

/// The state of one request.
#[derive(Clone, Debug)]
pub struct Machine {
    stack: Vec<Value>,
    /// The next operation.
    at: u32,
    /// The position of the first local of the current function.
    base: u16,
    /// The position above its frame.
    floor: u16,
    verbs: u16,
    calls: u8,
    /// The number of steps of the last [`Machine::run`].
    spent: u32,
}

/// The return address of the outermost function, which has no caller.
const NO_CALLER: u32 = u32::MAX;

impl Machine {
    /// A machine that calls a function with one argument.
    pub fn call(program: &Program, function: u8, argument: Value) -> Machine {
        let function = &program.functions[usize::from(function)];
        let mut machine = Machine::at(function.entry, usize::from(function.locals));
        let given = usize::from(!function.params.is_empty());
        let defaults = function.defaults.len();
        for (place, value) in machine.stack[..usize::from(function.locals)].iter_mut().enumerate() {
            let after = function.params.len().saturating_sub(place);
            *value = match place {
                0 if given == 1 => argument,
                _ if place < function.params.len() && after <= defaults => function.defaults[defaults - after],
                _ => Value::Unset,
            };
        }
        machine
    }

    /// A machine that begins at an operation, with a number of locals.
    pub fn at(entry: u32, locals: usize) -> Machine {
        /// As much as any listing needs, so that no stack has to grow.
        const ROOM: usize = 8;
        let mut stack = Vec::with_capacity(locals + ROOM);
        stack.resize(locals, Value::Unset);
        stack.push(Value::Frame { back: NO_CALLER, base: 0, floor: 0 });
        let floor = stack.len() as u16;
        Machine { stack, at: entry, base: 0, floor, verbs: 0, calls: 0, spent: 0 }
    }

    /// The number of the current operation.
    pub fn op(&self) -> usize {
        self.at.saturating_sub(1) as usize
    }

    /// The line of the current operation.
    pub fn line(&self, program: &Program) -> u16 {
        program.lines.get(self.op()).copied().unwrap_or_default()
    }

    /// The number of steps of the last [`Machine::run`].
    pub fn spent(&self) -> u32 {
        self.spent
    }

    /// The size of the stack in bytes.
    pub fn bytes(&self) -> usize {
        self.stack.capacity() * size_of::<Value>()
    }

    /// A mistake at the current operation.
    #[cold]
    pub fn mistake(&self, program: &Program, message: impl Into<String>) -> Mistake {
        program.mistake(self.op(), message)
    }

    /// Answers the last verb.
    #[inline]
    pub fn answer(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// Makes the last verb raise an error. Returns a step if that ends the code.
    pub fn fail(&mut self, program: &Program, class: Class, kind: Kind) -> Option<Step> {
        self.raise(program, Value::Error(class, kind))
    }

    /// Runs to the next verb, or to the end.
    ///
    /// # Errors
    /// A mistake in the code. The code cannot catch it; the run ends with its message.
    pub fn run(&mut self, program: &Program, senses: &mut dyn Senses) -> Result<Step, Mistake> {
        let mut left = STEPS_MAX;
        let end = self.steps(program, senses, &mut left);
        self.spent = STEPS_MAX - left;
        end.map_err(|message| self.mistake(program, message))
    }

    fn steps(&mut self, program: &Program, senses: &mut dyn Senses, left: &mut u32) -> Result<Step, String> {
        loop {
            if *left == 0 {
                return Err(format!("more than {STEPS_MAX} steps without a wait: does this loop ever end?"));
            }
            *left -= 1;
            let Some(&op) = program.ops.get(self.at as usize) else { return Ok(Step::Done(Value::None)) };
            self.at += 1;
            match op {
                Op::Const(index) => self.stack.push(program.constants[usize::from(index)]),
                Op::Local(index) => {
                    let value = *self.local(index)?;
                    self.stack.push(value);
                }
                Op::Set(index) => {
                    let value = self.pop();
                    self.stack[usize::from(self.base) + usize::from(index)] = value;
                }
                Op::Jump(far) => self.jump(far),
                Op::JumpFalse(far) => {
                    if !self.pop().is_true(&program.texts) {
                        self.jump(far);
                    }
                }
                Op::JumpNone(index, far) | Op::JumpSome(index, far) => {
                    if matches!(self.local(index)?, Value::None) == matches!(op, Op::JumpNone(..)) {
                        self.jump(far);
                    }
                }
                other => match self.operate(other, program, senses)? {
                    Flow::On => {}
                    Flow::Stop(step) => return Ok(step),
                },
            }
        }
    }

    #[inline]
    fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or(Value::None)
    }

    /// The value of a local.
    #[inline]
    fn local(&self, index: u8) -> Result<&Value, String> {
        match &self.stack[usize::from(self.base) + usize::from(index)] {
            Value::Unset => Err("UnboundLocalError: this name has no value yet".to_string()),
            value => Ok(value),
        }
    }

    #[inline]
    fn jump(&mut self, far: i16) {
        self.at = self.at.wrapping_add_signed(i32::from(far));
    }

    /// Calls a function of the text. The values of all its parameters are on the stack.
    fn enter(&mut self, program: &Program, index: u8) -> Result<(), String> {
        if self.calls == CALLS_MAX {
            return Err(format!("RecursionError: more than {CALLS_MAX} calls within calls"));
        }
        let function = &program.functions[usize::from(index)];
        let base = self.stack.len() - function.params.len();
        if base + usize::from(function.locals) >= STACK_MAX {
            return Err(format!("RecursionError: more than {STACK_MAX} values in calls within calls"));
        }
        self.stack.resize(base + usize::from(function.locals), Value::Unset);
        self.stack.push(Value::Frame { back: self.at, base: self.base, floor: self.floor });
        self.calls += 1;
        (self.base, self.floor, self.at) = (base as u16, self.stack.len() as u16, function.entry);
        Ok(())
    }

    /// Returns to the caller. False if there is none.
    fn leave(&mut self) -> bool {
        let Some(&Value::Frame { back, base, floor }) = self.stack.get(usize::from(self.floor) - 1) else {
            return false;
        };
        if back == NO_CALLER {
            return false;
        }
        self.stack.truncate(usize::from(self.base));
        (self.at, self.base, self.floor) = (back, base, floor);
        self.calls -= 1;
        true
    }

    /// Raises an error: jumps to its handler, or returns the step that ends the code.
    fn raise(&mut self, program: &Program, error: Value) -> Option<Step> {
        loop {
            let op = self.op() as u32;
            if let Some(handler) = program.handlers.iter().find(|handler| (handler.from..handler.to).contains(&op)) {
                self.stack.truncate(usize::from(self.floor));
                self.stack.push(error);
                self.at = handler.at;
                return None;
            }
            if !self.leave() {
                let Value::Error(class, kind) = error else { return Some(Step::Done(Value::None)) };
                return Some(Step::Failed(class, kind));
            }
        }
    }
}
