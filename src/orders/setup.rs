//! The setup of an exploration: one flat line, like that of a scenario.
//!
//! `strategy=mutex write_policy=invalidate readers=2 writers=2 warm=true moves=lock_expires`
//!
//! It takes the few fields of a scenario that matter to an order, with the same meaning. The others do not exist here,
//! because there is no time. [`FIELDS`] are the fields that only an exploration has.

use super::state::{READERS, WRITERS};
use crate::scenario::{self, Scenario, ScenarioError};
use std::fmt;

/// The moves that the environment may make, besides the steps of the processes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Moves {
    /// The TTL of a value ends, at any time and any number of times.
    pub ttl_ends: bool,
    /// The TTL of a lock or a lease ends, at any time and any number of times.
    pub lock_expires: bool,
    /// One delete is lost.
    pub lose_delete: bool,
    /// The holder of the lock or the lease crashes, once.
    pub crash_holder: bool,
}

impl Moves {
    /// The names of the moves.
    pub const NAMES: [&'static str; 4] = ["ttl_ends", "lock_expires", "lose_delete", "crash_holder"];

    fn switch(&mut self, index: usize) -> &mut bool {
        match index {
            0 => &mut self.ttl_ends,
            1 => &mut self.lock_expires,
            2 => &mut self.lose_delete,
            _ => &mut self.crash_holder,
        }
    }
}

/// The granularity of steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grain {
    /// A command and its answer are one step, except that an answer that starts a query is a step of its own.
    Query,
    /// A command and its answer are always one step. This is for counting by hand. It is too coarse for leases, which a
    /// delete may void in between.
    Command,
}

/// When the server grants the next lease after one was used, or voided by a delete.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reissue {
    /// To the next reader that misses, as with memcached's meta commands.
    AtOnce,
    /// When the first one would have ended: one token per key per 10 s (NSDI 2013).
    AfterTtl,
}

/// A field of the line that only an exploration has.
pub struct SetupField {
    /// Its name.
    pub name: &'static str,
    /// The allowed values, in words.
    pub allowed: &'static str,
    /// The default value.
    pub default: &'static str,
    /// Its meaning, in one line.
    pub doc: &'static str,
    set: fn(&mut Setup, &str) -> bool,
    print: fn(&Setup) -> String,
}

/// The fields that only an exploration has.
pub const FIELDS: &[SetupField] = &[
    SetupField {
        name: "readers",
        allowed: "a whole number, from 1 to 3",
        default: "2",
        doc: "How many reads there are.",
        set: |setup, text| set_count(&mut setup.readers, text, 1, READERS),
        print: |setup| setup.readers.to_string(),
    },
    SetupField {
        name: "writers",
        allowed: "a whole number, from 0 to 2",
        default: "1",
        doc: "How many writes there are.",
        set: |setup, text| set_count(&mut setup.writers, text, 0, WRITERS),
        print: |setup| setup.writers.to_string(),
    },
    SetupField {
        name: "moves",
        allowed: "none, or some of ttl_ends,lock_expires,lose_delete,crash_holder, comma-separated, each once",
        default: "none",
        doc: "What the surroundings may do: a TTL ends, a lock's lease ends, one delete is lost, one holder dies.",
        set: set_moves,
        print: print_moves,
    },
    SetupField {
        name: "lease_reissue",
        allowed: "one of at_once, after_ttl",
        default: "at_once",
        doc: "When another lease is handed out after one was used, or voided by a delete: at the next miss, or once the first would have ended.",
        set: |setup, text| set_word(&mut setup.reissue, text, &REISSUES),
        print: |setup| print_word(setup.reissue, &REISSUES),
    },
    SetupField {
        name: "grain",
        allowed: "one of query, command",
        default: "query",
        doc: "Whether an answer upon which a query starts is a step of its own, or all of a command is one step.",
        set: |setup, text| set_word(&mut setup.grain, text, &GRAINS),
        print: |setup| print_word(setup.grain, &GRAINS),
    },
];

const REISSUES: [(&str, Reissue); 2] = [("at_once", Reissue::AtOnce), ("after_ttl", Reissue::AfterTtl)];
const GRAINS: [(&str, Grain); 2] = [("query", Grain::Query), ("command", Grain::Command)];

/// The fields of a scenario that an exploration also has.
pub const SCENARIO_FIELDS: [&str; 10] = [
    "strategy",
    "write_policy",
    "warm",
    "instances",
    "db_snapshot",
    "lock_poll",
    "lock_recheck",
    "lock_release",
    "lease_stale",
    "xfetch_lock",
];

