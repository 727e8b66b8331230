//! The machine: runs up to the next verb, and stands still there as plain data until it is told the answer.
//!
//! ```text
//!   stack   ┃ … caller ┃ arguments, locals ┃ Frame ┃ values of the expression under way
//!                      ▲ base                      ▲ floor
//! ```
//!
//! Errors find their way by a table of the program ([`Handler`](super::program::Handler)): entering a `try` costs
//! nothing.

mod operations;

use super::language::Verb;
use super::program::{Mistake, Op, Program};
use super::value::{Class, Kind, Value};
use crate::base::units::Instant;
use operations::Flow;

/// Steps between two verbs: who needs more waits for nothing.
pub const STEPS_MAX: u32 = 10_000;
/// Verbs of one read, write or background task.
pub const VERBS_MAX: u16 = 10_000;
/// Calls within calls.
pub const CALLS_MAX: u8 = 50;
/// Values on one reader's stack: 24 KB.
pub const STACK_MAX: usize = 1_000;
/// The most arguments that a verb has.
pub const ARGUMENTS_MAX: usize = 4;

/// What code can learn without waiting.
pub trait Senses {
    /// The clock.
    fn now(&self) -> Instant;
    /// A random number in (0, 1].
    fn random(&mut self) -> f64;
    /// The pause between this write's commit and its cache operation, in seconds.
    fn write_delay(&mut self) -> f64;
    /// A random number was compared with another number.
    fn compared(&mut self, dice: f64, threshold: f64);
}

/// Where the machine has stopped.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Step {
    /// It asks for this, and is to be told the answer. What was not given is [`Value::Unset`].
    Ask(Verb, [Value; ARGUMENTS_MAX]),
    /// The function has returned this.
    Done(Value),
    /// An error that nobody caught.
    Failed(Class, Kind),
}

/// One reader's state.
#[derive(Clone, Debug)]
pub struct Machine {
    stack: Vec<Value>,
    /// The next operation.
    at: u32,
    base: u16,
    floor: u16,
    verbs: u16,
    calls: u8,
    /// Steps of the last [`Machine::run`].
    spent: u32,
}

/// Says that there is no caller.
const NO_CALLER: u32 = u32::MAX;

impl Machine {
    /// A call of a function with one value.
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

    /// At an operation, with so many local names.
    pub fn at(entry: u32, locals: usize) -> Machine {
        const ROOM: usize = 5;
        let mut stack = Vec::with_capacity(locals + ROOM);
        stack.resize(locals, Value::Unset);
        stack.push(Value::Frame { back: NO_CALLER, base: 0, floor: 0 });
        let floor = stack.len() as u16;
        Machine { stack, at: entry, base: 0, floor, verbs: 0, calls: 0, spent: 0 }
    }

    /// The operation it stands on.
    pub fn op(&self) -> usize {
        self.at.saturating_sub(1) as usize
    }

    /// The line it stands on.
    pub fn line(&self, program: &Program) -> u16 {
        program.lines.get(self.op()).copied().unwrap_or_default()
    }

    /// Steps of the last [`Machine::run`].
    pub fn spent(&self) -> u32 {
        self.spent
    }

    /// The bytes it has allocated.
    pub fn bytes(&self) -> usize {
        self.stack.capacity() * size_of::<Value>()
    }

    /// A mistake where it stands.
    #[cold]
    pub fn mistake(&self, program: &Program, message: impl Into<String>) -> Mistake {
        program.mistake(self.op(), message)
    }

    /// The answer to the last verb.
    #[inline]
    pub fn answer(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// Lets the last verb raise an error. Where that ends the code: with which step.
    pub fn fail(&mut self, program: &Program, class: Class, kind: Kind) -> Option<Step> {
        self.raise(program, Value::Error(class, kind))
    }

    /// Goes on to the next verb.
    ///
    /// # Errors
    /// A mistake in the code. Nothing can catch it: the run ends with its sentence.
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
                    let value = self.stack[usize::from(self.base) + usize::from(index)];
                    if let Value::Unset = value {
                        return Err("UnboundLocalError: this name has no value yet".to_string());
                    }
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
                    let value = self.stack[usize::from(self.base) + usize::from(index)];
                    if let Value::Unset = value {
                        return Err("UnboundLocalError: this name has no value yet".to_string());
                    }
                    if matches!(value, Value::None) == matches!(op, Op::JumpNone(..)) {
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

    #[inline]
    fn jump(&mut self, far: i16) {
        self.at = self.at.wrapping_add_signed(i32::from(far));
    }

    /// Calls a function of the text with what lies on the stack, all of its parameters.
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

    /// Leaves the function; false when nobody called it.
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

    /// Raises an error: on to who handles it, or out of the code.
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
