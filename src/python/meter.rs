//! The meter: what the code of a run has used so far, with limits for all requests together, so that no text can keep a
//! page busy or fill its memory. The limits of a single request are in [`super::machine`].

use std::cell::Cell;

/// The maximum number of steps of all requests of a run.
pub const RUN_STEPS_MAX: u64 = 150_000_000;
/// The number of steps that a verb counts for. It costs about as much, including its events in the trace.
pub const VERB_STEPS: u64 = 100;
/// The maximum number of bytes of all requests under way.
pub const RUN_BYTES_MAX: u64 = 96 << 20;
/// The number of steps after which control returns to the caller of the run.
const TURN_STEPS: u64 = 1_000_000;

/// The meter of a run.
#[derive(Default, Debug)]
pub struct Meter {
    steps: Cell<u64>,
    bytes: Cell<u64>,
    turn: Cell<u64>,
    /// The prefixes of the keys of values and of locks, once they are known.
    pub prefixes: [Cell<Option<u16>>; 2],
}

impl Meter {
    /// Counts steps, and bytes that a request now holds. Returns whether the run is within its limits.
    #[inline]
    pub fn spend(&self, steps: u64, bytes: u64) -> bool {
        self.steps.set(self.steps.get() + steps);
        self.bytes.set(self.bytes.get() + bytes);
        self.steps.get() <= RUN_STEPS_MAX && self.bytes.get() <= RUN_BYTES_MAX
    }

    /// The message about the limit that was exceeded.
    #[cold]
    pub fn excess(&self) -> String {
        if self.bytes.get() > RUN_BYTES_MAX {
            let megabytes = RUN_BYTES_MAX >> 20;
            return format!("the readers under way hold more than {megabytes} MB together: does each come to its end?");
        }
        let millions = RUN_STEPS_MAX / 1_000_000;
        format!("this run takes more than {millions} million steps: shorten it, or look less often")
    }

    /// The number of steps so far.
    pub fn steps(&self) -> u64 {
        self.steps.get()
    }

    /// Whether it is time to return control to the caller. If so, the next turn begins.
    #[inline]
    pub fn turn_is_over(&self) -> bool {
        let over = self.steps.get() >= self.turn.get() + TURN_STEPS;
        if over {
            self.turn.set(self.steps.get());
        }
        over
    }

    /// Counts bytes that a request no longer holds.
    #[inline]
    pub fn release(&self, bytes: usize) {
        self.bytes.set(self.bytes.get().saturating_sub(bytes as u64));
    }

    /// The number of bytes that requests under way hold.
    pub fn bytes(&self) -> u64 {
        self.bytes.get()
    }
}
