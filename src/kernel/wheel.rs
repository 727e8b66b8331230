//! A hierarchical timing wheel with 64 slots per level and exact nanosecond order over the whole `u64` range.
//!
//! **Ordering guarantee: timers fire in (time, sequence) order.** The sequence is the order of the [`Wheel::insert`]
//! calls.
//!
//! A deadline is split into eleven groups of six bits. The level of a timer is the highest group in which its deadline
//! differs from the cursor (the time of the last firing). The value of that group is its slot on the level:
//!
//! ```text
//!   cursor    00·13·41·07      level 0: 64 slots of     1 ns   same groups 1…10 as the cursor
//!   deadline  00·13·41·52  ->  level 0, slot 52
//!   deadline  00·13·60·02  ->  level 1, slot 60: 64 slots of    64 ns
//!   deadline  00·14·00·00  ->  level 2, slot 14: 64 slots of 4,096 ns, and so on to level 10
//! ```
//!
//! Why the order holds:
//! * By time: every timer on a level is earlier than every timer on a higher level, and the slots of a level never wrap
//!   around. So the lowest bit set on the lowest occupied level is the earliest slot.
//! * By sequence: a timer's slot depends only on its deadline and the cursor. So timers with equal deadlines are always
//!   in the same slot, and each slot is ordered by sequence number. The cursor never moves past the earliest deadline.
//!   When it enters a slot, the timers of that slot move to lower levels, from first to last, so they keep their order.
//!   Those levels are empty at that moment, so no timer is overtaken.
//!
//! It follows that a timer has fired exactly if its (deadline, sequence) is not after that of the last timer fired. It
//! also follows in which slot a pending timer is. So nothing is stored per timer except the timer itself. The timers of
//! a slot are contiguous in memory ([`Slot`]), so moving a million of them to lower levels reads memory sequentially
//! instead of missing the processor's cache at each one.
//!
//! Each level has a bitmap of occupied slots, so finding the earliest takes two bit scans. A slot with few timers is
//! searched in place: the earliest timer fires at once, and the others are moved relative to its deadline instead of
//! the start of the slot, which skips the levels in between.

use super::TaskId;
use super::slot::{Slot, Spare, Timer, recycle};

const GROUP_BITS: u32 = 6;
const SLOTS: u32 = 1 << GROUP_BITS;
const LEVELS: usize = u64::BITS.div_ceil(GROUP_BITS) as usize;
/// The largest number of tasks that are reported in [`Wheel::soon`]: they fit in a processor's L1 or L2 cache.
const SOON: usize = 1_000;

/// The pending timers.
pub(super) struct Wheel {
    /// The time of the last firing or the start of the current slot. No pending deadline is before it.
    cursor: u64,
    /// Bit n: level n has an occupied slot.
    levels: u32,
    occupied: [u64; LEVELS],
    slots: Vec<Slot>,
    spare: Spare,
    /// Timers that are due, all with the same deadline, in reverse order: the next one is last. All other pending
    /// timers come after them.
    firing: Vec<Timer>,
    /// The deadline and sequence number of the last timer fired.
    fired: (u64, u64),
    /// The sequence number of the next timer inserted, from 1.
    sequence: u64,
    /// The tasks of the timers that will fire next, so that the executor can prefetch them. The executor empties the
    /// list.
    pub(super) soon: Vec<TaskId>,
}

impl Wheel {
    /// An empty wheel at time zero.
    pub(super) fn new() -> Wheel {
        let slots = (0..LEVELS as u32 * SLOTS).map(|_| Slot::default()).collect();
        Wheel {
            cursor: 0,
            levels: 0,
            occupied: [0; LEVELS],
            slots,
            spare: Vec::new(),
            firing: Vec::new(),
            fired: (0, 0),
            sequence: 1,
            soon: Vec::new(),
        }
    }

    /// Adds a timer that fires for `task` at `deadline`, and returns its sequence number. The deadline must not be
    /// before the last firing.
    #[inline]
    pub(super) fn insert(&mut self, deadline: u64, task: TaskId) -> u64 {
        debug_assert!(deadline >= self.cursor, "a timer in the past");
        let sequence = self.sequence;
        self.sequence += 1;
        self.append(Timer { deadline, sequence, task });
        sequence
    }

    /// Whether a timer has fired. It must not have been removed.
    pub(super) fn has_fired(&self, deadline: u64, sequence: u64) -> bool {
        (deadline, sequence) <= self.fired
    }

    /// Changes the task of a timer that has not fired.
    #[inline(never)]
    pub(super) fn set_task(&mut self, deadline: u64, sequence: u64, task: TaskId) {
        let timer = match self.find_firing(sequence) {
            Some(index) => self.firing.get_mut(index),
            None => {
                let slot = self.slot_of(deadline);
                self.slots[slot.index()].get_mut(sequence)
            }
        };
        if let Some(timer) = timer {
            timer.task = task;
        }
    }