/// The setup of an exploration.
#[derive(Clone, PartialEq, Debug)]
pub struct Setup {
    /// The strategy, the write policy and the other [`SCENARIO_FIELDS`]. All other fields have their defaults.
    pub scenario: Scenario,
    /// The number of reads: 1 to 3.
    pub readers: usize,
    /// The number of writes: 0 to 2.
    pub writers: usize,
    /// The moves that the environment may make.
    pub moves: Moves,
    /// When another lease is granted after one was used or voided.
    pub reissue: Reissue,
    /// The granularity of steps.
    pub grain: Grain,
}

impl Default for Setup {
    fn default() -> Setup {
        // One instance by default, which is the best case of single flight. A line can ask for more.
        let scenario = Scenario { instances: 1, ..Scenario::default() };
        let (moves, reissue, grain) = (Moves::default(), Reissue::AtOnce, Grain::Query);
        Setup { scenario, readers: 2, writers: 1, moves, reissue, grain }
    }
}

impl Setup {
    /// Parses a line of `name=value` parts separated by white space, in any order, each field at most once.
    ///
    /// # Errors
    /// If a part is not allowed; the error is about the first such part.
    pub fn parse(line: &str) -> Result<Setup, ScenarioError> {
        if line.chars().count() > scenario::text::LINE_CHARS_MAX {
            let allowed = format!("at most {} characters", scenario::text::LINE_CHARS_MAX);
            return Err(ScenarioError::new("line", line, allowed));
        }
        let (mut setup, mut given) = (Setup::default(), Vec::new());
        for part in line.split_whitespace() {
            let (name, value) =
                part.split_once('=').ok_or_else(|| ScenarioError::new(part, "", "name=value, without spaces"))?;
            if given.contains(&name) {
                return Err(ScenarioError::new(name, value, format!("{name} only once")));
            }
            given.push(name);
            setup.set(name, value)?;
        }
        Ok(setup)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), ScenarioError> {
        if let Some(field) = FIELDS.iter().find(|field| field.name == name) {
            let set = (field.set)(self, value);
            return if set { Ok(()) } else { Err(ScenarioError::new(name, value, field.allowed)) };
        }
        if !SCENARIO_FIELDS.contains(&name) {
            let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
            let allowed =
                format!("a field that orders depend on, one of {}, {}", SCENARIO_FIELDS.join(", "), names.join(", "));
            return Err(ScenarioError::new(name, value, allowed));
        }
        self.scenario.set(name, value)?;
        match self.scenario.lock_poll.is_zero() {
            true => Ok(()),
            false => Err(ScenarioError::new(
                name,
                value,
                "0ms here: readers that poll may look any number of times, and orders would have no end",
            )),
        }
    }
}

impl fmt::Display for Setup {
    /// Prints the fields that differ from their defaults.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = Setup::default();
        let mut parts = Vec::new();
        for name in SCENARIO_FIELDS {
            let field = scenario::FIELDS.iter().find(|field| field.name == name).expect("a field of the scenario");
            parts.push((name, (field.print)(&self.scenario), (field.print)(&base.scenario)));
        }
        parts.extend(FIELDS.iter().map(|field| (field.name, (field.print)(self), (field.print)(&base))));
        let told = parts.iter().filter(|(_, text, default)| text != default);
        let texts: Vec<String> = told.map(|(name, text, _)| format!("{name}={text}")).collect();
        f.write_str(&texts.join(" "))
    }
}

fn set_count(place: &mut usize, text: &str, low: usize, high: usize) -> bool {
    let count = (low..=high).find(|count| count.to_string() == text);
    count.is_some_and(|count| {
        *place = count;
        true
    })
}

fn set_word<T: Copy>(place: &mut T, text: &str, words: &[(&str, T)]) -> bool {
    let word = words.iter().find(|word| word.0 == text);
    word.is_some_and(|word| {
        *place = word.1;
        true
    })
}

fn print_word<T: Copy + PartialEq>(value: T, words: &[(&str, T)]) -> String {
    words.iter().find(|word| word.1 == value).map_or(String::new(), |word| word.0.to_string())
}

fn set_moves(setup: &mut Setup, text: &str) -> bool {
    let mut moves = Moves::default();
    for name in text.split(',').filter(|_| text != "none" && !text.is_empty()) {
        let Some(index) = Moves::NAMES.iter().position(|known| *known == name) else { return false };
        if std::mem::replace(moves.switch(index), true) {
            return false;
        }
    }
    setup.moves = moves;
    true
}

fn print_moves(setup: &Setup) -> String {
    let mut moves = setup.moves;
    let names = Moves::NAMES.iter().enumerate().filter(|&(index, _)| *moves.switch(index));
    let names: Vec<&str> = names.map(|(_, name)| *name).collect();
    if names.is_empty() { "none".to_string() } else { names.join(",") }
}
