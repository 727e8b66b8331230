//! A small map from static names to values.

/// A map from names to values, kept sorted by name in a list: for a handful of entries.
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

    /// The value of a name, mutable; `value` if the name is new.
    pub fn get_or_insert(&mut self, name: &'static str, value: V) -> &mut V {
        let index = self.0.partition_point(|(known, _)| *known < name);
        if self.0.get(index).is_none_or(|(known, _)| *known != name) {
            self.0.insert(index, (name, value));
        }
        &mut self.0[index].1
    }

    /// The names.
    pub fn keys(&self) -> impl Iterator<Item = &&'static str> {
        self.into_iter().map(|(name, _)| name)
    }

    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.into_iter().map(|(_, value)| value)
    }

    /// Whether the map is empty.
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

#[cfg(test)]
mod tests {
    use super::*;

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
