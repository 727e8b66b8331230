//! A slot of the timing wheel: timers side by side in memory, in the order of their sequence numbers.
//!
//! ```text
//!   full   [1 4 5 9] [12 –  – 17]      chunks; two timers were taken out of the second
//!   last   [31 32]                     the one that is being filled
//! ```
//!
//! To walk through a slot is to read memory in its order, which is what a wheel with a million timers spends its time
//! on. Chunks are of one size and change hands between slots, so that no timer is copied to make room for others and
//! the memory in use is that of the timers pending.

use super::TaskId;
use std::collections::VecDeque;

/// Timers in a chunk: enough to make a walk one of reading ahead, few enough to take one out of the middle.
const CHUNK: usize = 32;

/// So many timers are looked through rather than spread.
const FEW: usize = 16;

/// A timer that is pending.
#[derive(Clone, Copy)]
pub(super) struct Timer {
    pub(super) deadline: u64,
    pub(super) sequence: u64,
    pub(super) task: TaskId,
}

/// Chunks without timers, to be used again.
pub(super) type Spare = Vec<Vec<Timer>>;

/// Keeps a chunk without timers for later.
pub(super) fn give_back(empty: Vec<Timer>, spare: &mut Spare) {
    if empty.capacity() > 0 {
        spare.push(empty);
    }
}

/// Timers in ascending order of their sequence numbers.
#[derive(Default)]
pub(super) struct Slot {
    /// None of them is empty.
    full: VecDeque<Vec<Timer>>,
    last: Vec<Timer>,
    len: usize,
}

impl Slot {
    /// How many timers.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Adds a timer, whose sequence number is the highest.
    #[inline]
    pub(super) fn push(&mut self, timer: Timer, spare: &mut Spare) {
        if self.last.len() == self.last.capacity() {
            self.next_chunk(spare);
        }
        self.last.push(timer);
        self.len += 1;
    }

    #[cold]
    fn next_chunk(&mut self, spare: &mut Spare) {
        let empty = spare.pop().unwrap_or_else(|| Vec::with_capacity(CHUNK));
        let timers = std::mem::replace(&mut self.last, empty);
        if !timers.is_empty() {
            self.full.push_back(timers);
        }
    }

    /// If the timers are few, and in one chunk: the index and the deadline of the earliest.
    #[inline]
    pub(super) fn earliest_of_few(&self) -> Option<(usize, u64)> {
        if self.len > FEW || self.len != self.last.len() {
            return None;
        }
        let mut earliest: Option<(usize, u64)> = None;
        for (index, timer) in self.last.iter().enumerate() {
            if earliest.is_none_or(|(_, deadline)| timer.deadline < deadline) {
                earliest = Some((index, timer.deadline));
            }
        }
        earliest
    }

    /// Takes out one of the few.
    #[inline]
    pub(super) fn remove_few(&mut self, index: usize) -> Timer {
        self.len -= 1;
        self.last.remove(index)
    }

    /// Takes out all of the few; the chunk comes back with [`Slot::put_back`].
    pub(super) fn take_few(&mut self) -> Vec<Timer> {
        self.len = 0;
        std::mem::take(&mut self.last)
    }

    /// Takes an empty chunk for the next ones.
    pub(super) fn put_back(&mut self, empty: Vec<Timer>) {
        self.last = empty;
    }

    /// Hands over the first chunk, and takes an empty one.
    pub(super) fn swap_first(&mut self, empty: &mut Vec<Timer>, spare: &mut Spare) {
        match self.full.pop_front() {
            Some(timers) => give_back(std::mem::replace(empty, timers), spare),
            None => std::mem::swap(&mut self.last, empty),
        }
        self.len -= empty.len();
    }

    /// The deadline of one of the timers, if there are any.
    pub(super) fn any_deadline(&self) -> Option<u64> {
        Some(self.full.front().unwrap_or(&self.last).first()?.deadline)
    }

    /// Lets go of the memory that only a slot of many timers needs.
    pub(super) fn shrink(&mut self) {
        if self.full.capacity() > CHUNK {
            self.full = VecDeque::new();
        }
    }

    /// The timer of a sequence number, if it is here.
    pub(super) fn get_mut(&mut self, sequence: u64) -> Option<&mut Timer> {
        let (_, timers) = self.chunk(sequence);
        let place = find(timers, sequence)?;
        Some(&mut timers[place])
    }

    /// Takes out the timer of a sequence number, if it is here.
    pub(super) fn remove(&mut self, sequence: u64, spare: &mut Spare) {
        let (index, timers) = self.chunk(sequence);
        let Some(place) = find(timers, sequence) else { return };
        timers.remove(place);
        let emptied = timers.is_empty();
        self.len -= 1;
        if let Some(index) = index.filter(|_| emptied) {
            spare.extend(self.full.remove(index));
        }
    }

    /// The chunk where the timer of a sequence number would be, with its index if it is one of `full`.
    fn chunk(&mut self, sequence: u64) -> (Option<usize>, &mut Vec<Timer>) {
        let index = match self.last.first() {
            Some(first) if first.sequence <= sequence => None,
            _ => self.full.partition_point(|timers| timers[0].sequence <= sequence).checked_sub(1),
        };
        match index {
            Some(place) => (index, &mut self.full[place]),
            None => (None, &mut self.last),
        }
    }
}

#[inline]
fn find(timers: &[Timer], sequence: u64) -> Option<usize> {
    timers.binary_search_by_key(&sequence, |timer| timer.sequence).ok()
}
