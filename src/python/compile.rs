//! The compiler: a recursive-descent parser that emits operations as it reads, without a syntax tree. The operations of
//! an expression push its value.
//!
//! ```text
//!   module        functions and constants; names that are assigned are local to their function
//!   statements    if, while, for, return, assignments
//!   attempts      try, except, finally, raise; return, break and continue out of them
//!   expressions   from `or` down to a name or a number
//!   calls         functions, verbs, keywords
//!   fusing        the peephole optimizer: fused operations, folded constants
//! ```

mod attempts;
mod calls;
mod expressions;
mod fusing;
mod loops;
mod module;
mod scope;
mod statements;

use super::program::{Mistake, Op, Program};
use super::token::{Kind, Token, tokens};
use super::value::Value;
use super::{TEXT_BYTES_MAX, language};
use crate::scenario::Scenario;
use scope::Scope;

/// The maximum nesting depth of expressions and blocks, because the compiler is recursive.
const DEPTH_MAX: u32 = 40;
/// The maximum number of operations. A jump reaches 32,767 operations at most.
const OPS_MAX: usize = 8_000;
/// The maximum nesting depth of loops and `try`, as in Python.
const BLOCKS_MAX: u32 = 20;
const FUNCTIONS_MAX: usize = 50;

type Outcome<T = ()> = Result<T, Mistake>;

struct Compiler<'t> {
    text: &'t str,
    scenario: &'t Scenario,
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    /// The number of loops and `try` around the current token.
    blocks: u32,
    /// The constants of the module: names with values that are defined outside of functions.
    constants: Vec<(&'t str, Value)>,
    modules: Vec<&'t str>,
    program: Program,
    scope: Scope<'t>,
}

/// Compiles a text that defines `read(key)`, `write(key)` or both, for the settings of a scenario.
///
/// # Errors
/// The first mistake in the text.
pub fn compile(text: &str, scenario: &Scenario) -> Result<Program, Mistake> {
    let program = library(text, scenario)?;
    if program.read.is_none() && program.write.is_none() {
        return Err(Mistake::at(text, text.len(), "define what runs: `def read(key):`, `def write(key):` or both"));
    }
    Ok(program)
}

/// Compiles a text that may define any functions.
///
/// # Errors
/// The first mistake in the text.
pub fn library(text: &str, scenario: &Scenario) -> Result<Program, Mistake> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Mistake::at(
            text,
            0,
            format!("the text has {} bytes: at most {TEXT_BYTES_MAX} are read", text.len()),
        ));
    }
    let mut compiler = Compiler {
        text,
        scenario,
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
        blocks: 0,
        constants: Vec::new(),
        modules: Vec::new(),
        program: Program { text: text.to_string(), ..Program::default() },
        scope: Scope::default(),
    };
    compiler.module()?;
    let mut program = compiler.program;
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |place: &u16| ends.partition_point(|&end| end < usize::from(*place)) as u16 + 1;
    program.lines = program.places.iter().map(line).collect();
    Ok(program)
}

/// Reading tokens.
impl<'t> Compiler<'t> {
    fn token(&self) -> Token {
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn text_of(&self, token: Token) -> &'t str {
        &self.text[usize::from(token.start)..usize::from(token.end)]
    }

