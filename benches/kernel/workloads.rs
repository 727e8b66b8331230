//! The workloads of benches/README.md, written with the kernel's public interface, which the model also uses.

use super::work::{CONNECTIONS, Kind, OPENING, SERVERS, STORE, Work};
use cache_aside_playground::kernel::{Executor, Kernel, Notify, Progress, Semaphore};
use cache_aside_playground::units::{Duration, Instant};
use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

/// The length of a tick: one microsecond. The kernel counts nanoseconds, as it does for the model.
const TICK_NANOS: u64 = 1_000;

/// Does the work and returns its digest, which is the same for every simulator.
pub fn run(work: &'static Work) -> u64 {
    let once = match work.kind {
        Kind::Hold => return hold(work),
        Kind::Mm10 => mm10,
        Kind::Stampede => stampede,
        Kind::Lock => stampede_at_a_lock,
        Kind::Readers => readers,
        Kind::Blocked => blocked,
    };
    (0..work.times).map(|_| once(work)).sum()
}

fn ticks(ticks: u64) -> Duration {
    Duration(ticks * TICK_NANOS)
}

/// The state that readers share: the clock, what they wait for, and the digest.
struct Site {
    work: &'static Work,
    kernel: Rc<Kernel>,
    /// The servers or connections.
    places: Rc<Semaphore>,
    lock: Rc<Semaphore>,
    opened: Rc<Notify>,
    digest: Cell<u64>,
}

impl Site {
    fn new(work: &'static Work, tasks: usize, places: usize) -> Rc<Site> {
        let kernel = Kernel::with_capacity(tasks);
        Rc::new(Site {
            work,
            places: Semaphore::new(Rc::clone(&kernel), "places", places),
            lock: Semaphore::new(Rc::clone(&kernel), "lock", 1),
            opened: Notify::new(Rc::clone(&kernel), "opened"),
            kernel,
            digest: Cell::new(0),
        })
    }

    async fn sleep(&self, length: u64) {
        self.kernel.sleep(ticks(length)).await;
    }

    fn now(&self) -> u64 {
        self.kernel.now().as_nanos() / TICK_NANOS
    }

    fn add(&self, ticks: u64) {
        self.digest.set(self.digest.get() + ticks);
    }
}

/// Starts every reader at time zero and runs until all have ended.
fn all_at_once<F: Future<Output = ()>>(work: &'static Work, places: usize, read: impl Fn(Rc<Site>, u32) -> F) -> u64 {
    let site = Site::new(work, work.readers as usize, places);
    let mut executor = Executor::new(Rc::clone(&site.kernel), "reader");
    for reader in 0..work.readers {
        executor.spawn(read(Rc::clone(&site), reader));
    }
    assert_eq!(executor.run_until(Instant::MAX, u64::MAX), Progress::Reached);
    assert_eq!(executor.live(), 0);
    site.digest.get()
}

fn hold(work: &'static Work) -> u64 {
    all_at_once(work, 0, |site, sleeper| async move {
        for step in 0..site.work.times {
            site.sleep(site.work.sleep(sleeper, step)).await;
        }
        site.add(site.now());
    })
}

fn readers(work: &'static Work) -> u64 {
    all_at_once(work, 0, |site, reader| async move {
        site.sleep(site.work.sleep(reader, 0)).await; // looks up the cache
        site.sleep(site.work.sleep(reader, 1)).await; // queries the database
        site.add(site.now());
    })
}

fn stampede(work: &'static Work) -> u64 {
    all_at_once(work, CONNECTIONS, |site, reader| async move {
        site.sleep(site.work.look_up(reader)).await;
        let connection = site.places.acquire().await;
        site.sleep(site.work.query(reader)).await;
        drop(connection);
        site.sleep(STORE).await;
        site.add(site.now());
    })
}

fn stampede_at_a_lock(work: &'static Work) -> u64 {
    all_at_once(work, 0, |site, reader| async move {
        site.sleep(site.work.look_up(reader)).await;
        if let Some(_lock) = site.lock.try_acquire() {
            site.sleep(site.work.query(reader)).await;
            site.sleep(STORE).await;
            site.opened.notify_all();
        } else {
            site.opened.notified().await;
            site.sleep(site.work.look_up(reader)).await;
        }
        site.add(site.now());
    })
}

fn blocked(work: &'static Work) -> u64 {
    all_at_once(work, 0, |site, reader| async move {
        if reader == 0 {
            site.kernel.spawn("opener", open(Rc::clone(&site)));
        }
        site.opened.notified().await;
        site.digest.set(Work::after(site.digest.get(), reader));
    })
}

async fn open(site: Rc<Site>) {
    site.sleep(OPENING).await;
    site.opened.notify_all();
}

/// The M/M/10 queue, whose customers arrive over time: as in the model, each is spawned at its arrival.
fn mm10(work: &'static Work) -> u64 {
    let site = Site::new(work, 0, SERVERS);
    let mut executor = Executor::new(Rc::clone(&site.kernel), "customer");
    let mut arrival = Instant::ZERO;
    for (&gap, &service) in work.gaps.iter().zip(&work.services) {
        arrival = arrival + ticks(gap.into());
        executor.run_until(arrival, u64::MAX);
        executor.spawn(customer(Rc::clone(&site), service));
    }
    executor.run_until(Instant::MAX, u64::MAX);
    assert_eq!(executor.live(), 0);
    site.digest.get()
}

async fn customer(site: Rc<Site>, service: u32) {
    let arrival = site.now();
    let _server = site.places.acquire().await;
    site.add(site.now() - arrival);
    site.sleep(service.into()).await;
}
