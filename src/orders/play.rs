//! From a way to a script, which the simulator plays: its trace is like that of any other run.
//!
//! ```text
//!            0.7 s   1 s          1.3 s   1.7 s   2 s          2.3 s
//! step 1      sent ──► takes effect ──► answer     ┊
//! step 2                                 sent ──────► takes effect ──► answer
//! ```
//!
//! Steps are a second apart. A command was sent 300 ms before its step, if not earlier, and is answered 300 ms after it,
//! unless the answer's arrival is a step of its own. A lock that is to run out makes the clock wait for its TTL.

use super::probe::Question;
use super::property::Property;
use super::setup::Reissue;
use super::state::{Process, READERS, SLOTS, Way, child_of};
use super::step::{Model, Move};
use super::way::{Walk, actor};
use crate::base::units::{Duration, Instant};
use crate::model::script::{Script, Trip};
use crate::run::simulation::{Deadlock, Simulation};
use crate::scenario::{Action, Intervention, Scenario, Strategy};
use crate::trace::{Actor, ActorKind, Trace};
use crate::workload::{Arrival, Demand};

const STEP: u64 = 1_000_000_000;
const HALF: u64 = 300_000_000;
/// After the end of every run.
const NEVER: u64 = 1_000_000 * STEP;

/// What the simulator is told.
pub struct Play {
    /// With the interventions that the surroundings' moves become.
    pub scenario: Scenario,
    /// When requests arrive and how long each of their steps takes.
    pub script: Script,
    /// When each step happens.
    pub times: Vec<Instant>,
}

/// How a way is to end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// With the last step: what is under way stays so.
    There,
    /// What is under way comes to its end, if it can; where an old value stays in the cache, one more reader gets it.
    Settled(Property),
}

/// A finished play.
pub struct Played {
    /// The run as a line: it tells settings and interventions, though not the order.
    pub scenario: Scenario,
    /// What happened.
    pub trace: Trace,
    /// When each step happened.
    pub times: Vec<Instant>,
    /// When the run ended.
    pub end: Instant,
}

/// Has the simulator play a way.
///
/// # Errors
/// When the run has to be stopped.
pub fn play(model: &Model, walk: &Walk, end: End) -> Result<Played, Deadlock> {
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
        Writer { model, walk, script: Script::default(), pokes: Vec::new(), lanes: [Lane::default(); SLOTS] };
    writer.script.default = Duration(HALF);
    for (index, &at) in clock.times.iter().enumerate() {
        writer.step(index, at);
    }
    let now = clock.times.last().map_or(0, |&at| at);
    writer.leave_under_way(now + STEP, end);
    let Writer { mut script, mut pokes, .. } = writer;
    pokes.sort_by_key(|poke| poke.0);
    script.arrivals.sort_by_key(|arrival| arrival.at);
    let mut scenario = settings(model, walk, clock.longest);
    script.one_lease_per_ttl =
        model.setup.reissue == Reissue::AfterTtl && model.setup.scenario.strategy == Strategy::Lease;
    scenario.duration = Duration(if end == End::There { now + STEP } else { now + 60 * STEP });
    scenario.ttl = Duration(100 * STEP.max(now / 50));
    scenario.grace = scenario.ttl;
    scenario.interventions = pokes.into_iter().map(|(at, action)| Intervention { at: Instant(at), action }).collect();
    Play { scenario, script, times: clock.times.into_iter().map(Instant).collect() }
}

/// What the run is told besides.
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

/// When each step happens.
struct Clock {
    times: Vec<u64>,
    /// How long a lock can be held without running out, in nanoseconds.
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

/// From which step to which each lock is held.
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

/// What has been told of one process.
#[derive(Clone, Copy, Default)]
struct Lane {
    /// When what it does now was sent,
    sent: u64,
    /// when its last command took effect,
    effect: u64,
    /// and how many commands it has sent to the cache.
    commands: u32,
}

struct Writer<'a> {
    model: &'a Model,
    walk: &'a Walk,
    script: Script,
    pokes: Vec<(u64, Action)>,
    lanes: [Lane; SLOTS],
}

impl Writer<'_> {
    fn step(&mut self, index: usize, at: u64) {
        let (before, after) = (&self.walk.states[index], &self.walk.states[index + 1]);
        match self.walk.steps[index].by {
            // A grace ends only when its time is over; what is gone then is gone all the same.
            Move::TtlEnds if !before.fresh => self.pokes.push((at, Action::Flush)),
            Move::TtlEnds => self.pokes.push((at, Action::Expire(0))),
            Move::LockExpires => {}
            Move::Crash { slot } => {
                // Nothing that it has under way comes to anything before it dies.
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

    /// An answer that was under way since the command's own step.
    fn answer_arrives(&mut self, slot: usize, at: u64) {
        let effect = self.lanes[slot].effect;
        let trip = self.script.trips.iter_mut().rev().find(|trip| trip.0 == actor(slot));
        trip.expect("an answer belongs to a command").2.back = Duration(at - effect);
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
            // It is not waited for: the process went on when it sent it.
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

    /// Makes what a process has under way take until a time.
    fn delay(&mut self, slot: usize, until: u64) {
        let Lane { sent, commands, .. } = self.lanes[slot];
        let out = Duration(until.saturating_sub(sent));
        self.script.work.push((actor(slot), out));
        self.script.trips.push((actor(slot), commands, Trip { out, back: Duration(HALF) }));
    }

    /// What is still under way after the last step.
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
