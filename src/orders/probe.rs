//! The explorer's [`World`]: every operation is a question, and its future waits until the explorer answers it.
//!
//! Nothing happens in this world by itself. A strategy is polled, leaves a [`Question`] and suspends. The explorer sets
//! an [`Answer`] and polls it again. The answers of the cache and the database are computed elsewhere
//! ([`super::step`]).

use crate::base::units::{Duration, Instant};
use crate::scenario::{Lifetime, Scenario};
use crate::service::world::{Cache, Database, Failure, Found, Leased, Row, World};
use crate::trace::{Actor, EventKind, Key, Version};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A question of a process: the operation that it waits for. Version 1 is the first, and each write adds one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// `GET`.
    Get,
    /// `GET`, or the lease.
    GetOrLease,
    /// `SET` of a version.
    Set(u8),
    /// `SET` of a version, unless a newer one is there.
    SetVersioned(u8),
    /// `SET` of a version, for the holder of the lease.
    SetLeased(u8),
    /// `DEL`.
    Delete,
    /// Takes the lock.
    Lock,
    /// Waits until nobody holds the lock.
    LockGone,
    /// Releases the lock.
    Unlock,
    /// Reads the row.
    Query,
    /// Changes the row and commits.
    Update,
    /// Checks whether a shared query of its application instance is in flight. It is answered at once.
    Join,
    /// Waits for the query that it joined.
    Landing,
    /// A pause, which may end at any time.
    Pause,
}

/// The answer to a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The operation is done. For a lock: it was taken.
    Done,
    /// A value was found.
    Found {
        /// Its version.
        version: u8,
        /// Whether it is within its TTL.
        fresh: bool,
    },
    /// There is no value. For a lease: it was granted.
    Missing,
    /// Another process has the lock or the lease.
    Refused {
        /// The version of the stale value in the cache, or 0.
        old: u8,
    },
    /// The version of the row.
    Row(u8),
    /// No shared query is in flight; this process has to start one.
    Lead,
    /// A shared query is in flight, which this process joins.
    Joined,
}

/// The future of one process. Its output is the version that it read or wrote.
pub type Job = Pin<Box<dyn Future<Output = Option<u8>>>>;

/// A process that another process has started.
pub struct Started {
    /// Its desk.
    pub desk: Rc<Desk>,
    /// Its future.
    pub job: Job,
    /// Whether it is a query shared by an application instance.
    pub is_flight: bool,
}

/// The exchange between one process and the explorer: the process leaves its question here and finds its answer.
#[derive(Default)]
pub struct Desk {
    /// The open question of the process.
    pub question: Cell<Option<Question>>,
    /// The explorer's answer, until the process takes it.
    pub answer: Cell<Option<Answer>>,
    /// The process that it has just started.
    pub started: RefCell<Option<Started>>,
    /// Whether its next dice are low; otherwise they are high.
    pub dice_low: Cell<bool>,
    /// Whether it has rolled the dice.
    pub rolled: Cell<bool>,
}

/// The world as seen by one process.
#[derive(Clone)]
pub struct Probe {
    scenario: Rc<Scenario>,
    /// Its desk.
    pub desk: Rc<Desk>,
}

impl Probe {
    /// The world of a process that has asked nothing yet.
    pub fn new(scenario: &Rc<Scenario>) -> Probe {
        Probe { scenario: Rc::clone(scenario), desk: Rc::default() }
    }

    fn ask(&self, question: Question) -> Asking {
        Asking { desk: Rc::clone(&self.desk), question: Some(question) }
    }

    fn start(&self, is_flight: bool, job: impl FnOnce(Probe) -> Job) {
        let child = Probe::new(&self.scenario);
        let desk = Rc::clone(&child.desk);
        let before = self.desk.started.replace(Some(Started { desk, job: job(child), is_flight }));
        assert!(before.is_none(), "between two questions a process starts at most one other");
    }
}

/// The future of an operation that waits for its answer.
struct Asking {
    desk: Rc<Desk>,
    question: Option<Question>,
}

impl Future for Asking {
    type Output = Answer;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Answer> {
        if let Some(question) = self.question.take() {
            self.desk.question.set(Some(question));
            return Poll::Pending;
        }
        self.desk.answer.take().map_or(Poll::Pending, Poll::Ready)
    }
}

