//! The wait queue of a [`super::Semaphore`] or a [`super::Notify`]: first in, first out, with removal from the middle.
//!
//! ```text
//!   tickets  1 2 3 | 4  5  6  7       served = 3
//!                    C  –  E  F       ticket 5 was removed
//! ```

use super::TaskId;
use std::collections::VecDeque;
use std::num::NonZeroU64;

/// A place in the queue, numbered from one. As it is never zero, an `Option<Ticket>` takes no extra memory.
pub(super) type Ticket = NonZeroU64;

/// The waiting tasks, by ticket.
#[derive(Default)]
pub(super) struct Queue {
    /// The highest ticket that has been served; so have all below it.
    served: u64,
    /// The tasks of the tickets after `served`; `None` for a removed ticket. The front, if there is one, is `Some`.
    tasks: VecDeque<Option<TaskId>>,
    /// The number of waiting tasks: tickets that are neither served nor removed.
    pub(super) waiting: usize,
}

impl Queue {
    /// Adds a task at the back and returns its ticket, which is never `None`.
    #[inline]
    pub(super) fn push(&mut self, task: TaskId) -> Option<Ticket> {
        self.tasks.push_back(Some(task));
        self.waiting += 1;
        Ticket::new(self.served + self.tasks.len() as u64)
    }

    /// Serves the task at the front and returns its ticket and the task.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<(Ticket, TaskId)> {
        let served = (Ticket::new(self.served + 1)?, self.tasks.front().copied().flatten()?);
        self.remove(served.0);
        Some(served)
    }

    /// Whether a ticket has been served. It must not have been removed.
    #[inline]
    pub(super) fn is_served(&self, ticket: Ticket) -> bool {
        ticket.get() <= self.served
    }

    /// Changes the task of a ticket that has not been served.
    pub(super) fn set_task(&mut self, ticket: Ticket, task: TaskId) {
        self.tasks[(ticket.get() - self.served) as usize - 1] = Some(task);
    }

    /// Removes a ticket that has not been served.
    pub(super) fn remove(&mut self, ticket: Ticket) {
        self.tasks[(ticket.get() - self.served) as usize - 1] = None;
        self.waiting -= 1;
        while let Some(None) = self.tasks.front() {
            self.tasks.pop_front();
            self.served += 1;
        }
    }
}
