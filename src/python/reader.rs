//! Runs code on a world: passes the verbs of the machine to the world, and its answers back.
//!
//! It also records the events that strategies in Rust record explicitly, as far as they can be derived. A lock wait
//! begins when a request waits after it was refused a lock, and ends when it gets the lock or a value. A query is an
//! early recompute if its read has found a fresh value. A background task begins with its first command.

mod obey;

use super::code::Running;
use super::command::{Command, command};
use super::host::{Host, Role};
use super::language::Verb;
use super::machine::{Machine, Senses, Step};
use super::value::{Class, Kind, Value};
use crate::base::units::{Duration, Instant};
use crate::service::strategy::LockWait;
use crate::service::world::{Failure, Found, Row};
use crate::trace::{Actor, EventKind, Key, Version};
use obey::{obey, task_job};
use std::pin::Pin;
use std::rc::Rc;

/// The future of a request: the version that it read or wrote.
type Answer<'a> = Pin<Box<dyn Future<Output = Result<Version, Failure>> + 'a>>;

/// An estimate of the memory that a request holds besides its stack: its future, and its state in the world.
const READER_BYTES: usize = 700;

/// Answers a read with the code's `read(key)`. The future is boxed, because it is larger than those of other
/// strategies.
pub fn read<H: Host>(host: &H, key: Key) -> Answer<'_> {
    Box::pin(async move {
        let Some(mut reader) = Reader::begin(host, key, |running| running.code.program.read) else {
            return Err(Failure::Crashed);
        };
        let value = run(host, &mut reader).await?;
        Ok(value.as_row().map_or(Version(0), |row| row.version))
    })
}

/// Makes a write with the code's `write(key)`. Returns the version that it committed.
pub fn write<H: Host>(host: &H, key: Key) -> Answer<'_> {
    Box::pin(async move {
        let Some(mut reader) = Reader::begin(host, key, |running| running.code.program.write) else {
            return Err(Failure::Crashed);
        };
        run(host, &mut reader).await?;
        match reader.committed {
            Some(version) => Ok(version),
            None => Err(reader.wrong(host, "write(key) is over, and has not changed the row: `db.update(key)`")),
        }
    })
}

/// A request that runs the code, with what has to be known from one verb to the next.
struct Reader {
    running: Rc<Running>,
    machine: Machine,
    /// The key of the request.
    own: Key,
    role: Role,
    /// The bytes that the meter has counted for it.
    held: u32,
    /// The number of random numbers drawn.
    rolls: u16,
    /// Whether its beginning has been recorded, if it is a background task.
    begun: bool,
    /// Whether the comparison of the last random number has been recorded.
    told: bool,
    /// The error that answers the last verb.
    failed: Option<Failure>,
    /// The holder of the lock or the lease, if the last command was refused it.
    refused_by: Option<Actor>,
    wait: LockWait,
    /// The last value found: how long its query took, when its TTL ends, and how much of the TTL was left.
    found: Option<(Duration, Instant, Duration)>,
    committed: Option<Version>,
}

/// The senses of a machine while it runs.
struct Feeling<'a, H> {
    host: &'a H,
    rolls: &'a mut u16,
    told: &'a mut bool,
    rolled: Option<(f64, f64)>,
}

impl<H: Host> Senses for Feeling<'_, H> {
    fn now(&self) -> Instant {
        self.host.now()
    }

    fn random(&mut self) -> f64 {
        *self.told = false;
        *self.rolls += 1;
        self.host.nth_dice(u32::from(*self.rolls - 1))
    }

    fn write_delay(&mut self) -> f64 {
        self.host.write_pause().as_secs_f64()
    }

    fn compared(&mut self, dice: f64, threshold: f64) {
        if !std::mem::replace(self.told, true) {
            self.rolled = Some((dice, threshold));
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.running.meter.release(self.held as usize);
    }
}

impl Reader {
    fn begin<H: Host>(host: &H, key: Key, function: impl FnOnce(&Running) -> Option<u8>) -> Option<Reader> {
        let running = host.running()?;
        Some(Reader::new(running, function(running)?, key, host.role()))
    }

    fn new(running: &Rc<Running>, function: u8, own: Key, role: Role) -> Reader {
        Reader {
            machine: Machine::call(&running.code.program, function, Value::key(own)),
            running: Rc::clone(running),
            own,
            role,
            held: 0,
            rolls: 0,
            begun: role != Role::Task,
            told: true,
            failed: None,
            refused_by: None,
            wait: LockWait::default(),
            found: None,
            committed: None,
        }
    }

