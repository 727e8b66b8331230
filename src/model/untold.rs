//! Commits that the cache has not been told of yet: found at once by their version and by their writer, however many
//! writes are under way.

use crate::base::table::Table;
use crate::trace::{Actor, Key, Version};
use std::collections::VecDeque;

/// The commits whose writes have yet to go to the cache.
#[derive(Default)]
pub struct Untold {
    /// Per writer, what it committed.
    commits: Table<(Key, Version)>,
    /// The same commits, by what was committed.
    versions: Table<()>,
    /// Per key, its commits in order; some that are gone may still stand between others.
    in_order: Table<VecDeque<Version>>,
}

fn place(key: Key, Version(version): Version) -> u64 {
    u64::from(key) << 32 | u64::from(version)
}

impl Untold {
    /// A writer has committed this version, its only one.
    pub fn insert(&mut self, writer: Actor, key: Key, version: Version) {
        self.commits.insert(writer, (key, version));
        self.versions.insert(place(key, version), ());
        self.in_order.get_or_insert_with(key, VecDeque::new).push_back(version);
    }

    /// The writer has gone to the cache, in vain or not: with which version, if it had not been there before.
    pub fn remove(&mut self, writer: Actor) -> Option<Version> {
        let (key, version) = self.commits.remove(writer)?;
        self.versions.remove(place(key, version));
        let Untold { versions, in_order, .. } = self;
        let all = in_order.get_mut(key)?;
        while all.front().is_some_and(|&first| versions.get(place(key, first)).is_none()) {
            all.pop_front();
        }
        Some(version)
    }

    /// The newest commit of a key that the cache has not been told of.
    pub fn newest(&mut self, key: Key) -> Option<Version> {
        let Untold { versions, in_order, .. } = self;
        let all = in_order.get_mut(key)?;
        while all.back().is_some_and(|&last| versions.get(place(key, last)).is_none()) {
            all.pop_back();
        }
        all.back().copied()
    }

    /// Whether the write that committed this version has yet to go to the cache.
    pub fn contains(&self, key: Key, version: Version) -> bool {
        self.versions.get(place(key, version)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::ActorKind;

    /// Three writers of two keys; the second one goes to the cache, twice.
    #[test]
    fn a_commit_is_untold_until_its_own_writer_goes_to_the_cache() {
        let writer = |number| Actor::new(ActorKind::Write, number);
        let mut untold = Untold::default();
        for (number, key, version) in [(0, 0, 2), (1, 0, 3), (2, 7, 2)] {
            untold.insert(writer(number), Key(key), Version(version));
        }
        let all = |untold: &Untold| {
            [(0, 2), (0, 3), (7, 2), (7, 3)].map(|(key, version)| untold.contains(Key(key), Version(version)))
        };
        assert_eq!(all(&untold), [true, true, true, false]);
        assert_eq!((untold.newest(Key(0)), untold.newest(Key(1))), (Some(Version(3)), None));
        assert_eq!(untold.remove(writer(1)), Some(Version(3)));
        assert_eq!((untold.remove(writer(1)), untold.remove(writer(9))), (None, None));
        assert_eq!(all(&untold), [true, false, true, false]);
        assert_eq!((untold.newest(Key(0)), untold.newest(Key(7))), (Some(Version(2)), Some(Version(2))));
    }
}
