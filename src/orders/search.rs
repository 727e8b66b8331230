//! The search: breadth first through all states. `kinds.rs` finds the nearest violations of each kind in it.
//!
//! It advances by a number of states at a time, so that a page can show progress and stop it. It stops at a maximum
//! number of states. Properties without a finding are then undecided.

use super::places::Places;
use super::property::Properties;
use super::state::{READERS, State};
use super::step::{Model, Step};
use super::tag::{Effect, Tag};

/// The default of the maximum number of states. 3 readers and 2 writers with all moves need 515,000 at most.
pub const STATES_MAX: usize = 600_000;

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
    /// For each step, its effect on a tag.
    effects: Vec<Effect>,
    /// For each state, the properties that it violates or shows.
    broken: Vec<Properties>,
    /// The number of the next state to expand.
    at: usize,
    states_max: usize,
    steps: Vec<Step>,
}

impl Search {
    /// A search that has tried nothing yet.
    pub fn new(model: Model, states_max: usize) -> Search {
        let mut search = Search {
            model,
            places: Places::default(),
            first_edges: vec![0],
            edges: Vec::new(),
            effects: Vec::new(),
            broken: Vec::new(),
            at: 0,
            states_max,
            steps: Vec::new(),
        };
        search.add(&search.model.initial());
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

    fn expand(&mut self, steps: &mut Vec<Step>) {
        let state = State::of_key(self.places.key(self.at));
        self.model.next(&state, steps);
        for step in steps.iter() {
            let (place, from) = self.add(&step.state);
            self.edges.push(place);
            self.effects.push(Effect::of(&self.model, &state, step).and_renames(from));
        }
        self.first_edges.push(self.edges.len() as u32);
        self.at += 1;
    }

    /// Adds a state if it is new. Returns its number, and the earlier slot of each reader.
    fn add(&mut self, state: &State) -> (u32, [usize; READERS]) {
        let (canonical, from) = self.canonical(state);
        let (place, is_new) = self.places.add(&canonical.key());
        if is_new {
            self.broken.push(self.model.broken(state));
        }
        (place, from)
    }

    fn canonical(&self, state: &State) -> (State, [usize; READERS]) {
        if self.model.symmetric { state.in_order() } else { (*state, [0, 1, 2]) }
    }

    /// The number of a state with its readers in any order, and the tag with the readers in the order of that state.
    pub fn place_of(&self, state: &State, tag: Tag) -> (u32, Tag) {
        let (canonical, from) = self.canonical(state);
        let place = self.places.get(&canonical.key()).expect("the state was found");
        (place, self.tag_at(place, tag.renamed(from)))
    }

    /// The tag with the values of readers in the same position sorted: which of them holds which makes no difference.
    #[inline(never)] // Several calls of it inlined would make the core for the page larger.
    pub fn tag_at(&self, place: u32, tag: Tag) -> Tag {
        if !tag.is_held() || !self.model.symmetric {
            return tag;
        }
        let state = State::of_key(self.places.key(place as usize));
        // The same order of comparisons as in `State::in_order`.
        let pairs = [(0, 1), (1, 2), (0, 1)];
        pairs.into_iter().filter(|&(a, b)| state.are_alike(a, b)).fold(tag, |tag, (a, b)| tag.sorted(a, b))
    }

    /// The properties that a state violates or shows.
    pub fn broken_at(&self, place: u32) -> Properties {
        self.broken[place as usize]
    }

    /// Whether a delete was lost on every way to a state.
    pub fn has_lost(&self, place: u32) -> bool {
        self.model.setup.moves.lose_delete && !State::of_key(self.places.key(place as usize)).may_lose
    }

    /// The steps out of a state: the state that each leads to, and its effect on a tag. None if it was not expanded.
    pub fn steps_from(&self, place: u32) -> impl Iterator<Item = (u32, Effect)> {
        let range = match self.first_edges.get(place as usize..place as usize + 2) {
            Some(&[from, to]) => from as usize..to as usize,
            _ => 0..0,
        };
        range.map(|edge| (self.edges[edge], self.effects[edge]))
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
}
