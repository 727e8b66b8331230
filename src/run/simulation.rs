//! A simulation in progress: workload, kernel and site, advanced in slices.
//!
//! The caller decides how much to compute at a time, so that a page can show progress and cancel. The trace does not
//! depend on the slices.

mod code;

use crate::base::units::Instant;
use crate::kernel::{Deadlock, Executor, Kernel, Progress};
use crate::model::application::{read, serve, thinks};
use crate::model::script::Script;
use crate::model::{Client, Site};
use crate::run::limits::{Limit, Limits, Stopped};
use crate::scenario::Scenario;
use crate::trace::{Key, Trace};
use crate::workload::{Arrival, Demand, Workload};
use std::cell::{Ref, RefMut};
use std::fmt;
use std::rc::Rc;

/// A run in progress.
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

/// Why a simulation cannot continue.
#[derive(Debug)]
pub enum Stuck {
    /// Requests wait for something that can no longer happen. This is a bug of the simulator, not of the scenario.
    Deadlock(Deadlock),
    /// An error in the user's code: its time, actor and reason.
    #[cfg(feature = "python")]
    Code(Box<(Instant, crate::trace::Actor, crate::python::program::Mistake)>),
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stuck::Deadlock(deadlock) => write!(f, "{deadlock}"),
            #[cfg(feature = "python")]
            Stuck::Code(stop) => {
                let (at, actor, mistake) = &**stop;
                write!(f, "{mistake} ({actor}, at {at})")
            }
        }
    }
}

impl std::error::Error for Stuck {}

/// The tasks of the reads. The type of their futures has no name, so this trait hides it, for one virtual call per
/// read.
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

/// The tasks of a site's reads. In a closed loop they begin when a client's pause ends.
fn reads(site: &Rc<Site>, kernel: &Rc<Kernel>) -> Box<dyn Reads> {
    let (site, executor) = (Rc::clone(site), Executor::new(Rc::clone(kernel), "request"));
    let make = move |number| {
        let (client, key) = site.read_of(number);
        read(client, key)
    };
    Box::new(Serving { executor: executor.with_factory(make), read })
}

impl Simulation {
    /// A simulation at time zero.
    pub fn new(scenario: &Scenario) -> Simulation {
        Simulation::within(scenario, Limits::default())
    }

    /// The same, with different limits.
    pub fn within(scenario: &Scenario, limits: Limits) -> Simulation {
        let site = Site::new(scenario, Kernel::new(), limits.events);
        Simulation::of(site, limits, Box::new(Workload::new(scenario)))
    }

    /// The same, with a script that adds requests and fixes their durations.
    pub fn scripted(scenario: &Scenario, script: Script) -> Simulation {
        let mut arrivals: Vec<Arrival> = Workload::new(scenario).chain(script.arrivals.iter().copied()).collect();
        arrivals.sort_by_key(|arrival| arrival.at);
        let limits = Limits::default();
        let site = Site::scripted(scenario, Kernel::new(), limits.events, Some(Box::new(script)));
        Simulation::of(site, limits, Box::new(arrivals.into_iter()))
    }

    fn of(site: Rc<Site>, limits: Limits, mut workload: Box<dyn Iterator<Item = Arrival>>) -> Simulation {
        let kernel = Rc::clone(site.kernel());
        kernel.limit_tasks(limits.requests(site.settings()));
        kernel.limit_work(limits.work);
        let end = Instant::ZERO + site.settings().duration;
        Simulation {
            reads: reads(&site, &kernel),
            site,
            arriving: workload.next(),
            workload,
            limits,
            end,
            stopped: None,
            kernel,
        }
    }

    /// Advances by about `polls` polls. Returns true if the run has reached its end or a limit ([`Self::stopped`]).
    ///
    /// # Errors
    /// If requests wait for something that can no longer happen, or the user's code has an error.
    pub fn advance(&mut self, polls: u64) -> Result<bool, Stuck> {
        let pause_at = self.kernel.polls().saturating_add(polls);
        while self.stopped.is_none() {
            let until = self.arriving.map_or(self.end, |arrival| arrival.at);
            let progress = self.reads.run_until(until, pause_at.saturating_sub(self.kernel.polls()));
            self.check_code()?;
            match progress {
                Progress::Halted if self.trace().count() >= self.limits.events => self.stop(Limit::Events),
                Progress::Halted if self.kernel.work() >= self.limits.work => self.stop(Limit::Work),
                Progress::Halted => self.stop(Limit::Memory),
                Progress::Paused => return Ok(false),
                Progress::Reached => match self.arriving.take() {
                    Some(arrival) => self.arrive(arrival),
                    None => return self.check_waiting().map(|()| true),
                },
            }
        }
        Ok(true)
    }

    /// Checks that the requests in flight wait for something that can still happen, unless they are allowed to wait for
    /// ever.
    fn check_waiting(&self) -> Result<(), Stuck> {
        let deadlock = self.reads.deadlock().filter(|_| self.has_theory());
        deadlock.map_or(Ok(()), |deadlock| Err(Stuck::Deadlock(deadlock)))
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

    /// Stops the run at a limit, at the current time.
    fn stop(&mut self, limit: Limit) {
        let (at, requests) = (self.kernel.now(), self.kernel.live() as u64);
        let used = match limit {
            Limit::Events => self.trace().count(),
            Limit::Work => self.limits.work,
            Limit::Memory => requests,
        };
        self.stopped = Some(Stopped { at, of: self.end, limit, used });
        self.end = at;
    }

    /// Where and why the run was stopped, if it did not reach its end.
    pub fn stopped(&self) -> Option<Stopped> {
        self.stopped
    }

    /// The progress of the clock, from 0 to 1.
    pub fn progress(&self) -> f64 {
        match self.end.as_nanos() {
            0 => 1.0,
            end => self.kernel.now().as_nanos() as f64 / end as f64,
        }
    }

    /// The end of the run: its duration, or the time at which it was stopped.
    pub fn end(&self) -> Instant {
        self.end
    }

    /// The number of polls so far.
    pub fn polls(&self) -> u64 {
        self.kernel.polls()
    }

    /// The trace so far.
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.site.trace().borrow()
    }

    /// The trace so far, mutable.
    pub fn trace_mut(&self) -> RefMut<'_, Trace> {
        self.site.trace().borrow_mut()
    }
}
