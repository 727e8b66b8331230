//! A rehearsal: the code is run once beside any run, in a world where every look finds nothing, every lock is free and
//! every query answers at once.
//!
//! A cache that is warm at the start holds what the code would have stored; a cache has leases when the code uses them;
//! and how staleness is explained depends on whether a write goes to the cache before or after the database. All of that
//! has to be known before the first reader comes, and is seen here instead of guessed from the text.

use super::code::Habits;
use super::command::lifetime;
use super::language::Verb;
use super::machine::{Machine, Senses, Step};
use super::program::Program;
use super::value::{Class, Kind, Value};
use crate::base::units::Instant;
use crate::scenario::{Lifetime, Scenario, WritePolicy};
use crate::service::world::Row;
use crate::trace::{Key, Version};

/// After so many verbs the rest of a rehearsal is not looked at.
const VERBS_MAX: u32 = 200;
/// Functions that are begun by others, one in another.
const WITHIN_MAX: u32 = 4;

struct Rehearsal<'a> {
    program: &'a Program,
    scenario: &'a Scenario,
    verbs: u32,
    seen: Seen,
}

#[derive(Default)]
struct Seen {
    lifetime: Option<Lifetime>,
    updated: bool,
    cache_first: bool,
    cache_after: bool,
}

impl Senses for Seen {
    fn now(&self) -> Instant {
        Instant::ZERO
    }

    fn random(&mut self) -> f64 {
        1.0
    }

    fn write_delay(&mut self) -> f64 {
        0.0
    }

    fn compared(&mut self, _: f64, _: f64) {}
}

/// What a rehearsal shows. A mistake ends it; the run shows the same.
pub fn habits(program: &Program, scenario: &Scenario) -> Habits {
    let of = |function: Option<u8>| {
        let mut rehearsal = Rehearsal { program, scenario, verbs: 0, seen: Seen::default() };
        function.map(|function| {
            rehearsal.play(function, 0);
            rehearsal.seen
        })
    };
    let read = of(program.read);
    let write_policy = of(program.write).map(|seen| match seen {
        Seen { cache_first: true, .. } => WritePolicy::InvalidateFirst,
        Seen { cache_after: false, .. } => WritePolicy::TtlOnly,
        _ if program.asks(Verb::SetVersioned) => WritePolicy::VersionedSet,
        _ => WritePolicy::Invalidate,
    });
    Habits {
        lifetime: read.map(|seen| {
            let ttl = Lifetime { fresh_for: scenario.ttl, kept_for: scenario.ttl };
            seen.lifetime.unwrap_or(ttl)
        }),
        leases: read_uses_leases(program),
        write_policy,
    }
}

fn read_uses_leases(program: &Program) -> bool {
    program.read.is_some() && (program.asks(Verb::GetOrLease) || program.asks(Verb::SetLeased))
}

impl Rehearsal<'_> {
    /// Runs a function to its end. What it returns.
    fn play(&mut self, function: u8, within: u32) -> Option<Value> {
        let mut machine = Machine::call(self.program, function, Value::key(Key(0)));
        loop {
            let step = machine.run(self.program, &mut self.seen).ok()?;
            let Step::Ask(verb, arguments) = step else {
                return if let Step::Done(value) = step { Some(value) } else { None };
            };
            self.verbs += 1;
            if self.verbs > VERBS_MAX {
                return None;
            }
            let answer = match (verb, arguments) {
                (Verb::Once, [_, Value::Function(function), ..]) | (Verb::Spawn, [Value::Function(function), ..]) => {
                    if within == WITHIN_MAX {
                        return None;
                    }
                    self.play(function, within + 1)
                }
                _ => Some(self.answer(verb, &arguments)),
            };
            match answer {
                Some(value) => machine.answer(if verb == Verb::Spawn { Value::None } else { value }),
                None => {
                    if machine.fail(self.program, Class::DbError, Kind::Crashed).is_some() {
                        return None;
                    }
                }
            }
        }
    }

    fn answer(&mut self, verb: Verb, arguments: &[Value]) -> Value {
        let row = |version| Row { version: Version(version), took: self.scenario.db_latency.mean(), lagged: false };
        let stores = matches!(verb, Verb::Set | Verb::SetIfAbsent | Verb::SetVersioned | Verb::SetLeased);
        if stores && self.seen.lifetime.is_none() {
            let plain = Lifetime { fresh_for: self.scenario.ttl, kept_for: self.scenario.ttl };
            self.seen.lifetime = lifetime(arguments, self.scenario).ok().map(|asked| asked.unwrap_or(plain));
        }
        if stores || verb == Verb::Delete {
            self.seen.cache_first |= !self.seen.updated;
            self.seen.cache_after |= self.seen.updated;
        }
        match verb {
            Verb::Query => Value::row(row(1)),
            Verb::Update => {
                self.seen.updated = true;
                Value::row(row(2))
            }
            Verb::GetOrLease => Value::leased(true, None),
            Verb::Lock | Verb::SetIfAbsent | Verb::SetLeased => Value::Bool(true),
            _ => Value::None,
        }
    }
}
