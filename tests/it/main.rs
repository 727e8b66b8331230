//! The native tests, in one binary.

mod benchmark;
mod closed_forms;
#[path = "../../fuzz/src/code_targets.rs"]
mod code_targets;
#[path = "../../fuzz/src/coding.rs"]
mod coding;
mod command_line;
mod detail;
mod fingerprints;
mod fuzz;
mod golden;
mod held;
mod invariants;
#[path = "../../fuzz/src/making.rs"]
mod making;
mod narration;
mod presets;
mod properties;
#[cfg(feature = "python")]
mod python;
mod readme;
mod releases;
mod scenarios;
#[path = "../../fuzz/src/targets.rs"]
mod targets;
mod tidy;
mod timeline;
