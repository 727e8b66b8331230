//! Expressions, one function for each level of precedence in Python, from the loosest to the tightest.

use super::{Compiler, Outcome};
use crate::python::language::{self, ATTRIBUTES};
use crate::python::program::{Binary, Compare, Op};
use crate::python::token::Kind;
use crate::python::value::Value;

impl Compiler<'_> {
    /// Compiles an expression: a value, a conditional (`a if b else c`), or an assignment expression (`:=`).
    pub(super) fn expression(&mut self) -> Outcome {
        self.deeper(|me| {
            if me.token().kind == Kind::Name && me.word_at(me.at + 1) == ":=" {
                let token = me.at;
                let name = me.name()?;
                me.at += 1;
                me.expression()?;
                me.emit(Op::Dup)?;
                return me.assign(name, token);
            }
            let begin = me.here();
            me.either()?;
            if me.word() != "if" {
                return Ok(());
            }
            me.at += 1;
            // The value before `if` comes first in the text, but is evaluated after the condition.
            let (ops, places) = (me.program.ops.split_off(begin), me.program.places.split_off(begin));
            me.either()?;
            let over = me.jump_false_if_unknown()?;
            me.program.ops.extend(ops);
            me.program.places.extend(places);
            let end = me.emit(Op::Jump(0))?;
            me.land(over);
            me.expect("else")?;
            me.expression()?;
            me.land(end);
            // The two paths meet here, so the peephole optimizer must not look back beyond this point.
            me.emit(Op::Jump(0)).map(drop)
        })
    }

    fn either(&mut self) -> Outcome {
        self.both()?;
        let mut ends = Vec::new();
        while self.takes("or") {
            ends.push(self.emit(Op::JumpTrueKeep(0))?);
            self.both()?;
        }
        self.meet(ends)
    }

    fn both(&mut self) -> Outcome {
        self.negated()?;
        let mut ends = Vec::new();
        while self.takes("and") {
            ends.push(self.emit(Op::JumpFalseKeep(0))?);
            self.negated()?;
        }
        self.meet(ends)
    }

    /// Sets the target of jumps to the next operation, and keeps the peephole optimizer from looking back across it.
    fn meet(&mut self, ends: Vec<usize>) -> Outcome {
        if ends.is_empty() {
            return Ok(());
        }
        ends.into_iter().for_each(|end| self.land(end));
        self.emit(Op::Jump(0)).map(drop)
    }

    fn negated(&mut self) -> Outcome {
        let token = self.at;
        if !self.takes("not") {
            return self.comparison();
        }
        self.deeper(Self::negated)?;
        self.emit_at(Op::Not, token).map(drop)
    }

    fn comparing(&mut self) -> Outcome<Option<Compare>> {
        let found = match self.word() {
            "<" => Compare::Less,
            "<=" => Compare::LessEqual,
            ">" => Compare::Greater,
            ">=" => Compare::GreaterEqual,
            "==" => Compare::Equal,
            "!=" => Compare::NotEqual,
            "is" if self.word_at(self.at + 1) == "not" => {
                self.at += 1;
                Compare::IsNot
            }
            "is" => Compare::Is,
            "in" => return self.wrong("`in` is not there: compare with `==`"),
            "not" if self.word_at(self.at + 1) == "in" => return self.wrong("`in` is not there: compare with `!=`"),
            _ => return Ok(None),
        };
        self.at += 1;
        if let (Compare::Is | Compare::IsNot, false) = (found, matches!(self.word(), "None" | "True" | "False")) {
            return self.wrong("`is` is for None, True and False: compare values with `==`");
        }
        Ok(Some(found))
    }

    fn comparison(&mut self) -> Outcome {
        self.sum(0)?;
        let mut chain = Vec::new();
        let mut token = self.at;
        let Some(mut compare) = self.comparing()? else { return Ok(()) };
        loop {
            self.sum(0)?;
            let next_token = self.at;
            let Some(next) = self.comparing()? else {
                self.emit_at(Op::Compare(compare), token)?;
                break;
            };
            // a < b < c: b stays on the stack for the next comparison, and is removed if the first one fails.
            self.emit_at(Op::CompareChain(compare), token)?;
            chain.push(self.emit_at(Op::JumpFalseKeep(0), token)?);
            (compare, token) = (next, next_token);
        }
        if !chain.is_empty() {
            let end = self.emit(Op::Jump(0))?;
            chain.into_iter().for_each(|from| self.land(from));
            self.emit(Op::Swap)?;
            self.emit(Op::Pop)?;
            self.land(end);
            self.emit(Op::Jump(0))?;
        }
        Ok(())
    }

    /// Compiles sums (rank 1) and products (rank 2) that bind more tightly than `rank`.
    fn sum(&mut self, rank: u8) -> Outcome {
        self.factor()?;
        loop {
            let (op, level) = match self.word() {
                "+" => (Binary::Add, 1),
                "-" => (Binary::Sub, 1),
                "*" => (Binary::Mul, 2),
                "/" => (Binary::Div, 2),
                "//" => (Binary::FloorDiv, 2),
                "%" => (Binary::Mod, 2),
                _ => return Ok(()),
            };
            if level <= rank {
                return Ok(());
            }
            let token = self.at;
            self.at += 1;
            self.sum(level)?;
            self.emit_at(Op::Binary(op), token)?;
        }
    }

    fn factor(&mut self) -> Outcome {
        let token = self.at;
        match self.word() {
            "-" => {
                self.at += 1;
                self.deeper(Self::factor)?;
                return self.emit_at(Op::Minus, token).map(drop);
            }
            "+" => {
                self.at += 1;
                self.deeper(Self::factor)?;
                return self.emit_at(Op::Plus, token).map(drop);
            }
            _ => {}
        }
        self.primary()?;
        let token = self.at;
        if self.takes("**") {
            self.deeper(Self::factor)?;
            self.emit_at(Op::Binary(Binary::Pow), token)?;
        }
        Ok(())
    }

    fn primary(&mut self) -> Outcome {
        self.atom()?;
        while self.word() == "." {
            let token = self.at;
            self.at += 1;
            let name_at = self.at;
            let name = self.name()?;
            let Some((_, attribute, _)) = ATTRIBUTES.iter().find(|(known, ..)| *known == name) else {
                let known: Vec<&str> = ATTRIBUTES.iter().map(|(name, ..)| *name).collect();
                return self.wrong_at(name_at, format!("a value has no `.{name}`, but {}", known.join(", ")));
            };
            self.emit_at(Op::Attribute(*attribute), token)?;
        }
        match self.word() {
            "(" => self.wrong("this cannot be called"),
            "[" => self.wrong(format!("`[` is not there: {}", language::instead_of("[").unwrap_or_default())),
            _ => Ok(()),
        }
    }

    fn atom(&mut self) -> Outcome {
        let token = self.token();
        match token.kind {
            Kind::Int(number) => self.literal(Value::Int(number)),
            Kind::Float(number) => self.literal(Value::Float(number)),
            Kind::Text(formatted) => self.text_value(formatted),
            Kind::Sign if self.takes("(") => {
                self.expression()?;
                if self.word() == "," {
                    return self.wrong("there are no lists of values here");
                }
                self.expect(")")
            }
            Kind::Name => self.named(),
            _ => match language::instead_of(self.word()) {
                Some(instead) => self.wrong(format!("`{}` is not there: {instead}", self.word())),
                None => self.wrong(format!("expected a value, found {}", self.shown())),
            },
        }
    }

    pub(super) fn literal(&mut self, value: Value) -> Outcome {
        self.at += 1;
        self.constant(value)
    }

    /// Compiles a text, or an f-string that puts a prefix before a key: `f"lock:{key}"`.
    fn text_value(&mut self, formatted: bool) -> Outcome {
        let token = self.at;
        let word = self.text_of(self.token());
        if !formatted {
            let quotes = if word.len() >= 6 && (word.starts_with("\"\"\"") || word.starts_with("'''")) { 3 } else { 1 };
            let index = self.text_index(&word[quotes..word.len() - quotes]);
            self.literal(Value::Text(index))?;
            return match self.token().kind {
                Kind::Text(_) => self.wrong("texts cannot be joined here: write the whole text"),
                _ => Ok(()),
            };
        }
        let inside = &word[2..word.len() - 1];
        let parts = inside.split_once('{').and_then(|(prefix, rest)| Some((prefix, rest.strip_suffix('}')?)));
        let Some((prefix, hole)) = parts.filter(|(prefix, hole)| !prefix.contains('}') && !hole.contains(['{', '}']))
        else {
            return self.wrong("an f-string is a prefix and a key here: `f\"user:{key}\"`");
        };
        let Some(local) = self.local(hole.trim()) else {
            return self.wrong(format!("`{}` is no name of this function", hole.trim()));
        };
        self.at += 1;
        self.emit_at(Op::Local(local), token)?;
        if prefix.is_empty() {
            return Ok(());
        }
        let index = self.text_index(prefix);
        self.emit_at(Op::Prefix(index), token).map(drop)
    }
}
