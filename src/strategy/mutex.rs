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

use crate::trace::{EventKind, Key, Version};
use crate::world::{Cache as _, Failure, World};

pub async fn read<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let scenario = world.scenario();
    if let Some(found) = world.cache().get(key).await {
        return Ok(found.row.version);
    }
    let mut waiting_since = None;
    let waited = |since| {
        if let Some(since) = since {
            note_wait_ended(world, key, since)
        }
    };
    while let Err(holder) = world.cache().lock(key, scenario.lock_ttl).await {
        if waiting_since.is_none() {
            waiting_since = Some(world.now());
            world.note(EventKind::LockWaitStarted { key, holder });
        }
        match scenario.lock_poll.is_zero() {
            true => world.cache().lock_gone(key).await,
            false => world.sleep(scenario.lock_poll).await,
        }
        if scenario.lock_recheck
            && let Some(found) = world.cache().get(key).await
        {
            waited(waiting_since);
            return Ok(found.row.version);
        }
    }
    waited(waiting_since);
    let answer = refill(world, key).await;
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

fn note_wait_ended<W: World>(world: &W, key: Key, since: crate::units::Instant) {
    world.note(EventKind::LockWaitEnded { key, waited: world.now().since(since) });
}
