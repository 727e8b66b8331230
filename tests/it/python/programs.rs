//! A generator of random programs, in the part of the language that needs no world. Both CPython and the interpreter
//! run them.

use cache_aside_playground::random::{Draws, Stream};
use std::fmt::Write as _;

const DEPTH_MAX: u32 = 3;

struct Writing {
    draws: Draws,
    text: String,
    left: u32,
    /// Whether there is a `return`, `break`, `continue` or `raise` in a `finally`, where it swallows errors.
    swallows: bool,
    loops: u32,
    in_finally: u32,
    counters: u32,
}

/// A program, and whether it may swallow errors. In Python it may also swallow those of its own mistakes.
pub fn program(case: u64) -> (String, bool) {
    let draws = Draws::of(case, Stream::ReadKey, 2);
    let mut writing =
        Writing { draws, text: String::new(), left: 30, swallows: false, loops: 0, in_finally: 0, counters: 0 };
    writing.text.push_str("K = 2 + 1\n");
    writing.function("f(a, b=2)", 3);
    writing.function("g(x)", 0);
    writing.function("read(key)", 6);
    (writing.text, writing.swallows)
}

impl Writing {
    fn below(&mut self, bound: u64) -> u64 {
        self.draws.below(bound)
    }

    fn one_of(&mut self, choices: &[&str]) -> String {
        choices[self.below(choices.len() as u64) as usize].to_string()
    }

    fn line(&mut self, depth: usize, line: &str) {
        let _ = writeln!(self.text, "{:indent$}{line}", "", indent = 4 * depth);
    }

    fn function(&mut self, head: &str, more: u64) {
        let (calls, names): (bool, &[&str]) = match &head[..1] {
            "f" => (false, &["x = a"]),
            "g" => (false, &["a = x", "b = 4"]),
            _ => (true, &["a = 1", "b = 2.5", "x = -3"]),
        };
        self.line(0, &format!("def {head}:"));
        for line in names {
            self.line(1, line);
        }
        // Gives `c` an assignment: a name without any is refused at compile time.
        self.line(1, "if K == 0: c = 0");
        for _ in 0..1 + self.below(3 + more) {
            self.statement(1, calls);
        }
        let value = self.expression(0, calls);
        self.line(1, &format!("return {value}"));
    }

    /// An expression. `calls`: whether it may call the functions above it.
    fn expression(&mut self, depth: u32, calls: bool) -> String {
        if depth >= DEPTH_MAX {
            return self.atom();
        }
        let deeper = depth + 1;
        match self.below(17) {
            0..=2 => self.atom(),
            3..=6 => {
                let op = self.one_of(&["+", "-", "*", "/", "//", "%", "-", "+"]);
                format!("{} {op} {}", self.operand(deeper, calls), self.operand(deeper, calls))
            }
            7 => format!("{}{}", self.one_of(&["-", "+", "not "]), self.operand(deeper, calls)),
            8 | 9 => {
                let op = self.one_of(&["<", "<=", ">", ">=", "==", "!="]);
                let first = format!("{} {op} {}", self.operand(deeper, calls), self.operand(deeper, calls));
                match self.below(3) {
                    0 => format!("{first} {} {}", self.one_of(&["<", "==", ">="]), self.operand(deeper, calls)),
                    _ => first,
                }
            }
            10 => format!(
                "{} {} {}",
                self.operand(deeper, calls),
                self.one_of(&["is", "is not"]),
                self.one_of(&["None", "True"])
            ),
            11 => {
                let word = self.one_of(&["and", "or"]);
                format!("{} {word} {}", self.operand(deeper, calls), self.operand(deeper, calls))
            }
            12 => {
                let (value, condition) = (self.expression(deeper, calls), self.operand(deeper, calls));
                format!("({value} if {condition} else {})", self.expression(deeper, calls))
            }
            13 => format!(
                "{}({})",
                self.one_of(&["abs", "int", "float", "bool", "round"]),
                self.expression(deeper, calls)
            ),
            14 => {
                let (name, first) = (self.one_of(&["min", "max"]), self.expression(deeper, calls));
                format!("{name}({first}, {})", self.expression(deeper, calls))
            }
            15 if calls => match self.below(4) {
                0 => format!("g({})", self.expression(deeper, calls)),
                1 => format!("f({})", self.expression(deeper, calls)),
                2 => format!("f({}, b={})", self.expression(deeper, calls), self.expression(deeper, calls)),
                _ => format!("f(b={}, a={})", self.atom(), self.atom()),
            },
            _ => format!("int({}) ** {}", self.operand(deeper, calls), self.below(4)),
        }
    }

