//! Loops, and `break`, `continue` and `return` out of them.

use super::scope::Around;
use super::{Compiler, Outcome};
use crate::python::program::{Compare, Op};
use crate::python::value::Value;

impl Compiler<'_> {
    pub(super) fn while_loop(&mut self) -> Outcome {
        self.at += 1;
        let start = self.here();
        self.expression()?;
        let over = self.jump_false()?;
        self.rest_of_loop(start, over)
    }

    /// Compiles the body, the jump back, and the `else` that runs if the loop was not left by `break`.
    fn rest_of_loop(&mut self, start: usize, over: usize) -> Outcome {
        self.scope.around.push(Around::Loop { start, breaks: Vec::new() });
        self.block()?;
        self.jump_to(start)?;
        let Some(Around::Loop { breaks, .. }) = self.scope.around.pop() else { return Ok(()) };
        self.land(over);
        if self.takes("else") {
            self.block()?;
        }
        breaks.into_iter().for_each(|from| self.land(from));
        Ok(())
    }

    pub(super) fn for_loop(&mut self) -> Outcome {
        self.at += 1;
        let target_at = self.at;
        let target = self.name()?;
        self.expect("in")?;
        if self.word() != "range" || self.local("range").is_some() || self.function_index("range").is_some() {
            return self.wrong("a loop goes over `range(…)`");
        }
        let token = self.at;
        self.at += 1;
        self.expect("(")?;
        let next = self.hidden()?;
        let (end, step) = (self.hidden()?, self.hidden()?);
        let mut given = 0;
        while self.word() != ")" && given < 3 {
            self.expression()?;
            given += 1;
            if self.word() != ")" {
                self.expect(",")?;
            }
        }
        self.expect(")")?;
        match given {
            0 => return self.wrong_at(token, "range needs its end: `range(5)`"),
            1 => {
                self.emit(Op::Set(end))?;
                self.constant(Value::Int(0))?;
                self.emit(Op::Set(next))?;
                self.constant(Value::Int(1))?;
                self.emit(Op::Set(step))?;
            }
            2 => {
                self.emit(Op::Set(end))?;
                self.emit(Op::Set(next))?;
                self.constant(Value::Int(1))?;
                self.emit(Op::Set(step))?;
            }
            _ => {
                for local in [step, end, next] {
                    self.emit(Op::Set(local))?;
                }
            }
        }
        let start = self.here();
        self.emit_at(Op::Range(next), token)?;
        let over = self.emit_at(Op::JumpFalse(0), token)?;
        self.assign(target, target_at)?;
        self.rest_of_loop(start, over)
    }

    /// Compiles `break` (true) or `continue`.
    pub(super) fn leaves(&mut self, breaks: bool) -> Outcome {
        let token = self.at;
        let word = if breaks { "break" } else { "continue" };
        if !self.scope.around.iter().any(|around| matches!(around, Around::Loop { .. })) {
            return self.wrong(format!("this `{word}` stands in no loop"));
        }
        self.at += 1;
        self.leave_to_loop(breaks, token)
    }

    /// Emits the jump of a `break` or `continue`: to its loop, or first to a `finally` in between.
    fn leave_to_loop(&mut self, breaks: bool, token: usize) -> Outcome {
        let on_the_way = self.scope.around.iter().rposition(|a| matches!(a, Around::Loop { .. } | Around::Try(_)));
        let Some(index) = on_the_way else { return Ok(()) };
        if let Around::Try(pending) = &mut self.scope.around[index] {
            let number = pending.leaves.len() as u8;
            pending.leaves.push(breaks);
            let why = pending.why;
            self.go_to_finally(index, Value::Leaving(number), why, token)?;
            return Ok(());
        }
        let from = self.emit_at(Op::Jump(0), token)?;
        let mut back = None;
        if let Around::Loop { start, breaks: out } = &mut self.scope.around[index] {
            match breaks {
                true => out.push(from),
                false => back = Some(*start),
            }
        }
        if let Some(start) = back {
            self.lead(from, start);
        }
        Ok(())
    }

    /// Emits a `return` of the value on top of the stack: out of the function, or first to a `finally` in between.
    pub(super) fn returns(&mut self, token: usize) -> Outcome {
        let Some(index) = self.scope.around.iter().rposition(|around| matches!(around, Around::Try(_))) else {
            return self.emit_at(Op::Return, token).map(drop);
        };
        let Around::Try(pending) = &mut self.scope.around[index] else { return Ok(()) };
        pending.returns = true;
        let (why, what) = (pending.why, pending.what);
        self.emit_at(Op::Set(what), token)?;
        self.go_to_finally(index, Value::Returning, why, token)
    }

    /// Emits a jump to a `finally`, after storing what it interrupts.
    fn go_to_finally(&mut self, index: usize, what: Value, why: u8, token: usize) -> Outcome {
        self.constant(what)?;
        self.emit_at(Op::Set(why), token)?;
        let from = self.emit_at(Op::Jump(0), token)?;
        if let Around::Try(pending) = &mut self.scope.around[index] {
            pending.entries.push(from);
        }
        Ok(())
    }

    /// Emits the end of a `finally`, which resumes what it interrupted.
    pub(super) fn go_on(&mut self, pending: &super::scope::Pending, token: usize) -> Outcome {
        let mut interrupted = vec![Value::Raising];
        interrupted.extend(pending.returns.then_some(Value::Returning));
        interrupted.extend((0..pending.leaves.len()).map(|number| Value::Leaving(number as u8)));
        for what in interrupted {
            self.emit_at(Op::Local(pending.why), token)?;
            self.constant(what)?;
            self.emit_at(Op::Compare(Compare::Is), token)?;
            let over = self.emit_at(Op::JumpFalse(0), token)?;
            match what {
                Value::Leaving(number) => self.leave_to_loop(pending.leaves[usize::from(number)], token)?,
                Value::Returning => {
                    self.emit_at(Op::Local(pending.what), token)?;
                    self.returns(token)?;
                }
                _ => {
                    self.emit_at(Op::Local(pending.what), token)?;
                    self.emit_at(Op::Raise, token)?;
                }
            }
            self.land(over);
        }
        Ok(())
    }
}
