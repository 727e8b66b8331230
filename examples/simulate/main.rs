//! The command line: a scenario in, its report and its trace out.
//!
//! `cargo run --release --example simulate -- 'strategy=mutex rate=500/s ttl=1s seed=3'`
//!
//! Exit code 0: done, or stopped at a limit with what there is until then. 1: an error of ours, or no output. 2: the line or an option is refused, in one sentence on stderr.

mod options;
mod sample;
mod seeds;
mod table;

use cache_aside_playground::metrics::Report;
use cache_aside_playground::run;
use cache_aside_playground::scenario::{Scenario, ScenarioError};
use cache_aside_playground::simulation::{Deadlock, Simulation};
use options::{Command, Form, Options};
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Why there is no answer.
enum Failure {
    Refused(ScenarioError),
    Stuck(Deadlock),
    Unwritable(io::Error),
}

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    match answer(arguments, &mut BufWriter::new(io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has read enough, as `head` does.
        Err(Failure::Unwritable(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(if matches!(failure, Failure::Refused(_)) { 2 } else { 1 })
        }
    }
}

fn answer(arguments: impl Iterator<Item = String>, out: &mut impl Write) -> Result<(), Failure> {
    match Command::parse(arguments)? {
        Command::Help => out.write_all(options::HELP.as_bytes())?,
        Command::Run(Options { line, seeds: Some(seeds), form, .. }) => {
            let summary = seeds::summarise(&Scenario::parse(&line)?, seeds)?;
            match form {
                Form::Table => table::of_seeds(out, &summary)?,
                Form::Json => json(out, &summary)?,
            }
        }
        Command::Run(Options { line, compare: Some(compare), form, .. }) => {
            let scenario = Scenario::parse(&line)?;
            let lanes = scenario.lanes(&compare)?;
            let scenarios = [&scenario].into_iter().chain(lanes.iter().map(|lane| &lane.scenario));
            let reports: Vec<Report> = scenarios.map(run::report).collect::<Result<_, _>>()?;
            match form {
                Form::Table => table::of_lanes(out, &lanes, &reports)?,
                Form::Json => json(out, &reports)?,
            }
        }
        Command::Run(Options { line, trace, form, .. }) => {
            let scenario = Scenario::parse(&line)?;
            let report = if trace { run_with_trace(&scenario, out)? } else { run::report(&scenario)? };
            match form {
                Form::Table => table::of_report(out, &report)?,
                Form::Json => json(out, &report)?,
            }
        }
    }
    Ok(out.flush()?)
}

/// Runs, writes down every event as it comes, and gives the report.
fn run_with_trace(scenario: &Scenario, out: &mut impl Write) -> Result<Report, Failure> {
    let mut written = Ok(());
    let report = run::report_of(Simulation::new(scenario), |events| {
        for event in events {
            if written.is_ok() {
                written = writeln!(out, "{event}");
            }
        }
    });
    written?;
    writeln!(out)?;
    Ok(report?)
}

fn json(out: &mut impl Write, value: &impl serde::Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(error) => error.fmt(f),
            Failure::Stuck(deadlock) => deadlock.fmt(f),
            Failure::Unwritable(error) => write!(f, "the output can not be written: {error}"),
        }
    }
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Failure {
        Failure::Refused(error)
    }
}

impl From<Deadlock> for Failure {
    fn from(deadlock: Deadlock) -> Failure {
        Failure::Stuck(deadlock)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Unwritable(error)
    }
}
