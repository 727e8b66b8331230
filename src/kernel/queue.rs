//! The waiting line of a [`super::Semaphore`] or a [`super::Notify`]: first in, first out, and one may leave from the
//! middle.
//!
//! ```text
//!   tickets  0 1 2 | 3  4  5  6       first = 3: those before it have been served
//!                    C  –  E  F       ticket 4 was given back
//! ```

use super::TaskId;
use std::collections::VecDeque;

/// The waiting tasks, by ticket. Tickets are numbered from zero; those before `first` have been served.
#[derive(Default)]
pub(super) struct Queue {
    first: u64,
    /// `None` for a ticket given back. The front, if there is one, is `Some`.
    tasks: VecDeque<Option<TaskId>>,
    /// How many wait: tickets neither served nor given back.
    pub(super) waiting: usize,
}

impl Queue {
    /// Adds a task at the back: its ticket.
    pub(super) fn push(&mut self, task: TaskId) -> u64 {
        self.tasks.push_back(Some(task));
        self.waiting += 1;
        self.first + self.tasks.len() as u64 - 1
    }

    /// Serves the first: its ticket and task.
    pub(super) fn pop(&mut self) -> Option<(u64, TaskId)> {
        let served = (self.first, self.tasks.front().copied().flatten()?);
        self.give_back(served.0);
        Some(served)
    }

    /// Whether a ticket, which was not given back, has been served.
    pub(super) fn is_served(&self, ticket: u64) -> bool {
        ticket < self.first
    }

    /// Makes the task of a ticket not served yet another one.
    pub(super) fn set_task(&mut self, ticket: u64, task: TaskId) {
        self.tasks[(ticket - self.first) as usize] = Some(task);
    }

    /// Takes a ticket that was not served out of the queue.
    pub(super) fn give_back(&mut self, ticket: u64) {
        self.tasks[(ticket - self.first) as usize] = None;
        self.waiting -= 1;
        while let Some(None) = self.tasks.front() {
            self.tasks.pop_front();
            self.first += 1;
        }
    }
}
