//! Flights: queries shared by the readers of one application instance (single flight). They are in the instance's own
//! memory.
//!
//! A flight is a separate task. It stores the row it fetched even if all readers that waited for it have given up.

use super::Client;
use super::staleness::Served;
use crate::base::table::Table;
use crate::kernel::Notify;
use crate::service::world::{Failure, Row, World as _};
use crate::trace::{Actor, EventKind, Key};
use std::cell::Cell;
use std::rc::Rc;

/// The flights in progress, by application instance and key.
pub type Flights = Table<Rc<Flight>>;

/// The table key of a flight.
fn instance_and_key(client: &Client, key: Key) -> u64 {
    u64::from(client.instance) << 32 | u64::from(key)
}

/// One shared query.
pub struct Flight {
    actor: Actor,
    /// The answer, after the flight has landed.
    answer: Cell<Option<Result<Row, Failure>>>,
    landing: Rc<Notify>,
}

/// Joins the flight of a key, or starts one that runs `job`. Returns the answer of the flight.
pub async fn join<F: Future<Output = Result<Row, Failure>> + 'static>(
    client: &Client,
    key: Key,
    job: impl FnOnce(Client) -> F,
) -> Result<Row, Failure> {
    let id = instance_and_key(client, key);
    let under_way = client.site.flights.borrow().get(id).cloned();
    let leads = under_way.is_none();
    let flight = under_way.unwrap_or_else(|| start(client, key, job));
    let since = client.now();
    client.record(EventKind::FlightJoined { key, flight: flight.actor, leads });
    while flight.answer.get().is_none() {
        flight.landing.notified().await;
    }
    client.record(EventKind::FlightLanded { key, waited: client.now().since(since) });
    client.served.set(Some(if leads { Served::Database } else { Served::Flight }));
    flight.answer.get().unwrap_or(Err(Failure::Crashed))
}

fn start<F: Future<Output = Result<Row, Failure>> + 'static>(
    client: &Client,
    key: Key,
    job: impl FnOnce(Client) -> F,
) -> Rc<Flight> {
    let id = instance_and_key(client, key);
    let flight = Rc::new(Flight {
        actor: client.child(),
        answer: Cell::new(None),
        landing: Notify::new(Rc::clone(&client.site.kernel), "flight"),
    });
    client.site.flights.borrow_mut().insert(id, Rc::clone(&flight));
    let started = Rc::clone(&flight);
    client.spawn(move |world| {
        let site = Rc::clone(&world.site);
        let note = world.clone();
        let work = job(world);
        async move {
            note.record(EventKind::RefreshStarted { key });
            let answer = work.await;
            note.record(EventKind::RefreshEnded { key });
            started.answer.set(Some(answer));
            site.flights.borrow_mut().remove(id);
            started.landing.notify_all();
        }
    });
    flight
}
