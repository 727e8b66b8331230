//! The cache: its operations as commands of Redis.
//!
//! ```text
//! client ── half the latency ──► sent ─► Redis ─► answered ── the rest of the latency ──► client continues
//! ```
//!
//! A round trip to a server on the same machine takes a tenth of a millisecond. The scenario's latency is added by
//! waiting: half of it before the command is sent, and the rest after the answer, unless Redis took longer than that.

use super::Client;
use crate::journal::{Command, Did, Entry, Value};
use crate::link::PREFIX;
use cache_aside_playground::random::Stream;
use cache_aside_playground::scenario::{Lifetime, LockRelease, Strategy, WritePolicy};
use cache_aside_playground::trace::{Actor, EventKind, Key, Version};
use cache_aside_playground::units::{Duration, Instant};
use cache_aside_playground::world::{Cache, Found, Leased, Row};
use redis::{Cmd, FromRedisValue, RedisError, cmd};
use std::pin::pin;
use std::rc::Rc;
use std::sync::atomic::Ordering;

/// A client's connection to the cache.
pub struct Connection<'a>(pub &'a Client);

/// The name of a key's value in Redis.
pub fn value_of(key: Key) -> String {
    format!("{PREFIX}value:{}", key.0)
}

/// The name of a key's lock.
pub fn lock_of(key: Key) -> String {
    format!("{PREFIX}lock:{}", key.0)
}

/// The channel for the end of a key's lock.
pub fn channel_of(key: Key) -> String {
    format!("{PREFIX}gone:{}", key.0)
}

/// The channel for the end of all locks.
pub fn every_channel() -> String {
    format!("{PREFIX}gone:every")
}

/// A TTL in the milliseconds of Redis, at least one.
pub fn millis(duration: Duration) -> u64 {
    ((duration.as_nanos() + 500_000) / 1_000_000).max(1)
}

/// A `SET` of a value with its lifetime.
pub fn set_command(key: Key, value: &Value, lifetime: Lifetime) -> Cmd {
    let mut command = cmd("SET");
    command.arg(value_of(key)).arg(value.text()).arg("PX").arg(millis(lifetime.kept_for));
    command
}

fn actor_of(token: &str) -> Actor {
    Actor::from_bits(token.parse().unwrap_or(u32::MAX))
}

impl Client {
    /// Sends a command and records its result; `None` if Redis cannot be reached.
    pub async fn command<T: FromRedisValue, R>(
        &self,
        key: Key,
        build: impl FnOnce(Instant) -> Cmd,
        read: impl FnOnce(T) -> (Did, R),
    ) -> Option<R> {
        let (round_trip, clock) = (self.round_trip(), &self.site.shared.clock);
        let speeds = &self.site.shared.round_trip_speeds;
        let out = Duration(round_trip.as_nanos() / 2);
        let send_at = speeds.done_at(clock.now(), out);
        if !round_trip.is_zero() {
            clock.sleep_until(send_at).await;
        }
        let sent = clock.now();
        let answer = self.site.link.send::<T>(&build(sent)).await;
        let received = self.look_at_clock();
        let answer = match answer {
            Ok(answer) => {
                let (did, told) = read(answer.said);
                let (place, server_us, actor) = (answer.place, answer.server_us, self.actor);
                let command = Command { place, sent, received, server_us, actor, key, did };
                self.site.shared.journal.with(|kept| {
                    kept.command_took.push(received.since(sent));
                    kept.entries.push(Entry::Command(command));
                });
                Some(told)
            }
            Err(error) => {
                self.unreachable(key, &error);
                None
            }
        };
        if !round_trip.is_zero() {
            clock.sleep_until(speeds.done_at(send_at, round_trip - out)).await;
        }
        self.look_at_clock();
        answer
    }

    /// Sends a command of an intervention, without the latency of a request.
    pub async fn command_at_once<T: FromRedisValue>(&self, key: Key, command: Cmd, did: impl FnOnce(T) -> Did) {
        let sent = self.look_at_clock();
        match self.site.link.send::<T>(&command).await {
            Ok(answer) => {
                let (place, server_us, actor) = (answer.place, answer.server_us, self.actor);
                let (received, did) = (self.look_at_clock(), did(answer.said));
                let command = Command { place, sent, received, server_us, actor, key, did };
                self.site.shared.journal.with(|kept| kept.entries.push(Entry::Command(command)));
            }
            Err(error) => self.site.shared.journal.with(|kept| kept.faults.push(format!("an intervention: {error}"))),
        }
    }

    fn unreachable(&self, key: Key, error: &RedisError) {
        // Any other error than that of a connection is a bug in our commands.
        if !(error.is_io_error() || error.is_connection_dropped() || error.is_connection_refusal()) {
            self.site.shared.journal.with(|kept| kept.faults.push(format!("Redis refused a command: {error}")));
        }
        self.record(EventKind::CacheUnreachable { key });
    }

