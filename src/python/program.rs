//! A compiled text: its operations, with the position in the text that each comes from.

use super::language::{Attribute, Builtin, Verb};
use super::value::Value;
use std::fmt;

/// A mistake in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The message, in one sentence.
    pub message: String,
}

impl Mistake {
    /// A mistake at a byte of the text.
    pub fn at(text: &str, place: usize, message: impl Into<String>) -> Mistake {
        let mut place = place.min(text.len());
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        let before = &text[..place];
        let line = before.matches('\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
        Mistake { line, column, message: message.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Mistake {}

/// A binary operator of arithmetic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binary {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `//`
    FloorDiv,
    /// `%`
    Mod,
    /// `**`
    Pow,
}

impl Binary {
    /// The operator in code.
    pub fn sign(self) -> &'static str {
        ["+", "-", "*", "/", "//", "%", "**"][self as usize]
    }
}

/// A comparison of two values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `is`
    Is,
    /// `is not`
    IsNot,
}

/// An operation of the machine. Operands are on its stack. Jumps are relative to the operation after them, so that
/// operations can be moved.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Op {
    /// Pushes a constant.
    Const(u16),
    /// Pushes the value of a local.
    Local(u8),
    /// Pops a value into a local.
    Set(u8),
    /// Pops a value and drops it.
    Pop,
    /// Pushes the top value again.
    Dup,
    /// Swaps the two values on top.
    Swap,
    /// Jumps.
    Jump(i16),
    /// Pops a value; jumps if it is false.
    JumpFalse(i16),
    /// Jumps if the top value is false, otherwise pops it.
    JumpFalseKeep(i16),
    /// Jumps if the top value is true, otherwise pops it.
    JumpTrueKeep(i16),
    /// Jumps if a local is `None`: `if found is not None`.
    JumpNone(u8, i16),
    /// Jumps if a local is not `None`: `if found is None`.
    JumpSome(u8, i16),
    /// Pops two values, pushes the result.
    Binary(Binary),
    /// Pops a value, pushes the result for it and a constant.
    BinaryConst(Binary, u16),
    /// Pops two values, pushes the result of their comparison.
    Compare(Compare),
    /// Pops two values; jumps if their comparison is false.
    JumpUnless(Compare, i16),
    /// Pops two values, pushes the second again and then the result of their comparison: `a < b < c`.
    CompareChain(Compare),
    /// `not`
    Not,
    /// `-x`
    Minus,
    /// `+x`
    Plus,
    /// Pops a value, pushes its attribute.
    Attribute(Attribute),
    /// Pushes an attribute of a local.
    LocalAttribute(u8, Attribute),
    /// Pops the answer of `get_or_lease`, pushes its second part and then its first.
    Unpack,
    /// Calls a function of the text, by its number.
    Call(u8),
    /// Calls a pure function with a number of arguments.
    Builtin(Builtin, u8),
    /// Asks the world a verb with a number of arguments.
    Ask(Verb, u8),
    /// Returns the top value from the function.
    Return,
    /// Raises the error on top.
    Raise,
    /// Pops an error, pushes whether its class is in a set.
    Catches(u8),
    /// Advances a `range` in three consecutive locals: next, end, step. Pushes the number and true, or false at the
    /// end.
    Range(u8),
    /// Pops a key, pushes it with a prefix.
    Prefix(u16),
    /// Pushes the pause between this write's commit and its cache operation.
    WriteDelay,
}

/// A function of the text.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its first operation.
    pub entry: u32,
    /// The names of its parameters.
    pub params: Vec<String>,
    /// The defaults of the last parameters.
    pub defaults: Vec<Value>,
    /// The number of its locals, including parameters and hidden ones.
    pub locals: u8,
}

/// The handler of the errors that a range of operations raises.
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    /// The first operation of the range.
    pub from: u32,
    /// The operation after its last.
    pub to: u32,
    /// The operation at which the handler begins.
    pub at: u32,
}

/// A compiled text.
#[derive(Clone, Default, Debug)]
pub struct Program {
    /// The text itself.
    pub text: String,
    /// The operations of all functions.
    pub ops: Vec<Op>,
    /// For each operation, the byte of the text that it comes from.
    pub places: Vec<u16>,
    /// For each operation, its line, from 1.
    pub lines: Vec<u16>,
    /// The constants.
    pub constants: Vec<Value>,
    /// The texts that occur as values, and the prefixes of keys.
    pub texts: Vec<String>,
    /// The functions.
    pub functions: Vec<Function>,
    /// The handlers of errors, inner ones before outer ones.
    pub handlers: Vec<Handler>,
    /// The number of the function `read(key)`.
    pub read: Option<u8>,
    /// The number of the function `write(key)`.
    pub write: Option<u8>,
}

impl Program {
    /// A mistake at an operation.
    pub fn mistake(&self, op: usize, message: impl Into<String>) -> Mistake {
        let place = self.places.get(op).copied().unwrap_or_default();
        Mistake::at(&self.text, usize::from(place), message)
    }

    /// The text of the comment or string that the code begins with. It is the code's name in a list of lanes.
    pub fn title(&self) -> Option<&str> {
        let first = self.text.lines().map(str::trim).find(|line| !line.is_empty())?;
        let quotes = |c| c == '"' || c == '\'';
        let title = first.strip_prefix('#').or_else(|| first.strip_prefix(quotes))?.trim_matches(quotes).trim();
        (!title.is_empty()).then_some(title)
    }

    /// Whether a verb occurs in the code.
    pub fn asks(&self, verb: Verb) -> bool {
        self.ops.iter().any(|op| matches!(op, Op::Ask(asked, _) if *asked == verb))
    }
}
