//! The clock of a run, which counts nanoseconds since its beginning on the machine's monotonic clock, and the
//! timekeeper.
//!
//! Tokio's timers have a resolution of a millisecond, which is a whole round trip to the cache. The timekeeper is a
//! thread that sleeps until the next timer and wakes its task, with an error of some 60 µs.

use cache_aside_playground::units::{Duration, Instant};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time;

/// The clock, which all threads of a run share.
pub struct Clock {
    begins: OnceLock<time::Instant>,
    timers: Arc<Timers>,
}

impl Clock {
    /// A clock that stands at zero until [`Clock::begin_at`], with its timekeeper.
    pub fn new() -> Arc<Clock> {
        let timers = Arc::new(Timers::default());
        let keeper = Arc::clone(&timers);
        std::thread::spawn(move || keeper.keep());
        Arc::new(Clock { begins: OnceLock::new(), timers })
    }

    /// Sets the moment at which the run begins. It can be set once.
    pub fn begin_at(&self, moment: time::Instant) {
        let _ = self.begins.set(moment);
    }

    /// The time of the run; zero before it has begun.
    pub fn now(&self) -> Instant {
        let begun = self.begins.get().map(|begins| time::Instant::now().saturating_duration_since(*begins));
        Instant(begun.map_or(0, |since| since.as_nanos() as u64))
    }

    /// A future that waits until a time of the run.
    pub fn sleep_until(&self, at: Instant) -> Sleep {
        let begins = *self.begins.get_or_init(time::Instant::now);
        let due = begins + time::Duration::from_nanos(at.as_nanos().min(u64::MAX / 4));
        Sleep { due, number: None, timers: Arc::clone(&self.timers) }
    }

    /// A future that waits for a duration.
    pub fn sleep(&self, duration: Duration) -> Sleep {
        self.sleep_until(self.now() + duration)
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.timers.state().stopped = true;
        self.timers.changed.notify_all();
    }
}

#[derive(Default)]
struct Timers {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    due: BinaryHeap<Reverse<(time::Instant, u64)>>,
    wakers: BTreeMap<u64, Waker>,
    count: u64,
    stopped: bool,
}

impl Timers {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self) {
        let mut state = self.state();
        while !state.stopped {
            let now = time::Instant::now();
            let Some(&Reverse((due, number))) = state.due.peek() else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            if due > now {
                let waited = self.changed.wait_timeout(state, due - now);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            state.due.pop();
            if let Some(waker) = state.wakers.remove(&number) {
                waker.wake();
            }
        }
    }
}

/// A wait for a time.
pub struct Sleep {
    due: time::Instant,
    number: Option<u64>,
    timers: Arc<Timers>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if time::Instant::now() >= self.due {
            return Poll::Ready(());
        }
        let timers = Arc::clone(&self.timers);
        let mut state = timers.state();
        let number = *self.number.get_or_insert_with(|| {
            state.count += 1;
            state.count
        });
        state.wakers.insert(number, context.waker().clone());
        let next = state.due.peek().map(|Reverse((due, _))| *due);
        state.due.push(Reverse((self.due, number)));
        if next.is_none_or(|next| self.due < next) {
            timers.changed.notify_all();
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.timers.state().wakers.remove(&number);
        }
    }
}
