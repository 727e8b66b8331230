//! A counting semaphore: a number of permits, and a queue of tasks that wait for one.
//!
//! Ordering guarantee: first come, first served. A task's place in the queue is taken at its first poll. A released
//! permit goes straight to the first waiter, so no later task can overtake it:
//!
//! ```text
//!   permits 2              holders A B    queue C D E
//!   A releases                     C B          D E      C is woken and already owns the permit
//!   C is dropped unpolled          D B          E        the permit is not lost
//! ```

use super::Kernel;
use super::queue::{Queue, Ticket};
use super::tasks::Name;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A counting semaphore, served first come, first served. It is used as a mutex (one permit) and as a connection pool.
pub struct Semaphore {
    kernel: Rc<Kernel>,
    name: Name,
    permits: usize,
    in_use: Cell<usize>,
    queue: RefCell<Queue>,
}

impl Semaphore {
    /// A semaphore with `permits` permits, all available. The name appears in [`super::Deadlock`] reports.
    pub fn new(kernel: Rc<Kernel>, name: &'static str, permits: usize) -> Rc<Semaphore> {
        let name = kernel.name(name);
        Rc::new(Semaphore { kernel, name, permits, in_use: Cell::new(0), queue: RefCell::default() })
    }

    /// Waits for a permit. Dropping the future leaves the queue.
    pub fn acquire(self: &Rc<Self>) -> Acquire {
        Acquire { semaphore: Rc::clone(self), ticket: None }
    }

    /// Takes a permit if one is available now.
    pub fn try_acquire(self: &Rc<Self>) -> Option<Permit> {
        (self.available() > 0).then(|| {
            self.in_use.set(self.in_use.get() + 1);
            Permit { semaphore: Rc::clone(self) }
        })
    }

    /// The number of free permits. While it is not zero, no task waits.
    pub fn available(&self) -> usize {
        self.permits - self.in_use.get()
    }

    /// The number of permits in use, including those handed to a task that has not run since.
    #[cfg(test)]
    fn in_use(&self) -> usize {
        self.in_use.get()
    }

    /// The number of waiting tasks.
    pub fn waiting(&self) -> usize {
        self.queue.borrow().waiting
    }

    /// Hands one permit to the first waiter, or makes it available.
    fn release(&self) {
        match self.queue.borrow_mut().pop() {
            Some((_, task)) => self.kernel.wake(task),
            None => self.in_use.set(self.in_use.get() - 1),
        }
    }
}

/// The future returned by [`Semaphore::acquire`]: ready with a permit.
#[must_use = "a future does nothing unless awaited"]
pub struct Acquire {
    semaphore: Rc<Semaphore>,
    /// The place in the queue, from the first poll until the permit is taken.
    ticket: Option<Ticket>,
}

impl Future for Acquire {
    type Output = Permit;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Permit> {
        let semaphore = Rc::clone(&self.semaphore);
        let kernel = &*semaphore.kernel;
        match self.ticket {
            None => {
                if let Some(permit) = semaphore.try_acquire() {
                    return Poll::Ready(permit);
                }
                self.ticket = semaphore.queue.borrow_mut().push(kernel.current_task());
            }
            Some(ticket) => {
                let mut queue = semaphore.queue.borrow_mut();
                if queue.is_served(ticket) {
                    drop(queue);
                    self.ticket = None;
                    return Poll::Ready(Permit { semaphore });
                }
                queue.set_task(ticket, kernel.current_task());
            }
        }
        kernel.wait_for(semaphore.name);
        Poll::Pending
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut queue = self.semaphore.queue.borrow_mut();
        if queue.is_served(ticket) {
            // The permit was handed over but never taken.
            drop(queue);
            self.semaphore.release();
        } else {
            queue.remove(ticket);
        }
    }
}

