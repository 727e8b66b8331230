//! The kernel: virtual time, and the tasks that run on it. It does not know about caches.
//!
//! ```text
//!             poll                     sleep                    due at or before `until`
//!   Executor ──────► task (a future) ────────► timing wheel ─────────────────┐
//!      ▲                │  ▲      waits         semaphore, notify ──┐        │ one at a time, and only
//!      │ front          │  └──────────────────►  (queues)           │ wake   │ when nothing is ready
//!      └──── ready queue (first in, first out) ◄────────────────────┴────────┘
//! ```
//!
//! A process is written as an `async fn`, and the kernel polls it. There are no threads, no wall clock, no randomness
//! and no hash order. These ordering guarantees make a run a function of its input:
//!
//! 1. Timers fire in **(time, sequence)** order; the sequence is the order in which the sleeps were first polled.
//! 2. A timer fires only when no task is ready: all consequences of an event at the same instant happen before the next
//!    timer.
//! 3. Ready tasks are polled in the order in which they were woken, and new tasks in the order in which they were
//!    spawned.
//!
//! Wakers are not used (`Waker::noop`). Instead, a leaf future registers `Kernel::current_task` with the timer,
//! semaphore or notification it waits for, and that calls `Kernel::wake`. So only the futures of this module, and
//! futures built from them, may be awaited. A spurious poll is harmless. Dropping a future cancels it and removes its
//! timer or its place in a queue.

mod deadlock;
mod executor;
mod notify;
mod queue;
mod race;
mod semaphore;
mod slot;
mod tasks;
mod wheel;

use crate::base::units::{Duration, Instant};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use tasks::{Name, Next, Tasks};
use wheel::Wheel;

pub use deadlock::{Deadlock, Waiting};
pub use executor::{Executor, Progress};
pub use notify::{Notified, Notify};
pub use race::{First, Race, race};
pub use semaphore::{Acquire, Permit, Semaphore};
pub use tasks::TaskId;

type BoxedFuture = Pin<Box<dyn Future<Output = ()>>>;

/// The clock, the timers and the ready queue, shared by all tasks of one [`Executor`].
pub struct Kernel {
    now: Cell<Instant>,
    polls: Cell<u64>,
    /// The work so far; see [`Kernel::limit_work`].
    work: Cell<u64>,
    work_max: Cell<u64>,
    /// The work of an access to memory; see [`Kernel::charge_access`].
    access_work: Cell<u64>,
    current: Cell<TaskId>,
    tasks: RefCell<Tasks>,
    wheel: RefCell<Wheel>,
    /// Boxed tasks that the executor has not yet taken over.
    spawned: RefCell<Vec<(TaskId, BoxedFuture)>>,
    /// Whether the executor has work to do before the next poll: tasks to take over or to prefetch, or a pause.
    housekeeping_due: Cell<bool>,
    /// Whether the executor should return to its caller.
    pause_requested: Cell<bool>,
    /// Whether the executor has been dropped: no task will be polled again.
    closed: Cell<bool>,
    /// Whether the kernel is halted; see [`Kernel::halt`].
    halted: Cell<bool>,
    /// The largest number of tasks at a time; one more halts the kernel.
    tasks_max: Cell<usize>,
}

impl Kernel {
    /// A kernel at time zero.
    pub fn new() -> Rc<Kernel> {
        Kernel::with_capacity(0)
    }

    /// A kernel at time zero, with memory reserved for a number of tasks.
    pub fn with_capacity(tasks: usize) -> Rc<Kernel> {
        Rc::new(Kernel {
            now: Cell::new(Instant::ZERO),
            polls: Cell::new(0),
            work: Cell::new(0),
            access_work: Cell::new(0),
            work_max: Cell::new(u64::MAX),
            current: Cell::new(TaskId::NONE),
            tasks: RefCell::new(Tasks::with_capacity(tasks)),
            wheel: RefCell::new(Wheel::new()),
            spawned: RefCell::default(),
            housekeeping_due: Cell::new(false),
            pause_requested: Cell::new(false),
            closed: Cell::new(false),
            halted: Cell::new(false),
            tasks_max: Cell::new(usize::MAX),
        })
    }

