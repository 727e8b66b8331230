//! The real [`World`]: a Redis, a PostgreSQL and the machine's clock.
//!
//! ```text
//!   instance (a thread with a runtime of its own)      shared by all
//!   ├─ its connection to Redis                         the clock, the journal
//!   ├─ its flights                                     the queue for the database, and the pool behind it
//!   └─ its requests, each a task with a Client         the processes that may crash
//! ```

pub mod cache;
pub mod database;
mod flights;

use crate::clock::Clock;
use crate::gate::Gate;
use crate::journal::Journal;
use crate::link::{Link, Scripts};
use crate::outages::Switches;
use cache_aside_playground::model::Speeds;
use cache_aside_playground::random::{Draws, Latency, Stream};
use cache_aside_playground::scenario::{Action, Lifetime, Scenario};
use cache_aside_playground::trace::{Actor, ActorKind, Event, EventKind, Key};
use cache_aside_playground::units::{Duration, Instant};
use cache_aside_playground::workload::KeyChoice;
use cache_aside_playground::world::{Cache, Database, Failure, Row, World};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// What all instances of a run share.
pub struct Shared {
    /// The settings of the service.
    pub scenario: Scenario,
    /// The clock.
    pub clock: Arc<Clock>,
    /// The journal.
    pub journal: Arc<Journal>,
    /// The queue for the database.
    pub gate: Gate,
    /// The connections of the database.
    pub pool: deadpool_postgres::Pool,
    /// How fast the database works at which times.
    pub speeds: Speeds,
    /// How fast round trips to the cache are at which times.
    pub round_trip_speeds: Speeds,
    /// The scripts in Redis.
    pub scripts: Scripts,
    /// The switches that stop the cache and the database.
    pub switches: Switches,
    /// The server's clock at the beginning of the run, in microseconds.
    pub begins_us: i64,
    /// The processes that may crash, each with the signal that crashes it.
    pub alive: Mutex<BTreeMap<Actor, Arc<Notify>>>,
    /// Whether the next delete is lost.
    pub doomed: AtomicBool,
    /// The keys that an intervention is fetching.
    pub warming: Mutex<BTreeSet<u32>>,
}

/// An application instance: what its requests share.
pub struct Instance {
    /// What it shares with the other instances.
    pub shared: Arc<Shared>,
    /// Its connection to the cache.
    pub link: Link,
    /// For each key, the signal for the end of its lock.
    pub lock_ends: RefCell<BTreeMap<u32, Rc<Notify>>>,
    flights: RefCell<BTreeMap<u32, Rc<flights::Flight>>>,
    /// The choice of a key for each read.
    pub choice: KeyChoice,
}

impl Instance {
    /// An instance without requests.
    pub fn new(shared: Arc<Shared>, link: Link) -> Rc<Instance> {
        let choice = KeyChoice::new(&shared.scenario);
        Rc::new(Instance { shared, link, lock_ends: RefCell::default(), flights: RefCell::default(), choice })
    }

    /// Whether a process can crash in this scenario.
    fn mortal(&self) -> bool {
        let scenario = &self.shared.scenario;
        let crashes = |action: Action| matches!(action, Action::CrashHolder(_));
        scenario.holder_crash > 0.0 || scenario.interventions.iter().any(|i| crashes(i.action))
    }
}

/// The world as seen by one request, which acts and is recorded as one actor.
#[derive(Clone)]
pub struct Client {
    /// Its instance.
    pub site: Rc<Instance>,
    /// Its actor.
    pub actor: Actor,
    /// The number of the instance at which it arrived.
    pub instance: u32,
    /// The number of earlier attempts of the request.
    pub attempt: Cell<u32>,
    /// The number of cache commands so far.
    commands: Cell<u32>,
    /// The time at which it last continued. Between two waits no time passes for it.
    now: Rc<Cell<Instant>>,
    /// When its lock wait began; [`Instant::MAX`] if there is none.
    lock_wait: Cell<Instant>,
    /// The actor as which its query continues if its read is abandoned.
    ghost: Option<Rc<Cell<Option<Actor>>>>,
}

impl Client {
    /// The world as seen by an actor.
    pub fn new(site: &Rc<Instance>, actor: Actor, instance: u32) -> Client {
        Client {
            site: Rc::clone(site),
            actor,
            instance,
            attempt: Cell::new(0),
            commands: Cell::new(0),
            now: Rc::new(Cell::new(site.shared.clock.now())),
            lock_wait: Cell::new(Instant::MAX),
            ghost: None,
        }
    }

    /// Sets `now` to the time of the clock.
    pub fn look_at_clock(&self) -> Instant {
        self.now.set(self.site.shared.clock.now());
        self.now.get()
    }

    /// The actor as which it acts at the database.
    fn name(&self) -> Actor {
        self.ghost.as_ref().and_then(|ghost| ghost.get()).unwrap_or(self.actor)
    }

    /// Records an event at the time `now`.
    pub fn record(&self, kind: EventKind) {
        self.site.shared.journal.note(Event { at: self.now.get(), actor: self.name(), kind });
    }

