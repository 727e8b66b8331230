//! The search: breadth first through all states, so that the first violation found has a shortest way.
//!
//! It advances by a number of states at a time, so that a page can show progress and stop it. It stops at a maximum
//! number of states. Properties without a finding are then undecided.

use super::places::Places;
use super::probe::{Answer, Question};
use super::property::{Kind, Properties, Property};
use super::state::State;
use super::step::{Model, Move, Step};

/// The default of the maximum number of states. 3 readers and 2 writers with all moves need 515,000 at most.
pub const STATES_MAX: usize = 600_000;

/// A state or a move in which a property is violated, or shown.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The number of the state.
    pub at: u32,
    /// The move out of that state, if the move violates the property; `None` if the state itself does.
    pub by: Option<Move>,
    /// How the cached value was stored and read, which distinguishes kinds of violations; see [`tag_of`].
    tag: u8,
}

/// The progress of a search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// There are more states to try.
    Going,
    /// All orders were tried.
    Complete,
    /// The search stopped at the maximum number of states.
    Capped,
}

/// A search in progress.
pub struct Search {
    /// The model that is searched.
    pub model: Model,
    places: Places,
    /// For each state, the index of its first step in `edges`; at the end, the number of edges.
    first_edges: Vec<u32>,
    /// For each step, the number of the state that it leads to.
    edges: Vec<u32>,
    /// For each distance from the initial state, the number of its first state.
    levels: Vec<u32>,
    /// For each state, how its value was stored on one shortest way to it.
    tags: Vec<u8>,
    /// The number of the next state to expand.
    at: usize,
    states_max: usize,
    /// For each property, the first target of each tag.
    found: Vec<Vec<Target>>,
    steps: Vec<Step>,
}

impl Search {
    /// A search that has tried nothing yet.
    pub fn new(model: Model, states_max: usize) -> Search {
        let start = model.initial();
        let mut search = Search {
            model,
            places: Places::default(),
            first_edges: vec![0],
            edges: Vec::new(),
            levels: vec![0, 1],
            tags: Vec::new(),
            at: 0,
            states_max,
            found: vec![Vec::new(); Property::ALL.len()],
            steps: Vec::new(),
        };
        search.add(&start, 0);
        search
    }

    /// Expands up to `states` more states.
    pub fn advance(&mut self, states: usize) -> Progress {
        let mut steps = std::mem::take(&mut self.steps);
        for _ in 0..states {
            if self.progress() != Progress::Going {
                break;
            }
            self.expand(&mut steps);
        }
        self.steps = steps;
        self.progress()
    }

    /// The progress of the search.
    pub fn progress(&self) -> Progress {
        match () {
            () if self.at == self.places.count() => Progress::Complete,
            () if self.places.count() >= self.states_max => Progress::Capped,
            () => Progress::Going,
        }
    }

    /// The number of states found.
    pub fn states(&self) -> usize {
        self.places.count()
    }

    /// The number of states expanded.
    pub fn tried(&self) -> usize {
        self.at
    }

    /// The maximum number of states.
    pub fn states_max(&self) -> usize {
        self.states_max
    }

    /// The targets of a property: the nearest one first, then the nearest of each other kind.
    pub fn found(&self, property: Property) -> &[Target] {
        &self.found[property as usize]
    }

    fn expand(&mut self, steps: &mut Vec<Step>) {
        if self.at == *self.levels.last().expect("the first level exists") as usize {
            self.levels.push(self.places.count() as u32);
        }
        let state = State::of_key(self.places.key(self.at));
        self.model.next(&state, steps);
        for step in steps.iter() {
            let tag = tag_of(&self.model, step, &state, self.tags[self.at]);
            self.note(step.broken, Target { at: self.at as u32, by: Some(step.by), tag });
            let place = self.add(&step.state, tag & STORED);
            self.edges.push(place);
        }
        self.first_edges.push(self.edges.len() as u32);
        self.at += 1;
    }

    fn add(&mut self, state: &State, tag: u8) -> u32 {
        let (place, is_new) = self.places.add(&self.canonical(state).key());
        if is_new {
            self.tags.push(tag);
            let broken = self.model.broken(state);
            self.note(broken, Target { at: place, by: None, tag });
        }
        place
    }

    fn canonical(&self, state: &State) -> State {
        if self.model.symmetric { state.in_order() } else { *state }
    }

    fn note(&mut self, broken: Properties, target: Target) {
        for property in broken.iter() {
            let kinds = &mut self.found[property as usize];
            let is_new = match property.kind() {
                Kind::Always => kinds.iter().all(|other| other.tag != target.tag),
                Kind::Sometimes => kinds.is_empty(),
            };
            if is_new {
                kinds.push(target);
            }
        }
    }

    fn edges_of(&self, place: usize) -> &[u32] {
        &self.edges[self.first_edges[place] as usize..self.first_edges[place + 1] as usize]
    }

    /// The number of orders, if all were tried: the number of ways from the initial state to a final one. The graph has
    /// no cycles, because each step brings a process nearer to its end or removes something that another one has
    /// stored.
    pub fn orders(&self) -> u128 {
        let mut entering = vec![0_u32; self.places.count()];
        self.edges.iter().for_each(|&to| entering[to as usize] += 1);
        let mut ways = vec![0_u128; self.places.count()];
        ways[0] = 1;
        let (mut ready, mut total) = (vec![0_usize], 0_u128);
        while let Some(at) = ready.pop() {
            let edges = self.edges_of(at);
            if edges.is_empty() {
                total = total.saturating_add(ways[at]);
            }
            for &to in edges {
                let to = to as usize;
                ways[to] = ways[to].saturating_add(ways[at]);
                entering[to] -= 1;
                if entering[to] == 0 {
                    ready.push(to);
                }
            }
        }
        total
    }

