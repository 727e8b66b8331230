//! The set of states found so far: a hash index with linear probing from keys to numbers.

use super::state::Key;

/// The states in the order in which they were found. There is no iteration over the slots, so hash order has no effect.
#[derive(Default)]
pub struct Places {
    keys: Vec<Key>,
    /// The hash slots: a state's number plus 1, or 0 for an empty slot. Collisions are resolved by linear probing.
    slots: Vec<u32>,
}

impl Places {
    /// The number of states.
    pub fn count(&self) -> usize {
        self.keys.len()
    }

    /// The key of a state.
    pub fn key(&self, number: usize) -> &Key {
        &self.keys[number]
    }

    /// Adds a state if it is new. Returns its number, and whether it was new.
    pub fn add(&mut self, key: &Key) -> (u32, bool) {
        if (self.keys.len() + 1) * 3 > self.slots.len() * 2 {
            self.grow();
        }
        let slot = self.slot(key);
        if let Some(number) = self.slots[slot].checked_sub(1) {
            return (number, false);
        }
        self.keys.push(*key);
        self.slots[slot] = self.keys.len() as u32;
        (self.keys.len() as u32 - 1, true)
    }

    /// The number of a state, if it is known.
    pub fn get(&self, key: &Key) -> Option<u32> {
        self.slots.get(self.slot(key))?.checked_sub(1)
    }

    /// The slot of a state, or the empty slot where it belongs.
    fn slot(&self, key: &Key) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(key) as usize & mask;
        while self.slots[slot] > 0 && self.keys[self.slots[slot] as usize - 1] != *key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(1 << 10)];
        for number in 0..self.keys.len() {
            let slot = self.slot(&self.keys[number]);
            self.slots[slot] = number as u32 + 1;
        }
    }
}

/// A multiplicative hash of the words. The upper half of the product, which depends on all bits, is xored into the
/// lower.
fn hash(key: &Key) -> u64 {
    let mixed = key.iter().fold(0_u64, |mixed, word| (mixed.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed ^ mixed >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough states for the slots to grow three times.
    #[test]
    fn each_state_is_found_again_and_counted_once() {
        let mut places = Places::default();
        let key = |i: u64| [i, i << 40, 7, i % 3];
        for i in 0..5_000 {
            assert_eq!(places.add(&key(i)), (i as u32, true));
            assert_eq!(places.add(&key(i / 2)), (i as u32 / 2, false));
        }
        assert_eq!(places.count(), 5_000);
        assert_eq!((places.get(&key(4_999)), places.get(&key(5_000))), (Some(4_999), None));
        assert_eq!(places.key(77), &key(77));
    }
}
