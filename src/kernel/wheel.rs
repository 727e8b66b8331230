//! The timers: a 64-way hierarchical timing wheel with exact nanosecond order over the whole `u64` range.
//!
//! **Ordering guarantee: timers fire in (time, sequence) order**, the sequence being the order of [`Wheel::insert`].
//!
//! A deadline is read as eleven groups of six bits. A timer waits on the level of the highest group in which its
//! deadline differs from the cursor (the time of the last firing), in the slot which that group names:
//!
//! ```text
//!   cursor    00·13·41·07      level 0: 64 slots of     1 ns   same groups 1…10 as the cursor
//!   deadline  00·13·41·52  ->  level 0, slot 52
//!   deadline  00·13·60·02  ->  level 1, slot 60: 64 slots of    64 ns
//!   deadline  00·14·00·00  ->  level 2, slot 14: 64 slots of 4,096 ns, and so on to level 10
//! ```
//!
//! Why the order holds:
//! * By time: what waits on a level comes before all that waits on a higher one, and slots of a level never wrap
//!   around. The lowest bit set on the lowest occupied level is therefore the earliest slot.
//! * By sequence: a timer's place is a function of deadline and cursor alone. Equal deadlines thus share one slot,
//!   always, and a slot is a first-in-first-out list. The cursor moves only to the earliest deadline or before it,
//!   and a slot that it enters is emptied from the front onto lower levels, so neighbours keep their order. All
//!   these levels were empty, so nothing is overtaken.
//!
//! Each level has a bitmap of occupied slots, so finding the earliest takes two bit scans. Lists are doubly linked
//! by index (slot heads are entries too), so removing a timer takes constant time. A slot that holds a lone timer
//! fires it from where it stands; one with a few is spread relative to the earliest of them rather than to its own
//! start, which saves the levels in between.

use super::TaskId;

const GROUP_BITS: u32 = 6;
const SLOTS: u32 = 1 << GROUP_BITS;
const LEVELS: usize = u64::BITS.div_ceil(GROUP_BITS) as usize;
/// The first entries are the heads of the slots' circular lists.
const HEADS: u32 = LEVELS as u32 * SLOTS;
/// In a slot of at most so many timers it pays to look for the earliest before spreading them.
const FEW: u32 = 16;
/// As `next`: the timer has fired, and waits for its owner to release it.
const FIRED: u32 = u32::MAX;
/// As `free`: no entry to recycle.
const NONE: u32 = u32::MAX;

/// A timer, or the head of a slot's list.
struct Entry {
    deadline: u64,
    task: TaskId,
    next: u32,
    prev: u32,
}

/// The pending timers. A key belongs to its owner until [`Wheel::release`], also after the timer has fired.
pub(super) struct Wheel {
    /// No pending deadline is before it.
    cursor: u64,
    /// Bit n: level n has an occupied slot.
    levels: u32,
    occupied: [u64; LEVELS],
    entries: Vec<Entry>,
    free: u32,
}

impl Wheel {
    /// An empty wheel at time zero, with room for `timers`.
    pub(super) fn with_capacity(timers: usize) -> Wheel {
        let mut entries = Vec::with_capacity(HEADS as usize + timers);
        entries.extend((0..HEADS).map(|head| Entry { deadline: 0, task: TaskId::NONE, next: head, prev: head }));
        Wheel { cursor: 0, levels: 0, occupied: [0; LEVELS], entries, free: NONE }
    }

    /// Adds a timer that fires for `task` at `deadline`, which must not be before the last firing.
    pub(super) fn insert(&mut self, deadline: u64, task: TaskId) -> u32 {
        debug_assert!(deadline >= self.cursor, "a timer in the past");
        let entry = Entry { deadline, task, next: NONE, prev: NONE };
        let key = self.free;
        if key == NONE {
            self.entries.push(entry);
            let key = self.entries.len() as u32 - 1;
            assert!(key < FIRED, "more timers than indices");
            self.append(key, deadline);
            return key;
        }
        let place = &mut self.entries[key as usize];
        self.free = place.next;
        *place = entry;
        self.append(key, deadline);
        key
    }

    /// Whether the timer has fired.
    pub(super) fn has_fired(&self, key: u32) -> bool {
        self.entries[key as usize].next == FIRED
    }

