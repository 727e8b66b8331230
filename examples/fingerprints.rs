//! Prints the fingerprints of random scenarios, which are those that the property tests of `tests/it/` use.
//!
//! `cargo run --release --example fingerprints -- 10000` prints 10,000 lines, each a fingerprint, two spaces and the
//! scenario. `npm run fingerprints -- --random 10000` compares them between compilers, optimisation levels and wasm.

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/scenarios.rs"]
mod scenarios;
#[allow(dead_code, reason = "the tests shrink what fails")]
#[path = "../tests/it/shrink.rs"]
mod shrink;

use cache_aside_playground::run;
use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(count) = std::env::args().nth(1).and_then(|text| text.parse().ok()) else {
        eprintln!("fingerprints COUNT: expected how many scenarios, a whole number");
        return ExitCode::from(2);
    };
    match print(count) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn print(count: u64) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in (0..count).map(scenarios::line) {
        match run::report(&scenarios::parse(&line)) {
            Ok(report) => writeln!(out, "{}  {line}", report.fingerprint)?,
            Err(deadlock) => writeln!(out, "none: {deadlock}  {line}")?,
        }
    }
    out.flush()
}
