//! The command line for real runs: runs a scenario on a real Redis and a real PostgreSQL, and compares it with the
//! simulator. `npm run real` starts the servers and calls it.
//!
//! Exit code 0: done. 1: the run failed, or its recording violates an invariant. 2: the line or an option is refused.

mod application;
mod books;
mod clock;
mod compare;
mod gate;
mod interventions;
mod journal;
mod link;
mod options;
mod outages;
mod print;
mod recording;
mod refuse;
mod run;
mod table;
mod world;

use cache_aside_playground::metrics::Report;
use cache_aside_playground::scenario::Scenario;
use options::{Command, Options};
use recording::Recording;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::process::ExitCode;

/// The reason for an exit code other than 0, with its message.
enum Failure {
    Refused(String),
    Failed(String),
}

fn main() -> ExitCode {
    let answer = options::parse(std::env::args().skip(1)).and_then(|command| match command {
        Command::Help => {
            print!("{}", options::HELP);
            Ok(())
        }
        Command::Read(file) => read(&file),
        Command::Run(options) if options.table => table::run_all(&options),
        Command::Run(options) => run_all(&options),
    });
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused(sentence)) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
        Err(Failure::Failed(sentence)) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the report of a recording.
fn read(file: &str) -> Result<(), Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| Failure::Refused(format!("{file}: {error}.")))?;
    let recording = Recording::read(&text).map_err(Failure::Refused)?;
    let scenario = recording.scenario().map_err(Failure::Refused)?;
    print::json(&recording.report(&scenario));
    Ok(())
}

/// Parses a line. Refuses lines that cannot be run for real.
fn scenario(line: &str) -> Result<Scenario, Failure> {
    let scenario = Scenario::parse(line).map_err(|error| Failure::Refused(error.to_string()))?;
    refuse::refusal(&scenario).map_or(Ok(scenario), |sentence| Err(Failure::Refused(sentence)))
}

/// Compares real runs of a line, with its seed and the following ones, with at least as many simulated ones.
fn run_all(options: &Options) -> Result<(), Failure> {
    let scenario = scenario(&options.line)?;
    let mut real = Vec::new();
    for number in 0..options.seeds {
        let seeded = compare::with_seed(&scenario, number);
        real.push(run_one(&seeded, options, number == 0)?);
    }
    let simulated = compare::simulated(&scenario, options.seeds).map_err(Failure::Failed)?;
    let reports: Vec<Report> = real.iter().map(|(_, report)| report.clone()).collect();
    let compared = compare::compare(&scenario, &reports, &simulated, compare::QUANTITIES);
    let (first, report) = &real[0];
    match options.json {
        true => print::json(&serde_json::json!({
            "line": first.header.line,
            "real": report,
            "simulated": simulated[0],
            "lateness_ms": first.header.lateness_ms,
            "valid": first.header.valid,
        })),
        false => print::comparison(&real.iter().map(|(recording, _)| &recording.header).collect::<Vec<_>>(), &compared),
    }
    Ok(())
}

/// Makes one real run, checks its invariants, and writes its recording to a file if the options say so.
fn run_one(scenario: &Scenario, options: &Options, first: bool) -> Result<(Recording, Report), Failure> {
    let recording = run::run(scenario, &options.places).map_err(|error| Failure::Failed(error.to_string()))?;
    if let (Some(file), true) = (&options.record, first) {
        let write = || {
            let mut out = BufWriter::new(File::create(file)?);
            recording.write(&mut out)?;
            out.flush()
        };
        write().map_err(|error| Failure::Failed(format!("{file}: {error}.")))?;
    }
    let violations = recording.violations(scenario);
    if !violations.is_empty() {
        let sentences = violations.join("\n  ");
        return Err(Failure::Failed(format!("The recording does not hold what every trace holds:\n  {sentences}")));
    }
    let report = recording.report(scenario);
    Ok((recording, report))
}
