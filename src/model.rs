//! The simulated world: the scenario's cache, database and application on virtual time. It implements [`World`] for the
//! simulator.
//!
//! ```text
//!   workload ──► application ──► strategy ──┬─► commands ──► cache     a round trip; values, TTLs, locks, eviction
//!                                           ├─► flights                queries shared within an instance
//!                                           └─► database               connections, their queue, versions
//! ```
//!
//! Each request is a task with a [`Client`]: its own name, and the world that all requests share.

pub mod application;
mod cache;
#[cfg(feature = "python")]
mod code;
mod commands;
mod database;
mod eviction;
mod flights;
mod interventions;
mod outages;
mod pending_commits;
pub mod script;
mod staleness;

use crate::base::random::{Draws, Latency, Stream};
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};
use crate::kernel::{First, Kernel, Notify, race};
use crate::scenario::{Lifetime, Scenario};
use crate::service::world::{Cache, Database, Failure, Row, World};
use crate::trace::{Actor, ActorKind, Event, EventKind, Key, Trace, Version};
use crate::workload::KeyChoice;
pub use outages::{Speeds, idle_in};
use script::{Script, Trip};
use staleness::Served;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The state that all requests of a run share.
pub struct Site {
    scenario: Scenario,
    kernel: Rc<Kernel>,
    cache: RefCell<cache::Store>,
    cache_speeds: Speeds,
    round_trip_speeds: Speeds,
    database: database::Server,
    flights: RefCell<flights::Flights>,
    choice: KeyChoice,
    /// Fixed durations, if they are not drawn at random.
    script: Option<Box<Script>>,
    /// The commits whose cache operation is still pending.
    pending_commits: RefCell<pending_commits::PendingCommits>,
    /// Per key, the newest version whose write has reached the cache, by a delete or a store.
    reached: RefCell<Table<Version>>,
    /// Per key, the time of the last write whose delete or store was lost, and the newest version then.
    lost_invalidations: RefCell<Table<(Instant, Version)>>,
    /// Whether the next delete will be lost.
    lose_next_invalidation: Cell<bool>,
    /// The keys that are being fetched by warming.
    warming: RefCell<Table<()>>,
    /// Whether processes can crash in this scenario. If so, those alive are in `alive`.
    can_crash: bool,
    alive: RefCell<Table<Rc<Notify>>>,
    trace: RefCell<Trace>,
    /// The number of events at which the kernel is halted.
    events_max: u64,
    /// The user's code, which replaces the scenario's strategy or write policy.
    #[cfg(feature = "python")]
    code: code::OfSite,
}

impl Site {
    /// The site at the start of a run: a cold or warm cache, and every row at version 1.
    ///
    /// The kernel is halted when the trace has `events_max` events.
    pub fn new(scenario: &Scenario, kernel: Rc<Kernel>, events_max: u64) -> Rc<Site> {
        Site::scripted(scenario, kernel, events_max, None)
    }

    /// The same, with a script that replaces random draws.
    pub fn scripted(scenario: &Scenario, kernel: Rc<Kernel>, events_max: u64, script: Option<Box<Script>>) -> Rc<Site> {
        Site::begin(Site::cold(scenario, kernel, events_max, script))
    }

    /// The site with an empty cache.
    fn cold(scenario: &Scenario, kernel: Rc<Kernel>, events_max: u64, script: Option<Box<Script>>) -> Site {
        Site {
            scenario: scenario.duplicate(),
            cache: RefCell::new(cache::Store::new(scenario)),
            cache_speeds: Speeds::of_cache(scenario),
            round_trip_speeds: Speeds::of_round_trips(scenario),
            database: database::Server::new(scenario, Rc::clone(&kernel)),
            flights: RefCell::default(),
            choice: KeyChoice::new(scenario),
            script,
            pending_commits: RefCell::default(),
            reached: RefCell::default(),
            lost_invalidations: RefCell::default(),
            lose_next_invalidation: Cell::new(false),
            warming: RefCell::default(),
            can_crash: interventions::can_crash(scenario),
            alive: RefCell::default(),
            kernel,
            trace: RefCell::default(),
            events_max,
            #[cfg(feature = "python")]
            code: code::OfSite::default(),
        }
    }

    fn begin(site: Site) -> Rc<Site> {
        let site = Rc::new(site);
        if site.scenario.warm {
            interventions::warm_at_start(&site);
        }
        site
    }

    /// The virtual time of the run.
    pub fn kernel(&self) -> &Rc<Kernel> {
        &self.kernel
    }

    /// The settings of the run.
    pub fn settings(&self) -> &Scenario {
        &self.scenario
    }

