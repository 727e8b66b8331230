//! Background refresh (stale-while-revalidate): a read gets the old value at once, and a background task fetches the
//! new one.
//!
//! ```text
//!      fresh for its TTL        stale-ok for the grace      gone
//! ├───────────────────────────┼─────────────────────────┤
//!                              R7 stale hit, returns at once
//!                                └► B7 lock ─► query ───► set ─► unlock
//! ```
//!
//! The cost is old answers, up to TTL + grace + L old. No read waits, and there is one query per expiry. If there is no
//! read during the grace, the value is gone. A read of a cold key is a plain miss, *not* protected.
//! Source: RFC 5861, `stale-while-revalidate`.

use crate::service::world::{Cache as _, Failure, World};
use crate::trace::{EventKind, Key, Version};

pub async fn read<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    if let Some(found) = world.cache().get(key).await {
        if world.now() >= found.fresh_until {
            world.spawn(move |world| refresh(world, key));
        }
        return Ok(found.row.version);
    }
    Ok(super::fetch(world, key).await?.version)
}

/// Refreshes a key. Every stale hit starts a refresh, and the lock lets one of them through.
async fn refresh<W: World>(world: W, key: Key) {
    if world.cache().lock(key, world.scenario().lock_ttl).await.is_err() {
        return;
    }
    world.note(EventKind::RefreshStarted { key });
    // An error leaves the old value in place; the next stale hit tries again.
    let _ = super::fetch(&world, key).await;
    world.cache().unlock(key).await;
    world.note(EventKind::RefreshEnded { key });
}
