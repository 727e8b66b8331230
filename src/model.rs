//! The simulated world: the scenario's cache, database and application on virtual time. The first [`World`].
//!
//! ```text
//!   workload ──► application ──► strategy ──┬─► commands ──► cache     a round trip; values, TTLs, locks, eviction
//!                                           ├─► flights                queries shared within an instance
//!                                           └─► database               connections, a line before them, versions
//! ```
//!
//! Each request is a task that holds a [`Client`]: its own name, and the world all share.

pub mod application;
mod cache;
mod commands;
mod database;
mod eviction;
mod flights;
mod interventions;
mod outages;
pub mod script;
mod staleness;
mod untold;

use crate::base::random::{Draws, Latency, Stream};
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};
use crate::kernel::{First, Kernel, Notify, race};
use crate::scenario::{Lifetime, Scenario};
use crate::service::world::{Cache, Database, Failure, Row, World};
use crate::trace::{Actor, ActorKind, Event, EventKind, Key, Trace, Version};
use crate::workload::KeyChoice;
use outages::Speeds;
use script::{Script, Trip};
use staleness::Served;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What all requests of a run share.
pub struct Site {
    scenario: Scenario,
    kernel: Rc<Kernel>,
    cache: RefCell<cache::Store>,
    cache_speeds: Speeds,
    database: database::Server,
    flights: RefCell<flights::Flights>,
    choice: KeyChoice,
    /// How long things take, where that is told and not drawn.
    script: Option<Box<Script>>,
    /// The versions whose writes have not yet gone to the cache, in vain or not.
    untold: RefCell<untold::Untold>,
    /// Per key, the newest version of which a write has told the cache, by a delete or by the value.
    reached: RefCell<Table<Version>>,
    /// Per key, when a write's delete, or store, last failed to reach the cache, and the newest version then.
    lost_invalidations: RefCell<Table<(Instant, Version)>>,
    /// The next delete gets lost.
    invalidation_doomed: Cell<bool>,
    /// The keys that are being fetched ahead of their readers.
    warming: RefCell<Table<()>>,
    /// Whether processes can die in this scenario; and the ones alive, if so.
    mortal: bool,
    alive: RefCell<Table<Rc<Notify>>>,
    trace: RefCell<Trace>,
    /// As many events halt the kernel.
    events_max: u64,
}

impl Site {
    /// The site at the beginning of a run: a cache cold or warm, every row at version 1.
    ///
    /// The kernel is halted when there are so many events.
    pub fn new(scenario: &Scenario, kernel: Rc<Kernel>, events_max: u64) -> Rc<Site> {
        Site::scripted(scenario, kernel, events_max, None)
    }

    /// The same, where a script may tell what is drawn otherwise.
    pub fn scripted(scenario: &Scenario, kernel: Rc<Kernel>, events_max: u64, script: Option<Box<Script>>) -> Rc<Site> {
        let site = Rc::new(Site {
            scenario: scenario.clone(),
            cache: RefCell::new(cache::Store::new(scenario)),
            cache_speeds: Speeds::of_cache(scenario),
            database: database::Server::new(scenario, Rc::clone(&kernel)),
            flights: RefCell::default(),
            choice: KeyChoice::new(scenario),
            script,
            untold: RefCell::default(),
            reached: RefCell::default(),
            lost_invalidations: RefCell::default(),
            invalidation_doomed: Cell::new(false),
            warming: RefCell::default(),
            mortal: interventions::can_die(scenario),
            alive: RefCell::default(),
            kernel,
            trace: RefCell::default(),
            events_max,
        });
        if scenario.warm {
            interventions::warm_at_start(&site);
        }
        site
    }

    /// The settings of the run.
    pub fn settings(&self) -> &Scenario {
        &self.scenario
    }

    /// The read of this number, which is the same whatever the strategy: who makes it, and for which key.
    pub fn read_of(self: &Rc<Site>, number: u32) -> (Client, Key) {
        let client = Client::new(self, Actor::new(ActorKind::Read, number), number % self.scenario.instances);
        (client, Key(self.choice.of_read(number)))
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
    instance: u32,
    /// How often the request was tried before: the n-th attempt has its own latencies.
    attempt: Cell<u32>,
    /// Cache commands so far: the n-th command of an actor has its own latency.
    commands: Cell<u32>,
    /// Where the last answer came from.
    served: Cell<Option<Served>>,
    /// Since when it has been waiting at the lock of its key; [`Instant::MAX`] when it has not.
    lock_wait: Cell<Instant>,
    /// The name under which a query goes on when its read has been given up.
    ghost: Option<Rc<Cell<Option<Actor>>>>,
}

impl Client {
    /// The view of one actor.
    pub fn new(site: &Rc<Site>, actor: Actor, instance: u32) -> Client {
        Client {
            site: Rc::clone(site),
            actor,
            instance,
            attempt: Cell::new(0),
            commands: Cell::new(0),
            served: Cell::new(None),
            lock_wait: Cell::new(Instant::MAX),
            ghost: None,
        }
    }

