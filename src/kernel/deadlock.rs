//! The report of a deadlock: a run that cannot continue. It is a bug in the tasks, so the report lists which tasks
//! wait, and for what.

use super::{Kernel, TaskId};
use std::fmt;

/// A deadlock: tasks that wait for each other, or for something that never happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deadlock {
    /// All tasks that have not ended, by slot.
    pub waiting: Vec<Waiting>,
}

impl Deadlock {
    /// The deadlock of a kernel, if it is in one.
    pub(super) fn of(kernel: &Kernel) -> Option<Deadlock> {
        let tasks = kernel.tasks.borrow();
        if tasks.live() == 0 || tasks.any_ready() || !kernel.wheel.borrow().is_empty() {
            return None;
        }
        let waiting = tasks.iter().map(|(task, header)| {
            let [name, waits_for] = tasks.texts(header);
            Waiting { task, name, waits_for }
        });
        Some(Deadlock { waiting: waiting.collect() })
    }
}

/// A task of a [`Deadlock`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// The task.
    pub task: TaskId,
    /// The name it was given when it was spawned.
    pub name: &'static str,
    /// The name of what it waits for; empty if that is not a primitive of the kernel.
    pub waits_for: &'static str,
}

/// The number of tasks that a report names; the others are only counted.
const NAMED_MAX: usize = 8;

impl fmt::Display for Deadlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.waiting.len();
        write!(f, "nothing can wake the {count} waiting task{}: ", if count == 1 { "" } else { "s" })?;
        for (index, Waiting { task, name, waits_for }) in self.waiting.iter().take(NAMED_MAX).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let what = if waits_for.is_empty() { "something unknown to the kernel" } else { waits_for };
            write!(f, "{comma}{name} {} waits for {what}", task.slot)?;
        }
        match count.saturating_sub(NAMED_MAX) {
            0 => Ok(()),
            others => write!(f, ", and {others} more"),
        }
    }
}

impl std::error::Error for Deadlock {}

#[cfg(test)]
mod tests {
    use super::super::{Executor, Notify, Semaphore};
    use super::*;
    use crate::base::units::{Duration, Instant};
    use std::rc::Rc;

    #[test]
    fn a_deadlock_names_who_waits_and_for_what() {
        let kernel = Kernel::new();
        let connections = Semaphore::new(Rc::clone(&kernel), "a database connection", 0);
        let news = Notify::new(Rc::clone(&kernel), "the refresh of key 3");
        let mut executor = Executor::new(Rc::clone(&kernel), "reader");
        assert!(executor.deadlock().is_none(), "there are no tasks");
        executor.spawn({
            let kernel = Rc::clone(&kernel);
            async move {
                kernel.sleep(Duration(5)).await;
                drop(connections.acquire().await);
            }
        });
        kernel.spawn("refresher", async move { news.notified().await });
        kernel.spawn("stuck", std::future::pending());
        assert!(executor.deadlock().is_none(), "all are ready");
        executor.run_until(Instant(4), u64::MAX);
        assert!(executor.deadlock().is_none(), "a timer is pending");
        executor.run_until(Instant::MAX, u64::MAX);
        assert_eq!(
            executor.deadlock().expect("a deadlock").to_string(),
            "nothing can wake the 3 waiting tasks: reader 0 waits for a database connection, \
             refresher 1 waits for the refresh of key 3, stuck 2 waits for something unknown to the kernel"
        );
        for _ in 0..9 {
            kernel.spawn("dreamer", kernel.sleep_until(Instant::MAX));
        }
        executor.run_until(Instant::MAX, u64::MAX);
        let text = executor.deadlock().expect("a deadlock").to_string();
        assert!(text.ends_with("dreamer 7 waits for a time that never comes, and 4 more"), "{text}");
    }
}
