//! Mutex: the first reader that misses takes a lock and refills the key; the others wait for it.
//!
//! ```text
//! R1  miss ─► lock ─► query ───────────────► set ─► unlock
//! R2     miss ─► wait ······························► look again: hit
//! R3         miss ─► wait ··························► look again: hit
//! ```
//!
//! The cost is waiting, L/2 on average for the other readers (query time L). The database gets one query per expiry. The
//! lock has a TTL in case its holder crashes. It contains the holder's token, so that a late holder does not release
//! another one's lock. Source: Redis, `SET key token NX PX ttl` and release by compare-and-delete ("Distributed Locks
//! with Redis").
//!
//! `lock_recheck=false` leaves out the second look. This is the classic mistake: every waiter then queries in turn.

use super::LockWait;
use crate::service::world::{Cache as _, Failure, World};
use crate::trace::{Key, Version};

pub async fn read<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let scenario = world.scenario();
    if let Some(found) = world.cache().get(key).await {
        return Ok(found.row.version);
    }
    let mut wait = LockWait::default();
    while let Err(holder) = world.cache().lock(key, scenario.lock_ttl).await {
        wait.look_again(world, key, holder).await;
        if scenario.lock_recheck
            && let Some(found) = world.cache().get(key).await
        {
            wait.end(world, key);
            return Ok(found.row.version);
        }
    }
    wait.end(world, key);
    let answer = Box::pin(refill(world, key)).await;
    world.cache().unlock(key).await;
    answer
}

/// Refills the key, as the holder of the lock. It looks again first, because another reader may have refilled the key
/// between the miss and the lock.
async fn refill<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let scenario = world.scenario();
    if scenario.lock_recheck
        && let Some(found) = world.cache().get(key).await
    {
        return Ok(found.row.version);
    }
    Ok(super::fetch(world, key).await?.version)
}
