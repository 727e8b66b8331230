//! A recording: the trace of a real run with a header, as a file of lines.
//!
//! ```text
//! {"cache_aside_recording":1,"line":"strategy=…","redis":"7.0.15",…,"events":4711}     the header, a JSON object
//! [1203000000,"R12","CacheHit",0,1,203000000,797000000]                  an event: ns, actor, kind, key, fields
//! ```
//!
//! An event without a key has `null` there. The fields are numbers, in the order of the kind's fields.

use cache_aside_playground::metrics::{Metrics, Report};
use cache_aside_playground::run::{complete, recorded};
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::trace::following::Following;
use cache_aside_playground::trace::{Event, KINDS, Trace};
use cache_aside_playground::units::{Duration, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

/// Two percentiles, in milliseconds.
#[derive(Clone, Copy, Default, PartialEq, Debug, Serialize, Deserialize)]
pub struct Percentiles {
    /// The median.
    pub p50: f64,
    /// The value that one in a hundred exceeds.
    pub p99: f64,
}

impl Percentiles {
    fn of(times: &[Duration]) -> Percentiles {
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        let rank = |percent: usize| {
            let index = (sorted.len() * percent).div_ceil(100).checked_sub(1);
            index.map_or(0.0, |index| (sorted[index].as_millis_f64() * 1e3).round() / 1e3)
        };
        Percentiles { p50: rank(50), p99: rank(99) }
    }
}

/// The header of a recording.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Header {
    /// The number of the format.
    pub cache_aside_recording: u32,
    /// The version of the core whose strategies ran.
    pub engine: String,
    /// The version of Redis.
    pub redis: String,
    /// The version of PostgreSQL.
    pub postgresql: String,
    /// The machine that it ran on.
    pub machine: String,
    /// The date of the run, as YYYY-MM-DD in UTC.
    pub date: String,
    /// The scenario.
    pub line: String,
    /// How late requests were sent.
    pub lateness_ms: Percentiles,
    /// How much longer than `db_latency` a statement took.
    pub statement_overhead_ms: Percentiles,
    /// The round trip of a command to Redis.
    pub command_ms: Percentiles,
    /// Whether requests were sent in time: see [`Header::late_max_ms`].
    pub valid: bool,
    /// The number of events. A truncated file has fewer.
    pub events: usize,
}

/// The number of the format that is written.
pub const FORMAT: u32 = 1;

impl Header {
    /// The header of a run that has just ended. `times`: how late requests were, how much longer statements took, and
    /// the round trips of commands.
    pub fn new(
        scenario: &Scenario,
        (redis, postgresql): (String, String),
        times: [&[Duration]; 3],
        events: usize,
    ) -> Header {
        let [lateness_ms, statement_overhead_ms, command_ms] = times.map(Percentiles::of);
        Header {
            cache_aside_recording: FORMAT,
            engine: env!("CARGO_PKG_VERSION").to_string(),
            redis,
            postgresql,
            machine: machine(),
            date: today(),
            line: scenario.to_string(),
            lateness_ms,
            statement_overhead_ms,
            command_ms,
            valid: lateness_ms.p99 <= Header::late_max_ms(scenario),
            events,
        }
    }

    /// The limit on lateness, which one request in a hundred may exceed: a tenth of a query's duration, at least 2 ms.
    pub fn late_max_ms(scenario: &Scenario) -> f64 {
        (scenario.db_latency.mean().as_millis_f64() / 10.0).max(2.0)
    }
}

/// A real run.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Its header.
    pub header: Header,
    /// Its events.
    pub events: Vec<Event>,
}

impl Recording {
    /// The scenario that ran.
    ///
    /// # Errors
    /// If the line of the header is invalid.
    pub fn scenario(&self) -> Result<Scenario, String> {
        Scenario::parse(&self.header.line).map_err(|error| error.to_string())
    }

