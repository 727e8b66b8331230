//! Why a read was stale: what is remembered along the way, and the cause that follows from it.

use super::Client;
use crate::scenario::WritePolicy;
use crate::trace::{ActorKind, Key, StaleCause, Version};
use crate::units::Instant;
use crate::world::Row;

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
            ActorKind::Write | ActorKind::Intervention => Some(StaleCause::ReorderedUpdate),
            _ if row.lagged => Some(StaleCause::ReplicaLag),
            _ if self.site.scenario.write_policy == WritePolicy::InvalidateFirst => Some(StaleCause::DeleteFirst),
            // As long as the write's own cache operation is still to come, it will take this value away as well.
            _ => self.came_too_late(key, row.version).then_some(StaleCause::StaleSet),
        }
    }

    /// Whether a write has gone to the cache since this version was superseded.
    fn came_too_late(&self, key: Key, version: Version) -> bool {
        let superseded_at = self.site.database.superseded_at(key, version);
        let invalidated_at = self.site.invalidated_at.borrow().get(key).copied();
        superseded_at.is_some_and(|superseded_at| invalidated_at.is_some_and(|at| at >= superseded_at))
    }

    /// Remembers that a write's cache operation took effect, or got lost, now. A reader's does not count.
    pub fn note_invalidation(&self, key: Key) {
        if self.writes() {
            self.site.invalidated_at.borrow_mut().insert(key, self.site.kernel.now());
        }
    }

    fn writes(&self) -> bool {
        matches!(self.actor.kind(), ActorKind::Write | ActorKind::Intervention | ActorKind::Deferred)
    }

    /// Remembers that the cache operation of a write never reached the cache. A reader's does not count: the cache goes
    /// without a value for it, but keeps no old one.
    pub fn note_lost_invalidation(&self, key: Key) {
        self.note_invalidation(key);
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
