//! A deterministic simulation of the cache-aside pattern: an application, its cache, its database, the TTL clock and
//! concurrent readers and writers, on virtual time. ARCHITECTURE.md is the map.
//!
//! ```text
//! Scenario ──► Workload ──► Simulation ──► Trace ──► metrics, timeline, narration, invariants ──► views
//! ```
#![forbid(unsafe_code)]

pub mod base;
pub mod folds;
pub mod kernel;
pub mod model;
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
#[cfg(feature = "python")]
pub use folds::verdict;
pub use folds::{metrics, narration, theory, timeline};
pub use run::simulation;
pub use service::{strategy, world, write_policy};
