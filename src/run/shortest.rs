//! The shortest way to a violated property: the fewest requests of a run with the user's code that still violate it.
//!
//! The run is repeated with some of its requests left out. The others keep their time and their random draws, because
//! draws belong to a request. Interventions stay, because they are part of the scenario.
//!
//! ```text
//! all requests so far ──► the last 1, 2, 4 … of them ──► without a half, a quarter … one ──► none can be left out
//! ```

use super::SLICE_POLLS;
use crate::base::units::{Duration, Instant};
use crate::folds::verdict::{Property, Verdict};
use crate::python::code::Code;
use crate::run::simulation::Simulation;
use crate::scenario::Scenario;
use crate::trace::{Actor, Event};
use crate::workload::{Arrival, Demand, Workload};

/// The largest number of polls of a search: about a second.
pub const WORK_MAX: u64 = 2_000_000;
/// The fixed cost of a run, in polls, and the number of the machine's steps that count as one poll.
const RUN_WORK: u64 = 200;
const STEPS_OF_WORK: u64 = 100;
/// The largest number of events of a way.
pub const EVENTS_MAX: usize = 200;

/// The fewest requests, and what happens.
#[derive(Clone, Debug)]
pub struct Way {
    /// The requests, in the order in which they start.
    pub requests: Vec<Actor>,
    /// The number of requests that had started in the run by then.
    pub of: usize,
    /// Whether each of them is necessary. Otherwise the search was stopped at [`WORK_MAX`].
    pub fewest: bool,
    /// The last [`EVENTS_MAX`] events at most, up to the one that shows the violation.
    pub events: Vec<Event>,
}

struct Search<'a> {
    scenario: &'a Scenario,
    code: &'a Code,
    property: Property,
    interventions: Vec<Arrival>,
    /// Later arrivals are left out.
    until: Instant,
    work: u64,
}

/// The shortest way to the first event that violates a property; `None` if the run does not violate it, or is too large
/// to be repeated.
pub fn shortest(scenario: &Scenario, code: &Code, property: Property) -> Option<Way> {
    let until = Instant::ZERO + scenario.duration;
    let is_intervention = |arrival: &Arrival| matches!(arrival.demand, Demand::Intervene(_));
    let (interventions, all): (Vec<_>, Vec<_>) = Workload::new(scenario).partition(is_intervention);
    let mut search = Search { scenario, code, property, interventions, until, work: 0 };
    if !search.breaks(&all) {
        return None;
    }
    let had_come = all.iter().filter(|arrival| arrival.at <= search.until).count();
    let few = search.without_the_first(&all[..had_come]);
    let few = search.without_any(few);
    Some(Way {
        of: had_come,
        fewest: search.work <= WORK_MAX,
        events: search.events(&few),
        requests: few.iter().map(|arrival| arrival.actor).collect(),
    })
}

impl Search<'_> {
    /// The run with these requests only.
    fn begin(&self, arrivals: &[Arrival]) -> Simulation {
        let mut some = Vec::with_capacity(self.interventions.len() + arrivals.len());
        let mut arrivals = arrivals.iter().peekable();
        // At the same time, interventions come first.
        for &intervention in &self.interventions {
            some.extend(std::iter::from_fn(|| arrivals.next_if(|arrival| arrival.at < intervention.at)));
            some.push(intervention);
        }
        some.extend(arrivals);
        some.retain(|arrival| arrival.at <= self.until);
        Simulation::with_some(self.scenario, self.code.clone(), some, self.until)
    }

    /// Whether these requests are enough. If so, later runs end at the event that shows the violation.
    fn breaks(&mut self, arrivals: &[Arrival]) -> bool {
        let mut simulation = self.begin(arrivals);
        let mut verdict = Verdict::default();
        let broken_at = loop {
            let slice = simulation.advance(SLICE_POLLS.min(WORK_MAX));
            let mut trace = simulation.trace_mut();
            verdict.fold(trace.events());
            trace.forget();
            drop(trace);
            let broken_at = verdict.broken_at(self.property);
            match slice {
                Ok(false) if broken_at.is_none() && self.work + simulation.polls() <= WORK_MAX => {}
                Ok(true) if broken_at.is_none() => {
                    verdict.end(simulation.end());
                    break verdict.broken_at(self.property);
                }
                _ => break broken_at,
            }
        };
        let steps = simulation.running().map_or(0, |running| running.meter.steps());
        self.work += RUN_WORK + simulation.polls() + steps / STEPS_OF_WORK;
        if let Some(at) = broken_at {
            self.until = self.until.min(at + Duration(1));
        }
        broken_at.is_some()
    }

    /// The last 1, 2, 4 … requests: the first number that is enough.
    fn without_the_first(&mut self, all: &[Arrival]) -> Vec<Arrival> {
        let mut count = 1;
        while count < all.len() {
            let last = &all[all.len() - count..];
            if self.work > WORK_MAX {
                break;
            }
            if self.breaks(last) {
                return last.to_vec();
            }
            count *= 2;
        }
        all.to_vec()
    }

    /// Leaves out halves, then quarters, then single requests, until no more can be left out.
    fn without_any(&mut self, mut few: Vec<Arrival>) -> Vec<Arrival> {
        let mut size = few.len().div_ceil(2).max(1);
        loop {
            let before = few.len();
            let mut from = 0;
            while from < few.len() && self.work <= WORK_MAX {
                let mut fewer = few.clone();
                fewer.drain(from..few.len().min(from + size));
                match self.breaks(&fewer) {
                    true => few = fewer,
                    false => from += size,
                }
            }
            if self.work > WORK_MAX || size == 1 && few.len() == before {
                return few;
            }
            size = (size / 2).max(1);
        }
    }

    /// The events up to the one that shows the violation.
    fn events(&self, arrivals: &[Arrival]) -> Vec<Event> {
        let mut simulation = self.begin(arrivals);
        while matches!(simulation.advance(SLICE_POLLS), Ok(false)) {}
        let trace = simulation.trace();
        let mut verdict = Verdict::default();
        let shown = trace.events().iter().position(|event| {
            verdict.fold(std::slice::from_ref(event));
            verdict.broken_at(self.property).is_some()
        });
        let end = shown.map_or(trace.events().len(), |last| last + 1);
        trace.events()[end.saturating_sub(EVENTS_MAX)..end].to_vec()
    }
}