    /// The current time.
    #[inline]
    pub fn now(&self) -> Instant {
        self.now.get()
    }

    /// Waits for a duration, measured from this call, not from the first poll. A duration of zero is over at once.
    #[inline]
    pub fn sleep(self: &Rc<Self>, duration: Duration) -> Sleep {
        self.sleep_until(self.now() + duration)
    }

    /// Waits until a point in time. Returns at once if it is not in the future; [`Instant::MAX`] is never reached.
    #[inline]
    pub fn sleep_until(self: &Rc<Self>, deadline: Instant) -> Sleep {
        Sleep { kernel: Rc::clone(self), deadline, timer: 0 }
    }

    /// Starts a task of any type, for rare background work: its future is boxed. It joins the back of the ready queue.
    /// The name appears in [`Deadlock`] reports.
    pub fn spawn(self: &Rc<Self>, name: &'static str, future: impl Future<Output = ()> + 'static) -> TaskId {
        if self.closed.get() {
            return TaskId::NONE;
        }
        let name = self.name(name);
        let task = self.add(name);
        self.housekeeping_due.set(true);
        self.spawned.borrow_mut().push((task, Box::pin(future)));
        task
    }

    /// Sets a timer that starts a typed task, which the executor creates from the number ([`Executor::with_factory`]).
    /// Until then the timer is all the memory that the task uses.
    ///
    /// Returns false, without setting a timer, if the deadline is not in the future.
    pub fn start_at(&self, deadline: Instant, number: u32) -> bool {
        let later = deadline > self.now();
        if later {
            self.wheel.borrow_mut().insert(deadline.0, TaskId { slot: TaskId::START, generation: number });
        }
        later
    }

    /// Stops the run at a limit: after the current poll, no task is polled again.
    pub fn halt(&self) {
        self.halted.set(true);
    }

    /// Whether the kernel was halted.
    pub fn is_halted(&self) -> bool {
        self.halted.get()
    }

    /// Sets the largest number of tasks at a time. One more halts the kernel.
    pub fn limit_tasks(&self, tasks_max: usize) {
        self.tasks_max.set(tasks_max);
    }

    /// Sets the work at which the kernel is halted. A poll is one unit of work, or two among very many tasks; see
    /// [`Kernel::charge_access`] as well.
    pub fn limit_work(&self, work_max: u64) {
        self.work_max.set(work_max);
    }

    /// Counts the work of an access to memory in no particular order: an event that a task causes, or the poll of a
    /// task that another one has woken. With very many tasks, what it reads is not in the processor's caches: an event
    /// takes .2 us with few tasks, .5 us with 6,000 and up to 1.2 us with 170,000 (`examples/extremes.rs`).
    #[inline]
    pub fn charge_access(&self) {
        self.charge(self.access_work.get());
    }

    /// Counts the work of a poll. Timers fire in the order in which they lie in memory, and their tasks are
    /// prefetched, so a poll suffers less from many tasks than other accesses do.
    #[inline]
    fn charge_poll(&self) {
        self.charge(1 + self.access_work.get() / 4);
    }

    #[inline]
    fn charge(&self, work: u64) {
        self.work.set(self.work.get() + work);
        if self.work.get() >= self.work_max.get() {
            self.halt();
        }
    }

    /// The work so far.
    pub fn work(&self) -> u64 {
        self.work.get()
    }

    /// The number of tasks that have not ended.
    pub fn live(&self) -> usize {
        self.tasks.borrow().live()
    }

    /// Cancels a task: its next turn, at the current instant, drops its future instead of polling it. Does nothing if
    /// the task has ended.
    pub fn cancel(&self, task: TaskId) {
        self.tasks.borrow_mut().cancel(task);
    }

