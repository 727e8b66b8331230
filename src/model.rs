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
#[cfg(feature = "python")]
mod code;
mod commands;
mod database;
mod eviction;
mod flights;
mod interventions;
mod outages;
mod staleness;

use crate::base::random::{Draws, Latency, Stream};
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};
use crate::kernel::{First, Kernel, Notify, race};
use crate::scenario::{Lifetime, Scenario};
use crate::service::world::{Cache, Database, Failure, Row, World};
use crate::trace::{Actor, ActorKind, Event, EventKind, Key, Trace, Version};
use crate::workload::KeyChoice;
use outages::Speeds;
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
    /// Per key, the writes that have committed a version and not yet gone to the cache, in vain or not.
    untold: RefCell<Table<Vec<(Actor, Version)>>>,
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
    /// What somebody wrote instead of the scenario's strategy or write policy.
    #[cfg(feature = "python")]
    code: code::OfSite,
}

impl Site {
    /// The site at the beginning of a run: a cache cold or warm, every row at version 1.
    pub fn new(scenario: &Scenario, kernel: Rc<Kernel>) -> Rc<Site> {
        Site::begin(Site::cold(scenario, kernel))
    }

    /// Before anything is in the cache.
    fn cold(scenario: &Scenario, kernel: Rc<Kernel>) -> Site {
        Site {
            scenario: scenario.clone(),
            cache: RefCell::new(cache::Store::new(scenario)),
            cache_speeds: Speeds::of_cache(scenario),
            database: database::Server::new(scenario, Rc::clone(&kernel)),
            flights: RefCell::default(),
            choice: KeyChoice::new(scenario),
            untold: RefCell::default(),
            lost_invalidations: RefCell::default(),
            invalidation_doomed: Cell::new(false),
            warming: RefCell::default(),
            mortal: interventions::can_die(scenario),
            alive: RefCell::default(),
            kernel,
            trace: RefCell::default(),
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
    attempt: Cell<u16>,
    /// Queries and updates of this attempt so far: so has the n-th of these. A strategy of ours has one.
    queries: Cell<u16>,
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
        let at = self.site.kernel.now();
        self.site.trace.borrow_mut().push(Event { at, actor, kind });
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
        self.nth_draws(stream, 0)
    }

    /// The same for the n-th time that it needs one, from 0.
    fn nth_draws(&self, stream: Stream, n: u16) -> Draws {
        let entity = u64::from(n) << 48 | u64::from(self.attempt.get()) << 32 | u64::from(self.actor.bits());
        Draws::of(self.site.scenario.seed, stream, entity)
    }

    /// How long a row of the database is stored that is to be stored for so long.
    fn jittered(&self, Lifetime { fresh_for, kept_for }: Lifetime) -> Lifetime {
        let jitter = self.site.scenario.ttl_jitter;
        if jitter.is_zero() {
            return Lifetime { fresh_for, kept_for };
        }
        let extra = Duration(self.draws(Stream::TtlJitter).below(jitter.as_nanos() + 1));
        Lifetime { fresh_for: fresh_for + extra, kept_for: kept_for + extra }
    }

    fn cache_round_trip(&self) -> Duration {
        let command = self.commands.replace(self.commands.get() + 1);
        let entity = u64::from(command) << 32 | u64::from(self.actor.bits());
        match self.site.scenario.cache_latency {
            Latency::Constant(latency) => latency,
            drawn => drawn.draw(&mut Draws::of(self.site.scenario.seed, Stream::CacheLatency, entity)),
        }
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
        #[cfg(feature = "python")]
        let named = self.site.code.begin_task(&life);
        let job = job(client);
        let job = async move {
            job.await;
            #[cfg(feature = "python")]
            drop(named);
        };
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