    /// The report, by the same folds as for a simulated run.
    pub fn report(&self, scenario: &Scenario) -> Report {
        let (mut trace, mut following, mut metrics) = (Trace::default(), Following::default(), Metrics::default());
        for event in &self.events {
            trace.push(*event);
            let happened = following.event(event);
            metrics.event(event, &happened, &following);
        }
        complete(metrics.report(&following, Instant::ZERO + scenario.duration), &trace, scenario, None)
    }

    /// The invariants that it violates.
    pub fn violations(&self, scenario: &Scenario) -> Vec<String> {
        recorded::violations(scenario, &self.events)
    }

    /// Writes the recording as lines.
    ///
    /// # Errors
    /// If writing fails.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &self.header)?;
        writeln!(out)?;
        for event in &self.events {
            let info = &KINDS[usize::from(event.kind.number())];
            let numbers = event.kind.numbers();
            let mut row = vec![
                Value::from(event.at.as_nanos()),
                Value::from(event.actor.to_string()),
                Value::from(info.name),
                if numbers.key == u32::MAX { Value::Null } else { Value::from(numbers.key) },
            ];
            row.extend(numbers.rest[..info.fields.len()].iter().map(|&number| match number.fract() == 0.0 {
                true => Value::from(number as u64),
                false => Value::from(number),
            }));
            serde_json::to_writer(&mut *out, &row)?;
            writeln!(out)?;
        }
        Ok(())
    }

    /// Parses the text that [`Recording::write`] wrote.
    ///
    /// # Errors
    /// If the text is not a valid recording: a sentence that says why, and names the line.
    pub fn read(text: &str) -> Result<Recording, String> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (_, first) = lines.next().ok_or("The recording is empty.")?;
        let header: Header = serde_json::from_str(first)
            .map_err(|error| format!("The recording is refused: its first line is no header: {error}."))?;
        if header.cache_aside_recording != FORMAT {
            let format = header.cache_aside_recording;
            return Err(format!("The recording is refused: it is of format {format}, and this is {FORMAT}."));
        }
        recorded::of_engine(&header.engine)?;
        let scenario = Scenario::parse(&header.line).map_err(|error| recorded::refused(&error))?;
        let mut rows = Vec::new();
        for (index, line) in lines {
            rows.push(row(line).ok_or_else(|| format!("The recording is refused: line {} is no event.", index + 1))?);
        }
        if rows.len() != header.events {
            return Err(recorded::refused(&format!("it has {} events and should have {}.", rows.len(), header.events)));
        }
        let events = recorded::events(&scenario, &rows)?;
        Ok(Recording { header, events })
    }
}

/// Parses the line of an event.
fn row(line: &str) -> Option<recorded::Row> {
    let Value::Array(parts) = serde_json::from_str(line).ok()? else { return None };
    let [at, actor, kind, key, rest @ ..] = parts.as_slice() else { return None };
    let mut numbers = [0.0; 3];
    for (place, number) in numbers.iter_mut().zip(rest) {
        *place = number.as_f64()?;
    }
    let kind = KINDS.iter().position(|info| info.name == kind.as_str().unwrap_or_default())?;
    let fits = rest.len() == KINDS[kind].fields.len();
    let key = if key.is_null() { f64::from(u32::MAX) } else { key.as_f64()? };
    let actor = recorded::actor(actor.as_str()?)?;
    fits.then_some(recorded::Row { at_ns: at.as_f64()?, actor: actor.bits(), kind: kind as u8, key, rest: numbers })
}

/// The number of cores, the processor and the operating system.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let after = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once([':', '='])?.1.trim().trim_matches('"').to_string())
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = after(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| std::env::consts::ARCH.to_string());
    let system = after(&read("/etc/os-release"), "PRETTY_NAME").unwrap_or_else(|| std::env::consts::OS.to_string());
    format!("{cores} cores of {model}, {system}")
}