    /// Stops the run with a mistake at the current operation.
    #[cold]
    fn wrong<H: Host>(&self, host: &H, message: impl Into<String>) -> Failure {
        host.stop(self.machine.mistake(&self.running.code.program, message));
        Failure::Crashed
    }

    /// Runs to the next verb that takes time, or to the end. Other verbs are answered at once.
    fn next<H: Host>(&mut self, host: &H) -> Result<Command, Result<Value, Failure>> {
        loop {
            let (verb, arguments) = match self.step(host)? {
                Step::Ask(verb, arguments) => (verb, arguments),
                Step::Failed(_, kind) => return Err(Err(failure(kind))),
                Step::Done(value) => return Err(self.done(host, value)),
            };
            host.stand(self.machine.line(&self.running.code.program));
            let asked = command(verb, arguments, &self.running, host.scenario());
            let command = asked.map_err(|message| Err(self.wrong(host, message)))?;
            match command {
                Command::Log(text, value) => {
                    host.say(self.machine.line(&self.running.code.program), text, value);
                    self.machine.answer(Value::None);
                }
                Command::Spawn(function, key) => self.spawn(host, function, key).map_err(Err)?,
                Command::Set(verb, key, row, asked) => {
                    let lifetime = match asked {
                        Some(asked) => host.lifetime_of(&row, asked),
                        None => host.lifetime(&row),
                    };
                    match lifetime {
                        Some(lifetime) => return Ok(Command::Set(verb, key, row, Some(lifetime))),
                        None => self.machine.answer(stored(verb, false)),
                    }
                }
                Command::Update(_) if !matches!(self.role, Role::Write) => {
                    return Err(Err(
                        self.wrong(host, "db.update(key) is for write(key): a read leaves the row as it is")
                    ));
                }
                Command::Update(_) if self.committed.is_some() => {
                    return Err(Err(self.wrong(host, "a write changes its row once")));
                }
                Command::Once(..) if matches!(self.role, Role::Write | Role::Deferred) => {
                    return Err(Err(self.wrong(host, "once(key, function) is for reads")));
                }
                Command::Once(..) if !host.may_start_task() => return Err(Err(self.too_many_tasks(host))),
                other => return Ok(other),
            }
        }
    }

    /// Runs the machine to its next stop, and counts its steps and bytes.
    fn step<H: Host>(&mut self, host: &H) -> Result<Step, Result<Value, Failure>> {
        let Reader { running, machine, rolls, told, failed, held: known, .. } = &mut *self;
        let program = &running.code.program;
        if let Some(failure) = failed.take()
            && let Some(step) = machine.fail(program, Class::DbError, kind(failure))
        {
            return Ok(step);
        }
        let mut feeling = Feeling { host, rolls, told, rolled: None };
        let step = machine.run(program, &mut feeling);
        let rolled = feeling.rolled;
        let held = (machine.bytes() + READER_BYTES) as u32;
        let more = held - std::mem::replace(known, held).min(held);
        let within = running.meter.spend(u64::from(machine.spent()) + super::meter::VERB_STEPS, u64::from(more));
        match step {
            Ok(_) if !within => Err(Err(self.wrong(host, self.running.meter.excess()))),
            Ok(step) => {
                if let Some((dice, threshold)) = rolled {
                    self.tell_dice(host, dice, threshold);
                }
                Ok(step)
            }
            Err(mistake) => {
                host.stop(mistake);
                Err(Err(Failure::Crashed))
            }
        }
    }

    /// Records a comparison of dice with a number, if it is about an early refresh: by a read that has found a value.
    fn tell_dice<H: Host>(&mut self, host: &H, dice: f64, threshold: f64) {
        let (Some((_, fresh_until, left)), Role::Read) = (self.found.as_mut(), self.role) else { return };
        if threshold.is_nan() {
            return;
        }
        let threshold = if threshold <= 0.0 { 0.0 } else { threshold.min(1.0) };
        *left = fresh_until.since(host.now());
        host.note(EventKind::DiceRolled { key: self.own, dice, threshold, left: *left });
    }

