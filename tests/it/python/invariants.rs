//! The invariants of the model hold whatever the code does.

use crate::code_targets::runs_well;
use crate::coding::program;
use crate::making::Bytes;
use crate::scenarios::line;
use cache_aside_playground::python::listings;
use cache_aside_playground::random::{Draws, Stream};
use cache_aside_playground::scenario::Scenario;
use std::panic::catch_unwind;

/// The bytes of a random program, and of a scenario for it.
pub fn bytes(case: u64) -> Vec<u8> {
    let mut draws = Draws::of(case, Stream::ReadKey, 1);
    (0..96).map(|_| draws.below(256) as u8).collect()
}

#[test]
fn always_random_programs_on_random_lines_violate_no_invariant() {
    let wrong = (0..1_000).filter(|&case| {
        let scenario = Scenario::parse(&line(case)).expect("a scenario");
        let bytes = bytes(case);
        let text = program(&mut Bytes(&bytes));
        catch_unwind(|| runs_well(&scenario, &text)).is_err()
    });
    let wrong: Vec<u64> = wrong.collect();
    assert!(wrong.is_empty(), "cases {wrong:?} failed, with the messages above");
}

#[test]
fn always_the_listings_violate_no_invariant_either() {
    for (name, text) in listings::all() {
        for case in 0..40 {
            let scenario = Scenario::parse(&line(case)).expect("a scenario");
            assert!(catch_unwind(|| runs_well(&scenario, text)).is_ok(), "{name}, case {case}");
        }
    }
}

/// A background task that has waited for a lock crashes as soon as it has it, at the end of its wait. The fuzzer found
/// that the wait was never ended.
#[test]
fn a_task_that_crashes_waits_no_longer() {
    let text = "def task(key):\n    while not cache.lock(key, 0.03): sleep(0.003)\n\n\
                def read(key):\n    spawn(task, key)\n    return db.query(key)\n";
    let scenario = Scenario::parse("duration=1s holder_crash=0.9").expect("a scenario");
    assert!(catch_unwind(|| runs_well(&scenario, text)).is_ok());
}

/// A value that a read has found with `get_or_lease` counts for the dice that it rolls, not the one that it had found
/// before with `get`.
#[test]
fn dice_are_about_the_latest_value_found() {
    let text = "def read(key):\n    found = cache.get(key)\n    cache.set(key, found or db.query(key), 0.5)\n    \
                found, mine = cache.get_or_lease(key)\n    if random() < 0.5: sleep(0.001)\n    return found or \
                db.query(key)\n";
    let scenario = Scenario::parse("duration=1s").expect("a scenario");
    assert!(catch_unwind(|| runs_well(&scenario, text)).is_ok());
}
