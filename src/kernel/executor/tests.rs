//! Tests of the executor: order, slices, cancellation, tasks that start later, and cleanup.

use super::*;
use crate::base::units::Duration;
use crate::kernel::{First, Notify, Semaphore, race};
use std::cell::RefCell;
use std::task::Poll;

type Log = Rc<RefCell<Vec<(u64, u64)>>>;

/// Logs (now, id) after each of these sleeps.
async fn walk(kernel: Rc<Kernel>, log: Log, id: u64, sleeps: Vec<u64>) {
    for nanos in sleeps {
        kernel.sleep(Duration(nanos)).await;
        log.borrow_mut().push((kernel.now().0, id));
    }
}

#[test]
fn sleepers_wake_by_time_then_by_sequence() {
    // Task 0 sleeps at 0 until 2 and then until 4; task 1 at 0 until 4, which is the older timer; task 2 has no
    // wait at all.
    let (kernel, log) = (Kernel::new(), Log::default());
    let mut executor = Executor::new(Rc::clone(&kernel), "walker");
    for (id, sleeps) in [(0, vec![2, 2]), (1, vec![4, 0]), (2, vec![0, 0])] {
        executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), id, sleeps));
    }
    assert_eq!(executor.run_until(Instant(3), u64::MAX), Progress::Reached);
    assert_eq!((kernel.now(), executor.live()), (Instant(3), 2));
    assert_eq!(executor.run_until(Instant(1), u64::MAX), Progress::Reached);
    assert_eq!(kernel.now(), Instant(3), "the clock does not go back");
    executor.run_until(Instant::MAX, u64::MAX);
    assert_eq!(*log.borrow(), [(0, 2), (0, 2), (2, 0), (4, 1), (4, 1), (4, 0)]);
    assert_eq!((kernel.now(), kernel.polls()), (Instant(4), 6));
}

#[test]
fn what_an_event_sets_off_comes_before_the_next_timer_of_the_same_instant() {
    let (kernel, log) = (Kernel::new(), Log::default());
    let mut executor = Executor::new(Rc::clone(&kernel), "walker");
    let mut start = |id: u64, child: Option<u64>| {
        let (kernel, log) = (Rc::clone(&kernel), Rc::clone(&log));
        executor.spawn(async move {
            kernel.sleep(Duration(1)).await;
            log.borrow_mut().push((kernel.now().0, id));
            if let Some(child) = child {
                kernel.spawn("child", walk(Rc::clone(&kernel), Rc::clone(&log), child, vec![0]));
                log.borrow_mut().push((kernel.now().0, id));
            }
        })
    };
    start(0, Some(10));
    start(1, None);
    executor.run_until(Instant(1), u64::MAX);
    assert_eq!(*log.borrow(), [(1, 0), (1, 0), (1, 10), (1, 1)]);
}

/// Runs two hundred walkers that spawn and cancel others. Returns the log and the number of polls.
fn busy(cut: impl Fn(&mut Executor<BoxedFuture>, Instant)) -> (Vec<(u64, u64)>, u64) {
    let (kernel, log) = (Kernel::new(), Log::default());
    let mut executor: Executor<BoxedFuture> = Executor::new(Rc::clone(&kernel), "walker");
    for id in 0..200_u64 {
        let (kernel, log) = (Rc::clone(&kernel), Rc::clone(&log));
        executor.spawn(Box::pin(async move {
            let sleeps = vec![id * 7 % 31, id * 11 % 5, 3];
            walk(Rc::clone(&kernel), Rc::clone(&log), id, sleeps.clone()).await;
            let child = kernel.spawn("child", walk(Rc::clone(&kernel), log, id + 1_000, sleeps));
            kernel.sleep(Duration(id % 13)).await;
            kernel.cancel(child);
        }));
    }
    cut(&mut executor, Instant(200));
    assert_eq!(executor.live(), 0);
    (log.take(), kernel.polls())
}

#[test]
fn how_a_run_is_cut_never_changes_it() {
    let whole = busy(|executor, end| assert_eq!(executor.run_until(end, u64::MAX), Progress::Reached));
    for polls_max in [1, 2, 7, 64] {
        let sliced = busy(|executor, end| while executor.run_until(end, polls_max) == Progress::Paused {});
        assert_eq!(sliced, whole, "in slices of {polls_max}");
    }
    let stepped = busy(|executor, end| {
        for time in 0..=end.0 {
            executor.run_until(Instant(time), u64::MAX);
        }
    });
    assert_eq!(stepped, whole);
}

