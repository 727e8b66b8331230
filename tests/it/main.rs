//! The native tests, in one binary.

mod benchmark;
mod bounds;
mod closed_forms;
#[path = "../../fuzz/src/code_targets.rs"]
mod code_targets;
#[path = "../../fuzz/src/coding.rs"]
mod coding;
mod command_line;
mod detail;
mod docs;
mod example;
#[path = "../../fuzz/src/extremes.rs"]
mod extremes;
mod fingerprints;
mod fuzz;
mod golden;
mod held;
mod invariants;
mod losses;
#[path = "../../fuzz/src/making.rs"]
mod making;
mod narration;
mod orders;
mod presets;
mod properties;
#[cfg(feature = "python")]
mod python;
mod releases;
mod scenarios;
mod shrink;
#[path = "../../fuzz/src/targets.rs"]
mod targets;
mod tidy;
mod timeline;
