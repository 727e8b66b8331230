//! Invalidate first: delete the key, then change the database. This is the wrong order, shown because it is common.
//!
//! The cost is correctness: a reader in between refills the cache with the old row, which then stays for the full TTL.
//! With λ reads/s and a gap of d between delete and commit, that happens with probability 1 − e^(−λd). Protecting the
//! refill makes it worse, because then no other reader overwrites the one stale fill.

use crate::service::world::{Cache as _, Database as _, Failure, World};
use crate::trace::{Key, Version};

pub async fn write<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    world.cache().delete(key).await;
    world.write_delay().await;
    Ok(world.database().update(key).await?.version)
}
