//! A deterministic simulation of the cache-aside pattern: an application, its cache, its database, the TTL clock and
//! concurrent readers and writers, on virtual time. ARCHITECTURE.md is the map.
#![forbid(unsafe_code)]

pub mod kernel;
pub mod random;
pub mod scenario;
pub mod units;
