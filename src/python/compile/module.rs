//! The module, which is the text as a whole: imports, constants and functions, in any order.

use super::{Compiler, FUNCTIONS_MAX, Outcome};
use crate::python::language::MODULES;
use crate::python::machine::{Constant, Machine, Step};
use crate::python::program::{Function, Op};
use crate::python::token::Kind;
use crate::python::value::Value;

impl<'t> Compiler<'t> {
    /// Compiles the module: first everything outside of functions, so that each function sees all of it, then the
    /// bodies.
    pub(super) fn module(&mut self) -> Outcome {
        let mut bodies = Vec::new();
        while self.token().kind != Kind::End {
            match self.word() {
                "def" => bodies.push(self.declare()?),
                "import" => self.import()?,
                "from" => self.import_from()?,
                "pass" => {
                    self.at += 1;
                    self.newline()?;
                }
                "@" => return self.wrong("`@` is not there: call the function where it is needed"),
                _ if matches!(self.token().kind, Kind::Text(false)) => {
                    self.at += 1;
                    self.newline()?;
                }
                _ if self.token().kind == Kind::Name && matches!(self.word_at(self.at + 1), "=" | ":") => {
                    self.module_constant()?;
                }
                _ => {
                    let found = self.shown();
                    return self.wrong(format!("expected `def` or a name with a value, found {found}"));
                }
            }
        }
        for (index, body) in bodies.into_iter().enumerate() {
            self.at = body;
            self.function(index)?;
        }
        let position = |name: &str| self.program.functions.iter().position(|function| function.name == name);
        let (read, write) = (position("read"), position("write"));
        for (index, name) in [(read, "read"), (write, "write")] {
            let Some(index) = index else { continue };
            let function = &self.program.functions[index];
            if function.params.is_empty() || function.params.len() - function.defaults.len() > 1 {
                let place = self.text.find(&format!("def {name}")).unwrap_or(0);
                let message = format!("{name} is called with the key alone: `def {name}(key):`");
                return Err(super::Mistake::at(self.text, place, message));
            }
        }
        (self.program.read, self.program.write) = (read.map(|index| index as u8), write.map(|index| index as u8));
        Ok(())
    }

    /// Reads the head of a function and skips its body. Returns the token at which the body begins.
    fn declare(&mut self) -> Outcome<usize> {
        self.at += 1;
        let name_at = self.at;
        let name = self.name()?;
        if self.function_index(name).is_some() {
            return self.wrong_at(name_at, format!("there are two functions named `{name}`"));
        }
        if self.program.functions.len() == FUNCTIONS_MAX {
            return self.wrong(format!("these are too many functions: more than {FUNCTIONS_MAX}"));
        }
        let (mut params, mut defaults) = (Vec::new(), Vec::new());
        self.expect("(")?;
        while !self.takes(")") {
            let param_at = self.at;
            if matches!(self.word(), "*" | "**" | "/") {
                return self.wrong("name each parameter");
            }
            let param = self.name()?;
            if params.iter().any(|known| known == param) {
                return self.wrong_at(param_at, format!("there are two parameters named `{param}`"));
            }
            if self.takes(":") {
                self.annotation()?;
            }
            if self.takes("=") {
                defaults.push(self.constant_value()?);
            } else if !defaults.is_empty() {
                return self.wrong_at(param_at, "parameters with a default come last");
            }
            params.push(param.to_string());
            if self.word() != ")" {
                self.expect(",")?;
            }
        }
        if self.takes("->") {
            self.annotation()?;
        }
        let body = self.at;
        let function = Function { name: name.to_string(), entry: 0, params, defaults, locals: 0 };
        self.program.functions.push(function);
        self.pass_over()?;
        Ok(body)
    }

