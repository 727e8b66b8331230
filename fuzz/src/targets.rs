//! The fuzz targets: what each does with an input, and what it checks. A target panics if a check fails.

use crate::held::violations;
use crate::making::{Bytes, small};
use cache_aside_playground::run;
use cache_aside_playground::scenario::{EVENTS_MAX, FIELDS, Scenario, ScenarioError};
use cache_aside_playground::simulation::Simulation;
use cache_aside_playground::timeline::lanes::Phase;
use cache_aside_playground::trace::requests::Outcome;
use cache_aside_playground::trace::{KINDS, Trace};
use cache_aside_playground::wasm::column::Column;
use cache_aside_playground::wasm::columns::{EVENTS_WHOLE_MAX, Gathered};
use std::collections::BTreeMap;

/// A fuzz target: processes an input, and panics if a check fails.
pub type Target = fn(&[u8]);

/// All targets, by the names of their corpora.
pub const TARGETS: &[(&str, Target)] = &[
    ("scenario_line", scenario_line),
    ("interventions", interventions),
    ("boundary", boundary),
    ("run", run),
    ("code_text", crate::code_targets::code_text),
    ("code_run", crate::code_targets::code_run),
];

/// The maximum number of events of a run, by its own estimate. About a hundred such runs per second are enough to reach
/// every branch.
const EVENTS: u64 = 3_000;

/// Any text either parses to a scenario that prints and parses back to itself, or is refused with a complete error
/// message.
pub fn scenario_line(data: &[u8]) {
    let line = String::from_utf8_lossy(data);
    match Scenario::parse(&line) {
        Ok(scenario) => reads_back(&scenario),
        Err(error) => says_what_is_allowed(&error),
    }
}

/// Any text after `do=` either parses to a list of interventions in order of time, or is refused.
pub fn interventions(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut scenario = Scenario { keys: 1_000, ..Scenario::default() };
    let before = scenario.clone();
    if let Err(error) = scenario.set("do", &text) {
        assert_eq!(scenario, before, "what is refused changes nothing");
        return says_what_is_allowed(&error);
    }
    assert!(scenario.interventions.is_sorted_by_key(|intervention| intervention.at));
    let times: Vec<_> = scenario.interventions.iter().map(|intervention| intervention.at).collect();
    let keys: Vec<_> = scenario.interventions.iter().filter_map(|one| one.action.key()).collect();
    match scenario.check() {
        Ok(()) => {
            assert!(times.iter().all(|at| at.as_nanos() <= scenario.duration.as_nanos()));
            assert!(keys.iter().all(|&key| key < scenario.keys));
            reads_back(&scenario);
        }
        Err(error) => says_what_is_allowed(&error),
    }
}

/// A run in any slices, inspected at any time and dropped at any time, gives consistent columns for JavaScript; and the
/// slices do not change the result.
pub fn boundary(data: &[u8]) {
    let (calls, line) = data.split_at(data.len().min(8));
    let Some(scenario) = small(Bytes(line).scenario(), EVENTS) else { return };
    let mut simulation = Simulation::new(&scenario);
    let mut progress = 0.0;
    for &call in calls {
        match call {
            0..=127 => drop(simulation.advance(u64::from(call) * u64::from(call)).expect("it goes on")),
            128..=191 => crosses(&simulation, &scenario),
            192..=254 => assert!((progress..=1.0).contains(&simulation.progress()), "it goes from 0 to 1"),
            // Drops the simulation while requests are in flight, like `free()` in JavaScript.
            255 => return,
        }
        progress = simulation.progress();
    }
    while !simulation.advance(1_000).expect("it ends") {}
    assert_eq!(simulation.progress(), 1.0);
    crosses(&simulation, &scenario);
    let (whole, _) = run::run(&scenario).expect("it ends");
    assert!(simulation.trace().events() == whole.events(), "slices leave no mark");
}

/// Any run with any interventions passes all checks.
pub fn run(data: &[u8]) {
    if let Some(scenario) = small(Bytes(data).scenario(), EVENTS) {
        runs_well(&scenario);
    }
}

/// Checks that the run ends, violates no invariant, makes no more events than estimated, reports only finite numbers,
/// and gives the same trace when repeated.
pub fn runs_well(scenario: &Scenario) {
    let (trace, report) = run::run(scenario).unwrap_or_else(|stopped| panic!("{stopped}: '{scenario}'"));
    let wrongs = violations(scenario, trace.events());
    assert!(wrongs.is_empty(), "{}\n  in '{scenario}'", wrongs.join("\n"));
    let (least, estimate) = (scenario.events_least(), scenario.events_estimate());
    assert!(least <= trace.count(), "{} events, at least {least} claimed of '{scenario}'", trace.count());
    assert!(trace.count() <= estimate, "{} events, at most {estimate} expected of '{scenario}'", trace.count());
    // Numbers that are not finite print as null.
    let json = serde_json::to_string(&report).expect("a report is plain data");
    assert!(!json.contains("null"), "not a number in {json}");
    let again = run::report(&Scenario::parse(&scenario.to_string()).expect("it reads back")).expect("it ends");
    assert_eq!(again, report, "the same line, the same report, in '{scenario}'");
}

