//! Interventions on the real cache and the real database.

use crate::journal::{Did, Entry};
use crate::outages::Switch;
use crate::world::Client;
use crate::world::cache::{every_channel, lock_of, value_of};
use cache_aside_playground::model::idle_in;
use cache_aside_playground::random::scale;
use cache_aside_playground::scenario::{Action, Rate, Strategy, WritePolicy};
use cache_aside_playground::strategy;
use cache_aside_playground::trace::{Actor, ActorKind, Event, EventKind, Idle, Key};
use cache_aside_playground::units::Duration;
use cache_aside_playground::world::World as _;
use redis::cmd;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// Performs an intervention. Writes are served as requests instead.
pub async fn intervene(client: &Client, action: Action) {
    let shared = &client.site.shared;
    if let Some(why) = idle_in(&shared.scenario, action) {
        return client.record(idle(why));
    }
    match action {
        Action::Expire(key) => expire(client, Key(key)).await,
        Action::Flush => clear(client, true, |(values, locks)| Did::Flushed(values, locks)).await,
        Action::LoseLocks => clear(client, false, |(_, locks)| Did::LocksLost(locks)).await,
        Action::Write(_) => {}
        Action::Warm(rate) => warm(client, rate).await,
        Action::CrashHolder(key) => crash_holder(client, Key(key)).await,
        Action::LoseNextInvalidation => match shared.scenario.write_policy {
            WritePolicy::Invalidate | WritePolicy::InvalidateFirst | WritePolicy::DoubleDelete => {
                shared.doomed.store(true, Ordering::SeqCst);
                client.record(EventKind::InvalidationDoomed {});
            }
            WritePolicy::Update | WritePolicy::VersionedSet | WritePolicy::TtlOnly => {
                client.record(idle(Idle::NoDeletes));
            }
        },
        // The statements and the round trips read their speeds from the scenario. Here they are only recorded.
        Action::DbSlow(factor, lasts) => client.record(EventKind::DbSlowed { factor, lasts }),
        Action::CacheSlow(factor, lasts) => client.record(EventKind::CacheSlowed { factor, lasts }),
        Action::DbDown(lasts) => {
            stop(client, &shared.switches.database, lasts, |lasts| EventKind::DbStopped { lasts }).await;
        }
        Action::CacheDown(lasts) => {
            stop(client, &shared.switches.cache, lasts, |lasts| EventKind::CacheStopped { lasts }).await;
        }
        // The workload and the dice take account of these by themselves; here they are only recorded.
        Action::AlignArrivals(stretch) => client.record(EventKind::ArrivalsAligned { stretch }),
        Action::UnluckyDice(lasts) => client.record(match shared.scenario.strategy {
            Strategy::Xfetch => EventKind::DiceRigged { lasts },
            _ => idle(Idle::NoDice),
        }),
    }
}

fn idle(why: Idle) -> EventKind {
    EventKind::InterventionIdle { why }
}

/// Stops a server for a while, and records how long that really was.
async fn stop(client: &Client, switch: &Switch, lasts: Duration, kind: impl Fn(Duration) -> EventKind) {
    switch.stop();
    let (since, actor) = (client.look_at_clock(), client.actor);
    client.record(kind(lasts));
    client.sleep(lasts).await;
    switch.go_on();
    let lasted = client.look_at_clock().since(since);
    client.site.shared.journal.with(|kept| {
        let own =
            |entry: &&mut Entry| matches!(entry, Entry::Noted(event) if event.actor == actor && event.at == since);
        if let Some(entry) = kept.entries.iter_mut().find(own) {
            *entry = Entry::Noted(Event { at: since, actor, kind: kind(lasted) });
        }
    });
}

/// Ends the TTL of a key. A value whose TTL has already ended does not change.
async fn expire(client: &Client, key: Key) {
    let shared = &client.site.shared;
    let lifetime = shared.scenario.lifetime();
    let grace = lifetime.kept_for.saturating_sub(lifetime.fresh_for).as_nanos() / 1_000;
    let mut command = cmd("EVALSHA");
    command.arg(&shared.scripts.delete).arg(3).arg(value_of(key)).arg(lock_of(key)).arg("").arg(grace).arg(0);
    client.command_at_once(key, command, |(existed, _): (i64, String)| Did::Expired(existed > 0)).await;
}

/// Removes all locks, and all values if `values` is true. `FLUSHDB` would also remove the counter of commands.
async fn clear(client: &Client, values: bool, did: impl FnOnce((u32, u32)) -> Did) {
    let shared = &client.site.shared;
    let keys = || (0..shared.scenario.keys_in_all()).map(|key| Key(key as u32));
    let mut command = cmd("EVALSHA");
    command.arg(&shared.scripts.clear).arg(2 * shared.scenario.keys_in_all());
    for key in keys().map(value_of).chain(keys().map(lock_of)) {
        command.arg(key);
    }
    command.arg(u8::from(values)).arg(every_channel());
    client.command_at_once(Key(0), command, did).await;
}

/// Fetches every key that is missing, at a limited rate, each in a task of its own.
async fn warm(client: &Client, rate: Rate) {
    client.record(EventKind::WarmingStarted { rate: rate.per_second() });
    let shared = &client.site.shared;
    let pause = scale(Duration::from_secs(1), 1.0 / rate.per_second());
    for key in (0..shared.scenario.keys).map(Key) {
        let Ok(mut connection) = client.site.link.connection().await else { return };
        let there: Result<bool, _> = cmd("EXISTS").arg(value_of(key)).query_async(&mut connection).await;
        let warming = || shared.warming.lock().unwrap_or_else(PoisonError::into_inner).insert(key.0);
        // With two interventions at a time, each key is still fetched once.
        if there == Ok(false) && warming() {
            let fetcher = Client::new(&client.site, Actor::new(ActorKind::Site, key.0), 0);
            tokio::task::spawn_local(async move {
                // After an error the key is still missing, and its next reader fetches it.
                let _ = strategy::warm(&fetcher, key).await;
                fetcher.site.shared.warming.lock().unwrap_or_else(PoisonError::into_inner).remove(&key.0);
            });
            client.sleep(pause).await;
        }
    }
}

/// Crashes the holder of a key's lock.
async fn crash_holder(client: &Client, key: Key) {
    let Ok(mut connection) = client.site.link.connection().await else { return };
    let holder: Result<Option<u32>, _> = cmd("GET").arg(lock_of(key)).query_async(&mut connection).await;
    let killed = holder.is_ok_and(|holder| holder.is_some_and(|holder| client.kill(Actor::from_bits(holder))));
    if !killed {
        client.look_at_clock();
        client.record(idle(Idle::NoHolder));
    }
}