    /// The client and the key of a read. They depend only on its number, not on the strategy.
    pub fn read_of(self: &Rc<Site>, number: u32) -> (Client, Key) {
        let client = Client::new(self, Actor::new(ActorKind::Read, number), number % self.scenario.instances);
        (client, Key(self.choice.of_read(number)))
    }

    /// The trace so far.
    pub fn trace(&self) -> &RefCell<Trace> {
        &self.trace
    }
}

/// The site as one request sees it: its actions are recorded under its name.
#[derive(Clone)]
pub struct Client {
    site: Rc<Site>,
    actor: Actor,
    instance: u32,
    /// The number of earlier attempts. Each attempt has its own latencies.
    attempt: Cell<u16>,
    /// The number of queries and updates in this attempt. Each has its own latency. Built-in strategies have one.
    queries: Cell<u16>,
    /// The number of cache commands so far. Each has its own latency.
    commands: Cell<u32>,
    /// The source of the last answer.
    served: Cell<Option<Served>>,
    /// The start of its wait for the key's lock; [`Instant::MAX`] if it is not waiting.
    lock_wait: Cell<Instant>,
    /// The name under which its query continues if the read is abandoned.
    ghost: Option<Rc<Cell<Option<Actor>>>>,
}

impl Client {
    /// A client with the name of an actor.
    pub fn new(site: &Rc<Site>, actor: Actor, instance: u32) -> Client {
        Client {
            site: Rc::clone(site),
            actor,
            instance,
            attempt: Cell::new(0),
            queries: Cell::new(0),
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
        site.kernel.charge_access();
    }

    /// Records the end of the lock wait, also if the wait was cut short.
    fn end_lock_wait(&self, key: Key) {
        let since = self.lock_wait.replace(Instant::MAX);
        if since < Instant::MAX {
            self.record(EventKind::LockWaitEnded { key, waited: self.site.kernel.now().since(since) });
        }
    }

    /// The actor's draws in a stream, for its current attempt.
    fn draws(&self, stream: Stream) -> Draws {
        self.nth_draws(stream, 0)
    }

    /// The same for its n-th use in this attempt, from 0.
    fn nth_draws(&self, stream: Stream, n: u16) -> Draws {
        let entity = u64::from(n) << 48 | u64::from(self.attempt.get()) << 32 | u64::from(self.actor.bits());
        Draws::of(self.site.scenario.seed, stream, entity)
    }

    /// The lifetime of a stored row, with TTL jitter added.
    fn jittered(&self, Lifetime { fresh_for, kept_for }: Lifetime) -> Lifetime {
        let jitter = self.site.scenario.ttl_jitter;
        if jitter.is_zero() {
            return Lifetime { fresh_for, kept_for };
        }
        let extra = Duration(self.draws(Stream::TtlJitter).below(jitter.as_nanos() + 1));
        Lifetime { fresh_for: fresh_for + extra, kept_for: kept_for + extra }
    }

    /// The round trip of its next cache command. The command takes effect half way, unless a script says otherwise.
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
        let child = match self.actor.kind() {
            ActorKind::Write => Actor::new(ActorKind::Deferred, 2 * number),
            ActorKind::Intervention => Actor::new(ActorKind::Deferred, 2 * number + 1),
            ActorKind::Deferred => self.actor.task(0),
            _ => Actor::new(ActorKind::Refresh, number),
        };
        #[cfg(feature = "python")]
        let child = child.task(self.task_number(child).unwrap_or(0));
        child
    }
}

/// Runs work with a timeout; `None` if it timed out. A timeout of zero means no limit.
///
/// The caller pins the work. Passed by value, it would be part of the state of every function in between, and the state
/// of requests takes most of a run's memory.
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
        let asked = scenario.lifetime();
        #[cfg(feature = "python")]
        let asked = self.site.code.lifetime().unwrap_or(asked);
        Some(self.jittered(asked))
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
        #[cfg(feature = "python")]
        let job = code::named(self.site.code.begin_task(&life), job);
        self.site.kernel.spawn("background task", life.until_end_or_crash(Box::pin(job)));
    }

    fn note(&self, kind: EventKind) {
        match kind {
            EventKind::LockWaitStarted { .. } => self.lock_wait.set(self.now()),
            EventKind::LockWaitEnded { .. } => self.lock_wait.set(Instant::MAX),
            _ => {}
        }
        #[cfg(feature = "python")]
        self.note_wait_of_task(kind);
        self.record(kind);
    }

    fn cache(&self) -> impl Cache {
        commands::Connection(self)
    }

    fn database(&self) -> impl Database {
        database::Connection(self)
    }
}