    /// Skips the body of a function.
    fn pass_over(&mut self) -> Outcome {
        self.expect(":")?;
        if self.takes_kind(Kind::Newline) && !self.takes_kind(Kind::Indent) {
            return self.wrong("expected an indented block");
        }
        let mut margin = usize::from(self.tokens[self.at - 1].kind == Kind::Indent);
        let on_its_line = margin == 0;
        loop {
            match self.token().kind {
                Kind::End => return Ok(()),
                Kind::Newline if on_its_line => {
                    self.at += 1;
                    return Ok(());
                }
                Kind::Indent => margin += 1,
                Kind::Dedent => margin -= 1,
                _ => {}
            }
            self.at += 1;
            if margin == 0 && !on_its_line {
                return Ok(());
            }
        }
    }

    /// Compiles a function's body.
    fn function(&mut self, index: usize) -> Outcome {
        let params = self.program.functions[index].params.clone();
        self.scope = super::Scope::default();
        for param in &params {
            // The name is borrowed from the text, because the compiler's scope outlives the borrow of the program.
            let place = self.text.find(param.as_str()).unwrap_or(0);
            self.scope.locals.push(&self.text[place..place + param.len()]);
        }
        let entry = self.here() as u32;
        self.find_locals()?;
        self.block()?;
        self.constant(Value::None)?;
        self.emit(Op::Return)?;
        let locals = self.scope.locals.len() as u8;
        let function = &mut self.program.functions[index];
        (function.entry, function.locals) = (entry, locals);
        Ok(())
    }

    /// Skips a type annotation.
    pub(super) fn annotation(&mut self) -> Outcome {
        loop {
            if !(self.takes("None")
                || matches!(self.token().kind, Kind::Text(false)) && self.takes_kind(self.token().kind))
            {
                self.name()?;
            }
            while self.takes(".") {
                self.name()?;
            }
            if !self.takes("|") {
                return Ok(());
            }
        }
    }

    fn import(&mut self) -> Outcome {
        self.at += 1;
        loop {
            let name = self.word();
            let Some((module, _)) = MODULES.iter().find(|(module, _)| *module == name) else {
                return self.wrong("only time, random and math can be imported");
            };
            self.at += 1;
            if self.word() == "as" {
                return self.wrong("a module keeps its name here");
            }
            self.modules.push(module);
            if !self.takes(",") {
                return self.newline();
            }
        }
    }

    fn import_from(&mut self) -> Outcome {
        self.at += 1;
        let name = self.word();
        let Some((_, members)) = MODULES.iter().find(|(module, _)| *module == name) else {
            return self.wrong("only time, random and math can be imported");
        };
        self.at += 1;
        self.expect("import")?;
        loop {
            let member = self.word();
            if !members.iter().any(|(known, here)| *known == member && known == here) {
                let known: Vec<&str> =
                    members.iter().filter(|(known, here)| known == here).map(|(known, _)| *known).collect();
                return self.wrong(format!("from {name} only {} can be imported", known.join(", ")));
            }
            self.at += 1;
            if !self.takes(",") {
                return self.newline();
            }
        }
    }

    /// Evaluates a constant of the module, such as `WINDOW = ttl / 2`.
    fn module_constant(&mut self) -> Outcome {
        let name = self.name()?;
        if self.takes(":") {
            self.annotation()?;
        }
        self.expect("=")?;
        let value = self.constant_value()?;
        self.newline()?;
        self.constants.retain(|(known, _)| *known != name);
        self.constants.push((name, value));
        Ok(())
    }

    /// The value of a constant expression. It is compiled, run at once, and removed from the program.
    fn constant_value(&mut self) -> Outcome<Value> {
        let (begin, token) = (self.here(), self.at);
        self.expression()?;
        self.emit(Op::Return)?;
        let machine = Machine::at(begin as u32, 0);
        let asks = |op: &Op| matches!(op, Op::Ask(..) | Op::Call(_) | Op::WriteDelay | Op::Local(_) | Op::Set(_));
        let step = match self.program.ops[begin..].iter().any(asks) {
            true => return self.wrong_at(token, "outside of functions there are numbers, texts and settings only"),
            false => { machine }.run(&self.program, &mut Constant)?,
        };
        self.program.ops.truncate(begin);
        self.program.places.truncate(begin);
        match step {
            Step::Done(value) => Ok(value),
            Step::Ask(..) | Step::Failed(..) => self.wrong_at(token, "this has no value"),
        }
    }
}
