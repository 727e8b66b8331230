//! The database: statements of PostgreSQL that take as long as the scenario says, by `pg_sleep`.
//!
//! With `db_snapshot=start` a query is one `SELECT`, whose snapshot is taken before it sleeps. With `end` a function
//! sleeps first and then reads, in a new snapshot. An update sleeps and then changes the row, so it holds the lock of
//! the row only for an instant, and commits at its end.
//!
//! `db_latency` is the whole time of a query, but `pg_sleep` counts in milliseconds and the statement takes time of its
//! own. A query that has read its row at the start is therefore told to sleep a little less, and the client keeps its
//! connection until the whole latency has passed. Statements that read or write at their end sleep all of it, because
//! otherwise they would do so too early.

use super::Client;
use crate::gate::{Answer, Arrived};
use cache_aside_playground::random::Stream;
use cache_aside_playground::scenario::{Scenario, Snapshot};
use cache_aside_playground::trace::{Actor, ActorKind, Key, Version};
use cache_aside_playground::units::{Duration, Instant};
use cache_aside_playground::world::{Database, Failure, Row};
use deadpool_postgres::Object;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tokio::sync::Notify;
use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;

/// The table of rows, and the functions that read and change them.
pub const SCHEMA: &str = "
DROP SCHEMA IF EXISTS cache_aside_playground CASCADE;
CREATE SCHEMA cache_aside_playground;
CREATE UNLOGGED TABLE cache_aside_playground.rows (id int4 PRIMARY KEY, version int4 NOT NULL);
CREATE FUNCTION cache_aside_playground.read_at_end(key int4, seconds float8) RETURNS int4 LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_sleep(seconds);
  RETURN (SELECT version FROM cache_aside_playground.rows WHERE id = key);
END $$;
CREATE FUNCTION cache_aside_playground.change(key int4, seconds float8) RETURNS int4 LANGUAGE plpgsql VOLATILE AS $$
DECLARE changed int4;
BEGIN
  PERFORM pg_sleep(seconds);
  UPDATE cache_aside_playground.rows SET version = version + 1 WHERE id = key RETURNING version INTO changed;
  RETURN changed;
END $$;
";
/// Reads the row at the beginning of the statement.
pub const READ_AT_START: &str =
    "SELECT (SELECT version FROM cache_aside_playground.rows WHERE id = $1), pg_sleep($2)::text";
/// Reads the row at the end of the statement.
pub const READ_AT_END: &str = "SELECT cache_aside_playground.read_at_end($1, $2)";
/// Changes the row.
pub const CHANGE: &str = "SELECT cache_aside_playground.change($1, $2)";

/// What a query's own work, its way there and back, and the rounding of `pg_sleep` to whole milliseconds take together,
/// on a machine that is not busy.
const OWN_TIME: Duration = Duration::from_millis(2);

/// The database as seen by a client.
pub struct Connection<'a>(pub &'a Client);

/// A place in the queue or at the database, with its connection. If it is dropped before it is finished, because the
/// process crashed, it leaves the gate, and the connection is closed.
struct Place<'a> {
    client: &'a Client,
    key: Key,
    since: Instant,
    connection: Option<Object>,
    finished: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        if let Some(connection) = self.connection.take() {
            let connection = Object::take(connection);
            let cancel = connection.cancel_token();
            tokio::task::spawn_local(async move { cancel.cancel_query(NoTls).await });
        }
        // The crash is recorded at the time at which the place becomes free.
        let at = self.client.site.shared.gate.leave(self.client.name(), self.key);
        self.client.now.set(at);
    }
}

