//! The operations of the machine that are not in its inner loop.

use super::{ARGUMENTS_MAX, Machine, Senses, Step, VERBS_MAX};
use crate::base::units::Duration;
use crate::python::arithmetic;
use crate::python::functions;
use crate::python::language::{ATTRIBUTES, Attribute, Verb};
use crate::python::program::{Binary, Compare, Op, Program};
use crate::python::value::Value;

/// Whether the machine continues after an operation.
pub enum Flow {
    /// It continues.
    On,
    /// It stops.
    Stop(Step),
}

type Outcome<T = ()> = Result<T, String>;

impl Machine {
    /// Performs one operation.
    pub(super) fn operate(&mut self, op: Op, program: &Program, senses: &mut dyn Senses) -> Outcome<Flow> {
        match op {
            Op::Pop => drop(self.pop()),
            Op::Dup => {
                let top = self.pop();
                self.stack.extend([top, top]);
            }
            Op::Swap => {
                let (b, a) = (self.pop(), self.pop());
                self.stack.extend([b, a]);
            }
            Op::JumpFalseKeep(far) | Op::JumpTrueKeep(far) => {
                let top = self.pop();
                if top.is_true(&program.texts) == matches!(op, Op::JumpTrueKeep(_)) {
                    self.stack.push(top);
                    self.jump(far);
                }
            }
            Op::Call(index) => self.enter(program, index)?,
            Op::Builtin(builtin, given) => {
                let from = self.stack.len() - usize::from(given);
                let value = functions::call(builtin, &self.stack[from..], &program.texts)?;
                self.stack.truncate(from);
                self.stack.push(value);
            }
            Op::Ask(verb, given) => return self.ask(verb, usize::from(given), senses),
            Op::Return => {
                let value = self.pop();
                if !self.leave() {
                    return Ok(Flow::Stop(Step::Done(value)));
                }
                self.stack.push(value);
            }
            Op::Raise => return self.raise_top(program),
            Op::Catches(classes) => {
                let Value::Error(class, _) = self.pop() else { return Err("nothing was raised".to_string()) };
                self.stack.push(Value::Bool(classes >> class as u8 & 1 > 0));
            }
            Op::Binary(_) | Op::BinaryConst(..) | Op::Compare(_) | Op::JumpUnless(..) | Op::CompareChain(_) => {
                if !self.combine_quickly(op, program) {
                    self.combine(op, program, senses)?;
                }
            }
            other => self.calculate(other, program, senses)?,
        }
        Ok(Flow::On)
    }

    /// Performs an operation on two numbers by its fast path. Returns whether there is one.
    #[inline]
    fn combine_quickly(&mut self, op: Op, program: &Program) -> bool {
        match (op, &mut self.stack[..]) {
            (Op::Binary(op), [.., a, b]) => {
                let Some(value) = arithmetic::quick(op, a, b) else { return false };
                *a = value;
                self.stack.pop();
            }
            (Op::BinaryConst(op, index), [.., a]) => {
                let Some(value) = arithmetic::quick(op, a, &program.constants[usize::from(index)]) else {
                    return false;
                };
                *a = value;
            }
            (Op::JumpUnless(op, far), [.., a, b]) => {
                let Some(so) = arithmetic::quick_compare(op, a, b) else { return false };
                self.stack.truncate(self.stack.len() - 2);
                if !so {
                    self.jump(far);
                }
            }
            _ => return false,
        }
        true
    }

    /// Performs an operation on two values.
    fn combine(&mut self, op: Op, program: &Program, senses: &mut dyn Senses) -> Outcome {
        match op {
            Op::Binary(op) => {
                let (b, a) = (self.pop(), self.pop());
                let value = match (a, b) {
                    (Value::Text(prefix), Value::Key(key, Value::BARE)) if op == Binary::Add => Value::Key(key, prefix),
                    _ => arithmetic::binary(op, a, b)?,
                };
                self.stack.push(value);
            }
            Op::BinaryConst(op, index) => {
                let a = self.pop();
                let value = arithmetic::binary(op, a, program.constants[usize::from(index)])?;
                self.stack.push(value);
            }
            Op::Compare(op) => {
                let (b, a) = (self.pop(), self.pop());
                let value = compare(op, a, b, senses)?;
                self.stack.push(Value::Bool(value));
            }
            Op::JumpUnless(op, far) => {
                let (b, a) = (self.pop(), self.pop());
                if !compare(op, a, b, senses)? {
                    self.jump(far);
                }
            }
            Op::CompareChain(op) => {
                let (b, a) = (self.pop(), self.pop());
                let value = compare(op, a, b, senses)?;
                self.stack.extend([b, Value::Bool(value)]);
            }
            _ => {}
        }
        Ok(())
    }

