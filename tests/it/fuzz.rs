//! The fuzz targets without a fuzzer: stable Rust replays the corpora of `fuzz/corpus/` and a bounded number of inputs
//! mutated from them. The mutations are drawn from the number of the input, so the inputs are the same every time.
//!
//! `EXECUTIONS=1000000 cargo test --release --test it fuzz` runs that many inputs per target, with `ONLY=code_run` of
//! that target alone; `npm run fuzz` lets libFuzzer search for new ones.

use crate::golden::hold;
use crate::scenarios::parse;
use crate::targets::{TARGETS, runs_well};
use cache_aside_playground::python::listings;
use cache_aside_playground::random::{Draws, Stream};
use cache_aside_playground::scenario::{FIELDS, PRESETS};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::panic::catch_unwind;
use std::path::PathBuf;

/// Lines with which a fuzzer found a bug.
const FOUND: &[(&str, &str)] = &[
    (
        "duration=20ms strategy=xfetch rate=500/s beta=0.000001",
        "e^(1/β) is infinite: the forms of XFetch were not numbers",
    ),
    (
        "duration=1s strategy=xfetch do=490ms:align_arrivals:10s",
        "nine seconds of the reads come from beyond the end: the estimate did not count them",
    ),
    (
        "duration=100ms arrivals=closed clients=500 cache_latency=30s",
        "each client has one read under way at the end: the estimate counted a three hundredth of them",
    ),
    (
        "duration=2s arrivals=closed clients=2 think_time=10ms cache_latency=1s client_timeout=1ms",
        "clients that have no patience come back sooner than a cache answers: the estimate did not count on them",
    ),
    (
        "duration=14h strategy=unprotected rate=0.01/s",
        "reads so rare that hardly one finds a value: the estimate counted a seventh of them as misses",
    ),
    (
        "seed=1476 duration=1m strategy=lease rate=10/s cache_latency=5ms ttl=2s db_latency=500ms lock_ttl=204ms lock_poll=100ms",
        "leases that end before their queries, so that nothing is ever stored: the estimate counted on the first value",
    ),
];

/// 10⁶ clients that pause for a nanosecond read 10¹⁵ times a second: 8.6·10¹⁹ in a day, more than a `u64` holds.
#[test]
fn an_estimate_beyond_all_numbers_stays_a_number() {
    let line = "arrivals=closed clients=1000000 think_time=exponential:1ns cache_latency=0ms duration=24h do=1s:flush";
    let mut scenario = parse("");
    for (name, value) in line.split(' ').filter_map(|part| part.split_once('=')) {
        scenario.set(name, value).expect("each for itself is allowed");
    }
    assert_eq!(scenario.events_estimate(), u64::MAX);
}

#[test]
fn lines_that_failed_once_stay_fixed() {
    for (line, what) in FOUND {
        assert!(catch_unwind(|| runs_well(&parse(line))).is_ok(), "{line}: {what}");
    }
}

/// The inputs in a target's corpus, in the order of their names; of code, the listings are inputs as well, and the bytes
/// of programs are drawn.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let mut inputs = on_file(target);
    match target {
        "code_text" => inputs.extend(listings::all().map(|(_, text)| text.as_bytes().to_vec())),
        "code_run" => inputs.extend((0..64).map(crate::python::invariants::bytes)),
        _ => {}
    }
    inputs
}

fn on_file(target: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let files = fs::read_dir(&folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("the corpus can be read").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("an input can be read")).collect()
}

/// Pieces of text that can occur in a line.
fn words() -> BTreeSet<String> {
    let mut words: BTreeSet<String> = ["=", " ", ":", ",", ".", "ns", "us", "ms", "s", "m", "h", "/s", "/m"]
        .into_iter()
        .chain(["constant:", "exponential:", "lognormal:", "uniform:", "preset="])
        .map(str::to_string)
        .collect();
    for field in FIELDS {
        words.insert(format!("{}=", field.name));
        words.extend((field.words)().iter().map(|word| word.to_string()));
    }
    words.extend(PRESETS.iter().map(|preset| preset.name.to_string()));
    words
}

/// An input mutated from the corpus: one of its inputs, changed in up to six places.
fn changed(inputs: &[Vec<u8>], words: &[String], number: u64) -> Vec<u8> {
    const BYTES_MAX: usize = 4_200;
    let mut draws = Draws::of(number, Stream::ReadKey, 0);
    let mut below = |bound: usize| draws.below(bound as u64) as usize;
    let mut input = inputs[below(inputs.len())].clone();
    for _ in 0..=below(6) {
        let at = below(input.len() + 1);
        let to = at + below(input.len() - at + 1);
        match below(7) {
            0 if at < input.len() => input[at] ^= 1 << below(8),
            1 if at < input.len() => input[at] = below(256) as u8,
            2 => drop(input.drain(at..to)),
            3 => drop(input.splice(at..at, input[at..to].to_vec())),
            4 => drop(input.splice(at..at, words[below(words.len())].bytes())),
            5 => {
                let other = &inputs[below(inputs.len())];
                let from = below(other.len() + 1);
                drop(input.splice(at..to, other[from..].iter().copied()));
            }
            _ => input.insert(at, below(256) as u8),
        }
        input.truncate(BYTES_MAX);
    }
    input
}

#[test]
fn no_input_on_file_and_none_made_from_them_breaks_a_target() {
    // Lines and interventions are parsed about ten times as fast as runs are computed.
    let executions = |target: &str| match std::env::var("EXECUTIONS") {
        Ok(number) => number.parse().expect("EXECUTIONS is a number"),
        Err(_) if matches!(target, "run" | "boundary" | "code_run") => 2_000,
        Err(_) => 20_000,
    };
    let words: Vec<String> = words().into_iter().collect();
    let only = std::env::var("ONLY").ok();
    for (name, target) in TARGETS.iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name)) {
        let inputs = corpus(name);
        let made = (0..executions(name)).map(|number| changed(&inputs, &words, number));
        for (number, input) in inputs.iter().cloned().chain(made).enumerate() {
            let held = catch_unwind(|| target(&input)).is_ok();
            assert!(held, "{name}, input {number}: {:?}", String::from_utf8_lossy(&input));
        }
    }
}

/// The corpora stay small enough to clone, and large enough to be useful.
#[test]
fn each_target_has_a_corpus_of_a_reasonable_size() {
    const BYTES_MAX: usize = 200_000;
    let inputs: Vec<Vec<Vec<u8>>> = TARGETS.iter().map(|(name, _)| on_file(name)).collect();
    let few = |name: &str| if name.starts_with("code_") { 0 } else { 50 };
    assert!(TARGETS.iter().zip(&inputs).all(|((name, _), inputs)| inputs.len() >= few(name)), "fifty inputs each");
    let bytes: usize = inputs.iter().flatten().map(Vec::len).sum();
    assert!(bytes <= BYTES_MAX, "{bytes} bytes, at most {BYTES_MAX}");
}

/// The fuzzer's dictionary is made from the table of fields, like every other list of them.
#[test]
fn the_dictionary_has_every_word_of_a_line() {
    let mut dictionary = String::from("# Made by `UPDATE_GOLDEN=1 cargo test`.\n");
    for word in words() {
        writeln!(dictionary, "\"{word}\"").expect("a string takes everything");
    }
    hold("../../fuzz/scenario.dict", &dictionary);
}
