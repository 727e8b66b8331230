//! The lines that theory is held against, with some of their fields changed at random: whatever form is still shown has to
//! agree with its run. So a condition that is missing, on a field that a form does not look at, is found without anybody
//! having thought of it.

use super::theory::{self, deviation};
use super::theory_writes;
use super::*;
use crate::scenarios::{all, changed};
use cache_aside_playground::metrics::Compared;
use cache_aside_playground::units::Duration;
use std::collections::BTreeMap;

/// Reads per run, at most about.
const READS: f64 = 10_000.0;
/// Runs that may become longer than this are left out: they wait at locks, over and over.
const EVENTS_MAX: u64 = 400_000;
/// With fewer episodes than this a run does not know how far it may be off, where what it measures is skewed.
const EPISODES_MIN: usize = 50;
/// In a pool none counts for more than this,
const COUNTED_MAX: f64 = 3.0;
/// and of a thousand pools none is off by more of the standard errors of its sum,
const POOLED_MAX: f64 = 5.0;
/// but that all runs lean to one side by a small part of a standard error, for where they begin and end.
const LEAN: f64 = 0.2;

/// By how many of its own standard errors a form may be off: so many are not seen in ten thousand. A run that by chance lacks
/// what is rare and large takes its standard error from what is left, which is too small: few of a hundred queries put an old
/// row back for a whole TTL, few readers wait behind several dead.
fn off_max(name: &str) -> f64 {
    if matches!(name, "stale_read_share" | "lock_wait_mean_ms") { 12.0 } else { 6.0 }
}

/// By how many standard errors a form is off, summed up over runs.
#[derive(Default)]
struct Pool {
    count: f64,
    sum: f64,
}

/// The forms are pooled by strategy, and by field that was changed: each for itself may be off by chance, all together not.
#[test]
fn a_form_that_outlives_random_changes_agrees_with_its_run() {
    let lines: Vec<&str> = theory::table().iter().chain(theory_writes::table()).map(|(runs, _)| runs.1).collect();
    let mut pools: BTreeMap<String, Pool> = BTreeMap::new();
    let (mut pooled, mut bounded) = (0, 0);
    for case in all() {
        let Some((mut scenario, fields)) = changed(lines[case as usize % lines.len()], case) else { continue };
        let enough = Duration((READS / scenario.rate.per_second() * 1e9) as u64);
        (scenario.seed, scenario.duration) = (case, scenario.duration.min(enough));
        if scenario.events_estimate() > EVENTS_MAX {
            continue;
        }
        // A few wait more often than the estimate knows, and are stopped.
        let Ok(report) = run::report(&scenario) else { continue };
        let enough = |(_, form): &(&&str, &Compared)| form.n >= form.n_min;
        for (name, form) in report.theory.into_iter().filter(enough) {
            let told = || format!("case {case}, {fields:?}, {name}: {form:?}\n  simulate -- '{}'", report.scenario);
            match deviation(form).filter(|_| report.episodes.len() >= EPISODES_MIN) {
                Some(off) => {
                    pooled += 1;
                    assert!(off.abs() <= off_max(name), "{off:.1} standard errors: {}", told());
                    let strategy = format!("{:?}", scenario.strategy);
                    for group in fields.iter().copied().chain([strategy.as_str()]) {
                        let pool = pools.entry(format!("{name}, {group}")).or_default();
                        pool.count += 1.0;
                        pool.sum += libm::copysign(libm::fabs(off).min(COUNTED_MAX), off);
                    }
                }
                None => {
                    bounded += 1;
                    assert!(is_near(form), "{}", told());
                }
            }
        }
    }
    for (group, Pool { count, sum }) in pools {
        let bound = POOLED_MAX * count.sqrt() + LEAN * count;
        assert!(sum.abs() <= bound, "{group}: {sum:.1} standard errors in {count} runs, at most {bound:.1}");
    }
    assert!(pooled > 2_000 && bounded > 500, "{pooled} and {bounded} forms say little");
}

/// Without a standard error: what spreads no wider than its mean, as waits do, or than counts of its mean, as shares and rates
/// do, is off by no more than four standard errors of that; and what is rare by what five occurrences come to.
fn is_near(form: &Compared) -> bool {
    let measured = form.measured.expect("what is enough was measured");
    let spread = form.predicted.max(form.predicted.sqrt());
    (measured - form.predicted).abs() <= 4.0 * spread / form.weight.sqrt() + 5.0 / form.weight
}
