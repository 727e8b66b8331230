//! The simulated world: the scenario's cache, database and application on virtual time. The first [`World`].
//!
//! ```text
//!   workload ──► application ──► strategy ──► cache.rs      commands that take a round trip, TTLs, locks
//!                (model/application.rs)   └─► database.rs   connections, a line before them, versions
//! ```
//!
//! Each request is a task that holds a [`Client`]: its own name, and the world all share.

pub mod application;
mod cache;
mod database;

use crate::kernel::Kernel;
use crate::random::{Draws, Latency, Stream};
use crate::scenario::Scenario;
use crate::trace::{Actor, ActorKind, Event, EventKind, Trace};
use crate::units::{Duration, Instant};
use crate::world::{Cache, Database, World};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What all requests of a run share.
pub struct Site {
    scenario: Scenario,
    kernel: Rc<Kernel>,
    cache: RefCell<cache::Store>,
    database: database::Server,
    trace: RefCell<Trace>,
}

impl Site {
    /// The site at the beginning of a run: a cache cold or warm, every row at version 1.
    pub fn new(scenario: &Scenario, kernel: Rc<Kernel>) -> Rc<Site> {
        let site = Rc::new(Site {
            scenario: scenario.clone(),
            cache: RefCell::new(cache::Store::new(scenario.keys)),
            database: database::Server::new(scenario, Rc::clone(&kernel)),
            kernel,
            trace: RefCell::default(),
        });
        if scenario.warm {
            Client::new(&site, Actor::new(ActorKind::Site, 0)).warm();
        }
        site
    }

    /// The trace so far.
    pub fn trace(&self) -> &RefCell<Trace> {
        &self.trace
    }
}

/// One request's hold on the site: it acts, and is recorded, under its own name.
#[derive(Clone)]
pub struct Client {
    site: Rc<Site>,
    actor: Actor,
    /// Cache commands so far: the n-th command of an actor has its own latency.
    commands: Cell<u32>,
}

impl Client {
    /// The view of one actor.
    pub fn new(site: &Rc<Site>, actor: Actor) -> Client {
        Client { site: Rc::clone(site), actor, commands: Cell::new(0) }
    }

    fn record(&self, kind: EventKind) {
        let at = self.site.kernel.now();
        self.site.trace.borrow_mut().push(Event { at, actor: self.actor, kind });
    }

    fn draws(&self, stream: Stream) -> Draws {
        Draws::of(self.site.scenario.seed, stream, u64::from(self.actor.bits()))
    }

    fn cache_round_trip(&self) -> Duration {
        let command = self.commands.replace(self.commands.get() + 1);
        let entity = u64::from(command) << 32 | u64::from(self.actor.bits());
        match self.site.scenario.cache_latency {
            Latency::Constant(latency) => latency,
            drawn => drawn.draw(&mut Draws::of(self.site.scenario.seed, Stream::CacheLatency, entity)),
        }
    }
}

impl World for Client {
    fn scenario(&self) -> &Scenario {
        &self.site.scenario
    }

    fn now(&self) -> Instant {
        self.site.kernel.now()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        self.site.kernel.sleep(duration)
    }

    fn write_delay(&self) -> impl Future<Output = ()> {
        self.sleep(self.site.scenario.write_delay.draw(&mut self.draws(Stream::WriteDelay)))
    }

    fn dice(&self) -> f64 {
        self.draws(Stream::Dice).unit()
    }

    fn spawn<F: Future<Output = ()> + 'static>(&self, job: impl FnOnce(Client) -> F) {
        let actor = Actor::new(ActorKind::Refresh, self.actor.number());
        self.site.kernel.spawn("background refresh", job(Client::new(&self.site, actor)));
    }

    fn note(&self, kind: EventKind) {
        self.record(kind);
    }

    fn cache(&self) -> impl Cache {
        cache::Connection(self)
    }

    fn database(&self) -> impl Database {
        database::Connection(self)
    }
}
