//! The conversion of bytes to code. Every fuzzer input gives a program that compiles, and a small change of the input
//! gives a small change of the program. Programs make sense to some degree: names have values, and loops end.

use crate::making::Bytes;
use std::fmt::Write as _;

/// The maximum nesting depth of blocks.
const DEPTH_MAX: usize = 4;
/// The maximum number of statements of a program.
const STATEMENTS_MAX: u32 = 60;

struct Writing<'a, 'b> {
    bytes: &'a mut Bytes<'b>,
    text: String,
    left: u32,
    loops: usize,
    writes: bool,
}

/// A program with a read, perhaps a write, and a function that both may start.
pub fn program(bytes: &mut Bytes) -> String {
    let with_write = bytes.byte().is_multiple_of(3);
    let mut writing = Writing { bytes, text: String::new(), left: STATEMENTS_MAX, loops: 0, writes: false };
    writing.function("task", false);
    writing.function("read", false);
    if with_write {
        writing.function("write", true);
    }
    writing.text
}

impl Writing<'_, '_> {
    fn line(&mut self, depth: usize, line: &str) {
        let _ = writeln!(self.text, "{:indent$}{line}", "", indent = 4 * depth);
    }

    fn function(&mut self, name: &str, writes: bool) {
        self.line(0, &format!("def {name}(key):"));
        self.writes = writes;
        self.line(1, "found = None");
        self.line(1, "row = None");
        self.line(1, "n = 0");
        if writes {
            self.line(1, "row = db.update(key)");
        }
        let count = 1 + self.bytes.byte() % 8;
        for _ in 0..count {
            self.statement(1);
        }
        let nothing = self.bytes.byte().is_multiple_of(8);
        self.line(1, if nothing { "return None" } else { "return row if found is None else found" });
        self.line(0, "");
    }

    fn block(&mut self, depth: usize) {
        let count = 1 + self.bytes.byte() % 3;
        for _ in 0..count {
            self.statement(depth);
        }
    }

    fn seconds(&mut self) -> &'static str {
        self.bytes.one_of(&[
            "ttl",
            "ttl / 2",
            "0.001",
            "lock_ttl",
            "0.05 * random()",
            "grace + 0.01",
            "1",
            "min(ttl, 0.2)",
        ])
    }

    fn condition(&mut self) -> String {
        let float = self.bytes.one_of(&["0.5", "0.1", "0.9", "beta", "n", "1"]);
        match self.bytes.byte() % 9 {
            0 => "found is None".to_string(),
            1 => "found is not None and not found.fresh".to_string(),
            2 => "found is not None and found.left < ttl / 3".to_string(),
            3 => format!("random() < {float}"),
            4 => "row is not None and row.exists".to_string(),
            5 => "cache.lock(key)".to_string(),
            6 => "not cache.lock(key, ttl / 4)".to_string(),
            7 => format!("n <= now() < {float}"),
            _ => "found".to_string(),
        }
    }

    fn statement(&mut self, depth: usize) {
        if self.left == 0 {
            return self.line(depth, "pass");
        }
        self.left -= 1;
        let deep = depth >= DEPTH_MAX;
        match self.bytes.byte() % 26 {
            0 | 1 => self.line(depth, "found = cache.get(key)"),
            2 | 3 => self.line(depth, "row = db.query(key)"),
            4 => {
                let (ttl, grace) = (self.seconds(), self.seconds());
                let verb = self.bytes.one_of(&["set", "set", "set_if_absent", "set_versioned", "set_leased"]);
                self.line(depth, "if row is not None:");
                self.line(depth + 1, &format!("n = cache.{verb}(key, row, {ttl}, grace={grace}) or 1"));
            }
            5 => self.line(depth, "n = cache.lock(key)"),
            6 => self.line(depth, "cache.unlock(key)"),
            7 => self.line(depth, "cache.wait(key)"),
            8 => {
                let seconds = self.seconds();
                self.line(depth, &format!("sleep({seconds})"));
            }
            9 => self.line(depth, "spawn(task, key)"),
            10 if !self.writes => self.line(depth, "row = once(key, task)"),
            11 => self.line(depth, "found, n = cache.get_or_lease(key)"),
            12 => self.line(depth, "cache.delete(key)"),
            13 => self.line(depth, "return found"),
            14 => {
                let class = self.bytes.one_of(&["DbError", "RuntimeError(\"no\")", "Exception"]);
                self.line(depth, &format!("if n == 3: raise {class}"));
            }
            15 => self.line(depth, "log(\"here\", n)"),
            16 if self.loops > 0 => {
                let word = self.bytes.one_of(&["break", "continue"]);
                self.line(depth, word);
            }
            18 | 19 if !deep => {
                let condition = self.condition();
                self.line(depth, &format!("if {condition}:"));
                self.block(depth + 1);
                if self.bytes.byte().is_multiple_of(2) {
                    self.line(depth, "else:");
                    self.block(depth + 1);
                }
            }
            20 if !deep => {
                let times = 1 + self.bytes.byte() % 4;
                self.line(depth, &format!("for i in range({times}):"));
                self.body(depth + 1);
            }
            21 if !deep => {
                let condition = self.condition();
                self.line(depth, &format!("while {condition}:"));
                self.line(depth + 1, "sleep(0.003)");
                self.body(depth + 1);
            }
            22 | 23 if !deep => self.attempt(depth),
            _ => self.line(depth, "n = max(n, 1) * 2 % 7"),
        }
    }

    fn body(&mut self, depth: usize) {
        self.loops += 1;
        self.block(depth);
        self.loops -= 1;
    }

    fn attempt(&mut self, depth: usize) {
        self.line(depth, "try:");
        self.block(depth + 1);
        let parts = self.bytes.byte() % 4;
        if parts != 1 {
            let class = self.bytes.one_of(&["except DbError:", "except:", "except (RuntimeError, DbError) as error:"]);
            self.line(depth, &class.replace("error:", &format!("error{}:", self.left)));
            self.block(depth + 1);
            if parts == 2 {
                self.line(depth + 1, "raise");
            }
        }
        if matches!(parts, 1 | 3) {
            self.line(depth, "finally:");
            self.block(depth + 1);
        }
    }
}