    /// A shortest way to a target, with the fewest switches between processes among the shortest ways.
    pub fn way(&self, property: Property, target: Target) -> Vec<Move> {
        let level = self.levels.partition_point(|&first| first <= target.at) - 1;
        let on_the_way = self.leading_to(target.at, level);
        let mut layers =
            vec![vec![Stop { state: self.model.initial(), last: None, changes: 0, tag: 0, from: 0, by: None }]];
        let mut steps = Vec::new();
        for distance in 1..=level {
            let mut layer: Vec<Stop> = Vec::new();
            let mut known = std::collections::BTreeMap::new();
            for (from, stop) in layers[distance - 1].iter().enumerate() {
                self.model.next(&stop.state, &mut steps);
                for step in steps.iter().filter(|step| self.is_named_first(&stop.state, step.by)) {
                    let place = self.places.get(&self.canonical(&step.state).key()).expect("it was found");
                    if place < self.levels[distance] || on_the_way.get(place as usize) != Some(&true) {
                        continue;
                    }
                    let next = stop.then(&self.model, step, from);
                    let index = *known.entry((step.state.key(), next.last, next.tag & STORED)).or_insert(layer.len());
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

    /// The way with the fewest switches that goes through the layers and ends with the target's move, if it has one.
    fn cheapest(&self, layers: &[Vec<Stop>], property: Property, target: Target) -> Vec<Move> {
        let mut steps = Vec::new();
        let mut ends = Vec::new();
        for (index, stop) in layers[layers.len() - 1].iter().enumerate() {
            if target.by.is_none() {
                let is_kind = stop.tag & STORED == target.tag & STORED;
                ends.extend(is_kind.then_some((stop.changes, index, None)));
                continue;
            }
            // With processes renamed, the move may have another name: any move counts that violates the property in the
            // same way.
            self.model.next(&stop.state, &mut steps);
            for step in steps.iter().filter(|step| step.broken.has(property)) {
                let end = stop.then(&self.model, step, index);
                ends.extend((end.tag == target.tag).then_some((end.changes, index, Some(step.by))));
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

    /// Marks the states that lie on shortest ways to a state, going backwards from distance to distance.
    fn leading_to(&self, at: u32, level: usize) -> Vec<bool> {
        let mut marked = vec![false; at as usize + 1];
        marked[at as usize] = true;
        for distance in (0..level).rev() {
            for place in self.levels[distance]..self.levels[distance + 1] {
                let leads = |&to: &u32| to >= self.levels[distance + 1] && marked.get(to as usize) == Some(&true);
                marked[place as usize] = self.edges_of(place as usize).iter().any(leads);
            }
        }
        marked
    }

    /// Whether a move respects the naming: among processes that are alike, the first one begins first.
    fn is_named_first(&self, state: &State, by: Move) -> bool {
        let Move::Go { slot, .. } = by else { return true };
        let alike = slot > 0 && state.processes[slot - 1] == state.processes[slot];
        !(self.model.symmetric && alike && state.processes[slot].way == super::state::Way::Unborn)
    }
}

/// A state on the way, and how it was reached.
#[derive(Clone, Copy)]
struct Stop {
    state: State,
    /// The process that made the last step.
    last: Option<usize>,
    /// The number of switches between processes.
    changes: u32,
    /// The tag, by [`tag_of`].
    tag: u8,
    from: usize,
    by: Option<Move>,
}

impl Stop {
    fn then(&self, model: &Model, step: &Step, from: usize) -> Stop {
        let last = if let Move::Go { slot, .. } = step.by { Some(slot) } else { self.last };
        let changed = last != self.last && self.last.is_some();
        let (changes, tag) = (self.changes + u32::from(changed), tag_of(model, step, &self.state, self.tag));
        Stop { state: step.state, last, changes, tag, from, by: Some(step.by) }
    }
}

/// The bits of a tag that stay with the value.
const STORED: u8 = 0b111;
const LOST: u8 = 0b100;
const FROM_CACHE: u8 = 0b1000;
const PENDING: u8 = 0b1_0000;
const PAST_TTL: u8 = 0b10_0000;

/// The tag after a step: whether a reader or a writer stored the cached value, whether a delete was lost, and whether
/// the answer of the step came from the cache. If the step returns an old version, also whether the write that
/// superseded the cached version is about to change the cache, and whether the value was past its TTL.
fn tag_of(model: &Model, step: &Step, before: &State, tag: u8) -> u8 {
    let mut tag = tag & STORED;
    if let (Move::Go { slot, .. }, true) = (step.by, step.stored) {
        tag = tag & LOST | if slot < super::state::WRITER { 1 } else { 2 };
    }
    if before.may_lose && !step.state.may_lose {
        tag |= LOST;
    }
    let found = matches!(
        step.told,
        Some((Question::Get | Question::GetOrLease, Answer::Found { .. } | Answer::Refused { .. }))
    );
    let past = matches!(step.told, Some((_, Answer::Found { fresh: false, .. } | Answer::Refused { old: 1.. })));
    let old = step.broken.has(Property::ReadAfterWrite) || step.broken.has(Property::BackInTime);
    let bit = |holds: bool, bit: u8| if holds { bit } else { 0 };
    tag | bit(found, FROM_CACHE)
        | bit(old && model.is_pending(before, before.cache + 1), PENDING)
        | bit(old && past, PAST_TTL)
}
