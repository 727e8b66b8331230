//! What a function knows while it is compiled: its names, and the loops and attempts around the present place.

use super::{Compiler, Outcome};
use crate::python::language;
use crate::python::program::Op;
use crate::python::token::Kind;

/// The most names of a function, hidden ones included.
const LOCALS_MAX: usize = 60;

/// A function being compiled.
#[derive(Default)]
pub struct Scope<'t> {
    /// Its names, those of hidden ones empty.
    pub locals: Vec<&'t str>,
    /// `except … as name`: the name, and the local that holds the error.
    pub aliases: Vec<(&'t str, u8)>,
    /// From the outermost to the innermost.
    pub around: Vec<Around>,
}

/// Something around the present place that matters to `return`, `break`, `continue` and `raise`.
pub enum Around {
    /// A loop: where it goes on, and the jumps that leave it.
    Loop { start: usize, breaks: Vec<usize> },
    /// A `try` that has a `finally`: what is left to do there is kept in two hidden locals.
    Try(Pending),
    /// The `except` of a `try`: the local that holds the error.
    Except(u8),
    /// The `finally` of a `try`.
    Finally,
}

/// The ways into a `finally`, and what it is to go on with.
pub struct Pending {
    /// The local that says what it interrupted, and
    pub why: u8,
    /// the local with the value that goes with it.
    pub what: u8,
    /// Jumps that lead to it.
    pub entries: Vec<usize>,
    /// Whether one of them is a `return`.
    pub returns: bool,
    /// Which of them are a `break` (true) or a `continue`.
    pub leaves: Vec<bool>,
}

impl<'t> Compiler<'t> {
    /// A name of the function.
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

    /// A local that has no name.
    pub(super) fn hidden(&mut self) -> Outcome<u8> {
        self.add_local("")
    }

    /// Assigns the top to a name of the function.
    pub(super) fn assign(&mut self, name: &str, token: usize) -> Outcome {
        if self.scope.aliases.iter().any(|(alias, _)| *alias == name) {
            return self.wrong_at(token, format!("`{name}` is the error here: choose another name"));
        }
        match self.local(name) {
            Some(local) => self.emit_at(Op::Set(local), token).map(drop),
            None => self.wrong_at(token, format!("`{name}` cannot be assigned to here")),
        }
    }

    /// Every name that is assigned anywhere in a function is one of its own, as in Python. Stands at the function's `:`.
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

    /// Whether the name at a token gets a value there.
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

    /// Whether a name before a comma stands left of an assignment: nothing but names and commas up to its `=`.
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
