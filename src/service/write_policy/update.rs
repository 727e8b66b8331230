//! Update: change the database, then store the new value in the cache.
//!
//! The cost is correctness: two writers may reach the cache in a different order than the database. The older value then
//! stays until its TTL ends.

use crate::service::world::{Cache as _, Database as _, Failure, World};
use crate::trace::{Key, Version};

pub async fn write<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let row = world.database().update(key).await?;
    world.write_delay().await;
    if let Some(lifetime) = world.lifetime(&row) {
        world.cache().set(key, row, lifetime).await;
    }
    Ok(row.version)
}
