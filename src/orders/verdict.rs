//! What a search has to say: per property a verdict, the shortest way, and one way of each other kind.

use super::check::breaches;
use super::play::{End, play};
use super::property::{Kind, Property};
use super::search::{Progress, Search, Target};
use super::way::{self, Walk};
use super::words::{self, StepTold};
use crate::trace::StaleCause;
use serde::{Serialize, Serializer};

/// The answer to one property.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It happens in no order: all were tried.
    Never,
    /// There is an order that violates it.
    Violated,
    /// A `sometimes` has its order.
    Happens,
    /// None was found among those that were tried, which were not all.
    Undecided,
}

/// One way, told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Way {
    /// The simulator's cause, where the way ends with an old version.
    pub cause: Option<&'static str>,
    /// The short form.
    pub way: String,
    /// Its steps.
    pub told: Vec<StepTold>,
}

/// What there is to say about a property.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// Its name.
    pub property: &'static str,
    /// Whether it is about all orders or about some.
    pub kind: Kind,
    /// The verdict.
    pub verdict: Verdict,
    /// How many orders there are, when all were tried.
    #[serde(serialize_with = "count")]
    pub orders: Option<u128>,
    /// How many states were found.
    pub states: usize,
    /// The steps of the shortest way.
    pub steps: Vec<String>,
    /// The sentence.
    pub sentence: &'static str,
    /// The shortest way of each kind, the shortest of all first. Kinds are told apart by the simulator's cause.
    pub ways: Vec<Way>,
}

/// A number, as long as it fits into one; beyond, the nearest one with a fraction's precision.
fn count<S: Serializer>(orders: &Option<u128>, to: S) -> Result<S::Ok, S::Error> {
    match orders.map(|orders| (u64::try_from(orders), orders)) {
        None => to.serialize_none(),
        Some((Ok(few), _)) => to.serialize_u64(few),
        Some((Err(_), many)) => to.serialize_f64(many as f64),
    }
}

/// The findings of a search, finished or not, in the order of the properties.
pub fn findings(search: &Search) -> Vec<Finding> {
    let orders = (search.progress() == Progress::Complete).then(|| search.orders());
    let applies = |property: &&Property| property.applies(&search.model.setup);
    Property::ALL.iter().filter(applies).map(|&property| finding(search, property, orders)).collect()
}

fn finding(search: &Search, property: Property, orders: Option<u128>) -> Finding {
    let ways = ways(search, property);
    let verdict = match (ways.is_empty(), property.kind(), orders) {
        (false, Kind::Always, _) => Verdict::Violated,
        (false, Kind::Sometimes, _) => Verdict::Happens,
        (true, _, Some(_)) => Verdict::Never,
        (true, _, None) => Verdict::Undecided,
    };
    Finding {
        property: property.name(),
        kind: property.kind(),
        verdict,
        orders,
        states: search.states(),
        steps: ways.first().map_or(Vec::new(), |way| way.told.iter().map(|step| step.text.clone()).collect()),
        sentence: property.sentence(),
        ways,
    }
}

/// The shortest way of each kind.
fn ways(search: &Search, property: Property) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for &target in search.found(property) {
        let way = told(search, property, target);
        if ways.iter().all(|other| other.cause != way.cause) {
            ways.push(way);
        }
    }
    ways
}

fn told(search: &Search, property: Property, target: Target) -> Way {
    let model = &search.model;
    let moves = search.way(property, target);
    let walk = Walk::of(model, &moves);
    let cause = match property.kind() {
        Kind::Always => cause(search, property, &walk),
        Kind::Sometimes => None,
    };
    Way {
        cause: cause.map(|cause| StaleCause::WORDS[cause as usize]),
        way: way::print(&moves),
        told: words::told(model, &walk),
    }
}

/// Why the old version was read, by the simulator.
fn cause(search: &Search, property: Property, walk: &Walk) -> Option<StaleCause> {
    let played = play(&search.model, walk, End::Settled(property)).ok()?;
    let breach = breaches(played.trace.events()).into_iter().find(|breach| breach.property == property);
    breach.and_then(|breach| breach.cause)
}
