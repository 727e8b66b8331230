//! The cause of a stale read, and the records of commits and invalidations from which it follows.

use super::Client;
use crate::base::units::Instant;
use crate::scenario::WritePolicy;
use crate::service::world::Row;
use crate::trace::{ActorKind, Key, StaleCause, Version};

/// The source of the version that a read returns.
#[derive(Clone, Copy, Debug)]
pub enum Served {
    /// The cache.
    Cache {
        /// When it was stored.
        set_at: Instant,
        /// Whether it was within its TTL.
        fresh: bool,
        /// The cause, if it was out of date when it was stored.
        born_stale: Option<StaleCause>,
    },
    /// The read's own query.
    Database,
    /// A query that another read had begun.
    Flight,
}

impl Client {
    /// The cause, if a row that is about to be stored is out of date.
    pub fn born_stale(&self, key: Key, row: Row) -> Option<StaleCause> {
        if !row.exists() || row.version >= self.site.database.newest(key) {
            return None;
        }
        match self.actor.kind() {
            ActorKind::Write | ActorKind::Intervention => self.overtaken(key, row.version),
            _ if row.lagged => Some(StaleCause::ReplicaLag),
            _ if self.site.scenario.write_policy == WritePolicy::InvalidateFirst => Some(StaleCause::DeleteFirst),
            // If the write's own cache operation is still to come, it will remove this value too.
            _ => self.came_too_late(key, row.version).then_some(StaleCause::StaleSet),
        }
    }

    /// The cause, if a write stores an outdated version that no other write will correct: a newer write reached the
    /// cache first, or all newer ones were lost. A newer write that is still to come will replace this value.
    fn overtaken(&self, key: Key, version: Version) -> Option<StaleCause> {
        if self.site.reached.borrow().get(key).is_some_and(|&newest| newest > version) {
            return Some(StaleCause::ReorderedUpdate);
        }
        let to_come = self.site.pending_commits.borrow_mut().newest(key).is_some_and(|newest| newest > version);
        (!to_come).then_some(StaleCause::LostDelete)
    }

    /// Whether the write that superseded this version has already sent its cache operation.
    fn came_too_late(&self, key: Key, Version(version): Version) -> bool {
        let is_pending = self.site.pending_commits.borrow().contains(key, Version(version + 1));
        self.site.scenario.write_policy != WritePolicy::TtlOnly && !is_pending
    }

    /// Records that this write has committed a version. Its cache operation, if the policy has one, is pending.
    pub fn note_commit(&self, key: Key, version: Version) {
        if !matches!(self.site.scenario.write_policy, WritePolicy::InvalidateFirst | WritePolicy::TtlOnly) {
            self.site.pending_commits.borrow_mut().insert(self.actor, key, version);
        }
    }

    /// Records that a write's cache operation has reached the cache. A reader's does not count.
    pub fn note_reached(&self, key: Key) {
        if let Some(version) = self.take_pending_commit() {
            let mut reached = self.site.reached.borrow_mut();
            let newest = reached.get_or_insert_with(key, || version);
            *newest = version.max(*newest);
        }
    }

    /// Removes this write's commit from the pending ones and returns its version. `None` from the second call on.
    fn take_pending_commit(&self) -> Option<Version> {
        self.site.pending_commits.borrow_mut().remove(self.actor)
    }

    fn writes(&self) -> bool {
        matches!(self.actor.kind(), ActorKind::Write | ActorKind::Intervention | ActorKind::Deferred)
    }

    /// Records that a write's cache operation was lost. A reader's does not count: a lost store leaves the key empty,
    /// but no old value in the cache.
    pub fn note_lost_invalidation(&self, key: Key) {
        self.take_pending_commit();
        if self.writes() {
            let lost = (self.site.kernel.now(), self.site.database.newest(key));
            self.site.lost_invalidations.borrow_mut().insert(key, lost);
        }
    }

    /// The cause, for a read that returns an old version.
    pub fn stale_cause(&self, key: Key, version: Version) -> StaleCause {
        match self.served.get() {
            Some(Served::Cache { fresh: false, .. }) => StaleCause::WithinGrace,
            Some(Served::Cache { born_stale: Some(cause), .. }) => cause,
            Some(Served::Cache { set_at, .. }) => self.not_invalidated(key, version, set_at),
            Some(Served::Flight) => StaleCause::JoinedFlight,
            Some(Served::Database) | None => StaleCause::ReplicaLag,
        }
    }

    /// The cause, for a value that was current when it was stored and has not been removed since.
    fn not_invalidated(&self, key: Key, version: Version, set_at: Instant) -> StaleCause {
        let deletes_first = self.site.scenario.write_policy == WritePolicy::InvalidateFirst;
        // With `invalidate_first` the delete comes before the newer version.
        let lost = self
            .site
            .lost_invalidations
            .borrow()
            .get(key)
            .is_some_and(|&(lost_at, newest)| lost_at >= set_at && (deletes_first || newest > version));
        match self.site.scenario.write_policy {
            _ if lost => StaleCause::LostDelete,
            WritePolicy::InvalidateFirst => StaleCause::DeleteFirst,
            WritePolicy::TtlOnly => StaleCause::NoInvalidation,
            _ => StaleCause::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::run;
    use crate::scenario::Scenario;

    /// The database takes 700 ms and everything else no time. Writes delete 1 s after their commit:
    ///
    /// ```text
    /// write 1  1.0 ── commits 2 at 1.7 ──────────── deletes at 2.7
    /// write 2       1.5 ── commits 3 at 2.2 ──────────── deletes at 3.2
    /// a read           2.1 ── reads 2 ──────── stores it at 2.8
    /// ```
    ///
    /// Version 2 is stored after the first delete, but before the delete of the write that superseded it, which will
    /// remove it. If it were stored after 3.2, it would be a stale set.
    #[test]
    fn a_delete_of_another_write_makes_no_stale_set() {
        let line = "warm=true arrivals=even rate=10/s ttl=10s db_latency=700ms cache_latency=0ms write_delay=1s \
                    strategy=unprotected duration=6s";
        let causes = |pokes: &str| {
            let scenario = Scenario::parse(&format!("{line} do={pokes}")).expect("a scenario");
            let (_, report) = run::run(&scenario).expect("a run");
            (&report.stale_causes).into_iter().map(|(name, count)| (*name, *count)).collect::<Vec<_>>()
        };
        // Stale reads of version 1 from 1.7 to 2.0, and of version 2 at 2.8; then a query that began at 2.2 stores the
        // newest.
        assert_eq!(causes("1s:write,1.5s:write,2.05s:expire"), [("pending", 5)]);
    }
}
