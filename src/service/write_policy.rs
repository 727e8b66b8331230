//! Write policies, one per file: what a write does to the cache besides changing the database.

mod double_delete;
mod invalidate;
mod invalidate_first;
mod ttl_only;
mod update;
mod versioned_set;

use crate::scenario::WritePolicy;
use crate::service::world::{Failure, World};
use crate::trace::{Key, Version};

/// Performs one write by the scenario's policy, and returns the version that it committed.
pub async fn write<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    match world.scenario().write_policy {
        WritePolicy::Invalidate => invalidate::write(world, key).await,
        WritePolicy::Update => update::write(world, key).await,
        WritePolicy::InvalidateFirst => invalidate_first::write(world, key).await,
        WritePolicy::DoubleDelete => double_delete::write(world, key).await,
        WritePolicy::VersionedSet => versioned_set::write(world, key).await,
        WritePolicy::TtlOnly => ttl_only::write(world, key).await,
    }
}
