//! The native tests, in one binary.

mod invariants;
mod properties;
mod scenarios;
