//! The ground floor: plain types and arithmetic that know nothing of caches.

pub mod chunked;
pub mod decimal;
pub mod percentiles;
pub mod random;
pub mod table;
pub mod units;
