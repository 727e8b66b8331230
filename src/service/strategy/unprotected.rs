//! Plain cache-aside (lazy loading), without protection against stampedes.
//!
//! ```text
//! R1  miss ─► query ───────────────► set, return
//! R2     miss ─► query ───────────────► set, return     every reader that arrives while
//! R3         miss ─► query ───────────────► set, return  the first one queries, queries too
//! ```
//!
//! The database bears the cost: after an expiry it gets 1 + λL queries for one value (λ reads/s, query time L).

use crate::service::world::{Cache as _, Failure, World};
use crate::trace::{Key, Version};

pub async fn read<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    if let Some(found) = world.cache().get(key).await {
        return Ok(found.row.version);
    }
    Ok(super::fetch(world, key).await?.version)
}
