//! A rehearsal: a trial run of the code before the actual run, in a world where every lookup misses, every lock is
//! free, and every query is answered at once.
//!
//! It shows what has to be known before the first request: how long the code keeps values, because a warm cache holds
//! what the code would have stored; whether it uses leases; and whether a write changes the cache before or after the
//! database, because stale reads are explained by that.

use super::code::Habits;
use super::command::lifetime;
use super::language::Verb;
use super::machine::{Constant, Machine, Step};
use super::program::Program;
use super::value::{Class, Kind, Value};
use crate::scenario::{Lifetime, Scenario, WritePolicy};
use crate::service::world::Row;
use crate::trace::{Key, Version};

/// The maximum number of verbs. The rest of a rehearsal is ignored.
const VERBS_MAX: u32 = 200;
/// The maximum nesting depth of functions that are called by `once` and `spawn`.
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

/// The habits that a rehearsal shows. A mistake ends the rehearsal; the run will report it.
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
    /// Runs a function to its end. Returns its value; `None` after an error or at a limit.
    fn play(&mut self, function: u8, within: u32) -> Option<Value> {
        let mut machine = Machine::call(self.program, function, Value::key(Key(0)));
        loop {
            let step = machine.run(self.program, &mut Constant).ok()?;
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
