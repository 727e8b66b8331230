//! simu-des: SimPy's ideas in Rust, with processes as boxed futures on a binary heap. Its time is a float: a tick is
//! 1.0, and whole ticks stay exact.

use super::work::{CONNECTIONS, Kind, OPENING, SERVERS, STORE, Work};
use simu::{EnvHandle, Resource, SimEnv};
use std::cell::Cell;
use std::rc::Rc;

pub fn run(work: &'static Work) -> u64 {
    let times = if work.kind == Kind::Hold { 1 } else { work.times };
    (0..times).map(|_| once(work)).sum()
}

struct Site {
    work: &'static Work,
    env: EnvHandle,
    places: Resource,
    locked: Cell<bool>,
    digest: Cell<u64>,
}

impl Site {
    async fn ticks(&self, ticks: u64) {
        self.env.timeout(ticks as f64).await;
    }

    fn now(&self) -> u64 {
        self.env.now() as u64
    }

    fn add(&self, ticks: u64) {
        self.digest.set(self.digest.get() + ticks);
    }
}

fn once(work: &'static Work) -> u64 {
    let mut env = SimEnv::with_seed(1);
    let places = match work.kind {
        Kind::Mm10 => SERVERS,
        Kind::Stampede => CONNECTIONS,
        _ => 1,
    };
    let site = Rc::new(Site {
        work,
        env: env.handle(),
        places: Resource::new(places),
        locked: Cell::new(false),
        digest: Cell::new(0),
    });
    match work.kind {
        Kind::Mm10 => drop(env.spawn(arrivals(Rc::clone(&site)))),
        Kind::Blocked => drop(env.spawn(open(Rc::clone(&site)))),
        _ => {}
    }
    for reader in 0..work.readers {
        let each = Rc::clone(&site);
        match work.kind {
            Kind::Hold => drop(env.spawn(sleeper(each, reader))),
            Kind::Readers => drop(env.spawn(read(each, reader))),
            Kind::Stampede => drop(env.spawn(stampede(each, reader))),
            Kind::Lock => drop(env.spawn(stampede_at_a_lock(each, reader))),
            Kind::Blocked => drop(env.spawn(blocked(each, reader))),
            Kind::Mm10 => break,
        }
    }
    env.run();
    site.digest.get()
}

async fn sleeper(site: Rc<Site>, sleeper: u32) {
    for step in 0..site.work.times {
        site.ticks(site.work.sleep(sleeper, step)).await;
    }
    site.add(site.now());
}

async fn read(site: Rc<Site>, reader: u32) {
    site.ticks(site.work.sleep(reader, 0)).await;
    site.ticks(site.work.sleep(reader, 1)).await;
    site.add(site.now());
}

async fn stampede(site: Rc<Site>, reader: u32) {
    site.ticks(site.work.look_up(reader)).await;
    let connection = site.places.request().await;
    site.ticks(site.work.query(reader)).await;
    drop(connection);
    site.ticks(STORE).await;
    site.add(site.now());
}

/// The waiters queue at a resource and hand it on at once. With one event that wakes all of them, the library would
/// scan all waiters for each new one.
async fn stampede_at_a_lock(site: Rc<Site>, reader: u32) {
    site.ticks(site.work.look_up(reader)).await;
    let holder = !site.locked.replace(true);
    let lock = site.places.request().await;
    if holder {
        site.ticks(site.work.query(reader)).await;
        site.ticks(STORE).await;
        drop(lock);
    } else {
        drop(lock);
        site.ticks(site.work.look_up(reader)).await;
    }
    site.add(site.now());
}

/// As above, with a queue at a resource.
async fn blocked(site: Rc<Site>, reader: u32) {
    let _place = site.places.request().await;
    site.digest.set(Work::after(site.digest.get(), reader));
}

async fn open(site: Rc<Site>) {
    let _place = site.places.request().await;
    site.ticks(OPENING).await;
}

async fn arrivals(site: Rc<Site>) {
    for (&gap, &service) in site.work.gaps.iter().zip(&site.work.services) {
        site.ticks(gap.into()).await;
        site.env.spawn(customer(Rc::clone(&site), service));
    }
}

async fn customer(site: Rc<Site>, service: u32) {
    let arrival = site.now();
    let _server = site.places.request().await;
    site.add(site.now() - arrival);
    site.ticks(service.into()).await;
}
