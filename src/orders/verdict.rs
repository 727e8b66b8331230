//! The findings of a search: for each property a verdict, the shortest way, and one way of each other kind.

use super::check::breaches;
use super::kinds::Kinds;
use super::play::{End, play};
use super::property::{Kind, Property};
use super::search::{Progress, Search};
use super::step::Move;
use super::way::{self, Walk};
use super::words::{self, StepTold};
use crate::trace::StaleCause;
use serde::{Serialize, Serializer};

/// The verdict on a property.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All orders were tried, and none violates it (`always`) or shows it (`sometimes`).
    Never,
    /// There is an order that violates it (`always`).
    Violated,
    /// There is an order that shows it (`sometimes`).
    Happens,
    /// Not all orders were tried, and none of those tried violates or shows it.
    Undecided,
}

/// A way in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Way {
    /// The simulator's cause, if the way ends with an old version being read.
    pub cause: Option<&'static str>,
    /// The short form.
    pub way: String,
    /// Its steps, in words.
    pub told: Vec<StepTold>,
}

/// The finding about a property.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// Its name.
    pub property: &'static str,
    /// Whether it must hold in every order or in at least one.
    pub kind: Kind,
    /// The verdict.
    pub verdict: Verdict,
    /// The number of orders, if all were tried.
    #[serde(serialize_with = "count")]
    pub orders: Option<u128>,
    /// The number of states found.
    pub states: usize,
    /// The steps of the shortest way, in words.
    pub steps: Vec<String>,
    /// The property as a sentence.
    pub sentence: &'static str,
    /// The shortest way of each kind, the shortest of all first. The kinds differ in the simulator's cause.
    pub ways: Vec<Way>,
}

/// The largest integer up to which all are exact in JavaScript. Larger counts cross the boundary as doubles.
const EXACT_MAX: u64 = 1 << 53;

/// Serializes a count as an integer if it fits, otherwise as the nearest double.
fn count<S: Serializer>(orders: &Option<u128>, to: S) -> Result<S::Ok, S::Error> {
    let most = if cfg!(target_arch = "wasm32") { EXACT_MAX } else { u64::MAX };
    match orders.map(|orders| (u64::try_from(orders), orders)) {
        None => to.serialize_none(),
        Some((Ok(few), _)) if few <= most => to.serialize_u64(few),
        Some((_, many)) => to.serialize_f64(many as f64),
    }
}

/// The findings of a search, finished or not, in the order of the properties.
pub fn findings(search: &Search) -> Vec<Finding> {
    let orders = (search.progress() == Progress::Complete).then(|| search.orders());
    let applies = |property: &&Property| property.applies(&search.model.setup);
    let kinds = Kinds::of(search);
    Property::ALL.iter().filter(applies).map(|&property| finding(search, &kinds, property, orders)).collect()
}

fn finding(search: &Search, kinds: &Kinds, property: Property, orders: Option<u128>) -> Finding {
    let ways = ways(search, kinds, property);
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
fn ways(search: &Search, kinds: &Kinds, property: Property) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for &target in kinds.found(property) {
        let way = told(search, property, &kinds.way(property, target));
        if ways.iter().all(|other| other.cause != way.cause) {
            ways.push(way);
        }
    }
    ways
}

fn told(search: &Search, property: Property, moves: &[Move]) -> Way {
    let model = &search.model;
    let walk = Walk::of(model, moves);
    let cause = match property.kind() {
        Kind::Always => cause(search, property, &walk),
        Kind::Sometimes => None,
    };
    Way {
        cause: cause.map(|cause| StaleCause::WORDS[cause as usize]),
        way: way::print(moves),
        told: words::told(model, &walk),
    }
}

/// The simulator's cause of the violation.
fn cause(search: &Search, property: Property, walk: &Walk) -> Option<StaleCause> {
    let played = play(&search.model, walk, End::Settled(property)).ok()?;
    let breach = breaches(played.trace.events()).into_iter().find(|breach| breach.property == property);
    breach.and_then(|breach| breach.cause)
}
