#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cache_aside_playground_fuzz::targets::scenario_line(data));
