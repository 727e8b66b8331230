//! A slot of the timing wheel: a list of timers in contiguous chunks, ordered by sequence number.
//!
//! ```text
//!   full   [1 4 5 9] [12 –  – 17]      full chunks; two timers were removed from the second
//!   last   [31 32]                     the chunk that is being filled
//! ```
//!
//! A wheel with a million timers spends most of its time walking through slots. Contiguous chunks make this walk
//! sequential, so the processor can prefetch. All chunks have the same size and are reused by other slots. So no timer
//! is copied when a slot grows, and the memory in use is proportional to the number of pending timers.

use super::TaskId;
use std::collections::VecDeque;

/// Timers per chunk: enough for the processor to prefetch, few enough to remove one from the middle.
const CHUNK: usize = 32;

/// The largest number of timers that are searched in place instead of being moved to lower levels.
const FEW: usize = 16;

/// A pending timer.
#[derive(Clone, Copy)]
pub(super) struct Timer {
    pub(super) deadline: u64,
    pub(super) sequence: u64,
    pub(super) task: TaskId,
}

/// Empty chunks, to be reused.
pub(super) type Spare = Vec<Vec<Timer>>;

/// Keeps an empty chunk for reuse.
pub(super) fn recycle(empty: Vec<Timer>, spare: &mut Spare) {
    if empty.capacity() > 0 {
        spare.push(empty);
    }
}

/// A full chunk. A search over many chunks compares `first`, which is contiguous in memory, instead of reading each
/// chunk's timers.
struct Chunk {
    /// The sequence number of its first timer when it was filled; those now in it are not lower.
    first: u64,
    timers: Vec<Timer>,
}

/// A list of timers in ascending order of their sequence numbers.
#[derive(Default)]
pub(super) struct Slot {
    /// The chunks before the last. None of them is empty.
    full: VecDeque<Chunk>,
    last: Vec<Timer>,
    len: usize,
}

impl Slot {
    /// The number of timers.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Adds a timer. Its sequence number must be the highest.
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
        if let Some(first) = timers.first().map(|timer| timer.sequence) {
            self.full.push_back(Chunk { first, timers });
        }
    }

    /// The index and the deadline of the earliest timer, if the timers are few and in one chunk; otherwise `None`.
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

    /// Removes the timer at an index given by [`Slot::earliest_of_few`].
    #[inline]
    pub(super) fn remove_few(&mut self, index: usize) -> Timer {
        self.len -= 1;
        self.last.remove(index)
    }

    /// Removes all timers of a slot with few. The caller returns the emptied chunk with [`Slot::put_back`].
    pub(super) fn take_few(&mut self) -> Vec<Timer> {
        self.len = 0;
        std::mem::take(&mut self.last)
    }

    /// Returns the chunk taken by [`Slot::take_few`], emptied.
    pub(super) fn put_back(&mut self, empty: Vec<Timer>) {
        self.last = empty;
    }

    /// Swaps the first chunk with an empty one.
    pub(super) fn swap_first(&mut self, empty: &mut Vec<Timer>, spare: &mut Spare) {
        match self.full.pop_front() {
            Some(chunk) => recycle(std::mem::replace(empty, chunk.timers), spare),
            None => std::mem::swap(&mut self.last, empty),
        }
        self.len -= empty.len();
    }

    /// The deadline of any one of the timers, if there are any.
    pub(super) fn any_deadline(&self) -> Option<u64> {
        Some(self.full.front().map_or(&self.last, |chunk| &chunk.timers).first()?.deadline)
    }

    /// Frees the memory of a long list of chunks, which must be empty.
    pub(super) fn shrink(&mut self) {
        if self.full.capacity() > CHUNK {
            self.full = VecDeque::new();
        }
    }

    /// The timer with a sequence number, if it is in this slot.
    pub(super) fn get_mut(&mut self, sequence: u64) -> Option<&mut Timer> {
        let (_, timers) = self.chunk(sequence);
        let index = find(timers, sequence)?;
        Some(&mut timers[index])
    }

    /// Removes the timer with a sequence number, if it is in this slot.
    pub(super) fn remove(&mut self, sequence: u64, spare: &mut Spare) {
        let (chunk, timers) = self.chunk(sequence);
        let Some(index) = find(timers, sequence) else { return };
        timers.remove(index);
        let emptied = timers.is_empty();
        self.len -= 1;
        if let Some(chunk) = chunk.filter(|_| emptied) {
            spare.extend(self.full.remove(chunk).map(|chunk| chunk.timers));
        }
    }

    /// The chunk where the timer with a sequence number would be, and its index in `full` unless it is the last chunk.
    fn chunk(&mut self, sequence: u64) -> (Option<usize>, &mut Vec<Timer>) {
        let index = match self.last.first() {
            Some(first) if first.sequence <= sequence => None,
            _ => self.full.partition_point(|chunk| chunk.first <= sequence).checked_sub(1),
        };
        match index {
            Some(chunk) => (index, &mut self.full[chunk].timers),
            None => (None, &mut self.last),
        }
    }
}

#[inline]
fn find(timers: &[Timer], sequence: u64) -> Option<usize> {
    timers.binary_search_by_key(&sequence, |timer| timer.sequence).ok()
}