    /// Makes the executor return to its caller within two turns, even if polls are left. For tasks that have worked for
    /// long.
    pub fn pause(&self) {
        self.pause_requested.set(true);
        self.housekeeping_due.set(true);
    }

    /// The number of polls so far.
    pub fn polls(&self) -> u64 {
        self.polls.get()
    }

    /// The task that is being polled.
    #[inline]
    pub(crate) fn current_task(&self) -> TaskId {
        debug_assert_ne!(self.current.get(), TaskId::NONE, "a kernel's future polled outside of its executor");
        self.current.get()
    }

    /// Makes a task ready.
    #[inline]
    pub(crate) fn wake(&self, task: TaskId) {
        self.tasks.borrow_mut().wake(task);
    }

    /// Adds a task. One more than the limit is added as well, and halts the kernel.
    #[inline]
    fn add(&self, name: Name) -> TaskId {
        let mut tasks = self.tasks.borrow_mut();
        let task = tasks.add(name);
        if tasks.live() > self.tasks_max.get() {
            self.halt();
        }
        self.access_work.set(self.access_work.get().max(access_work(tasks.live())));
        task
    }

    /// Interns a name for [`Deadlock`] reports.
    fn name(&self, text: &'static str) -> Name {
        self.tasks.borrow_mut().name(text)
    }

    /// Records what the current task waits for, for [`Deadlock`] reports.
    #[inline]
    fn wait_for(&self, what: Name) {
        if let Some(header) = self.tasks.borrow_mut().get_mut(self.current.get()) {
            header.waits_for = what;
        }
    }

    /// The next turn: from the front of the ready queue, or else from the earliest timer, whose time becomes the
    /// current time.
    #[inline]
    fn next_turn(&self, until: Instant) -> Option<Next> {
        let ready = self.tasks.borrow_mut().next_ready();
        if ready.is_some() {
            self.charge_access();
            return ready;
        }
        let mut wheel = self.wheel.borrow_mut();
        let (time, task) = wheel.pop(until.0)?;
        if !wheel.soon.is_empty() {
            self.housekeeping_due.set(true);
        }
        self.now.set(Instant(time));
        // The header need not be read: while the queue is empty, no task is queued or cancelled.
        Some(if task.slot == TaskId::START { Next::Start(task.generation) } else { Next::Poll(task) })
    }
}

/// The units of work that one memory access counts, given the number of live tasks.
#[inline]
fn access_work(tasks: usize) -> u64 {
    match tasks {
        ..4_096 => 0,
        4_096..16_384 => 2,
        16_384..100_000 => 4,
        _ => 6,
    }
}

/// The future returned by [`Kernel::sleep`]: ready at its deadline.
#[must_use = "a future does nothing unless awaited"]
pub struct Sleep {
    kernel: Rc<Kernel>,
    deadline: Instant,
    /// The timer's sequence number from the first poll until it has fired, else 0.
    timer: u64,
}

impl Future for Sleep {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let (kernel, deadline) = (&*this.kernel, this.deadline);
        if this.timer > 0 {
            let mut wheel = kernel.wheel.borrow_mut();
            if wheel.has_fired(deadline.0, this.timer) {
                this.timer = 0;
                return Poll::Ready(());
            }
            wheel.set_task(deadline.0, this.timer, kernel.current_task());
        } else if deadline <= kernel.now.get() {
            return Poll::Ready(());
        } else if deadline == Instant::MAX {
            kernel.wait_for(kernel.name("a time that never comes"));
        } else {
            this.timer = kernel.wheel.borrow_mut().insert(deadline.0, kernel.current_task());
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    #[inline]
    fn drop(&mut self) {
        if self.timer > 0 {
            let mut wheel = self.kernel.wheel.borrow_mut();
            if !wheel.has_fired(self.deadline.0, self.timer) {
                wheel.remove(self.deadline.0, self.timer);
            }
        }
    }
}
