//! A compiled text: its operations, and the place in the text that each of them comes from.

use super::language::{Attribute, Builtin, Verb};
use super::value::Value;
use std::fmt;

/// What is wrong with a text, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// One sentence.
    pub message: String,
}

impl Mistake {
    /// At a byte of the text.
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

/// Arithmetic of two.
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
    /// As it is written.
    pub fn sign(self) -> &'static str {
        ["+", "-", "*", "/", "//", "%", "**"][self as usize]
    }
}

/// Comparisons of two.
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

/// One step of the machine. Jumps are relative to the operation after them, so that operations can be moved.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Op {
    /// Pushes a constant.
    Const(u16),
    /// Pushes a local name's value.
    Local(u8),
    /// Pops into a local name.
    Set(u8),
    /// Drops the top.
    Pop,
    /// Pushes the top again.
    Dup,
    /// Exchanges the two on top.
    Swap,
    /// Goes on elsewhere.
    Jump(i16),
    /// Pops; goes on elsewhere when it was false.
    JumpFalse(i16),
    /// Goes on elsewhere when the top is false, otherwise pops it.
    JumpFalseKeep(i16),
    /// Goes on elsewhere when the top is true, otherwise pops it.
    JumpTrueKeep(i16),
    /// Goes on elsewhere when a local name is `None`: `if found is not None`.
    JumpNone(u8, i16),
    /// Goes on elsewhere when a local name is not `None`: `if found is None`.
    JumpSome(u8, i16),
    /// Pops two, pushes what comes of them.
    Binary(Binary),
    /// Pops two, pushes whether they compare so.
    Compare(Compare),
    /// The same, keeping the second below the answer: `a < b < c`.
    CompareChain(Compare),
    /// `not`
    Not,
    /// `-x`
    Minus,
    /// `+x`
    Plus,
    /// Pops, pushes its attribute.
    Attribute(Attribute),
    /// Pops what a cache with leases answered, pushes its second and then its first part.
    Unpack,
    /// Calls a function of the text, by its number.
    Call(u8),
    /// Calls a function that needs nothing but its arguments, of which there are so many.
    Builtin(Builtin, u8),
    /// Asks the world, with so many arguments.
    Ask(Verb, u8),
    /// Ends the function with the top.
    Return,
    /// Raises the top.
    Raise,
    /// Pops an error, pushes whether its class is among these.
    Catches(u8),
    /// Counts on, in three locals from here on: next, end, step. Pushes the number and true, or, at the end, false.
    Range(u8),
    /// Pops a key, pushes it under a prefix.
    Prefix(u16),
    /// Pushes the pause between this write's commit and its cache operation.
    WriteDelay,
}

/// A function of the text.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Where its operations begin.
    pub entry: u32,
    /// Its parameters' names.
    pub params: Vec<String>,
    /// Constants for those at the end that need not be given.
    pub defaults: Vec<Value>,
    /// How many names it has, parameters and hidden ones included.
    pub locals: u8,
}

/// Where an error goes that is raised in a stretch of operations.
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    /// The first operation of the stretch.
    pub from: u32,
    /// The one after its last.
    pub to: u32,
    /// Where it is handled.
    pub at: u32,
}

/// A text, compiled.
#[derive(Clone, Default, Debug)]
pub struct Program {
    /// The text itself.
    pub text: String,
    /// All operations of all functions.
    pub ops: Vec<Op>,
    /// The byte of the text that each operation comes from.
    pub places: Vec<u16>,
    /// The line of each operation, from 1.
    pub lines: Vec<u16>,
    /// The constants.
    pub constants: Vec<Value>,
    /// The texts that are values.
    pub texts: Vec<String>,
    /// The functions.
    pub functions: Vec<Function>,
    /// Who handles errors where, the innermost first.
    pub handlers: Vec<Handler>,
    /// `read(key)`, among the functions.
    pub read: Option<u8>,
    /// `write(key)`, among the functions.
    pub write: Option<u8>,
}

impl Program {
    /// A mistake at an operation.
    pub fn mistake(&self, op: usize, message: impl Into<String>) -> Mistake {
        let place = self.places.get(op).copied().unwrap_or_default();
        Mistake::at(&self.text, usize::from(place), message)
    }

    /// What the first comment, or the first text, of the code says: its name in a list of lanes.
    pub fn title(&self) -> Option<&str> {
        let first = self.text.lines().map(str::trim).find(|line| !line.is_empty())?;
        let quotes = |c| c == '"' || c == '\'';
        let title = first.strip_prefix('#').or_else(|| first.strip_prefix(quotes))?.trim_matches(quotes).trim();
        (!title.is_empty()).then_some(title)
    }

    /// Whether the code asks for this anywhere.
    pub fn asks(&self, verb: Verb) -> bool {
        self.ops.iter().any(|op| matches!(op, Op::Ask(asked, _) if *asked == verb))
    }
}
