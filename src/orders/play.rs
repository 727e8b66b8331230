//! Turns a way into a script for the simulator. The resulting trace is like that of any other run.
//!
//! ```text
//!            0.7 s   1 s          1.3 s   1.7 s   2 s          2.3 s
//! step 1      sent ──► takes effect ──► answer     ┊
//! step 2                                 sent ──────► takes effect ──► answer
//! ```
//!
//! Steps are one second apart. A command is sent at least 300 ms before its step, and answered 300 ms after it, unless
//! the answer's arrival is a step of its own. If a lock is to expire, the clock waits for its TTL.

use super::probe::Question;
use super::property::Property;
use super::setup::Reissue;
use super::state::{Process, READERS, SLOTS, Way, child_of};
use super::step::{Model, Move};
use super::way::{Walk, actor};
use crate::base::units::{Duration, Instant};
use crate::model::script::{Script, Trip};
use crate::run::simulation::{Simulation, Stuck};
use crate::scenario::{Action, Intervention, Scenario, Strategy};
use crate::trace::{Actor, ActorKind, Trace};
use crate::workload::{Arrival, Demand};

const STEP: u64 = 1_000_000_000;
/// Half of a round trip.
const HALF: u64 = 300_000_000;
/// A time after the end of every run.
const NEVER: u64 = 1_000_000 * STEP;

/// The input of the simulator.
pub struct Play {
    /// The scenario, with the moves of the environment as interventions.
    pub scenario: Scenario,
    /// The arrivals of requests, and how long each of their commands takes.
    pub script: Script,
    /// The time of each step.
    pub times: Vec<Instant>,
}

/// How a way is to end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// With the last step. Whatever is under way stays so.
    There,
    /// When everything under way has ended, if it can. If an old value stays in the cache, one more reader gets it.
    Settled(Property),
}

/// A finished play.
pub struct Played {
    /// The run as a line: the settings and interventions, but not the order.
    pub scenario: Scenario,
    /// The events.
    pub trace: Trace,
    /// The time of each step.
    pub times: Vec<Instant>,
    /// The end of the run.
    pub end: Instant,
}

/// Plays a way in the simulator.
///
/// # Errors
/// If the run has to be stopped.
pub fn play(model: &Model, walk: &Walk, end: End) -> Result<Played, Stuck> {
    let Play { mut scenario, script, times } = script(model, walk, end);
    let mut simulation = Simulation::scripted(&scenario, script);
    while !simulation.advance(100_000)? {}
    let trace = std::mem::take(&mut *simulation.trace_mut());
    let last = trace.events().last().map_or(Instant::ZERO, |event| event.at);
    let shown_until = Instant(last.0.max(times.last().map_or(0, |at| at.0)) + STEP);
    scenario.duration = match end {
        End::There => scenario.duration,
        End::Settled(_) => shown_until.since(Instant::ZERO),
    };
    let end = Instant::ZERO + scenario.duration;
    Ok(Played { scenario, trace, times, end })
}

/// The script of a way.
pub fn script(model: &Model, walk: &Walk, end: End) -> Play {
    let clock = Clock::of(walk);
    let mut writer =
        ScriptWriter { model, walk, script: Script::default(), pokes: Vec::new(), lanes: [Lane::default(); SLOTS] };
    writer.script.default = Duration(HALF);
    for (index, &at) in clock.times.iter().enumerate() {
        writer.step(index, at);
    }
    let now = clock.times.last().map_or(0, |&at| at);
    writer.leave_under_way(now + STEP, end);
    let ScriptWriter { mut script, mut pokes, .. } = writer;
    pokes.sort_by_key(|poke| poke.0);
    script.arrivals.sort_by_key(|arrival| arrival.at);
    let mut scenario = settings(model, walk, clock.longest);
    script.locks_outlive_flush = true;
    script.one_lease_per_ttl =
        model.setup.reissue == Reissue::AfterTtl && model.setup.scenario.strategy == Strategy::Lease;
    scenario.duration = Duration(if end == End::There { now + STEP } else { now + 60 * STEP });
    scenario.ttl = Duration(100 * STEP.max(now / 50));
    scenario.grace = scenario.ttl;
    scenario.interventions = pokes.into_iter().map(|(at, action)| Intervention { at: Instant(at), action }).collect();
    Play { scenario, script, times: clock.times.into_iter().map(Instant).collect() }
}

/// The scenario without its times and interventions: the script's arrivals only, no limit on connections, and a lock
/// TTL that fits the way.
fn settings(model: &Model, walk: &Walk, longest: u64) -> Scenario {
    let mut scenario = model.setup.scenario.clone();
    for name in ["rate", "write_rate"] {
        scenario.set(name, "0/s").expect("no arrivals but those of the script");
    }
    let ends = model.setup.moves.lock_expires || walk.steps.iter().any(|step| step.by == Move::LockExpires);
    scenario.lock_ttl = Duration(if ends { longest } else { 80_000 * STEP });
    scenario.db_connections = 0;
    scenario
}

/// The times of the steps.
struct Clock {
    times: Vec<u64>,
    /// The TTL of a lock in nanoseconds: longer than any lock of the way is held.
    longest: u64,
}

impl Clock {
    fn of(walk: &Walk) -> Clock {
        let holds = holds(walk);
        let longest = holds.iter().map(|hold| hold.1 - hold.0 + 1).max().unwrap_or(1) as u64 * STEP;
        let (mut times, mut now): (Vec<u64>, u64) = (Vec::new(), 0);
        for index in 0..walk.steps.len() {
            now += STEP;
            let runs_out = walk.steps[index].by == Move::LockExpires;
            if let Some(&(since, _)) = holds.iter().find(|hold| runs_out && hold.1 == index) {
                now = now.max(times[since] + longest);
            }
            times.push(now);
        }
        Clock { times, longest }
    }
}

