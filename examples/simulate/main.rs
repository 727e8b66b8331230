//! The command line: a scenario in, its report and its trace out.
//!
//! `cargo run --release --example simulate -- 'strategy=mutex rate=500/s ttl=1s seed=3'`
//!
//! Exit code 0: done. 1: the run had to be stopped. 2: the line, an option or the code is refused, in one sentence on
//! stderr.

mod code;
mod options;
mod sample;
mod seeds;
mod table;

use cache_aside_playground::run;
use cache_aside_playground::scenario::{Scenario, ScenarioError};
use cache_aside_playground::simulation::Stopped;
use options::{Command, Form, Options};
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Why there is no answer.
enum Failure {
    Refused(ScenarioError),
    /// Of the code in a file.
    Code(String, String),
    Stopped(Stopped),
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

/// Runs, writes down every event, and gives the report.
fn run_with_trace(
    scenario: &Scenario,
    out: &mut impl Write,
) -> Result<cache_aside_playground::metrics::Report, Failure> {
    let (trace, report) = run::run(scenario)?;
    for event in trace.events() {
        writeln!(out, "{event}")?;
    }
    writeln!(out)?;
    Ok(report)
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
            Failure::Stopped(stopped) => stopped.fmt(f),
            Failure::Unwritable(error) => write!(f, "the output can not be written: {error}"),
        }
    }
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Failure {
        Failure::Refused(error)
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Failure {
        Failure::Stopped(stopped)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Unwritable(error)
    }
}
