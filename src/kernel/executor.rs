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
    /// The kernel was halted: no call goes on any more.
    Halted,
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
    /// Makes the task of a number, where there are any to be made later ([`Kernel::start_at`]).
    make: Option<Box<dyn Fn(u32) -> F>>,
}

impl<F: Future<Output = ()>> Executor<F> {
    /// An executor for a kernel, which must have no other. The name is that of its typed tasks, for [`Deadlock`]
    /// reports.
    pub fn new(kernel: Rc<Kernel>, name: &'static str) -> Self {
        let slots = Vec::with_capacity(kernel.tasks.borrow().capacity());
        let name = kernel.name(name);
        Executor { kernel, name, slots, spare: Vec::new(), make: None }
    }

    /// The same, with how to make a task from its number when the time of its start has come ([`Kernel::start_at`]).
    pub fn starting(mut self, make: impl Fn(u32) -> F + 'static) -> Self {
        self.make = Some(Box::new(make));
        self
    }

    /// Starts a task, which becomes ready after those that are.
    pub fn spawn(&mut self, future: F) -> TaskId {
        let task = self.kernel.add(self.name);
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
    /// [`Instant::MAX`]), or until `polls_max` turns are used up: a turn polls a task, drops a cancelled one or makes a
    /// new one. How a run is cut into calls never changes what happens in it.
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
            if self.kernel.attention.take() {
                self.attend();
            }
            match next {
                Next::Poll(task) => self.poll(task, &mut context),
                Next::Cancel(task) => self.end(task),
                // The queue is empty when a timer fires: the new task is the next in turn.
                Next::Start(number) => {
                    if let Some(future) = self.make.as_ref().map(|make| make(number)) {
                        self.spawn(future);
                    }
                }
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

    /// What there is to do between two polls, now and then.
    #[cold]
    fn attend(&mut self) {
        self.adopt();
        let mut soon = std::mem::take(&mut self.kernel.wheel.borrow_mut().soon);
        if self.slots.len() >= MANY {
            self.touch(&soon);
        }
        soon.clear();
        self.kernel.wheel.borrow_mut().soon = soon;
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
        let is_there = |task: &TaskId| match self.slots.get(task.slot as usize) {
            Some(Slot::Typed(_, place)) => place.is_some(),
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
mod tests;
