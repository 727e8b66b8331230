//! The table of docs/REAL.md: real and simulated runs of many lines, and which of their numbers agree.

use crate::Failure;
use crate::compare::{self, Compared, GAP, P99, QUERIES, Quantity, STALE, WAIT};
use crate::options::Options;
use crate::print::number;
use crate::recording::Header;
use cache_aside_playground::metrics::Report;

/// The quantities that are compared for each line.
const CELLS: [Quantity; 5] = [QUERIES, WAIT, P99, GAP, STALE];

/// The settings that all lines have in common.
const COMMON: &str = "ttl=1s duration=12s";

/// The lines: six strategies at two rates, latencies that vary, a small pool, a short lock TTL, crashed holders, and
/// races of reads and writes under each policy.
const LINES: [&str; 29] = [
    "strategy=unprotected rate=100/s db_latency=100ms",
    "strategy=mutex rate=100/s db_latency=100ms",
    "strategy=xfetch rate=100/s db_latency=100ms",
    "strategy=background_refresh rate=100/s db_latency=100ms",
    "strategy=single_flight rate=100/s db_latency=100ms",
    "strategy=lease rate=100/s db_latency=100ms",
    "strategy=unprotected rate=300/s db_latency=100ms",
    "strategy=mutex rate=300/s db_latency=100ms",
    "strategy=xfetch rate=300/s db_latency=100ms",
    "strategy=background_refresh rate=300/s db_latency=100ms",
    "strategy=single_flight rate=300/s db_latency=100ms",
    "strategy=lease rate=300/s db_latency=100ms",
    "strategy=unprotected rate=100/s db_latency=exponential:100ms",
    "strategy=mutex rate=100/s db_latency=exponential:100ms",
    "strategy=xfetch rate=100/s db_latency=exponential:100ms",
    "strategy=xfetch beta=2 rate=100/s db_latency=100ms",
    "strategy=mutex lock_poll=50ms rate=100/s db_latency=100ms",
    "strategy=unprotected db_connections=5 rate=100/s db_latency=100ms",
    "strategy=mutex lock_ttl=60ms rate=100/s db_latency=100ms",
    "strategy=lease lock_ttl=60ms rate=100/s db_latency=100ms",
    "strategy=mutex holder_crash=0.2 lock_ttl=500ms rate=100/s db_latency=100ms",
    "strategy=background_refresh holder_crash=0.2 lock_ttl=500ms rate=100/s db_latency=100ms",
    "strategy=unprotected write_policy=invalidate write_rate=5/s rate=100/s db_latency=20ms",
    "strategy=unprotected write_policy=update write_delay=exponential:50ms write_rate=5/s rate=100/s db_latency=20ms",
    "strategy=unprotected write_policy=invalidate_first write_rate=5/s rate=100/s db_latency=20ms",
    "strategy=unprotected write_policy=double_delete write_delay=50ms write_rate=5/s rate=100/s db_latency=20ms",
    "strategy=unprotected write_policy=versioned_set write_rate=5/s rate=100/s db_latency=20ms",
    "strategy=unprotected write_policy=ttl_only write_rate=5/s rate=100/s db_latency=20ms",
    "strategy=lease write_policy=invalidate write_rate=5/s rate=100/s db_latency=20ms",
];

/// The runs of a line.
struct Row {
    line: &'static str,
    headers: Vec<Header>,
    /// The number of runs that violated an invariant.
    broken: u64,
    compared: Vec<Compared>,
}

/// Runs all lines and prints the table as Markdown.
pub fn run_all(options: &Options) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for (index, line) in LINES.iter().enumerate() {
        let row = run_line(line, options)?;
        let p99 = row.headers.iter().map(|header| header.lateness_ms.p99).fold(0.0, f64::max);
        let valid = row.headers.iter().filter(|header| header.valid).count();
        eprintln!("{} of {}: {line}: {valid} of {} in time, late {p99} ms", index + 1, LINES.len(), options.seeds);
        rows.push(row);
    }
    print!("{}", markdown(&rows, options.seeds));
    Ok(())
}

