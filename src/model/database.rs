//! The database: rows with versions, a pool of connections with a FIFO queue, and a latency per statement.
//!
//! ```text
//!  request ──► queue (FIFO) ─► connection held for the latency ──► answer
//!                               ▲ snapshot=start          ▲ snapshot=end, and where an update commits
//! ```
//!
//! Updates commit on the primary. Queries read the replica, which is the primary itself unless there is a lag. Commits
//! reach the replica in order. A query whose client has given up continues, because the server does not notice.

use super::outages::Speeds;
use super::staleness::Served;
use super::{Client, within};
use crate::base::random::{Draws, Latency, Stream};
use crate::base::units::Instant;
use crate::kernel::{Kernel, Notify, Permit, Semaphore, Sleep};
use crate::scenario::{Scenario, Snapshot};
use crate::service::world::{Database, Failure, Row, World as _};
use crate::trace::{Actor, ActorKind, EventKind, Key, Version};
use std::cell::{Cell, RefCell};
use std::pin::{Pin, pin};
use std::rc::Rc;

/// The database server.
pub struct Server {
    /// The number of rows. Keys from here on are ids that do not exist.
    rows: u32,
    /// Per row, the commit of each version after the first.
    commits: RefCell<Vec<Vec<Commit>>>,
    replica_lag: Latency,
    seed: u64,
    /// The pool of connections; `None` if unlimited.
    connections: Option<Rc<Semaphore>>,
    in_flight: Cell<u32>,
    ghosts: Cell<u32>,
    speeds: Speeds,
}

#[derive(Clone, Copy)]
struct Commit {
    at: Instant,
    replicated_at: Instant,
}

impl Server {
    /// A database with every row at version 1 and all connections free.
    pub fn new(scenario: &Scenario, kernel: Rc<Kernel>) -> Server {
        let limit = scenario.db_connections as usize;
        Server {
            rows: scenario.keys,
            commits: RefCell::new(vec![Vec::new(); scenario.keys as usize]),
            replica_lag: scenario.replica_lag,
            seed: scenario.seed,
            connections: (limit > 0).then(|| Semaphore::new(kernel, "database connection", limit)),
            in_flight: Cell::new(0),
            ghosts: Cell::new(0),
            speeds: Speeds::of_database(scenario),
        }
    }

    /// The newest committed version of a row; 0 if the row does not exist.
    #[inline]
    pub fn newest(&self, key: Key) -> Version {
        match key.0 < self.rows {
            true => Version(1 + self.commits.borrow()[key.0 as usize].len() as u32),
            false => Version(0),
        }
    }

    /// The time at which a version was superseded; `None` for the newest.
    #[inline]
    pub fn superseded_at(&self, key: Key, version: Version) -> Option<Instant> {
        let commits = self.commits.borrow();
        let next = (version.0 as usize).checked_sub(1)?;
        commits.get(key.0 as usize)?.get(next).map(|commit| commit.at)
    }

    /// The version that a query reads, and whether a newer one has been committed.
    fn visible(&self, key: Key, now: Instant) -> (Version, bool) {
        if key.0 >= self.rows {
            return (Version(0), false);
        }
        let commits = &self.commits.borrow()[key.0 as usize];
        let replicated = commits.partition_point(|commit| commit.replicated_at <= now);
        (Version(1 + replicated as u32), replicated < commits.len())
    }

    fn commit(&self, key: Key, now: Instant) {
        let commits = &mut self.commits.borrow_mut()[key.0 as usize];
        let entity = u64::from(key.0) << 32 | commits.len() as u64;
        let lag = self.replica_lag.draw(&mut Draws::of(self.seed, Stream::ReplicaLag, entity));
        // In order: a commit never overtakes an earlier one.
        let earliest = commits.last().map_or(Instant::ZERO, |commit| commit.replicated_at);
        commits.push(Commit { at: now, replicated_at: (now + lag).max(earliest) });
    }
}

