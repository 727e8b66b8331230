//! What was typed: options, and everything else joined into the scenario's line.

use cache_aside_playground::scenario::ScenarioError;

/// What `--help` prints.
pub const HELP: &str = "\
Runs a cache-aside scenario on virtual time and prints its report.

  simulate [--code FILE] [--json] [--trace] [--seeds N] [--] [NAME=VALUE]...

  --code FILE  read(key), write(key) or both, as written in the file, instead of the strategy and the write
               policy: docs/WRITE-YOUR-OWN.md is the language
  --json       the report as JSON instead of a table
  --trace      before the report every event, one a line
  --seeds N    N runs, with seed, seed+1 and so on: means with standard errors
  --help       this text

  simulate 'strategy=mutex rate=500/s ttl=1s seed=3'
  simulate --trace 'preset=stampede' duration=5s
  simulate --code mine.py 'preset=stampede'
  simulate --seeds 20 'strategy=xfetch rate=100/s db_latency=500ms ttl=20s'

Every field has a default; the README lists them all. A wrong field is answered with what is allowed.
";

/// The most runs in one go.
const SEEDS_MAX: u64 = 10_000;

/// What is to be done.
pub enum Command {
    Help,
    Run(Options),
}

/// How to run, and what to print.
pub struct Options {
    /// The scenario, not yet read.
    pub line: String,
    /// Whether every event is printed.
    pub trace: bool,
    /// The file with the code that is run instead of a strategy, if any.
    pub code: Option<String>,
    /// How many runs, if their means are asked for.
    pub seeds: Option<u64>,
    /// The form of the report.
    pub form: Form,
}

/// The form of a report.
pub enum Form {
    Table,
    Json,
}

impl Command {
    /// Reads the arguments, in any order; after `--` none of them is an option.
    ///
    /// # Errors
    /// An option that does not exist, lacks its number, or makes no sense with another.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Command, ScenarioError> {
        let mut options = Options { line: String::new(), trace: false, code: None, seeds: None, form: Form::Table };
        let mut parts = Vec::new();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--help" | "-h" => return Ok(Command::Help),
                "--json" => options.form = Form::Json,
                "--trace" => options.trace = true,
                "--code" => match arguments.next() {
                    Some(file) => options.code = Some(file),
                    None => return Err(refused("--code", "", "followed by a file")),
                },
                "--seeds" => options.seeds = Some(seeds(&arguments.next().unwrap_or_default())?),
                "--" => parts.extend(arguments.by_ref()),
                option if option.starts_with('-') => {
                    return Err(refused(option, "", "one of --code FILE, --json, --trace, --seeds N, --help"));
                }
                _ => parts.push(argument),
            }
        }
        if let (true, Some(seeds)) = (options.trace, options.seeds) {
            return Err(refused("--seeds", &seeds.to_string(), "given without --trace, which shows one run"));
        }
        options.line = parts.join(" ");
        Ok(Command::Run(options))
    }
}

fn seeds(text: &str) -> Result<u64, ScenarioError> {
    let number = text.parse().ok().filter(|seeds| (1..=SEEDS_MAX).contains(seeds));
    number.ok_or_else(|| refused("--seeds", text, &format!("a whole number, from 1 to {SEEDS_MAX}")))
}

fn refused(option: &str, value: &str, allowed: &str) -> ScenarioError {
    ScenarioError { field: option.to_string(), value: value.to_string(), allowed: allowed.to_string() }
}