    /// The name or sign that comes next; empty if it is neither.
    fn word(&self) -> &'t str {
        self.word_at(self.at)
    }

    /// The text of a token that is a name or a sign; empty if it is neither.
    fn word_at(&self, at: usize) -> &'t str {
        match self.tokens.get(at) {
            Some(token) if matches!(token.kind, Kind::Name | Kind::Sign) => self.text_of(*token),
            _ => "",
        }
    }

    fn wrong<T>(&self, message: impl Into<String>) -> Outcome<T> {
        self.wrong_at(self.at, message)
    }

    fn wrong_at<T>(&self, token: usize, message: impl Into<String>) -> Outcome<T> {
        let token = self.tokens[token.min(self.tokens.len() - 1)];
        Err(Mistake::at(self.text, usize::from(token.start), message))
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = self.word() == word;
        self.at += usize::from(found);
        found
    }

    fn takes_kind(&mut self, kind: Kind) -> bool {
        let found = self.token().kind == kind;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, word: &str) -> Outcome {
        if self.takes(word) {
            return Ok(());
        }
        if word == ":" && self.word() == "=" {
            return self.wrong("to compare, write `==`");
        }
        self.wrong(format!("expected `{word}`, found {}", self.shown()))
    }

    /// The next token, as messages quote it.
    fn shown(&self) -> String {
        match self.token().kind {
            Kind::Newline => "the end of the line".to_string(),
            Kind::Indent => "an indent".to_string(),
            Kind::Dedent => "the end of the block".to_string(),
            Kind::End => "the end".to_string(),
            // Only the first line of a text.
            _ => format!(
                "`{}`",
                self.text_of(self.token()).chars().take_while(|c| !c.is_control()).take(40).collect::<String>()
            ),
        }
    }

    fn newline(&mut self) -> Outcome {
        if self.takes_kind(Kind::Newline) {
            return Ok(());
        }
        match language::instead_of(self.word()) {
            Some(instead) => self.wrong(format!("`{}` is not there: {instead}", self.word())),
            None => self.wrong(format!("expected the end of the line, found {}", self.shown())),
        }
    }

    /// Reads a name that is not a keyword.
    fn name(&mut self) -> Outcome<&'t str> {
        let word = self.word();
        if self.token().kind != Kind::Name || language::KEYWORDS.contains(&word) {
            return self.wrong(format!("expected a name, found {}", self.shown()));
        }
        self.at += 1;
        Ok(word)
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        if self.depth == DEPTH_MAX {
            return self.wrong(format!("this is nested too deeply: more than {DEPTH_MAX} levels"));
        }
        self.depth += 1;
        let answer = inner(self);
        self.depth -= 1;
        answer
    }
}

/// Writing operations.
impl Compiler<'_> {
    /// Emits an operation that belongs to the token read last.
    fn emit(&mut self, op: Op) -> Outcome<usize> {
        self.emit_at(op, self.at.saturating_sub(1))
    }

    /// Emits an operation that belongs to a token, fused with those before it if possible.
    fn emit_at(&mut self, op: Op, token: usize) -> Outcome<usize> {
        let op = self.fused(op);
        if self.program.ops.len() == OPS_MAX {
            return self.wrong(format!("this is too long: more than {OPS_MAX} operations"));
        }
        self.program.ops.push(op);
        // The implicit return at the end of a function has no token. Its place is at most the end of the last line.
        let last = self.text.trim_end().len() as u16;
        self.program.places.push(self.tokens[token.min(self.tokens.len() - 1)].start.min(last));
        Ok(self.program.ops.len() - 1)
    }

    fn here(&self) -> usize {
        self.program.ops.len()
    }

    /// Sets the target of the jump at `from` to `to`.
    fn lead(&mut self, from: usize, to: usize) {
        if let Some(
            Op::Jump(far)
            | Op::JumpFalse(far)
            | Op::JumpUnless(_, far)
            | Op::JumpFalseKeep(far)
            | Op::JumpTrueKeep(far)
            | Op::JumpNone(_, far)
            | Op::JumpSome(_, far),
        ) = self.program.ops.get_mut(from)
        {
            *far = (to as i64 - from as i64 - 1) as i16;
        }
    }

    /// Sets the target of the jump at `from` to the next operation.
    fn land(&mut self, from: usize) {
        self.lead(from, self.here());
    }

    fn jump_to(&mut self, to: usize) -> Outcome {
        let from = self.emit(Op::Jump(0))?;
        self.lead(from, to);
        Ok(())
    }

    fn constant_index(&mut self, value: Value) -> u16 {
        let known = self.program.constants.iter().position(|known| known.same(&value));
        known.unwrap_or_else(|| {
            self.program.constants.push(value);
            self.program.constants.len() - 1
        }) as u16
    }

    fn constant(&mut self, value: Value) -> Outcome {
        let index = self.constant_index(value);
        self.emit(Op::Const(index)).map(drop)
    }

    fn text_index(&mut self, text: &str) -> u16 {
        let known = self.program.texts.iter().position(|known| known == text);
        known.unwrap_or_else(|| {
            self.program.texts.push(text.to_string());
            self.program.texts.len() - 1
        }) as u16
    }
}
