//! The search: breadth first through all states, so that the first violation met is a shortest one.
//!
//! It goes on for a number of states at a time, so that a page can show progress and stop. Above a number of states it
//! gives up, and says so: what was not found by then is not decided.

use super::places::Places;
use super::probe::{Answer, Question};
use super::property::{Kind, Properties, Property};
use super::state::State;
use super::step::{Model, Move, Step};

/// So many states are tried at most, unless told otherwise: 3 readers and 2 writers with all moves need 515,000 at most.
pub const STATES_MAX: usize = 600_000;

/// A place where a property is broken, or shown.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The state's number.
    pub at: u32,
    /// The move out of it, where that is what breaks the property.
    pub by: Option<Move>,
    /// How the value came to be what it is: for telling different kinds of violations apart.
    tag: u8,
}

/// How far a search has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// There is more to try.
    Going,
    /// All orders were tried.
    Complete,
    /// There would be more, but not within the cap.
    Capped,
}

/// A search in progress.
pub struct Search {
    /// What is searched.
    pub model: Model,
    places: Places,
    /// Per state, where its steps begin in `edges`; and the number of all.
    first_edges: Vec<u32>,
    /// Where each step leads.
    edges: Vec<u32>,
    /// Where each distance from the beginning starts.
    levels: Vec<u32>,
    /// Per state, how its value was stored on one shortest way to it.
    tags: Vec<u8>,
    at: usize,
    states_max: usize,
    /// Per property, the first place of each tag.
    found: Vec<Vec<Target>>,
    steps: Vec<Step>,
}

impl Search {
    /// Nothing tried yet.
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

    /// Goes on for so many states.
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

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        match () {
            () if self.at == self.places.count() => Progress::Complete,
            () if self.places.count() >= self.states_max => Progress::Capped,
            () => Progress::Going,
        }
    }

    /// How many states were found.
    pub fn states(&self) -> usize {
        self.places.count()
    }

    /// How many were tried.
    pub fn tried(&self) -> usize {
        self.at
    }

    /// How many may be.
    pub fn states_max(&self) -> usize {
        self.states_max
    }

    /// The places where a property is broken: the nearest one first, then the nearest of other kinds.
    pub fn found(&self, property: Property) -> &[Target] {
        &self.found[property as usize]
    }

    fn expand(&mut self, steps: &mut Vec<Step>) {
        if self.at == *self.levels.last().expect("there is the first level") as usize {
            self.levels.push(self.places.count() as u32);
        }
        let state = State::of_key(self.places.key(self.at));
        self.model.next(&state, steps);
        for step in steps.iter() {
            let tag = tag_of(step, &state, self.tags[self.at]);
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

    /// How many orders there are, when all were tried: ways from the beginning to an end. No way comes back to a state,
    /// since each step brings a process nearer to its end, or takes away what another has put there.
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

    /// A shortest way to a target, and among the shortest one with the fewest changes from one process to another.
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
                    let next = stop.then(step, from);
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

    /// The way to the last layer, and on by the target's own move, with the fewest changes.
    fn cheapest(&self, layers: &[Vec<Stop>], property: Property, target: Target) -> Vec<Move> {
        let mut steps = Vec::new();
        let mut ends = Vec::new();
        for (index, stop) in layers[layers.len() - 1].iter().enumerate() {
            if target.by.is_none() {
                let is_kind = stop.tag & STORED == target.tag & STORED;
                ends.extend(is_kind.then_some((stop.changes, index, None)));
                continue;
            }
            // By another name it may be another move: whichever breaks the property, in the same way.
            self.model.next(&stop.state, &mut steps);
            for step in steps.iter().filter(|step| step.broken.has(property)) {
                let end = stop.then(step, index);
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

    /// Which states lie on shortest ways to this one: backwards, one distance after the other.
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

    /// Of those who are like each other, the first one begins first.
    fn is_named_first(&self, state: &State, by: Move) -> bool {
        let Move::Go { slot, .. } = by else { return true };
        let alike = slot > 0 && state.processes[slot - 1] == state.processes[slot];
        !(self.model.symmetric && alike && state.processes[slot].way == super::state::Way::Unborn)
    }
}

/// A state on the way, and how it was come to.
#[derive(Clone, Copy)]
struct Stop {
    state: State,
    /// The process that went last.
    last: Option<usize>,
    changes: u32,
    /// As of [`tag_of`].
    tag: u8,
    from: usize,
    by: Option<Move>,
}

impl Stop {
    fn then(&self, step: &Step, from: usize) -> Stop {
        let last = if let Move::Go { slot, .. } = step.by { Some(slot) } else { self.last };
        let changed = last != self.last && self.last.is_some();
        let (changes, tag) = (self.changes + u32::from(changed), tag_of(step, &self.state, self.tag));
        Stop { state: step.state, last, changes, tag, from, by: Some(step.by) }
    }
}

/// The part of a tag that stays with the value.
const STORED: u8 = 0b111;
const LOST: u8 = 0b100;
const FROM_CACHE: u8 = 0b1000;

/// How the value in the cache came to be what it is: by whom it was stored, and whether a delete has got lost; and
/// whether what the step's process was told came from the cache.
fn tag_of(step: &Step, before: &State, tag: u8) -> u8 {
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
    tag | if found { FROM_CACHE } else { 0 }
}
