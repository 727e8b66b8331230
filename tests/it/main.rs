//! The native tests, in one binary.

mod command_line;
mod invariants;
mod properties;
mod scenarios;