/// One permit of a [`Semaphore`], released when dropped.
#[must_use = "a permit is released when dropped"]
pub struct Permit {
    semaphore: Rc<Semaphore>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.semaphore.release();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Executor, First, Progress, race};
    use super::*;
    use crate::base::units::{Duration, Instant};

    /// Holds a permit for a number of ticks, and logs when it was acquired.
    async fn hold(
        kernel: Rc<Kernel>,
        semaphore: Rc<Semaphore>,
        ticks: u64,
        log: Rc<RefCell<Vec<(u64, u64)>>>,
        id: u64,
    ) {
        let permit = semaphore.acquire().await;
        log.borrow_mut().push((kernel.now().0, id));
        kernel.sleep(Duration(ticks)).await;
        drop(permit);
    }

    #[test]
    fn permits_are_served_first_come_first_served() {
        // Two permits, holds of 3, 1, 1, 5 and 1 ticks: 0 and 1 start at 0, 2 at 1 (after 1), 3 at 2 (after 2),
        // 4 at 3 (after 0).
        let kernel = Kernel::new();
        let semaphore = Semaphore::new(Rc::clone(&kernel), "slots", 2);
        let log = Rc::default();
        let mut executor = Executor::new(Rc::clone(&kernel), "holder");
        for (id, ticks) in (0..).zip([3, 1, 1, 5, 1]) {
            executor.spawn(hold(Rc::clone(&kernel), Rc::clone(&semaphore), ticks, Rc::clone(&log), id));
        }
        assert_eq!(executor.run_until(Instant(0), u64::MAX), Progress::Reached);
        assert_eq!((semaphore.available(), semaphore.in_use(), semaphore.waiting()), (0, 2, 3));
        assert!(semaphore.try_acquire().is_none());
        executor.run_until(Instant::MAX, u64::MAX);
        assert_eq!(*log.borrow(), [(0, 0), (0, 1), (1, 2), (2, 3), (3, 4)]);
        assert_eq!((semaphore.available(), semaphore.waiting(), executor.live()), (2, 0, 0));
        assert!(semaphore.try_acquire().is_some());
        assert_eq!(semaphore.available(), 2);
    }

    #[test]
    fn a_task_dropped_while_waiting_or_with_an_unseen_permit_loses_no_permit() {
        // One permit, held until 10 by task 0; 1, 2 and 3 wait. 2 is cancelled while it waits; at 10 the permit goes
        // to 1, which is cancelled at the same instant, before it is polled: the permit must go to 3.
        let kernel = Kernel::new();
        let semaphore = Semaphore::new(Rc::clone(&kernel), "lock", 1);
        let log = Rc::default();
        let mut executor = Executor::new(Rc::clone(&kernel), "holder");
        let tasks: Vec<_> = (0..4)
            .map(|id| executor.spawn(hold(Rc::clone(&kernel), Rc::clone(&semaphore), 10, Rc::clone(&log), id)))
            .collect();
        executor.run_until(Instant(5), u64::MAX);
        kernel.cancel(tasks[2]);
        executor.run_until(Instant(9), u64::MAX);
        assert_eq!(semaphore.waiting(), 2);
        executor.run_until(Instant(10), 1); // 0 releases the permit and ends
        assert_eq!((semaphore.in_use(), semaphore.waiting()), (1, 1));
        kernel.cancel(tasks[1]);
        executor.run_until(Instant::MAX, u64::MAX);
        assert_eq!(*log.borrow(), [(0, 0), (10, 3)]);
        assert_eq!((semaphore.available(), executor.live()), (1, 0));
    }

    /// Tasks with random hold times and timeouts, cancelled at random: in every case all permits are released in the
    /// end and no task waits for ever.
    #[test]
    fn no_permit_is_lost_in_hundreds_of_random_runs() {
        for seed in 0..300_u64 {
            let mut state = seed;
            let mut below = |bound: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % bound
            };
            let permits = 1 + below(3) as usize;
            let kernel = Kernel::new();
            let semaphore = Semaphore::new(Rc::clone(&kernel), "slots", permits);
            let users = Rc::new(()); // one more reference for each task that uses a permit
            let mut executor = Executor::new(Rc::clone(&kernel), "holder");
            let mut tasks = Vec::new();
            for _ in 0..30 {
                let (kernel, semaphore, users) = (Rc::clone(&kernel), Rc::clone(&semaphore), Rc::downgrade(&users));
                let (start, patience, ticks) = (below(10), below(12), below(4));
                tasks.push(executor.spawn(async move {
                    kernel.sleep(Duration(start)).await;
                    let timeout = kernel.sleep(Duration(patience));
                    if let First::A(_permit) = race(semaphore.acquire(), timeout).await {
                        let user = users.upgrade().expect("the test's own reference");
                        assert!(Rc::strong_count(&user) - 1 <= permits, "seed {seed}");
                        kernel.sleep(Duration(ticks)).await;
                    }
                }));
            }
            for time in 0..30 {
                executor.run_until(Instant(time), below(20));
                kernel.cancel(tasks[below(30) as usize]);
                executor.run_until(Instant(time), u64::MAX);
                assert!(Rc::strong_count(&users) - 1 <= semaphore.in_use(), "seed {seed}");
                assert!(semaphore.available() == 0 || semaphore.waiting() == 0, "seed {seed}");
            }
            executor.run_until(Instant::MAX, u64::MAX);
            assert_eq!((executor.live(), semaphore.in_use(), semaphore.waiting()), (0, 0, 0), "seed {seed}");
        }
    }

    #[test]
    fn a_permit_may_outlive_the_wait_and_move_between_tasks() {
        let kernel = Kernel::new();
        let semaphore = Semaphore::new(Rc::clone(&kernel), "slots", 1);
        let permit = semaphore.try_acquire();
        let mut executor = Executor::new(Rc::clone(&kernel), "holder");
        executor.spawn({
            let (kernel, semaphore) = (Rc::clone(&kernel), Rc::clone(&semaphore));
            async move {
                kernel.sleep(Duration(1)).await;
                drop(permit);
                drop(semaphore.acquire().await);
            }
        });
        executor.run_until(Instant::MAX, u64::MAX);
        assert_eq!(semaphore.available(), 1);
    }
}
