//! Code from a file, run instead of a strategy: its report, and what it breaks.

use super::{Failure, table};
use cache_aside_playground::metrics::Report;
use cache_aside_playground::python::code::{Code, Running, Said};
use cache_aside_playground::python::{Mistake, TEXT_BYTES_MAX};
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::{Simulation, Stopped};
use cache_aside_playground::trace::Event;
use cache_aside_playground::units::Instant;
use cache_aside_playground::verdict::{Broken, Verdict};
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
    /// What the code calls itself in its first comment.
    pub code: Option<String>,
    #[serde(flatten)]
    pub report: Report,
    /// What is to hold always, and does not.
    pub broken: Vec<Broken>,
}

impl Source {
    /// Reads a file, and no more of it than can be code.
    ///
    /// # Errors
    /// A file that can not be read, or is no text.
    pub fn read(file: String) -> Result<Source, Failure> {
        let mut bytes = Vec::new();
        let opened =
            File::open(&file).and_then(|opened| opened.take(TEXT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes));
        if let Err(error) = opened {
            return Err(Failure::Code(file, format!("it can not be read: {error}")));
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

    /// Runs a scenario with the code, and writes every event down, if it is to.
    ///
    /// # Errors
    /// Code that is refused, or that can not go on.
    pub fn run(&self, scenario: &Scenario, mut events_to: Option<&mut impl Write>) -> Result<Judged, Failure> {
        let refused = |mistake: Mistake| Failure::Code(self.file.clone(), mistake.to_string());
        let code = Code::new(&self.text, scenario).map_err(refused)?;
        let title = code.program.title().map(str::to_string);
        let mut simulation = Simulation::with_code(scenario, code);
        if let Some(running) = simulation.running() {
            running.follows.set(events_to.is_some());
        }
        let running = simulation.shared_running();
        let (mut verdict, mut written) = (Verdict::default(), Ok(()));
        let report = run::fold(&mut simulation, |events| {
            verdict.fold(events);
            if let (Some(out), Ok(())) = (&mut events_to, &written) {
                written = write_events(*out, events, running.as_deref());
            }
        });
        written?;
        if let Some(out) = &mut events_to {
            writeln!(out)?;
        }
        let report = report.map_err(|stopped| self.stopped(stopped))?;
        Ok(Judged { code: title, report, broken: verdict.finish(Instant::ZERO + scenario.duration) })
    }

    /// A run of code that has to be stopped is the code's fault, unless it is ours.
    fn stopped(&self, stopped: Stopped) -> Failure {
        match stopped {
            Stopped::Code(_) | Stopped::TooManyEvents(_) => Failure::Code(self.file.clone(), stopped.to_string()),
            Stopped::Deadlock(_) => Failure::Stopped(stopped),
        }
    }
}

/// Writes events down, with what the code says between them.
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

/// The report as a table, and what it breaks below it.
pub fn table(out: &mut impl Write, judged: &Judged) -> io::Result<()> {
    if let Some(title) = &judged.code {
        writeln!(out, "{title}\n")?;
    }
    table::of_report(out, &judged.report)?;
    for broken in &judged.broken {
        writeln!(out, "not always: {}", broken.property)?;
        writeln!(out, "  {} ({} in all)", broken.first, broken.count)?;
    }
    Ok(())
}