    /// The value of a row that is stored now.
    pub fn value(&self, row: Row, lifetime: Lifetime, now: Instant) -> Value {
        let fresh_until = now + lifetime.fresh_for;
        Value { row, fresh_until_us: self.site.shared.begins_us + (fresh_until.as_nanos() / 1_000) as i64 }
    }

    /// Parses a stored text.
    pub fn found(&self, text: Option<&str>) -> Option<(Value, Found)> {
        let value = Value::parse(text?)?;
        let since = (value.fresh_until_us - self.site.shared.begins_us).max(0) as u64;
        Some((value, Found { row: value.row, fresh_until: Instant(since * 1_000) }))
    }

    /// Whether the next delete is lost.
    fn loses_invalidation(&self) -> bool {
        let share = self.site.shared.scenario.invalidation_loss;
        let lost = || share > 0.0 && self.draws(Stream::InvalidationLoss).unit() <= share;
        self.site.shared.doomed.swap(false, Ordering::SeqCst) || lost()
    }

    fn token(&self) -> u32 {
        self.actor.bits()
    }
}

impl Cache for Connection<'_> {
    async fn get(&self, key: Key) -> Option<Found> {
        let build = |_| {
            let mut command = cmd("GET");
            command.arg(value_of(key));
            command
        };
        let read = |text: Option<String>| {
            let found = self.0.found(text.as_deref());
            (Did::Got(found.map(|found| found.0)), found.map(|found| found.1))
        };
        self.0.command(key, build, read).await.flatten()
    }

    async fn set(&self, key: Key, row: Row, lifetime: Lifetime) {
        self.0.set_by_script(key, row, lifetime, false).await;
    }

    async fn set_versioned(&self, key: Key, row: Row, lifetime: Lifetime) {
        self.0.set_by_script(key, row, lifetime, true).await;
    }

    async fn get_or_lease(&self, key: Key, lease: Duration) -> Leased {
        let build = |_| {
            let mut command = cmd("EVALSHA");
            command.arg(&self.0.site.shared.scripts.get_or_lease).arg(2).arg(value_of(key)).arg(lock_of(key));
            command.arg(self.0.token()).arg(millis(lease));
            command
        };
        let read = |said: Vec<redis::Value>| {
            let text =
                |index: usize| said.get(index).and_then(|v| Option::<String>::from_redis_value(v.clone()).ok()?);
            let number = |index: usize| said.get(index).and_then(|v| i64::from_redis_value(v.clone()).ok());
            let old = |index| self.0.found(text(index).as_deref());
            match number(0) {
                Some(1) => match old(1) {
                    Some((value, found)) => (Did::Got(Some(value)), Leased::Fresh(found)),
                    None => (Did::Got(None), Leased::Granted),
                },
                Some(2) => (Did::Granted(millis(lease)), Leased::Granted),
                _ => {
                    let holder = actor_of(&text(1).unwrap_or_default());
                    let old = old(2);
                    (Did::Refused(holder, old.map(|old| old.0)), Leased::Refused(holder, old.map(|old| old.1)))
                }
            }
        };
        // If the cache is out of reach, the reader continues without it.
        self.0.command(key, build, read).await.unwrap_or(Leased::Granted)
    }

    async fn set_leased(&self, key: Key, row: Row, lifetime: Lifetime) {
        let stored = std::cell::Cell::new(Value { row, fresh_until_us: 0 });
        let compares = self.0.site.shared.scenario.write_policy == WritePolicy::VersionedSet;
        let kept = millis(lifetime.kept_for);
        let build = |now| {
            stored.set(self.0.value(row, lifetime, now));
            let mut command = cmd("EVALSHA");
            command.arg(&self.0.site.shared.scripts.set_leased).arg(3);
            command.arg(value_of(key)).arg(lock_of(key)).arg(channel_of(key)).arg(self.0.token());
            command.arg(row.version.0).arg(stored.get().text()).arg(kept).arg(u8::from(compares));
            command
        };
        let read = |said: i64| match said {
            -1 => (Did::LeaseVoid(row.version), ()),
            0 => (Did::SetLeased(stored.get(), kept), ()),
            present => (Did::SetLeasedRefused(row.version, Version(present as u32)), ()),
        };
        self.0.command(key, build, read).await;
    }

    async fn delete(&self, key: Key) {
        if self.0.loses_invalidation() {
            return self.0.record(EventKind::InvalidationLost { key });
        }
        let shared = &self.0.site.shared;
        let leases = shared.scenario.strategy == Strategy::Lease;
        let keeps = leases && shared.scenario.lease_stale;
        let build = |_| {
            let mut command = cmd("DEL");
            command.arg(value_of(key));
            if leases {
                let grace = if keeps { shared.scenario.grace.as_nanos() / 1_000 } else { 0 };
                command = cmd("EVALSHA");
                command.arg(&shared.scripts.delete).arg(3);
                command.arg(value_of(key)).arg(lock_of(key)).arg(channel_of(key)).arg(grace).arg(1);
            }
            command
        };
        let read = |said: redis::Value| match <(i64, String)>::from_redis_value(said.clone()) {
            Ok((existed, holder)) => {
                let voided = (!holder.is_empty()).then(|| actor_of(&holder));
                (if existed == 2 { Did::Outdated(voided) } else { Did::Deleted(existed == 1, voided) }, ())
            }
            Err(_) => (Did::Deleted(i64::from_redis_value(said).unwrap_or(0) > 0, None), ()),
        };
        self.0.command(key, build, read).await;
    }

    async fn lock(&self, key: Key, lease: Duration) -> Result<(), Actor> {
        let build = |_| {
            let mut command = cmd("SET");
            command.arg(lock_of(key)).arg(self.0.token()).arg("NX").arg("PX").arg(millis(lease)).arg("GET");
            command
        };
        let read = |holder: Option<String>| match holder {
            None => (Did::Locked(millis(lease)), Ok(true)),
            Some(holder) => (Did::LockHeld(actor_of(&holder)), Err(actor_of(&holder))),
        };
        // If the cache is out of reach, the reader continues without a lock.
        if self.0.command(key, build, read).await.unwrap_or(Ok(false))? {
            self.0.maybe_die().await;
        }
        Ok(())
    }

    async fn lock_gone(&self, key: Key) {
        let (round_trip, clock) = (self.0.round_trip(), &self.0.site.shared.clock);
        let half = Duration(round_trip.as_nanos() / 2);
        let over = || self.0.site.shared.round_trip_speeds.done_at(clock.now(), half);
        if !round_trip.is_zero() {
            clock.sleep_until(over()).await;
        }
        loop {
            let ended = Rc::clone(self.0.site.lock_ends.borrow_mut().entry(key.0).or_default());
            // It has to listen before it asks, so that it cannot miss the end.
            let mut word = pin!(ended.notified());
            word.as_mut().enable();
            let Some(left) = self.0.lock_left(key).await else { break };
            tokio::select! {
                () = word => {}
                () = clock.sleep(left) => {}
            }
        }
        if !round_trip.is_zero() {
            clock.sleep_until(over()).await;
        }
        self.0.look_at_clock();
    }

    async fn unlock(&self, key: Key) {
        let shared = &self.0.site.shared;
        let anyone = shared.scenario.lock_release == LockRelease::Any;
        let build = |_| {
            let mut command = cmd("EVALSHA");
            command.arg(&shared.scripts.unlock).arg(2).arg(lock_of(key)).arg(channel_of(key));
            command.arg(self.0.token()).arg(u8::from(anyone));
            command
        };
        let read = |holder: String| match holder.is_empty() {
            true => (Did::ReleaseRefused, ()),
            false => (Did::Released(actor_of(&holder)), ()),
        };
        self.0.command(key, build, read).await;
    }
}

