//! The application: serves each arrival as a request, with retries, and records how it ended.

use super::{Client, Site, within};
use crate::base::random::{Draws, Latency, Stream};
use crate::base::units::{Duration, Instant};
use crate::scenario::{Action, Arrivals, Scenario};
use crate::service::strategy;
use crate::service::world::{Failure, World as _};
use crate::service::write_policy;
use crate::trace::{EventKind, Key, Version};
use crate::workload::Demand;
use std::pin::pin;

/// Answers a read by the scenario's strategy, or by the user's code instead. A macro, because an async function would
/// add its state to that of every read.
#[cfg(feature = "python")]
macro_rules! answer {
    ($client:expr, $key:expr) => {
        match $client.reads_by_code() {
            true => $client.read_by_code($key).await,
            false => strategy::read($client, $key).await,
        }
    };
}
#[cfg(not(feature = "python"))]
macro_rules! answer {
    ($client:expr, $key:expr) => {
        strategy::read($client, $key).await
    };
}

/// Serves an arrival that is not a read.
pub async fn serve(client: Client, demand: Demand) {
    match demand {
        Demand::Read(key) => read(client, Key(key)).await,
        Demand::Write(key) | Demand::Intervene(Action::Write(key)) => write(&client, Key(key)).await,
        Demand::Intervene(action) => client.intervene(action),
        // A client of the closed loop starts with a pause; see [`thinks`].
        Demand::Client => {}
    }
}

/// The next read of a client of a closed loop, if the client does not pause before it. The n-th read is the same under
/// every strategy.
fn next_read(client: &Client) -> Option<(Client, Key)> {
    let (site, number) = (&client.site, client.actor.number() + client.site.scenario.clients);
    let goes_on = site.scenario.arrivals == Arrivals::Closed && !thinks(site, number);
    goes_on.then(|| site.read_of(number))
}

/// Whether a client of the closed loop pauses before a read. A pausing client is not a task but only a timer that
/// starts its next visit, and there is no timer if the run ends first: there may be a million such clients.
pub fn thinks(site: &Site, number: u32) -> bool {
    let Scenario { think_time, seed, duration, .. } = &site.scenario;
    let pause = match think_time {
        Latency::Constant(pause) => *pause,
        drawn => drawn.draw(&mut Draws::of(*seed, Stream::ThinkTime, u64::from(number))),
    };
    let until = site.kernel.now() + pause;
    until > Instant::ZERO + *duration || site.kernel.start_at(until, number)
}

/// Serves a read and, in a closed loop, the client's further reads until it pauses. There may be a million of these at
/// a time, so each byte that is kept across an `.await`, here or in the futures awaited, is needed a million times. A
/// test below checks the size.
pub fn read(mut client: Client, mut key: Key) -> impl Future<Output = ()> {
    async move {
        loop {
            let began_at = client.now();
            let newest = client.site.database.newest(key);
            client.record(EventKind::ReadStarted { key, newest, instance: client.instance });
            // Attempts, up to the number that the scenario allows.
            let answer = loop {
                let answer = match may_be_cut_short(&client.site) {
                    false => answer!(&client, key),
                    true => Box::pin(cut_short(&client, key)).await,
                };
                if !may_try_again(&client, key, answer) {
                    break answer;
                }
                client.sleep(client.site.scenario.retry_delay).await;
                client.record(EventKind::ReadRetried { key, attempt: u32::from(client.attempt.get()) });
            };
            end_read(&client, key, began_at, newest, answer);
            match next_read(&client) {
                Some(next) => (client, key) = next,
                None => return,
            }
        }
    }
}

/// Whether an attempt can end before its strategy has finished.
fn may_be_cut_short(site: &Site) -> bool {
    site.can_crash || !site.scenario.client_timeout.is_zero()
}

/// One attempt by a client that may give up, in a process that may crash.
async fn cut_short(client: &Client, key: Key) -> Result<Version, Failure> {
    let read = pin!(async { answer!(client, key) });
    let life = pin!(client.until_crash(read));
    match within(client.site.scenario.client_timeout, &client.site.kernel, life).await {
        Some(Ok(answer)) => answer,
        Some(Err(died)) => Err(died),
        None => Err(Failure::GivenUp),
    }
}

/// Records how an attempt failed, if it did. Returns whether there will be another.
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

/// Records how a read ended.
fn end_read(client: &Client, key: Key, began_at: Instant, newest: Version, answer: Result<Version, Failure>) {
    let Ok(version) = answer else { return client.record(EventKind::ReadFailed { key }) };
    if version < newest {
        let cause = client.stale_cause(key, version);
        client.record(EventKind::StaleRead { key, version, newest, cause });
    }
    let superseded_for = superseded_for(client, key, version, began_at);
    client.record(EventKind::ReadEnded { key, version, superseded_for });
}

/// How long before `moment` this version was superseded; zero if it was not.
fn superseded_for(client: &Client, key: Key, version: Version, moment: Instant) -> Duration {
    match client.site.database.superseded_at(key, version) {
        Some(at) => moment.since(at),
        None => Duration::ZERO,
    }
}

async fn write(client: &Client, key: Key) {
    client.record(EventKind::WriteStarted { key, instance: client.instance });
    #[cfg(feature = "python")]
    let written = match client.writes_by_code() {
        true => client.write_by_code(key).await,
        false => write_policy::write(client, key).await,
    };
    #[cfg(not(feature = "python"))]
    let written = write_policy::write(client, key).await;
    match written {
        Ok(version) => client.record(EventKind::WriteEnded { key, version }),
        Err(_) => client.record(EventKind::WriteFailed { key }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Kernel;
    use crate::trace::{Actor, ActorKind};

    /// A million concurrent readers are a million of these futures. On a 64-bit machine the client takes 56 bytes, the
    /// deepest state of a strategy 216, and the read's own fields (key, start, newest version, state) 32.
    #[test]
    fn a_read_in_flight_takes_few_bytes() {
        let scenario = Scenario::parse("").expect("a scenario");
        let site = Site::new(&scenario, Kernel::new(), u64::MAX);
        let client = Client::new(&site, Actor::new(ActorKind::Read, 0), 0);
        assert!(size_of::<Client>() <= 56);
        let strategy = size_of_val(&strategy::read(&client, Key(0)));
        assert!(strategy <= 216, "{strategy} bytes");
        let read = size_of_val(&read(client, Key(0)));
        assert!(read <= 56 + 216 + 32, "{read} bytes");
    }
}
