//! Compares every row of theory with runs of random lines: `cargo run --release --example against_theory -- --lines 300
//! --seeds 40`.
//!
//! Each line is run with that many seeds. Each row of theory is pooled over the seeds, as `simulate --seeds` does. A
//! row is wrong if it is off by more than four standard errors and also by more than one per cent of the prediction.
//! Rows with too few samples to compare are counted separately. The exit code is 1 if a row is wrong; each wrong row is
//! printed with the command that reproduces it.
//!
//! Options: `--from N` begins at line N, `--reads N` limits the reads of a run.

#[path = "../simulate/pooled.rs"]
mod pooled;
#[allow(dead_code, reason = "the command line needs more of it")]
#[path = "../simulate/sample.rs"]
mod sample;
#[path = "../../tests/it/closed_forms/service_lines.rs"]
mod service_lines;
#[path = "../../tests/it/closed_forms/soak.rs"]
mod soak;

use soak::Soak;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut soak = Soak { from: 0, lines: 300, seeds: 40, reads: 60_000.0 };
    let mut arguments = std::env::args().skip(1);
    while let Some(option) = arguments.next() {
        let Some(value) = arguments.next().and_then(|value| value.parse::<u64>().ok()) else {
            eprintln!("{option} needs a whole number");
            return ExitCode::from(2);
        };
        match option.as_str() {
            "--from" => soak.from = value,
            "--lines" => soak.lines = value,
            "--seeds" => soak.seeds = value,
            "--reads" => soak.reads = value as f64,
            _ => {
                eprintln!("{option} is refused: it must be one of --from, --lines, --seeds, --reads");
                return ExitCode::from(2);
            }
        }
    }
    let found = soak.run(&mut |row| {
        if row.is_wrong() {
            println!("{row}");
        }
    });
    println!("{found}");
    if found.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
