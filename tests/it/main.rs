//! The native tests, in one binary.

mod closed_forms;
mod command_line;
mod fingerprints;
mod golden;
mod invariants;
mod presets;
mod properties;
mod readme;
mod scenarios;
mod tidy;
mod timeline;