/// For each time that a lock is held, the step that took it and the step that ended it.
fn holds(walk: &Walk) -> Vec<(usize, usize)> {
    let (mut all, mut since) = (Vec::new(), None);
    for (index, pair) in walk.states.windows(2).enumerate() {
        let (before, after) = (pair[0].lock, pair[1].lock);
        if before != after {
            all.extend(since.take().map(|since| (since, index)));
            since = (after > 0).then_some(index);
        }
    }
    all.extend(since.map(|since| (since, walk.steps.len())));
    all
}

/// What the script says so far about one process.
#[derive(Clone, Copy, Default)]
struct Lane {
    /// When it sent its current command.
    sent: u64,
    /// When its last command took effect.
    effect: u64,
    /// The number of commands that it has sent to the cache.
    commands: u32,
}

struct ScriptWriter<'a> {
    model: &'a Model,
    walk: &'a Walk,
    script: Script,
    pokes: Vec<(u64, Action)>,
    lanes: [Lane; SLOTS],
}

impl ScriptWriter<'_> {
    fn step(&mut self, index: usize, at: u64) {
        let (before, after) = (&self.walk.states[index], &self.walk.states[index + 1]);
        match self.walk.steps[index].by {
            // No intervention ends a grace. A flush removes the value too, and leaves the lease
            // (`locks_outlive_flush`).
            Move::TtlEnds if !before.fresh => self.pokes.push((at, Action::Flush)),
            Move::TtlEnds => self.pokes.push((at, Action::Expire(0))),
            Move::LockExpires => {}
            Move::Crash { slot } => {
                // Whatever it has under way takes until after its death.
                self.delay(slot, at + STEP);
                self.pokes.push((at, Action::CrashHolder(0)));
            }
            Move::Go { slot, other } => {
                let process = before.processes[slot];
                if process.way == Way::Unborn {
                    self.arrive(slot, at - HALF);
                }
                match process.way {
                    Way::Back => self.answer_arrives(slot, at),
                    _ => self.takes_effect(index, slot, other, at),
                }
                let is_new = |&child: &usize| {
                    before.processes[child].way == Way::Absent && after.processes[child].way != Way::Absent
                };
                if let Some(child) = child_of(slot).filter(is_new) {
                    self.lanes[child].sent = self.lanes[slot].sent;
                }
            }
        }
    }

    fn arrive(&mut self, slot: usize, at: u64) {
        let demand = if slot < READERS { Demand::Read(0) } else { Demand::Write(0) };
        let instance = slot as u32 % self.model.setup.scenario.instances;
        self.script.arrivals.push(Arrival { at: Instant(at), actor: actor(slot), instance, demand });
        self.lanes[slot].sent = at;
    }

    /// Sets the arrival of an answer that has been under way since the step of its command.
    fn answer_arrives(&mut self, slot: usize, at: u64) {
        let effect = self.lanes[slot].effect;
        let trip = self.script.trips.iter_mut().rev().find(|trip| trip.0 == actor(slot));
        trip.expect("the answer has a command").2.back = Duration(at - effect);
        self.lanes[slot].sent = at;
    }

    fn takes_effect(&mut self, index: usize, slot: usize, other: bool, at: u64) {
        let Some((question, _)) = self.walk.steps[index].told else { return };
        let lane = &mut self.lanes[slot];
        let out = Duration(at - lane.sent);
        match question {
            Question::Query | Question::Update => {
                self.script.work.push((actor(slot), out));
                lane.sent = at;
            }
            // A lost delete takes no time in the simulator: the process continued when it sent it.
            Question::Delete if other => self.pokes.push((lane.sent - HALF / 3, Action::LoseNextInvalidation)),
            Question::Pause => lane.sent = at,
            _ => {
                let is_back = self.walk.states[index + 1].processes[slot].way != Way::Back;
                let back = Duration(if is_back { HALF } else { NEVER });
                self.script.trips.push((actor(slot), lane.commands, Trip { out, back }));
                *lane = Lane { sent: at + HALF, effect: at, commands: lane.commands + 1 };
                if other {
                    self.script.low.push(actor(slot));
                }
            }
        }
    }

    /// Makes the command that a process has under way take until a time.
    fn delay(&mut self, slot: usize, until: u64) {
        let Lane { sent, commands, .. } = self.lanes[slot];
        let out = Duration(until.saturating_sub(sent));
        self.script.work.push((actor(slot), out));
        self.script.trips.push((actor(slot), commands, Trip { out, back: Duration(HALF) }));
    }

    /// Scripts what is still under way after the last step.
    fn leave_under_way(&mut self, from: u64, end: End) {
        let last = self.walk.state();
        let in_any = |way: Way| (0..SLOTS).filter(move |&slot| last.processes[slot].way == way);
        for slot in in_any(Way::Out) {
            self.delay(slot, if end == End::There { NEVER } else { from + slot as u64 * STEP });
        }
        if end == End::Settled(Property::StaleUntilTtl) && last.processes.iter().all(Process::is_idle) {
            let unborn = (0..READERS).find(|&slot| last.processes[slot].way == Way::Unborn);
            let reader = Actor::new(ActorKind::Read, unborn.unwrap_or(self.model.setup.readers) as u32);
            let demand = Demand::Read(0);
            self.script.arrivals.push(Arrival { at: Instant(from), actor: reader, instance: 0, demand });
        }
        for slot in in_any(Way::Back).filter(|_| end != End::There) {
            self.answer_arrives(slot, from + slot as u64 * STEP);
        }
    }
}
