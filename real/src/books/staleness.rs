//! Why reads were stale, from the order of all events. The rules are those of the simulator (`src/model/staleness.rs`).

use cache_aside_playground::scenario::{Scenario, WritePolicy};
use cache_aside_playground::trace::{Actor, ActorKind, Key, StaleCause, Version};
use cache_aside_playground::units::Instant;
use std::collections::BTreeMap;

/// Where the version that a read returns came from.
#[derive(Clone, Copy, Debug)]
pub enum Served {
    /// From the cache.
    Cache {
        /// When it was stored.
        set_at: Instant,
        /// Whether it was within its TTL.
        fresh: bool,
        /// Why it was out of date when it was stored, if it was.
        born_stale: Option<StaleCause>,
    },
    /// From the read's own query.
    Database,
    /// From a query that another read had started.
    Flight,
}

/// What has to be known to find causes.
pub struct Causes {
    policy: WritePolicy,
    served: BTreeMap<Actor, Served>,
    leads: BTreeMap<Actor, bool>,
    /// Per key, the writes that have committed a version, and whose cache operation has neither taken effect nor been
    /// lost.
    untold: BTreeMap<Key, Vec<(Actor, Version)>>,
    /// Per key, the newest version whose write's cache operation has taken effect.
    reached: BTreeMap<Key, Version>,
    /// Per key, when a write's cache operation last got lost, and the newest version then.
    lost: BTreeMap<Key, (Instant, Version)>,
}

fn writes(actor: Actor) -> bool {
    matches!(actor.kind(), ActorKind::Write | ActorKind::Intervention | ActorKind::Deferred)
}

impl Causes {
    /// The state before the first event.
    pub fn new(scenario: &Scenario) -> Causes {
        let (served, leads, untold, reached, lost) = Default::default();
        Causes { policy: scenario.write_policy, served, leads, untold, reached, lost }
    }

    /// Records where the answer of a read came from.
    pub fn served(&mut self, actor: Actor, served: Served) {
        self.served.insert(actor, served);
    }

    /// Records that a read joins a flight, or leads it.
    pub fn joined(&mut self, actor: Actor, leads: bool) {
        self.leads.insert(actor, leads);
    }

    /// Records that the flight of a read lands.
    pub fn landed(&mut self, actor: Actor) {
        let leads = self.leads.remove(&actor).unwrap_or(false);
        self.served.insert(actor, if leads { Served::Database } else { Served::Flight });
    }

    /// Records a commit. The cache operation of the write follows, if its policy has one after the commit.
    pub fn committed(&mut self, actor: Actor, key: Key, version: Version) {
        if !matches!(self.policy, WritePolicy::InvalidateFirst | WritePolicy::TtlOnly) {
            self.untold.entry(key).or_default().push((actor, version));
        }
    }

    /// Records a cache operation that took effect. Those of readers have no effect here.
    pub fn went_to_cache(&mut self, actor: Actor, key: Key) {
        if let Some(version) = self.told(actor, key) {
            let reached = self.reached.entry(key).or_insert(version);
            *reached = version.max(*reached);
        }
    }

    /// Removes a write from those whose cache operation is still to come. Returns its version.
    fn told(&mut self, actor: Actor, key: Key) -> Option<Version> {
        let untold = self.untold.get_mut(&key)?;
        let index = untold.iter().position(|(write, _)| *write == actor)?;
        Some(untold.remove(index).1)
    }

    /// Records a cache operation that was lost.
    pub fn lost(&mut self, actor: Actor, key: Key, at: Instant, newest: Version) {
        self.told(actor, key);
        if writes(actor) {
            self.lost.insert(key, (at, newest));
        }
    }

    /// Why a row is out of date when it is stored, if it is.
    pub fn born_stale(&self, actor: Actor, key: Key, version: Version, newest: Version) -> Option<StaleCause> {
        if version.0 == 0 || version >= newest {
            return None;
        }
        let untold = self.untold.get(&key).is_some_and(|all| all.iter().any(|&(_, next)| next.0 == version.0 + 1));
        match actor.kind() {
            ActorKind::Write | ActorKind::Intervention => self.overtaken(key, version),
            _ if self.policy == WritePolicy::InvalidateFirst => Some(StaleCause::DeleteFirst),
            // If the cache operation of the newer write is still to come, it will remove this value too.
            _ => (self.policy != WritePolicy::TtlOnly && !untold).then_some(StaleCause::StaleSet),
        }
    }

    /// Why a write stores an old row: a newer one has been in the cache, or its cache operation was lost. `None` if
    /// that operation is still to come.
    fn overtaken(&self, key: Key, version: Version) -> Option<StaleCause> {
        if self.reached.get(&key).is_some_and(|&newest| newest > version) {
            return Some(StaleCause::ReorderedUpdate);
        }
        let to_come = self.untold.get(&key).is_some_and(|all| all.iter().any(|&(_, newest)| newest > version));
        (!to_come).then_some(StaleCause::LostDelete)
    }

    /// Why a read returns an old version.
    pub fn of_read(&mut self, actor: Actor, key: Key, version: Version) -> StaleCause {
        match self.served.remove(&actor) {
            Some(Served::Cache { fresh: false, .. }) => StaleCause::WithinGrace,
            Some(Served::Cache { born_stale: Some(cause), .. }) => cause,
            Some(Served::Cache { set_at, .. }) => self.not_invalidated(key, version, set_at),
            Some(Served::Flight) => StaleCause::JoinedFlight,
            Some(Served::Database) | None => StaleCause::ReplicaLag,
        }
    }

    /// Why a value is still in the cache that was current, or about to be removed, when it was stored.
    fn not_invalidated(&self, key: Key, version: Version, set_at: Instant) -> StaleCause {
        let deletes_first = self.policy == WritePolicy::InvalidateFirst;
        let lost = self
            .lost
            .get(&key)
            .is_some_and(|&(lost_at, newest)| lost_at >= set_at && (deletes_first || newest > version));
        match self.policy {
            _ if lost => StaleCause::LostDelete,
            WritePolicy::InvalidateFirst => StaleCause::DeleteFirst,
            WritePolicy::TtlOnly => StaleCause::NoInvalidation,
            _ => StaleCause::Pending,
        }
    }
}
