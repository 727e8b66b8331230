//! The states found so far, each once, and how to find one again by its key.

use super::state::Key;

/// States in the order in which they were found. Nobody goes through the places, so their order tells nothing.
#[derive(Default)]
pub struct Places {
    keys: Vec<Key>,
    /// A state's number and 1, or 0; each lies at its home, or as near behind it as there was room.
    slots: Vec<u32>,
}

impl Places {
    /// How many states there are.
    pub fn count(&self) -> usize {
        self.keys.len()
    }

    /// The key of a state.
    pub fn key(&self, number: usize) -> &Key {
        &self.keys[number]
    }

    /// The number of a state, and whether it is new.
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

    /// The number of a state that is known.
    pub fn get(&self, key: &Key) -> Option<u32> {
        self.slots.get(self.slot(key))?.checked_sub(1)
    }

    /// The slot that a state has, or would have.
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

/// The words mixed by multiplication, its upper half, where all bits have met, last.
fn hash(key: &Key) -> u64 {
    let mixed = key.iter().fold(0_u64, |mixed, word| (mixed.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed ^ mixed >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough of them that the slots grow three times.
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
