//! Flights: queries that the readers of one application instance share (single flight), in the memory of the instance.

use super::Client;
use cache_aside_playground::trace::{Actor, ActorKind, Event, EventKind, Key};
use cache_aside_playground::units::Instant;
use cache_aside_playground::world::{Failure, Row, World as _};
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use tokio::sync::Notify;

/// One shared query.
pub struct Flight {
    actor: Actor,
    landed: Cell<Option<(Instant, Result<Row, Failure>)>>,
    landing: Notify,
}

/// Joins the flight for a key, or starts one that does the job.
pub async fn join<F: Future<Output = Result<Row, Failure>> + 'static>(
    client: &Client,
    key: Key,
    job: impl FnOnce(Client) -> F,
) -> Result<Row, Failure> {
    let under_way = client.site.flights.borrow().get(&key.0).cloned();
    let leads = under_way.is_none();
    let flight = under_way.unwrap_or_else(|| start(client, key, job));
    let since = client.look_at_clock();
    client.record(EventKind::FlightJoined { key, flight: flight.actor, leads });
    let (landed_at, answer) = loop {
        let mut landing = pin!(flight.landing.notified());
        landing.as_mut().enable();
        if let Some(landed) = flight.landed.get() {
            break landed;
        }
        landing.await;
    };
    // All readers of a flight land at the same time, although their tasks continue one after another.
    let kind = EventKind::FlightLanded { key, waited: landed_at.since(since) };
    client.site.shared.journal.note(Event { at: landed_at, actor: client.actor, kind });
    client.look_at_clock();
    answer
}

fn start<F: Future<Output = Result<Row, Failure>> + 'static>(
    client: &Client,
    key: Key,
    job: impl FnOnce(Client) -> F,
) -> Rc<Flight> {
    let flight = Rc::new(Flight {
        actor: Actor::new(ActorKind::Refresh, client.actor.number()),
        landed: Cell::new(None),
        landing: Notify::new(),
    });
    client.site.flights.borrow_mut().insert(key.0, Rc::clone(&flight));
    let landing = Rc::clone(&flight);
    client.spawn(move |world| {
        let note = world.clone();
        let work = job(world);
        async move {
            note.look_at_clock();
            note.record(EventKind::RefreshStarted { key });
            let answer = work.await;
            let at = note.look_at_clock();
            note.record(EventKind::RefreshEnded { key });
            landing.landed.set(Some((at, answer)));
            note.site.flights.borrow_mut().remove(&key.0);
            landing.landing.notify_waiters();
        }
    });
    flight
}