    /// Makes the timer fire for another task.
    pub(super) fn set_task(&mut self, key: u32, task: TaskId) {
        self.entries[key as usize].task = task;
    }

    /// Ends the ownership of a timer, which will not fire any more.
    pub(super) fn release(&mut self, key: u32) {
        if !self.has_fired(key) {
            self.unlink(key);
        }
        self.entries[key as usize].next = self.free;
        self.free = key;
    }

    /// Whether no timer is pending.
    pub(super) fn is_empty(&self) -> bool {
        self.levels == 0
    }

    /// Fires the earliest timer if it is due at or before `until`: its time and task.
    pub(super) fn pop(&mut self, until: u64) -> Option<(u64, TaskId)> {
        while self.levels != 0 {
            let level = self.levels.trailing_zeros();
            let head = level * SLOTS + self.occupied[level as usize].trailing_zeros();
            let first = self.entries[head as usize].next;
            let entry = &self.entries[first as usize];
            if level == 0 || entry.next == head {
                let (deadline, task) = (entry.deadline, entry.task);
                if deadline > until {
                    return None;
                }
                self.cursor = deadline;
                self.unlink(first);
                self.entries[first as usize].next = FIRED;
                return Some((deadline, task));
            }
            // Any deadline of the slot tells where it starts.
            let start = entry.deadline & (u64::MAX << (level * GROUP_BITS));
            if start > until {
                return None;
            }
            self.spread(head, start, until);
        }
        None
    }

    /// Moves the cursor into a slot, as far as is known to be safe, and the slot's timers to lower levels.
    fn spread(&mut self, head: u32, start: u64, until: u64) {
        let first = self.entries[head as usize].next;
        self.cursor = self.earliest_of_few(head).map_or(start, |deadline| deadline.min(until));
        self.clear(head);
        let place = &mut self.entries[head as usize];
        (place.next, place.prev) = (head, head);
        let mut key = first;
        while key != head {
            let Entry { deadline, next, .. } = self.entries[key as usize];
            self.append(key, deadline);
            key = next;
        }
    }

    /// The earliest deadline of a slot if it holds only a few: where there are many, it is near the slot's start.
    fn earliest_of_few(&self, head: u32) -> Option<u64> {
        let mut earliest = u64::MAX;
        let mut key = self.entries[head as usize].next;
        for _ in 0..FEW {
            let entry = &self.entries[key as usize];
            earliest = earliest.min(entry.deadline);
            key = entry.next;
            if key == head {
                return Some(earliest);
            }
        }
        None
    }

    /// Puts an entry at the end of the slot where its deadline belongs.
    fn append(&mut self, key: u32, deadline: u64) {
        let differing = (deadline ^ self.cursor) | 1;
        let level = (u64::BITS - 1 - differing.leading_zeros()) / GROUP_BITS;
        let slot = (deadline >> (level * GROUP_BITS)) as u32 % SLOTS;
        self.levels |= 1 << level;
        self.occupied[level as usize] |= 1 << slot;
        let head = level * SLOTS + slot;
        let last = std::mem::replace(&mut self.entries[head as usize].prev, key);
        self.entries[last as usize].next = key;
        let entry = &mut self.entries[key as usize];
        (entry.next, entry.prev) = (head, last);
    }

    /// Takes an entry out of its slot.
    fn unlink(&mut self, key: u32) {
        let Entry { next, prev, .. } = self.entries[key as usize];
        self.entries[prev as usize].next = next;
        self.entries[next as usize].prev = prev;
        if next == prev {
            // It was alone: what is on both sides of it is the head.
            self.clear(next);
        }
    }

