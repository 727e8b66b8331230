//! Prints scenario lines at the extremes of every field: `cargo run --release --example extremes -- 0 5000 >
//! lines.txt`. With `ordinary` as a third argument it prints lines of ordinary services. They can be run one by one and
//! measured from outside: `while read -r line; do /usr/bin/time -f '%U %M' simulate -- $line; done < lines.txt`.

#[path = "../fuzz/src/extremes.rs"]
mod extremes;

use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize| arguments.get(index).and_then(|text| text.parse::<u64>().ok());
    let line = match arguments.get(2).map(String::as_str) {
        None => extremes::line,
        Some("ordinary") => extremes::ordinary,
        Some(_) => return usage(),
    };
    let (Some(first), Some(count)) = (number(0), number(1)) else { return usage() };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = (first..first + count).try_for_each(|number| writeln!(out, "{}", line(number)));
    if written.and_then(|()| out.flush()).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage() -> ExitCode {
    eprintln!("extremes FIRST COUNT [ordinary]: expected two whole numbers");
    ExitCode::from(2)
}
