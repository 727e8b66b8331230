//! The data of "be the scheduler": the moves that may come next after those chosen so far, and the state of each
//! property.

use super::alike::alike;
use super::property::{Kind, Property};
use super::setup::Setup;
use super::step::{Model, Move, Step};
use super::way::{self, Walk, actor};
use super::words::{self, StepTold};
use crate::scenario::ScenarioError;
use serde::Serialize;

/// A move that may come next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Choice {
    /// Its name in the short form.
    #[serde(rename = "move")]
    pub name: String,
    /// The process that continues; `None` for a move of the environment.
    pub actor: Option<String>,
    /// What will happen, in words.
    pub text: String,
    /// The names of the properties that this move violates, or shows, for the first time.
    pub breaks: Vec<&'static str>,
}

/// The state of a property.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Standing {
    /// Its name.
    pub property: &'static str,
    /// Whether it must hold in every order or in at least one.
    pub kind: Kind,
    /// The property as a sentence.
    pub sentence: &'static str,
    /// The number of moves after which it was first violated, or shown; `None` if it was not.
    pub since: Option<usize>,
    /// Whether it is violated, or shown, now. An old value, for example, may have been removed again.
    pub now: bool,
}

/// A point on a way: the moves so far, and what may come next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Point {
    /// The setup as it prints.
    pub line: String,
    /// The moves so far.
    pub way: String,
    /// The steps so far, in words.
    pub told: Vec<StepTold>,
    /// The moves that may come next; empty if everything has ended.
    pub choices: Vec<Choice>,
    /// The state of the properties.
    pub standings: Vec<Standing>,
}

/// The point that a way in short form leads to. If `of` is not empty, it is the line of the setup that the way belongs
/// to, and the way is followed as far as possible (see `alike.rs`).
///
/// # Errors
/// If a line is not allowed, or a move cannot be made; the error is about the first such move.
pub fn point(line: &str, way: &str, of: &str) -> Result<Point, ScenarioError> {
    let model = Model::new(Setup::parse(line)?);
    let walk = read(&model, way, of)?;
    let standings = standings(&model, &walk);
    let moves: Vec<Move> = walk.steps.iter().map(|step| step.by).collect();
    let choices = walk.choices(&model);
    Ok(Point {
        line: model.setup.to_string(),
        way: way::print(&moves),
        told: words::told(&model, &walk),
        choices: choices.iter().map(|step| choice(&model, &walk, step, &standings)).collect(),
        standings,
    })
}

/// The walk of a way in short form, which may belong to another setup; see [`point`].
///
/// # Errors
/// If the other line is not allowed, or a move cannot be made; the error is about the first such move.
pub fn read(model: &Model, way: &str, of: &str) -> Result<Walk, ScenarioError> {
    if of.is_empty() {
        return Walk::parse(model, way);
    }
    let from = Model::new(Setup::parse(of)?);
    Ok(alike(&from, &Walk::parse(&from, way)?, model))
}

fn choice(model: &Model, walk: &Walk, step: &Step, standings: &[Standing]) -> Choice {
    let broken = step.broken.and(model.broken(&step.state));
    let is_new = |property: &Property| standings.iter().any(|s| s.property == property.name() && s.since.is_none());
    let actor = match step.by {
        Move::Go { slot, .. } | Move::Crash { slot } => Some(actor(slot).to_string()),
        Move::TtlEnds | Move::LockExpires => None,
    };
    Choice {
        name: way::name(step.by),
        actor,
        text: words::text(model, walk.state(), step),
        breaks: broken.iter().filter(is_new).map(Property::name).collect(),
    }
}

fn standings(model: &Model, walk: &Walk) -> Vec<Standing> {
    let broken_by = |index: usize| {
        let by_step = index.checked_sub(1).map(|step| walk.steps[step].broken).unwrap_or_default();
        by_step.and(model.broken(&walk.states[index]))
    };
    let standing = |&property: &Property| Standing {
        property: property.name(),
        kind: property.kind(),
        sentence: property.sentence(),
        since: (0..walk.states.len()).find(|&index| broken_by(index).has(property)),
        now: model.broken(walk.state()).has(property),
    };
    Property::ALL.iter().filter(|property| property.applies(&model.setup)).map(standing).collect()
}
