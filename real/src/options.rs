//! The command-line arguments: options, and all others joined into the scenario's line.

use crate::Failure;
use crate::run::Places;

/// The text of `--help`.
pub const HELP: &str = "\
Runs a cache-aside scenario on a real Redis and a real PostgreSQL, beside the simulator.

  npm run real -- [options] 'NAME=VALUE ...'

  --seeds N            N real runs, with seed, seed+1 and so on
  --json               as JSON: line, real report, simulated report, lateness_ms, valid
  --record FILE        writes the first run down, as the page can play it
  --table              the table of docs/REAL.md: 29 lines, --seeds N runs of each
  --recordings         the recordings that are shipped with the page
  --read FILE          the report of such a file, as JSON
  --url-redis URL      a Redis of your own instead of a private one
  --url-postgres URL   a PostgreSQL of your own
  --flush-redis        may delete what somebody else keeps in that Redis
  --help               this text

  npm run real -- 'strategy=mutex rate=100/s ttl=1s db_latency=100ms duration=12s'

Time is real: a run of 12 s takes 12 s.
";

const SEEDS_MAX: u64 = 1_000;

/// The command to perform.
pub enum Command {
    /// Print the help.
    Help,
    /// Print the report of a recording.
    Read(String),
    /// Run a line, or the lines of the table.
    Run(Options),
}

/// The options of a run.
pub struct Options {
    /// The scenario, not yet parsed.
    pub line: String,
    /// The number of runs.
    pub seeds: u64,
    /// Whether to print JSON instead of a table.
    pub json: bool,
    /// Whether to run the lines of docs/REAL.md instead of `line`.
    pub table: bool,
    /// The file for the recording of the first run.
    pub record: Option<String>,
    /// The addresses of the servers.
    pub places: Places,
}

/// Parses the arguments.
pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Command, Failure> {
    let (mut seeds, mut json, mut record, mut parts) = (1, false, None, Vec::new());
    let (mut redis, mut postgres, mut may_flush, mut table) = (None, None, false, false);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            let missing = || Failure::Refused(format!("{argument} needs a value."));
            arguments.next().ok_or_else(missing)
        };
        match argument.as_str() {
            "--help" => return Ok(Command::Help),
            "--read" => return Ok(Command::Read(value()?)),
            "--json" => json = true,
            "--table" => table = true,
            "--flush-redis" => may_flush = true,
            "--record" => record = Some(value()?),
            "--url-redis" => redis = Some(value()?),
            "--url-postgres" => postgres = Some(value()?),
            "--seeds" => {
                let text = value()?;
                let number = text.parse().ok().filter(|number| (1..=SEEDS_MAX).contains(number));
                let sentence = format!("--seeds {text} is refused: it must be a whole number from 1 to {SEEDS_MAX}.");
                seeds = number.ok_or(Failure::Refused(sentence))?;
            }
            "--" => {}
            unknown if unknown.starts_with("--") => {
                return Err(Failure::Refused(format!("{unknown} is no option; --help lists them.")));
            }
            _ => parts.push(argument),
        }
    }
    let (Some(redis), Some(postgres)) = (redis, postgres) else {
        return Err(Failure::Refused("--url-redis and --url-postgres say where the servers are.".to_string()));
    };
    let places = Places { redis, postgres, may_flush };
    Ok(Command::Run(Options { line: parts.join(" "), seeds, json, table, record, places }))
}
