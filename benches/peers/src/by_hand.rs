//! The baseline without a simulator: each workload as a hand-written state machine, with its events in the standard
//! library's binary heap. Simulators are compared with it.

use super::work::{CONNECTIONS, Kind, SERVERS, STORE, Work};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

pub fn run(work: &'static Work) -> u64 {
    let once = match work.kind {
        Kind::Hold => return hold(work),
        Kind::Mm10 => mm10,
        Kind::Stampede => stampede,
        Kind::Lock => stampede_at_a_lock,
        Kind::Readers => readers,
        Kind::Blocked => panic!("there are no tasks that could be blocked"),
    };
    (0..work.times).map(|_| once(work)).sum()
}

/// The pending events, the earliest first: their times and actors.
struct Events(BinaryHeap<Reverse<(u64, u32)>>);

impl Events {
    fn with_capacity(events: u32) -> Events {
        Events(BinaryHeap::with_capacity(events as usize))
    }

    fn push(&mut self, time: u64, reader: u32) {
        self.0.push(Reverse((time, reader)));
    }

    fn pop(&mut self) -> Option<(u64, u32)> {
        self.0.pop().map(|Reverse(event)| event)
    }
}

fn hold(work: &Work) -> u64 {
    let mut events = Events::with_capacity(work.readers);
    let mut steps = vec![0; work.readers as usize];
    let mut digest = 0;
    for sleeper in 0..work.readers {
        events.push(work.sleep(sleeper, 0), sleeper);
    }
    while let Some((now, sleeper)) = events.pop() {
        let step = &mut steps[sleeper as usize];
        *step += 1;
        if *step < work.times {
            events.push(now + work.sleep(sleeper, *step), sleeper);
        } else {
            digest += now;
        }
    }
    digest
}

/// The state of a reader.
#[derive(Clone, Copy)]
enum Reader {
    LooksUp,
    Queries,
    Stores,
    LooksAgain,
}

fn readers(work: &Work) -> u64 {
    let mut events = Events::with_capacity(work.readers);
    let mut states = vec![Reader::LooksUp; work.readers as usize];
    let mut digest = 0;
    for reader in 0..work.readers {
        events.push(work.sleep(reader, 0), reader);
    }
    while let Some((now, reader)) = events.pop() {
        let state = &mut states[reader as usize];
        match state {
            Reader::LooksUp => {
                *state = Reader::Queries;
                events.push(now + work.sleep(reader, 1), reader);
            }
            _ => digest += now,
        }
    }
    digest
}

fn stampede(work: &Work) -> u64 {
    let mut events = Events::with_capacity(work.readers);
    let mut states = vec![Reader::LooksUp; work.readers as usize];
    let (mut connections, mut queue) = (CONNECTIONS, VecDeque::new());
    let mut digest = 0;
    for reader in 0..work.readers {
        events.push(work.look_up(reader), reader);
    }
    while let Some((now, reader)) = events.pop() {
        let state = &mut states[reader as usize];
        match state {
            Reader::LooksUp if connections == 0 => queue.push_back(reader),
            Reader::LooksUp => {
                connections -= 1;
                *state = Reader::Queries;
                events.push(now + work.query(reader), reader);
            }
            Reader::Queries => {
                *state = Reader::Stores;
                events.push(now + STORE, reader);
                match queue.pop_front() {
                    Some(next) => {
                        states[next as usize] = Reader::Queries;
                        events.push(now + work.query(next), next);
                    }
                    None => connections += 1,
                }
            }
            Reader::Stores | Reader::LooksAgain => digest += now,
        }
    }
    digest
}

fn stampede_at_a_lock(work: &Work) -> u64 {
    let mut events = Events::with_capacity(work.readers);
    let mut states = vec![Reader::LooksUp; work.readers as usize];
    let (mut locked, mut waiting) = (false, Vec::new());
    let mut digest = 0;
    for reader in 0..work.readers {
        events.push(work.look_up(reader), reader);
    }
    while let Some((now, reader)) = events.pop() {
        let state = &mut states[reader as usize];
        match state {
            Reader::LooksUp if locked => waiting.push(reader),
            Reader::LooksUp => {
                locked = true;
                *state = Reader::Queries;
                events.push(now + work.query(reader), reader);
            }
            Reader::Queries => {
                *state = Reader::Stores;
                events.push(now + STORE, reader);
            }
            Reader::Stores => {
                digest += now;
                for reader in waiting.drain(..) {
                    states[reader as usize] = Reader::LooksAgain;
                    events.push(now + work.look_up(reader), reader);
                }
            }
            Reader::LooksAgain => digest += now,
        }
    }
    digest
}

/// The M/M/10 queue. Customers are numbered in order of arrival; the event without a customer is the next arrival.
fn mm10(work: &Work) -> u64 {
    const ARRIVAL: u32 = u32::MAX;
    let mut events = Events::with_capacity(SERVERS as u32 + 1);
    let (mut servers, mut queue) = (SERVERS, VecDeque::new());
    let (mut next, mut digest) = (0, 0);
    events.push(work.gaps[0].into(), ARRIVAL);
    while let Some((now, who)) = events.pop() {
        if who == ARRIVAL {
            if servers > 0 {
                servers -= 1;
                events.push(now + u64::from(work.services[next]), next as u32);
            } else {
                queue.push_back((now, next as u32));
            }
            next += 1;
            if let Some(&gap) = work.gaps.get(next) {
                events.push(now + u64::from(gap), ARRIVAL);
            }
        } else if let Some((arrival, customer)) = queue.pop_front() {
            digest += now - arrival;
            events.push(now + u64::from(work.services[customer as usize]), customer);
        } else {
            servers += 1;
        }
    }
    digest
}
