//! The executor: owns the futures of all tasks and polls them in the order that the kernel gives.
//!
//! Most tasks have one type, `F`, which is known at compile time. Their futures are in boxes that are reused after a
//! task has ended, so memory is allocated only up to the peak number of concurrent tasks, and polls need no virtual
//! call. All other tasks ([`Kernel::spawn`]) are boxed as `dyn Future`.
//!
//! ```text
//!   slot   0           1          2              3
//!          Typed(F)    Vacant     Boxed(dyn)     Typed(empty, to be reused)
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
    /// No work is left at or before the given time.
    Reached,
    /// The polls are used up. Call again to continue.
    Paused,
    /// The kernel was halted: further calls do nothing.
    Halted,
}

/// Storage for the future of one task at a time, with the generation of the latest task.
enum FutureSlot<F> {
    Vacant(u32),
    Typed(u32, Pin<Box<Option<F>>>),
    Boxed(u32, Box<BoxedFuture>),
}

impl<F> FutureSlot<F> {
    fn generation(&self) -> u32 {
        match self {
            FutureSlot::Vacant(generation) | FutureSlot::Typed(generation, _) | FutureSlot::Boxed(generation, _) => {
                *generation
            }
        }
    }
}

/// The number of slots from which tasks are prefetched. With fewer, all tasks fit in the processor's caches most of the
/// time.
const PREFETCH_SLOTS_MIN: usize = 10_000;

/// Runs the tasks of one [`Kernel`], both those of type `F` and the boxed ones.
pub struct Executor<F: Future<Output = ()>> {
    kernel: Rc<Kernel>,
    name: Name,
    slots: Vec<FutureSlot<F>>,
    /// Empty boxes, to be reused: a boxed task took over their slot.
    spare: Vec<Pin<Box<Option<F>>>>,
    /// Creates a task from its number, if tasks are started by timers ([`Kernel::start_at`]).
    factory: Option<Box<dyn Fn(u32) -> F>>,
}

impl<F: Future<Output = ()>> Executor<F> {
    /// An executor for a kernel that has no other executor. The name is given to its typed tasks in [`Deadlock`]
    /// reports.
    pub fn new(kernel: Rc<Kernel>, name: &'static str) -> Self {
        let slots = Vec::with_capacity(kernel.tasks.borrow().capacity());
        let name = kernel.name(name);
        Executor { kernel, name, slots, spare: Vec::new(), factory: None }
    }

    /// Sets the function that creates a task from its number when its start timer fires ([`Kernel::start_at`]).
    pub fn with_factory(mut self, factory: impl Fn(u32) -> F + 'static) -> Self {
        self.factory = Some(Box::new(factory));
        self
    }

