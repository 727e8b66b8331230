//! The command line of the explorer: reads a setup and prints what can happen in any order.
//!
//! `cargo run --release --example explore -- 'strategy=mutex write_policy=invalidate readers=2 writers=2 warm=true
//! moves=lock_expires'`
//!
//! Exit code 0: done. 1: a way could not be played. 2: the line or an option is refused, in one sentence on stderr.

mod options;
mod table;

use cache_aside_playground::orders::play::{End, play};
use cache_aside_playground::orders::search::{Progress, Search};
use cache_aside_playground::orders::setup::Setup;
use cache_aside_playground::orders::step::Model;
use cache_aside_playground::orders::verdict::{Finding, findings};
use cache_aside_playground::orders::way::Walk;
use cache_aside_playground::orders::words;
use cache_aside_playground::run::simulation::Stuck;
use cache_aside_playground::scenario::ScenarioError;
use options::{Command, Options};
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// The reason for an exit code other than 0.
enum Failure {
    Refused(ScenarioError),
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
            ExitCode::from(if matches!(failure, Failure::Refused(_)) { 2 } else { 1 })
        }
    }
}

fn answer(arguments: impl Iterator<Item = String>, out: &mut impl Write) -> Result<(), Failure> {
    match Command::parse(arguments)? {
        Command::Help => out.write_all(options::help().as_bytes())?,
        Command::Explore(options) => {
            let model = Model::new(Setup::parse(&options.line)?);
            match &options.play {
                Some(way) => show(&model, way, out)?,
                None => explore(model, &options, out)?,
            }
        }
    }
    Ok(out.flush()?)
}

fn explore(model: Model, options: &Options, out: &mut impl Write) -> Result<(), Failure> {
    let mut search = Search::new(model, options.states_max);
    while search.advance(100_000) == Progress::Going {}
    let findings = findings(&search);
    match options.json {
        true => json(out, &findings),
        false => Ok(table::of_findings(out, &search, &findings)?),
    }
}

/// Prints one object per property, each on a line.
fn json(out: &mut impl Write, findings: &[Finding]) -> Result<(), Failure> {
    for finding in findings {
        serde_json::to_writer(&mut *out, finding).map_err(io::Error::from)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Prints a way, step by step, and the events of its run in the simulator.
fn show(model: &Model, way: &str, out: &mut impl Write) -> Result<(), Failure> {
    let walk = Walk::parse(model, way)?;
    for line in words::told(model, &walk) {
        writeln!(out, "{}", line.text)?;
    }
    writeln!(out)?;
    for event in play(model, &walk, End::There)?.trace.events() {
        writeln!(out, "{event}")?;
    }
    Ok(())
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(error) => error.fmt(f),
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