/// Checks that a scenario prints and parses back to itself, as a whole and field by field, and is within the limits of
/// a run.
fn reads_back(scenario: &Scenario) {
    let printed = scenario.to_string();
    assert_eq!(Scenario::parse(&printed).as_ref(), Ok(scenario), "'{printed}' reads back as it was");
    let mut other = Scenario::default();
    for field in FIELDS {
        assert!(field.set(&mut other, &(field.print)(scenario)), "{} takes what it prints", field.name);
    }
    assert_eq!(other, *scenario, "field by field");
    assert!(scenario.events_least() <= EVENTS_MAX);
}

fn says_what_is_allowed(error: &ScenarioError) {
    const SHOWN_CHARS_MAX: usize = 81;
    assert!(error.field.chars().count() <= SHOWN_CHARS_MAX && error.value.chars().count() <= SHOWN_CHARS_MAX);
    let sentence = error.to_string();
    assert!(!error.allowed.is_empty() && sentence.contains(&error.allowed));
    assert!(sentence.starts_with(&format!("invalid {}={}: expected ", error.field, error.value)));
}

/// Checks the columns and the report of the run so far, like `Simulation::finish` of `src/wasm/exports.rs` without
/// JavaScript.
fn crosses(simulation: &Simulation, scenario: &Scenario) {
    let trace: &Trace = &simulation.trace();
    let mut gathered = Gathered::new(scenario, EVENTS_WHOLE_MAX);
    gathered.fold(trace.events());
    let told = gathered.finish(simulation.end());
    let report = run::complete(told.report, trace, scenario, simulation.stopped());
    assert_eq!(report.events, trace.count());
    let columns: BTreeMap<&str, Column> = told.columns.into_iter().collect();
    let rows = |name: &str| columns[name].len();
    let tables = [
        ("events", rows("events.at_ns")),
        ("segments", rows("segments.phase")),
        ("stays", rows("stays.key")),
        ("holdings", rows("holdings.key")),
    ];
    let end = simulation.end().as_nanos() as f64;
    for (name, column) in &columns {
        let table = tables.iter().find(|(table, _)| name.starts_with(&format!("{table}.")));
        if let (Some((_, rows)), false) = (table, matches!(column, Column::One(_))) {
            assert_eq!(column.len(), *rows, "{name}");
        }
        let Column::F64(pieces) = column else { continue };
        let values = pieces.concat();
        assert!(values.iter().all(|value| !value.is_nan()), "{name} is a number");
        if ["events.at_ns", "moments"].contains(name) || name.starts_with("steps.") && name.ends_with("at_ns") {
            assert!(values.is_sorted() && values.iter().all(|at| (0.0..=end).contains(at)), "{name}");
        }
    }
    codes_below(&columns["events.kind"], KINDS.len());
    codes_below(&columns["requests.outcome"], Outcome::NAMES.len());
    codes_below(&columns["segments.phase"], Phase::NAMES.len());
    let Column::U32(first) = &columns["requests.segment_first"] else { panic!("indices") };
    let first = first.concat();
    assert_eq!(first.len(), rows("requests.actor") + 1);
    assert!(first.is_sorted() && first[0] == 0 && first[first.len() - 1] as usize == rows("segments.phase"));
    let (Column::U32(row), Column::One(count)) = (&columns["requests.row"], &columns["requests.rows"]) else {
        panic!("the rows of requests")
    };
    assert!(row.iter().flatten().all(|row| f64::from(*row) < *count), "a row is below the number of rows");
    for (start, end) in [("requests.start_ns", "requests.end_ns"), ("segments.start_ns", "segments.end_ns")] {
        let (Column::F64(start), Column::F64(end)) = (&columns[start], &columns[end]) else { panic!("times") };
        assert!(
            start.iter().flatten().zip(end.iter().flatten()).all(|(start, end)| start <= end),
            "nothing ends before it starts"
        );
    }
}

fn codes_below(column: &Column, names: usize) {
    let Column::U8(codes) = column else { panic!("codes") };
    assert!(codes.iter().flatten().all(|&code| usize::from(code) < names), "a code has a name");
}
