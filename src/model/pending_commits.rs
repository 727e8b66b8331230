//! Commits whose cache operation is still pending, indexed by version and by writer, so that lookups stay fast with
//! many concurrent writes.

use crate::base::table::Table;
use crate::trace::{Actor, Key, Version};
use std::collections::VecDeque;

/// The commits whose cache operation is still pending.
#[derive(Default)]
pub struct PendingCommits {
    /// The commit of each writer.
    commits: Table<(Key, Version)>,
    /// The same commits, as a set of keys and versions.
    versions: Table<()>,
    /// The commits of each key in order. Removed ones may remain between others.
    in_order: Table<VecDeque<Version>>,
}

fn packed(key: Key, Version(version): Version) -> u64 {
    u64::from(key) << 32 | u64::from(version)
}

impl PendingCommits {
    /// Adds the commit of a writer. A writer has only one.
    pub fn insert(&mut self, writer: Actor, key: Key, version: Version) {
        self.commits.insert(writer, (key, version));
        self.versions.insert(packed(key, version), ());
        self.in_order.get_or_insert_with(key, VecDeque::new).push_back(version);
    }

    /// Removes the commit of a writer and returns its version. `None` if it was removed before.
    pub fn remove(&mut self, writer: Actor) -> Option<Version> {
        let (key, version) = self.commits.remove(writer)?;
        self.versions.remove(packed(key, version));
        let PendingCommits { versions, in_order, .. } = self;
        let all = in_order.get_mut(key)?;
        while all.front().is_some_and(|&first| versions.get(packed(key, first)).is_none()) {
            all.pop_front();
        }
        Some(version)
    }

    /// The newest pending commit of a key.
    pub fn newest(&mut self, key: Key) -> Option<Version> {
        let PendingCommits { versions, in_order, .. } = self;
        let all = in_order.get_mut(key)?;
        while all.back().is_some_and(|&last| versions.get(packed(key, last)).is_none()) {
            all.pop_back();
        }
        all.back().copied()
    }

    /// Whether this version is pending.
    pub fn contains(&self, key: Key, version: Version) -> bool {
        self.versions.get(packed(key, version)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::ActorKind;

    /// Three writers of two keys. The second one is removed, twice.
    #[test]
    fn a_commit_is_pending_until_its_own_writer_is_removed() {
        let writer = |number| Actor::new(ActorKind::Write, number);
        let mut pending_commits = PendingCommits::default();
        for (number, key, version) in [(0, 0, 2), (1, 0, 3), (2, 7, 2)] {
            pending_commits.insert(writer(number), Key(key), Version(version));
        }
        let all = |pending_commits: &PendingCommits| {
            [(0, 2), (0, 3), (7, 2), (7, 3)].map(|(key, version)| pending_commits.contains(Key(key), Version(version)))
        };
        assert_eq!(all(&pending_commits), [true, true, true, false]);
        assert_eq!((pending_commits.newest(Key(0)), pending_commits.newest(Key(1))), (Some(Version(3)), None));
        assert_eq!(pending_commits.remove(writer(1)), Some(Version(3)));
        assert_eq!((pending_commits.remove(writer(1)), pending_commits.remove(writer(9))), (None, None));
        assert_eq!(all(&pending_commits), [true, false, true, false]);
        assert_eq!(
            (pending_commits.newest(Key(0)), pending_commits.newest(Key(7))),
            (Some(Version(2)), Some(Version(2)))
        );
    }
}
