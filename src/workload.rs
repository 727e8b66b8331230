//! The workload: who arrives when, asking for what. Drawn before and apart from any strategy.
//!
//! Reads, writes and interventions are three streams, each in order of time, merged here into one. At one and the same
//! instant interventions come first, then writes, then reads; and all timers of the simulation due by then fire before.

use crate::base::random::{Draws, Popularity, Stream, scale};
use crate::base::units::{Duration, Instant};
use crate::scenario::{Action, Arrivals, Intervention, Rate, Scenario};
use crate::trace::{Actor, ActorKind};

/// What arrives, and for which key.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Demand {
    /// One application-level get.
    Read(u32),
    /// One application-level write.
    Write(u32),
    /// Something done from outside.
    Intervene(Action),
    /// A client of the closed loop, who will make reads of its own until the end.
    Client,
}

/// One arrival.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Arrival {
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// At which application instance.
    pub instance: u32,
    /// To do what.
    pub demand: Demand,
}

/// Which key each request asks for.
pub struct KeyChoice {
    popularity: Popularity,
    seed: u64,
    keys: u32,
    absent: f64,
}

impl KeyChoice {
    /// That of a scenario.
    pub fn new(scenario: &Scenario) -> KeyChoice {
        let Scenario { keys, zipf, seed, absent, .. } = *scenario;
        KeyChoice { popularity: Popularity::new(keys, zipf), seed, keys, absent }
    }

    /// The key of a read; those from `keys` on do not exist.
    pub fn of_read(&self, number: u32) -> u32 {
        let draws = |stream| Draws::of(self.seed, stream, u64::from(number));
        let key = self.popularity.draw(&mut draws(Stream::ReadKey));
        let absent = self.absent > 0.0 && draws(Stream::Absent).unit() <= self.absent;
        if absent { self.keys + key } else { key }
    }

    /// The key of a write.
    pub fn of_write(&self, number: u32) -> u32 {
        self.popularity.draw(&mut Draws::of(self.seed, Stream::WriteKey, u64::from(number)))
    }
}

/// The arrivals of a scenario, in order, up to and including its last instant.
pub struct Workload {
    interventions: std::iter::Enumerate<std::vec::IntoIter<Intervention>>,
    reads: Arriving,
    writes: Arriving,
    choice: KeyChoice,
    /// The stretches whose reads all arrive at their beginning.
    aligned: Vec<(Instant, Instant)>,
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
    clients: u32,
    at: Instant,
    count: u32,
}

impl Arriving {
    /// The next arrival's number and time.
    fn advance(&mut self) -> Option<(u32, Instant)> {
        let number = self.count;
        self.count += 1;
        if let Arrivals::Closed = self.arrivals {
            // All clients are there from the beginning; each thinks before its first read.
            return (number < self.clients).then_some((number, Instant::ZERO));
        }
        if self.rate.is_zero() {
            return None;
        }
        let mean = 1.0 / self.rate.per_second();
        let second = Duration::from_secs(1);
        self.at = match self.arrivals {
            Arrivals::Poisson => {
                let gap = Draws::of(self.seed, self.stream, u64::from(number)).exponential();
                self.at + scale(second, gap * mean)
            }
            // From the number, not by adding up: no drift.
            Arrivals::Even | Arrivals::Closed => Instant::ZERO + scale(second, f64::from(self.count) * mean),
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
            clients: scenario.clients,
            at: Instant::ZERO,
            count: 0,
        };
        let mut workload = Workload {
            interventions: scenario.interventions.clone().into_iter().enumerate(),
            reads: arriving(Stream::ReadGap, scenario.arrivals, scenario.rate),
            writes: arriving(Stream::WriteGap, Arrivals::Poisson, scenario.write_rate),
            choice: KeyChoice::new(scenario),
            aligned: scenario.interventions.iter().filter_map(aligned_stretch).collect(),
            instances: scenario.instances,
            end: Instant::ZERO + scenario.duration,
            next: [None; 3],
        };
        workload.next = [workload.intervention(), workload.write(), workload.read()];
        workload
    }

    fn intervention(&mut self) -> Option<Arrival> {
        // In order of time: one more intervention, later, renames none of the earlier ones.
        let (number, Intervention { at, action }) = self.interventions.next()?;
        let actor = Actor::new(ActorKind::Intervention, number as u32);
        Some(Arrival { at, actor, instance: 0, demand: Demand::Intervene(action) })
    }

    fn write(&mut self) -> Option<Arrival> {
        let (number, at) = self.writes.advance()?;
        let demand = Demand::Write(self.choice.of_write(number));
        Some(self.arrival(at, ActorKind::Write, number, demand))
    }

    fn read(&mut self) -> Option<Arrival> {
        let (number, at) = self.reads.advance()?;
        if let Arrivals::Closed = self.reads.arrivals {
            return Some(self.arrival(at, ActorKind::Read, number, Demand::Client));
        }
        // The beginning of the first stretch that it falls into; stretches are in order of time.
        let aligned = self.aligned.iter().find(|(from, until)| *from < at && at <= *until);
        let at = aligned.map_or(at, |(from, _)| *from);
        let demand = Demand::Read(self.choice.of_read(number));
        Some(self.arrival(at, ActorKind::Read, number, demand))
    }

    fn arrival(&self, at: Instant, kind: ActorKind, number: u32, demand: Demand) -> Arrival {
        Arrival { at, actor: Actor::new(kind, number), instance: number % self.instances, demand }
    }
}

/// The stretch whose reads an intervention aligns.
fn aligned_stretch(intervention: &Intervention) -> Option<(Instant, Instant)> {
    match intervention.action {
        Action::AlignArrivals(stretch) => Some((intervention.at, intervention.at + stretch)),
        _ => None,
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
