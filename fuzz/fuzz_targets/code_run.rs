#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cache_aside_playground_fuzz::code_targets::code_run(data));
