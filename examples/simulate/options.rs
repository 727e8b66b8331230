//! The arguments: options, and everything else joined into the scenario's line.

use cache_aside_playground::scenario::ScenarioError;

/// The text of `--help`.
pub const HELP: &str = "\
Runs a cache-aside scenario on virtual time and prints its report.

  simulate [--code FILE] [--json] [--trace] [--seeds N] [--compare LANES] [--] [NAME=VALUE]...

  --code FILE  read(key), write(key) or both, as written in the file, instead of the strategy and the write
               policy: docs/WRITE-YOUR-OWN.md is the language
  --json       the report as JSON instead of a table
  --trace      before the report every event, one a line
  --seeds N    N runs, with seed, seed+1 and so on: means with standard errors
  --compare LANES  beside the run others on the same traffic that differ in one field each, separated by commas, such as
               mutex,write_policy=invalidate,ttl=2s; a word alone is a strategy
  --help       this text

  simulate 'strategy=mutex rate=500/s ttl=1s seed=3'
  simulate --trace 'preset=stampede' duration=5s
  simulate --code mine.py 'preset=stampede'
  simulate --compare lease,ttl=2s preset=stale_set
  simulate --seeds 20 'strategy=xfetch rate=100/s db_latency=500ms ttl=20s'

Every field has a default; the README lists them all. A wrong field is answered with what is allowed.
";

/// The largest number of runs.
const SEEDS_MAX: u64 = 10_000;

/// The action to perform.
pub enum Command {
    Help,
    Run(Options),
}

/// The run and the form of the output.
pub struct Options {
    /// The scenario, not yet parsed.
    pub line: String,
    /// Whether every event is printed.
    pub trace: bool,
    /// The file with the code that is run instead of a strategy, if any.
    pub code: Option<String>,
    /// The number of runs, if their means are requested.
    pub seeds: Option<u64>,
    /// The lanes to compare with, if any.
    pub compare: Option<String>,
    /// The form of the report.
    pub form: Form,
}

/// The form of a report.
pub enum Form {
    Table,
    Json,
}

impl Command {
    /// Parses the arguments, in any order; after `--` none of them is an option.
    ///
    /// # Errors
    /// If an option does not exist, lacks its value, or makes no sense with another.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Command, ScenarioError> {
        let mut options =
            Options { line: String::new(), trace: false, code: None, seeds: None, compare: None, form: Form::Table };
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
                "--compare" => options.compare = Some(arguments.next().unwrap_or_default()),
                "--" => parts.extend(arguments.by_ref()),
                option if option.starts_with('-') => {
                    let known = "one of --code FILE, --json, --trace, --seeds N, --compare LANES, --help";
                    return Err(refused(option, "", known));
                }
                _ => parts.push(argument),
            }
        }
        if let (true, Some(seeds)) = (options.trace, options.seeds) {
            return Err(refused("--seeds", &seeds.to_string(), "no --trace beside it, which shows one run"));
        }
        if let (Some(compare), true) = (&options.compare, options.trace || options.seeds.is_some()) {
            return Err(refused(
                "--compare",
                compare,
                "neither --trace nor --seeds beside it, which are about one lane",
            ));
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
    ScenarioError::new(option, value, allowed)
}