/// A place in the queue or a connection in use. If it is dropped early, because the process crashed or the query was
/// cancelled, it records that.
struct Hold<'a> {
    client: &'a Client,
    key: Key,
    connected: bool,
    finished: bool,
    permit: Option<Permit>,
}

impl Hold<'_> {
    fn connect(&mut self, permit: Option<Permit>) -> u32 {
        let in_flight = &self.client.site.database.in_flight;
        self.permit = permit;
        self.connected = true;
        in_flight.set(in_flight.get() + 1);
        in_flight.get()
    }

    /// Frees the connection. Returns the number still in use.
    fn finish(mut self) -> u32 {
        self.finished = true;
        self.client.site.database.in_flight.get() - 1
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        let (key, in_flight) = (self.key, &self.client.site.database.in_flight);
        if self.connected {
            in_flight.set(in_flight.get() - 1);
        }
        match (self.finished, self.connected) {
            (true, _) => {}
            (false, true) => self.client.record(EventKind::DbCancelled { key, in_flight: in_flight.get() }),
            (false, false) => self.client.record(EventKind::DbQueueLeft { key }),
        }
    }
}

/// A client's connection to the database.
pub struct Connection<'a>(pub &'a Client);

impl<'a> Connection<'a> {
    fn server(&self) -> &'a Server {
        &self.0.site.database
    }

    fn kernel(&self) -> &'a Rc<Kernel> {
        &self.0.site.kernel
    }

    /// Waits in the queue for a connection. Returns it with the number of connections in use.
    async fn connect(&self, key: Key) -> Result<(Hold<'a>, u32), Failure> {
        let mut hold = Hold { client: self.0, key, connected: false, finished: false, permit: None };
        let Some(pool) = &self.server().connections else {
            let in_flight = hold.connect(None);
            return Ok((hold, in_flight));
        };
        let permit = match pool.try_acquire() {
            Some(permit) => permit,
            None => {
                let waiting = pool.waiting() as u32;
                let limit = self.0.site.scenario.db_queue_limit;
                if limit > 0 && waiting >= limit {
                    hold.finished = true;
                    self.0.record(EventKind::DbRefused { key, waiting });
                    return Err(Failure::QueueFull);
                }
                self.0.record(EventKind::DbQueued { key, ahead: waiting });
                pool.acquire().await
            }
        };
        let in_flight = hold.connect(Some(permit));
        Ok((hold, in_flight))
    }

    /// Waits for as long as the database works on a statement.
    fn work(&self, stream: Stream) -> Sleep {
        let nth = self.0.queries.get().saturating_sub(1);
        let latency = match &self.0.site.script {
            Some(script) => script.work(self.0.actor),
            None => self.0.site.scenario.db_latency.draw(&mut self.0.nth_draws(stream, nth)),
        };
        self.kernel().sleep_until(self.server().speeds.done_at(self.kernel().now(), latency))
    }

    /// A query, from joining the queue to its answer.
    ///
    /// A query with limits is boxed: the limits take more memory than the query itself, and most queries have none.
    fn run_query(self, key: Key, limited: bool) -> impl Future<Output = Result<Row, Failure>> {
        async move {
            if limited {
                let query: Pin<Box<dyn Future<Output = Result<Row, Failure>>>> = Box::pin(self.limited_query(key));
                return query.await;
            }
            let asked_at = self.0.now();
            let (hold, in_flight) = self.connect(key).await?;
            self.0.record(EventKind::DbQueryStarted { key, in_flight });
            let at_start = self.server().visible(key, self.0.now());
            self.work(Stream::QueryLatency).await;
            let now = self.0.now();
            let (version, lagged) = match self.0.site.scenario.db_snapshot {
                Snapshot::Start => at_start,
                Snapshot::End => self.server().visible(key, now),
            };
            let took = now.since(asked_at);
            let in_flight = hold.finish();
            self.0.record(EventKind::DbQueryFinished { key, version, in_flight, took });
            Ok(Row { version, took, lagged })
        }
    }

    async fn run_update(&self, key: Key) -> Result<Row, Failure> {
        let asked_at = self.kernel().now();
        let (hold, in_flight) = self.connect(key).await?;
        self.0.record(EventKind::DbUpdateStarted { key, in_flight });
        self.work(Stream::UpdateLatency).await;
        let now = self.kernel().now();
        self.server().commit(key, now);
        let (version, took) = (self.server().newest(key), now.since(asked_at));
        let in_flight = hold.finish();
        self.0.note_commit(key, version);
        self.0.record(EventKind::DbUpdateCommitted { key, version, in_flight, took });
        Ok(Row { version, took, lagged: false })
    }

    /// Cancels work that exceeds the database's timeout.
    async fn within_timeout(
        &self,
        key: Key,
        work: impl Future<Output = Result<Row, Failure>> + Unpin,
    ) -> Result<Row, Failure> {
        let timeout = self.0.site.scenario.db_timeout;
        within(timeout, self.kernel(), work).await.unwrap_or_else(|| {
            self.0.record(EventKind::DbTimedOut { key, after: timeout });
            Err(Failure::TimedOut)
        })
    }

    /// A query that the database may cancel, or that its reader may abandon.
    async fn limited_query(self, key: Key) -> Result<Row, Failure> {
        let survives = !self.0.site.scenario.client_timeout.is_zero() && self.0.actor.kind() == ActorKind::Read;
        match survives {
            true => self.run_detached(key).await,
            false => self.within_timeout(key, pin!(Connection(self.0).run_query(key, false))).await,
        }
    }

    /// Runs a query as a separate task, so that it continues if its reader gives up.
    async fn run_detached(&self, key: Key) -> Result<Row, Failure> {
        let mut client = self.0.clone();
        let ghost: Rc<Cell<Option<Actor>>> = Rc::default();
        client.ghost = Some(Rc::clone(&ghost));
        let waiting = Waiting { client: self.0, key, ghost, answered: false };
        let answer = Rc::new(Cell::new(None));
        let done = Notify::new(Rc::clone(self.kernel()), "answer of the database");
        let (answering, ready) = (Rc::clone(&answer), Rc::clone(&done));
        self.kernel().spawn("query", async move {
            let connection = Connection(&client);
            answering.set(Some(connection.within_timeout(key, pin!(Connection(&client).run_query(key, false))).await));
            ready.notify_all();
        });
        loop {
            if let Some(row) = answer.get() {
                let mut waiting = waiting;
                waiting.answered = true;
                return row;
            }
            done.notified().await;
        }
    }
}

