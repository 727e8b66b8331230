//! XFetch: a reader may refresh a value shortly before expiry, at random.
//!
//! ```text
//!                              R7 rolls low          expiry
//! hit  hit   hit  hit  hit  hit ▼ query ──► set        ┊        the nearer the expiry, and the slower the
//! ─────────────────────────────────────────────────────┊──► t   recompute, the likelier a reader goes early
//! ```
//!
//! The cost is a wait for the reader that refreshes, and e^(1/β) queries per expiry instead of 1. There is no lock, and
//! while the key is hot no reader waits for another one. A key that is rarely read is not protected at all.
//! Source: Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", PVLDB 8(8), 2015.

use crate::base::random;
use crate::base::units::Duration;
use crate::scenario::Scenario;
use crate::service::world::{Cache as _, Failure, Found, World};
use crate::trace::{EventKind, Key, Version};

pub async fn read<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    let scenario = world.scenario();
    if let Some(found) = world.cache().get(key).await {
        let delta = found.row.took;
        let left = found.fresh_until.since(world.now());
        let dice = world.dice();
        world.note(EventKind::DiceRolled { key, dice, threshold: threshold(left, delta, scenario), left });
        if !recompute_early(left, delta, scenario, dice) {
            return Ok(found.row.version);
        }
        if scenario.xfetch_lock {
            return Box::pin(refresh_alone(world, key, found, left)).await;
        }
        world.note(EventKind::EarlyRecompute { key, delta, left });
    }
    Ok(super::fetch(world, key).await?.version)
}

/// Refreshes early under a lock (`xfetch_lock=true`), so only one early refresh runs at a time. A reader that does not
/// get the lock returns the value it has.
async fn refresh_alone<W: World>(world: &W, key: Key, found: Found, left: Duration) -> Result<Version, Failure> {
    if world.cache().lock(key, world.scenario().lock_ttl).await.is_err() {
        return Ok(found.row.version);
    }
    world.note(EventKind::EarlyRecompute { key, delta: found.row.took, left });
    let answer = super::fetch(world, key).await;
    world.cache().unlock(key).await;
    Ok(answer?.version)
}

/// The XFetch rule: recompute if now − Δ·β·ln(rand) ≥ expiry, with rand in (0, 1]. With an `early_window` ξ, for
/// comparison, recompute if now + ξ·(1 − rand) ≥ expiry: the early expiry is uniform in ξ.
fn recompute_early(left: Duration, delta: Duration, scenario: &Scenario, dice: f64) -> bool {
    let ahead = match scenario.early_window {
        Duration::ZERO => random::scale(delta, scenario.beta * -random::ln(dice)),
        window => random::scale(window, 1.0 - dice),
    };
    ahead >= left
}

/// The highest value of the dice at which the rule recomputes: e^(−left/(Δ·β)), or 1 − left/ξ. It is only displayed;
/// the rule itself decides.
fn threshold(left: Duration, delta: Duration, scenario: &Scenario) -> f64 {
    let left = left.as_secs_f64();
    match scenario.early_window {
        _ if left == 0.0 => 1.0,
        Duration::ZERO => random::exp(-left / (delta.as_secs_f64() * scenario.beta)),
        window => (1.0 - left / window.as_secs_f64()).max(0.0),
    }
}