/// The date in UTC (the days since 1970 by Howard Hinnant's `civil_from_days`).
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let days = (seconds / 86_400) as i64 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cache_aside_playground::run;

    fn recording(line: &str) -> (Recording, Report) {
        let scenario = Scenario::parse(line).expect("a scenario");
        let (trace, report) = run::run(&scenario).expect("a run");
        let header = Header::new(&scenario, ("7.0.15".into(), "15.1".into()), [&[], &[], &[]], trace.events().len());
        (Recording { header, events: trace.events().to_vec() }, report)
    }

    fn text(recording: &Recording) -> String {
        let mut out = Vec::new();
        recording.write(&mut out).expect("room");
        String::from_utf8(out).expect("text")
    }

    /// A simulated run can be written to a file too. Reading it gives the same events, to the last bit of the dice, and
    /// the same report.
    #[test]
    fn what_is_written_is_read_again() {
        for line in [
            "strategy=xfetch rate=50/s ttl=1s db_latency=100ms duration=6s",
            "strategy=lease write_rate=2/s keys=3 absent=0.2 duration=6s do=2s:flush,3s:db_slow:1.5:1s",
            "strategy=mutex client_timeout=300ms retries=1 db_connections=2 duration=6s holder_crash=0.3",
        ] {
            let (written, report) = recording(line);
            let read = Recording::read(&text(&written)).expect("a recording");
            assert_eq!(read.header, written.header);
            assert_eq!(read.events, written.events);
            assert_eq!(read.report(&read.scenario().expect("a scenario")), report, "{line}");
        }
    }

    /// A damaged recording is either read or refused with a sentence, but never a panic.
    #[test]
    fn a_hostile_recording_is_refused_with_a_sentence() {
        let (written, _) = recording("strategy=mutex rate=20/s ttl=1s db_latency=100ms duration=3s warm=false");
        let good = text(&written);
        let lines: Vec<&str> = good.lines().collect();
        let with = |index: usize, line: &str| {
            let mut all = lines.clone();
            all[index] = line;
            all.join("\n")
        };
        let header = |from: &str, to: &str| with(0, &lines[0].replace(from, to));
        for (hostile, says) in [
            (String::new(), "empty"),
            ("PNG".to_string(), "no header"),
            (header("\"cache_aside_recording\":1", "\"cache_aside_recording\":2"), "format 2"),
            (header("\"engine\":\"", "\"engine\":\"9."), "version 9."),
            (header("duration=3s", "duration=3x"), "duration"),
            (with(1, "[0,\"R0\",\"NoSuchThing\",0]"), "line 2"),
            (with(1, "[1e999,\"R0\",\"ReadStarted\",0,1,0]"), "line 2"),
            (with(1, "[5,\"Z0\",\"ReadStarted\",0,1,0]"), "line 2"),
            (with(1, "[5,\"R4000000000\",\"ReadStarted\",0,1,0]"), "line 2"),
            (with(1, "[5,\"R0\",\"ReadStarted\",9,1,0]"), "event 1"),
            (with(1, "[5,\"R0\",\"ReadStarted\",0,1.5,0]"), "event 1"),
            (with(1, "[99000000000,\"R0\",\"ReadStarted\",0,1,0]"), "event 1"),
            (with(2, lines[3]), ""),
            (lines[..lines.len() - 1].join("\n") + "\n[2999999999,\"R7\",\"ReadEnded\",0,7,0]", "R7"),
            (lines[..lines.len() - 1].join("\n"), "should have"),
        ] {
            let sentence = Recording::read(&hostile).expect_err(says);
            assert!(sentence.contains(says), "{says}: {sentence}");
        }
        // Each line missing, or doubled.
        for index in 0..lines.len() {
            let mut gone = lines.clone();
            gone.remove(index);
            let mut doubled = lines.clone();
            doubled.insert(index, lines[index]);
            for all in [gone, doubled] {
                let _ = Recording::read(&all.join("\n"));
            }
        }
    }
}
