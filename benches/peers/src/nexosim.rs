//! nexosim: models that exchange messages and schedule their own events. A model does not wait; it is called at the
//! time of its event. So one model contains all readers and is called once for each of their steps, which is less work
//! for nexosim than one model per reader. It uses one thread, like all others. A tick is a microsecond.

use super::work::{CONNECTIONS, Kind, SERVERS, STORE, Work};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, Output, SinkState, event_slot};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::time::Duration;

pub fn run(work: &'static Work) -> u64 {
    let times = if work.kind == Kind::Hold { 1 } else { work.times };
    (0..times).map(|_| once(work)).sum()
}

fn once(work: &'static Work) -> u64 {
    let places = if work.kind == Kind::Mm10 { SERVERS } else { CONNECTIONS };
    let mut site =
        Site { work: Some(work), places, inside: work.readers, queue: VecDeque::new(), ..Default::default() };
    let (sink, mut digest) = event_slot(SinkState::Enabled);
    site.done.connect_sink(sink);
    let bench = SimInit::with_num_threads(1).add_model(site, Mailbox::new(), "site");
    let mut simulation = bench.init(MonotonicTime::EPOCH).expect("a bench");
    simulation.run().expect("a run without fault");
    digest.try_read().expect("the last reader has sent the digest")
}

#[derive(Default, Serialize, Deserialize)]
struct Site {
    #[serde(skip)]
    work: Option<&'static Work>,
    /// The free connections or servers, or the state of the lock.
    places: usize,
    locked: bool,
    /// The readers that wait for a connection, a server or the lock, with the start of each wait.
    queue: VecDeque<(u32, u64)>,
    digest: u64,
    inside: u32,
    done: Output<u64>,
}

fn ticks(ticks: u64) -> Duration {
    Duration::from_micros(ticks)
}

fn now(cx: &Context<Site>) -> u64 {
    cx.time().duration_since(MonotonicTime::EPOCH).as_micros() as u64
}

#[Model]
impl Site {
    fn work(&self) -> &'static Work {
        self.work.expect("a site is made with its work")
    }

    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        let work = self.work();
        if work.kind == Kind::Mm10 {
            cx.schedule_event(ticks(work.gaps[0].into()), schedulable!(Self::arrive), 0).expect("the future");
            return;
        }
        for reader in 0..work.readers {
            match work.kind {
                Kind::Hold => cx.schedule_event(ticks(work.sleep(reader, 0)), schedulable!(Self::wake), (reader, 1)),
                Kind::Readers => cx.schedule_event(ticks(work.sleep(reader, 0)), schedulable!(Self::looked_up), reader),
                Kind::Stampede => cx.schedule_event(ticks(work.look_up(reader)), schedulable!(Self::missed), reader),
                Kind::Lock => cx.schedule_event(ticks(work.look_up(reader)), schedulable!(Self::lock), reader),
                Kind::Blocked | Kind::Mm10 => panic!("a model does not wait, so it cannot be blocked"),
            }
            .expect("the future");
        }
    }

    async fn leave_after(&mut self, ticks: u64) {
        self.digest += ticks;
        self.inside -= 1;
        if self.inside == 0 {
            self.done.send(self.digest).await;
        }
    }

    #[nexosim(schedulable)]
    async fn wake(&mut self, (sleeper, step): (u32, u32), cx: &Context<Self>) {
        let work = self.work();
        if step < work.times {
            let length = ticks(work.sleep(sleeper, step));
            cx.schedule_event(length, schedulable!(Self::wake), (sleeper, step + 1)).expect("the future");
        } else {
            self.leave_after(now(cx)).await;
        }
    }

    #[nexosim(schedulable)]
    fn looked_up(&mut self, reader: u32, cx: &Context<Self>) {
        let length = ticks(self.work().sleep(reader, 1));
        cx.schedule_event(length, schedulable!(Self::end), reader).expect("the future");
    }

    #[nexosim(schedulable)]
    async fn end(&mut self, _reader: u32, cx: &Context<Self>) {
        self.leave_after(now(cx)).await;
    }

    #[nexosim(schedulable)]
    fn missed(&mut self, reader: u32, cx: &Context<Self>) {
        if self.places == 0 {
            return self.queue.push_back((reader, 0));
        }
        self.places -= 1;
        self.query(reader, cx);
    }

    fn query(&mut self, reader: u32, cx: &Context<Self>) {
        let length = ticks(self.work().query(reader));
        cx.schedule_event(length, schedulable!(Self::answered), reader).expect("the future");
    }

    #[nexosim(schedulable)]
    fn answered(&mut self, reader: u32, cx: &Context<Self>) {
        cx.schedule_event(ticks(STORE), schedulable!(Self::end), reader).expect("the future");
        match self.queue.pop_front() {
            Some((next, _)) => self.query(next, cx),
            None => self.places += 1,
        }
    }

    #[nexosim(schedulable)]
    fn lock(&mut self, reader: u32, cx: &Context<Self>) {
        if self.locked {
            return self.queue.push_back((reader, 0));
        }
        self.locked = true;
        let length = ticks(self.work().query(reader));
        cx.schedule_event(length, schedulable!(Self::store), reader).expect("the future");
    }

    #[nexosim(schedulable)]
    fn store(&mut self, reader: u32, cx: &Context<Self>) {
        cx.schedule_event(ticks(STORE), schedulable!(Self::unlock), reader).expect("the future");
    }

    #[nexosim(schedulable)]
    async fn unlock(&mut self, _reader: u32, cx: &Context<Self>) {
        let work = self.work();
        for (reader, _) in self.queue.drain(..) {
            cx.schedule_event(ticks(work.look_up(reader)), schedulable!(Self::end), reader).expect("the future");
        }
        self.leave_after(now(cx)).await;
    }

    #[nexosim(schedulable)]
    fn arrive(&mut self, customer: u32, cx: &Context<Self>) {
        if let Some(&gap) = self.work().gaps.get(customer as usize + 1) {
            cx.schedule_event(ticks(gap.into()), schedulable!(Self::arrive), customer + 1).expect("the future");
        }
        if self.places == 0 {
            return self.queue.push_back((customer, now(cx)));
        }
        self.places -= 1;
        self.serve(customer, cx);
    }

    fn serve(&mut self, customer: u32, cx: &Context<Self>) {
        let length = ticks(self.work().services[customer as usize].into());
        cx.schedule_event(length, schedulable!(Self::depart), customer).expect("the future");
    }

    #[nexosim(schedulable)]
    async fn depart(&mut self, _customer: u32, cx: &Context<Self>) {
        let mut wait = 0;
        match self.queue.pop_front() {
            Some((next, arrival)) => {
                wait = now(cx) - arrival;
                self.serve(next, cx);
            }
            None => self.places += 1,
        }
        self.leave_after(wait).await;
    }
}
