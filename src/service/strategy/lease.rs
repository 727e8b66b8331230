//! Lease: the cache itself hands one reader the right to refill, and a delete takes it back.
//!
//! ```text
//! R1  miss, lease ─► query ──────────────► set with the lease: stored
//! R2     miss, none ─► wait ················► look again: hit
//! W1              update ─► delete            had W1 deleted in between, R1's set would be refused:
//!                                             no stale set
//! ```
//!
//! The cost is waiting, as with a mutex, or, with `lease_stale`, an old answer.
//!
//! A write that stores a value instead of deleting it takes the lease back as well: the holder may have read an older row.
//! The paper speaks of deletes only; in memcached a set replaces the placeholder, so the holder's set, which compares
//! with the placeholder (`C` of the meta commands), is refused.
//!
//! Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, section 3.2.1.
//!
//! When is the next lease handed out, once a delete has voided one? Both answers exist. In the paper the server hands out
//! one token per key per 10 s, whatever becomes of it: the second reader waits, and there is one query. In today's
//! memcached (meta commands, `mg … N` and `md`) the delete takes the placeholder away, so the next miss wins a new lease
//! at once: nobody waits, and two readers may query, the first for nothing. The simulator does the latter. The explorer
//! of orders shows both (`lease_reissue=at_once` and `after_ttl`, docs/EVERY-ORDER.md).

use super::LockWait;
use crate::service::world::{Cache as _, Database as _, Failure, Leased, World};
use crate::trace::{Key, Version};

pub async fn read<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let scenario = world.scenario();
    let mut wait = LockWait::default();
    let answer = loop {
        match world.cache().get_or_lease(key, scenario.lock_ttl).await {
            Leased::Fresh(found) | Leased::Refused(_, Some(found)) => break Some(found),
            Leased::Granted => break None,
            Leased::Refused(holder, None) => wait.look_again(world, key, holder).await,
        }
    };
    wait.end(world, key);
    match answer {
        Some(found) => Ok(found.row.version),
        None => Box::pin(refill(world, key)).await,
    }
}

/// Fills a key before its first read, under a lease like any other refill.
pub async fn warm<W: World>(world: &W, key: Key) -> Result<(), Failure> {
    match world.cache().get_or_lease(key, world.scenario().lock_ttl).await {
        Leased::Granted => refill(world, key).await.map(|_| ()),
        Leased::Fresh(_) | Leased::Refused(..) => Ok(()),
    }
}

/// Refills the key, as the holder of the lease.
async fn refill<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let row = world.database().query(key).await;
    match row.map(|row| (row, world.lifetime(&row))) {
        Ok((row, Some(lifetime))) => world.cache().set_leased(key, row, lifetime).await,
        // Nothing to store: the lease goes back, so that the next reader need not wait for its end.
        _ => world.cache().unlock(key).await,
    }
    Ok(row?.version)
}