    /// Removes a timer that has not fired.
    #[inline(never)]
    pub(super) fn remove(&mut self, deadline: u64, sequence: u64) {
        if let Some(index) = self.find_firing(sequence) {
            self.firing.remove(index);
            return;
        }
        let id = self.slot_of(deadline);
        let slot = &mut self.slots[id.index()];
        slot.remove(sequence, &mut self.spare);
        if slot.len() == 0 {
            self.clear(id);
        }
    }

    /// Whether no timer is pending.
    pub(super) fn is_empty(&self) -> bool {
        self.levels == 0 && self.firing.is_empty()
    }

    /// Fires the earliest timer if it is due at or before `until`, and returns its deadline and task.
    #[inline]
    pub(super) fn pop(&mut self, until: u64) -> Option<(u64, TaskId)> {
        loop {
            if let Some(&Timer { deadline, sequence, task }) = self.firing.last() {
                if deadline > until {
                    return None;
                }
                self.firing.pop();
                self.fired = (deadline, sequence);
                return Some((deadline, task));
            }
            if self.levels == 0 {
                return None;
            }
            let level = self.levels.trailing_zeros();
            let id = SlotId { level, slot: self.occupied[level as usize].trailing_zeros() };
            let slot = &mut self.slots[id.index()];
            if let Some((index, deadline)) = slot.earliest_of_few() {
                if deadline > until {
                    return None;
                }
                let Timer { sequence, task, .. } = slot.remove_few(index);
                (self.cursor, self.fired) = (deadline, (deadline, sequence));
                if slot.len() == 0 {
                    self.clear(id);
                } else if level > 0 {
                    let mut timers = slot.take_few();
                    self.clear(id);
                    timers.drain(..).for_each(|timer| self.append(timer));
                    self.slots[id.index()].put_back(timers);
                }
                return Some((deadline, task));
            }
            // The start of the slot follows from any of its deadlines.
            let start = slot.any_deadline()? & (u64::MAX << (level * GROUP_BITS));
            if start > until {
                return None;
            }
            self.cursor = start;
            match level {
                0 => self.take_chunk(id),
                _ => self.cascade(id),
            }
        }
    }

    /// Moves the first chunk of a slot of level 0 to `firing`.
    #[cold]
    fn take_chunk(&mut self, id: SlotId) {
        let slot = &mut self.slots[id.index()];
        slot.swap_first(&mut self.firing, &mut self.spare);
        self.firing.reverse();
        if slot.len() == 0 {
            self.clear(id);
        }
    }

    /// Moves the timers of a slot that the cursor has entered to lower levels.
    #[cold]
    fn cascade(&mut self, id: SlotId) {
        let mut slot = std::mem::take(&mut self.slots[id.index()]);
        self.clear(id);
        let are_soon = slot.len() <= SOON;
        let mut timers = Vec::new();
        while slot.len() > 0 {
            slot.swap_first(&mut timers, &mut self.spare);
            if are_soon {
                self.soon.extend(timers.iter().map(|timer| timer.task));
            }
            timers.drain(..).for_each(|timer| self.append(timer));
        }
        recycle(timers, &mut self.spare);
        slot.shrink();
        self.slots[id.index()] = slot;
    }

    /// Appends a timer to the slot of its deadline.
    #[inline]
    fn append(&mut self, timer: Timer) {
        let id = self.slot_of(timer.deadline);
        self.levels |= 1 << id.level;
        self.occupied[id.level as usize] |= 1 << id.slot;
        self.slots[id.index()].push(timer, &mut self.spare);
    }

    /// The slot of a deadline.
    #[inline]
    fn slot_of(&self, deadline: u64) -> SlotId {
        let differing = (deadline ^ self.cursor) | 1;
        let level = (u64::BITS - 1 - differing.leading_zeros()) / GROUP_BITS;
        SlotId { level, slot: (deadline >> (level * GROUP_BITS)) as u32 % SLOTS }
    }

    /// The index of a timer in `firing`, if it is there.
    fn find_firing(&self, sequence: u64) -> Option<usize> {
        self.firing.binary_search_by(|timer| sequence.cmp(&timer.sequence)).ok()
    }

    /// Marks a slot as empty.
    fn clear(&mut self, SlotId { level, slot }: SlotId) {
        let occupied = &mut self.occupied[level as usize];
        *occupied &= !(1 << slot);
        if *occupied == 0 {
            self.levels &= !(1 << level);
        }
    }
}

/// The position of a slot in the wheel: its level, and its number on the level.
#[derive(Clone, Copy)]
struct SlotId {
    level: u32,
    slot: u32,
}

impl SlotId {
    fn index(self) -> usize {
        (self.level * SLOTS + self.slot) as usize
    }
}

#[cfg(test)]
mod tests;
