//! Read strategies, one per file, generic over the [`World`].
//!
//! A strategy answers one read: it returns the version that the reader gets. The header of each file says what it costs:
//! the reader time, the database load, or the answer its freshness.

mod background_refresh;
mod lease;
mod mutex;
mod single_flight;
mod unprotected;
mod xfetch;

use crate::base::units::Instant;
use crate::scenario::{Strategy, WritePolicy};
use crate::service::world::{Cache as _, Database as _, Failure, Row, World};
use crate::trace::{Actor, EventKind, Key, Version};

/// Answers one read by the scenario's strategy.
///
/// It returns an async block because an `async fn` would store its arguments twice, for up to a million readers at a
/// time.
pub fn read<W: World>(world: &W, key: Key) -> impl Future<Output = Result<Version, Failure>> {
    async move {
        match world.scenario().strategy {
            Strategy::Unprotected => unprotected::read(world, key).await,
            Strategy::Mutex => mutex::read(world, key).await,
            Strategy::Xfetch => xfetch::read(world, key).await,
            Strategy::BackgroundRefresh => background_refresh::read(world, key).await,
            Strategy::SingleFlight => single_flight::read(world, key).await,
            Strategy::Lease => lease::read(world, key).await,
        }
    }
}

/// Fills a key before its first read.
pub async fn warm<W: World>(world: &W, key: Key) -> Result<(), Failure> {
    match world.scenario().strategy {
        Strategy::Lease => lease::warm(world, key).await,
        _ => fetch(world, key).await.map(|_| ()),
    }
}

/// Queries the database and stores the row in the cache, if it may be stored: the second half of every miss.
fn fetch<W: World>(world: &W, key: Key) -> impl Future<Output = Result<Row, Failure>> {
    async move {
        let row = world.database().query(key).await?;
        if let Some(lifetime) = world.lifetime(&row) {
            match world.scenario().write_policy {
                WritePolicy::VersionedSet => world.cache().set_versioned(key, row, lifetime).await,
                _ => world.cache().set(key, row, lifetime).await,
            }
        }
        Ok(row)
    }
}

/// A reader's wait for a lock or a lease that another reader holds. However often the reader looks, it is logged once.
#[derive(Default)]
pub(crate) struct LockWait {
    since: Option<Instant>,
}

impl LockWait {
    /// The wait begins, unless it has.
    pub(crate) fn begin<W: World>(&mut self, world: &W, key: Key, holder: Actor) {
        if self.since.is_none() {
            self.since = Some(world.now());
            world.note(EventKind::LockWaitStarted { key, holder });
        }
    }

    /// Waits until it is worth looking again: at the next poll, or when the holder is done.
    pub(crate) fn look_again<W: World>(&mut self, world: &W, key: Key, holder: Actor) -> impl Future<Output = ()> {
        self.begin(world, key, holder);
        look_again(world, key)
    }

    /// Logs the end of the wait, if there was one.
    pub(crate) fn end<W: World>(self, world: &W, key: Key) {
        if let Some(since) = self.since {
            world.note(EventKind::LockWaitEnded { key, waited: world.now().since(since) });
        }
    }
}

/// Waits until the next poll, or until the key's lock is released or runs out.
pub(crate) fn look_again<W: World>(world: &W, key: Key) -> impl Future<Output = ()> {
    async move {
        let poll = world.scenario().lock_poll;
        match poll.is_zero() {
            true => world.cache().lock_gone(key).await,
            false => world.sleep(poll).await,
        }
    }
}
