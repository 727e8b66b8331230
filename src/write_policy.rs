//! Write policies: one file each. What a write does to the cache besides changing the database.

mod invalidate;
mod update;

use crate::scenario::WritePolicy;
use crate::trace::{Key, Version};
use crate::world::{Failure, World};

/// Performs one write by the scenario's policy; returns the version it committed.
pub async fn write<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    match world.scenario().write_policy {
        WritePolicy::Invalidate => invalidate::write(world, key).await,
        WritePolicy::Update => update::write(world, key).await,
    }
}
