//! The link of an instance: its one connection to Redis, on which commands are pipelined.
//!
//! Each command is sent in a transaction with `INCR` and `TIME`, so that its answer has its place in the order of all
//! commands and the server's clock. The command itself is the one that a real service would send.

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError, pipe};
use std::cell::RefCell;
use std::time::Duration;

/// The prefix of all keys of a run in Redis.
pub const PREFIX: &str = "playground:";

/// The digests of the scripts, by which Redis knows them.
pub struct Scripts {
    /// `set_versioned.lua`
    pub set_versioned: String,
    /// `get_or_lease.lua`
    pub get_or_lease: String,
    /// `set_leased.lua`
    pub set_leased: String,
    /// `delete.lua`
    pub delete: String,
    /// `unlock.lua`
    pub unlock: String,
    /// `clear.lua`
    pub clear: String,
}

impl Scripts {
    /// Loads the scripts into Redis.
    ///
    /// # Errors
    /// If Redis refuses a script or cannot be reached.
    pub async fn load(connection: &mut MultiplexedConnection) -> Result<Scripts, RedisError> {
        let mut all = Vec::new();
        for text in [
            include_str!("scripts/set_versioned.lua"),
            include_str!("scripts/get_or_lease.lua"),
            include_str!("scripts/set_leased.lua"),
            include_str!("scripts/delete.lua"),
            include_str!("scripts/unlock.lua"),
            include_str!("scripts/clear.lua"),
        ] {
            all.push(redis::cmd("SCRIPT").arg("LOAD").arg(text).query_async::<String>(connection).await?);
        }
        let mut all = all.into_iter();
        let mut next = || all.next().unwrap_or_default();
        Ok(Scripts {
            set_versioned: next(),
            get_or_lease: next(),
            set_leased: next(),
            delete: next(),
            unlock: next(),
            clear: next(),
        })
    }
}

/// The connection, which is made again after it broke.
pub struct Link {
    client: Client,
    connection: RefCell<Option<MultiplexedConnection>>,
    connecting: tokio::sync::Mutex<()>,
}

/// An answer, with the place of its command and the server's clock.
pub struct Answer<T> {
    /// The place of the command in the order of all commands, from 1.
    pub place: u64,
    /// The server's clock in microseconds.
    pub server_us: i64,
    /// The answer of the command.
    pub said: T,
}

impl Link {
    /// A link that connects when it is first used.
    pub fn new(client: Client) -> Link {
        Link { client, connection: RefCell::new(None), connecting: tokio::sync::Mutex::new(()) }
    }

    /// The present connection, or a new one.
    ///
    /// # Errors
    /// If Redis cannot be reached.
    pub async fn connection(&self) -> Result<MultiplexedConnection, RedisError> {
        let there = || self.connection.borrow().clone();
        if let Some(connection) = there() {
            return Ok(connection);
        }
        let _turn = self.connecting.lock().await;
        // Another task may have connected in the meantime.
        if let Some(connection) = there() {
            return Ok(connection);
        }
        let connection = connect(&self.client).await?;
        *self.connection.borrow_mut() = Some(connection.clone());
        Ok(connection)
    }

    /// Sends a command in a transaction.
    ///
    /// # Errors
    /// If Redis cannot be reached, or refuses the command.
    pub async fn send<T: FromRedisValue>(&self, command: &Cmd) -> Result<Answer<T>, RedisError> {
        let mut connection = self.connection().await?;
        let mut transaction = pipe();
        transaction.atomic().cmd("INCR").arg(format!("{PREFIX}order")).cmd("TIME").add_command(command.clone());
        match transaction.query_async::<(u64, (i64, i64), T)>(&mut connection).await {
            Ok((place, (seconds, micros), said)) => Ok(Answer { place, server_us: seconds * 1_000_000 + micros, said }),
            Err(error) => {
                if error.is_io_error() || error.is_connection_dropped() || error.is_unrecoverable_error() {
                    self.connection.borrow_mut().take();
                }
                Err(error)
            }
        }
    }
}

/// A new connection without a timeout for answers.
///
/// # Errors
/// If Redis cannot be reached.
pub async fn connect(client: &Client) -> Result<MultiplexedConnection, RedisError> {
    let settings =
        AsyncConnectionConfig::new().set_response_timeout(None).set_connection_timeout(Some(Duration::from_secs(5)));
    client.get_multiplexed_async_connection_with_config(&settings).await
}
