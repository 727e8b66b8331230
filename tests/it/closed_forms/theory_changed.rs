//! Tests of theory on its test lines with some fields changed at random: every form that still applies must agree with
//! its run. This finds missing conditions on fields that a form does not use.

use super::theory::{self, deviation};
use super::theory_writes;
use super::*;
use crate::scenarios::{all, changed};
use cache_aside_playground::metrics::Compared;
use cache_aside_playground::units::Duration;
use std::collections::BTreeMap;

/// The approximate maximum number of reads per run.
const READS: f64 = 10_000.0;
/// The maximum number of events of a run. Longer ones, which poll locks over and over, are skipped.
const EVENTS_MAX: u64 = 400_000;
/// The number of episodes that a run needs for a reliable standard error of a skewed quantity.
const EPISODES_MIN: usize = 50;
/// The largest deviation that a single form contributes to a pool.
const COUNTED_MAX: f64 = 3.0;
/// The number of standard errors by which the sum of a pool may be off. Of a thousand pools none should exceed it.
const POOLED_MAX: f64 = 5.0;
/// The bias of all runs, as a part of a standard error, that is allowed because of where they begin and end.
const LEAN: f64 = 0.2;

/// The number of its own standard errors by which a form may be off; more are not seen in ten thousand runs. A run that
/// by chance has no rare and large values underestimates its standard error: for example, few of a hundred queries put
/// an old row back for a whole TTL, and few readers wait behind several crashed holders.
fn off_max(name: &str) -> f64 {
    if matches!(name, "stale_read_share" | "lock_wait_mean_ms") { 12.0 } else { 6.0 }
}

/// The standard errors by which a form is off, summed over runs.
#[derive(Default)]
struct Pool {
    count: f64,
    sum: f64,
}

/// The forms are pooled by strategy and by changed field: a single form may be off by chance, but a pool must not be.
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
        // A few runs wait more often than estimated and are stopped.
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

/// Whether a form without a standard error is close. Waits are assumed to have a standard deviation up to their mean,
/// and shares and rates that of counts; four standard errors of this are allowed, and for rare events the effect of
/// five occurrences.
fn is_near(form: &Compared) -> bool {
    let measured = form.measured.expect("what is enough was measured");
    let spread = form.predicted.max(form.predicted.sqrt());
    (measured - form.predicted).abs() <= 4.0 * spread / form.weight.sqrt() + 5.0 / form.weight
}
