//! The operations of the machine that are not in its innermost loop.

use super::{ARGUMENTS_MAX, Machine, Senses, Step, VERBS_MAX};
use crate::base::units::{Duration, Instant};
use crate::python::arithmetic;
use crate::python::functions;
use crate::python::language::{ATTRIBUTES, Attribute, Verb};
use crate::python::program::{Compare, Op, Program};
use crate::python::value::Value;

/// Whether the machine goes on after an operation.
pub enum Flow {
    /// It does.
    On,
    /// It has come to a stop.
    Stop(Step),
}

type Outcome<T = ()> = Result<T, String>;

impl Machine {
    /// Does one operation.
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
            other => self.calculate(other, program, senses)?,
        }
        Ok(Flow::On)
    }

    /// Makes a value of the values on top.
    fn calculate(&mut self, op: Op, program: &Program, senses: &mut dyn Senses) -> Outcome {
        match op {
            Op::Binary(op) => {
                let (b, a) = (self.pop(), self.pop());
                let value = match (a, b) {
                    (Value::Text(prefix), Value::Key(key, Value::BARE)) if op.sign() == "+" => Value::Key(key, prefix),
                    _ => arithmetic::binary(op, a, b)?,
                };
                self.stack.push(value);
            }
            Op::Compare(op) => {
                let (b, a) = (self.pop(), self.pop());
                let value = compare(op, a, b, senses)?;
                self.stack.push(Value::Bool(value));
            }
            Op::CompareChain(op) => {
                let (b, a) = (self.pop(), self.pop());
                let value = compare(op, a, b, senses)?;
                self.stack.extend([b, Value::Bool(value)]);
            }
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
                self.stack.push(attribute_of(of, attribute, senses.now())?);
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

    /// The next number of a `range`.
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

fn attribute_of(of: Value, attribute: Attribute, now: Instant) -> Outcome<Value> {
    let row = of.as_row();
    Ok(match (attribute, row, of.fresh_until(), of.unpacked()) {
        (Attribute::Version, Some(row), ..) => Value::Int(i64::from(row.version.0)),
        (Attribute::Took, Some(row), ..) => Value::Float(row.took.as_secs_f64()),
        (Attribute::Exists, Some(row), ..) => Value::Bool(row.exists()),
        (Attribute::Fresh, _, Some(until), _) => Value::Bool(now < until),
        (Attribute::Left, _, Some(until), _) => Value::Float(until.since(now).as_secs_f64()),
        (Attribute::FreshUntil, _, Some(until), _) => Value::Float(seconds(until.0)),
        (Attribute::Found, .., Some((found, _))) => found,
        (Attribute::Leased, .., Some((_, leased))) => leased,
        _ => {
            let name = ATTRIBUTES.iter().find(|(_, known, _)| *known == attribute).map_or("", |(name, ..)| name);
            return Err(format!("AttributeError: {} has no `.{name}`", of.kind()));
        }
    })
}

/// As [`Duration::as_secs_f64`].
fn seconds(nanos: u64) -> f64 {
    Duration(nanos).as_secs_f64()
}
