//! The workload: which reads, writes and interventions arrive, and when. It does not depend on the strategy.
//!
//! Reads, writes and interventions are three streams, each ordered by time. They are merged into one. At the same
//! instant interventions come first, then writes, then reads. All timers of the simulation due at that instant fire
//! before them.

use crate::base::random::{Draws, Popularity, Stream, scale};
use crate::base::units::{Duration, Instant};
use crate::scenario::{Action, Arrivals, Intervention, Rate, Scenario};
use crate::trace::{Actor, ActorKind};

/// The demand of an arrival.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Demand {
    /// One application-level get of this key.
    Read(u32),
    /// One application-level write of this key.
    Write(u32),
    /// An intervention from outside.
    Intervene(Action),
    /// A client of the closed loop, which makes its own reads until the end of the run.
    Client,
}

/// One arrival.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Arrival {
    /// The time of the arrival.
    pub at: Instant,
    /// The actor that arrives.
    pub actor: Actor,
    /// The application instance that it arrives at, from 0.
    pub instance: u32,
    /// The demand.
    pub demand: Demand,
}

/// The choice of the key that each request asks for.
pub struct KeyChoice {
    popularity: Popularity,
    seed: u64,
    keys: u32,
    absent: f64,
}

impl KeyChoice {
    /// The choice of keys of a scenario.
    pub fn new(scenario: &Scenario) -> KeyChoice {
        let Scenario { keys, zipf, seed, absent, .. } = *scenario;
        KeyChoice { popularity: Popularity::new(keys, zipf), seed, keys, absent }
    }

    /// The key of a read. Keys from `keys` on do not exist in the database.
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

/// The arrivals of a scenario in order of time, up to and including its last instant.
pub struct Workload {
    interventions: std::iter::Enumerate<std::vec::IntoIter<Intervention>>,
    reads: ArrivalTimes,
    writes: ArrivalTimes,
    choice: KeyChoice,
    /// Intervals (start excluded, end included) whose reads all arrive at the start of the interval.
    aligned: Vec<(Instant, Instant)>,
    instances: u32,
    end: Instant,
    /// The next intervention, write and read.
    next: [Option<Arrival>; 3],
}

/// The arrival times of one stream.
struct ArrivalTimes {
    seed: u64,
    stream: Stream,
    arrivals: Arrivals,
    rate: Rate,
    clients: u32,
    at: Instant,
    count: u32,
}

impl ArrivalTimes {
    /// The number and time of the next arrival.
    fn advance(&mut self) -> Option<(u32, Instant)> {
        let number = self.count;
        self.count += 1;
        if let Arrivals::Closed = self.arrivals {
            // All clients arrive at the start; each thinks before its first read.
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
            // Computed from the number instead of adding up gaps, so rounding errors do not accumulate.
            Arrivals::Even | Arrivals::Closed => Instant::ZERO + scale(second, f64::from(self.count) * mean),
        };
        Some((number, self.at))
    }
}

impl Workload {
    /// The workload of a scenario.
    pub fn new(scenario: &Scenario) -> Workload {
        let times = |stream, arrivals, rate| ArrivalTimes {
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
            reads: times(Stream::ReadGap, scenario.arrivals, scenario.rate),
            writes: times(Stream::WriteGap, Arrivals::Poisson, scenario.write_rate),
            choice: KeyChoice::new(scenario),
            aligned: scenario.interventions.iter().filter_map(aligned_interval).collect(),
            instances: scenario.instances,
            end: Instant::ZERO + scenario.duration,
            next: [None; 3],
        };
        workload.next = [workload.intervention(), workload.write(), workload.read()];
        workload
    }

    fn intervention(&mut self) -> Option<Arrival> {
        // Numbered in order of time, so a later intervention does not renumber the earlier ones.
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
        // An aligned read arrives at the start of the first interval that contains it. Intervals are ordered by time.
        let aligned = self.aligned.iter().find(|(from, until)| *from < at && at <= *until);
        let at = aligned.map_or(at, |(from, _)| *from);
        let demand = Demand::Read(self.choice.of_read(number));
        Some(self.arrival(at, ActorKind::Read, number, demand))
    }

    fn arrival(&self, at: Instant, kind: ActorKind, number: u32, demand: Demand) -> Arrival {
        Arrival { at, actor: Actor::new(kind, number), instance: number % self.instances, demand }
    }
}

/// The interval whose reads an intervention aligns; `None` if it is another action.
fn aligned_interval(intervention: &Intervention) -> Option<(Instant, Instant)> {
    match intervention.action {
        Action::AlignArrivals(length) => Some((intervention.at, intervention.at + length)),
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