    /// Marks the slot of this head as empty.
    fn clear(&mut self, head: u32) {
        let (level, slot) = (head / SLOTS, head % SLOTS);
        let occupied = &mut self.occupied[level as usize];
        *occupied &= !(1 << slot);
        if *occupied == 0 {
            self.levels &= !(1 << level);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    fn task(slot: u32) -> TaskId {
        TaskId { slot, generation: 0 }
    }

    #[test]
    fn timers_fire_by_time_then_by_sequence() {
        //    (deadline, sequence) in order of insertion, and the order of firing
        let deadlines = [70, 64, 70, 5_000, 64, u64::MAX, 70, 5_000, 1, u64::MAX, 1 << 60, 0];
        let fired = [11, 8, 1, 4, 0, 2, 6, 3, 7, 10, 5, 9];
        let mut wheel = Wheel::with_capacity(0);
        for (sequence, deadline) in deadlines.into_iter().enumerate() {
            wheel.insert(deadline, task(sequence as u32));
        }
        for sequence in fired {
            assert_eq!(wheel.pop(u64::MAX), Some((deadlines[sequence as usize], task(sequence))));
        }
        assert!(wheel.is_empty() && wheel.pop(u64::MAX).is_none());
    }

    #[test]
    fn equal_deadlines_keep_their_order_when_inserted_at_different_times() {
        let mut wheel = Wheel::with_capacity(4);
        wheel.insert(1_000_000, task(0));
        wheel.insert(999_990, task(1));
        wheel.insert(500_000, task(2));
        assert_eq!(wheel.pop(600_000), Some((500_000, task(2))));
        wheel.insert(1_000_000, task(3)); // from a cursor much nearer
        assert_eq!(wheel.pop(999_980), None); // spreads the slot
        wheel.insert(1_000_000, task(4));
        let order: Vec<u32> = std::iter::from_fn(|| wheel.pop(u64::MAX)).map(|(_, task)| task.slot).collect();
        assert_eq!(order, [1, 0, 3, 4]);
    }

    #[test]
    fn a_released_timer_never_fires_and_its_entry_is_recycled() {
        let mut wheel = Wheel::with_capacity(2);
        let kept = wheel.insert(10, task(0));
        for round in 0..1_000 {
            let released = wheel.insert(10 + round % 7 * 1_000, task(1));
            wheel.release(released);
        }
        assert_eq!(wheel.entries.len(), HEADS as usize + 2);
        assert_eq!(wheel.pop(u64::MAX), Some((10, task(0))));
        assert!(wheel.has_fired(kept) && wheel.is_empty());
        wheel.release(kept);
    }

    /// A reference that cannot be wrong: a binary heap of (deadline, sequence), with a list of the cancelled.
    #[test]
    fn hundreds_of_random_sequences_fire_as_in_a_binary_heap() {
        for seed in 0..500 {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
            let mut below = |bound: u64| random.next_u64() % bound.max(1);
            let mut wheel = Wheel::with_capacity(0);
            let mut heap: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
            let mut keys: Vec<Option<u32>> = Vec::new(); // of the timer of each sequence number, while pending
            let mut now = 0_u64;
            let reach = 1 + below(63); // how far deadlines spread, in bits: from one slot to the whole range
            for _ in 0..400 {
                match below(10) {
                    0..5 => {
                        let distance = match below(20) {
                            0 => u64::MAX,
                            1 => 0,
                            _ => below(1 << reach),
                        };
                        let deadline = now.saturating_add(distance);
                        let sequence = keys.len() as u32;
                        keys.push(Some(wheel.insert(deadline, task(sequence))));
                        heap.push(Reverse((deadline, sequence)));
                    }
                    5 if !keys.is_empty() => {
                        let sequence = below(keys.len() as u64) as usize;
                        if let Some(key) = keys[sequence].take() {
                            wheel.release(key);
                        }
                    }
                    _ => {
                        let until = now.saturating_add(below(1 << reach) / 4);
                        while heap.peek().is_some_and(|Reverse((_, sequence))| keys[*sequence as usize].is_none()) {
                            heap.pop();
                        }
                        let due = heap.peek().is_some_and(|Reverse((deadline, _))| *deadline <= until);
                        let expected = if due { heap.pop().map(|Reverse(pair)| pair) } else { None };
                        let fired = wheel.pop(until).map(|(deadline, task)| (deadline, task.slot));
                        assert_eq!(fired, expected, "seed {seed}, at {now}, until {until}");
                        now = fired.map_or(until, |(deadline, _)| deadline);
                        if let Some((_, sequence)) = fired {
                            let key = keys[sequence as usize].take().expect("a pending timer");
                            assert!(wheel.has_fired(key), "seed {seed}");
                            wheel.release(key);
                        }
                    }
                }
                let pending = keys.iter().flatten().count();
                assert_eq!(wheel.is_empty(), pending == 0, "seed {seed}");
            }
        }
    }
}
