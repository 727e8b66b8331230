//! The kinds of violations that a search has found: for each property and each cause, the nearest violation and a
//! shortest way to it.
//!
//! The same state may be reached with different causes, so this is a second breadth-first pass, through pairs of a state
//! and a tag (`tag.rs`). It calls no model: what a step does to a tag was noted by the search.

use super::property::{Kind, Property};
use super::search::Search;
use super::state::{State, Way};
use super::step::{Model, Move, Step};
use super::tag::{Effect, Origin, Tag};
use std::collections::BTreeMap;

/// A state or a step in which a property is violated, or shown.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The number of the pair.
    pair: u32,
    /// Whether a step out of it violates the property, not the state itself.
    by_step: bool,
    /// What the cause depends on, if the property is about an old value.
    cause: Option<Origin>,
    /// Whether a delete was lost before, if the property is about an old value.
    lost: bool,
}

/// The pairs of states and tags, in the order in which they were found.
#[derive(Default)]
struct Pairs {
    places: Vec<u32>,
    tags: Vec<Tag>,
    /// For each state, the number of its last pair plus 1; 0 if it has none.
    lasts: Vec<u32>,
    /// For each pair, the one before it of the same state, numbered in the same way.
    earlier: Vec<u32>,
}

impl Pairs {
    /// The pairs of a state, the last one first.
    fn of(&self, place: u32) -> impl Iterator<Item = u32> {
        let numbered = |number: u32| number.checked_sub(1);
        std::iter::successors(numbered(self.lasts[place as usize]), move |&pair| numbered(self.earlier[pair as usize]))
    }

    fn get(&self, place: u32, tag: Tag) -> Option<u32> {
        self.of(place).find(|&pair| self.tags[pair as usize] == tag)
    }

    /// Adds a pair if it is new. Returns whether it was.
    fn add(&mut self, place: u32, tag: Tag) -> bool {
        if self.get(place, tag).is_some() {
            return false;
        }
        self.places.push(place);
        self.tags.push(tag);
        self.earlier.push(self.lasts[place as usize]);
        self.lasts[place as usize] = self.places.len() as u32;
        true
    }
}

/// The kinds of violations that a search has found.
pub struct Kinds<'a> {
    search: &'a Search,
    pairs: Pairs,
    /// For each distance from the initial pair, the number of its first pair.
    levels: Vec<u32>,
    /// For each property, the nearest target of each kind.
    found: Vec<Vec<Target>>,
}

