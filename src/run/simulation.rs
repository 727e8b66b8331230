//! A simulation in progress: workload, kernel and site, advanced in slices.
//!
//! The caller decides how much to do at a time, so that a page can show progress and stop. Slices leave no mark: the
//! trace is the same however it was cut.

use crate::base::units::Instant;
use crate::kernel::{Deadlock, Executor, Kernel, Progress};
use crate::model::application::{read, serve};
use crate::model::script::Script;
use crate::model::{Client, Site};
use crate::scenario::{EVENTS_MAX, Scenario};
use crate::trace::{Key, Trace};
use crate::workload::{Arrival, Demand, Workload};
use std::cell::{Ref, RefMut};
use std::fmt;
use std::rc::Rc;

/// A run that is being computed.
pub struct Simulation {
    site: Rc<Site>,
    kernel: Rc<Kernel>,
    reads: Box<dyn Reads>,
    workload: Box<dyn Iterator<Item = Arrival>>,
    arriving: Option<Arrival>,
    end: Instant,
}

/// Why a simulation stopped before its end.
#[derive(Debug)]
pub enum Stopped {
    /// More events than any run may have ([`EVENTS_MAX`]); the estimate before the start was too low.
    TooManyEvents(Instant),
    /// Requests wait for something that can not come any more: a bug of ours, not of the scenario.
    Deadlock(Deadlock),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stopped::TooManyEvents(at) => {
                write!(f, "the run was stopped at {at}: it made more than {EVENTS_MAX} events")
            }
            Stopped::Deadlock(deadlock) => write!(f, "{deadlock}"),
        }
    }
}

impl std::error::Error for Stopped {}

/// The tasks of the reads. The type of their future has no name, so it hides behind this, one call per read.
trait Reads {
    fn spawn(&mut self, client: Client, key: Key);
    fn run_until(&mut self, until: Instant, polls_max: u64) -> Progress;
    fn deadlock(&self) -> Option<Deadlock>;
}

struct Serving<F: Future<Output = ()>, R: Fn(Client, Key) -> F> {
    executor: Executor<F>,
    read: R,
}

impl<F: Future<Output = ()>, R: Fn(Client, Key) -> F> Reads for Serving<F, R> {
    fn spawn(&mut self, client: Client, key: Key) {
        self.executor.spawn((self.read)(client, key));
    }

    fn run_until(&mut self, until: Instant, polls_max: u64) -> Progress {
        self.executor.run_until(until, polls_max)
    }

    fn deadlock(&self) -> Option<Deadlock> {
        self.executor.deadlock()
    }
}

impl Simulation {
    /// At time zero, nothing has happened yet.
    pub fn new(scenario: &Scenario) -> Simulation {
        Simulation::of(scenario, None, Box::new(Workload::new(scenario)))
    }

    /// The same, but the script's requests come besides the scenario's, and it tells how long they take.
    pub fn scripted(scenario: &Scenario, script: Script) -> Simulation {
        let mut arrivals: Vec<Arrival> = Workload::new(scenario).chain(script.arrivals.iter().copied()).collect();
        arrivals.sort_by_key(|arrival| arrival.at);
        Simulation::of(scenario, Some(Box::new(script)), Box::new(arrivals.into_iter()))
    }

    fn of(scenario: &Scenario, script: Option<Box<Script>>, mut workload: Box<dyn Iterator<Item = Arrival>>) -> Self {
        let kernel = Kernel::new();
        Simulation {
            site: Site::scripted(scenario, Rc::clone(&kernel), script),
            reads: Box::new(Serving { executor: Executor::new(Rc::clone(&kernel), "request"), read }),
            arriving: workload.next(),
            workload,
            end: Instant::ZERO + scenario.duration,
            kernel,
        }
    }

    /// Goes on for about `polls` polls of tasks; true when the run has reached its end.
    ///
    /// # Errors
    /// When the run has to be stopped. What was recorded until then stands.
    pub fn advance(&mut self, polls: u64) -> Result<bool, Stopped> {
        let stop_at = self.kernel.polls().saturating_add(polls);
        loop {
            let left = stop_at.saturating_sub(self.kernel.polls());
            let until = self.arriving.map_or(self.end, |arrival| arrival.at);
            if left == 0 || self.reads.run_until(until, left) == Progress::Paused {
                return self.check_events().map(|()| false);
            }
            let Some(arrival) = self.arriving else {
                self.check_events()?;
                return self.reads.deadlock().map_or(Ok(true), |deadlock| Err(Stopped::Deadlock(deadlock)));
            };
            let client = Client::new(&self.site, arrival.actor, arrival.instance);
            match arrival.demand {
                Demand::Read(key) => self.reads.spawn(client, Key(key)),
                demand => {
                    self.kernel.spawn("request", serve(client, demand));
                }
            }
            self.arriving = self.workload.next();
        }
    }

    fn check_events(&self) -> Result<(), Stopped> {
        match self.trace().count() > EVENTS_MAX {
            true => Err(Stopped::TooManyEvents(self.kernel.now())),
            false => Ok(()),
        }
    }

    /// How far the clock has come, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.kernel.now().as_nanos() as f64 / self.end.as_nanos() as f64
    }

    /// The end of the run.
    pub fn end(&self) -> Instant {
        self.end
    }

    /// Polls of tasks so far: the events of the kernel.
    pub fn polls(&self) -> u64 {
        self.kernel.polls()
    }

    /// The trace so far.
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.site.trace().borrow()
    }

    /// The trace so far, to take from or to forget.
    pub fn trace_mut(&self) -> RefMut<'_, Trace> {
        self.site.trace().borrow_mut()
    }
}
