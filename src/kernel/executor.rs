//! The executor: owns the futures of all tasks and polls them in the order that the kernel gives.
//!
//! There is one hot type of task, known at compile time (`F`): its futures stand in boxes that are used again when a
//! task has ended, so that a run allocates only up to its peak of concurrent tasks, and is polled without a virtual
//! call. All else ([`Kernel::spawn`]) is boxed as `dyn Future`.
//!
//! ```text
//!   slot   0           1          2              3
//!          Typed(F)    Vacant     Boxed(dyn)     Typed(empty, to be used again)
//! ```

use super::tasks::{Name, Next};
use super::{BoxedFuture, Deadlock, Kernel, TaskId};
use crate::base::units::Instant;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

/// Why [`Executor::run_until`] returned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Nothing is left to do at or before the given time.
    Reached,
    /// The polls are used up: call again to go on.
    Paused,
}

/// A place for one task at a time, and the generation of the latest.
enum Slot<F> {
    Vacant(u32),
    Typed(u32, Pin<Box<Option<F>>>),
    Boxed(u32, Box<BoxedFuture>),
}

impl<F> Slot<F> {
    fn generation(&self) -> u32 {
        match self {
            Slot::Vacant(generation) | Slot::Typed(generation, _) | Slot::Boxed(generation, _) => *generation,
        }
    }
}

/// With fewer slots than this, all tasks are in the processor's caches most of the time.
const MANY: usize = 10_000;

/// Runs the tasks of one [`Kernel`]: those of type `F`, and the boxed ones.
pub struct Executor<F: Future<Output = ()>> {
    kernel: Rc<Kernel>,
    name: Name,
    slots: Vec<Slot<F>>,
    /// Empty boxes whose slot was given to a boxed task.
    spare: Vec<Pin<Box<Option<F>>>>,
}

impl<F: Future<Output = ()>> Executor<F> {
    /// An executor for a kernel, which must have no other. The name is that of its typed tasks, for [`Deadlock`]
    /// reports.
    pub fn new(kernel: Rc<Kernel>, name: &'static str) -> Self {
        let slots = Vec::with_capacity(kernel.tasks.borrow().capacity());
        let name = kernel.name(name);
        Executor { kernel, name, slots, spare: Vec::new() }
    }

    /// Starts a task, which becomes ready after those that are.
    pub fn spawn(&mut self, future: F) -> TaskId {
        let task = self.kernel.tasks.borrow_mut().add(self.name);
        let slot = claim(&mut self.slots, task);
        if let Slot::Typed(generation, place) = slot {
            *generation = task.generation;
            place.set(Some(future));
            return task;
        }
        let place = match self.spare.pop() {
            Some(mut place) => {
                place.set(Some(future));
                place
            }
            None => Box::pin(Some(future)),
        };
        *slot = Slot::Typed(task.generation, place);
        task
    }

    /// Runs every ready task and every timer due at or before `until`, to which the clock then moves (unless it is
    /// [`Instant::MAX`]), or until `polls_max` turns are used up: a turn polls a task or drops a cancelled one. How a
    /// run is cut into calls never changes what happens in it.
    pub fn run_until(&mut self, until: Instant, polls_max: u64) -> Progress {
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls_max {
            let Some(next) = self.kernel.next_turn(until) else {
                if until != Instant::MAX {
                    self.kernel.now.set(until.max(self.kernel.now()));
                }
                return Progress::Reached;
            };
            let pausing = self.kernel.attention.take() && self.attend();
            match next {
                Next::Poll(task) => self.poll(task, &mut context),
                Next::Cancel(task) => self.end(task),
            }
            if pausing {
                break;
            }
        }
        Progress::Paused
    }

    /// How many tasks have not ended.
    pub fn live(&self) -> usize {
        self.kernel.tasks.borrow().live()
    }

    /// The waiting tasks, when there are some and nothing can wake them: none is ready and no timer is pending.
    pub fn deadlock(&self) -> Option<Deadlock> {
        Deadlock::of(&self.kernel)
    }

