//! The peephole optimizer: it fuses operations that often follow each other, and folds constants. The scenario's
//! settings are constants.
//!
//! It looks back at the operations that were emitted last. This is safe because no jump leads between them: where two
//! paths meet, there is a `Jump` to the next operation.

use super::{Compiler, Outcome};
use crate::python::arithmetic;
use crate::python::program::{Compare, Op};
use crate::python::value::Value;

/// The position of a jump that is never taken and was not emitted.
const NEVER: usize = usize::MAX;

impl Compiler<'_> {
    /// The operation to emit instead of this one. Removes the operations before it that the new one replaces.
    pub(super) fn fused(&mut self, op: Op) -> Op {
        let (count, fused) = match (self.constant_result(op), &self.program.ops[..], op) {
            (Some((count, value)), ..) => (count, self.constant_op(value)),
            // An operation on constants that fails must fail when it runs, if it ever does.
            (None, [.., Op::Const(_), Op::Const(_)], Op::Binary(_)) => return op,
            (None, [.., Op::Local(local)], Op::Attribute(attribute)) => (1, Op::LocalAttribute(*local, attribute)),
            (None, [.., Op::Const(b)], Op::Binary(op)) => (1, Op::BinaryConst(op, *b)),
            _ => return op,
        };
        self.take_back(count);
        fused
    }

    /// The result of an operation on constants, with their number. `None` if an operand is not constant, or on an
    /// error.
    fn constant_result(&self, op: Op) -> Option<(usize, Value)> {
        let constant = |index: &u16| self.constant_at(*index);
        Some(match (&self.program.ops[..], op) {
            ([.., Op::Const(a), Op::Const(b)], Op::Compare(op)) => {
                (2, Value::Bool(arithmetic::compare(op, constant(a), constant(b)).ok()?))
            }
            ([.., Op::Const(a), Op::Const(b)], Op::Binary(op)) => {
                (2, arithmetic::binary(op, constant(a), constant(b)).ok()?)
            }
            ([.., Op::Const(a)], Op::Not) => (1, Value::Bool(!constant(a).is_true(&self.program.texts))),
            ([.., Op::Const(a)], Op::Minus) => (1, arithmetic::minus(constant(a)).ok()?),
            _ => return None,
        })
    }

    /// Emits a jump that is taken if the condition on top of the stack is false.
    pub(super) fn jump_false(&mut self) -> Outcome<usize> {
        use Compare::{Is, IsNot};
        let none = |index: u16| self.constant_at(index) == Value::None;
        let (count, op) = match self.program.ops[..] {
            [.., Op::Local(local), Op::Const(index), Op::Compare(Is)] if none(index) => (3, Op::JumpSome(local, 0)),
            [.., Op::Local(local), Op::Const(index), Op::Compare(IsNot)] if none(index) => (3, Op::JumpNone(local, 0)),
            [.., Op::Compare(compare)] => (1, Op::JumpUnless(compare, 0)),
            _ => return self.emit(Op::JumpFalse(0)),
        };
        let place = self.take_back(count);
        self.program.ops.push(op);
        self.program.places.push(place);
        Ok(self.here() - 1)
    }

    /// The same, but a constant condition, such as a setting, is decided now: there is no jump, or always one.
    pub(super) fn jump_false_if_unknown(&mut self) -> Outcome<usize> {
        let [.., Op::Const(index)] = self.program.ops[..] else { return self.jump_false() };
        let known = self.constant_at(index).is_true(&self.program.texts);
        let place = self.take_back(1);
        if known {
            return Ok(NEVER);
        }
        self.program.ops.push(Op::Jump(0));
        self.program.places.push(place);
        Ok(self.here() - 1)
    }

    fn constant_at(&self, index: u16) -> Value {
        self.program.constants[usize::from(index)]
    }

    fn constant_op(&mut self, value: Value) -> Op {
        Op::Const(self.constant_index(value))
    }

    /// Removes the last operations. Returns the place of the first of them.
    fn take_back(&mut self, count: usize) -> u16 {
        let keep = self.here() - count;
        let place = self.program.places.get(keep).copied().unwrap_or_default();
        self.program.ops.truncate(keep);
        self.program.places.truncate(keep);
        place
    }
}
