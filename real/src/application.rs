//! The application: turns an arrival into a request, retries it if the scenario says so, and records how it ended.
//! Whatever depends on the order of all events, such as the newest version, is filled in after the run
//! ([`crate::books`]).

use crate::interventions;
use crate::world::{Client, Instance};
use cache_aside_playground::random::{Draws, Stream};
use cache_aside_playground::scenario::Action;
use cache_aside_playground::strategy;
use cache_aside_playground::trace::{Actor, ActorKind, EventKind, Key, Version};
use cache_aside_playground::units::Duration;
use cache_aside_playground::workload::{Arrival, Demand};
use cache_aside_playground::world::{Failure, World as _};
use cache_aside_playground::write_policy;
use std::rc::Rc;

/// Serves an arrival.
pub async fn serve(site: Rc<Instance>, arrival: Arrival) {
    let client = Client::new(&site, arrival.actor, arrival.instance);
    let late = client.look_at_clock().since(arrival.at);
    if !matches!(arrival.demand, Demand::Client) {
        site.shared.journal.with(|kept| kept.lateness.push(late));
    }
    match arrival.demand {
        Demand::Read(key) => read(&client, Key(key)).await,
        Demand::Write(key) | Demand::Intervene(Action::Write(key)) => write(&client, Key(key)).await,
        Demand::Intervene(action) => interventions::intervene(&client, action).await,
        Demand::Client => client_loop(client).await,
    }
}

/// A client of the closed loop, which thinks and reads in turn. Its n-th read is the same for every strategy.
async fn client_loop(seat: Client) {
    let scenario = &seat.site.shared.scenario;
    let mut number = seat.actor.number();
    loop {
        let pause = scenario.think_time.draw(&mut Draws::of(scenario.seed, Stream::ThinkTime, u64::from(number)));
        let due = seat.look_at_clock() + pause;
        seat.sleep(pause).await;
        let late = seat.now().since(due);
        seat.site.shared.journal.with(|kept| kept.lateness.push(late));
        let client = Client::new(&seat.site, Actor::new(ActorKind::Read, number), number % scenario.instances);
        read(&client, Key(seat.site.choice.of_read(number))).await;
        number += scenario.clients;
    }
}

async fn read(client: &Client, key: Key) {
    let scenario = &client.site.shared.scenario;
    client.record(EventKind::ReadStarted { key, newest: Version(0), instance: client.instance });
    let answer = loop {
        let answer = attempt(client, key).await;
        let Err(failure) = answer else { break answer };
        let attempt = client.attempt.get() + 1;
        client.end_lock_wait(key);
        match failure {
            Failure::Crashed => client.record(EventKind::RequestCrashed {}),
            Failure::GivenUp => client.record(EventKind::ReadGivenUp { key, attempt }),
            Failure::QueueFull | Failure::TimedOut => {}
        }
        if attempt > scenario.retries {
            break answer;
        }
        client.attempt.set(attempt);
        client.sleep(scenario.retry_delay).await;
        client.record(EventKind::ReadRetried { key, attempt });
    };
    client.record(match answer {
        Ok(version) => EventKind::ReadEnded { key, version, superseded_for: Duration::ZERO },
        Err(_) => EventKind::ReadFailed { key },
    });
}

/// One attempt of a read. The client may abandon it, and its process may crash.
async fn attempt(client: &Client, key: Key) -> Result<Version, Failure> {
    let timeout = client.site.shared.scenario.client_timeout;
    let life = async { client.live(strategy::read(client, key)).await.and_then(|answer| answer) };
    if timeout.is_zero() {
        return life.await;
    }
    // An abandoned attempt is dropped first, and only then is its failure recorded.
    let answer = tokio::select! {
        biased;
        answer = life => answer,
        () = client.site.shared.clock.sleep(timeout) => Err(Failure::GivenUp),
    };
    if answer == Err(Failure::GivenUp) {
        client.look_at_clock();
    }
    answer
}

async fn write(client: &Client, key: Key) {
    client.record(EventKind::WriteStarted { key, instance: client.instance });
    client.record(match write_policy::write(client, key).await {
        Ok(version) => EventKind::WriteEnded { key, version },
        Err(_) => EventKind::WriteFailed { key },
    });
}
