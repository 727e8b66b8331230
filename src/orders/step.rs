//! One step: from a state to each state that may come next.
//!
//! ```text
//! unborn ──► out ──────────► back ──────────► out ──► … ──► over
//!             │ takes effect   │ answer there: the next command is sent,
//!             ▼ at its server  ▼ or a query starts
//! ```
//!
//! A command takes effect at some time after it was sent, and that is its step. Its answer arrives in the same step,
//! because no other process can tell the difference. The exception is an answer that starts a query or rolls dice: its
//! arrival is a step of its own. A read begins in the step of its first command, and a write ends in the step of its
//! last.

use super::command;
use super::machine::{Machine, NodeId, Programs, Role, has_grace};
use super::probe::{Answer, Question};
use super::property::{Properties, Property};
use super::setup::{Grain, Setup};
use super::state::{Process, READERS, SLOTS, State, WRITER, WRITERS, Way, child_of, is_reader};
use crate::scenario::Snapshot;

/// A move that a scheduler may choose.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Move {
    /// A process continues.
    Go {
        /// Its slot.
        slot: usize,
        /// Whether the less usual outcome happens: its delete is lost, or its dice are low.
        other: bool,
    },
    /// The TTL of the value ends, or, if the value is already stale, its grace.
    TtlEnds,
    /// The lock or the lease expires.
    LockExpires,
    /// The holder of the lock or the lease crashes.
    Crash {
        /// Its slot.
        slot: usize,
    },
}

/// A step that may come next.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The move.
    pub by: Move,
    /// The state that it leads to.
    pub state: State,
    /// The properties that the step itself violates or shows.
    pub broken: Properties,
    /// The command that took effect in the step, with its answer.
    pub told: Option<(Question, Answer)>,
    /// Whether the command stored a value.
    pub stored: bool,
}

/// The model that is explored: a setup with its machine.
pub struct Model {
    /// The setup.
    pub setup: Setup,
    /// The behaviour of readers and writers.
    pub machine: Machine,
    /// Whether readers are interchangeable.
    pub symmetric: bool,
}

impl Model {
    /// The model of a setup, with its strategy and its write policy.
    pub fn new(setup: Setup) -> Model {
        Model::with(setup, Programs::default())
    }

    /// The model of a setup with other programs for readers and writers.
    pub fn with(setup: Setup, programs: Programs) -> Model {
        let machine = Machine::new(&setup.scenario, programs, 1 + setup.writers as u8);
        // Readers are interchangeable if all are on one instance or each is on its own.
        let instances = setup.scenario.instances as usize;
        let symmetric = instances == 1 || instances >= setup.readers;
        Model { setup, machine, symmetric }
    }

    /// The initial state: no process has begun.
    pub fn initial(&self) -> State {
        let Setup { readers, writers, ref scenario, moves, .. } = self.setup;
        let mut processes = [Process::default(); SLOTS];
        for (slots, node) in [(0..readers, self.machine.read), (WRITER..WRITER + writers, self.machine.write)] {
            for slot in slots {
                processes[slot] = Process { node, ..Process::at(Way::Unborn) };
            }
        }
        State {
            processes,
            cache: u8::from(scenario.warm),
            fresh: scenario.warm,
            db: 1,
            done: 0,
            seen: 0,
            lock: 0,
            spent: false,
            may_lose: moves.lose_delete,
            may_crash: moves.crash_holder,
        }
    }

    /// The question that a process waits for.
    pub fn question(&self, process: &Process) -> Option<Question> {
        self.machine.node(process.node).question
    }

    /// The application instance of a reader.
    fn instance(&self, slot: usize) -> usize {
        slot % READERS % self.setup.scenario.instances as usize
    }

    /// Whether a process waits for a lock that is held.
    pub fn waits_at_lock(&self, state: &State, process: &Process) -> bool {
        process.way == Way::Out && state.lock > 0 && self.question(process) == Some(Question::LockGone)
    }

    fn can_go(&self, state: &State, process: &Process) -> bool {
        matches!(process.way, Way::Unborn | Way::Out | Way::Back) && !self.waits_at_lock(state, process)
    }

    /// Whether the lock may expire now. A spent lease is never released, so it expires even if the move `lock_expires`
    /// is not allowed, but then only after its former holder has ended.
    fn lock_may_end(&self, state: &State) -> bool {
        let spent = || state.spent && state.processes[usize::from(state.lock) - 1].is_idle();
        state.lock > 0 && (self.setup.moves.lock_expires || spent())
    }

    /// Whether no process can continue any more.
    pub fn is_over(&self, state: &State) -> bool {
        let freed = |process: &Process| self.lock_may_end(state) && self.waits_at_lock(state, process);
        !state.processes.iter().any(|process| self.can_go(state, process) || freed(process))
    }

