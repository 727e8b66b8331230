//! A simulation in progress: workload, kernel and site, advanced in slices.
//!
//! The caller decides how much to do at a time, so that a page can show progress and stop. Slices leave no mark: the
//! trace is the same however it was cut.

use crate::base::units::Instant;
use crate::kernel::{Executor, Kernel, Progress};
use crate::model::application::{read, serve, thinks, visit};
use crate::model::script::Script;
use crate::model::{Client, Site};
use crate::run::limits::{Limit, Limits, Stopped};
use crate::scenario::{Arrivals, Scenario};
use crate::trace::{Key, Trace};
use crate::workload::{Arrival, Demand, Workload};
use std::cell::{Ref, RefMut};
use std::rc::Rc;

pub use crate::kernel::Deadlock;

/// A run that is being computed.
pub struct Simulation {
    site: Rc<Site>,
    kernel: Rc<Kernel>,
    reads: Box<dyn Reads>,
    workload: Box<dyn Iterator<Item = Arrival>>,
    arriving: Option<Arrival>,
    limits: Limits,
    end: Instant,
    stopped: Option<Stopped>,
}

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

/// The tasks of the reads of a site: of a closed loop they are visits of its clients, which begin when a pause is over.
fn reads(site: &Rc<Site>, kernel: &Rc<Kernel>) -> Box<dyn Reads> {
    let executor = Rc::clone(kernel);
    match site.settings().arrivals {
        Arrivals::Poisson | Arrivals::Even => Box::new(Serving { executor: Executor::new(executor, "request"), read }),
        Arrivals::Closed => {
            let site = Rc::clone(site);
            let make = move |number| {
                let (client, key) = site.read_of(number);
                visit(client, key)
            };
            Box::new(Serving { executor: Executor::new(executor, "request").starting(make), read: visit })
        }
    }
}

impl Simulation {
    /// At time zero, nothing has happened yet.
    pub fn new(scenario: &Scenario) -> Simulation {
        Simulation::within(scenario, Limits::default())
    }

    /// The same, with other limits than those of every run.
    pub fn within(scenario: &Scenario, limits: Limits) -> Simulation {
        Simulation::of(scenario, limits, None, Box::new(Workload::new(scenario)))
    }

    /// The same, but the script's requests come besides the scenario's, and it tells how long they take.
    pub fn scripted(scenario: &Scenario, script: Script) -> Simulation {
        let mut arrivals: Vec<Arrival> = Workload::new(scenario).chain(script.arrivals.iter().copied()).collect();
        arrivals.sort_by_key(|arrival| arrival.at);
        Simulation::of(scenario, Limits::default(), Some(Box::new(script)), Box::new(arrivals.into_iter()))
    }

    fn of(
        scenario: &Scenario,
        limits: Limits,
        script: Option<Box<Script>>,
        mut workload: Box<dyn Iterator<Item = Arrival>>,
    ) -> Simulation {
        let kernel = Kernel::new();
        kernel.limit_tasks(limits.requests(scenario));
        let site = Site::scripted(scenario, Rc::clone(&kernel), limits.events, script);
        Simulation {
            reads: reads(&site, &kernel),
            site,
            arriving: workload.next(),
            workload,
            limits,
            end: Instant::ZERO + scenario.duration,
            stopped: None,
            kernel,
        }
    }

    /// Goes on for about `polls` polls of tasks; true when the run has reached its end, or a limit ([`Self::stopped`]).
    ///
    /// # Errors
    /// When requests wait for something that can not come any more: a bug of ours, not of the scenario.
    pub fn advance(&mut self, polls: u64) -> Result<bool, Deadlock> {
        let pause_at = self.kernel.polls().saturating_add(polls).min(self.limits.polls);
        while self.stopped.is_none() {
            let until = self.arriving.map_or(self.end, |arrival| arrival.at);
            match self.reads.run_until(until, pause_at.saturating_sub(self.kernel.polls())) {
                Progress::Halted if self.trace().count() >= self.limits.events => self.stop(Limit::Events),
                Progress::Halted => self.stop(Limit::Memory),
                Progress::Paused if self.kernel.polls() >= self.limits.polls => self.stop(Limit::Work),
                Progress::Paused => return Ok(false),
                Progress::Reached => match self.arriving.take() {
                    Some(arrival) => self.arrive(arrival),
                    None => return self.reads.deadlock().map_or(Ok(true), Err),
                },
            }
        }
        Ok(true)
    }

    fn arrive(&mut self, arrival: Arrival) {
        match arrival.demand {
            Demand::Read(key) => self.reads.spawn(self.client(&arrival), Key(key)),
            Demand::Client => {
                let number = arrival.actor.number();
                if !thinks(&self.site, number) {
                    let (client, key) = self.site.read_of(number);
                    self.reads.spawn(client, key);
                }
            }
            demand => {
                self.kernel.spawn("request", serve(self.client(&arrival), demand));
            }
        }
        self.arriving = self.workload.next();
    }

    fn client(&self, arrival: &Arrival) -> Client {
        Client::new(&self.site, arrival.actor, arrival.instance)
    }

    /// The run ends here and now, with what it has.
    fn stop(&mut self, limit: Limit) {
        let (at, requests) = (self.kernel.now(), self.kernel.live() as u64);
        let used = match limit {
            Limit::Events => self.trace().count(),
            Limit::Work => self.kernel.polls(),
            Limit::Memory => requests,
        };
        self.stopped = Some(Stopped { at, of: self.end, limit, used });
        self.end = at;
    }

    /// Where and why the run was stopped before its end, if it was.
    pub fn stopped(&self) -> Option<Stopped> {
        self.stopped
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        self.site.settings()
    }

    /// How far the clock has come, 0 to 1.
    pub fn progress(&self) -> f64 {
        match self.end.as_nanos() {
            0 => 1.0,
            end => self.kernel.now().as_nanos() as f64 / end as f64,
        }
    }

    /// The end of the run: that of its duration, or where it was stopped.
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
