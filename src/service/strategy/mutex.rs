//! Mutex: the first reader that misses takes a lock and refills, the others wait for it.
//!
//! ```text
//! R1  miss ─► lock ─► query ───────────────► set ─► unlock
//! R2     miss ─► wait ······························► look again: hit
//! R3         miss ─► wait ··························► look again: hit
//! ```
//!
//! Who pays: the readers, who wait L/2 on average (λ reads/s, query time L), for one query per expiry. The lock has a
//! TTL, for a holder that dies, and its owner's token in it, so that a late holder does not release somebody else's.
//! Source: Redis, `SET key token NX PX ttl` and release by compare-and-delete ("Distributed Locks with Redis").
//!
//! `lock_recheck=false` leaves out the second look, which is the classic mistake: every waiter then queries in turn.

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

/// What the holder of the lock does. Between its miss and its lock somebody else may have refilled: it looks again.
async fn refill<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let scenario = world.scenario();
    if scenario.lock_recheck
        && let Some(found) = world.cache().get(key).await
    {
        return Ok(found.row.version);
    }
    Ok(super::fetch(world, key).await?.version)
}
