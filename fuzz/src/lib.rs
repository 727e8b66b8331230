//! The fuzz targets for libFuzzer. What they do lies in files that the tests of the project include as well, so that
//! stable Rust without a fuzzer replays the corpora: `tests/it/fuzz.rs`.

pub mod code_targets;
pub mod coding;
#[path = "../../tests/it/held.rs"]
pub mod held;
pub mod making;
pub mod targets;
