//! Maps by key, actor or number, and by name, for values of any kind.
//!
//! A map is compiled anew for every kind of value, and ten of them would be a twelfth of what the page sends. Here one,
//! the same for all, leads to a value's place in a list. Nobody can go through it, so it keeps no order.

/// Where numbers have their places: each lies at its home, or as near behind it as there was room. Home is the number's
/// product with 2⁶⁴ over the golden ratio. (Knuth, The Art of Computer Programming 3, 6.4: algorithms L and R.)
#[derive(Clone, Default, Debug)]
struct Places {
    /// A power of two of them, or none; those with [`Places::NONE`] are free, a quarter at least.
    slots: Vec<(u64, u32)>,
    count: usize,
}

impl Places {
    const NONE: u32 = u32::MAX;

    fn home(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (self.slots.len() - 1)
    }

    fn after(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }

    /// The slot that a number has, or would have. There must be slots.
    fn slot(&self, key: u64) -> usize {
        let mut slot = self.home(key);
        while self.slots[slot].1 != Places::NONE && self.slots[slot].0 != key {
            slot = self.after(slot);
        }
        slot
    }

    fn get(&self, key: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let (_, place) = self.slots[self.slot(key)];
        (place != Places::NONE).then_some(place)
    }

    /// The place of a number; this one, if it has none.
    #[inline(never)]
    fn get_or_insert(&mut self, key: u64, place: u32) -> u32 {
        if (self.count + 1) * 4 > self.slots.len() * 3 {
            let slots = vec![(0, Places::NONE); (self.slots.len() * 2).max(4)];
            for (key, place) in std::mem::replace(&mut self.slots, slots) {
                let slot = self.slot(key);
                if place != Places::NONE {
                    self.slots[slot] = (key, place);
                }
            }
        }
        let slot = self.slot(key);
        if self.slots[slot].1 == Places::NONE {
            self.slots[slot] = (key, place);
            self.count += 1;
        }
        self.slots[slot].1
    }

    /// Takes a number out. Those behind it that were kept from coming nearer to their homes move up.
    #[inline(never)]
    fn remove(&mut self, key: u64) -> Option<u32> {
        let place = self.get(key)?;
        let mut hole = self.slot(key);
        let mut slot = self.after(hole);
        while self.slots[slot].1 != Places::NONE {
            let way = |from: usize| slot.wrapping_sub(from) & (self.slots.len() - 1);
            if way(self.home(self.slots[slot].0)) >= way(hole) {
                self.slots[hole] = self.slots[slot];
                hole = slot;
            }
            slot = self.after(slot);
        }
        self.slots[hole].1 = Places::NONE;
        self.count -= 1;
        Some(place)
    }
}

/// A map from numbers to values.
#[derive(Clone, Debug)]
pub struct Table<V> {
    places: Places,
    values: Vec<Option<V>>,
    free: Vec<u32>,
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table { places: Places::default(), values: Vec::new(), free: Vec::new() }
    }
}

impl<V> Table<V> {
    /// The value of a key.
    pub fn get(&self, key: impl Into<u64>) -> Option<&V> {
        self.values[self.places.get(key.into())? as usize].as_ref()
    }

    /// The value of a key, to change.
    pub fn get_mut(&mut self, key: impl Into<u64>) -> Option<&mut V> {
        self.values[self.places.get(key.into())? as usize].as_mut()
    }

    /// Gives a key a value; the one it had before.
    pub fn insert(&mut self, key: impl Into<u64>, value: V) -> Option<V> {
        self.slot(key.into()).replace(value)
    }

    /// The value of a key, made where there is none.
    pub fn get_or_insert_with(&mut self, key: impl Into<u64>, value: impl FnOnce() -> V) -> &mut V {
        self.slot(key.into()).get_or_insert_with(value)
    }

    /// The values, in no order that means anything.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.values.iter().flatten()
    }

    /// Takes a key's value away.
    pub fn remove(&mut self, key: impl Into<u64>) -> Option<V> {
        let place = self.places.remove(key.into())?;
        self.free.push(place);
        self.values[place as usize].take()
    }

    /// A key's place, which may be empty.
    fn slot(&mut self, key: u64) -> &mut Option<V> {
        let next = self.free.last().copied().unwrap_or(self.values.len() as u32);
        let place = self.places.get_or_insert(key, next);
        if place == next && self.free.pop().is_none() {
            self.values.push(None);
        }
        &mut self.values[place as usize]
    }
}

/// A few values by name, in the order of the names.
#[derive(Clone, PartialEq, Debug)]
pub struct ByName<V>(Vec<(&'static str, V)>);

impl<V> Default for ByName<V> {
    fn default() -> ByName<V> {
        ByName(Vec::new())
    }
}

impl<V> ByName<V> {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.into_iter().find(|(known, _)| **known == name).map(|(_, value)| value)
    }

    /// Whether the name has a value.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The value of a name, to change, made where there is none.
    pub fn get_or_insert(&mut self, name: &'static str, value: V) -> &mut V {
        let place = self.0.partition_point(|(known, _)| *known < name);
        if self.0.get(place).is_none_or(|(known, _)| *known != name) {
            self.0.insert(place, (name, value));
        }
        &mut self.0[place].1
    }

    /// The names.
    pub fn keys(&self) -> impl Iterator<Item = &&'static str> {
        self.into_iter().map(|(name, _)| name)
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.into_iter().map(|(_, value)| value)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a, V> IntoIterator for &'a ByName<V> {
    type Item = (&'a &'static str, &'a V);
    type IntoIter = std::iter::Map<std::slice::Iter<'a, (&'static str, V)>, fn(&'a (&'static str, V)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

impl<V: serde::Serialize> serde::Serialize for ByName<V> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

/// Serializes a struct as a map from the names of its fields, in this order; one left out does not compile. A derived
/// `Serialize` gives the same JSON, but for structs `serde_wasm_bindgen` brings along a cache of their fields' names.
macro_rules! as_map {
    ($type:ty { $($field:ident),+ $(; if any $($any:ident),+)? $(; without $($kept:ident),+)? }) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let Self { $($field,)+ $($($any,)+)? $($($kept: _,)+)? } = self;
                let mut map = serializer.serialize_map(None)?;
                $(map.serialize_entry(stringify!($field), $field)?;)+
                $($(if let Some(value) = $any {
                    map.serialize_entry(stringify!($any), value)?;
                })+)?
                map.end()
            }
        }
    };
}
pub(crate) use as_map;

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

    #[test]
    fn names_are_in_order_and_each_there_once() {
        let mut named = ByName::default();
        for name in ["stale", "hit", "miss", "hit", "hit"] {
            *named.get_or_insert(name, 0) += 1;
        }
        let all: Vec<(&str, i32)> = named.into_iter().map(|(name, count)| (*name, *count)).collect();
        assert_eq!(all, [("hit", 3), ("miss", 1), ("stale", 1)]);
        assert_eq!((named.get("hit"), named.get("hat")), (Some(&3), None));
    }
}
