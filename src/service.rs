//! The service under study: the operations available to it, and the strategies and write policies written with them.

pub mod strategy;
pub mod world;
pub mod write_policy;
