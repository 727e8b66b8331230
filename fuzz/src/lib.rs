//! The fuzz targets for libFuzzer. Their code is in files that `tests/it/fuzz.rs` also includes, so that stable Rust
//! can replay the corpora without a fuzzer.

pub mod code_targets;
pub mod coding;
pub mod extremes;
#[path = "../../tests/it/held.rs"]
pub mod held;
pub mod making;
pub mod targets;
