//! The scope of a function being compiled: its local names, and the loops and `try` statements around the current
//! token.

use super::{Compiler, Outcome};
use crate::python::language;
use crate::python::program::Op;
use crate::python::token::Kind;

/// The maximum number of local names of a function, including hidden ones.
const LOCALS_MAX: usize = 60;

/// A function being compiled.
#[derive(Default)]
pub struct Scope<'t> {
    /// The local names; hidden ones are empty.
    pub locals: Vec<&'t str>,
    /// `except … as name`: the name, and the local that holds the error.
    pub aliases: Vec<(&'t str, u8)>,
    /// The statements around the current token, from the outermost to the innermost.
    pub around: Vec<Around>,
}

/// A statement around the current token that matters to `return`, `break`, `continue` and `raise`.
pub enum Around {
    /// A loop: the operation at which it continues, and the jumps that leave it.
    Loop { start: usize, breaks: Vec<usize> },
    /// A `try` that has a `finally`. Two hidden locals keep what the `finally` interrupts.
    Try(Pending),
    /// The `except` of a `try`: the local that holds the error.
    Except(u8),
    /// The `finally` of a `try`.
    Finally,
}

/// The jumps to a `finally`, and what it resumes at its end.
pub struct Pending {
    /// The local that says what it interrupted.
    pub why: u8,
    /// The local with the value that goes with that.
    pub what: u8,
    /// The jumps to it.
    pub entries: Vec<usize>,
    /// Whether one of them is a `return`.
    pub returns: bool,
    /// Those that are a `break` (true) or a `continue` (false).
    pub leaves: Vec<bool>,
}

impl<'t> Compiler<'t> {
    /// The number of a local name.
    pub(super) fn local(&self, name: &str) -> Option<u8> {
        let alias = self.scope.aliases.iter().rev().find(|(alias, _)| *alias == name).map(|(_, local)| *local);
        alias.or_else(|| self.scope.locals.iter().position(|local| *local == name).map(|index| index as u8))
    }

    fn add_local(&mut self, name: &'t str) -> Outcome<u8> {
        if self.scope.locals.len() == LOCALS_MAX {
            return self.wrong(format!("this function has too many names: more than {LOCALS_MAX}"));
        }
        self.scope.locals.push(name);
        Ok(self.scope.locals.len() as u8 - 1)
    }

    /// Adds a hidden local, which has no name.
    pub(super) fn hidden(&mut self) -> Outcome<u8> {
        self.add_local("")
    }

    /// Emits the assignment of the value on top of the stack to a local name.
    pub(super) fn assign(&mut self, name: &str, token: usize) -> Outcome {
        if self.scope.aliases.iter().any(|(alias, _)| *alias == name) {
            return self.wrong_at(token, format!("`{name}` is the error here: choose another name"));
        }
        match self.local(name) {
            Some(local) => self.emit_at(Op::Set(local), token).map(drop),
            None => self.wrong_at(token, format!("`{name}` cannot be assigned to here")),
        }
    }

    /// Adds the local names of the function whose `:` comes next: as in Python, every name that is assigned anywhere in
    /// it.
    pub(super) fn find_locals(&mut self) -> Outcome {
        let begin = self.at;
        let (mut margin, mut brackets) = (0, 0);
        let mut line_begins = true;
        let mut at = begin + 1;
        while at < self.tokens.len() {
            let word = self.word_at(at);
            match self.tokens[at].kind {
                Kind::Indent => margin += 1,
                Kind::Dedent if margin == 1 => break,
                Kind::Dedent => margin -= 1,
                Kind::Newline if margin == 0 && at > begin + 1 => break,
                Kind::End => break,
                _ => match word {
                    "(" | "[" | "{" => brackets += 1,
                    ")" | "]" | "}" => brackets -= 1,
                    _ => {}
                },
            }
            if self.is_assigned(at, brackets == 0, line_begins) && !self.scope.locals.contains(&word) {
                self.at = at;
                self.add_local(word)?;
            }
            line_begins = matches!(self.tokens[at].kind, Kind::Newline | Kind::Indent | Kind::Dedent)
                || brackets == 0 && matches!(word, ":" | ";");
            at += 1;
        }
        self.at = begin;
        Ok(())
    }

    /// Whether the name at a token is assigned there.
    fn is_assigned(&self, at: usize, outside: bool, line_begins: bool) -> bool {
        let word = self.word_at(at);
        if self.tokens[at].kind != Kind::Name || language::KEYWORDS.contains(&word) {
            return false;
        }
        if self.word_at(at - 1) == "." {
            return false;
        }
        match self.word_at(at + 1) {
            ":=" => true,
            "=" | "+=" | "-=" | "*=" | "/=" | "//=" | "%=" | "**=" => outside,
            // `row: Row = …`
            ":" => outside && line_begins,
            "," => outside && self.is_target(at),
            _ => self.word_at(at - 1) == "for",
        }
    }

    /// Whether a name before a comma is a target of an assignment: only names and commas come before the `=`.
    pub(super) fn is_target(&self, at: usize) -> bool {
        let rest = self.tokens[at..].iter().take_while(|token| token.kind != Kind::Newline);
        let mut signs = rest.map(|token| match token.kind {
            Kind::Sign => self.text_of(*token),
            Kind::Name => "",
            _ => "other",
        });
        signs.find(|sign| !matches!(*sign, "" | ",")) == Some("=")
    }
}
