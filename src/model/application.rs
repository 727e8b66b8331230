//! The application: turns an arrival into a request, and records how it ended.

use super::Client;
use crate::scenario::Action;
use crate::strategy;
use crate::trace::{EventKind, Key, Version};
use crate::units::{Duration, Instant};
use crate::workload::{Arrival, Demand};
use crate::write_policy;

/// Serves one arrival, from its beginning to its end.
pub async fn serve(client: Client, arrival: Arrival) {
    let Arrival { key, instance, demand, .. } = arrival;
    match demand {
        Demand::Read => read(&client, key, instance).await,
        Demand::Write | Demand::Intervene(Action::Write) => write(&client, key, instance).await,
        Demand::Intervene(Action::Expire) => client.expire(key),
        Demand::Intervene(Action::Flush) => client.flush(),
    }
}

async fn read(client: &Client, key: Key, instance: u32) {
    let began_at = client.site.kernel.now();
    client.record(EventKind::ReadStarted { key, newest: client.site.database.newest(key), instance });
    match strategy::read(client, key).await {
        Ok(version) => {
            let superseded_for = superseded_for(client, key, version, began_at);
            client.record(EventKind::ReadEnded { key, version, superseded_for });
        }
        Err(_) => client.record(EventKind::ReadFailed { key }),
    }
}

/// How long before `moment` a newer version than this one had been committed; zero when none had.
fn superseded_for(client: &Client, key: Key, version: Version, moment: Instant) -> Duration {
    match client.site.database.superseded_at(key, version) {
        Some(at) => moment.since(at),
        None => Duration::ZERO,
    }
}

async fn write(client: &Client, key: Key, instance: u32) {
    client.record(EventKind::WriteStarted { key, instance });
    match write_policy::write(client, key).await {
        Ok(version) => client.record(EventKind::WriteEnded { key, version }),
        Err(_) => client.record(EventKind::WriteFailed { key }),
    }
}
