//! A deterministic simulation of the cache-aside pattern: an application, its cache, its database, the TTL clock and
//! concurrent readers and writers, on virtual time. ARCHITECTURE.md is the map.
//!
//! ```text
//! Scenario ──► Workload ──► Simulation ──► Trace ──► metrics, timeline, narration, invariants ──► views
//! ```
#![forbid(unsafe_code)]

pub mod decimal;
pub mod kernel;
pub mod metrics;
pub mod model;
pub mod narration;
pub mod pieces;
pub mod random;
pub mod run;
pub mod scenario;
pub mod simulation;
pub mod strategy;
pub mod table;
pub mod theory;
pub mod timeline;
pub mod trace;
pub mod units;
pub mod wasm;
pub mod workload;
pub mod world;
pub mod write_policy;
