//! The workload: who arrives when, asking for what. Drawn before and apart from any strategy.
//!
//! Reads, writes and interventions are three streams, each in order of time, merged here into one. At one and the same
//! instant interventions come first, then writes, then reads; and all timers of the simulation due by then fire before.

use crate::random::{Draws, Popularity, Stream, scale};
use crate::scenario::{Action, Arrivals, Intervention, Rate, Scenario};
use crate::trace::{Actor, ActorKind, Key};
use crate::units::{Duration, Instant};

/// What arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Demand {
    /// One application-level get.
    Read,
    /// One application-level write.
    Write,
    /// Something done from outside.
    Intervene(Action),
}

/// One arrival.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arrival {
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// For which key.
    pub key: Key,
    /// At which application instance.
    pub instance: u32,
    /// To do what.
    pub demand: Demand,
}

/// The arrivals of a scenario, in order, up to and including its last instant.
pub struct Workload {
    interventions: std::iter::Enumerate<std::vec::IntoIter<Intervention>>,
    reads: Arriving,
    writes: Arriving,
    popularity: Popularity,
    seed: u64,
    instances: u32,
    end: Instant,
    next: [Option<Arrival>; 3],
}

/// The arrival times of one stream.
struct Arriving {
    seed: u64,
    stream: Stream,
    arrivals: Arrivals,
    rate: Rate,
    at: Instant,
    count: u32,
}

impl Arriving {
    /// The next arrival's number and time.
    fn advance(&mut self) -> Option<(u32, Instant)> {
        if self.rate.is_zero() {
            return None;
        }
        let number = self.count;
        self.count += 1;
        let mean = 1.0 / self.rate.per_second();
        let second = Duration::from_secs(1);
        self.at = match self.arrivals {
            Arrivals::Poisson => {
                let gap = Draws::of(self.seed, self.stream, u64::from(number)).exponential();
                self.at + scale(second, gap * mean)
            }
            // From the number, not by adding up: no drift.
            Arrivals::Even => Instant::ZERO + scale(second, f64::from(self.count) * mean),
        };
        Some((number, self.at))
    }
}

impl Workload {
    /// The workload of a scenario.
    pub fn new(scenario: &Scenario) -> Workload {
        let arriving = |stream, arrivals, rate| Arriving {
            seed: scenario.seed,
            stream,
            arrivals,
            rate,
            at: Instant::ZERO,
            count: 0,
        };
        let mut workload = Workload {
            interventions: scenario.interventions.clone().into_iter().enumerate(),
            reads: arriving(Stream::ReadGap, scenario.arrivals, scenario.rate),
            writes: arriving(Stream::WriteGap, Arrivals::Poisson, scenario.write_rate),
            popularity: Popularity::new(scenario.keys, scenario.zipf),
            seed: scenario.seed,
            instances: scenario.instances,
            end: Instant::ZERO + scenario.duration,
            next: [None; 3],
        };
        workload.next = [workload.intervention(), workload.write(), workload.read()];
        workload
    }

    fn intervention(&mut self) -> Option<Arrival> {
        // In order of time: one more intervention, later, renames none of the earlier ones.
        let (number, Intervention { at, action, key }) = self.interventions.next()?;
        let actor = Actor::new(ActorKind::Intervention, number as u32);
        Some(Arrival { at, actor, key: Key(key), instance: 0, demand: Demand::Intervene(action) })
    }

    fn write(&mut self) -> Option<Arrival> {
        let (number, at) = self.writes.advance()?;
        let key = self.popularity.draw(&mut Draws::of(self.seed, Stream::WriteKey, u64::from(number)));
        Some(self.arrival(at, ActorKind::Write, number, key, Demand::Write))
    }

    fn read(&mut self) -> Option<Arrival> {
        let (number, at) = self.reads.advance()?;
        let key = self.popularity.draw(&mut Draws::of(self.seed, Stream::ReadKey, u64::from(number)));
        Some(self.arrival(at, ActorKind::Read, number, key, Demand::Read))
    }

    fn arrival(&self, at: Instant, kind: ActorKind, number: u32, key: u32, demand: Demand) -> Arrival {
        Arrival { at, actor: Actor::new(kind, number), key: Key(key), instance: number % self.instances, demand }
    }
}

impl Iterator for Workload {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        let earliest = (0..3).filter(|&i| self.next[i].is_some()).min_by_key(|&i| self.next[i].map(|a| a.at))?;
        let arrival = self.next[earliest].take().filter(|arrival| arrival.at <= self.end)?;
        self.next[earliest] = match earliest {
            0 => self.intervention(),
            1 => self.write(),
            _ => self.read(),
        };
        Some(arrival)
    }
}
