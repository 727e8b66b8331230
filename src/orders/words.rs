//! The text of a step, in the words of the log and of a request's story.

use super::probe::{Answer, Question};
use super::setup::Reissue;
use super::state::{Process, READERS, SLOTS, State, Way, child_of, is_reader};
use super::step::{Model, Move, Step};
use super::way::{Walk, actor};
use crate::scenario::Strategy;
use crate::trace::Actor;
use serde::Serialize;

/// A line of the list of steps. An answer and the query that it starts are one line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StepTold {
    /// What happens.
    pub text: String,
    /// The number of moves that the line covers.
    pub moves: usize,
    /// Whether the previous process is interrupted here, although it could continue.
    pub interrupts: bool,
}

/// A way in words.
pub fn told(model: &Model, walk: &Walk) -> Vec<StepTold> {
    let mut lines: Vec<StepTold> = Vec::new();
    let mut last: Option<usize> = None;
    for (index, step) in walk.steps.iter().enumerate() {
        let before = &walk.states[index];
        let text = text(model, before, step);
        let Move::Go { slot, .. } = step.by else {
            lines.push(StepTold { text, moves: 1, interrupts: false });
            continue;
        };
        let follows = last == Some(slot) && matches!(walk.steps[index - 1].by, Move::Go { .. });
        match lines.last_mut() {
            Some(line) if follows && before.processes[slot].way == Way::Back => {
                let own = format!("{} ", actor(slot));
                let so_far = line.text.trim_end_matches('.');
                line.text = format!("{so_far}, {}", text.strip_prefix(&own).unwrap_or(&text));
                line.moves += 1;
            }
            _ => {
                let left = last.filter(|&last| last != slot && child_of(last) != Some(slot));
                let interrupts = left.is_some_and(|left| is_under_way(model, before, left));
                lines.push(StepTold { text, moves: 1, interrupts });
            }
        }
        last = Some(slot);
    }
    lines
}

/// Whether a process, or the process that it has started, could continue.
fn is_under_way(model: &Model, state: &State, slot: usize) -> bool {
    let can_go = |slot: usize| {
        let process = &state.processes[slot];
        matches!(process.way, Way::Out | Way::Back) && !model.waits_at_lock(state, process)
    };
    can_go(slot) || child_of(slot).is_some_and(can_go)
}

/// The text of one step, which begins with its subject.
pub fn text(model: &Model, before: &State, step: &Step) -> String {
    match step.by {
        Move::TtlEnds if !before.fresh => "The grace ends: the old value is gone.".to_string(),
        Move::TtlEnds if step.state.cache > 0 => "The TTL ends: the value is kept for its grace.".to_string(),
        Move::TtlEnds => "The TTL ends: the value is gone.".to_string(),
        Move::LockExpires => format!("The {} of {} ends by itself.", lock_word(model), holder(before)),
        Move::Crash { slot } => format!("{} crashes and releases nothing.", actor(slot)),
        Move::Go { slot, other } => {
            let mut parts = Vec::new();
            parts.extend(
                step.told.map(|(question, answer)| command(model, before, step, (slot, other), question, answer)),
            );
            parts.extend(dice(model, step, slot, other));
            parts.extend(came_to(model, before, step, slot));
            parts.extend(landed(before, step, slot));
            format!("{} {}.", actor(slot), parts.join(", "))
        }
    }
}

fn lock_word(model: &Model) -> &'static str {
    if model.setup.scenario.strategy == Strategy::Lease { "lease" } else { "lock" }
}

fn holder(state: &State) -> Actor {
    actor(usize::from(state.lock.max(1)) - 1)
}

