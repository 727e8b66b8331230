//! Plain types and arithmetic that every other room may use. Nothing here knows about caches.

pub mod by_name;
pub mod chunked;
pub mod decimal;
pub mod percentiles;
pub mod random;
pub mod table;
pub mod units;