#[test]
fn a_cancelled_task_is_dropped_and_its_stale_id_harmless() {
    let (kernel, log) = (Kernel::new(), Log::default());
    let mut executor = Executor::new(Rc::clone(&kernel), "walker");
    let first = executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), 0, vec![5]));
    let never = kernel.spawn("child", walk(Rc::clone(&kernel), Rc::clone(&log), 1, vec![0]));
    kernel.cancel(never); // before its first poll
    executor.run_until(Instant(1), u64::MAX);
    kernel.cancel(first);
    kernel.cancel(first);
    executor.run_until(Instant(1), u64::MAX);
    assert_eq!((executor.live(), Rc::strong_count(&log)), (0, 1));
    let next = executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), 2, vec![5]));
    kernel.cancel(first);
    kernel.cancel(never);
    executor.run_until(Instant::MAX, u64::MAX);
    assert_eq!((log.take(), kernel.polls()), (vec![(6, 2)], 3));
    assert_ne!(first, next);
}

#[test]
fn a_sleep_that_is_handed_on_wakes_who_polled_it_last() {
    // Three tasks each begin a sleep, hand it on and end. The sleep until 3 is never awaited, the one until 7 is polled
    // once by a task that ends at 5, and the one until 9 is awaited by the last task.
    let kernel = Kernel::new();
    let mut executor: Executor<BoxedFuture> = Executor::new(Rc::clone(&kernel), "sleeper");
    let handed = [3, 7, 9].map(|nanos| {
        let handed = Rc::new(RefCell::new(kernel.sleep(Duration(nanos))));
        let sleep = Rc::clone(&handed);
        executor.spawn(Box::pin(std::future::poll_fn(move |context| {
            assert!(Pin::new(&mut *sleep.borrow_mut()).poll(context).is_pending());
            Poll::Ready(())
        })));
        handed
    });
    executor.run_until(Instant(1), u64::MAX);
    let [_, looked_at, awaited] = handed.clone();
    let timeout = kernel.sleep(Duration(4));
    let peek = std::future::poll_fn(move |context| Pin::new(&mut *looked_at.borrow_mut()).poll(context));
    executor.spawn(Box::pin(async { assert_eq!(race(peek, timeout).await, First::B(())) }));
    executor.spawn(Box::pin(std::future::poll_fn(move |context| Pin::new(&mut *awaited.borrow_mut()).poll(context))));
    let other = executor.spawn(Box::pin(std::future::pending()));
    executor.run_until(Instant(8), u64::MAX);
    assert_eq!((executor.live(), kernel.polls()), (2, 3 + 3 + 1));
    executor.run_until(Instant::MAX, u64::MAX);
    assert_eq!((executor.live(), kernel.now(), kernel.polls()), (1, Instant(9), 8));
    assert_eq!(executor.deadlock().expect("a deadlock").waiting[0].task, other);
    drop(handed);
}

#[test]
fn slots_and_boxes_are_used_again() {
    let (kernel, log) = (Kernel::new(), Log::default());
    let mut executor = Executor::new(Rc::clone(&kernel), "walker");
    for round in 0..100 {
        executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), round, vec![1]));
        kernel.spawn("child", walk(Rc::clone(&kernel), Rc::clone(&log), round, vec![1]));
        executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), round, vec![1]));
        executor.run_until(Instant::MAX, u64::MAX);
    }
    assert_eq!((executor.slots.len(), log.borrow().len()), (3, 300));
    assert!(executor.spare.len() <= 3);
}

#[test]
fn dropping_the_executor_leaves_nothing_behind() {
    let kernel = Kernel::with_capacity(8);
    let lock = Semaphore::new(Rc::clone(&kernel), "lock", 1);
    let news = Notify::new(Rc::clone(&kernel), "news");
    let mut executor = Executor::new(Rc::clone(&kernel), "holder");
    for _ in 0..3 {
        let (kernel, lock, news) = (Rc::clone(&kernel), Rc::clone(&lock), Rc::clone(&news));
        executor.spawn(async move {
            let _permit = lock.acquire().await;
            kernel.spawn("unborn", kernel.sleep(Duration(3)));
            race(news.notified(), kernel.sleep(Duration(100))).await;
        });
    }
    executor.run_until(Instant(1), 4);
    let unseen = Rc::clone(&news);
    kernel.spawn("waiter", async move { unseen.notified().await });
    drop(executor);
    assert_eq!((lock.available(), lock.waiting(), news.waiting()), (1, 0, 0));
    assert!(kernel.wheel.borrow().is_empty() && kernel.spawned.borrow().is_empty());
    assert_eq!(kernel.tasks.borrow().live(), 0);
    assert_eq!((Rc::strong_count(&lock), Rc::strong_count(&news)), (1, 1));
    drop((lock, news));
    let late = kernel.spawn("late", kernel.sleep(Duration(3)));
    kernel.cancel(late);
    assert_eq!(Rc::strong_count(&kernel), 1, "no task keeps the kernel alive");
}