    /// Sets `steps` to all steps that may come next, in a fixed order.
    pub fn next(&self, state: &State, steps: &mut Vec<Step>) {
        steps.clear();
        if self.is_over(state) {
            return;
        }
        for slot in 0..SLOTS {
            if self.can_go(state, &state.processes[slot]) {
                self.go(Step::of(Move::Go { slot, other: false }, state), slot, steps);
            }
        }
        self.environment(state, steps);
        steps.iter_mut().for_each(|step| step.state.forget());
    }

    /// Adds the moves of the environment.
    fn environment(&self, state: &State, steps: &mut Vec<Step>) {
        if self.setup.moves.ttl_ends && state.cache > 0 {
            let mut step = Step::of(Move::TtlEnds, state);
            let kept = state.fresh && has_grace(&self.setup.scenario);
            (step.state.cache, step.state.fresh) = (if kept { state.cache } else { 0 }, false);
            steps.push(step);
        }
        if self.lock_may_end(state) {
            let mut step = Step::of(Move::LockExpires, state);
            (step.state.lock, step.state.spent) = (0, false);
            steps.push(step);
        }
        if state.may_crash && state.lock > 0 && !state.spent {
            let slot = usize::from(state.lock) - 1;
            if !state.processes[slot].is_idle() {
                let mut step = Step::of(Move::Crash { slot }, state);
                step.state.may_crash = false;
                step.state.processes[slot] = Process::at(Way::Dead);
                steps.push(step);
            }
        }
    }

    /// Adds the next steps of a process.
    fn go(&self, mut step: Step, slot: usize, steps: &mut Vec<Step>) {
        let process = &mut step.state.processes[slot];
        match process.way {
            Way::Unborn => {
                let (done, seen) = if is_reader(slot) { (step.state.done, step.state.seen) } else { (0, 0) };
                *process = Process { way: Way::Out, done, seen, ..*process };
                self.arrive(&mut step, slot);
                // The first command is sent and takes effect in the same step.
                match step.state.processes[slot].way {
                    Way::Out => self.go(step, slot, steps),
                    _ => steps.push(step),
                }
            }
            Way::Back => {
                process.way = Way::Out;
                self.arrive(&mut step, slot);
                steps.push(step);
            }
            _ => self.take_effect(step, slot, steps),
        }
    }

    /// Adds the steps in which the command of a process takes effect.
    fn take_effect(&self, mut step: Step, slot: usize, steps: &mut Vec<Step>) {
        let question = self.question(&step.state.processes[slot]).expect("a process that is out has asked a question");
        if question == Question::Delete && step.state.may_lose {
            let mut lost = step;
            lost.by = Move::Go { slot, other: true };
            lost.state.may_lose = false;
            self.answer(lost, slot, question, Answer::Done, steps);
        }
        let before = step.state.cache;
        let answer = command::effect(&self.setup, &mut step.state, slot, question);
        step.stored = match question {
            Question::Set(_) => true,
            Question::SetVersioned(version) => version >= before,
            Question::SetLeased(version) => {
                answer == Answer::Done && command::stores_leased(&self.setup, before, version)
            }
            _ => false,
        };
        // The strategy does not see whether its set was refused.
        let answer = if matches!(question, Question::SetLeased(_)) { Answer::Done } else { answer };
        self.answer(step, slot, question, answer, steps);
    }

    /// Adds the steps in which a command is answered: the answer has arrived, or is on its way back.
    fn answer(&self, step: Step, slot: usize, question: Question, answer: Answer, steps: &mut Vec<Step>) {
        for low in [false, true] {
            let mut step = step;
            let node = self.machine.kid(step.state.processes[slot].node, answer, low);
            let to = self.machine.node(node);
            step.told = Some((question, answer));
            if low {
                step.by = Move::Go { slot, other: true };
            }
            let starts = matches!(to.question, Some(Question::Query | Question::Join)) || to.rolled;
            // The answer of the database and the end of a pause arrive in the step in which they take effect.
            let own_step = starts
                && self.setup.grain == Grain::Query
                && !matches!(question, Question::Query | Question::Update | Question::Pause);
            let process = &mut step.state.processes[slot];
            (process.node, process.way) = (node, if own_step { Way::Back } else { Way::Out });
            if !own_step {
                self.arrive(&mut step, slot);
            }
            steps.push(step);
            if !to.rolled {
                return;
            }
        }
    }

    /// Performs what happens at the instant when a process reaches a node.
    fn arrive(&self, step: &mut Step, slot: usize) {
        let id = step.state.processes[slot].node;
        let node = self.machine.node(id);
        if let Some(started) = node.started {
            self.start(step, child_of(slot).expect("a child process starts no other"), started);
        }
        let db = step.state.db;
        let process = &mut step.state.processes[slot];
        process.row = 0;
        match node.question {
            Some(Question::Query) if self.setup.scenario.db_snapshot == Snapshot::Start => process.row = db,
            Some(Question::Join) => {
                let answer = if self.is_flight_under_way(step, slot) { Answer::Joined } else { Answer::Lead };
                step.state.processes[slot].node = self.machine.kid(id, answer, false);
                self.arrive(step, slot);
            }
            Some(Question::Landing) => process.way = Way::Aboard,
            Some(_) => {}
            None => self.end(step, slot),
        }
    }