/// The time, which never changes. A fresh value stays fresh for another [`MOMENT`], and its query took as long. So
/// XFetch always refreshes early with the lowest dice, and never with the highest.
const NOW: Instant = Instant(1_000_000_000);
const MOMENT: Duration = Duration::from_millis(1);

fn row(version: u8) -> Row {
    Row { version: Version(u32::from(version)), took: MOMENT, lagged: false }
}

fn number(row: Row) -> u8 {
    row.version.0 as u8
}

fn found(version: u8, fresh: bool) -> Found {
    Found { row: row(version), fresh_until: if fresh { NOW + MOMENT } else { NOW } }
}

/// The holder of a lock, which strategies only pass to the log. There is no log here, so any actor will do.
const SOMEBODY: Actor = Actor::from_bits(0);

impl World for Probe {
    fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    fn now(&self) -> Instant {
        NOW
    }

    async fn sleep(&self, _: Duration) {
        self.ask(Question::Pause).await;
    }

    /// The delay is not a question of its own, because the command that follows may take any time anyway.
    fn write_delay(&self) -> impl Future<Output = ()> {
        std::future::ready(())
    }

    fn dice(&self) -> f64 {
        self.desk.rolled.set(true);
        if self.desk.dice_low.get() { f64::MIN_POSITIVE } else { 1.0 }
    }

    fn lifetime(&self, row: &Row) -> Option<Lifetime> {
        row.exists().then(|| self.scenario.lifetime())
    }

    async fn once<F: Future<Output = Result<Row, Failure>> + 'static>(
        &self,
        _: Key,
        job: impl FnOnce(Self) -> F,
    ) -> Result<Row, Failure> {
        if self.ask(Question::Join).await == Answer::Lead {
            self.start(true, |probe| {
                let work = job(probe);
                Box::pin(async { work.await.ok().map(number) })
            });
        }
        answered(self.ask(Question::Landing)).await
    }

    fn spawn<F: Future<Output = ()> + 'static>(&self, job: impl FnOnce(Self) -> F) {
        self.start(false, |probe| {
            let work = job(probe);
            Box::pin(async {
                work.await;
                None
            })
        });
    }

    fn note(&self, _: EventKind) {}

    fn cache(&self) -> impl Cache {
        Connection(self)
    }

    fn database(&self) -> impl Database {
        Connection(self)
    }
}

struct Connection<'a>(&'a Probe);

impl Cache for Connection<'_> {
    async fn get(&self, _: Key) -> Option<Found> {
        match self.0.ask(Question::Get).await {
            Answer::Found { version, fresh } => Some(found(version, fresh)),
            _ => None,
        }
    }

    async fn set(&self, _: Key, row: Row, _: Lifetime) {
        self.0.ask(Question::Set(number(row))).await;
    }

    async fn set_versioned(&self, _: Key, row: Row, _: Lifetime) {
        self.0.ask(Question::SetVersioned(number(row))).await;
    }

    async fn get_or_lease(&self, _: Key, _: Duration) -> Leased {
        match self.0.ask(Question::GetOrLease).await {
            Answer::Found { version, fresh } => Leased::Fresh(found(version, fresh)),
            Answer::Refused { old } => Leased::Refused(SOMEBODY, (old > 0).then(|| found(old, false))),
            _ => Leased::Granted,
        }
    }

    async fn set_leased(&self, _: Key, row: Row, _: Lifetime) {
        self.0.ask(Question::SetLeased(number(row))).await;
    }

    async fn delete(&self, _: Key) {
        self.0.ask(Question::Delete).await;
    }

    async fn lock(&self, _: Key, _: Duration) -> Result<(), Actor> {
        match self.0.ask(Question::Lock).await {
            Answer::Done => Ok(()),
            _ => Err(SOMEBODY),
        }
    }

    async fn lock_gone(&self, _: Key) {
        self.0.ask(Question::LockGone).await;
    }

    async fn unlock(&self, _: Key) {
        self.0.ask(Question::Unlock).await;
    }
}

impl Database for Connection<'_> {
    fn query(&self, _: Key) -> impl Future<Output = Result<Row, Failure>> {
        answered(self.0.ask(Question::Query))
    }

    fn update(&self, _: Key) -> impl Future<Output = Result<Row, Failure>> {
        answered(self.0.ask(Question::Update))
    }
}

async fn answered(asking: Asking) -> Result<Row, Failure> {
    match asking.await {
        Answer::Row(version) => Ok(row(version)),
        _ => Err(Failure::Crashed),
    }
}