/// Makes the runs of a line. A run whose traffic was too late, perhaps because of other users of the machine, is
/// repeated, and left out if it is late each time.
fn run_line(line: &'static str, options: &Options) -> Result<Row, Failure> {
    const TRIES: usize = 5;
    let scenario = crate::scenario(&format!("{COMMON} {line}"))?;
    let (mut reports, mut headers): (Vec<Report>, Vec<Header>) = Default::default();
    let mut broken = 0;
    for number in 0..options.seeds {
        let seeded = compare::with_seed(&scenario, number);
        for attempt in 1..=TRIES {
            match crate::run_one(&seeded, options, false) {
                Ok((recording, report)) if recording.header.valid || attempt == TRIES => {
                    reports.extend(recording.header.valid.then_some(report));
                    headers.push(recording.header);
                    break;
                }
                Ok(_) => {}
                Err(Failure::Failed(sentence)) => {
                    eprintln!("{sentence}");
                    broken += 1;
                }
                Err(refused) => return Err(refused),
            }
        }
    }
    let simulated = compare::simulated(&scenario, options.seeds).map_err(Failure::Failed)?;
    Ok(Row { line, headers, broken, compared: compare::compare(&scenario, &reports, &simulated, &CELLS) })
}

impl Row {
    /// The cells in which anything could differ: all but those that are 0 in both worlds.
    fn shown(&self) -> impl Iterator<Item = &Compared> {
        self.compared.iter().filter(|cell| cell.real.mean != 0.0 || cell.simulated.mean != 0.0)
    }

    /// How much longer a request may take than in the model, from the overheads measured in these runs: of a statement,
    /// of the commands around it, and of sending.
    fn overhead_ms(&self) -> f64 {
        const COMMANDS: f64 = 3.0;
        let of = |header: &Header| {
            header.statement_overhead_ms.p99 + COMMANDS * header.command_ms.p99 + header.lateness_ms.p99
        };
        self.headers.iter().filter(|header| header.valid).map(of).fold(0.0, f64::max)
    }

    /// The remark on a cell: empty if both agree, otherwise whether the measured overhead explains the difference.
    fn verdict(&self, cell: &Compared) -> &'static str {
        let longer = cell.real.mean - cell.simulated.mean;
        match cell.agrees() {
            true => "",
            false if cell.name.contains("_ms") && 0.0 < longer && longer <= self.overhead_ms() => "overhead",
            false => "differs",
        }
    }
}

/// The table in Markdown, after a paragraph about its runs.
fn markdown(rows: &[Row], seeds: u64) -> String {
    let Some(first) = rows.iter().flat_map(|row| &row.headers).next() else { return String::new() };
    let all: Vec<&Compared> = rows.iter().flat_map(Row::shown).collect();
    let agree = all.iter().filter(|cell| cell.agrees()).count();
    let late = rows.iter().flat_map(|row| &row.headers).filter(|header| !header.valid).count();
    let worst = rows.iter().flat_map(|row| &row.headers).map(|header| header.lateness_ms.p99).fold(0.0, f64::max);
    let runs = rows.len() as u64 * seeds;
    let broken: u64 = rows.iter().map(|row| row.broken).sum();
    let mut text = format!(
        "Redis {}, PostgreSQL {}, {}, {}. {runs} real runs of 12 s ({seeds} of each line; all with `{COMMON}`), 20 \
         simulated ones of each line. One request in a hundred was late by {worst} ms in the worst run; {late} runs were \
         too late and are left out, and {broken} broke an invariant. **{agree} of {} cells agree** within four standard errors and 3 %.\n\n",
        first.redis,
        first.postgresql,
        first.machine,
        first.date,
        all.len(),
    );
    text += "| line | | real | simulated | ratio | |\n|---|---|--:|--:|--:|---|\n";
    for row in rows {
        let mut line = format!("`{}`", row.line);
        if row.compared.is_empty() {
            text += &format!("| {line} | | | | | too late |\n");
        }
        for cell in row.shown() {
            let both = [(cell.real.mean, cell.real_error), (cell.simulated.mean, cell.simulated_error)];
            let [real, simulated] = both.map(|(mean, error)| format!("{} ± {}", number(mean), number(error)));
            let ratio = match cell.simulated.mean {
                0.0 => "–".to_string(),
                mean => format!("{:.2}", cell.real.mean / mean),
            };
            let mark = row.verdict(cell);
            text += &format!("| {line} | {} | {real} | {simulated} | {ratio} | {mark} |\n", cell.name);
            line.clear();
        }
    }
    text
}
