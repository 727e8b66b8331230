//! What a run's code has used so far. Steps between two verbs are limited for each reader; these are the limits of all
//! readers together, so that no text can keep a page busy or fill its memory.

use std::cell::Cell;

/// Steps of all readers of a run together.
pub const RUN_STEPS_MAX: u64 = 150_000_000;
/// What a verb counts for, in steps: it costs about as much, with what it leaves in the trace.
pub const VERB_STEPS: u64 = 100;
/// Bytes that all readers under way may hold.
pub const RUN_BYTES_MAX: u64 = 96 << 20;
/// Steps after which the caller of the run is given its turn.
const TURN_STEPS: u64 = 1_000_000;

/// The sums.
#[derive(Default, Debug)]
pub struct Meter {
    steps: Cell<u64>,
    bytes: Cell<u64>,
    turn: Cell<u64>,
    /// The prefixes under which values and locks are kept, once they are known.
    pub prefixes: [Cell<Option<u16>>; 2],
}

impl Meter {
    /// Counts steps, and bytes that a reader holds from now on; whether the run is within its limits.
    #[inline]
    pub fn spend(&self, steps: u64, bytes: u64) -> bool {
        self.steps.set(self.steps.get() + steps);
        self.bytes.set(self.bytes.get() + bytes);
        self.steps.get() <= RUN_STEPS_MAX && self.bytes.get() <= RUN_BYTES_MAX
    }

    /// Which limit it has come to.
    #[cold]
    pub fn excess(&self) -> String {
        if self.bytes.get() > RUN_BYTES_MAX {
            let megabytes = RUN_BYTES_MAX >> 20;
            return format!("the readers under way hold more than {megabytes} MB together: does each come to its end?");
        }
        let millions = RUN_STEPS_MAX / 1_000_000;
        format!("this run takes more than {millions} million steps: shorten it, or look less often")
    }

    /// Steps so far.
    pub fn steps(&self) -> u64 {
        self.steps.get()
    }

    /// Whether so much was done since the last turn that the caller is to have the next one.
    #[inline]
    pub fn turn_is_over(&self) -> bool {
        let over = self.steps.get() >= self.turn.get() + TURN_STEPS;
        if over {
            self.turn.set(self.steps.get());
        }
        over
    }

    /// A reader holds so many bytes less.
    #[inline]
    pub fn release(&self, bytes: usize) {
        self.bytes.set(self.bytes.get().saturating_sub(bytes as u64));
    }

    /// Bytes held by readers under way.
    pub fn bytes(&self) -> u64 {
        self.bytes.get()
    }
}