    fn done<H: Host>(&self, host: &H, value: Value) -> Result<Value, Failure> {
        match value {
            Value::None | Value::Row { .. } | Value::Found { .. } => Ok(value),
            _ if matches!(self.role, Role::Task | Role::Deferred) => Ok(Value::None),
            other => Err(self.wrong(host, format!("a row, or None, has to be returned, and not {}", other.kind()))),
        }
    }

    fn spawn<H: Host>(&mut self, host: &H, function: u8, key: Key) -> Result<(), Failure> {
        if !host.may_start_task() {
            return Err(self.too_many_tasks(host));
        }
        let role = match self.role {
            Role::Read | Role::Task | Role::Shared => Role::Task,
            Role::Write | Role::Deferred => Role::Deferred,
        };
        let task = Reader::new(&self.running, function, key, role);
        host.spawn(move |host| task_job(host, task));
        self.machine.answer(Value::None);
        Ok(())
    }

    #[cold]
    fn too_many_tasks<H: Host>(&self, host: &H) -> Failure {
        self.wrong(host, "this request has started too many background tasks: 8 at most")
    }

    /// Records the beginning of a background task. Called before its first command.
    fn begin_task<H: Host>(&mut self, host: &H) {
        if !std::mem::replace(&mut self.begun, true) {
            host.note(EventKind::RefreshStarted { key: self.own });
        }
    }

    fn end_wait<H: Host>(&mut self, host: &H, key: Key) {
        std::mem::take(&mut self.wait).end(host, key);
    }

    /// Called before a query. Records an early recompute if the read has found a fresh value, or has rolled dice for
    /// it.
    fn tell_query<H: Host>(&mut self, host: &H, key: Key) {
        self.end_wait(host, key);
        self.begin_task(host);
        let rolled = self.rolls > 0;
        if let (Some((delta, _, left)), Role::Read) = (self.found.take(), self.role)
            && (rolled || !left.is_zero())
        {
            host.note(EventKind::EarlyRecompute { key, delta, left });
        }
    }

    /// Answers a lookup in the cache.
    fn looked<H: Host>(&mut self, host: &H, key: Key, found: Option<Found>) {
        self.refused_by = None;
        self.keep(host, found);
        if found.is_some() {
            self.end_wait(host, key);
        }
        self.machine.answer(Value::found(found));
    }

    /// Keeps what the latest lookup has found, for the events about dice and early refreshes.
    fn keep<H: Host>(&mut self, host: &H, found: Option<Found>) {
        self.found = found.map(|f| (f.row.took, f.fresh_until, f.fresh_until.since(host.now())));
    }

    fn answered(&mut self, answer: Result<Row, Failure>) {
        match answer {
            Ok(row) => self.machine.answer(Value::row(row)),
            Err(failure) => self.failed = Some(failure),
        }
    }
}

/// The answer to a verb that stores.
fn stored(verb: Verb, done: bool) -> Value {
    match verb {
        Verb::SetIfAbsent => Value::Bool(done),
        _ => Value::None,
    }
}

const FAILURES: [(Kind, Failure); 4] = [
    (Kind::QueueFull, Failure::QueueFull),
    (Kind::TimedOut, Failure::TimedOut),
    (Kind::GivenUp, Failure::GivenUp),
    (Kind::Crashed, Failure::Crashed),
];

fn kind(failure: Failure) -> Kind {
    FAILURES.iter().find(|(_, known)| *known == failure).map_or(Kind::Raised, |(kind, _)| *kind)
}

/// The failure of a request by an uncaught error. An error that the code itself raised counts as a timeout.
fn failure(kind: Kind) -> Failure {
    FAILURES.iter().find(|(known, _)| *known == kind).map_or(Failure::TimedOut, |(_, failure)| *failure)
}

/// Runs the code to its end, or to an error that it does not catch.
async fn run<H: Host>(host: &H, reader: &mut Reader) -> Result<Value, Failure> {
    let end = loop {
        match reader.next(host) {
            Ok(command) => obey(host, reader, command).await,
            Err(end) => break end,
        }
    };
    if reader.running.stopped.borrow().is_some() {
        // The run is stopped. This request must do nothing more.
        std::future::pending::<()>().await;
    }
    host.stand(0);
    let own = reader.own;
    reader.end_wait(host, own);
    if reader.role == Role::Task && reader.begun {
        host.note(EventKind::RefreshEnded { key: own });
    }
    end
}