impl Client {
    /// Stores a value. A script is used only if versions have to be compared or a lease voided.
    async fn set_by_script(&self, key: Key, row: Row, lifetime: Lifetime, compares: bool) {
        let shared = &self.site.shared;
        let leases = shared.scenario.strategy == Strategy::Lease;
        let stored = std::cell::Cell::new(Value { row, fresh_until_us: 0 });
        let kept = millis(lifetime.kept_for);
        let build = |now| {
            stored.set(self.value(row, lifetime, now));
            if !compares && !leases {
                return set_command(key, &stored.get(), lifetime);
            }
            let mut command = cmd("EVALSHA");
            command.arg(&shared.scripts.set_versioned).arg(3);
            command.arg(value_of(key)).arg(lock_of(key)).arg(channel_of(key));
            command.arg(row.version.0).arg(stored.get().text()).arg(kept);
            command.arg(u8::from(compares)).arg(u8::from(leases));
            command
        };
        let read = |said: redis::Value| match <(u32, String)>::from_redis_value(said) {
            Ok((0, holder)) => {
                let voided = (!holder.is_empty()).then(|| actor_of(&holder));
                (Did::Set(stored.get(), kept, voided), ())
            }
            Ok((present, _)) => (Did::SetRefused(row.version, Version(present)), ()),
            Err(_) => (Did::Set(stored.get(), kept, None), ()),
        };
        self.command(key, build, read).await;
    }

    /// The time until the key's lock ends; `None` if nobody holds it, or Redis cannot be reached.
    async fn lock_left(&self, key: Key) -> Option<Duration> {
        let mut connection = self.site.link.connection().await.ok()?;
        let left: i64 = cmd("PTTL").arg(lock_of(key)).query_async(&mut connection).await.ok()?;
        (left >= 0).then(|| Duration::from_millis(left as u64 + 1))
    }
}
