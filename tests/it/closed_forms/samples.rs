//! Tests of a report's samples: theory of them alone is theory of the report, because the page computes it from them.

use super::theory::table;
use super::theory_writes;
use cache_aside_playground::metrics::Report;
use cache_aside_playground::run;
use cache_aside_playground::run::limits::Limits;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::Simulation;
use cache_aside_playground::theory;

fn scenario(line: &str) -> Scenario {
    Scenario::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

/// The rows of theory, all numbers to the last bit, from the report and from its samples.
#[test]
fn theory_of_the_samples_is_that_of_the_report() {
    let lines: Vec<&str> = table().iter().chain(theory_writes::table()).map(|(runs, _)| runs.1).collect();
    let mut rows = 0;
    for line in lines {
        let scenario = scenario(line);
        let report = run::report(&scenario).expect("it runs");
        let again = Report::of_samples(&report.samples()).expect("these are samples");
        assert_eq!(theory::compare(&scenario, &again), report.theory, "{line}");
        // No form of these lines uses the means.
        assert_eq!(again.samples(), report.samples(), "{line}");
        assert_eq!(
            (again.wait_ms.mean, again.latency_ms.mean),
            (report.wait_ms.mean, report.latency_ms.mean),
            "{line}"
        );
        rows += report.theory.keys().count();
    }
    assert!(rows > 100, "{rows} rows say little");
}

/// 50 reads per second make some 5 events each, so that 5,000 events are a third of a minute: the run is stopped there,
/// and theory is that of the shorter run. The same holds for the samples.
#[test]
fn a_run_that_was_stopped_is_compared_up_to_there() {
    let scenario = scenario("strategy=mutex rate=50/s ttl=1s db_latency=100ms duration=60s");
    let limits = Limits { events: 5_000, ..Limits::default() };
    let report = run::report_of(&mut Simulation::within(&scenario, limits), &scenario, |_| {}).expect("it runs");
    let stopped = report.stopped.as_ref().expect("it is too large");
    let samples = report.samples();
    assert_eq!(samples[0], stopped.at_ms * 1e6, "the time that theory covers");
    let again = Report::of_samples(&samples).expect("these are samples");
    assert_eq!(theory::compare(&scenario, &again), report.theory);
    assert!(report.theory.keys().count() > 0);
}

/// A part of the samples is refused, or is a report of fewer episodes.
#[test]
fn samples_without_their_end_are_harmless() {
    let scenario = scenario("strategy=mutex rate=50/s ttl=1s db_latency=100ms duration=60s");
    let mut samples = run::report(&scenario).expect("it runs").samples();
    let mut refused = 0;
    for cut in 0..samples.len() {
        match Report::of_samples(&samples[..cut]) {
            Some(report) => drop(theory::compare(&scenario, &report)),
            None => refused += 1,
        }
    }
    assert!(refused > 0 && refused < samples.len());
    samples[3] = 1e300;
    assert!(Report::of_samples(&samples).is_none(), "there are not that many marks");
}
