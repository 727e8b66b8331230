//! Names and calls: functions of the text, verbs of the world, functions of arithmetic.

use super::attempts::class_named;
use super::{Compiler, Outcome};
use crate::python::language::{self, BUILTINS, Builtin, Entry, MODULES, VERBS};
use crate::python::program::Op;
use crate::python::settings::{self, Setting};
use crate::python::token::Kind;
use crate::python::value::Value;

/// A compiled argument, until it is moved to the place of its parameter.
struct Argument {
    place: usize,
    ops: Vec<Op>,
    places: Vec<u16>,
}

impl<'t> Compiler<'t> {
    /// The number of a function of the text.
    pub(super) fn function_index(&self, name: &str) -> Option<usize> {
        self.program.functions.iter().position(|function| function.name == name)
    }

    /// Compiles a name, and its arguments if it is called.
    pub(super) fn named(&mut self) -> Outcome {
        match self.word() {
            "None" => return self.literal(Value::None),
            "True" => return self.literal(Value::Bool(true)),
            "False" => return self.literal(Value::Bool(false)),
            word if language::KEYWORDS.contains(&word) => {
                return match language::instead_of(word) {
                    Some(instead) => self.wrong(format!("`{word}` is not there: {instead}")),
                    None => self.wrong(format!("expected a value, found `{word}`")),
                };
            }
            _ => {}
        }
        let token = self.at;
        let name = self.name()?;
        if let Some(local) = self.local(name) {
            return self.emit(Op::Local(local)).map(drop);
        }
        if let Some((_, value)) = self.constants.iter().find(|(known, _)| *known == name) {
            let value = *value;
            return self.constant(value);
        }
        if let Some(index) = self.function_index(name) {
            return match self.word() {
                "(" => self.call_function(index, token),
                _ => self.constant(Value::Function(index as u8)),
            };
        }
        if let Some(class) = class_named(name) {
            return self.error_value(class);
        }
        let full = self.full_name(name, token)?;
        match self.word() {
            "(" => self.call_known(&full, token),
            _ => self.setting(&full, token),
        }
    }

    /// Completes a name that has a dot: `cache.get` is one name, and so is `math.exp` if `math` is imported.
    fn full_name(&mut self, name: &'t str, token: usize) -> Outcome<String> {
        let module = MODULES.iter().find(|(module, _)| *module == name);
        let dotted = self.word() == ".";
        match module {
            Some((module, members)) if dotted => {
                if !self.modules.contains(module) {
                    return self.wrong_at(token, format!("write `import {module}` at the top first"));
                }
                self.at += 1;
                let member_at = self.at;
                let member = self.name()?;
                match members.iter().find(|(known, _)| *known == member) {
                    Some((_, here)) => Ok((*here).to_string()),
                    None => self.wrong_at(member_at, format!("there is no `{name}.{member}` here")),
                }
            }
            Some((module, _)) if self.modules.contains(module) => {
                self.wrong_at(token, format!("`{name}` is a module here: write what of it, as `{name}.…`"))
            }
            _ if dotted && matches!(name, "cache" | "db") => {
                self.at += 1;
                let member = self.name()?;
                Ok(format!("{name}.{member}"))
            }
            _ => Ok(name.to_string()),
        }
    }

    /// Compiles a setting of the scenario.
    fn setting(&mut self, name: &str, token: usize) -> Outcome {
        match settings::setting(self.scenario, name) {
            Some(Setting::Is(value)) => self.constant(value),
            Some(Setting::WriteDelay) => self.emit_at(Op::WriteDelay, token).map(drop),
            Some(Setting::Word(word)) => {
                let index = self.text_index(&word);
                self.constant(Value::Text(index))
            }
            None => self.unknown(name, token),
        }
    }

    /// The error for an unknown name, which suggests what may have been meant.
    fn unknown<T>(&self, name: &str, token: usize) -> Outcome<T> {
        if let Some(instead) = language::instead_of(name) {
            return self.wrong_at(token, format!("`{name}` is not there: {instead}"));
        }
        if VERBS.iter().any(|entry| entry.name == name) || BUILTINS.iter().any(|entry| entry.name == name) {
            return self.wrong_at(token, format!("`{name}` is called: `{name}(…)`"));
        }
        if let Some((object, _)) = name.split_once('.') {
            let of = |entry: &&Entry<_>| entry.name.starts_with(&format!("{object}."));
            let known: Vec<&str> = VERBS.iter().filter(of).map(|entry| entry.name).collect();
            return self.wrong_at(token, format!("there is no `{name}`, but {}", known.join(", ")));
        }
        if matches!(name, "cache" | "db") {
            return self.wrong_at(token, format!("`{name}` is asked for something: `{name}.…(key)`"));
        }
        self.wrong_at(token, format!("`{name}` is not defined"))
    }

