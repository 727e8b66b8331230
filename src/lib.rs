//! A deterministic simulation of the cache-aside pattern: an application, its cache, its database, the TTL clock and
//! concurrent readers and writers, on virtual time. ARCHITECTURE.md is the map.
//!
//! ```text
//! Scenario ──► Workload ──► Simulation ──► Trace ──► metrics, timeline, narration, invariants ──► views
//! ```
//!
//! A line of text is a scenario, and a scenario is a run. In this example a key expires about once per second, and the
//! database takes 50 ms to answer. Unprotected, about five of a hundred readers per second miss at each expiry, and
//! each sends a query. With a lock only one of them does.
//!
//! ```
//! use cache_aside_playground::run;
//! use cache_aside_playground::scenario::Scenario;
//!
//! let line = "rate=100/s ttl=1s db_latency=50ms duration=30s seed=7";
//! let mutex = run::report(&Scenario::parse(&format!("{line} strategy=mutex"))?)?;
//! let unprotected = run::report(&Scenario::parse(&format!("{line} strategy=unprotected"))?)?;
//!
//! assert!(mutex.episodes.iter().all(|episode| episode.db_queries == 1));
//! assert!(unprotected.db_queries > 3 * mutex.db_queries);
//! assert!(mutex.lock_waits > 0 && unprotected.lock_waits == 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

pub mod base;
pub mod folds;
pub mod kernel;
pub mod model;
pub mod orders;
#[cfg(feature = "python")]
pub mod python;
pub mod run;
pub mod scenario;
pub mod service;
pub mod trace;
pub mod wasm;
pub mod workload;

// The public paths: a module is named without its room. Inside the crate the room is named too.
pub use base::{decimal, random, table, units};
#[cfg(feature = "theory")]
pub use folds::theory;
#[cfg(feature = "python")]
pub use folds::verdict;
pub use folds::{metrics, narration, timeline};
pub use run::simulation;
pub use service::{strategy, world, write_policy};