impl Kinds<'_> {
    /// The kinds in the states found so far.
    pub fn of(search: &Search) -> Kinds<'_> {
        let pairs = Pairs { lasts: vec![0; search.states()], ..Pairs::default() };
        let mut kinds = Kinds { search, pairs, levels: vec![0, 1], found: vec![Vec::new(); Property::ALL.len()] };
        kinds.add(0, Tag::initial(&search.model));
        let mut pair = 0;
        while pair < kinds.count() {
            if kinds.levels.last() == Some(&pair) {
                kinds.levels.push(kinds.count());
            }
            kinds.expand(pair);
            pair += 1;
        }
        kinds
    }

    fn level_of(&self, pair: u32) -> usize {
        self.levels.partition_point(|&first| first <= pair) - 1
    }

    /// The targets of a property: the nearest one first, then the nearest of each other kind. Kinds differ in the cause,
    /// or in whether a delete was lost.
    pub fn found(&self, property: Property) -> &[Target] {
        &self.found[property as usize]
    }

    fn count(&self) -> u32 {
        self.pairs.places.len() as u32
    }

    fn expand(&mut self, pair: u32) {
        let (search, tag) = (self.search, self.pairs.tags[pair as usize]);
        for (to, effect) in search.steps_from(self.pairs.places[pair as usize]) {
            for property in effect.broken() {
                self.note(property, pair, true, cause_of_step(property, effect, tag));
            }
            self.add(to, search.tag_at(to, effect.on(tag)));
        }
    }

    fn add(&mut self, place: u32, tag: Tag) {
        if self.pairs.add(place, tag) {
            let pair = self.count() - 1;
            for property in self.search.broken_at(place).iter() {
                self.note(property, pair, false, cause_of_state(property, tag));
            }
        }
    }

    fn note(&mut self, property: Property, pair: u32, by_step: bool, cause: Option<Origin>) {
        let lost = cause.is_some() && self.search.has_lost(self.pairs.places[pair as usize]);
        let mut target = Target { pair, by_step, cause, lost };
        let distance = |target: &Target| self.level_of(target.pair) + usize::from(target.by_step);
        let of_cause: Vec<&Target> = self.found[property as usize].iter().filter(|kind| kind.cause == cause).collect();
        if of_cause.iter().any(|kind| kind.lost == lost) {
            return;
        }
        // Of two ways of the same length to one cause, the one without a lost delete comes first.
        let comes_first = !lost && of_cause.iter().any(|kind| distance(kind) == distance(&target));
        let kinds = &mut self.found[property as usize];
        if let Some(kind) = kinds.iter_mut().find(|kind| comes_first && kind.cause == cause) {
            std::mem::swap(kind, &mut target);
        }
        kinds.push(target);
    }

    /// A shortest way to a target, with the fewest switches between processes among the shortest ways.
    pub fn way(&self, property: Property, target: Target) -> Vec<Move> {
        let Search { ref model, .. } = *self.search;
        let level = self.level_of(target.pair);
        let on_the_way = self.leading_to(property, target, level);
        let mut layers = vec![vec![Stop {
            state: model.initial(),
            last: None,
            changes: 0,
            tag: Tag::initial(model),
            from: 0,
            by: None,
        }]];
        let mut steps = Vec::new();
        for distance in 1..=level {
            let mut layer: Vec<Stop> = Vec::new();
            let mut known = BTreeMap::new();
            for (from, stop) in layers[distance - 1].iter().enumerate() {
                model.next(&stop.state, &mut steps);
                for step in steps.iter().filter(|step| is_named_first(model, &stop.state, step.by)) {
                    let next = stop.then(model, step, from);
                    if !self.pair_of(&next).is_some_and(|pair| on_the_way.has(pair, distance)) {
                        continue;
                    }
                    let index = *known.entry((step.state.key(), next.last, next.tag)).or_insert(layer.len());
                    match layer.get_mut(index) {
                        Some(other) if next.changes < other.changes => *other = next,
                        Some(_) => {}
                        None => layer.push(next),
                    }
                }
            }
            layers.push(layer);
        }
        self.cheapest(&layers, property, target)
    }

    fn pair_of(&self, stop: &Stop) -> Option<u32> {
        let (place, tag) = self.search.place_of(&stop.state, stop.tag);
        self.pairs.get(place, tag)
    }

    /// The way with the fewest switches that goes through the layers and ends with the target's move, if it has one.
    fn cheapest(&self, layers: &[Vec<Stop>], property: Property, target: Target) -> Vec<Move> {
        let model = &self.search.model;
        let mut steps = Vec::new();
        let mut ends = Vec::new();
        for (index, stop) in layers[layers.len() - 1].iter().enumerate() {
            if !target.by_step {
                ends.push((stop.changes, index, None));
                continue;
            }
            // With processes renamed, the move may have another name: any move counts that violates the property in the
            // same way.
            model.next(&stop.state, &mut steps);
            for step in steps.iter().filter(|step| step.broken.has(property)) {
                let effect = Effect::of(model, &stop.state, step);
                if cause_of_step(property, effect, stop.tag) == target.cause {
                    ends.push((stop.then(model, step, index).changes, index, Some(step.by)));
                }
            }
        }
        let &(_, mut index, last) = ends.iter().min_by_key(|end| end.0).expect("a way leads there");
        let mut way: Vec<Move> = last.into_iter().collect();
        for layer in layers[1..].iter().rev() {
            way.extend(layer[index].by);
            index = layer[index].from;
        }
        way.reverse();
        way
    }

    /// Marks the pairs that lie on shortest ways to the target's state with the target's cause, going backwards from
    /// distance to distance.
    fn leading_to(&self, property: Property, target: Target, level: usize) -> Marked<'_> {
        let Kinds { search, pairs, levels, .. } = self;
        let place = pairs.places[target.pair as usize];
        let end = levels.get(level + 1).map_or(pairs.places.len(), |&end| end as usize);
        let mut marked = Marked { levels, marks: vec![false; end] };
        for pair in pairs.of(place).filter(|&pair| levels[level] <= pair && (pair as usize) < end) {
            let tag = pairs.tags[pair as usize];
            marked.marks[pair as usize] = match target.by_step {
                false => cause_of_state(property, tag) == target.cause,
                true => search.steps_from(place).any(|(_, effect)| {
                    effect.has_broken(property) && cause_of_step(property, effect, tag) == target.cause
                }),
            };
        }
        for distance in (0..level).rev() {
            for pair in levels[distance]..levels[distance + 1] {
                let tag = pairs.tags[pair as usize];
                let leads = |(to, effect): (u32, Effect)| {
                    let next = pairs.get(to, search.tag_at(to, effect.on(tag)));
                    next.is_some_and(|next| marked.has(next, distance + 1))
                };
                marked.marks[pair as usize] = search.steps_from(pairs.places[pair as usize]).any(leads);
            }
        }
        marked
    }
}

/// The pairs on shortest ways to a target.
struct Marked<'a> {
    levels: &'a [u32],
    marks: Vec<bool>,
}

impl Marked<'_> {
    /// Whether a pair is on a shortest way, at this distance from the initial pair.
    fn has(&self, pair: u32, distance: usize) -> bool {
        pair >= self.levels[distance] && self.marks.get(pair as usize) == Some(&true)
    }
}

/// What the cause depends on if a step violates a property by returning an old value.
fn cause_of_step(property: Property, effect: Effect, tag: Tag) -> Option<Origin> {
    (property.kind() == Kind::Always).then(|| effect.returned(tag).cause())
}

/// What the cause depends on if a state violates a property by keeping an old value.
fn cause_of_state(property: Property, tag: Tag) -> Option<Origin> {
    (property == Property::StaleUntilTtl).then(|| tag.cached().cause())
}

/// Whether a move respects the naming: among processes that are alike, the first one begins first.
fn is_named_first(model: &Model, state: &State, by: Move) -> bool {
    let Move::Go { slot, .. } = by else { return true };
    let alike = slot > 0 && state.processes[slot - 1] == state.processes[slot];
    !(model.symmetric && alike && state.processes[slot].way == Way::Unborn)
}

/// A state on the way, and how it was reached.
#[derive(Clone, Copy)]
struct Stop {
    state: State,
    /// The process that made the last step.
    last: Option<usize>,
    /// The number of switches between processes.
    changes: u32,
    tag: Tag,
    from: usize,
    by: Option<Move>,
}

impl Stop {
    fn then(&self, model: &Model, step: &Step, from: usize) -> Stop {
        let last = if let Move::Go { slot, .. } = step.by { Some(slot) } else { self.last };
        let changed = last != self.last && self.last.is_some();
        let tag = Effect::of(model, &self.state, step).on(self.tag);
        Stop { state: step.state, last, changes: self.changes + u32::from(changed), tag, from, by: Some(step.by) }
    }
}
