//! Invalidate: update the database first, then delete the key; the next read refills it. The usual choice.
//!
//! The cost is one miss, for the next reader. Stale reads are still possible: a reader that read the old row before the
//! commit may store it after the delete (a stale set). It then stays for the full TTL.

use crate::service::world::{Cache as _, Database as _, Failure, World};
use crate::trace::{Key, Version};

pub async fn write<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let row = world.database().update(key).await?;
    world.write_delay().await;
    world.cache().delete(key).await;
    Ok(row.version)
}
