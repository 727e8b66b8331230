//! The application: turns an arrival into a request, tries again where it is told to, and records how it ended.

use super::{Client, within};
use crate::random::{Draws, Stream};
use crate::scenario::Action;
use crate::strategy;
use crate::trace::{Actor, ActorKind, EventKind, Key, Version};
use crate::units::{Duration, Instant};
use crate::workload::{Arrival, Demand};
use crate::world::{Failure, World as _};
use crate::write_policy;
use std::pin::pin;

/// Serves one arrival, from its beginning to its end.
pub async fn serve(client: Client, arrival: Arrival) {
    match arrival.demand {
        Demand::Read(key) => read(&client, key).await,
        Demand::Write(key) | Demand::Intervene(Action::Write(key)) => write(&client, Key(key)).await,
        Demand::Intervene(action) => client.intervene(action),
        Demand::Client => client_loop(client).await,
    }
}

/// A client of the closed loop: thinks, reads, thinks, reads. Its n-th read is the same whatever the strategy.
async fn client_loop(seat: Client) {
    let scenario = &seat.site.scenario;
    let mut number = seat.actor.number();
    loop {
        let pause = scenario.think_time.draw(&mut Draws::of(scenario.seed, Stream::ThinkTime, u64::from(number)));
        seat.sleep(pause).await;
        let client = Client::new(&seat.site, Actor::new(ActorKind::Read, number), number % scenario.instances);
        read(&client, seat.site.choice.of_read(number)).await;
        number += scenario.clients;
    }
}

async fn read(client: &Client, key: u32) {
    let key = Key(key);
    let began_at = client.now();
    let newest = client.site.database.newest(key);
    client.record(EventKind::ReadStarted { key, newest, instance: client.instance });
    match attempts(client, key).await {
        Ok(version) => {
            if version < newest {
                let cause = client.stale_cause(key, version);
                client.record(EventKind::StaleRead { key, version, newest, cause });
            }
            let superseded_for = superseded_for(client, key, version, began_at);
            client.record(EventKind::ReadEnded { key, version, superseded_for });
        }
        Err(_) => client.record(EventKind::ReadFailed { key }),
    }
}

/// Tries, and tries again, as often as the scenario says.
async fn attempts(client: &Client, key: Key) -> Result<Version, Failure> {
    let scenario = &client.site.scenario;
    loop {
        let answer = attempt(client, key).await;
        let attempt = client.attempt.get() + 1;
        if answer.is_err() {
            client.end_lock_wait();
        }
        match answer {
            Err(Failure::Crashed) => client.record(EventKind::RequestCrashed {}),
            Err(Failure::GivenUp) => client.record(EventKind::ReadGivenUp { key, attempt }),
            _ => {}
        }
        if answer.is_ok() || attempt > scenario.retries {
            return answer;
        }
        client.attempt.set(attempt);
        client.sleep(scenario.retry_delay).await;
        client.record(EventKind::ReadRetried { key, attempt });
    }
}

/// One try: the strategy's, unless the client gives up or the process dies.
async fn attempt(client: &Client, key: Key) -> Result<Version, Failure> {
    let timeout = client.site.scenario.client_timeout;
    let read = pin!(strategy::read(client, key));
    let life = pin!(client.live(read));
    match within(timeout, &client.site.kernel, life).await {
        Some(Ok(answer)) => answer,
        Some(Err(died)) => Err(died),
        None => Err(Failure::GivenUp),
    }
}

/// How long before `moment` a newer version than this one had been committed; zero when none had.
fn superseded_for(client: &Client, key: Key, version: Version, moment: Instant) -> Duration {
    match client.site.database.superseded_at(key, version) {
        Some(at) => moment.since(at),
        None => Duration::ZERO,
    }
}

async fn write(client: &Client, key: Key) {
    client.record(EventKind::WriteStarted { key, instance: client.instance });
    match write_policy::write(client, key).await {
        Ok(version) => client.record(EventKind::WriteEnded { key, version }),
        Err(_) => client.record(EventKind::WriteFailed { key }),
    }
}