    #[inline]
    fn poll(&mut self, task: TaskId, context: &mut Context<'_>) {
        let kernel = &*self.kernel;
        let slot = &mut self.slots[task.slot as usize];
        if slot.generation() != task.generation {
            return; // A timer outlived its task: its sleep was handed to another one.
        }
        kernel.current.set(task);
        let poll = match slot {
            Slot::Typed(_, place) => place.as_mut().as_pin_mut().map(|future| future.poll(context)),
            Slot::Boxed(_, future) => Some(future.as_mut().as_mut().poll(context)),
            Slot::Vacant(_) => None,
        };
        kernel.current.set(TaskId::NONE);
        let Some(poll) = poll else { return }; // The same, and the slot is free.
        kernel.polls.set(kernel.polls.get() + 1);
        if poll.is_ready() {
            self.end(task);
        }
    }

    /// Drops the future of a task and forgets it.
    #[inline]
    fn end(&mut self, task: TaskId) {
        match &mut self.slots[task.slot as usize] {
            Slot::Typed(_, place) => place.set(None),
            slot => *slot = Slot::Vacant(task.generation),
        }
        self.kernel.tasks.borrow_mut().remove(task);
    }

    /// What there is to do between two polls, now and then; whether the caller is to have a turn.
    #[cold]
    fn attend(&mut self) -> bool {
        self.adopt();
        let mut soon = std::mem::take(&mut self.kernel.wheel.borrow_mut().soon);
        if self.slots.len() >= MANY {
            self.touch(&soon);
        }
        soon.clear();
        self.kernel.wheel.borrow_mut().soon = soon;
        self.kernel.pausing.take()
    }

    /// Takes over the boxed tasks that were spawned since.
    fn adopt(&mut self) {
        for (task, future) in self.kernel.spawned.borrow_mut().drain(..) {
            let slot = claim(&mut self.slots, task);
            let former = std::mem::replace(slot, Slot::Boxed(task.generation, Box::new(future)));
            if let Slot::Typed(_, place) = former {
                debug_assert!(place.is_none(), "two tasks in one slot");
                self.spare.push(place);
            }
        }
    }

    /// Has a look at tasks that will be polled soon. Where there are a million, each poll would wait for memory, and
    /// again at the next; a processor that is asked for many things at once waits for all of them together.
    fn touch(&self, tasks: &[TaskId]) {
        let is_there = |task: &TaskId| match &self.slots[task.slot as usize] {
            Slot::Typed(_, place) => place.is_some(),
            _ => false,
        };
        // The count is of no use to anybody, but who is asked for it can not leave the looking out.
        std::hint::black_box(tasks.iter().filter(|task| is_there(task)).count());
    }
}

/// The place of a new task's future.
#[inline]
fn claim<F>(slots: &mut Vec<Slot<F>>, task: TaskId) -> &mut Slot<F> {
    let index = task.slot as usize;
    if index >= slots.len() {
        slots.resize_with(index + 1, || Slot::Vacant(0));
    }
    &mut slots[index]
}

