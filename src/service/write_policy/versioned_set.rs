//! Versioned set: update the database, then store the new value unless the cache holds a newer one. Readers' refills
//! are compared in the same way, so neither a reordered update nor a stale set can replace a newer value.
//!
//! The cost is in the cache: it needs a version with each value and a script that compares them. Once the newer value
//! has expired or been evicted, there is nothing left to compare with.

use crate::service::world::{Cache as _, Database as _, Failure, World};
use crate::trace::{Key, Version};

pub async fn write<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let row = world.database().update(key).await?;
    world.write_delay().await;
    if let Some(lifetime) = world.lifetime(&row) {
        world.cache().set_versioned(key, row, lifetime).await;
    }
    Ok(row.version)
}
