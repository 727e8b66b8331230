//! Statements: blocks, branches, assignments, and simple ones such as `pass`.

use super::{BLOCKS_MAX, Compiler, Outcome};
use crate::python::language;
use crate::python::program::{Binary, Op};
use crate::python::token::Kind;
use crate::python::value::Value;

impl Compiler<'_> {
    /// Compiles a block: a colon, then statements on the same line or indented below it.
    pub(super) fn block(&mut self) -> Outcome {
        self.expect(":")?;
        if !self.takes_kind(Kind::Newline) {
            return match self.word() {
                "if" | "while" | "for" | "try" | "def" => self.wrong("begin a new line here"),
                _ => self.simple(),
            };
        }
        if !self.takes_kind(Kind::Indent) {
            return self.wrong("expected an indented block");
        }
        while !self.takes_kind(Kind::Dedent) {
            self.deeper(Self::statement)?;
        }
        Ok(())
    }

    fn statement(&mut self) -> Outcome {
        match self.word() {
            "if" => self.branches(),
            "while" => self.within(Self::while_loop),
            "for" => self.within(Self::for_loop),
            "try" => self.within(Self::attempt),
            "def" => self.wrong("functions stand at the margin here, not inside of others"),
            "elif" | "else" | "except" | "finally" => {
                self.wrong(format!("this `{}` belongs to nothing before it", self.word()))
            }
            _ if self.token().kind == Kind::Indent => self.wrong("this indent fits no line before it"),
            _ => self.simple(),
        }
    }

    /// Compiles a loop or a `try`, whose nesting is limited.
    fn within(&mut self, inner: fn(&mut Self) -> Outcome) -> Outcome {
        if self.blocks == BLOCKS_MAX {
            return self.wrong(format!("more than {BLOCKS_MAX} loops and `try` within each other"));
        }
        self.blocks += 1;
        let answer = inner(self);
        self.blocks -= 1;
        answer
    }

    fn branches(&mut self) -> Outcome {
        self.at += 1;
        let mut ends = Vec::new();
        loop {
            self.expression()?;
            let over = self.jump_false_if_unknown()?;
            self.block()?;
            if matches!(self.word(), "elif" | "else") {
                ends.push(self.emit(Op::Jump(0))?);
            }
            self.land(over);
            if self.takes("elif") {
                continue;
            }
            if self.takes("else") {
                self.block()?;
            }
            break;
        }
        ends.into_iter().for_each(|end| self.land(end));
        Ok(())
    }

    /// Compiles a line of simple statements, separated by semicolons.
    fn simple(&mut self) -> Outcome {
        loop {
            self.small()?;
            if !self.takes(";") {
                return self.newline();
            }
            if self.takes_kind(Kind::Newline) {
                return Ok(());
            }
        }
    }

    fn small(&mut self) -> Outcome {
        match self.word() {
            "pass" => {
                self.at += 1;
                Ok(())
            }
            "return" => {
                let token = self.at;
                self.at += 1;
                match self.token().kind == Kind::Newline || self.word() == ";" {
                    true => self.constant(Value::None)?,
                    false => self.expression()?,
                }
                if self.word() == "," {
                    return self.wrong("a function returns one value");
                }
                self.returns(token)
            }
            "raise" => self.raises(),
            "break" => self.leaves(true),
            "continue" => self.leaves(false),
            "import" | "from" => self.wrong("imports stand at the margin, before the functions"),
            word @ ("class" | "with" | "lambda" | "global" | "nonlocal" | "del" | "async" | "await" | "yield"
            | "assert") => {
                let instead = language::instead_of(word).unwrap_or("leave it out");
                self.wrong(format!("`{word}` is not there: {instead}"))
            }
            "@" => self.wrong("`@` is not there: call the function where it is needed"),
            _ => self.assignment(),
        }
    }

    fn assignment(&mut self) -> Outcome {
        let begin = self.at;
        if self.token().kind == Kind::Name && !language::KEYWORDS.contains(&self.word()) {
            let token = self.at;
            let name = self.name()?;
            match self.word() {
                "," if self.is_target(token) => return self.parallel(name, token),
                ":" => {
                    self.at += 1;
                    self.annotation()?;
                    self.expect("=")?;
                    self.expression()?;
                    return self.assign(name, token);
                }
                "=" => {
                    self.at += 1;
                    self.expression()?;
                    if matches!(self.word(), "=" | ",") {
                        return self.wrong("one name gets one value: write a line for each");
                    }
                    return self.assign(name, token);
                }
                sign => {
                    if let Some(op) = augmented(sign) {
                        return self.augment(name, token, op);
                    }
                }
            }
            self.at = begin;
        }
        self.expression()?;
        match self.word() {
            "=" | "+=" | "-=" | "*=" | "/=" => self.wrong_at(begin, "only a name can be assigned to"),
            "," => self.wrong("there are no lists of values here: write a line for each"),
            _ => self.emit(Op::Pop).map(drop),
        }
    }

    fn augment(&mut self, name: &str, token: usize, op: Binary) -> Outcome {
        let sign = self.at;
        self.at += 1;
        let Some(local) = self.local(name) else {
            return self.wrong_at(token, format!("`{name}` cannot be assigned to here"));
        };
        self.emit_at(Op::Local(local), token)?;
        self.expression()?;
        self.emit_at(Op::Binary(op), sign)?;
        self.assign(name, token)
    }

    /// Compiles a parallel assignment: `a, b = b, a` or `found, leased = cache.get_or_lease(key)`.
    fn parallel(&mut self, first: &str, token: usize) -> Outcome {
        let mut targets = vec![(first.to_string(), token)];
        while self.takes(",") {
            let token = self.at;
            targets.push((self.name()?.to_string(), token));
        }
        let sign = self.at;
        self.expect("=")?;
        self.expression()?;
        let mut given = 1;
        while self.takes(",") {
            self.expression()?;
            given += 1;
        }
        match (given, targets.len()) {
            (1, 2) => {
                self.emit_at(Op::Unpack, sign)?;
                let mut in_turn = targets.into_iter();
                return in_turn.try_for_each(|(name, token)| self.assign(&name, token));
            }
            (given, wanted) if given != wanted => {
                return self.wrong_at(sign, format!("{wanted} names and {given} values"));
            }
            _ => {}
        }
        // Python assigns from left to right; here it is right to left, which differs if a name occurs twice.
        let twice =
            targets.iter().enumerate().any(|(index, (name, _))| targets[..index].iter().any(|(n, _)| n == name));
        if twice {
            return self.wrong_at(token, "one name stands here twice");
        }
        targets.into_iter().rev().try_for_each(|(name, token)| self.assign(&name, token))
    }
}

fn augmented(sign: &str) -> Option<Binary> {
    Some(match sign {
        "+=" => Binary::Add,
        "-=" => Binary::Sub,
        "*=" => Binary::Mul,
        "/=" => Binary::Div,
        "//=" => Binary::FloorDiv,
        "%=" => Binary::Mod,
        "**=" => Binary::Pow,
        _ => return None,
    })
}