impl<F: Future<Output = ()>> Drop for Executor<F> {
    /// Drops all futures. What is spawned from now on is dropped at once: nobody would poll it.
    fn drop(&mut self) {
        self.kernel.closed.set(true);
        self.adopt();
        self.slots.clear();
        let ids: Vec<TaskId> = self.kernel.tasks.borrow().iter().map(|(task, _)| task).collect();
        for task in ids {
            self.kernel.tasks.borrow_mut().remove(task);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{First, Notify, Semaphore, race};
    use super::*;
    use crate::base::units::Duration;
    use std::cell::RefCell;
    use std::task::Poll;

    type Log = Rc<RefCell<Vec<(u64, u64)>>>;

    /// Logs (now, id) after each of these sleeps.
    async fn walk(kernel: Rc<Kernel>, log: Log, id: u64, sleeps: Vec<u64>) {
        for nanos in sleeps {
            kernel.sleep(Duration(nanos)).await;
            log.borrow_mut().push((kernel.now().0, id));
        }
    }

    #[test]
    fn sleepers_wake_by_time_then_by_sequence() {
        // Task 0 sleeps at 0 until 2 and then until 4; task 1 at 0 until 4, which is the older timer; task 2 has no
        // wait at all.
        let (kernel, log) = (Kernel::new(), Log::default());
        let mut executor = Executor::new(Rc::clone(&kernel), "walker");
        for (id, sleeps) in [(0, vec![2, 2]), (1, vec![4, 0]), (2, vec![0, 0])] {
            executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), id, sleeps));
        }
        assert_eq!(executor.run_until(Instant(3), u64::MAX), Progress::Reached);
        assert_eq!((kernel.now(), executor.live()), (Instant(3), 2));
        assert_eq!(executor.run_until(Instant(1), u64::MAX), Progress::Reached);
        assert_eq!(kernel.now(), Instant(3), "the clock does not go back");
        executor.run_until(Instant::MAX, u64::MAX);
        assert_eq!(*log.borrow(), [(0, 2), (0, 2), (2, 0), (4, 1), (4, 1), (4, 0)]);
        assert_eq!((kernel.now(), kernel.polls()), (Instant(4), 6));
    }

    #[test]
    fn what_an_event_sets_off_comes_before_the_next_timer_of_the_same_instant() {
        let (kernel, log) = (Kernel::new(), Log::default());
        let mut executor = Executor::new(Rc::clone(&kernel), "walker");
        let mut start = |id: u64, child: Option<u64>| {
            let (kernel, log) = (Rc::clone(&kernel), Rc::clone(&log));
            executor.spawn(async move {
                kernel.sleep(Duration(1)).await;
                log.borrow_mut().push((kernel.now().0, id));
                if let Some(child) = child {
                    kernel.spawn("child", walk(Rc::clone(&kernel), Rc::clone(&log), child, vec![0]));
                    log.borrow_mut().push((kernel.now().0, id));
                }
            })
        };
        start(0, Some(10));
        start(1, None);
        executor.run_until(Instant(1), u64::MAX);
        assert_eq!(*log.borrow(), [(1, 0), (1, 0), (1, 10), (1, 1)]);
    }

    /// Two hundred walkers that spawn and cancel others: the log, and the polls it took.
    fn busy(cut: impl Fn(&mut Executor<BoxedFuture>, Instant)) -> (Vec<(u64, u64)>, u64) {
        let (kernel, log) = (Kernel::new(), Log::default());
        let mut executor: Executor<BoxedFuture> = Executor::new(Rc::clone(&kernel), "walker");
        for id in 0..200_u64 {
            let (kernel, log) = (Rc::clone(&kernel), Rc::clone(&log));
            executor.spawn(Box::pin(async move {
                let sleeps = vec![id * 7 % 31, id * 11 % 5, 3];
                walk(Rc::clone(&kernel), Rc::clone(&log), id, sleeps.clone()).await;
                let child = kernel.spawn("child", walk(Rc::clone(&kernel), log, id + 1_000, sleeps));
                kernel.sleep(Duration(id % 13)).await;
                kernel.cancel(child);
            }));
        }
        cut(&mut executor, Instant(200));
        assert_eq!(executor.live(), 0);
        (log.take(), kernel.polls())
    }

    #[test]
    fn how_a_run_is_cut_never_changes_it() {
        let whole = busy(|executor, end| assert_eq!(executor.run_until(end, u64::MAX), Progress::Reached));
        for polls_max in [1, 2, 7, 64] {
            let sliced = busy(|executor, end| while executor.run_until(end, polls_max) == Progress::Paused {});
            assert_eq!(sliced, whole, "in slices of {polls_max}");
        }
        let stepped = busy(|executor, end| {
            for time in 0..=end.0 {
                executor.run_until(Instant(time), u64::MAX);
            }
        });
        assert_eq!(stepped, whole);
    }

    #[test]
    fn a_cancelled_task_is_dropped_and_its_stale_id_harmless() {
        let (kernel, log) = (Kernel::new(), Log::default());
        let mut executor = Executor::new(Rc::clone(&kernel), "walker");
        let first = executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), 0, vec![5]));
        let never = kernel.spawn("child", walk(Rc::clone(&kernel), Rc::clone(&log), 1, vec![0]));
        kernel.cancel(never); // before its first poll
        executor.run_until(Instant(1), u64::MAX);
        kernel.cancel(first);
        kernel.cancel(first);
        executor.run_until(Instant(1), u64::MAX);
        assert_eq!((executor.live(), Rc::strong_count(&log)), (0, 1));
        let next = executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), 2, vec![5]));
        kernel.cancel(first);
        kernel.cancel(never);
        executor.run_until(Instant::MAX, u64::MAX);
        assert_eq!((log.take(), kernel.polls()), (vec![(6, 2)], 3));
        assert_ne!(first, next);
    }

    #[test]
    fn a_sleep_that_is_handed_on_wakes_who_polled_it_last() {
        // Three tasks begin a sleep each, hand it on and end: nobody takes that of 3; a task that ends at 5 had a look
        // at that of 7; the last awaits that of 9.
        let kernel = Kernel::new();
        let mut executor: Executor<BoxedFuture> = Executor::new(Rc::clone(&kernel), "sleeper");
        let handed = [3, 7, 9].map(|nanos| {
            let handed = Rc::new(RefCell::new(kernel.sleep(Duration(nanos))));
            let sleep = Rc::clone(&handed);
            executor.spawn(Box::pin(std::future::poll_fn(move |context| {
                assert!(Pin::new(&mut *sleep.borrow_mut()).poll(context).is_pending());
                Poll::Ready(())
            })));
            handed
        });
        executor.run_until(Instant(1), u64::MAX);
        let [_, looked_at, awaited] = handed.clone();
        let timeout = kernel.sleep(Duration(4));
        let peek = std::future::poll_fn(move |context| Pin::new(&mut *looked_at.borrow_mut()).poll(context));
        executor.spawn(Box::pin(async { assert_eq!(race(peek, timeout).await, First::B(())) }));
        executor
            .spawn(Box::pin(std::future::poll_fn(move |context| Pin::new(&mut *awaited.borrow_mut()).poll(context))));
        let other = executor.spawn(Box::pin(std::future::pending()));
        executor.run_until(Instant(8), u64::MAX);
        assert_eq!((executor.live(), kernel.polls()), (2, 3 + 3 + 1));
        executor.run_until(Instant::MAX, u64::MAX);
        assert_eq!((executor.live(), kernel.now(), kernel.polls()), (1, Instant(9), 8));
        assert_eq!(executor.deadlock().expect("a deadlock").waiting[0].task, other);
        drop(handed);
    }

    #[test]
    fn slots_and_boxes_are_used_again() {
        let (kernel, log) = (Kernel::new(), Log::default());
        let mut executor = Executor::new(Rc::clone(&kernel), "walker");
        for round in 0..100 {
            executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), round, vec![1]));
            kernel.spawn("child", walk(Rc::clone(&kernel), Rc::clone(&log), round, vec![1]));
            executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), round, vec![1]));
            executor.run_until(Instant::MAX, u64::MAX);
        }
        assert_eq!((executor.slots.len(), log.borrow().len()), (3, 300));
        assert!(executor.spare.len() <= 3);
    }

    #[test]
    fn dropping_the_executor_leaves_nothing_behind() {
        let kernel = Kernel::with_capacity(8);
        let lock = Semaphore::new(Rc::clone(&kernel), "lock", 1);
        let news = Notify::new(Rc::clone(&kernel), "news");
        let mut executor = Executor::new(Rc::clone(&kernel), "holder");
        for _ in 0..3 {
            let (kernel, lock, news) = (Rc::clone(&kernel), Rc::clone(&lock), Rc::clone(&news));
            executor.spawn(async move {
                let _permit = lock.acquire().await;
                kernel.spawn("unborn", kernel.sleep(Duration(3)));
                race(news.notified(), kernel.sleep(Duration(100))).await;
            });
        }
        executor.run_until(Instant(1), 4);
        let unseen = Rc::clone(&news);
        kernel.spawn("waiter", async move { unseen.notified().await });
        drop(executor);
        assert_eq!((lock.available(), lock.waiting(), news.waiting()), (1, 0, 0));
        assert!(kernel.wheel.borrow().is_empty() && kernel.spawned.borrow().is_empty());
        assert_eq!(kernel.tasks.borrow().live(), 0);
        assert_eq!((Rc::strong_count(&lock), Rc::strong_count(&news)), (1, 1));
        drop((lock, news));
        let late = kernel.spawn("late", kernel.sleep(Duration(3)));
        kernel.cancel(late);
        assert_eq!(Rc::strong_count(&kernel), 1, "no task keeps the kernel alive");
    }
}
