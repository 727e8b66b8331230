//! Follows the order of one setup in another: there too, the processes do the same things in the same sequence, as far
//! as they do them at all. A step may have no counterpart: a strategy may take no lock, or look up the cache twice.

use super::probe::Question;
use super::state::{Process, Way};
use super::step::{Model, Move, Step};
use super::way::Walk;

/// What a process does in a step, whatever its strategy. The variants are in the order in which a request does them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Act {
    /// Looks up the key in the cache.
    Look,
    /// Receives an answer that starts a query or rolls dice.
    Answer,
    /// Queries or updates the row.
    Row,
    /// Stores or deletes the value.
    Store,
    /// Takes or releases a lock, or waits. There may be no counterpart.
    Lock,
}

fn act(model: &Model, process: &Process) -> Act {
    if process.way == Way::Back {
        return Act::Answer;
    }
    match model.question(process) {
        Some(Question::Get | Question::GetOrLease) => Act::Look,
        Some(Question::Query | Question::Update) => Act::Row,
        Some(Question::Set(_) | Question::SetVersioned(_) | Question::SetLeased(_) | Question::Delete) => Act::Store,
        _ => Act::Lock,
    }
}

/// The maximum number of steps that a process may take to make the wanted one.
const CATCH_UP: usize = 6;

/// The walk of `model` that follows the order of a walk of `from`.
pub fn alike(from: &Model, walk: &Walk, model: &Model) -> Walk {
    let mut followed = Walk::new(model);
    for (before, step) in walk.states.iter().zip(&walk.steps) {
        match step.by {
            Move::Go { slot, .. } => go_on(model, &mut followed, step.by, slot, act(from, &before.processes[slot])),
            by => drop(made(model, &mut followed, by)),
        }
    }
    followed
}

/// Lets a process continue up to and including the wanted act. If it cannot get there, the walk stays as it was.
fn go_on(model: &Model, followed: &mut Walk, by: Move, slot: usize, wanted: Act) {
    let length = followed.steps.len();
    for _ in 0..CATCH_UP {
        let process = followed.state().processes[slot];
        let next = act(model, &process);
        let usual = Move::Go { slot, other: false };
        let is_it = next == wanted;
        if is_it && (made(model, followed, by) || made(model, followed, usual)) {
            return;
        }
        let is_before = wanted != Act::Lock && (next == Act::Lock || next < wanted);
        if is_it || !is_before || !made(model, followed, usual) {
            break;
        }
    }
    followed.steps.truncate(length);
    followed.states.truncate(length + 1);
}

/// Makes a move if that is possible. Returns whether it was.
fn made(model: &Model, followed: &mut Walk, by: Move) -> bool {
    let found = |step: &Step| step.by == by;
    let Some(step) = followed.choices(model).into_iter().find(found) else { return false };
    followed.go(step);
    true
}
