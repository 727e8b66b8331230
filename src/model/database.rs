//! The database: rows with versions, connections with a FIFO line before them, a latency once connected.
//!
//! ```text
//!  request ──► line (FIFO) ──► connection held for the latency ──► answer
//!                               ▲ snapshot=start          ▲ snapshot=end, and where an update commits
//! ```

use super::Client;
use crate::kernel::{Kernel, Permit, Semaphore};
use crate::random::Stream;
use crate::scenario::{Scenario, Snapshot};
use crate::trace::{EventKind, Key, Version};
use crate::units::Instant;
use crate::world::{self, Failure, Row};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The database server.
pub struct Server {
    /// Per row, when each version after the first was committed.
    commits: RefCell<Vec<Vec<Instant>>>,
    /// The connections, unless they are unlimited.
    connections: Option<Rc<Semaphore>>,
    in_flight: Cell<u32>,
}

impl Server {
    /// Every row at version 1, nobody connected.
    pub fn new(scenario: &Scenario, kernel: Rc<Kernel>) -> Server {
        let limit = scenario.db_connections as usize;
        Server {
            commits: RefCell::new(vec![Vec::new(); scenario.keys as usize]),
            connections: (limit > 0).then(|| Semaphore::new(kernel, "database connection", limit)),
            in_flight: Cell::new(0),
        }
    }

    /// The newest committed version of a row.
    pub fn newest(&self, key: Key) -> Version {
        Version(1 + self.commits.borrow()[key.0 as usize].len() as u32)
    }

    /// When a version was replaced by the next one; `None` for the newest.
    pub fn superseded_at(&self, key: Key, version: Version) -> Option<Instant> {
        self.commits.borrow()[key.0 as usize].get(version.0 as usize - 1).copied()
    }

    fn commit(&self, key: Key, now: Instant) {
        self.commits.borrow_mut()[key.0 as usize].push(now);
    }
}

/// A connection in use; it is free again when this is dropped, also by a request that is cancelled.
struct InUse<'a> {
    server: &'a Server,
    _permit: Option<Permit>,
}

impl<'a> InUse<'a> {
    fn new(server: &'a Server, permit: Option<Permit>) -> InUse<'a> {
        server.in_flight.set(server.in_flight.get() + 1);
        InUse { server, _permit: permit }
    }

    fn count(&self) -> u32 {
        self.server.in_flight.get()
    }

    /// Frees the connection; how many are left in use.
    fn close(self) -> u32 {
        self.count() - 1
    }
}

impl Drop for InUse<'_> {
    fn drop(&mut self) {
        self.server.in_flight.set(self.server.in_flight.get() - 1);
    }
}

/// A client's way to the database.
pub struct Connection<'a>(pub &'a Client);

impl Connection<'_> {
    fn server(&self) -> &Server {
        &self.0.site.database
    }

    fn now(&self) -> Instant {
        self.0.site.kernel.now()
    }

    /// Stands in line for a connection.
    async fn connect(&self, key: Key) -> Result<InUse<'_>, Failure> {
        let Some(pool) = &self.server().connections else {
            return Ok(InUse::new(self.server(), None));
        };
        let permit = match pool.try_acquire() {
            Some(permit) => permit,
            None => {
                let waiting = pool.waiting() as u32;
                let limit = self.0.site.scenario.db_queue_limit;
                if limit > 0 && waiting >= limit {
                    self.0.record(EventKind::DbRefused { key, waiting });
                    return Err(Failure::QueueFull);
                }
                self.0.record(EventKind::DbQueued { key, ahead: waiting });
                pool.acquire().await
            }
        };
        Ok(InUse::new(self.server(), Some(permit)))
    }

    /// Lets the database work for its latency.
    async fn work(&self, stream: Stream) {
        let latency = self.0.site.scenario.db_latency.draw(&mut self.0.draws(stream));
        self.0.site.kernel.sleep(latency).await;
    }
}

impl world::Database for Connection<'_> {
    async fn query(&self, key: Key) -> Result<Row, Failure> {
        let asked_at = self.now();
        let connection = self.connect(key).await?;
        self.0.record(EventKind::DbQueryStarted { key, in_flight: connection.count() });
        let at_start = self.server().newest(key);
        self.work(Stream::QueryLatency).await;
        let version = match self.0.site.scenario.db_snapshot {
            Snapshot::Start => at_start,
            Snapshot::End => self.server().newest(key),
        };
        let took = self.now().since(asked_at);
        let in_flight = connection.close();
        self.0.record(EventKind::DbQueryFinished { key, version, in_flight, took });
        Ok(Row { version, took })
    }

    async fn update(&self, key: Key) -> Result<Row, Failure> {
        let asked_at = self.now();
        let connection = self.connect(key).await?;
        self.0.record(EventKind::DbUpdateStarted { key, in_flight: connection.count() });
        self.work(Stream::UpdateLatency).await;
        self.server().commit(key, self.now());
        let (version, took) = (self.server().newest(key), self.now().since(asked_at));
        let in_flight = connection.close();
        self.0.record(EventKind::DbUpdateCommitted { key, version, in_flight, took });
        Ok(Row { version, took })
    }
}