impl<'a> Connection<'a> {
    fn scenario(&self) -> &'a Scenario {
        &self.0.site.shared.scenario
    }

    /// Runs a statement, from its arrival at the gate to its answer.
    async fn run(&self, key: Key, updates: bool) -> Result<Row, Failure> {
        let (client, shared) = (self.0, &self.0.site.shared);
        let (since, turn) = match shared.gate.arrive(client.name(), key, updates) {
            Arrived::Connected(since) => (since, None),
            Arrived::InLine(since, turn) => (since, Some(turn)),
            Arrived::Refused => {
                client.look_at_clock();
                return Err(Failure::QueueFull);
            }
        };
        let mut place = Place { client, key, since, connection: None, finished: false };
        let deadline = self.scenario().db_timeout;
        if let Some(turn) = turn {
            match deadline.is_zero() {
                true => drop(turn.await),
                false => tokio::select! {
                    biased;
                    _ = turn => {}
                    () = shared.clock.sleep_until(since + deadline) => return Err(self.timed_out(place)),
                },
            }
        }
        let Ok(connection) = shared.pool.get().await else { return Err(self.broken("no connection", place)) };
        let answer = self.state(&connection, key, updates, since).await;
        match answer {
            Ok(version) => {
                let answer = if updates { Answer::Update(version) } else { Answer::Query(version) };
                // The connection has to be back in the pool before the next request gets the place.
                drop(connection);
                place.finished = true;
                let (at, took) = shared.gate.finish(client.name(), key, since, answer);
                client.now.set(at);
                Ok(Row { version, took, lagged: false })
            }
            Err(error) if error.code() == Some(&SqlState::QUERY_CANCELED) => {
                drop(connection);
                Err(self.timed_out(place))
            }
            Err(error) => {
                place.connection = Some(connection);
                Err(self.broken(&error.to_string(), place))
            }
        }
    }

    /// Sends the statement.
    async fn state(
        &self,
        connection: &Object,
        key: Key,
        updates: bool,
        since: Instant,
    ) -> Result<Version, tokio_postgres::Error> {
        let (client, shared) = (self.0, &self.0.site.shared);
        let (text, stream) = match (updates, self.scenario().db_snapshot) {
            (true, _) => (CHANGE, Stream::UpdateLatency),
            (false, Snapshot::Start) => (READ_AT_START, Stream::QueryLatency),
            (false, Snapshot::End) => (READ_AT_END, Stream::QueryLatency),
        };
        let latency = self.scenario().db_latency.draw(&mut client.draws(stream));
        let began = shared.clock.now();
        let lasts = shared.speeds.done_at(began, latency).since(began);
        let ends = began + lasts;
        let deadline = since + self.scenario().db_timeout;
        let in_time = self.scenario().db_timeout.is_zero() || ends <= deadline;
        let waits_here = !updates && self.scenario().db_snapshot == Snapshot::Start && in_time;
        let sleeps = if waits_here { whole_ms(lasts.saturating_sub(OWN_TIME)) } else { lasts };
        let statement = connection.prepare_cached(text).await?;
        let (id, seconds) = (key.0 as i32, sleeps.as_secs_f64());
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 2] = [&id, &seconds];
        let query = connection.query_one(&statement, &parameters);
        let row = match self.scenario().db_timeout {
            Duration::ZERO => query.await?,
            timeout => {
                let left = timeout.saturating_sub(began.since(since)).as_nanos().div_ceil(1_000_000).max(1);
                let limit = format!("SET statement_timeout = {left}");
                tokio::try_join!(connection.batch_execute(&limit), query)?.1
            }
        };
        if waits_here {
            shared.clock.sleep_until(ends).await;
        }
        let took = shared.clock.now().since(began);
        shared.journal.with(|kept| kept.statement_overhead.push(took.saturating_sub(lasts)));
        let version: Option<i32> = row.try_get(0)?;
        Ok(Version(version.unwrap_or(0) as u32))
    }

    fn timed_out(&self, mut place: Place<'_>) -> Failure {
        place.finished = true;
        let at = self.0.site.shared.gate.time_out(self.0.name(), place.key, place.since);
        self.0.now.set(at);
        Failure::TimedOut
    }

    /// Records an unexpected error, which makes the run fail.
    fn broken(&self, what: &str, place: Place<'_>) -> Failure {
        self.0.site.shared.journal.with(|kept| kept.faults.push(format!("PostgreSQL: {what}")));
        self.timed_out(place)
    }

    /// Runs a query in a separate task, so that it continues if its read is abandoned.
    async fn run_detached(&self, key: Key) -> Result<Row, Failure> {
        let mut client = self.0.clone();
        let ghost: Rc<Cell<Option<Actor>>> = Rc::default();
        client.ghost = Some(Rc::clone(&ghost));
        client.now = Rc::new(Cell::new(self.0.now.get()));
        let mut waiting = Waiting { client: self.0, key, ghost, answered: false };
        let answer: Rc<RefCell<Option<Result<Row, Failure>>>> = Rc::default();
        let done = Rc::new(Notify::new());
        let (answering, ready) = (Rc::clone(&answer), Rc::clone(&done));
        tokio::task::spawn_local(async move {
            let row = Connection(&client).run(key, false).await;
            answering.borrow_mut().replace(row);
            ready.notify_one();
        });
        done.notified().await;
        waiting.answered = true;
        self.0.look_at_clock();
        let row = answer.borrow_mut().take();
        row.unwrap_or(Err(Failure::Crashed))
    }
}

/// A duration rounded down to whole milliseconds.
fn whole_ms(duration: Duration) -> Duration {
    Duration::from_millis(duration.as_nanos() / 1_000_000)
}

/// A reader that waits for a detached query. If it is dropped before the answer, the query continues as another actor.
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
        let name = |number| {
            let ghost = Actor::new(ActorKind::Ghost, number);
            self.ghost.set(Some(ghost));
            ghost
        };
        self.client.site.shared.gate.abandon(self.client.actor, self.key, name);
    }
}

impl Database for Connection<'_> {
    async fn query(&self, key: Key) -> Result<Row, Failure> {
        let survives = !self.scenario().client_timeout.is_zero() && self.0.actor.kind() == ActorKind::Read;
        match survives {
            true => self.run_detached(key).await,
            false => self.run(key, false).await,
        }
    }

    async fn update(&self, key: Key) -> Result<Row, Failure> {
        self.run(key, true).await
    }
}
