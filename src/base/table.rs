//! A hash map from numbers (keys, actors, counters) to values of any type.
//!
//! It is open addressing with linear probing and a load factor of at most three quarters. Deletion shifts entries back,
//! so there are no tombstones. (Knuth, The Art of Computer Programming 3, 6.4: algorithms L and R.) It offers no
//! iteration, so hash order can never reach a trace.
//!
//! Not `std::collections::HashMap`, for size: a generic map is compiled anew for each of some ten value types, which
//! would be a twelfth of what the page downloads. Here the generic part is thin: one `Index`, compiled once, maps a
//! number to a position in a list of values.

/// A hash index: maps numbers to positions in a list.
#[derive(Clone, Default, Debug)]
struct Index {
    /// The slots, each a number and its position; [`Index::EMPTY`] as the position marks an empty slot. Their count is
    /// zero or a power of two, and at least a quarter of them is empty.
    slots: Vec<(u64, u32)>,
    count: usize,
}

impl Index {
    const EMPTY: u32 = u32::MAX;

    /// The slot where probing for a number begins: Fibonacci hashing, that is multiplication by 2⁶⁴ over the golden
    /// ratio.
    fn home(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (self.slots.len() - 1)
    }

    fn next(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }

    /// The slot of a number, or the empty slot where it belongs. There must be slots.
    fn find(&self, key: u64) -> usize {
        let mut slot = self.home(key);
        while self.slots[slot].1 != Index::EMPTY && self.slots[slot].0 != key {
            slot = self.next(slot);
        }
        slot
    }

    fn get(&self, key: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let (_, position) = self.slots[self.find(key)];
        (position != Index::EMPTY).then_some(position)
    }

    /// The position of a number; a number not yet in the index is added with the position given.
    #[inline(never)]
    fn get_or_insert(&mut self, key: u64, position: u32) -> u32 {
        if (self.count + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let slot = self.find(key);
        if self.slots[slot].1 == Index::EMPTY {
            self.slots[slot] = (key, position);
            self.count += 1;
        }
        self.slots[slot].1
    }

    /// Doubles the number of slots and inserts every entry again.
    fn grow(&mut self) {
        let empty = vec![(0, Index::EMPTY); (self.slots.len() * 2).max(4)];
        for (key, position) in std::mem::replace(&mut self.slots, empty) {
            if position != Index::EMPTY {
                let slot = self.find(key);
                self.slots[slot] = (key, position);
            }
        }
    }

    /// Removes a number and returns its position. Entries behind it that the hole separates from their home move into
    /// it.
    #[inline(never)]
    fn remove(&mut self, key: u64) -> Option<u32> {
        let position = self.get(key)?;
        let mut hole = self.find(key);
        let mut slot = self.next(hole);
        while self.slots[slot].1 != Index::EMPTY {
            let distance = |from: usize| slot.wrapping_sub(from) & (self.slots.len() - 1);
            if distance(self.home(self.slots[slot].0)) >= distance(hole) {
                self.slots[hole] = self.slots[slot];
                hole = slot;
            }
            slot = self.next(slot);
        }
        self.slots[hole].1 = Index::EMPTY;
        self.count -= 1;
        Some(position)
    }
}

/// A map from numbers to values.
#[derive(Clone, Debug)]
pub struct Table<V> {
    index: Index,
    values: Vec<Option<V>>,
    /// Positions of removed values, to be used again.
    free: Vec<u32>,
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table { index: Index::default(), values: Vec::new(), free: Vec::new() }
    }
}

impl<V> Table<V> {
    /// The value of a key.
    pub fn get(&self, key: impl Into<u64>) -> Option<&V> {
        self.values[self.index.get(key.into())? as usize].as_ref()
    }

    /// The value of a key, mutable.
    pub fn get_mut(&mut self, key: impl Into<u64>) -> Option<&mut V> {
        self.values[self.index.get(key.into())? as usize].as_mut()
    }

    /// Sets the value of a key and returns the previous one.
    pub fn insert(&mut self, key: impl Into<u64>, value: V) -> Option<V> {
        self.entry(key.into()).replace(value)
    }

    /// The value of a key, created if it is missing.
    pub fn get_or_insert_with(&mut self, key: impl Into<u64>, value: impl FnOnce() -> V) -> &mut V {
        self.entry(key.into()).get_or_insert_with(value)
    }

    /// The values, in no meaningful order.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.values.iter().flatten()
    }

    /// Removes a key and returns its value.
    pub fn remove(&mut self, key: impl Into<u64>) -> Option<V> {
        let position = self.index.remove(key.into())?;
        self.free.push(position);
        self.values[position as usize].take()
    }

    /// The slot for a key's value, which may be empty.
    fn entry(&mut self, key: u64) -> &mut Option<V> {
        let unused = self.free.last().copied().unwrap_or(self.values.len() as u32);
        let position = self.index.get_or_insert(key, unused);
        if position == unused && self.free.pop().is_none() {
            self.values.push(None);
        }
        &mut self.values[position as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Six times as many steps as keys: every key comes, goes and comes back.
    #[test]
    fn a_table_does_what_a_tree_does() {
        let (mut table, mut tree) = (Table::default(), BTreeMap::new());
        let mut state = 1u64;
        for step in 0..6_000u64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let key = (state >> 40) % 1_000;
            match state >> 62 {
                0 => assert_eq!(table.remove(key), tree.remove(&key)),
                1 => assert_eq!(table.get_or_insert_with(key, || step), tree.entry(key).or_insert(step)),
                _ => assert_eq!(table.insert(key, step), tree.insert(key, step)),
            }
            for key in [key, step % 1_000] {
                assert_eq!(table.get(key), tree.get(&key));
                assert_eq!(table.get_mut(key), tree.get_mut(&key));
            }
        }
        assert!(table.values.len() <= 1_000, "places are used again");
    }
}
