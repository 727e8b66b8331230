//! The kernel: virtual time, and the tasks that run on it. It knows nothing of caches.
//!
//! ```text
//!             poll                     sleep                    due at or before `until`
//!   Executor ──────► task (a future) ────────► timing wheel ─────────────────┐
//!      ▲                │  ▲      waits         semaphore, notify ──┐        │ one at a time, and only
//!      │ front          │  └──────────────────►  (queues)           │ wake   │ when nothing is ready
//!      └──── ready queue (first in, first out) ◄────────────────────┴────────┘
//! ```
//!
//! A process is written as an `async fn`; the kernel polls it, and there is nothing else: no threads, no wall clock,
//! no randomness, no hash order. Ordering guarantees, which make a run a function of its input:
//!
//! 1. Timers fire in **(time, sequence)** order; the sequence is the order in which the sleeps were first polled.
//! 2. A timer fires only when nothing is ready: all that follows from an event at the same instant happens before the
//!    next timer.
//! 3. Ready tasks are polled in the order in which they were woken, new ones in the order of their spawning.
//!
//! Wakers are not used (`Waker::noop`): a leaf future leaves `Kernel::current_task` with what it waits for, which
//! calls `Kernel::wake`. So only the futures of this module may be awaited, and those built of them. A poll that
//! finds nothing new is harmless. To drop a future is to cancel it: its timer or its place in a queue goes with it.

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
    current: Cell<TaskId>,
    tasks: RefCell<Tasks>,
    wheel: RefCell<Wheel>,
    /// Boxed tasks that the executor has not taken over yet.
    spawned: RefCell<Vec<(TaskId, BoxedFuture)>>,
    /// There is something for the executor to do before the next poll: tasks to take over, or to have at hand.
    attention: Cell<bool>,
    /// The executor is to give its caller a turn.
    pausing: Cell<bool>,
    /// The executor is gone: nothing will ever be polled again.
    closed: Cell<bool>,
}

impl Kernel {
    /// A kernel at time zero.
    pub fn new() -> Rc<Kernel> {
        Kernel::with_capacity(0)
    }

    /// A kernel at time zero, with room for so many tasks before anything has to grow.
    pub fn with_capacity(tasks: usize) -> Rc<Kernel> {
        Rc::new(Kernel {
            now: Cell::new(Instant::ZERO),
            polls: Cell::new(0),
            current: Cell::new(TaskId::NONE),
            tasks: RefCell::new(Tasks::with_capacity(tasks)),
            wheel: RefCell::new(Wheel::new()),
            spawned: RefCell::default(),
            attention: Cell::new(false),
            pausing: Cell::new(false),
            closed: Cell::new(false),
        })
    }

    /// The present moment.
    #[inline]
    pub fn now(&self) -> Instant {
        self.now.get()
    }

    /// Waits for a length of time from now, not from the first poll. No time at all is over at once.
    #[inline]
    pub fn sleep(self: &Rc<Self>, duration: Duration) -> Sleep {
        self.sleep_until(self.now() + duration)
    }

    /// Waits for a point in time: the past and the present are there at once, [`Instant::MAX`] never comes.
    #[inline]
    pub fn sleep_until(self: &Rc<Self>, deadline: Instant) -> Sleep {
        Sleep { kernel: Rc::clone(self), deadline, timer: 0 }
    }

    /// Starts a task of any kind, for rare background work: its future is boxed. It runs after what is ready now, the
    /// present task included. The name is for [`Deadlock`] reports.
    pub fn spawn(self: &Rc<Self>, name: &'static str, future: impl Future<Output = ()> + 'static) -> TaskId {
        if self.closed.get() {
            return TaskId::NONE;
        }
        let name = self.name(name);
        let task = self.tasks.borrow_mut().add(name);
        self.attention.set(true);
        self.spawned.borrow_mut().push((task, Box::pin(future)));
        task
    }

    /// Ends a task: its future is dropped at its next turn, at the present instant, instead of being polled. Does
    /// nothing when the task has ended.
    pub fn cancel(&self, task: TaskId) {
        self.tasks.borrow_mut().cancel(task);
    }

    /// Lets the executor return to its caller soon, at the next turn but one at the latest, though polls are left: for
    /// tasks that have worked long, or have found that the run can not go on.
    pub fn pause(&self) {
        self.pausing.set(true);
        self.attention.set(true);
    }

    /// How often a task was polled so far: the events of the kernel.
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

    /// A name for [`Deadlock`] reports.
    fn name(&self, text: &'static str) -> Name {
        self.tasks.borrow_mut().name(text)
    }

    /// Notes what the present task waits for, for [`Deadlock`] reports.
    #[inline]
    fn wait_for(&self, what: Name) {
        if let Some(header) = self.tasks.borrow_mut().get_mut(self.current.get()) {
            header.waits_for = what;
        }
    }

    /// The next turn: the front of the ready queue, or else that of the earliest timer, to which the clock moves.
    #[inline]
    fn next_turn(&self, until: Instant) -> Option<Next> {
        let ready = self.tasks.borrow_mut().next_ready();
        if ready.is_some() {
            return ready;
        }
        let mut wheel = self.wheel.borrow_mut();
        let (time, task) = wheel.pop(until.0)?;
        if !wheel.soon.is_empty() {
            self.attention.set(true);
        }
        self.now.set(Instant(time));
        // Its header need not be looked at: with an empty queue, no task is queued or cancelled.
        Some(Next::Poll(task))
    }
}

/// Ready at its deadline; see [`Kernel::sleep`].
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