    fn start(&self, step: &mut Step, slot: usize, node: NodeId) {
        let place = &mut step.state.processes[slot];
        assert!(matches!(place.way, Way::Absent | Way::Over), "each process has at most one child at a time");
        *place = Process { node, ..Process::at(Way::Out) };
        self.arrive(step, slot);
    }

    fn is_flight_under_way(&self, step: &Step, slot: usize) -> bool {
        (READERS..WRITER).any(|other| {
            let process = &step.state.processes[other];
            let is_flight = !process.is_idle() && self.machine.node(process.node).role == Role::Flight;
            is_flight && self.instance(other) == self.instance(slot)
        })
    }

    fn end(&self, step: &mut Step, slot: usize) {
        let Process { node, done, seen, .. } = step.state.processes[slot];
        let node = self.machine.node(node);
        step.state.processes[slot] = Process::at(Way::Over);
        let version = node.result;
        match node.role {
            Role::Read => {
                step.broken.add_if(version < done, Property::ReadAfterWrite);
                step.broken.add_if(version < seen, Property::BackInTime);
                step.broken.add_if(version == 2, Property::ReturnsVersion2);
                // No version is older than version 1, so it need not be recorded.
                step.state.seen = step.state.seen.max(if version > 1 { version } else { 0 });
            }
            Role::Write => step.state.done = step.state.done.max(version),
            Role::Flight => self.land(step, slot, version),
            Role::Background => {}
        }
    }

    /// Ends a shared query: all readers that joined it get the row at the same instant.
    fn land(&self, step: &mut Step, flight: usize, version: u8) {
        for slot in 0..READERS {
            let process = &mut step.state.processes[slot];
            if process.way == Way::Aboard && self.instance(slot) == self.instance(flight) {
                process.way = Way::Out;
                process.node = self.machine.kid(process.node, Answer::Row(version), false);
                self.arrive(step, slot);
            }
        }
    }

    /// The properties that a state violates or shows.
    pub fn broken(&self, state: &State) -> Properties {
        let State { processes, cache, fresh, db, .. } = state;
        let waits = |p: &Process| self.waits_at_lock(state, p);
        let queries = |p: &&Process| p.way == Way::Out && self.question(p) == Some(Question::Query);
        let all_idle = processes.iter().all(Process::is_idle);
        let waiting = processes.iter().any(waits);
        let stuck = !self.lock_may_end(state) && processes.iter().all(|p| p.is_idle() || waits(p));
        let all_over = all_idle && !processes.iter().any(|p| p.way == Way::Unborn);
        let mut broken = Properties::default();
        broken.add_if(all_idle && *fresh && cache < db, Property::StaleUntilTtl);
        broken.add_if(processes.iter().filter(queries).count() > 1, Property::OneQuery);
        broken.add_if(processes.iter().filter(|p| self.believes(p)).count() > 1, Property::OneHolder);
        broken.add_if(waiting && stuck, Property::EveryReaderEnds);
        broken.add_if(all_over && *fresh && cache == db, Property::EndsCurrent);
        let aboard = processes.iter().filter(|p| p.way == Way::Aboard).count();
        broken.add_if(waiting || aboard > self.flights(state), Property::ReaderWaits);
        broken
    }

    /// Whether the write of a version has committed, and its command to the cache has not taken effect yet.
    pub fn is_pending(&self, state: &State, version: u8) -> bool {
        state.processes[WRITER..WRITER + WRITERS].iter().any(|process| {
            let changes =
                matches!(self.question(process), Some(Question::Set(_) | Question::SetVersioned(_) | Question::Delete));
            let after = || self.machine.node(self.machine.kid(process.node, Answer::Done, false));
            process.way == Way::Out && changes && after().result == version
        })
    }

    fn flights(&self, state: &State) -> usize {
        let is_flight = |p: &&Process| !p.is_idle() && self.machine.node(p.node).role == Role::Flight;
        state.processes[READERS..WRITER].iter().filter(is_flight).count()
    }

    /// Whether a process believes that it holds the lock: it was told so, and its release has not taken effect.
    fn believes(&self, process: &Process) -> bool {
        let node = self.machine.node(process.node);
        match process.way {
            Way::Out => node.holds,
            Way::Back => node.holds && !node.granted,
            _ => false,
        }
    }
}

impl Step {
    fn of(by: Move, state: &State) -> Step {
        Step { by, state: *state, broken: Properties::default(), told: None, stored: false }
    }
}
