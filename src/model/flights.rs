//! Flights: queries that the readers of one application instance share (single flight), in the instance's own memory.
//!
//! A flight is a task of its own: it lands, and stores what it fetched, even when all who waited have been given up.

use super::Client;
use super::staleness::Served;
use crate::base::table::Table;
use crate::kernel::Notify;
use crate::service::world::{Failure, Row, World as _};
use crate::trace::{Actor, EventKind, Key};
use std::cell::Cell;
use std::rc::Rc;

/// The flights under way, by application instance and key.
pub type Flights = Table<Rc<Flight>>;

fn place(client: &Client, key: Key) -> u64 {
    u64::from(client.instance) << 32 | u64::from(key)
}

/// One shared query.
pub struct Flight {
    actor: Actor,
    landed: Cell<Option<Result<Row, Failure>>>,
    landing: Rc<Notify>,
}

/// Joins the flight for a key, or starts one that does the job.
pub async fn join<F: Future<Output = Result<Row, Failure>> + 'static>(
    client: &Client,
    key: Key,
    job: impl FnOnce(Client) -> F,
) -> Result<Row, Failure> {
    let place = place(client, key);
    let under_way = client.site.flights.borrow().get(place).cloned();
    let leads = under_way.is_none();
    let flight = under_way.unwrap_or_else(|| start(client, key, job));
    let since = client.now();
    client.record(EventKind::FlightJoined { key, flight: flight.actor, leads });
    while flight.landed.get().is_none() {
        flight.landing.notified().await;
    }
    client.record(EventKind::FlightLanded { key, waited: client.now().since(since) });
    client.served.set(Some(if leads { Served::Database } else { Served::Flight }));
    flight.landed.get().unwrap_or(Err(Failure::Crashed))
}

fn start<F: Future<Output = Result<Row, Failure>> + 'static>(
    client: &Client,
    key: Key,
    job: impl FnOnce(Client) -> F,
) -> Rc<Flight> {
    let place = place(client, key);
    let flight = Rc::new(Flight {
        actor: client.child(),
        landed: Cell::new(None),
        landing: Notify::new(Rc::clone(&client.site.kernel), "flight"),
    });
    client.site.flights.borrow_mut().insert(place, Rc::clone(&flight));
    let landing = Rc::clone(&flight);
    client.spawn(move |world| {
        let site = Rc::clone(&world.site);
        let note = world.clone();
        let work = job(world);
        async move {
            note.record(EventKind::RefreshStarted { key });
            let answer = work.await;
            note.record(EventKind::RefreshEnded { key });
            landing.landed.set(Some(answer));
            site.flights.borrow_mut().remove(place);
            landing.landing.notify_all();
        }
    });
    flight
}