/// A reader that waits for a detached query. If it is dropped before the answer, the query continues under the name of
/// a ghost.
struct Waiting<'a> {
    client: &'a Client,
    key: Key,
    ghost: Rc<Cell<Option<Actor>>>,
    answered: bool,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.answered {
            return;
        }
        let ghosts = &self.client.site.database.ghosts;
        let actor = Actor::new(ActorKind::Ghost, ghosts.replace(ghosts.get() + 1));
        self.ghost.set(Some(actor));
        self.client.record_as(actor, EventKind::QueryAbandoned { key: self.key, of: self.client.actor });
    }
}

impl Database for Connection<'_> {
    fn query(&self, key: Key) -> impl Future<Output = Result<Row, Failure>> {
        let Scenario { client_timeout, db_timeout, .. } = &self.0.site.scenario;
        let limited = !(client_timeout.is_zero() && db_timeout.is_zero());
        self.0.queries.set(self.0.queries.get().saturating_add(1));
        // Set in advance: it is read only after the answer has arrived.
        self.0.served.set(Some(Served::Database));
        Connection(self.0).run_query(key, limited)
    }

    async fn update(&self, key: Key) -> Result<Row, Failure> {
        self.0.queries.set(self.0.queries.get().saturating_add(1));
        self.within_timeout(key, pin!(self.run_update(key))).await
    }
}
