//! The simulated world as a host of code: what somebody wrote instead of a strategy or a write policy runs in here.

use super::{Client, Site, outages};
use crate::base::random::{Draws, Stream};
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};
use crate::kernel::Kernel;
use crate::python;
use crate::python::code::{Running, Said, Stand};
use crate::python::host::{Host, Role};
use crate::python::program::{Mistake, Program};
use crate::scenario::{Lifetime, Scenario};
use crate::service::world::{Failure, Row, World as _};
use crate::trace::{Actor, ActorKind, EventKind, Key, Version};
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Version, Failure>> + 'a>>;

/// The code of a site, if it runs with any, and the names of its background tasks.
#[derive(Default)]
pub struct OfSite {
    running: Option<Rc<Running>>,
    /// By the name of the first of them, the tasks of each request.
    tasks: RefCell<Table<Tasks>>,
    /// The background tasks that wait at a lock, each with its key and the beginning of its wait.
    waits: RefCell<Table<(Key, Instant)>>,
}

/// The tasks of a request.
#[derive(Clone, Copy, Default)]
struct Tasks {
    /// The attempt that they belong to.
    attempt: u16,
    /// How many names it has used.
    used: u32,
    /// Which of the names are in use now, one bit each.
    live: u8,
}

/// A task's name, for as long as it lives.
pub struct Named {
    site: Rc<Site>,
    actor: Actor,
}

impl Drop for Named {
    fn drop(&mut self) {
        let mut tasks = self.site.code.tasks.borrow_mut();
        let Some(of_request) = tasks.get_mut(self.actor.task(0)) else { return };
        of_request.live &= !(1 << self.actor.task_number());
    }
}

/// A task, whose name is free again when it is over.
pub async fn named(name: Option<Named>, job: impl Future<Output = ()>) {
    job.await;
    drop(name);
}

impl OfSite {
    /// How long the code keeps what it stores.
    pub fn lifetime(&self) -> Option<Lifetime> {
        self.running.as_ref()?.code.habits.lifetime
    }

    /// A task has begun. Without code each request has one at a time.
    pub fn begin_task(&self, task: &Client) -> Option<Named> {
        self.running.as_ref()?;
        let (actor, attempt) = (task.actor, task.attempt.get());
        let mut tasks = self.tasks.borrow_mut();
        let of_request = tasks.get_or_insert_with(actor.task(0), Tasks::default);
        if of_request.attempt != attempt {
            *of_request = Tasks { attempt, used: 0, ..*of_request };
        }
        of_request.used = actor.task_number() + 1;
        of_request.live |= 1 << actor.task_number();
        Some(Named { site: Rc::clone(&task.site), actor })
    }
}

impl Site {
    /// The site at the beginning of a run that is made with code.
    pub fn with_code(scenario: &Scenario, kernel: Rc<Kernel>, events_max: u64, running: Rc<Running>) -> Rc<Site> {
        let mut site = Site::cold(&running.code.scenario(scenario), kernel, events_max, None);
        site.code.running = Some(running);
        Site::begin(site)
    }

    /// The code that the run is made with, and what it has used so far.
    pub fn running(&self) -> Option<&Rc<Running>> {
        self.code.running.as_ref()
    }
}

impl Site {
    /// The program that reads are made with, if they are made with code.
    pub fn program_of_reads(&self) -> Option<&Program> {
        self.running().map(|running| &running.code.program).filter(|program| program.read.is_some())
    }

    /// The program that writes are made with, if they are made with code.
    pub fn program_of_writes(&self) -> Option<&Program> {
        self.running().map(|running| &running.code.program).filter(|program| program.write.is_some())
    }
}

impl Client {
    /// Whether the run is made with code for reads.
    pub fn reads_by_code(&self) -> bool {
        self.site.program_of_reads().is_some()
    }

    /// Whether the run is made with code for writes.
    pub fn writes_by_code(&self) -> bool {
        self.site.program_of_writes().is_some()
    }