    /// Starts a task. It joins the back of the ready queue.
    pub fn spawn(&mut self, future: F) -> TaskId {
        let task = self.kernel.add(self.name);
        let slot = claim(&mut self.slots, task);
        if let FutureSlot::Typed(generation, place) = slot {
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
        *slot = FutureSlot::Typed(task.generation, place);
        task
    }

    /// Runs every ready task and every timer due at or before `until`, and then moves the clock to `until` (unless that
    /// is [`Instant::MAX`]). Stops earlier when `polls_max` turns are used up. A turn polls a task, drops a cancelled
    /// one or creates a new one. Cutting a run into several calls never changes what happens in it.
    pub fn run_until(&mut self, until: Instant, polls_max: u64) -> Progress {
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls_max {
            if self.kernel.halted.get() {
                return Progress::Halted;
            }
            let Some(next) = self.kernel.next_turn(until) else {
                if until != Instant::MAX {
                    self.kernel.now.set(until.max(self.kernel.now()));
                }
                return Progress::Reached;
            };
            let pause_requested = self.kernel.housekeeping_due.take() && self.do_housekeeping();
            match next {
                Next::Poll(task) => self.poll(task, &mut context),
                Next::Cancel(task) => self.end(task),
                // The ready queue is empty when a timer fires, so the new task is polled next.
                Next::Start(number) => {
                    if let Some(future) = self.factory.as_ref().map(|create| create(number)) {
                        self.spawn(future);
                    }
                }
            }
            if pause_requested {
                break;
            }
        }
        Progress::Paused
    }

    /// The number of tasks that have not ended.
    pub fn live(&self) -> usize {
        self.kernel.tasks.borrow().live()
    }

    /// The deadlock, if there is one: tasks are waiting, but none is ready and no timer is pending.
    pub fn deadlock(&self) -> Option<Deadlock> {
        Deadlock::of(&self.kernel)
    }

    #[inline]
    fn poll(&mut self, task: TaskId, context: &mut Context<'_>) {
        let kernel = &*self.kernel;
        let slot = &mut self.slots[task.slot as usize];
        if slot.generation() != task.generation {
            return; // The timer outlived its task: another task took over the sleep.
        }
        kernel.current.set(task);
        let poll = match slot {
            FutureSlot::Typed(_, place) => place.as_mut().as_pin_mut().map(|future| future.poll(context)),
            FutureSlot::Boxed(_, future) => Some(future.as_mut().as_mut().poll(context)),
            FutureSlot::Vacant(_) => None,
        };
        kernel.current.set(TaskId::NONE);
        let Some(poll) = poll else { return }; // As above, and the slot is vacant.
        kernel.polls.set(kernel.polls.get() + 1);
        kernel.charge_poll();
        if poll.is_ready() {
            self.end(task);
        }
    }

    /// Drops the future of a task and forgets it.
    #[inline]
    fn end(&mut self, task: TaskId) {
        match &mut self.slots[task.slot as usize] {
            FutureSlot::Typed(_, place) => place.set(None),
            slot => *slot = FutureSlot::Vacant(task.generation),
        }
        self.kernel.tasks.borrow_mut().remove(task);
    }

    /// Does the occasional work between two polls. Returns whether `run_until` should return to its caller.
    #[cold]
    fn do_housekeeping(&mut self) -> bool {
        self.adopt();
        let mut soon = std::mem::take(&mut self.kernel.wheel.borrow_mut().soon);
        if self.slots.len() >= PREFETCH_SLOTS_MIN {
            self.prefetch(&soon);
        }
        soon.clear();
        self.kernel.wheel.borrow_mut().soon = soon;
        self.kernel.pause_requested.take()
    }

    /// Takes over newly spawned boxed tasks.
    fn adopt(&mut self) {
        for (task, future) in self.kernel.spawned.borrow_mut().drain(..) {
            let slot = claim(&mut self.slots, task);
            let former = std::mem::replace(slot, FutureSlot::Boxed(task.generation, Box::new(future)));
            if let FutureSlot::Typed(_, place) = former {
                debug_assert!(place.is_none(), "two tasks in one slot");
                self.spare.push(place);
            }
        }
    }

    /// Prefetches tasks that will be polled soon. With a million tasks, each poll would wait for memory in turn. The
    /// processor waits only once if it is asked for many of them together.
    fn prefetch(&self, tasks: &[TaskId]) {
        let is_there = |task: &TaskId| match self.slots.get(task.slot as usize) {
            Some(FutureSlot::Typed(_, place)) => place.is_some(),
            _ => false,
        };
        // The count is not used, but it keeps the compiler from removing the reads.
        std::hint::black_box(tasks.iter().filter(|task| is_there(task)).count());
    }
}

/// The slot of a new task.
#[inline]
fn claim<F>(slots: &mut Vec<FutureSlot<F>>, task: TaskId) -> &mut FutureSlot<F> {
    let index = task.slot as usize;
    if index >= slots.len() {
        slots.resize_with(index + 1, || FutureSlot::Vacant(0));
    }
    &mut slots[index]
}

impl<F: Future<Output = ()>> Drop for Executor<F> {
    /// Drops all futures. A future that is spawned from now on is dropped at once, because it would never be polled.
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
mod tests;
