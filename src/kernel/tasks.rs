//! The task table: one small header per task, and the queue of ready tasks. The futures themselves are in the executor.
//!
//! ```text
//!   headers  [0: reader, queued] [1: free] [2: reader, waits for "connections"] [3: refresher, queued]
//!   ready    front  0, 3  back
//! ```
//!
//! Ordering guarantee: tasks become ready in the order in which they were woken. A task that is woken again before it
//! is polled keeps its place. Slots are reused, and each use has a new generation, so the id of an ended task matches
//! no other task. Entries of ended tasks in the queue are skipped.

use std::collections::VecDeque;

/// The id of a task, unique within its kernel. It may outlive the task: it then matches no task.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TaskId {
    pub(super) slot: u32,
    pub(super) generation: u32,
}

impl TaskId {
    /// An id that no task has.
    pub(super) const NONE: TaskId = TaskId { slot: u32::MAX, generation: u32::MAX };

    /// The slot of a timer that starts a task. The number of the task is stored as the generation.
    pub(super) const START: u32 = u32::MAX - 1;
}

/// The interned name of a task or of what it waits for: an index, because there are few names and many tasks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Name(u8);

impl Name {
    /// The empty name. As the name of a task it means that the task has ended.
    pub(super) const NONE: Name = Name(0);
}

/// The state of one task, kept small because there may be a million.
#[derive(Clone)]
pub(super) struct Header {
    generation: u32,
    name: Name,
    /// The last thing other than time that the task has waited for since it was last queued.
    pub(super) waits_for: Name,
    queued: bool,
    cancelled: bool,
}

impl Header {
    fn is_live(&self) -> bool {
        self.name != Name::NONE
    }
}

/// The next turn of the executor.
pub(super) enum Next {
    Poll(TaskId),
    Cancel(TaskId),
    /// Create the task with this number.
    Start(u32),
}

/// All tasks that have not ended, and the ready queue.
pub(super) struct Tasks {
    headers: Vec<Header>,
    free: Vec<u32>,
    ready: VecDeque<TaskId>,
    names: Vec<&'static str>,
}

impl Tasks {
    pub(super) fn with_capacity(tasks: usize) -> Tasks {
        let (headers, free, ready) = (Vec::with_capacity(tasks), Vec::new(), VecDeque::with_capacity(tasks));
        Tasks { headers, free, ready, names: vec![""] }
    }

    /// Interns a name.
    ///
    /// # Panics
    /// If there are more than 255 different names.
    pub(super) fn name(&mut self, text: &'static str) -> Name {
        let index = self.names[1..].iter().position(|&name| name == text).map_or(self.names.len(), |index| index + 1);
        if index == self.names.len() {
            self.names.push(text);
        }
        // `expect` would link the code that prints the error.
        let Ok(index) = u8::try_from(index) else { panic!("at most 255 names") };
        Name(index)
    }

    /// Adds a task at the back of the ready queue.
    #[inline]
    pub(super) fn add(&mut self, name: Name) -> TaskId {
        let blank = Header { generation: 0, name, waits_for: Name::NONE, queued: true, cancelled: false };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.headers.push(blank.clone());
            self.headers.len() as u32 - 1
        });
        let header = &mut self.headers[slot as usize];
        *header = Header { generation: header.generation, ..blank };
        let task = TaskId { slot, generation: header.generation };
        self.ready.push_back(task);
        task
    }

    /// Removes an ended task.
    #[inline]
    pub(super) fn remove(&mut self, task: TaskId) {
        if let Some(header) = self.get_mut(task) {
            header.name = Name::NONE;
            header.generation = header.generation.wrapping_add(1);
            self.free.push(task.slot);
        }
    }

    /// Puts a task at the back of the ready queue, unless it is queued already or has ended.
    #[inline]
    pub(super) fn wake(&mut self, task: TaskId) {
        if let Some(header) = self.get_mut(task)
            && !header.queued
        {
            header.queued = true;
            self.ready.push_back(task);
        }
    }

    /// Marks a task to be dropped at its next turn.
    pub(super) fn cancel(&mut self, task: TaskId) {
        if let Some(header) = self.get_mut(task) {
            header.cancelled = true;
            self.wake(task);
        }
    }

    /// Takes the next turn from the front of the ready queue.
    #[inline]
    pub(super) fn next_ready(&mut self) -> Option<Next> {
        while let Some(task) = self.ready.pop_front() {
            if let Some(header) = self.get_mut(task) {
                header.queued = false;
                header.waits_for = Name::NONE;
                return Some(if header.cancelled { Next::Cancel(task) } else { Next::Poll(task) });
            }
        }
        None
    }

    /// The header of a task that has not ended.
    #[inline]
    pub(super) fn get_mut(&mut self, task: TaskId) -> Option<&mut Header> {
        self.headers
            .get_mut(task.slot as usize)
            .filter(|header| header.is_live() && header.generation == task.generation)
    }

    /// The tasks that have not ended, by slot.
    pub(super) fn iter(&self) -> impl Iterator<Item = (TaskId, &Header)> {
        let ids = self.headers.iter().zip(0..);
        ids.filter(|(header, _)| header.is_live())
            .map(|(header, slot)| (TaskId { slot, generation: header.generation }, header))
    }

    /// The number of tasks that have not ended.
    pub(super) fn live(&self) -> usize {
        self.headers.len() - self.free.len()
    }

    /// Whether a live task is in the ready queue.
    pub(super) fn any_ready(&self) -> bool {
        !self.ready.is_empty() && self.iter().any(|(_, header)| header.queued)
    }

    /// The name of a task and the name of what it waits for.
    pub(super) fn texts(&self, header: &Header) -> [&'static str; 2] {
        [header.name, header.waits_for].map(|name| self.names[usize::from(name.0)])
    }

    /// The number of tasks that fit without reallocation.
    pub(super) fn capacity(&self) -> usize {
        self.headers.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(tasks: &mut Tasks) -> Vec<TaskId> {
        let next = |tasks: &mut Tasks| match tasks.next_ready() {
            Some(Next::Poll(task) | Next::Cancel(task)) => Some(task),
            Some(Next::Start(_)) | None => None,
        };
        std::iter::from_fn(|| next(tasks)).collect()
    }

    #[test]
    fn the_ready_queue_is_first_in_first_out_and_holds_a_task_once() {
        let mut tasks = Tasks::with_capacity(3);
        let [a, b, c] = ["a", "b", "c"].map(|text| {
            let name = tasks.name(text);
            tasks.add(name)
        });
        assert_eq!(drain(&mut tasks), [a, b, c]);
        for task in [c, a, c, b, a] {
            tasks.wake(task);
        }
        assert_eq!(drain(&mut tasks), [c, a, b]);
        assert!(!tasks.any_ready());
    }

    #[test]
    fn the_id_of_an_ended_task_matches_no_task() {
        let mut tasks = Tasks::with_capacity(1);
        let name = tasks.name("task");
        let first = tasks.add(name);
        tasks.remove(first); // while queued
        let second = tasks.add(name);
        assert_eq!(first.slot, second.slot);
        tasks.cancel(first);
        tasks.remove(first);
        tasks.wake(TaskId::NONE);
        assert_eq!(drain(&mut tasks), [second]);
        tasks.wake(first);
        assert!(!tasks.any_ready());
        assert_eq!(tasks.live(), 1);
    }
}
