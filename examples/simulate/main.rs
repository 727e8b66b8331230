//! The command line: reads a scenario and prints its report or its trace.
//!
//! `cargo run --release --example simulate -- 'strategy=mutex rate=500/s ttl=1s seed=3'`
//!
//! Exit code 0: done, or stopped at a limit with the results up to then. 1: an internal error, or no output. 2: the
//! line, an option or the code is refused, with one sentence on stderr.

mod code;
mod options;
mod pooled;
mod sample;
mod seeds;
mod table;

use cache_aside_playground::metrics::Report;
use cache_aside_playground::run;
use cache_aside_playground::scenario::{Scenario, ScenarioError};
use cache_aside_playground::simulation::{Simulation, Stuck};
use options::{Command, Form, Options};
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// The reason for an exit code other than 0.
enum Failure {
    Refused(ScenarioError),
    /// An error in the code of a file: the file, and the message.
    Code(String, String),
    Stuck(Stuck),
    Unwritable(io::Error),
}

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    match answer(arguments, &mut BufWriter::new(io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader has closed the pipe, like `head`.
        Err(Failure::Unwritable(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(if matches!(failure, Failure::Refused(_) | Failure::Code(..)) { 2 } else { 1 })
        }
    }
}

fn answer(arguments: impl Iterator<Item = String>, out: &mut impl Write) -> Result<(), Failure> {
    match Command::parse(arguments)? {
        Command::Help => out.write_all(options::HELP.as_bytes())?,
        Command::Run(Options { line, code, seeds: Some(seeds), form, .. }) => {
            let code = code.map(code::Source::read).transpose()?;
            let summary = seeds::summarise(&Scenario::parse(&line)?, seeds, code.as_ref())?;
            match form {
                Form::Table => table::of_seeds(out, &summary)?,
                Form::Json => json(out, &summary)?,
            }
        }
        Command::Run(Options { line, code: Some(file), trace, form, .. }) => {
            let source = code::Source::read(file)?;
            let judged = source.run(&Scenario::parse(&line)?, trace.then_some(&mut *out))?;
            match form {
                Form::Table => code::table(out, &judged)?,
                Form::Json => json(out, &judged)?,
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

/// Runs the scenario, prints every event as it comes, and returns the report.
fn run_with_trace(scenario: &Scenario, out: &mut impl Write) -> Result<Report, Failure> {
    let mut written = Ok(());
    let report = run::report_of(&mut Simulation::new(scenario), scenario, |events| {
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
            Failure::Code(file, message) => write!(f, "{file}: {message}"),
            Failure::Stuck(stuck) => stuck.fmt(f),
            Failure::Unwritable(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Failure {
        Failure::Refused(error)
    }
}

impl From<Stuck> for Failure {
    fn from(stuck: Stuck) -> Failure {
        Failure::Stuck(stuck)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Unwritable(error)
    }
}
