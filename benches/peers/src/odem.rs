//! odem-rs: processes are jobs in a pool, pinned in memory, that borrow their shared state. Its time is a float: a tick
//! is 1.0, and whole ticks stay exact.

use super::work::{CONNECTIONS, Kind, OPENING, SERVERS, STORE, Work};
use odem_rs::prelude::*;
use odem_rs::sync::channel::shared::{Receiver, Sender};
use std::cell::Cell;
use std::collections::VecDeque;
use std::pin::pin;

pub fn run(work: &'static Work) -> u64 {
    let times = if work.kind == Kind::Hold { 1 } else { work.times };
    (0..times).map(|_| once(work)).sum()
}

fn once(work: &'static Work) -> u64 {
    let run = Simulator::new(()).run(async |sim: &Sim| {
        let places = match work.kind {
            Kind::Mm10 => SERVERS,
            Kind::Stampede => CONNECTIONS,
            _ => 0,
        };
        let site = Site {
            work,
            sim,
            places: Places::new(places),
            lock: Facility::new(),
            opened: Control::new(false),
            digest: Cell::new(0),
            inside: Cell::new(work.readers),
            empty: Control::new(false),
        };
        match work.kind {
            Kind::Hold => all_at_once(&site, async |site, reader| site.hold(reader).await).await,
            Kind::Readers => all_at_once(&site, async |site, reader| site.read(reader).await).await,
            Kind::Stampede => all_at_once(&site, async |site, reader| site.stampede(reader).await).await,
            Kind::Lock => all_at_once(&site, async |site, reader| site.stampede_at_a_lock(reader).await).await,
            Kind::Blocked => all_at_once(&site, async |site, reader| site.blocked(reader).await).await,
            Kind::Mm10 => customers(&site).await,
        }
        site.digest.get()
    });
    run.expect("no deadlock")
}

struct Site<'a> {
    work: &'static Work,
    sim: &'a Sim,
    places: Places,
    lock: Facility,
    opened: Control<bool>,
    digest: Cell<u64>,
    inside: Cell<u32>,
    empty: Control<bool>,
}

/// The servers or connections: a channel with a token for each free one.
struct Places {
    give_back: Sender<()>,
    take: Receiver<()>,
}

impl Places {
    fn new(places: usize) -> Places {
        let (give_back, take) = channel(VecDeque::from(vec![(); places]));
        Places { give_back, take }
    }

    async fn acquire(&self) {
        self.take.recv().await.expect("an open channel");
    }

    fn release(&self) {
        self.give_back.try_send(()).expect("an open channel");
    }
}

/// Starts every reader at time zero and waits until all have ended.
async fn all_at_once(site: &Site<'_>, read: impl AsyncFn(&Site<'_>, u32)) {
    let pool = pin!(Pool::with_capacity(site.work.readers as usize).with(Job::new));
    for reader in 0..site.work.readers {
        site.sim.activate(pool.alloc(read(site, reader)));
    }
    if site.work.kind == Kind::Blocked {
        site.ticks(OPENING).await;
        site.opened.set(true);
    }
    until!(site.empty).await;
}

async fn customers(site: &Site<'_>) {
    let pool = pin!(Pool::dynamic().with(Job::new));
    for (&gap, &service) in site.work.gaps.iter().zip(&site.work.services) {
        site.ticks(gap.into()).await;
        site.sim.activate(pool.alloc(site.customer(service)));
    }
    until!(site.empty).await;
}

impl Site<'_> {
    async fn ticks(&self, ticks: u64) {
        self.sim.advance(ticks as f64).await;
    }

    fn now(&self) -> u64 {
        self.sim.now() as u64
    }

    fn leave(&self, digest: u64) {
        self.digest.set(digest);
        self.inside.set(self.inside.get() - 1);
        if self.inside.get() == 0 {
            self.empty.set(true);
        }
    }

    fn leave_after(&self, ticks: u64) {
        self.leave(self.digest.get() + ticks);
    }

    async fn hold(&self, sleeper: u32) {
        for step in 0..self.work.times {
            self.ticks(self.work.sleep(sleeper, step)).await;
        }
        self.leave_after(self.now());
    }

    async fn read(&self, reader: u32) {
        self.ticks(self.work.sleep(reader, 0)).await;
        self.ticks(self.work.sleep(reader, 1)).await;
        self.leave_after(self.now());
    }

    async fn stampede(&self, reader: u32) {
        self.ticks(self.work.look_up(reader)).await;
        self.places.acquire().await;
        self.ticks(self.work.query(reader)).await;
        self.places.release();
        self.ticks(STORE).await;
        self.leave_after(self.now());
    }

    async fn stampede_at_a_lock(&self, reader: u32) {
        self.ticks(self.work.look_up(reader)).await;
        if let Ok(lock) = self.lock.try_seize() {
            self.ticks(self.work.query(reader)).await;
            self.ticks(STORE).await;
            self.opened.set(true);
            lock.release();
        } else {
            until!(self.opened).await;
            self.ticks(self.work.look_up(reader)).await;
        }
        self.leave_after(self.now());
    }

    async fn blocked(&self, reader: u32) {
        until!(self.opened).await;
        self.leave(Work::after(self.digest.get(), reader));
    }

    async fn customer(&self, service: u32) {
        let arrival = self.now();
        self.places.acquire().await;
        let wait = self.now() - arrival;
        self.ticks(service.into()).await;
        self.places.release();
        self.leave_after(wait);
    }
}
