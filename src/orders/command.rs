//! The effect of a command at its server. It is the same as in the simulator's `model::commands` and `model::database`,
//! but on a state instead of on stores with clocks.

use super::probe::{Answer, Question};
use super::setup::{Reissue, Setup};
use super::state::State;
use crate::scenario::{LockRelease, Snapshot, Strategy, WritePolicy};

/// Applies the command of the process in a slot to the state. Returns the server's answer.
pub fn effect(setup: &Setup, state: &mut State, slot: usize, question: Question) -> Answer {
    let me = slot as u8 + 1;
    match question {
        Question::Get => found(state),
        Question::GetOrLease => get_or_lease(state, me),
        Question::Set(version) => set(setup, state, version),
        Question::SetVersioned(version) if version < state.cache => Answer::Done,
        Question::SetVersioned(version) => set(setup, state, version),
        Question::SetLeased(version) => set_leased(setup, state, me, version),
        Question::Delete => delete(setup, state),
        Question::Lock if state.lock > 0 => Answer::Refused { old: 0 },
        Question::Lock => {
            state.lock = me;
            Answer::Done
        }
        Question::Unlock => {
            if !state.spent && (state.lock == me || setup.scenario.lock_release == LockRelease::Any) {
                end_lease(setup, state);
            }
            Answer::Done
        }
        Question::Query => {
            let row = state.processes[slot].row;
            Answer::Row(if setup.scenario.db_snapshot == Snapshot::End { state.db } else { row })
        }
        Question::Update => {
            state.db += 1;
            Answer::Row(state.db)
        }
        Question::LockGone | Question::Pause => Answer::Done,
        Question::Join | Question::Landing => unreachable!("answered at once, or by the flight"),
    }
}

fn found(state: &State) -> Answer {
    match state.cache {
        0 => Answer::Missing,
        version => Answer::Found { version, fresh: state.fresh },
    }
}

fn get_or_lease(state: &mut State, me: u8) -> Answer {
    if state.cache > 0 && state.fresh {
        return found(state);
    }
    if state.lock > 0 {
        return Answer::Refused { old: state.cache };
    }
    state.lock = me;
    Answer::Missing
}

/// Stores a value. Voids the lease, as every write to the key does.
fn set(setup: &Setup, state: &mut State, version: u8) -> Answer {
    if setup.scenario.strategy == Strategy::Lease {
        end_lease(setup, state);
    }
    store(state, version)
}

fn store(state: &mut State, version: u8) -> Answer {
    (state.cache, state.fresh) = (version, true);
    Answer::Done
}

/// Whether a set with a valid lease replaces the version in the cache.
pub fn stores_leased(setup: &Setup, present: u8, version: u8) -> bool {
    setup.scenario.write_policy != WritePolicy::VersionedSet || version >= present
}

/// Stores a value if the process holds a valid lease, which ends with the set; refuses otherwise.
fn set_leased(setup: &Setup, state: &mut State, me: u8, version: u8) -> Answer {
    if state.lock != me || state.spent {
        return Answer::Refused { old: 0 };
    }
    end_lease(setup, state);
    if stores_leased(setup, state.cache, version) {
        store(state, version);
    }
    Answer::Done
}

/// Removes the value, or only ends its TTL if old values may still be served. Voids the lease.
fn delete(setup: &Setup, state: &mut State) -> Answer {
    let leases = setup.scenario.strategy == Strategy::Lease;
    if !(leases && setup.scenario.lease_stale) {
        state.cache = 0;
    }
    state.fresh = false;
    if leases {
        end_lease(setup, state);
    }
    Answer::Done
}

/// Ends a lock that was released, or a lease that was used or voided. If the server grants one lease per TTL, the lease
/// stays as spent until its TTL ends.
fn end_lease(setup: &Setup, state: &mut State) {
    match setup.reissue {
        Reissue::AfterTtl if setup.scenario.strategy == Strategy::Lease => state.spent = state.lock > 0,
        _ => state.lock = 0,
    }
}