    fn call_known(&mut self, name: &str, token: usize) -> Outcome {
        if let Some(entry) = VERBS.iter().find(|entry| entry.name == name) {
            let params: Vec<&str> = entry.params.iter().map(|(param, _)| *param).collect();
            let given = self.arguments(name, &params, entry.needed(), &[], token)?;
            return self.emit_at(Op::Ask(entry.means, given as u8), token).map(drop);
        }
        if let Some(entry) = BUILTINS.iter().find(|entry| entry.name == name) {
            return self.call_builtin(entry, token);
        }
        match name {
            "range" => self.wrong_at(token, "`range` stands in `for … in range(…)`"),
            _ if settings::setting(self.scenario, name).is_some() => {
                self.wrong_at(token, format!("`{name}` is a setting, and is not called"))
            }
            _ => self.unknown(name, token),
        }
    }

    fn call_builtin(&mut self, entry: &Entry<Builtin>, token: usize) -> Outcome {
        const GIVEN_MAX: usize = 20;
        self.expect("(")?;
        let mut given = 0;
        while !self.takes(")") {
            if self.token().kind == Kind::Name && self.word_at(self.at + 1) == "=" {
                return self.wrong(format!("{} takes its numbers without names", entry.name));
            }
            self.expression()?;
            given += 1;
            if self.word() != ")" {
                self.expect(",")?;
            }
        }
        let most = if matches!(entry.means, Builtin::Min | Builtin::Max) { GIVEN_MAX } else { 1 };
        if given < entry.needed() || given > most {
            return self.wrong_at(token, format!("{} does not take {given} values", entry.signature()));
        }
        self.emit_at(Op::Builtin(entry.means, given as u8), token).map(drop)
    }

    fn call_function(&mut self, index: usize, token: usize) -> Outcome {
        let function = self.program.functions[index].clone();
        let params: Vec<&str> = function.params.iter().map(String::as_str).collect();
        let needed = params.len() - function.defaults.len();
        self.arguments(&function.name, &params, needed, &function.defaults, token)?;
        self.emit_at(Op::Call(index as u8), token).map(drop)
    }

    /// Compiles arguments, given by position or by name, so that they are pushed in the order of the parameters.
    /// Missing ones are pushed as their defaults: all of them for a function with defaults, otherwise only those before
    /// the last one given. Returns how many are pushed.
    fn arguments(
        &mut self,
        name: &str,
        params: &[&str],
        needed: usize,
        defaults: &[Value],
        token: usize,
    ) -> Outcome<usize> {
        self.expect("(")?;
        let begin = self.here();
        let mut read: Vec<Argument> = Vec::new();
        let mut named = false;
        while !self.takes(")") {
            let at = self.at;
            let keyword = self.token().kind == Kind::Name && self.word_at(at + 1) == "=";
            let place = match keyword {
                true => params.iter().position(|param| *param == self.word()),
                false => Some(read.len()),
            };
            if matches!(self.word(), "*" | "**") {
                return self.wrong("give each argument by itself");
            }
            if named && !keyword {
                return self.wrong("arguments without a name come first");
            }
            let Some(place) = place.filter(|place| *place < params.len()) else {
                let takes = params.join(", ");
                return self
                    .wrong(format!("{name}({takes}) takes no {}", if keyword { self.shown() } else { "more".into() }));
            };
            if read.iter().any(|argument| argument.place == place) {
                return self.wrong(format!("`{}` is given twice", params[place]));
            }
            named |= keyword;
            self.at += if keyword { 2 } else { 0 };
            self.expression()?;
            let (ops, places) = (self.program.ops.split_off(begin), self.program.places.split_off(begin));
            read.push(Argument { place, ops, places });
            if self.word() != ")" {
                self.expect(",")?;
            }
        }
        if let Some(missing) = (0..needed).find(|place| !read.iter().any(|argument| argument.place == *place)) {
            return self.wrong_at(token, format!("{name}({}) needs its `{}`", params.join(", "), params[missing]));
        }
        self.in_order(read, params.len(), needed, defaults, token)
    }

    fn in_order(
        &mut self,
        mut read: Vec<Argument>,
        params: usize,
        needed: usize,
        defaults: &[Value],
        token: usize,
    ) -> Outcome<usize> {
        // Python evaluates arguments in the order in which they are written. If that order could have an effect,
        // another order than that of the parameters is refused.
        let shows = |op: &Op| matches!(op, Op::Ask(..) | Op::Call(_) | Op::Set(_));
        if !read.is_sorted_by_key(|argument| argument.place) && read.iter().any(|a| a.ops.iter().any(shows)) {
            return self.wrong_at(token, "write these arguments in the order of their parameters");
        }
        let last = read.iter().map(|argument| argument.place + 1).max().unwrap_or(0);
        let pushed = if defaults.is_empty() { last } else { params };
        for place in 0..pushed {
            match read.iter().position(|argument| argument.place == place) {
                Some(index) => {
                    let argument = read.swap_remove(index);
                    self.program.ops.extend(argument.ops);
                    self.program.places.extend(argument.places);
                }
                None => self.constant(defaults.get(place.wrapping_sub(needed)).copied().unwrap_or(Value::Unset))?,
            }
        }
        Ok(pushed)
    }
}