    /// Performs an operation that replaces the values on top by a new one.
    fn calculate(&mut self, op: Op, program: &Program, senses: &mut dyn Senses) -> Outcome {
        match op {
            Op::Not => {
                let value = self.pop().is_true(&program.texts);
                self.stack.push(Value::Bool(!value));
            }
            Op::Minus | Op::Plus => {
                let value = self.pop();
                let value = if op == Op::Minus { arithmetic::minus(value) } else { arithmetic::plus(value) };
                self.stack.push(value?);
            }
            Op::Attribute(attribute) => {
                let of = self.pop();
                self.stack.push(attribute_of(&of, attribute, senses)?);
            }
            Op::LocalAttribute(index, attribute) => {
                let value = attribute_of(self.local(index)?, attribute, senses)?;
                self.stack.push(value);
            }
            Op::Unpack => {
                let value = self.pop();
                let Some((first, second)) = value.unpacked() else {
                    return Err(format!("TypeError: {} cannot be taken apart into two", value.kind()));
                };
                self.stack.extend([second, first]);
            }
            Op::Range(first) => self.count_on(usize::from(self.base) + usize::from(first))?,
            Op::Prefix(prefix) => match self.pop() {
                Value::Key(key, Value::BARE) => self.stack.push(Value::Key(key, prefix)),
                other => return Err(format!("a name is made of a prefix and the key here, not of {}", other.kind())),
            },
            Op::WriteDelay => self.stack.push(Value::Float(senses.write_delay())),
            _ => {}
        }
        Ok(())
    }

    fn raise_top(&mut self, program: &Program) -> Outcome<Flow> {
        let error = self.pop();
        if !matches!(error, Value::Error(..)) {
            return Err(format!("TypeError: {} cannot be raised, an error such as DbError can", error.kind()));
        }
        Ok(self.raise(program, error).map_or(Flow::On, Flow::Stop))
    }

    /// Pushes the next number of a `range`, and whether there is one.
    fn count_on(&mut self, first: usize) -> Outcome {
        let parts = [0, 1, 2].map(|index| arithmetic::counted(self.stack[first + index]));
        let [Value::Int(next), Value::Int(end), Value::Int(step)] = parts else {
            return Err("TypeError: range needs whole numbers".to_string());
        };
        let goes_on = match step {
            0 => return Err("ValueError: the step of range is not 0".to_string()),
            1.. => next < end,
            _ => next > end,
        };
        if goes_on {
            self.stack[first] = Value::Int(next.checked_add(step).unwrap_or(end));
            self.stack.push(Value::Int(next));
        }
        self.stack.push(Value::Bool(goes_on));
        Ok(())
    }

    fn ask(&mut self, verb: Verb, given: usize, senses: &mut dyn Senses) -> Outcome<Flow> {
        let mut arguments = [Value::Unset; ARGUMENTS_MAX];
        let from = self.stack.len() - given;
        arguments[..given].copy_from_slice(&self.stack[from..]);
        self.stack.truncate(from);
        match (verb, arguments) {
            (Verb::Now, _) => self.stack.push(Value::Float(seconds(senses.now().0))),
            (Verb::Random, _) => self.stack.push(Value::Dice(senses.random())),
            (Verb::Log, [x, Value::Unset, ..]) if x.as_number().is_some() => {
                self.stack.push(functions::ln(x.as_number().unwrap_or_default())?);
            }
            _ => {
                if self.verbs == VERBS_MAX {
                    return Err(format!("more than {VERBS_MAX} commands in one request: does this loop ever end?"));
                }
                self.verbs += 1;
                return Ok(Flow::Stop(Step::Ask(verb, arguments)));
            }
        }
        Ok(Flow::On)
    }
}

fn compare(op: Compare, a: Value, b: Value, senses: &mut dyn Senses) -> Outcome<bool> {
    match (a, b) {
        (Value::Dice(dice), other) | (other, Value::Dice(dice)) => {
            if let Some(threshold) = other.as_number() {
                senses.compared(dice, threshold);
            }
        }
        _ => {}
    }
    arithmetic::compare(op, a, b)
}

fn attribute_of(of: &Value, attribute: Attribute, senses: &dyn Senses) -> Outcome<Value> {
    let value = match attribute {
        Attribute::Version => of.as_row().map(|row| Value::Int(i64::from(row.version.0))),
        Attribute::Took => of.as_row().map(|row| Value::Float(row.took.as_secs_f64())),
        Attribute::Exists => of.as_row().map(|row| Value::Bool(row.exists())),
        Attribute::Fresh => of.fresh_until().map(|until| Value::Bool(senses.now() < until)),
        Attribute::Left => of.fresh_until().map(|until| Value::Float(until.since(senses.now()).as_secs_f64())),
        Attribute::FreshUntil => of.fresh_until().map(|until| Value::Float(seconds(until.0))),
        Attribute::Found => of.unpacked().map(|(found, _)| found),
        Attribute::Leased => of.unpacked().map(|(_, leased)| leased),
    };
    value.ok_or_else(|| has_no(of, attribute))
}

#[cold]
fn has_no(of: &Value, attribute: Attribute) -> String {
    let name = ATTRIBUTES.iter().find(|(_, known, _)| *known == attribute).map_or("", |(name, ..)| name);
    format!("AttributeError: {} has no `.{name}`", of.kind())
}

/// Nanoseconds in seconds, rounded like [`Duration::as_secs_f64`].
fn seconds(nanos: u64) -> f64 {
    Duration(nanos).as_secs_f64()
}
