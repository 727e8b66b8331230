//! A simulation in progress: workload, kernel and site, advanced in slices.
//!
//! The caller decides how much to do at a time, so that a page can show progress and stop. Slices leave no mark: the
//! trace is the same however it was cut.

use crate::base::units::Instant;
use crate::kernel::{Deadlock, Executor, Kernel, Progress};
use crate::model::application::{read, serve};
use crate::model::{Client, Site};
#[cfg(feature = "python")]
use crate::python::code::{Code, Running};
#[cfg(feature = "python")]
use crate::python::program::Mistake;
use crate::scenario::{EVENTS_MAX, Scenario};
#[cfg(feature = "python")]
use crate::trace::Actor;
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
    workload: Workload,
    arriving: Option<Arrival>,
    end: Instant,
    line: String,
}

/// Why a simulation stopped before its end.
#[derive(Debug)]
pub enum Stopped {
    /// More events than any run may have ([`EVENTS_MAX`]); the estimate before the start was too low.
    TooManyEvents(Instant),
    /// Requests wait for something that can not come any more: a bug of ours, not of the scenario.
    Deadlock(Deadlock),
    /// The code that the run is made with can not go on: when, who, and why.
    #[cfg(feature = "python")]
    Code(Box<(Instant, Actor, Mistake)>),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stopped::TooManyEvents(at) => {
                write!(f, "the run was stopped at {at}: it made more than {EVENTS_MAX} events")
            }
            Stopped::Deadlock(deadlock) => write!(f, "{deadlock}"),
            #[cfg(feature = "python")]
            Stopped::Code(stop) => {
                let (at, actor, mistake) = &**stop;
                write!(f, "{mistake} ({actor}, at {at})")
            }
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
        let kernel = Kernel::new();
        Simulation::of(Site::new(scenario, Rc::clone(&kernel)), scenario, kernel)
    }

    /// The same with code instead of the scenario's strategy, its write policy, or both.
    #[cfg(feature = "python")]
    pub fn with_code(scenario: &Scenario, code: Code) -> Simulation {
        let kernel = Kernel::new();
        let running = Running::new(code);
        Simulation::of(Site::with_code(scenario, Rc::clone(&kernel), running), scenario, kernel)
    }

    fn of(site: Rc<Site>, scenario: &Scenario, kernel: Rc<Kernel>) -> Simulation {
        let mut workload = Workload::new(scenario);
        Simulation {
            site,
            reads: Box::new(Serving { executor: Executor::new(Rc::clone(&kernel), "request"), read }),
            arriving: workload.next(),
            workload,
            end: Instant::ZERO + scenario.duration,
            line: scenario.to_string(),
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
            let paused = left == 0 || self.reads.run_until(until, left) == Progress::Paused;
            self.check_code()?;
            if paused {
                return self.check_events().map(|()| false);
            }
            let Some(arrival) = self.arriving else {
                self.check_events()?;
                return match self.reads.deadlock().filter(|_| self.has_theory()) {
                    Some(deadlock) => Err(Stopped::Deadlock(deadlock)),
                    None => Ok(true),
                };
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

    #[cfg(feature = "python")]
    fn check_code(&self) -> Result<(), Stopped> {
        match self.site.running().and_then(|running| running.stopped.borrow().clone()) {
            Some(stop) => Err(Stopped::Code(Box::new(stop))),
            None => Ok(()),
        }
    }

    #[cfg(not(feature = "python"))]
    fn check_code(&self) -> Result<(), Stopped> {
        Ok(())
    }

    /// Whether strategies and policies are those of which it is known what they do: closed forms apply, and requests that
    /// wait for ever are a bug. Code may do what it likes.
    pub fn has_theory(&self) -> bool {
        #[cfg(feature = "python")]
        if self.site.running().is_some() {
            return false;
        }
        true
    }

    /// The code that the run is made with, and what it has used so far.
    #[cfg(feature = "python")]
    pub fn running(&self) -> Option<&Running> {
        self.site.running().map(|running| &**running)
    }

    /// The same, to keep.
    #[cfg(feature = "python")]
    pub fn shared_running(&self) -> Option<Rc<Running>> {
        self.site.running().cloned()
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

    /// The scenario, as a line.
    pub fn line(&self) -> &str {
        &self.line
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