    /// Records the end of a lock wait that a failure has ended, if there is one.
    pub fn end_lock_wait(&self, key: Key) {
        let since = self.lock_wait.replace(Instant::MAX);
        if since < Instant::MAX {
            self.record(EventKind::LockWaitEnded { key, waited: self.now.get().since(since) });
        }
    }

    /// The draws of this actor and attempt in a stream: the same as in the simulator.
    fn draws(&self, stream: Stream) -> Draws {
        let entity = u64::from(self.attempt.get()) << 32 | u64::from(self.actor.bits());
        Draws::of(self.site.shared.scenario.seed, stream, entity)
    }

    /// The duration of the round trip of its next cache command.
    fn round_trip(&self) -> Duration {
        let command = self.commands.replace(self.commands.get() + 1);
        let entity = u64::from(command) << 32 | u64::from(self.actor.bits());
        let scenario = &self.site.shared.scenario;
        match scenario.cache_latency {
            Latency::Constant(latency) => latency,
            drawn => drawn.draw(&mut Draws::of(scenario.seed, Stream::CacheLatency, entity)),
        }
    }

    /// The actor of a task that this actor starts.
    fn child(&self) -> Actor {
        let number = self.actor.number();
        match self.actor.kind() {
            ActorKind::Write => Actor::new(ActorKind::Deferred, 2 * number),
            ActorKind::Intervention => Actor::new(ActorKind::Deferred, 2 * number + 1),
            _ => Actor::new(ActorKind::Refresh, number),
        }
    }

    /// Runs `work` in a process that may crash.
    ///
    /// # Errors
    /// If the process crashes.
    pub async fn live<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        if !self.site.mortal() {
            return Ok(work.await);
        }
        let death = Arc::new(Notify::new());
        let living = Living { client: self, death: Arc::clone(&death) };
        self.alive(|alive| drop(alive.insert(self.actor, death)));
        tokio::select! {
            biased;
            () = living.death.notified() => {
                self.look_at_clock();
                Err(Failure::Crashed)
            }
            answer = work => Ok(answer),
        }
    }

    /// Crashes the holder of a lock, with the probability `holder_crash`.
    async fn maybe_die(&self) {
        let share = self.site.shared.scenario.holder_crash;
        if share > 0.0
            && self.draws(Stream::HolderCrash).unit() <= share
            && let Some(death) = self.alive(|alive| alive.get(&self.actor).cloned())
        {
            death.notify_one();
            std::future::pending::<()>().await;
        }
    }

    /// Crashes a process, if there is one. Returns whether there was.
    pub fn kill(&self, actor: Actor) -> bool {
        let death = self.alive(|alive| alive.get(&actor).cloned());
        death.is_some_and(|death| {
            death.notify_one();
            true
        })
    }

    fn alive<T>(&self, look: impl FnOnce(&mut BTreeMap<Actor, Arc<Notify>>) -> T) -> T {
        look(&mut self.site.shared.alive.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The entry of a process among those that may crash, until it crashes, ends or is dropped.
struct Living<'a> {
    client: &'a Client,
    death: Arc<Notify>,
}

impl Drop for Living<'_> {
    fn drop(&mut self) {
        self.client.alive(|alive| drop(alive.remove(&self.client.actor)));
    }
}

impl World for Client {
    fn scenario(&self) -> &Scenario {
        &self.site.shared.scenario
    }

    fn now(&self) -> Instant {
        self.now.get()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        async move {
            self.site.shared.clock.sleep(duration).await;
            self.look_at_clock();
        }
    }

    fn write_delay(&self) -> impl Future<Output = ()> {
        self.sleep(self.scenario().write_delay.draw(&mut self.draws(Stream::WriteDelay)))
    }

    fn dice(&self) -> f64 {
        let rigged = self.scenario().interventions.iter().any(|intervention| match intervention.action {
            Action::UnluckyDice(lasts) => intervention.at <= self.now.get() && self.now.get() < intervention.at + lasts,
            _ => false,
        });
        if rigged { 1.0 } else { self.draws(Stream::Dice).unit() }
    }

    fn lifetime(&self, row: &Row) -> Option<Lifetime> {
        let scenario = self.scenario();
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
        let job: Pin<Box<dyn Future<Output = ()>>> = Box::pin(job(client));
        tokio::task::spawn_local(async move {
            if life.live(job).await.is_err() {
                life.record(EventKind::RequestCrashed {});
            }
        });
    }

    fn note(&self, kind: EventKind) {
        match kind {
            EventKind::LockWaitStarted { .. } => self.lock_wait.set(self.now.get()),
            EventKind::LockWaitEnded { .. } => self.lock_wait.set(Instant::MAX),
            _ => {}
        }
        self.record(kind);
    }

    fn cache(&self) -> impl Cache {
        cache::Connection(self)
    }

    fn database(&self) -> impl Database {
        database::Connection(self)
    }
}
