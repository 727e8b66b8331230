//! The listings: every strategy and write policy as code, one file each, shown in the page and run by the interpreter.
//! A test compares each with its Rust file: the same fingerprint on every preset and on hundreds of random lines.

use crate::scenario::values::Value as _;
use crate::scenario::{Strategy, WritePolicy};

/// A strategy as code: it defines `read(key)`.
pub fn of_strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Unprotected => include_str!("listings/unprotected.py"),
        Strategy::Mutex => include_str!("listings/mutex.py"),
        Strategy::Xfetch => include_str!("listings/xfetch.py"),
        Strategy::BackgroundRefresh => include_str!("listings/background_refresh.py"),
        Strategy::SingleFlight => include_str!("listings/single_flight.py"),
        Strategy::Lease => include_str!("listings/lease.py"),
    }
}

/// A write policy as code: it defines `write(key)`.
pub fn of_write_policy(policy: WritePolicy) -> &'static str {
    match policy {
        WritePolicy::Invalidate => include_str!("listings/invalidate.py"),
        WritePolicy::Update => include_str!("listings/update.py"),
        WritePolicy::InvalidateFirst => include_str!("listings/invalidate_first.py"),
        WritePolicy::DoubleDelete => include_str!("listings/double_delete.py"),
        WritePolicy::VersionedSet => include_str!("listings/versioned_set.py"),
        WritePolicy::TtlOnly => include_str!("listings/ttl_only.py"),
    }
}

/// All listings, with their names.
pub fn all() -> impl Iterator<Item = (String, &'static str)> {
    let strategies = Strategy::ALL.iter().map(|&strategy| (strategy.print(), of_strategy(strategy)));
    strategies.chain(WritePolicy::ALL.iter().map(|&policy| (policy.print(), of_write_policy(policy))))
}