    /// A read by the code.
    pub fn read_by_code(&self, key: Key) -> Answer<'_> {
        python::read(self, key)
    }

    /// A write by the code.
    pub fn write_by_code(&self, key: Key) -> Answer<'_> {
        python::write(self, key)
    }

    /// Which of the tasks with a request's number the next one is; `None` when there is no name left.
    pub fn task_number(&self, child: Actor) -> Option<u32> {
        let tasks = self.site.code.tasks.borrow();
        let Some(of_request) = tasks.get(child.task(0)) else { return Some(0) };
        let used = if of_request.attempt == self.attempt.get() { of_request.used } else { 0 };
        (used..Actor::TASKS_MAX).find(|task| of_request.live >> task & 1 == 0)
    }
}

impl Client {
    /// Notes that a background task waits at a lock, or no longer does. Built-in ones never wait.
    pub fn note_wait_of_task(&self, kind: EventKind) {
        if self.actor.kind() == ActorKind::Read {
            return;
        }
        let mut waits = self.site.code.waits.borrow_mut();
        match kind {
            EventKind::LockWaitStarted { key, .. } => drop(waits.insert(self.actor, (key, self.now()))),
            EventKind::LockWaitEnded { .. } => drop(waits.remove(self.actor)),
            _ => {}
        }
    }

    /// Records the end of the wait of a background task that crashes.
    pub fn end_wait_of_task(&self) {
        let wait = self.site.code.waits.borrow_mut().remove(self.actor);
        if let Some((key, since)) = wait {
            self.record(EventKind::LockWaitEnded { key, waited: self.now().since(since) });
        }
    }
}

impl Host for Client {
    fn running(&self) -> Option<&Rc<Running>> {
        self.site.running()
    }

    fn nth_dice(&self, n: u32) -> f64 {
        if n == 0 || outages::dice_rigged(&self.site.scenario, self.now()) {
            return self.dice();
        }
        let seed = self.draws(Stream::Dice).bits();
        Draws::of(seed, Stream::Dice, u64::from(n)).unit()
    }

    fn write_pause(&self) -> Duration {
        self.site.scenario.write_delay.draw(&mut self.draws(Stream::WriteDelay))
    }

    fn lifetime_of(&self, row: &Row, asked: Lifetime) -> Option<Lifetime> {
        match row.exists() {
            true => Some(self.jittered(asked)),
            false => self.lifetime(row),
        }
    }

    fn set_if_absent(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = bool> {
        self.command(
            key,
            || false,
            move |client, key, store, now| match store.lookup(key, now) {
                Ok(present) => {
                    client.note_reached(key);
                    let (version, present) = (row.version, present.row.version);
                    client.record(EventKind::CacheSetRefused { key, version, present });
                    false
                }
                Err(_) => {
                    if client.store(store, key, row, lifetime) {
                        client.void_lease(store, key, now);
                    }
                    store.lookup(key, now).is_ok()
                }
            },
        )
    }

    fn role(&self) -> Role {
        match self.actor.kind() {
            ActorKind::Write | ActorKind::Intervention => Role::Write,
            ActorKind::Deferred => Role::Deferred,
            ActorKind::Refresh => Role::Task,
            ActorKind::Read | ActorKind::Site | ActorKind::Ghost => Role::Read,
        }
    }

    fn may_start_task(&self) -> bool {
        self.task_number(self.child()).is_some()
    }

    fn stand(&self, line: u16) {
        if let Some(running) = self.site.running() {
            if running.meter.turn_is_over() {
                self.site.kernel.pause();
            }
            if running.follows.get() {
                running.stands.borrow_mut().push(Stand { at: self.now(), actor: self.actor, line });
            }
        }
    }

    fn say(&self, line: u16, text: u16, value: Option<f64>) {
        if let Some(running) = self.site.running()
            && running.follows.get()
        {
            running.said.borrow_mut().push(Said { at: self.now(), actor: self.actor, line, text, value });
        }
    }

    fn stop(&self, mistake: Mistake) {
        if let Some(running) = self.site.running() {
            running.stopped.borrow_mut().get_or_insert((self.now(), self.actor, mistake));
            // At once: with a pause one more request had its turn, unless the slice ended here.
            self.site.kernel.halt();
        }
    }
}
