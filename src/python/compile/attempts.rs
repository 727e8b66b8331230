//! `try`, `except`, `else`, `finally` and `raise`.
//!
//! ```text
//!   try body ──► else ──┐                      why = nothing        ┌─ nothing: on
//!      │ error          ├─► (end) ────────────► finally body ──► why? ─ raising: raise it again
//!      ▼                │     ▲ why = returning, what = value       ├─ returning: return it
//!   except clauses ─────┘     │ why = raising,   what = error       └─ leaving: break or continue
//! ```

use super::scope::{Around, Pending};
use super::{Compiler, Outcome};
use crate::python::program::{Handler, Op};
use crate::python::token::Kind;
use crate::python::value::{Class, Kind as Behind, Value};

impl<'t> Compiler<'t> {
    pub(super) fn attempt(&mut self) -> Outcome {
        let token = self.at;
        self.at += 1;
        let has_finally = self.has_finally();
        if has_finally {
            let (why, what) = (self.hidden()?, self.hidden()?);
            let pending = Pending { why, what, entries: Vec::new(), returns: false, leaves: Vec::new() };
            self.scope.around.push(Around::Try(pending));
        }
        let begin = self.here() as u32;
        self.guarded(token, has_finally)?;
        if !has_finally {
            return Ok(());
        }
        let Some(Around::Try(pending)) = self.scope.around.pop() else { return Ok(()) };
        let token = self.at;
        self.at += 1;
        self.constant(Value::Nothing)?;
        self.emit_at(Op::Set(pending.why), token)?;
        let over = self.emit_at(Op::Jump(0), token)?;
        let end = self.here() as u32;
        self.program.handlers.push(Handler { from: begin, to: end, at: end });
        self.emit_at(Op::Set(pending.what), token)?;
        self.constant(Value::Raising)?;
        self.emit_at(Op::Set(pending.why), token)?;
        self.land(over);
        for &from in &pending.entries {
            self.land(from);
        }
        self.scope.around.push(Around::Finally);
        self.block()?;
        self.scope.around.pop();
        self.go_on(&pending, token)
    }

    /// Whether the `try` whose colon comes next has a `finally`. Looks ahead at its margin, past `except` and `else`.
    fn has_finally(&self) -> bool {
        let mut margin = 0;
        let mut line_begins = false;
        for at in self.at..self.tokens.len() {
            match self.tokens[at].kind {
                Kind::Indent => margin += 1,
                Kind::Dedent if margin == 0 => return false,
                Kind::Dedent => margin -= 1,
                Kind::End => return false,
                _ if margin == 0 && line_begins => match self.word_at(at) {
                    "finally" => return true,
                    "except" | "else" => {}
                    _ => return false,
                },
                _ => {}
            }
            line_begins = matches!(self.tokens[at].kind, Kind::Newline | Kind::Dedent | Kind::Indent);
        }
        false
    }

    /// The body, its `except` clauses and its `else`.
    fn guarded(&mut self, token: usize, has_finally: bool) -> Outcome {
        let begin = self.here() as u32;
        self.block()?;
        if self.word() != "except" {
            return match self.word() {
                "else" => self.wrong("this `else` needs an `except` before it"),
                _ if has_finally => Ok(()),
                _ => self.wrong_at(token, "this `try` has neither `except` nor `finally`"),
            };
        }
        let body_end = self.here() as u32;
        let over = self.emit(Op::Jump(0))?;
        let error = self.hidden()?;
        self.program.handlers.push(Handler { from: begin, to: body_end, at: self.here() as u32 });
        self.emit_at(Op::Set(error), self.at)?;
        let mut ends = Vec::new();
        let mut catches_all = false;
        while self.word() == "except" {
            if catches_all {
                return self.wrong("nothing is left for this `except`: the one before it catches everything");
            }
            catches_all = self.clause(error, &mut ends)?;
        }
        self.emit(Op::Local(error))?;
        self.emit(Op::Raise)?;
        self.land(over);
        if self.takes("else") {
            self.block()?;
        }
        ends.into_iter().for_each(|end| self.land(end));
        Ok(())
    }

    /// Compiles one `except`. Returns whether it names no class, and so catches everything.
    fn clause(&mut self, error: u8, ends: &mut Vec<usize>) -> Outcome<bool> {
        let token = self.at;
        self.at += 1;
        let all = self.word() == ":";
        let classes = if all { Class::Exception.catches() } else { self.classes()? };
        self.emit_at(Op::Local(error), token)?;
        self.emit_at(Op::Catches(classes), token)?;
        let over = self.emit_at(Op::JumpFalse(0), token)?;
        let aliased = self.takes("as");
        if aliased {
            let alias_at = self.at;
            let alias: &'t str = self.name()?;
            if self.local(alias).is_some() {
                return self
                    .wrong_at(alias_at, format!("`{alias}` has another meaning: choose a name for the error alone"));
            }
            self.scope.aliases.push((alias, error));
        }
        self.scope.around.push(Around::Except(error));
        self.block()?;
        self.scope.around.pop();
        if aliased {
            self.scope.aliases.pop();
        }
        ends.push(self.emit(Op::Jump(0))?);
        self.land(over);
        Ok(all)
    }

    /// Reads a class of errors, or several in parentheses.
    fn classes(&mut self) -> Outcome<u8> {
        if !self.takes("(") {
            return self.class().map(Class::catches);
        }
        let mut classes = 0;
        while !self.takes(")") {
            classes |= self.class()?.catches();
            if self.word() != ")" {
                self.expect(",")?;
            }
        }
        Ok(classes)
    }

    fn class(&mut self) -> Outcome<Class> {
        match class_named(self.word()) {
            Some(class) => {
                self.at += 1;
                Ok(class)
            }
            None => self.wrong(format!("an error is one of {}, not {}", Class::NAMES.join(", "), self.shown())),
        }
    }

    pub(super) fn raises(&mut self) -> Outcome {
        let token = self.at;
        self.at += 1;
        if self.token().kind == Kind::Newline || self.word() == ";" {
            let inner = self.scope.around.iter().rev().find(|a| matches!(a, Around::Except(_) | Around::Finally));
            let Some(&Around::Except(error)) = inner else {
                return self.wrong_at(token, "`raise` alone stands in an `except`, and raises its error again");
            };
            self.emit_at(Op::Local(error), token)?;
            return self.emit_at(Op::Raise, token).map(drop);
        }
        self.expression()?;
        if self.word() == "from" {
            return self.wrong("`from` is not there: raise the new error alone");
        }
        self.emit_at(Op::Raise, token).map(drop)
    }

    /// Compiles `DbError` or `DbError("text")`. The text is dropped: it is only for readers of the code.
    pub(super) fn error_value(&mut self, class: Class) -> Outcome {
        if self.takes("(") && !self.takes(")") {
            self.expression()?;
            self.emit(Op::Pop)?;
            self.expect(")")?;
        }
        self.constant(Value::Error(class, Behind::Raised))
    }
}

/// The class with a name.
pub fn class_named(name: &str) -> Option<Class> {
    Class::ALL.into_iter().find(|class| Class::NAMES[*class as usize] == name)
}
