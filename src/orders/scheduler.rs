//! Be the scheduler: a setup and the moves chosen so far, what may come next, and how each property stands.

use super::property::{Kind, Property};
use super::setup::Setup;
use super::step::{Model, Move, Step};
use super::way::{self, Walk, actor};
use super::words::{self, StepTold};
use crate::scenario::ScenarioError;
use serde::Serialize;

/// One move that may come next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Choice {
    /// Its name in the short form.
    #[serde(rename = "move")]
    pub name: String,
    /// The process that goes on; none for what the surroundings do.
    pub actor: Option<String>,
    /// What will happen.
    pub text: String,
    /// The properties that this very move breaks, or shows, for the first time.
    pub breaks: Vec<&'static str>,
}

/// How a property stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Standing {
    /// Its name.
    pub property: &'static str,
    /// Whether it is about all orders or about some.
    pub kind: Kind,
    /// The sentence.
    pub sentence: &'static str,
    /// After how many moves it was first broken, or shown; none when it was not.
    pub since: Option<usize>,
    /// Whether it is so now: an old value may have been taken away again since.
    pub now: bool,
}

/// A point on a way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Point {
    /// The setup as it prints.
    pub line: String,
    /// The moves so far.
    pub way: String,
    /// What happened so far.
    pub told: Vec<StepTold>,
    /// What may come next; empty when all has come to its end.
    pub choices: Vec<Choice>,
    /// How the properties stand.
    pub standings: Vec<Standing>,
}

/// The point that a short form leads to. `leniently` leaves out the moves that can not be made, as when the order of
/// one strategy is tried on another.
///
/// # Errors
/// What is wrong with the line, or with the first move that can not be made.
pub fn point(line: &str, way: &str, leniently: bool) -> Result<Point, ScenarioError> {
    let model = Model::new(Setup::parse(line)?);
    let walk = read(&model, way, leniently)?;
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

/// The walk of a short form.
///
/// # Errors
/// The first move that can not be made, unless such are left out.
pub fn read(model: &Model, way: &str, leniently: bool) -> Result<Walk, ScenarioError> {
    if leniently { Ok(Walk::along(model, way)) } else { Walk::parse(model, way) }
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