/// Two tasks are created from their numbers at 3 and at 5. The one at 3 sets the start timer of a third, at 3 + 4.
#[test]
fn a_task_that_starts_later_is_only_a_timer_until_then() {
    let (kernel, log) = (Kernel::new(), Log::default());
    let make = {
        let (kernel, log) = (Rc::clone(&kernel), Rc::clone(&log));
        move |number: u32| {
            let (kernel, log) = (Rc::clone(&kernel), Rc::clone(&log));
            async move {
                log.borrow_mut().push((kernel.now().0, u64::from(number)));
                if number == 0 {
                    assert!(kernel.start_at(kernel.now() + Duration(4), 2));
                }
            }
        }
    };
    let mut executor = Executor::new(Rc::clone(&kernel), "visitor").with_factory(make);
    assert!(kernel.start_at(Instant(5), 1) && kernel.start_at(Instant(3), 0));
    assert!(!kernel.start_at(Instant::ZERO, 9), "what is due now is the caller's to do");
    assert_eq!((executor.live(), executor.run_until(Instant(2), u64::MAX)), (0, Progress::Reached));
    executor.run_until(Instant::MAX, u64::MAX);
    assert_eq!(*log.borrow(), [(3, 0), (5, 1), (7, 2)]);
    assert_eq!((executor.live(), kernel.polls(), executor.slots.len()), (0, 3, 1));
}

/// Ten tasks that end at 1 to 10, with at most four at a time: the fifth halts the run, and no task continues.
#[test]
fn a_halted_kernel_polls_nothing_more() {
    let (kernel, log) = (Kernel::new(), Log::default());
    let mut executor = Executor::new(Rc::clone(&kernel), "walker");
    kernel.limit_tasks(4);
    for id in 1..=4 {
        executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), id, vec![id]));
    }
    assert_eq!(executor.run_until(Instant(2), u64::MAX), Progress::Reached);
    for id in 5..=7 {
        assert!(!kernel.is_halted());
        executor.spawn(walk(Rc::clone(&kernel), Rc::clone(&log), id, vec![id]));
    }
    assert!(kernel.is_halted());
    assert_eq!(executor.run_until(Instant::MAX, u64::MAX), Progress::Halted);
    assert_eq!((log.take(), kernel.now(), kernel.live()), (vec![(1, 1), (2, 2)], Instant(2), 5));
}

/// Each task is polled twice, at its start and at its end, and causes an event at its end. A hundred tasks: 200 polls,
/// and nothing more for starts and events. Five thousand: 10,000 polls, 5,000 starts from the ready queue and 5,000
/// events, of two units each: 30,000. With at most 25,000, the poll that reaches it is the last, whatever the slices:
/// the end number 3,334, after 5,000 starts and 3,333 ends of three units each, 24,999 in all.
#[test]
fn an_access_among_many_tasks_is_more_work() {
    let run = |tasks: u64, work_max: u64, polls_max: u64| {
        let kernel = Kernel::new();
        let mut executor = Executor::new(Rc::clone(&kernel), "walker");
        kernel.limit_work(work_max);
        for id in 1..=tasks {
            let kernel = Rc::clone(&kernel);
            executor.spawn(async move {
                kernel.sleep(Duration(id)).await;
                kernel.charge_access();
            });
        }
        while executor.run_until(Instant::MAX, polls_max) == Progress::Paused {}
        (kernel.polls(), kernel.work(), kernel.is_halted())
    };
    assert_eq!(run(100, u64::MAX, u64::MAX), (200, 200, false));
    assert_eq!(run(5_000, u64::MAX, u64::MAX), (10_000, 30_000, false));
    for polls_max in [1, 7, u64::MAX] {
        assert_eq!(run(5_000, 25_000, polls_max), (8_334, 25_002, true));
    }
}
