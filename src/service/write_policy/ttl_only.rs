//! TTL only: change the database and leave the cache alone.
//!
//! Who pays: the answer, which is stale until its TTL: with μ writes/s a share 1 − (1 − e^(−μT))/(μT) of the hits. Often
//! good enough, as for a timeline.

use crate::service::world::{Database as _, Failure, World};
use crate::trace::{Key, Version};

pub async fn write<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    Ok(world.database().update(key).await?.version)
}
