//! Holds every row of theory against runs of random lines: `cargo run --release --example against_theory -- --lines 300
//! --seeds 40`.
//!
//! Each line is run with so many seeds, and each row of theory that it shows is pooled over them as `simulate --seeds` does.
//! A row is wrong when it is beyond both four standard errors and one hundredth of what is predicted. What is too few to
//! compare is counted apart. Exit code 1 when a row is wrong; each comes with the command that shows it.
//!
//! Options: `--from N` begins at that line, `--reads N` is how long a run may be.

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
