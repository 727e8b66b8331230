//! The application: turns an arrival into a request, tries again where it is told to, and records how it ended.

use super::{Client, Site, within};
use crate::base::random::{Draws, Stream};
use crate::base::units::{Duration, Instant};
use crate::scenario::Action;
use crate::service::strategy;
use crate::service::world::{Failure, World as _};
use crate::service::write_policy;
use crate::trace::{Actor, ActorKind, EventKind, Key, Version};
use crate::workload::Demand;
use std::pin::pin;

/// Serves an arrival that is not a read, from its beginning to its end.
pub async fn serve(client: Client, demand: Demand) {
    match demand {
        Demand::Read(key) => read(client, Key(key)).await,
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
        read(client, Key(seat.site.choice.of_read(number))).await;
        number += scenario.clients;
    }
}

/// A read, from its beginning to its end. There may be a million of these at a time: whatever lives across an `.await`
/// in here, or in what it waits for, takes its bytes a million times (a test below holds the sum).
pub fn read(client: Client, key: Key) -> impl Future<Output = ()> {
    async move {
        let began_at = client.now();
        let newest = client.site.database.newest(key);
        client.record(EventKind::ReadStarted { key, newest, instance: client.instance });
        // Tries, and tries again, as often as the scenario says.
        let answer = loop {
            let answer = match may_be_cut_short(&client.site) {
                false => answer(&client, key).await,
                true => Box::pin(cut_short(&client, key)).await,
            };
            if !may_try_again(&client, key, answer) {
                break answer;
            }
            client.sleep(client.site.scenario.retry_delay).await;
            client.record(EventKind::ReadRetried { key, attempt: u32::from(client.attempt.get()) });
        };
        end_read(&client, key, began_at, newest, answer);
    }
}

/// Answers by the scenario's strategy, or by what somebody wrote instead.
fn answer(client: &Client, key: Key) -> impl Future<Output = Result<Version, Failure>> {
    async move {
        #[cfg(feature = "python")]
        if let Some(read) = client.read_by_code(key) {
            return read.await;
        }
        strategy::read(client, key).await
    }
}

/// Whether an attempt can end before its strategy has come to an end.
fn may_be_cut_short(site: &Site) -> bool {
    site.mortal || !site.scenario.client_timeout.is_zero()
}

/// One attempt of a client that may give up, in a process that may die.
async fn cut_short(client: &Client, key: Key) -> Result<Version, Failure> {
    let read = pin!(answer(client, key));
    let life = pin!(client.live(read));
    match within(client.site.scenario.client_timeout, &client.site.kernel, life).await {
        Some(Ok(answer)) => answer,
        Some(Err(died)) => Err(died),
        None => Err(Failure::GivenUp),
    }
}

/// Says how an attempt failed, if it did, and whether there is another one.
fn may_try_again(client: &Client, key: Key, answer: Result<Version, Failure>) -> bool {
    let Err(failure) = answer else { return false };
    let attempt = u32::from(client.attempt.get()) + 1;
    client.end_lock_wait(key);
    match failure {
        Failure::Crashed => client.record(EventKind::RequestCrashed {}),
        Failure::GivenUp => client.record(EventKind::ReadGivenUp { key, attempt }),
        Failure::QueueFull | Failure::TimedOut => {}
    }
    let again = attempt <= client.site.scenario.retries;
    if again {
        client.attempt.set(attempt as u16);
        client.queries.set(0);
    }
    again
}

/// Says how a read ended.
fn end_read(client: &Client, key: Key, began_at: Instant, newest: Version, answer: Result<Version, Failure>) {
    let Ok(version) = answer else { return client.record(EventKind::ReadFailed { key }) };
    if version < newest {
        let cause = client.stale_cause(key, version);
        client.record(EventKind::StaleRead { key, version, newest, cause });
    }
    let superseded_for = superseded_for(client, key, version, began_at);
    client.record(EventKind::ReadEnded { key, version, superseded_for });
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
    #[cfg(feature = "python")]
    let by_code = client.write_by_code(key);
    #[cfg(not(feature = "python"))]
    let by_code: Option<std::future::Ready<Result<Version, Failure>>> = None;
    let written = match by_code {
        Some(write) => write.await,
        None => write_policy::write(client, key).await,
    };
    match written {
        Ok(version) => client.record(EventKind::WriteEnded { key, version }),
        Err(_) => client.record(EventKind::WriteFailed { key }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Kernel;
    use crate::scenario::Scenario;

    /// A million readers at a time are a million of these. On a 64-bit machine 56 bytes are the client, 216 hold what a
    /// strategy was doing at its deepest, and 32 are the read's own: key, beginning, newest version, state.
    #[test]
    fn a_read_in_flight_takes_few_bytes() {
        let scenario = Scenario::parse("").expect("a scenario");
        let site = Site::new(&scenario, Kernel::new());
        let client = Client::new(&site, Actor::new(ActorKind::Read, 0), 0);
        assert!(size_of::<Client>() <= 56);
        let strategy = size_of_val(&answer(&client, Key(0)));
        assert!(strategy <= 216, "{strategy} bytes");
        let read = size_of_val(&read(client, Key(0)));
        assert!(read <= 56 + 216 + 32, "{read} bytes");
    }
}
