//! The arguments: options, and everything else joined into the setup's line.

use cache_aside_playground::orders::search::STATES_MAX;
use cache_aside_playground::orders::setup::{FIELDS, SCENARIO_FIELDS};
use cache_aside_playground::scenario::ScenarioError;
use std::fmt::Write as _;

/// The action to perform.
pub enum Command {
    Help,
    Explore(Options),
}

/// The setup to explore, and the form of the output.
pub struct Options {
    /// The setup, not yet parsed.
    pub line: String,
    /// Whether one JSON object per property is printed, instead of a table.
    pub json: bool,
    /// A way to play instead.
    pub play: Option<String>,
    /// The largest number of states to try.
    pub states_max: usize,
}

/// The largest number allowed; a state takes about 70 bytes.
const STATES_LIMIT: usize = 10_000_000;

/// The text of `--help`.
pub fn help() -> String {
    let mut text = "\
Tries every order of the commands of a few readers and writers on one key, and says what can happen in any of them.

  explore [--json] [--states N] [--play WAY] [--] [NAME=VALUE]...

  --json       one JSON object per property instead of a table
  --states N   give up after so many states; what was not found by then is not decided
  --play WAY   instead, play one way, such as 'R0 R0 R0 W0 W0 R0', and print its events
  --help       this text

  explore 'strategy=mutex write_policy=invalidate readers=2 writers=2 warm=true moves=lock_expires'

"
    .to_string();
    for field in FIELDS {
        let _ = writeln!(
            text,
            "  {:<14} {} It is {}; {} if not given.",
            field.name, field.doc, field.allowed, field.default
        );
    }
    let _ =
        writeln!(text, "\n  Besides, as in a scenario: {} (instances is 1 if not given).", SCENARIO_FIELDS.join(", "));
    text
}

impl Command {
    /// Parses the arguments, in any order; after `--` none of them is an option.
    ///
    /// # Errors
    /// If an option does not exist, or lacks its value.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Command, ScenarioError> {
        let mut options = Options { line: String::new(), json: false, play: None, states_max: STATES_MAX };
        let mut parts = Vec::new();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--help" | "-h" => return Ok(Command::Help),
                "--json" => options.json = true,
                "--play" => options.play = Some(arguments.next().unwrap_or_default()),
                "--states" => options.states_max = states(&arguments.next().unwrap_or_default())?,
                "--" => parts.extend(arguments.by_ref()),
                option if option.starts_with('-') => {
                    return Err(refused(option, "", "one of --json, --states N, --play WAY, --help"));
                }
                _ => parts.push(argument),
            }
        }
        options.line = parts.join(" ");
        Ok(Command::Explore(options))
    }
}

fn states(text: &str) -> Result<usize, ScenarioError> {
    let number = text.parse().ok().filter(|states| (1..=STATES_LIMIT).contains(states));
    number.ok_or_else(|| refused("--states", text, &format!("a whole number, from 1 to {STATES_LIMIT}")))
}

fn refused(option: &str, value: &str, allowed: &str) -> ScenarioError {
    ScenarioError::new(option, value, allowed)
}
