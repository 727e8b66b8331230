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
//!   always, and a slot is in the order of sequence numbers. The cursor moves only to the earliest deadline or before
//!   it, and a slot that it enters is emptied from the front onto lower levels, so neighbours keep their order. All
//!   these levels were empty, so nothing is overtaken.
//!
//! From this follows that a timer has fired if its (deadline, sequence) is not after that of the last one fired, and
//! where one is that has not. So nothing is kept per timer but the timer itself, which lies with its neighbours
//! ([`Slot`]): a cascade of a million timers reads memory in its order, instead of missing the cache at each.
//!
//! Each level has a bitmap of occupied slots, so finding the earliest takes two bit scans. A slot of a few timers is
//! looked through: it fires the earliest from where it stands, and the others are spread relative to that one rather
//! than to the slot's own start, which saves the levels in between.

use super::TaskId;
use super::slot::{Slot, Spare, Timer, give_back};

const GROUP_BITS: u32 = 6;
const SLOTS: u32 = 1 << GROUP_BITS;
const LEVELS: usize = u64::BITS.div_ceil(GROUP_BITS) as usize;
/// So many tasks fit the caches of a processor, one level away from it or two.
const SOON: usize = 1_000;

/// The pending timers.
pub(super) struct Wheel {
    /// No pending deadline is before it.
    cursor: u64,
    /// Bit n: level n has an occupied slot.
    levels: u32,
    occupied: [u64; LEVELS],
    slots: Vec<Slot>,
    spare: Spare,
    /// Timers whose time has come, all of one deadline, the next one last. All others come after them.
    firing: Vec<Timer>,
    /// Deadline and sequence number of the last one fired.
    fired: (u64, u64),
    /// The sequence number of the next one inserted, from 1.
    sequence: u64,
    /// The tasks of timers that will fire before all others: to be taken away by whoever wants to know.
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

    /// Adds a timer that fires for `task` at `deadline`, which must not be before the last firing: its sequence number.
    #[inline]
    pub(super) fn insert(&mut self, deadline: u64, task: TaskId) -> u64 {
        debug_assert!(deadline >= self.cursor, "a timer in the past");
        let sequence = self.sequence;
        self.sequence += 1;
        self.append(Timer { deadline, sequence, task });
        sequence
    }

    /// Whether a timer, which was not removed, has fired.
    pub(super) fn has_fired(&self, deadline: u64, sequence: u64) -> bool {
        (deadline, sequence) <= self.fired
    }

    /// Makes a timer that has not fired do so for another task.
    #[inline(never)]
    pub(super) fn set_task(&mut self, deadline: u64, sequence: u64, task: TaskId) {
        let timer = match self.is_firing(sequence) {
            Some(index) => self.firing.get_mut(index),
            None => {
                let place = self.place(deadline);
                self.slots[place.index()].get_mut(sequence)
            }
        };
        if let Some(timer) = timer {
            timer.task = task;
        }
    }

    /// Takes out a timer that has not fired.
    #[inline(never)]
    pub(super) fn remove(&mut self, deadline: u64, sequence: u64) {
        if let Some(index) = self.is_firing(sequence) {
            self.firing.remove(index);
            return;
        }
        let place = self.place(deadline);
        let slot = &mut self.slots[place.index()];
        slot.remove(sequence, &mut self.spare);
        if slot.len() == 0 {
            self.clear(place);
        }
    }

    /// Whether no timer is pending.
    pub(super) fn is_empty(&self) -> bool {
        self.levels == 0 && self.firing.is_empty()
    }

    /// Fires the earliest timer if it is due at or before `until`: its time and task.
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
            let place = Place { level, slot: self.occupied[level as usize].trailing_zeros() };
            let slot = &mut self.slots[place.index()];
            if let Some((index, deadline)) = slot.earliest_of_few() {
                if deadline > until {
                    return None;
                }
                let Timer { sequence, task, .. } = slot.remove_few(index);
                (self.cursor, self.fired) = (deadline, (deadline, sequence));
                if slot.len() == 0 {
                    self.clear(place);
                } else if level > 0 {
                    let mut timers = slot.take_few();
                    self.clear(place);
                    timers.drain(..).for_each(|timer| self.append(timer));
                    self.slots[place.index()].put_back(timers);
                }
                return Some((deadline, task));
            }
            // Any deadline of the slot tells where it starts.
            let start = slot.any_deadline()? & (u64::MAX << (level * GROUP_BITS));
            if start > until {
                return None;
            }
            self.cursor = start;
            match level {
                0 => self.take_chunk(place),
                _ => self.spread(place),
            }
        }
    }

    /// Takes the first of many timers of a slot whose time has come.
    #[cold]
    fn take_chunk(&mut self, place: Place) {
        let slot = &mut self.slots[place.index()];
        slot.swap_first(&mut self.firing, &mut self.spare);
        self.firing.reverse();
        if slot.len() == 0 {
            self.clear(place);
        }
    }

    /// Moves the timers of a slot, which the cursor has entered, to lower levels.
    #[cold]
    fn spread(&mut self, place: Place) {
        let mut slot = std::mem::take(&mut self.slots[place.index()]);
        self.clear(place);
        let are_soon = slot.len() <= SOON;
        let mut timers = Vec::new();
        while slot.len() > 0 {
            slot.swap_first(&mut timers, &mut self.spare);
            if are_soon {
                self.soon.extend(timers.iter().map(|timer| timer.task));
            }
            timers.drain(..).for_each(|timer| self.append(timer));
        }
        give_back(timers, &mut self.spare);
        slot.shrink();
        self.slots[place.index()] = slot;
    }

    /// Puts a timer at the end of the slot where its deadline belongs.
    #[inline]
    fn append(&mut self, timer: Timer) {
        let place = self.place(timer.deadline);
        self.levels |= 1 << place.level;
        self.occupied[place.level as usize] |= 1 << place.slot;
        self.slots[place.index()].push(timer, &mut self.spare);
    }

    /// Where a deadline belongs.
    #[inline]
    fn place(&self, deadline: u64) -> Place {
        let differing = (deadline ^ self.cursor) | 1;
        let level = (u64::BITS - 1 - differing.leading_zeros()) / GROUP_BITS;
        Place { level, slot: (deadline >> (level * GROUP_BITS)) as u32 % SLOTS }
    }

    /// The index of a timer among those whose time has come.
    fn is_firing(&self, sequence: u64) -> Option<usize> {
        self.firing.binary_search_by(|timer| sequence.cmp(&timer.sequence)).ok()
    }

    /// Marks a slot as empty.
    fn clear(&mut self, Place { level, slot }: Place) {
        let occupied = &mut self.occupied[level as usize];
        *occupied &= !(1 << slot);
        if *occupied == 0 {
            self.levels &= !(1 << level);
        }
    }
}

/// A slot's place in the wheel.
#[derive(Clone, Copy)]
struct Place {
    level: u32,
    slot: u32,
}

impl Place {
    fn index(self) -> usize {
        (self.level * SLOTS + self.slot) as usize
    }
}

#[cfg(test)]
mod tests;
