//! tokio: the runtime that most services use, with its clock paused, so that it jumps from timer to timer. Its timers
//! are exact to the millisecond, so a tick is one millisecond. As in its documentation, tasks are spawned on the
//! current-thread runtime, which requires them to be `Send`.

use super::work::{CONNECTIONS, Kind, OPENING, SERVERS, STORE, Work};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::runtime::Builder;
use tokio::sync::{Mutex, Notify, Semaphore};
use tokio::time::{Duration, Instant, sleep};

pub fn run(work: &'static Work) -> u64 {
    let times = if work.kind == Kind::Hold { 1 } else { work.times };
    (0..times).map(|_| once(work)).sum()
}

struct Site {
    work: &'static Work,
    start: Instant,
    places: Semaphore,
    lock: Mutex<()>,
    opened: Notify,
    digest: AtomicU64,
    /// The number of readers still running, and the notification of when it becomes zero.
    inside: AtomicU64,
    empty: Notify,
}

impl Site {
    fn now(&self) -> u64 {
        self.start.elapsed().as_millis() as u64
    }

    fn leave(&self, digest: u64) {
        self.digest.store(digest, Relaxed);
        if self.inside.fetch_sub(1, Relaxed) == 1 {
            self.empty.notify_one();
        }
    }

    fn leave_after(&self, ticks: u64) {
        self.leave(self.digest.load(Relaxed) + ticks);
    }
}

async fn ticks(ticks: u64) {
    sleep(Duration::from_millis(ticks)).await;
}

fn once(work: &'static Work) -> u64 {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let site = Arc::new(Site {
            work,
            start: Instant::now(),
            places: Semaphore::new(if work.kind == Kind::Mm10 { SERVERS } else { CONNECTIONS }),
            lock: Mutex::new(()),
            opened: Notify::new(),
            digest: AtomicU64::new(0),
            inside: AtomicU64::new(work.readers.into()),
            empty: Notify::new(),
        });
        start(&site).await;
        site.empty.notified().await;
        site.digest.load(Relaxed)
    })
}

async fn start(site: &Arc<Site>) {
    for reader in 0..site.work.readers {
        let each = Arc::clone(site);
        match site.work.kind {
            Kind::Hold => drop(tokio::spawn(sleeper(each, reader))),
            Kind::Readers => drop(tokio::spawn(read(each, reader))),
            Kind::Stampede => drop(tokio::spawn(stampede(each, reader))),
            Kind::Lock => drop(tokio::spawn(stampede_at_a_lock(each, reader))),
            Kind::Blocked => drop(tokio::spawn(blocked(each, reader))),
            Kind::Mm10 => {
                ticks(site.work.gaps[reader as usize].into()).await;
                tokio::spawn(customer(each, reader));
            }
        }
    }
    if site.work.kind == Kind::Blocked {
        ticks(OPENING).await;
        site.opened.notify_waiters();
    }
}

async fn sleeper(site: Arc<Site>, sleeper: u32) {
    for step in 0..site.work.times {
        ticks(site.work.sleep(sleeper, step)).await;
    }
    site.leave_after(site.now());
}

async fn read(site: Arc<Site>, reader: u32) {
    ticks(site.work.sleep(reader, 0)).await;
    ticks(site.work.sleep(reader, 1)).await;
    site.leave_after(site.now());
}

async fn stampede(site: Arc<Site>, reader: u32) {
    ticks(site.work.look_up(reader)).await;
    let connection = site.places.acquire().await.expect("a semaphore that is never closed");
    ticks(site.work.query(reader)).await;
    drop(connection);
    ticks(STORE).await;
    site.leave_after(site.now());
}

async fn stampede_at_a_lock(site: Arc<Site>, reader: u32) {
    ticks(site.work.look_up(reader)).await;
    if let Ok(_lock) = site.lock.try_lock() {
        ticks(site.work.query(reader)).await;
        ticks(STORE).await;
        site.opened.notify_waiters();
    } else {
        site.opened.notified().await;
        ticks(site.work.look_up(reader)).await;
    }
    site.leave_after(site.now());
}

async fn blocked(site: Arc<Site>, reader: u32) {
    site.opened.notified().await;
    site.leave(Work::after(site.digest.load(Relaxed), reader));
}

async fn customer(site: Arc<Site>, customer: u32) {
    let arrival = site.now();
    let _server = site.places.acquire().await.expect("a semaphore that is never closed");
    let wait = site.now() - arrival;
    ticks(site.work.services[customer as usize].into()).await;
    site.leave_after(wait);
}
