//! Why a read was stale: what is remembered along the way, and the cause that follows from it.

use super::Client;
use crate::base::units::Instant;
use crate::scenario::WritePolicy;
use crate::service::world::Row;
use crate::trace::{ActorKind, Key, StaleCause, Version};

/// Where the version that a read returns came from.
#[derive(Clone, Copy, Debug)]
pub enum Served {
    /// From the cache: since when it lay there, whether within its TTL, and why it was out of date when it was stored,
    /// if it was.
    Cache {
        /// When it was stored.
        set_at: Instant,
        /// Within its TTL.
        fresh: bool,
        /// Out of date from the beginning.
        born_stale: Option<StaleCause>,
    },
    /// From the read's own query.
    Database,
    /// From a query that another read had begun.
    Flight,
}

impl Client {
    /// Why a row that is about to be stored is out of date, if it is.
    pub fn born_stale(&self, key: Key, row: Row) -> Option<StaleCause> {
        if !row.exists() || row.version >= self.site.database.newest(key) {
            return None;
        }
        match self.actor.kind() {
            ActorKind::Write | ActorKind::Intervention => self.overtaken(key, row.version),
            _ if row.lagged => Some(StaleCause::ReplicaLag),
            _ if self.site.scenario.write_policy == WritePolicy::InvalidateFirst => Some(StaleCause::DeleteFirst),
            // As long as the write's own cache operation is still to come, it will take this value away as well.
            _ => self.came_too_late(key, row.version).then_some(StaleCause::StaleSet),
        }
    }

    /// Why a write stores an older version than the newest, if nothing will put that right: a newer write was here
    /// first, or none of the newer ones got here. As long as one is still to come it will replace this value.
    fn overtaken(&self, key: Key, version: Version) -> Option<StaleCause> {
        if self.site.reached.borrow().get(key).is_some_and(|&newest| newest > version) {
            return Some(StaleCause::ReorderedUpdate);
        }
        let to_come = self.site.untold.borrow_mut().newest(key).is_some_and(|newest| newest > version);
        (!to_come).then_some(StaleCause::LostDelete)
    }

    /// Whether the write that superseded this version has gone to the cache before.
    fn came_too_late(&self, key: Key, Version(version): Version) -> bool {
        let is_untold = self.site.untold.borrow().contains(key, Version(version + 1));
        self.site.scenario.write_policy != WritePolicy::TtlOnly && !is_untold
    }

    /// Remembers that this write has committed a version, and has yet to go to the cache, if it will.
    pub fn note_commit(&self, key: Key, version: Version) {
        if !matches!(self.site.scenario.write_policy, WritePolicy::InvalidateFirst | WritePolicy::TtlOnly) {
            self.site.untold.borrow_mut().insert(self.actor, key, version);
        }
    }

    /// Remembers that a write's cache operation reached the cache now. A reader's does not count.
    pub fn note_reached(&self, key: Key) {
        if let Some(version) = self.note_told() {
            let mut reached = self.site.reached.borrow_mut();
            let newest = reached.get_or_insert_with(key, || version);
            *newest = version.max(*newest);
        }
    }

    /// The write has gone to the cache, in vain or not: with which version, if it has not been there before.
    fn note_told(&self) -> Option<Version> {
        self.site.untold.borrow_mut().remove(self.actor)
    }

    fn writes(&self) -> bool {
        matches!(self.actor.kind(), ActorKind::Write | ActorKind::Intervention | ActorKind::Deferred)
    }

    /// Remembers that the cache operation of a write never reached the cache. A reader's does not count: the cache goes
    /// without a value for it, but keeps no old one.
    pub fn note_lost_invalidation(&self, key: Key) {
        self.note_told();
        if self.writes() {
            let lost = (self.site.kernel.now(), self.site.database.newest(key));
            self.site.lost_invalidations.borrow_mut().insert(key, lost);
        }
    }

    /// Why this read returns an old version.
    pub fn stale_cause(&self, key: Key, version: Version) -> StaleCause {
        match self.served.get() {
            Some(Served::Cache { fresh: false, .. }) => StaleCause::WithinGrace,
            Some(Served::Cache { born_stale: Some(cause), .. }) => cause,
            Some(Served::Cache { set_at, .. }) => self.not_invalidated(key, version, set_at),
            Some(Served::Flight) => StaleCause::JoinedFlight,
            Some(Served::Database) | None => StaleCause::ReplicaLag,
        }
    }

    /// The value was current when it was stored, or as good as, and nothing has taken it away since.
    fn not_invalidated(&self, key: Key, version: Version, set_at: Instant) -> StaleCause {
        let deletes_first = self.site.scenario.write_policy == WritePolicy::InvalidateFirst;
        // What is deleted first is deleted before there is a newer version.
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

    /// Everything takes 700 ms in the database and none elsewhere, and writes delete 1 s after their commit:
    ///
    /// ```text
    /// write 1  1.0 ── commits 2 at 1.7 ──────────── deletes at 2.7
    /// write 2       1.5 ── commits 3 at 2.2 ──────────── deletes at 3.2
    /// a read           2.1 ── reads 2 ──────── stores it at 2.8
    /// ```
    ///
    /// Version 2 is stored after one delete, but not after the one of the write that superseded it: that is still to come
    /// and takes it away. Was it stored after 3.2, it would have come too late.
    #[test]
    fn a_delete_of_another_write_makes_no_stale_set() {
        let line = "warm=true arrivals=even rate=10/s ttl=10s db_latency=700ms cache_latency=0ms write_delay=1s \
                    strategy=unprotected duration=6s";
        let causes = |pokes: &str| {
            let scenario = Scenario::parse(&format!("{line} do={pokes}")).expect("a scenario");
            let (_, report) = run::run(&scenario).expect("a run");
            (&report.stale_causes).into_iter().map(|(name, count)| (*name, *count)).collect::<Vec<_>>()
        };
        // Of version 1 at 1.7 to 2.0, and of version 2 at 2.8; then a query that began at 2.2 stores the newest.
        assert_eq!(causes("1s:write,1.5s:write,2.05s:expire"), [("pending", 5)]);
    }
}
