//! Read strategies: one file each, generic over the [`World`], in the order a lecturer would say it.
//!
//! A strategy answers one read: it returns the version that its reader gets to see. Each file's header says who pays:
//! the reader by waiting, the database by load, or the answer by staleness.

mod background_refresh;
mod mutex;
mod unprotected;
mod xfetch;

use crate::scenario::Strategy;
use crate::trace::{Key, Version};
use crate::world::{Failure, World};

/// Answers one read by the scenario's strategy.
pub async fn read<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    match world.scenario().strategy {
        Strategy::Unprotected => unprotected::read(world, key).await,
        Strategy::Mutex => mutex::read(world, key).await,
        Strategy::Xfetch => xfetch::read(world, key).await,
        Strategy::BackgroundRefresh => background_refresh::read(world, key).await,
    }
}
