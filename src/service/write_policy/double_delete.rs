//! Double delete: update the database, delete the key, and delete it again after a pause.
//!
//! The cost is one more miss per write. The second delete removes what a slow reader stored after the first; a reader
//! slower than the pause still wins.

use crate::service::world::{Cache as _, Database as _, Failure, World};
use crate::trace::{Key, Version};

pub async fn write<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let row = world.database().update(key).await?;
    world.cache().delete(key).await;
    world.spawn(move |world| async move {
        world.write_delay().await;
        world.cache().delete(key).await;
    });
    Ok(row.version)
}