    #[inline]
    fn record(&self, kind: EventKind) {
        let ghost = self.ghost.as_ref().and_then(|ghost| ghost.get());
        self.record_as(ghost.unwrap_or(self.actor), kind);
    }

    fn record_as(&self, actor: Actor, kind: EventKind) {
        let site = &self.site;
        let mut trace = site.trace.borrow_mut();
        trace.push(Event { at: site.kernel.now(), actor, kind });
        if trace.count() >= site.events_max {
            site.kernel.halt();
        }
    }

    /// A lock wait that was cut short is over as well.
    fn end_lock_wait(&self, key: Key) {
        let since = self.lock_wait.replace(Instant::MAX);
        if since < Instant::MAX {
            self.record(EventKind::LockWaitEnded { key, waited: self.site.kernel.now().since(since) });
        }
    }

    /// This actor's draws in a stream, for its present attempt.
    fn draws(&self, stream: Stream) -> Draws {
        let entity = u64::from(self.attempt.get()) << 32 | u64::from(self.actor.bits());
        Draws::of(self.site.scenario.seed, stream, entity)
    }

    /// The round trip of its next cache command: a command takes effect half way, unless a script tells when.
    fn cache_trip(&self) -> Trip {
        let command = self.commands.replace(self.commands.get() + 1);
        if let Some(script) = &self.site.script {
            return script.trip(self.actor, command);
        }
        let entity = u64::from(command) << 32 | u64::from(self.actor.bits());
        let round_trip = match self.site.scenario.cache_latency {
            Latency::Constant(latency) => latency,
            drawn => drawn.draw(&mut Draws::of(self.site.scenario.seed, Stream::CacheLatency, entity)),
        };
        let out = Duration(round_trip.0 / 2);
        Trip { out, back: round_trip - out }
    }

    /// The name of a task that this actor starts.
    fn child(&self) -> Actor {
        let number = self.actor.number();
        match self.actor.kind() {
            ActorKind::Write => Actor::new(ActorKind::Deferred, 2 * number),
            ActorKind::Intervention => Actor::new(ActorKind::Deferred, 2 * number + 1),
            _ => Actor::new(ActorKind::Refresh, number),
        }
    }
}

/// Lets work go on for at most this long; `None` when that was not enough. Zero means as long as it takes.
///
/// The work is pinned by the caller. Taken by value it would lie in the state of every function on the way, and the
/// state of a request is the largest thing in a run.
async fn within<T>(timeout: Duration, kernel: &Rc<Kernel>, work: impl Future<Output = T> + Unpin) -> Option<T> {
    if timeout.is_zero() {
        return Some(work.await);
    }
    match race(work, kernel.sleep(timeout)).await {
        First::A(answer) => Some(answer),
        First::B(()) => None,
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
        if outages::dice_rigged(&self.site.scenario, self.site.kernel.now()) {
            return 1.0;
        }
        if let Some(script) = &self.site.script {
            return script.dice(self.actor);
        }
        self.draws(Stream::Dice).unit()
    }

    fn lifetime(&self, row: &Row) -> Option<Lifetime> {
        let scenario = &self.site.scenario;
        if !row.exists() {
            let lifetime = Lifetime { fresh_for: scenario.negative_ttl, kept_for: scenario.negative_ttl };
            return (!scenario.negative_ttl.is_zero()).then_some(lifetime);
        }
        let Lifetime { fresh_for, kept_for } = scenario.lifetime();
        if scenario.ttl_jitter.is_zero() {
            return Some(Lifetime { fresh_for, kept_for });
        }
        let extra = Duration(self.draws(Stream::TtlJitter).below(scenario.ttl_jitter.as_nanos() + 1));
        Some(Lifetime { fresh_for: fresh_for + extra, kept_for: kept_for + extra })
    }

    fn once<F: Future<Output = Result<Row, Failure>> + 'static>(
        &self,
        key: Key,
        job: impl FnOnce(Client) -> F,
    ) -> impl Future<Output = Result<Row, Failure>> {
        flights::join(self, key, job)
    }

    fn spawn<F: Future<Output = ()> + 'static>(&self, job: impl FnOnce(Client) -> F) {
        let client = Client::new(&self.site, self.child(), self.instance);
        client.attempt.set(self.attempt.get());
        let life = client.clone();
        let job = job(client);
        self.site.kernel.spawn("background task", life.until_death(Box::pin(job)));
    }

    fn note(&self, kind: EventKind) {
        match kind {
            EventKind::LockWaitStarted { .. } => self.lock_wait.set(self.now()),
            EventKind::LockWaitEnded { .. } => self.lock_wait.set(Instant::MAX),
            _ => {}
        }
        self.record(kind);
    }

    fn cache(&self) -> impl Cache {
        commands::Connection(self)
    }

    fn database(&self) -> impl Database {
        database::Connection(self)
    }
}
