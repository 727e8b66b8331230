//! Performs the commands of the code on the world, and passes the answers to the machine.

use super::{Reader, run, stored};
use crate::base::units::Duration;
use crate::python::command::Command;
use crate::python::host::{Host, Role};
use crate::python::language::Verb;
use crate::python::value::Value;
use crate::scenario::{Lifetime, WritePolicy};
use crate::service::strategy::look_again;
use crate::service::world::{Cache as _, Database as _, Failure, Leased, Row};
use crate::trace::{Key, Version};
use std::pin::Pin;
use std::rc::Rc;

/// Stands for `None` as the result of a shared call. No real row has this duration.
const NO_ROW: Row = Row { version: Version(0), took: Duration::MAX, lagged: false };

/// The future of a child process.
type Job<T> = Pin<Box<dyn Future<Output = T>>>;

/// Performs a command, and passes the answer to the machine.
pub(super) fn obey<H: Host>(host: &H, reader: &mut Reader, command: Command) -> impl Future<Output = ()> {
    async move {
        match command {
            Command::Get(key) => {
                reader.begin_task(host);
                let found = host.cache().get(key).await;
                reader.looked(host, key, found);
            }
            Command::Query(key) => {
                reader.tell_query(host, key);
                reader.refused_by = None;
                let answer = host.database().query(key).await;
                reader.answered(answer);
            }
            Command::Set(verb, key, row, Some(lifetime)) => {
                reader.begin_task(host);
                reader.refused_by = None;
                let compares = host.scenario().write_policy == WritePolicy::VersionedSet;
                let done = match verb {
                    Verb::Set if !compares => {
                        host.cache().set(key, row, lifetime).await;
                        true
                    }
                    verb => Box::pin(store(host, verb, key, row, lifetime)).await,
                };
                reader.machine.answer(stored(verb, done));
            }
            Command::Lock(key, lease) => {
                let answer = host.cache().lock(key, lease).await;
                reader.refused_by = answer.err();
                if answer.is_ok() {
                    reader.end_wait(host, key);
                    reader.begin_task(host);
                }
                reader.machine.answer(Value::Bool(answer.is_ok()));
            }
            Command::Wait(key) => {
                reader.begin_task(host);
                match reader.refused_by.take() {
                    Some(holder) => reader.wait.look_again(host, key, holder).await,
                    None => look_again(host, key).await,
                }
                reader.machine.answer(Value::None);
            }
            Command::Sleep(duration) => {
                // A request that sleeps after it was refused the lock waits for the lock.
                if let Some(holder) = reader.refused_by.take() {
                    reader.begin_task(host);
                    reader.wait.begin(host, reader.own, holder);
                }
                host.sleep(duration).await;
                reader.machine.answer(Value::None);
            }
            other => Box::pin(seldom(host, reader, other)).await,
        }
    }
}

/// Performs a verb that stores, other than a plain `SET`. Returns whether it stored.
async fn store<H: Host>(host: &H, verb: Verb, key: Key, row: Row, lifetime: Lifetime) -> bool {
    match verb {
        Verb::SetIfAbsent => return host.set_if_absent(key, row, lifetime).await,
        Verb::SetLeased => host.cache().set_leased(key, row, lifetime).await,
        _ => host.cache().set_versioned(key, row, lifetime).await,
    }
    true
}

/// Performs the less frequent commands. It is boxed, so that the future of a request is smaller while it waits for
/// others.
async fn seldom<H: Host>(host: &H, reader: &mut Reader, command: Command) {
    reader.begin_task(host);
    reader.refused_by = None;
    let answer = match command {
        Command::Delete(key) => {
            host.cache().delete(key).await;
            Value::None
        }
        Command::Unlock(key) => {
            host.cache().unlock(key).await;
            Value::None
        }
        Command::GetOrLease(key, lease) => {
            let leased = host.cache().get_or_lease(key, lease).await;
            let (refused_by, found) = match leased {
                Leased::Fresh(found) => (None, Some(found)),
                Leased::Granted => (None, None),
                Leased::Refused(holder, None) => (Some(holder), None),
                Leased::Refused(_, found) => (None, found),
            };
            reader.refused_by = refused_by;
            reader.keep(host, found);
            if refused_by.is_none() {
                reader.end_wait(host, key);
            }
            Value::leased(matches!(leased, Leased::Granted), found)
        }
        Command::Update(key) => {
            let answer = host.database().update(key).await;
            reader.committed = answer.ok().map(|row| row.version);
            return reader.answered(answer);
        }
        Command::Once(key, function) => {
            let running = Rc::clone(&reader.running);
            let job = move |host: H| {
                // The world records the events of the flight.
                let shared = Reader::new(&running, function, key, Role::Shared);
                shared_job(host, shared)
            };
            return match host.once(key, job).await {
                Ok(NO_ROW) => reader.machine.answer(Value::None),
                answer => reader.answered(answer),
            };
        }
        _ => Value::None,
    };
    reader.machine.answer(answer);
}

/// A background task.
pub(super) fn task_job<H: Host>(host: H, mut reader: Reader) -> Job<()> {
    // Nobody waits for the answer of a background task, so an error is dropped.
    Box::pin(async move {
        let _ = run(&host, &mut reader).await;
    })
}

fn shared_job<H: Host>(host: H, mut reader: Reader) -> Job<Result<Row, Failure>> {
    Box::pin(async move { run(&host, &mut reader).await.map(|value| value.as_row().unwrap_or(NO_ROW)) })
}
