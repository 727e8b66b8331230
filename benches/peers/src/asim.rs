//! asim: an executor of boxed futures and a timer that are advanced in turn, as in its own simulation loop. A tick is
//! its microsecond.

use super::work::{CONNECTIONS, Kind, OPENING, SERVERS, STORE, Work};
use asim::sync::{Condvar, Mutex};
use asim::time::Duration;
use asim::{TaskRunner, Timer};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

pub fn run(work: &'static Work) -> u64 {
    let times = if work.kind == Kind::Hold { 1 } else { work.times };
    (0..times).map(|_| once(work)).sum()
}

struct Site {
    work: &'static Work,
    runner: TaskRunner,
    timer: Timer,
    places: Places,
    gate: (Mutex<()>, Condvar),
    locked: Cell<bool>,
    digest: Cell<u64>,
    inside: Cell<u32>,
}

/// A counting semaphore built from asim's lock and condition variables. Each waiter has its own condition variable,
/// because notifying one of many waiters at the same one takes a scan over all of them.
struct Places {
    free: Cell<usize>,
    lock: Mutex<()>,
    queue: RefCell<VecDeque<Rc<Condvar>>>,
}

impl Places {
    async fn acquire(&self) {
        if self.free.get() > 0 {
            return self.free.set(self.free.get() - 1);
        }
        let turn = Rc::new(Condvar::new());
        self.queue.borrow_mut().push_back(Rc::clone(&turn));
        let guard = self.lock.lock().await;
        drop(turn.wait(guard).await);
    }

    /// Hands the permit to the first waiter, if there is one.
    fn release(&self) {
        match self.queue.borrow_mut().pop_front() {
            Some(turn) => turn.notify_one(),
            None => self.free.set(self.free.get() + 1),
        }
    }
}

impl Site {
    async fn ticks(&self, ticks: u64) {
        self.timer.sleep_for(Duration::from_micros(ticks)).await;
    }

    fn now(&self) -> u64 {
        self.timer.now().as_micros()
    }

    /// Waits until the gate is open.
    async fn opened(&self) {
        let guard = self.gate.0.lock().await;
        drop(self.gate.1.wait(guard).await);
    }

    fn leave(&self, digest: u64) {
        self.digest.set(digest);
        self.inside.set(self.inside.get() - 1);
    }

    fn leave_after(&self, ticks: u64) {
        self.leave(self.digest.get() + ticks);
    }
}

fn once(work: &'static Work) -> u64 {
    let places = if work.kind == Kind::Mm10 { SERVERS } else { CONNECTIONS };
    let site = Rc::new(Site {
        work,
        runner: TaskRunner::default(),
        timer: Timer::new(),
        places: Places { free: Cell::new(places), lock: Mutex::new(()), queue: RefCell::default() },
        gate: (Mutex::new(()), Condvar::new()),
        locked: Cell::new(false),
        digest: Cell::new(0),
        inside: Cell::new(work.readers),
    });
    for reader in 0..work.readers {
        let each = Rc::clone(&site);
        match work.kind {
            Kind::Hold => site.runner.spawn(sleeper(each, reader)),
            Kind::Readers => site.runner.spawn(read(each, reader)),
            Kind::Stampede => site.runner.spawn(stampede(each, reader)),
            Kind::Lock => site.runner.spawn(stampede_at_a_lock(each, reader)),
            Kind::Blocked => site.runner.spawn(blocked(each, reader)),
            Kind::Mm10 => break,
        }
    }
    match work.kind {
        Kind::Mm10 => site.runner.spawn(arrivals(Rc::clone(&site))),
        Kind::Blocked => site.runner.spawn(open(Rc::clone(&site))),
        _ => {}
    }
    loop {
        while site.runner.execute_tasks() {}
        if site.inside.get() == 0 {
            return site.digest.get();
        }
        site.timer.advance();
    }
}

async fn sleeper(site: Rc<Site>, sleeper: u32) {
    for step in 0..site.work.times {
        site.ticks(site.work.sleep(sleeper, step)).await;
    }
    site.leave_after(site.now());
}

async fn read(site: Rc<Site>, reader: u32) {
    site.ticks(site.work.sleep(reader, 0)).await;
    site.ticks(site.work.sleep(reader, 1)).await;
    site.leave_after(site.now());
}

async fn stampede(site: Rc<Site>, reader: u32) {
    site.ticks(site.work.look_up(reader)).await;
    site.places.acquire().await;
    site.ticks(site.work.query(reader)).await;
    site.places.release();
    site.ticks(STORE).await;
    site.leave_after(site.now());
}

async fn stampede_at_a_lock(site: Rc<Site>, reader: u32) {
    site.ticks(site.work.look_up(reader)).await;
    if !site.locked.replace(true) {
        site.ticks(site.work.query(reader)).await;
        site.ticks(STORE).await;
        site.gate.1.notify_all();
    } else {
        site.opened().await;
        site.ticks(site.work.look_up(reader)).await;
    }
    site.leave_after(site.now());
}

async fn blocked(site: Rc<Site>, reader: u32) {
    site.opened().await;
    site.leave(Work::after(site.digest.get(), reader));
}

async fn open(site: Rc<Site>) {
    site.ticks(OPENING).await;
    site.gate.1.notify_all();
}

async fn arrivals(site: Rc<Site>) {
    for (&gap, &service) in site.work.gaps.iter().zip(&site.work.services) {
        site.ticks(gap.into()).await;
        site.runner.spawn(customer(Rc::clone(&site), service));
    }
}

async fn customer(site: Rc<Site>, service: u32) {
    let arrival = site.now();
    site.places.acquire().await;
    let wait = site.now() - arrival;
    site.ticks(service.into()).await;
    site.places.release();
    site.leave_after(wait);
}
