//! Runs code from a file instead of a strategy: its report, and the properties that it breaks.

use super::{Failure, table};
use cache_aside_playground::metrics::Report;
use cache_aside_playground::python::code::{Code, Running, Said};
use cache_aside_playground::python::{Mistake, TEXT_BYTES_MAX};
use cache_aside_playground::run;
use cache_aside_playground::run::shortest::{Way, shortest};
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::{Simulation, Stuck};
use cache_aside_playground::trace::Event;
use cache_aside_playground::verdict::{Broken, Property, Verdict};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _, Write};

/// A file with code.
pub struct Source {
    file: String,
    text: String,
}

/// The report of a run of code.
#[derive(serde::Serialize)]
pub struct Judged {
    /// The title in the code's first comment.
    pub code: Option<String>,
    #[serde(flatten)]
    pub report: Report,
    /// The broken properties.
    pub broken: Vec<Shown>,
}

/// A broken property, with the shortest counterexample.
#[derive(serde::Serialize)]
pub struct Shown {
    #[serde(flatten)]
    pub broken: Broken,
    /// `None` if the run is too large to be repeated for it.
    pub way: Option<WayText>,
}

/// A counterexample as text, in the words of the log.
#[derive(serde::Serialize)]
pub struct WayText {
    pub requests: Vec<String>,
    pub of: usize,
    pub fewest: bool,
    pub events: Vec<String>,
}

impl WayText {
    fn of(way: &Way) -> WayText {
        WayText {
            requests: way.requests.iter().map(ToString::to_string).collect(),
            of: way.of,
            fewest: way.fewest,
            events: way.events.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Source {
    /// Reads a file, up to the largest size of code.
    ///
    /// # Errors
    /// If the file cannot be read, is too large, or is not text.
    pub fn read(file: String) -> Result<Source, Failure> {
        let mut bytes = Vec::new();
        let opened =
            File::open(&file).and_then(|opened| opened.take(TEXT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes));
        if let Err(error) = opened {
            return Err(Failure::Code(file, format!("it cannot be read: {error}")));
        }
        if bytes.len() > TEXT_BYTES_MAX {
            let message =
                format!("line 1, column 1: at most {TEXT_BYTES_MAX} bytes of code are read, and it is longer");
            return Err(Failure::Code(file, message));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Source { file, text }),
            Err(_) => Err(Failure::Code(file, "it is not text in UTF-8".to_string())),
        }
    }

    /// Runs a scenario with the code, and optionally prints every event.
    ///
    /// # Errors
    /// If the code is refused, or has an error at run time.
    pub fn run(&self, scenario: &Scenario, mut events_to: Option<&mut impl Write>) -> Result<Judged, Failure> {
        let refused = |mistake: Mistake| Failure::Code(self.file.clone(), mistake.to_string());
        let code = Code::new(&self.text, scenario).map_err(refused)?;
        let title = code.program.title().map(str::to_string);
        let mut simulation = Simulation::with_code(scenario, code.clone());
        if let Some(running) = simulation.running() {
            running.follows.set(events_to.is_some());
        }
        let running = simulation.shared_running();
        let (mut verdict, mut written) = (Verdict::default(), Ok(()));
        let report = run::report_of(&mut simulation, scenario, |events| {
            verdict.fold(events);
            if let (Some(out), Ok(())) = (&mut events_to, &written) {
                written = write_events(*out, events, running.as_deref());
            }
        });
        written?;
        if let Some(out) = &mut events_to {
            writeln!(out)?;
        }
        let report = report.map_err(|stuck| self.stuck(stuck))?;
        let broken = verdict.finish(simulation.end()).into_iter().map(|broken| {
            let way = Property::named(broken.name).and_then(|property| shortest(scenario, &code, property));
            Shown { broken, way: way.as_ref().map(WayText::of) }
        });
        Ok(Judged { code: title, report, broken: broken.collect() })
    }

    /// The failure of a run. An error in the code names the file; a deadlock is a bug of the simulator.
    fn stuck(&self, stuck: Stuck) -> Failure {
        match stuck {
            Stuck::Code(_) => Failure::Code(self.file.clone(), stuck.to_string()),
            Stuck::Deadlock(_) => Failure::Stuck(stuck),
        }
    }
}

/// Prints events, with the code's log in between.
fn write_events(out: &mut impl Write, events: &[Event], running: Option<&Running>) -> io::Result<()> {
    let said = running.map(|running| running.said.take()).unwrap_or_default();
    if let Some(running) = running {
        running.stands.take();
    }
    let mut said = said.iter().peekable();
    for event in events {
        while let Some(said) = said.next_if(|said| said.at < event.at) {
            write_said(out, said, running)?;
        }
        writeln!(out, "{event}")?;
    }
    said.try_for_each(|said| write_said(out, said, running))
}

fn write_said(out: &mut impl Write, said: &Said, running: Option<&Running>) -> io::Result<()> {
    let texts = running.map_or(&[][..], |running| &running.code.program.texts);
    let mut sentence = texts.get(usize::from(said.text)).cloned().unwrap_or_default();
    if let Some(value) = said.value {
        let _ = write!(sentence, " {value}");
    }
    let (at, actor) = (said.at.to_string(), said.actor.to_string());
    writeln!(out, "{at:>16} {actor:<6} line {}: {sentence}", said.line)
}

/// The report as a table, with the broken properties below.
pub fn table(out: &mut impl Write, judged: &Judged) -> io::Result<()> {
    if let Some(title) = &judged.code {
        writeln!(out, "{title}\n")?;
    }
    table::of_report(out, &judged.report)?;
    for Shown { broken, way } in &judged.broken {
        writeln!(out, "not always: {}", broken.property)?;
        writeln!(out, "  {} ({} in all)", broken.first, broken.count)?;
        if let Some(way) = way {
            of_way(out, way)?;
        }
    }
    Ok(())
}

fn of_way(out: &mut impl Write, WayText { requests, of, fewest, events }: &WayText) -> io::Result<()> {
    let names = requests.join(", ");
    let none = match fewest {
        true => "; without any one of them it does not happen",
        false => "; fewer were not looked for any longer",
    };
    match requests.len() {
        0 => writeln!(out, "  The shortest way there takes no request at all:")?,
        count => {
            writeln!(out, "  The shortest way there takes {count} of the {of} requests until then, {names}{none}:")?
        }
    }
    events.iter().try_for_each(|event| writeln!(out, "  {event}"))
}
