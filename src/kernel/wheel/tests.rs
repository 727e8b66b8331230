//! Tests of the wheel: against a binary heap, and at the ends of its range.

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
    let mut wheel = Wheel::new();
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
    let mut wheel = Wheel::new();
    wheel.insert(1_000_000, task(0));
    wheel.insert(999_990, task(1));
    wheel.insert(500_000, task(2));
    assert_eq!(wheel.pop(600_000), Some((500_000, task(2))));
    wheel.insert(1_000_000, task(3)); // the cursor is much nearer now
    assert_eq!(wheel.pop(999_980), None); // moves the slot's timers to lower levels
    wheel.insert(1_000_000, task(4));
    let order: Vec<u32> = std::iter::from_fn(|| wheel.pop(u64::MAX)).map(|(_, task)| task.slot).collect();
    assert_eq!(order, [1, 0, 3, 4]);
}

/// Of every thousand timers in 7 slots, 999 are removed again, in ascending or descending order. With 32 timers per
/// chunk the rest fits in 7 + 7 chunks. The removed timers used about 150 chunks, which are reused.
#[test]
fn a_removed_timer_never_fires_and_its_memory_is_used_again() {
    let mut wheel = Wheel::new();
    let deadline = |index: u64| 1_000_000 * (1 + index % 7);
    let mut spare = Vec::new();
    for round in 0..4_u64 {
        let mut timers: Vec<(u64, u64)> = Vec::new();
        for index in 0..1_000 {
            timers.push((deadline(index), wheel.insert(deadline(index), task(round as u32))));
        }
        let kept = timers.swap_remove(round as usize * 333);
        if round % 2 == 1 {
            timers.reverse();
        }
        for (deadline, sequence) in timers {
            assert!(!wheel.has_fired(deadline, sequence));
            wheel.remove(deadline, sequence);
        }
        spare.push(wheel.spare.len());
        assert!(!wheel.has_fired(kept.0, kept.1) && !wheel.is_empty());
    }
    assert!(spare[3] <= spare[0] + 7, "{spare:?}");
    let fired: Vec<u64> = std::iter::from_fn(|| wheel.pop(u64::MAX)).map(|(time, _)| time).collect();
    let mut kept = [0, 333, 666, 999].map(deadline);
    kept.sort_unstable();
    assert_eq!(fired, kept);
}

/// A timer of the randomised test below.
#[derive(Clone, Copy)]
struct Set {
    deadline: u64,
    sequence: u64,
    task: u32,
}

/// The reference implementation: a binary heap of (deadline, index) and a list of the pending timers.
#[derive(Default)]
struct Reference {
    heap: BinaryHeap<Reverse<(u64, usize)>>,
    timers: Vec<Option<Set>>,
}

impl Reference {
    fn set(&mut self, wheel: &mut Wheel, deadline: u64) {
        let (index, task) = (self.timers.len(), self.timers.len() as u32);
        let sequence = wheel.insert(deadline, TaskId { slot: task, generation: 0 });
        self.timers.push(Some(Set { deadline, sequence, task }));
        self.heap.push(Reverse((deadline, index)));
    }

    /// The first timer that is due at or before `until`.
    fn pop(&mut self, until: u64) -> Option<Set> {
        while self.heap.peek().is_some_and(|Reverse((_, index))| self.timers[*index].is_none()) {
            self.heap.pop();
        }
        let due = self.heap.peek().is_some_and(|Reverse((deadline, _))| *deadline <= until);
        due.then(|| self.heap.pop()).flatten().and_then(|Reverse((_, index))| self.timers[index].take())
    }
}

/// A burst inserts or removes enough timers to fill several chunks of a slot.
#[test]
fn hundreds_of_random_sequences_fire_as_in_a_binary_heap() {
    for seed in 0..500 {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut below = |bound: u64| random.next_u64() % bound.max(1);
        let (mut wheel, mut reference) = (Wheel::new(), Reference::default());
        let mut now = 0_u64;
        let reach = 1 + below(63); // the spread of the deadlines, in bits: from one slot to the whole range
        for _ in 0..400 {
            let burst = if below(25) == 0 { below(150) } else { 1 };
            let pending = reference.timers.len() as u64;
            match below(11) {
                0..5 => {
                    let distance = match below(20) {
                        0 => u64::MAX,
                        1 => 0,
                        _ => below(1 << reach),
                    };
                    for _ in 0..burst {
                        let deadline = now.saturating_add(distance).saturating_add(below(burst) / 16);
                        reference.set(&mut wheel, deadline);
                    }
                }
                5 if pending > 0 => {
                    let first = below(pending) as usize;
                    for timer in reference.timers.iter_mut().skip(first).take(burst as usize) {
                        if let Some(Set { deadline, sequence, .. }) = timer.take() {
                            assert!(!wheel.has_fired(deadline, sequence), "seed {seed}");
                            wheel.remove(deadline, sequence);
                        }
                    }
                }
                6 if pending > 0 => {
                    let index = below(pending) as usize;
                    if let Some(Set { deadline, sequence, task: other }) = &mut reference.timers[index] {
                        *other += 1_000_000;
                        wheel.set_task(*deadline, *sequence, task(*other));
                    }
                }
                _ => {
                    let until = now.saturating_add(below(1 << reach) / 4);
                    for _ in 0..burst {
                        now = fires_alike(&mut wheel, &mut reference, until, seed);
                    }
                }
            }
            assert_eq!(wheel.is_empty(), reference.timers.iter().all(Option::is_none), "seed {seed}");
        }
    }
}

/// Checks that the next timer due at or before `until` is the same in both, and returns the time afterwards.
fn fires_alike(wheel: &mut Wheel, reference: &mut Reference, until: u64, seed: u64) -> u64 {
    let expected = reference.pop(until);
    let fired = wheel.pop(until).map(|(deadline, task)| (deadline, task.slot));
    assert_eq!(fired, expected.as_ref().map(|set| (set.deadline, set.task)), "seed {seed}, until {until}");
    if let Some(Set { deadline, sequence, .. }) = expected {
        assert!(wheel.has_fired(deadline, sequence), "seed {seed}");
    }
    fired.map_or(until, |(deadline, _)| deadline)
}
