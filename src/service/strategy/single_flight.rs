//! Single flight: readers of one application instance share one query.
//!
//! ```text
//! instance 1   R1  miss ─► query ───────────────► set, return
//!              R4     miss ─► joins R1 ··········► return
//! instance 2   R2  miss ─► query ───────────────► set, return      knows nothing of instance 1
//! ```
//!
//! The cost is waiting, L/2 on average for the readers that join, and up to one query per instance and expiry. No lock,
//! token or other shared state is needed. Source: Go, `golang.org/x/sync/singleflight`.

use crate::service::world::{Cache as _, Failure, World};
use crate::trace::{Key, Version};

pub async fn read<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    if let Some(found) = world.cache().get(key).await {
        return Ok(found.row.version);
    }
    let row = world.once(key, move |world| async move { super::fetch(&world, key).await }).await?;
    Ok(row.version)
}
