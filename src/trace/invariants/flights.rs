//! Flights: at most one at a time per application instance and key. A reader joins only a flight in progress, and lands
//! at the same instant as the flight.

use super::little::Little;
use super::{Given, Violations};
use crate::base::units::Instant;
use crate::trace::{Actor, ActorKind, Event, EventKind, Key};
use std::collections::BTreeMap;

/// The flights in progress and the readers that wait for them.
#[derive(Default)]
pub struct Ledger {
    code: bool,
    instances: BTreeMap<Actor, u32>,
    under_way: BTreeMap<(u32, Key), Actor>,
    /// The flight that each reader waits for, and the start of the wait.
    waiting: BTreeMap<Actor, (Actor, Instant)>,
    /// The landing times of flights.
    landed: BTreeMap<Actor, Instant>,
    on_board: Little,
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        Ledger { code: given.code, ..Ledger::default() }
    }

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::ReadStarted { instance, .. } => drop(self.instances.insert(actor, instance)),
            EventKind::FlightJoined { key, flight, leads } => self.join(event, key, flight, leads, violations),
            EventKind::RefreshEnded { .. } => {
                let places = self.under_way.len();
                self.under_way.retain(|_, flight| *flight != actor);
                if self.under_way.len() < places {
                    self.landed.insert(actor, at);
                }
            }
            EventKind::FlightLanded { waited, .. } => {
                let known = self.waiting.remove(&actor);
                let stayed = known.map(|(_, since)| at.since(since));
                violations.check(stayed == Some(waited), || format!("it joined {stayed:?} ago"));
                let landed_at = known.and_then(|(flight, _)| self.landed.get(&flight));
                violations.check(landed_at == Some(&at), || format!("its flight landed at {landed_at:?}"));
                self.on_board.leave(at, waited);
            }
            EventKind::ReadGivenUp { .. } | EventKind::RequestCrashed {} => {
                if let Some((_, since)) = self.waiting.remove(&actor) {
                    self.on_board.leave(at, at.since(since));
                }
            }
            EventKind::ReadEnded { .. } | EventKind::ReadFailed { .. } => {
                violations.check(!self.waiting.contains_key(&actor), || "it is still on board".to_string());
                // With the user's code, a background task may still join a flight here.
                if !self.code {
                    self.instances.remove(&actor);
                }
            }
            _ => {}
        }
    }

    fn join(&mut self, event: &Event, key: Key, flight: Actor, leads: bool, violations: &mut Violations) {
        let Event { at, actor, .. } = *event;
        let read = Actor::new(ActorKind::Read, actor.number());
        let instance = self.instances.get(&read).copied().filter(|_| self.code || actor == read);
        let place = (instance.unwrap_or(u32::MAX), key);
        let under_way = self.under_way.get(&place).copied();
        let fits = match leads {
            true => under_way.is_none() && flight.task(0) == Actor::new(ActorKind::Refresh, actor.number()),
            false => under_way == Some(flight),
        };
        violations.check(fits && instance.is_some(), || format!("the flight under way is {under_way:?}"));
        if leads {
            self.under_way.insert(place, flight);
        }
        let earlier = self.waiting.insert(actor, (flight, at));
        violations.check(earlier.is_none(), || "it is on board already".to_string());
        self.on_board.enter(at);
    }

    pub fn finish(&mut self, end: Instant, violations: &mut Violations) {
        for (reader, (flight, _)) in &self.waiting {
            let flies = self.under_way.values().any(|under_way| under_way == flight);
            // A run that is stopped ends before whoever waits has its turn.
            let lands = self.landed.get(flight) == Some(&end);
            violations.check(flies || lands, || format!("{reader} waits for {flight}, which has landed"));
        }
        self.on_board.finish(end, self.waiting.values().map(|(_, since)| *since), "on board", violations);
    }
}
