//! Tokens into operations, in one pass and without a tree: whoever reads an expression leaves operations behind that
//! push its value.
//!
//! ```text
//!   module        functions and constants; names that are assigned belong to their function
//!   statements    if, while, for, return, assignments
//!   attempts      try, except, finally, raise; and how return, break and continue find their way out of them
//!   expressions   from `or` down to a name or a number
//!   calls         functions, verbs, keywords
//! ```

mod attempts;
mod calls;
mod expressions;
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

/// How deep expressions and blocks may be nested: the compiler's own stack is not endless.
const DEPTH_MAX: u32 = 40;
/// Jumps reach 32,767 operations; a text within its bytes hardly has as many.
const OPS_MAX: usize = 8_000;
/// Loops and attempts within each other: as many as Python allows.
const BLOCKS_MAX: u32 = 20;
const FUNCTIONS_MAX: usize = 50;

type Outcome<T = ()> = Result<T, Mistake>;

struct Compiler<'t> {
    text: &'t str,
    scenario: &'t Scenario,
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    /// Loops and attempts around the present place.
    blocks: u32,
    /// The names that stand for a value outside of functions.
    constants: Vec<(&'t str, Value)>,
    modules: Vec<&'t str>,
    program: Program,
    scope: Scope<'t>,
}

/// Compiles a text that defines `read(key)`, `write(key)` or both, for the settings of a scenario.
///
/// # Errors
/// The first thing that is wrong with it, and where.
pub fn compile(text: &str, scenario: &Scenario) -> Result<Program, Mistake> {
    let program = library(text, scenario)?;
    if program.read.is_none() && program.write.is_none() {
        return Err(Mistake::at(text, text.len(), "define what runs: `def read(key):`, `def write(key):` or both"));
    }
    Ok(program)
}

/// The same for any functions.
///
/// # Errors
/// The first thing that is wrong with it, and where.
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

    /// The name or the sign that comes next, or nothing.
    fn word(&self) -> &'t str {
        self.word_at(self.at)
    }

    /// The name or the sign at a token.
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

    /// What comes next, as a message says it.
    fn shown(&self) -> String {
        match self.token().kind {
            Kind::Newline => "the end of the line".to_string(),
            Kind::Indent => "an indent".to_string(),
            Kind::Dedent => "the end of the block".to_string(),
            Kind::End => "the end".to_string(),
            _ => format!("`{}`", self.text_of(self.token()).chars().take(40).collect::<String>()),
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

    /// A name that is no keyword.
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
    /// An operation of the token read last.
    fn emit(&mut self, op: Op) -> Outcome<usize> {
        self.emit_at(op, self.at.saturating_sub(1))
    }

    /// An operation of a token.
    fn emit_at(&mut self, op: Op, token: usize) -> Outcome<usize> {
        if self.program.ops.len() == OPS_MAX {
            return self.wrong(format!("this is too long: more than {OPS_MAX} operations"));
        }
        self.program.ops.push(op);
        self.program.places.push(self.tokens[token.min(self.tokens.len() - 1)].start);
        Ok(self.program.ops.len() - 1)
    }

    fn here(&self) -> usize {
        self.program.ops.len()
    }

    /// Lets the jump at `from` lead to `to`.
    fn lead(&mut self, from: usize, to: usize) {
        let distance = (to as i64 - from as i64 - 1) as i16;
        match &mut self.program.ops[from] {
            Op::Jump(far)
            | Op::JumpFalse(far)
            | Op::JumpFalseKeep(far)
            | Op::JumpTrueKeep(far)
            | Op::JumpNone(_, far)
            | Op::JumpSome(_, far) => *far = distance,
            _ => {}
        }
    }

    /// Lets the jump at `from` lead here.
    fn land(&mut self, from: usize) {
        self.lead(from, self.here());
    }

    fn jump_to(&mut self, to: usize) -> Outcome {
        let from = self.emit(Op::Jump(0))?;
        self.lead(from, to);
        Ok(())
    }

    /// A jump that is taken when the top is false; a comparison with `None` just before becomes a part of it.
    fn jump_false(&mut self) -> Outcome<usize> {
        let none = |index: u16| self.program.constants[usize::from(index)] == Value::None;
        use super::program::Compare::{Is, IsNot};
        let fused = match self.program.ops[..] {
            [.., Op::Local(local), Op::Const(index), Op::Compare(Is)] if none(index) => Some(Op::JumpSome(local, 0)),
            [.., Op::Local(local), Op::Const(index), Op::Compare(IsNot)] if none(index) => Some(Op::JumpNone(local, 0)),
            _ => None,
        };
        let Some(fused) = fused else { return self.emit(Op::JumpFalse(0)) };
        let keep = self.here() - 3;
        let place = self.program.places[keep];
        self.program.ops.truncate(keep);
        self.program.places.truncate(keep);
        self.program.ops.push(fused);
        self.program.places.push(place);
        Ok(keep)
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
