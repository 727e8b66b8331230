//! A race: waits for the first of two futures, such as a piece of work and its timeout.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The winner of a [`race`], with its output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum First<A, B> {
    /// The first argument of [`race`].
    A(A),
    /// The second argument of [`race`].
    B(B),
}

/// Polls `a`, then `b`, until one is ready. If both are ready at the same poll, `a` wins and `b` is not polled.
///
/// Dropping the race cancels the loser. A future that is pinned elsewhere and passed by reference is not cancelled; its
/// owner has to drop it.
pub fn race<A: Future + Unpin, B: Future + Unpin>(a: A, b: B) -> Race<A, B> {
    Race { a, b }
}

/// The future returned by [`race`]: ready when the first of the two is.
#[must_use = "a future does nothing unless awaited"]
pub struct Race<A, B> {
    a: A,
    b: B,
}

impl<A: Future + Unpin, B: Future + Unpin> Future for Race<A, B> {
    type Output = First<A::Output, B::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(output) = Pin::new(&mut self.a).poll(context) {
            return Poll::Ready(First::A(output));
        }
        Pin::new(&mut self.b).poll(context).map(First::B)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Executor, Kernel, Notify};
    use super::*;
    use crate::base::units::{Duration, Instant};
    use std::cell::Cell;
    use std::rc::Rc;

    #[test]
    fn the_first_wins_and_the_loser_is_cancelled() {
        //    notified at, timeout: which is ready first, and when
        let table = [
            (3, 5, First::A(()), 3),
            (7, 5, First::B(()), 5),
            (5, 5, First::B(()), 5), // the timer of the timeout is the older one
        ];
        for (notify_at, timeout, expected, at) in table {
            let kernel = Kernel::new();
            let notify = Notify::new(Rc::clone(&kernel), "news");
            let outcome = Rc::new(Cell::new(None));
            let mut executor = Executor::new(Rc::clone(&kernel), "reader");
            executor.spawn({
                let (kernel, notify, outcome) = (Rc::clone(&kernel), Rc::clone(&notify), Rc::clone(&outcome));
                async move {
                    let first = race(notify.notified(), kernel.sleep(Duration(timeout))).await;
                    outcome.set(Some((first, kernel.now())));
                    assert_eq!(notify.waiting(), 0, "the loser left the queue");
                }
            });
            kernel.spawn("writer", {
                let (kernel, notify) = (Rc::clone(&kernel), Rc::clone(&notify));
                async move {
                    kernel.sleep(Duration(notify_at)).await;
                    notify.notify_all();
                }
            });
            executor.run_until(Instant::MAX, u64::MAX);
            assert_eq!(outcome.get(), Some((expected, Instant(at))));
            assert_eq!(kernel.now(), Instant(notify_at.max(at)), "no timer fires for the loser");
        }
    }

    #[test]
    fn when_both_are_ready_the_first_argument_wins() {
        let kernel = Kernel::new();
        let mut executor = Executor::new(Rc::clone(&kernel), "reader");
        executor.spawn(async move {
            let both = race(kernel.sleep(Duration::ZERO), kernel.sleep(Duration::ZERO));
            assert_eq!(both.await, First::A(()));
        });
        executor.run_until(Instant::MAX, u64::MAX);
        assert_eq!(executor.live(), 0);
    }
}
