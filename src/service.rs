//! The service under study: the verbs it acts by, and the strategies and write policies written in them.

pub mod strategy;
pub mod world;
pub mod write_policy;