    fn operand(&mut self, depth: u32, calls: bool) -> String {
        let inner = self.expression(depth, calls);
        let plain = inner.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '"');
        if plain { inner } else { format!("({inner})") }
    }

    fn atom(&mut self) -> String {
        match self.below(12) {
            0..=4 => self.one_of(&["a", "b", "x", "a", "b", "K"]),
            5 | 6 => self.below(12).to_string(),
            7 => self.one_of(&["0.5", "2.25", "1e-3", "1e10", "3.0", "0.1", "7.0", ".25e1"]),
            8 => self.one_of(&["True", "False", "None", "0", "1"]),
            9 => self.one_of(&["9007199254740993", "4611686018427387904", "1000000007", "12345678901"]),
            10 => self.one_of(&["\"a\"", "\"\"", "\"b\""]),
            _ => self.one_of(&["c", "a", "b"]),
        }
    }

    fn block(&mut self, depth: usize, calls: bool) {
        for _ in 0..1 + self.below(3) {
            self.statement(depth, calls);
        }
    }

    fn statement(&mut self, depth: usize, calls: bool) {
        if self.left == 0 || depth > 5 {
            return self.line(depth, "pass");
        }
        self.left -= 1;
        match self.below(20) {
            0..=4 => {
                let (name, value) = (self.one_of(&["a", "b", "x", "c"]), self.expression(0, calls));
                self.line(depth, &format!("{name} = {value}"));
            }
            5 | 6 => {
                let (name, op) = (self.one_of(&["a", "b", "x"]), self.one_of(&["+=", "-=", "*=", "/=", "//=", "%="]));
                let value = self.expression(1, calls);
                self.line(depth, &format!("{name} {op} {value}"));
            }
            7 => {
                let (first, second) = (self.expression(1, calls), self.expression(1, calls));
                self.line(depth, &format!("a, b = {first}, {second}"));
            }
            8 => {
                let value = self.expression(1, calls);
                self.line(depth, &format!("if (x := {value}): pass"));
            }
            9..=11 => self.branches(depth, calls),
            12 => self.for_loop(depth, calls),
            13 => self.while_loop(depth, calls),
            14 | 15 => self.attempt(depth, calls),
            16 => {
                let class = self.one_of(&["DbError", "RuntimeError(\"no\")", "DbError(\"no\")", "TimeoutError"]);
                let condition = self.expression(1, calls);
                self.swallows |= self.in_finally > 0;
                self.line(depth, &format!("if {condition}: raise {class}"));
            }
            17 if self.loops > 0 => {
                self.swallows |= self.in_finally > 0;
                let word = self.one_of(&["break", "continue"]);
                self.line(depth, &word);
            }
            18 if self.below(3) == 0 => {
                self.swallows |= self.in_finally > 0;
                let value = self.expression(0, calls);
                self.line(depth, &format!("return {value}"));
            }
            _ => {
                let value = self.expression(1, calls);
                self.line(depth, &value);
            }
        }
    }

    fn branches(&mut self, depth: usize, calls: bool) {
        let condition = self.expression(0, calls);
        self.line(depth, &format!("if {condition}:"));
        self.block(depth + 1, calls);
        if self.below(3) == 0 {
            let condition = self.expression(1, calls);
            self.line(depth, &format!("elif {condition}:"));
            self.block(depth + 1, calls);
        }
        if self.below(2) == 0 {
            self.line(depth, "else:");
            self.block(depth + 1, calls);
        }
    }

    fn for_loop(&mut self, depth: usize, calls: bool) {
        let range = self.one_of(&["3", "1, 4", "5, 0, -2", "a", "0", "2, 2", "x, 4", "0, 9, 4"]);
        let name = self.one_of(&["i", "a", "c"]);
        self.line(depth, &format!("for {name} in range({range}):"));
        if matches!(range.as_str(), "a" | "x, 4") {
            self.line(depth + 1, "if x == 7: break");
            self.line(depth + 1, "x = 7");
        }
        self.body(depth, calls);
    }

    fn while_loop(&mut self, depth: usize, calls: bool) {
        let counter = format!("w{}", self.counters);
        self.counters += 1;
        let condition = self.expression(1, calls);
        self.line(depth, &format!("{counter} = 0"));
        self.line(depth, &format!("while {counter} < 4 and ({condition}):"));
        self.line(depth + 1, &format!("{counter} += 1"));
        self.body(depth, calls);
    }

    fn body(&mut self, depth: usize, calls: bool) {
        self.loops += 1;
        self.block(depth + 1, calls);
        self.loops -= 1;
        if self.below(4) == 0 {
            self.line(depth, "else:");
            self.block(depth + 1, calls);
        }
    }

    fn attempt(&mut self, depth: usize, calls: bool) {
        self.line(depth, "try:");
        self.block(depth + 1, calls);
        let form = self.below(5);
        if form < 4 {
            let clause =
                self.one_of(&["except DbError:", "except (DbError, TimeoutError):", "except RuntimeError as e0:"]);
            self.counters += 1;
            let clause = clause.replace("e0", &format!("e{}", self.counters));
            self.line(depth, &clause);
            self.block(depth + 1, calls);
            if self.below(3) == 0 {
                self.line(depth + 1, "raise");
            }
            if form == 1 {
                self.line(depth, "else:");
                self.block(depth + 1, calls);
            }
        }
        if form > 2 {
            self.line(depth, "finally:");
            // A jump in a `finally` swallows an error if it leaves the `finally`. All jumps in it count, even those of
            // a loop inside it.
            let outer = std::mem::replace(&mut self.in_finally, 1);
            self.block(depth + 1, calls);
            self.in_finally = outer;
        }
    }
}
