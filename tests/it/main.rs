//! The native tests, in one binary.

mod command_line;
mod fingerprints;
mod golden;
mod invariants;
mod presets;
mod properties;
mod scenarios;
mod tidy;