/// The effect of a command, and its answer.
fn command(
    model: &Model,
    before: &State,
    step: &Step,
    (slot, other): (usize, bool),
    question: Question,
    answer: Answer,
) -> String {
    let present = before.cache;
    match (question, answer) {
        (_, Answer::Found { version, fresh: true }) => format!("hits: version {version}"),
        (_, Answer::Found { version, .. }) => format!("hits a stale value: version {version}, past its TTL"),
        (Question::GetOrLease, Answer::Refused { old: 0 }) => {
            format!("misses and waits: {} holds the lease", holder(before))
        }
        (Question::GetOrLease, Answer::Refused { old }) => {
            format!("is served version {old}, past its TTL: {} holds the lease", holder(before))
        }
        (Question::GetOrLease, _) => "misses and gets the lease".to_string(),
        (Question::Get, _) => "misses".to_string(),
        (Question::Set(version) | Question::SetVersioned(version) | Question::SetLeased(version), _) if step.stored => {
            format!("stores version {version}")
        }
        (Question::SetLeased(_), _) if usize::from(before.lock) != slot + 1 || before.spent => {
            "does not store it: its lease is void".to_string()
        }
        (Question::SetVersioned(version) | Question::SetLeased(version), _) => {
            format!("does not store version {version}: the cache has version {present}")
        }
        (Question::Delete, _) if other => "deletes the key, but the delete is lost".to_string(),
        (Question::Delete, _) => delete(model, before),
        (Question::Lock, Answer::Done) => "takes the lock".to_string(),
        // A refresh does without the lock, and so does a reader that has a value to return.
        (Question::Lock, _) => match is_reader(slot) && step.state.processes[slot].way != Way::Over {
            true => format!("waits: {} holds the lock", holder(before)),
            false => format!("gives up: {} holds the lock", holder(before)),
        },
        (Question::LockGone, _) => format!("has waited: the {} is free", lock_word(model)),
        (Question::Unlock, _) if before.lock > 0 && step.state.lock == 0 => {
            format!("releases the {}", lock_word(model))
        }
        (Question::Unlock, _) => format!("cannot release the {}: it is no longer its own", lock_word(model)),
        (Question::Query, Answer::Row(version)) => format!("has its answer: version {version}"),
        (Question::Update, Answer::Row(version)) => format!("commits version {version}"),
        _ => "goes on".to_string(),
    }
}

fn delete(model: &Model, before: &State) -> String {
    let existed = if before.cache > 0 { "deletes the key" } else { "deletes the key, which was not there" };
    let voids = model.setup.scenario.strategy == Strategy::Lease && before.lock > 0 && !before.spent;
    match (voids, model.setup.reissue) {
        (false, _) => existed.to_string(),
        (true, Reissue::AtOnce) => format!("{existed}, and takes the lease back from {}", holder(before)),
        (true, Reissue::AfterTtl) => {
            format!("{existed}, and voids the lease of {}: no other until its end", holder(before))
        }
    }
}

fn dice(model: &Model, step: &Step, slot: usize, other: bool) -> Option<String> {
    let rolled = step.told.is_some() && model.machine.node(step.state.processes[slot].node).rolled;
    let kept = matches!(step.told, Some((Question::Get, Answer::Found { fresh: true, .. })));
    match (other, rolled) {
        (true, true) => Some("rolls low: is to refresh early".to_string()),
        (false, true) if kept => Some("rolls high: keeps the value".to_string()),
        _ => None,
    }
}

/// The new state of the process after the step.
fn came_to(model: &Model, before: &State, step: &Step, slot: usize) -> Vec<String> {
    let (was, is) = (before.processes[slot], step.state.processes[slot]);
    let question = model.question(&is);
    let mut parts = Vec::new();
    let child = child_of(slot).filter(|&child| before.processes[child].way != step.state.processes[child].way);
    match is.way {
        Way::Out if question == Some(Question::Query) && was != is => parts.push("queries the database".to_string()),
        Way::Aboard => parts.push(match child {
            Some(flight) => format!("leads {}, the one query of its instance", actor(flight)),
            None => "waits: its instance is already querying".to_string(),
        }),
        Way::Over => {
            parts.extend(child.map(|child| format!("leaves the rest to {}", actor(child))));
            let hit = matches!(step.told, Some((_, Answer::Found { .. } | Answer::Refused { old: 1.. })));
            parts.extend((is_reader(slot) && !hit).then(|| format!("returns version {}", returned(model, step, &was))));
        }
        _ => {}
    }
    parts
}

/// The version that a read has returned, which is the result of its last node.
fn returned(model: &Model, step: &Step, was: &Process) -> u8 {
    let low = matches!(step.by, Move::Go { other: true, .. });
    let end = step.told.map_or(was.node, |(_, answer)| model.machine.kid(was.node, answer, low));
    model.machine.node(end).result
}

/// The other readers that got the answer of a shared query.
fn landed(before: &State, step: &Step, slot: usize) -> Option<String> {
    let others = (0..SLOTS).filter(|&other| other != slot && other < READERS);
    let over =
        |&other: &usize| before.processes[other].way == Way::Aboard && step.state.processes[other].way == Way::Over;
    let names: Vec<String> = others.filter(over).map(|other| actor(other).to_string()).collect();
    let version = step.told.and_then(|(question, _)| match question {
        Question::Set(version) | Question::SetVersioned(version) => Some(version),
        _ => None,
    })?;
    (!names.is_empty()).then(|| {
        format!("{} get{} it: version {version}", names.join(" and "), if names.len() == 1 { "s" } else { "" })
    })
}
