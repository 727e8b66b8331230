//! A notification: tasks wait until another task notifies them.
//!
//! Ordering guarantee: tasks are woken first come, first served. A task's place in the queue is taken at its first
//! poll.

use super::Kernel;
use super::queue::{Queue, Ticket};
use super::tasks::Name;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A point at which tasks wait for a notification. Notifications are not stored: each reaches only the tasks that are
/// waiting at that moment.
pub struct Notify {
    kernel: Rc<Kernel>,
    name: Name,
    queue: RefCell<Queue>,
}

impl Notify {
    /// A notification point without waiters. The name appears in [`super::Deadlock`] reports.
    pub fn new(kernel: Rc<Kernel>, name: &'static str) -> Rc<Notify> {
        let name = kernel.name(name);
        Rc::new(Notify { kernel, name, queue: RefCell::default() })
    }

    /// Waits for a notification made after the first poll.
    pub fn notified(self: &Rc<Self>) -> Notified {
        Notified { notify: Rc::clone(self), ticket: None }
    }

    /// Wakes all waiting tasks, in the order in which they began to wait.
    pub fn notify_all(&self) {
        while let Some((_, task)) = self.queue.borrow_mut().pop() {
            self.kernel.wake(task);
        }
    }

    /// The number of waiting tasks.
    pub fn waiting(&self) -> usize {
        self.queue.borrow().waiting
    }
}

/// The future returned by [`Notify::notified`]: ready after a notification.
#[must_use = "a future does nothing unless awaited"]
pub struct Notified {
    notify: Rc<Notify>,
    /// The place in the queue, from the first poll until the notification is seen.
    ticket: Option<Ticket>,
}

impl Future for Notified {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let Notify { kernel, name, queue } = &*this.notify;
        let mut queue = queue.borrow_mut();
        match this.ticket {
            None => this.ticket = queue.push(kernel.current_task()),
            Some(ticket) if queue.is_served(ticket) => {
                this.ticket = None;
                return Poll::Ready(());
            }
            Some(ticket) => queue.set_task(ticket, kernel.current_task()),
        }
        kernel.wait_for(*name);
        Poll::Pending
    }
}

impl Drop for Notified {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut queue = self.notify.queue.borrow_mut();
        if !queue.is_served(ticket) {
            queue.remove(ticket);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Executor, TaskId};
    use super::*;
    use crate::base::units::Instant;

    /// Four tasks, 0 to 3, that wait for a notification and then log their number.
    struct Four {
        kernel: Rc<Kernel>,
        notify: Rc<Notify>,
        log: Rc<RefCell<Vec<usize>>>,
        tasks: Vec<TaskId>,
    }

    fn four() -> (Four, Executor<impl Future<Output = ()>>) {
        let kernel = Kernel::new();
        let notify = Notify::new(Rc::clone(&kernel), "news");
        let log = Rc::<RefCell<Vec<usize>>>::default();
        let mut executor = Executor::new(Rc::clone(&kernel), "reader");
        let wait = |id| {
            let (notify, log) = (Rc::clone(&notify), Rc::clone(&log));
            async move {
                notify.notified().await;
                log.borrow_mut().push(id);
            }
        };
        let tasks = (0..4).map(|id| executor.spawn(wait(id))).collect();
        executor.run_until(Instant(1), u64::MAX);
        (Four { kernel, notify, log, tasks }, executor)
    }

    #[test]
    fn all_are_woken_in_the_order_in_which_they_came() {
        let (four, mut executor) = four();
        assert_eq!(four.notify.waiting(), 4);
        four.kernel.cancel(four.tasks[1]); // while it waits
        executor.run_until(Instant(2), u64::MAX);
        assert_eq!(four.notify.waiting(), 3);
        four.notify.notify_all();
        executor.run_until(Instant(3), u64::MAX);
        assert_eq!(*four.log.borrow(), [0, 2, 3]);
        four.notify.notify_all(); // reaches no task, and is not stored
        drop(four.notify.notified());
        assert_eq!((four.notify.waiting(), executor.live()), (0, 0));
    }

    #[test]
    fn a_wake_up_of_all_is_not_passed_on() {
        let (four, mut executor) = four();
        four.notify.notify_all();
        for task in &four.tasks {
            four.kernel.cancel(*task);
        }
        let late = four.kernel.spawn("late", {
            let notify = Rc::clone(&four.notify);
            async move { notify.notified().await }
        });
        executor.run_until(Instant(2), u64::MAX);
        assert_eq!(four.notify.waiting(), 1);
        four.kernel.cancel(late);
        executor.run_until(Instant(2), u64::MAX);
        assert_eq!((four.notify.waiting(), executor.live()), (0, 0));
    }
}
