//! The waiting line of a [`super::Semaphore`] or a [`super::Notify`]: first in, first out, and one may leave from the
//! middle.
//!
//! ```text
//!   tickets  1 2 3 | 4  5  6  7       served = 3
//!                    C  –  E  F       ticket 5 was given back
//! ```

use super::TaskId;
use std::collections::VecDeque;
use std::num::NonZeroU64;

/// A place in the line, numbered from one: so that one that may be none takes no more memory.
pub(super) type Ticket = NonZeroU64;

/// The waiting tasks, by ticket.
#[derive(Default)]
pub(super) struct Queue {
    /// The tickets up to this one have been served.
    served: u64,
    /// `None` for a ticket given back. The front, if there is one, is `Some`.
    tasks: VecDeque<Option<TaskId>>,
    /// How many wait: tickets neither served nor given back.
    pub(super) waiting: usize,
}

impl Queue {
    /// Adds a task at the back: its ticket, which is never none.
    #[inline]
    pub(super) fn push(&mut self, task: TaskId) -> Option<Ticket> {
        self.tasks.push_back(Some(task));
        self.waiting += 1;
        Ticket::new(self.served + self.tasks.len() as u64)
    }

    /// Serves the first: its ticket and task.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<(Ticket, TaskId)> {
        let served = (Ticket::new(self.served + 1)?, self.tasks.front().copied().flatten()?);
        self.give_back(served.0);
        Some(served)
    }

    /// Whether a ticket, which was not given back, has been served.
    #[inline]
    pub(super) fn is_served(&self, ticket: Ticket) -> bool {
        ticket.get() <= self.served
    }

    /// Makes the task of a ticket not served yet another one.
    pub(super) fn set_task(&mut self, ticket: Ticket, task: TaskId) {
        self.tasks[(ticket.get() - self.served) as usize - 1] = Some(task);
    }

    /// Takes a ticket that was not served out of the queue.
    pub(super) fn give_back(&mut self, ticket: Ticket) {
        self.tasks[(ticket.get() - self.served) as usize - 1] = None;
        self.waiting -= 1;
        while let Some(None) = self.tasks.front() {
            self.tasks.pop_front();
            self.served += 1;
        }
    }
}
