//! Recomputes and episodes: the fold behind "queries per expiry".
//!
//! A *recompute* is a database query on behalf of a read or a refresh. It is in flight from the request for a
//! connection until its value is stored or refused, or it fails. An *episode* starts with the first recompute of a key
//! when none is in flight, and includes all that start until none is in flight again.
//!
//! ```text
//! R1      ├──────────┤
//! R2         ├──────────┤            one episode of three
//! R3               ├──────────┤
//! ```

use super::requests::ByActor;
use super::{Actor, ActorKind, Event, EventKind, Key};
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};

/// An episode: a burst of recomputes of one key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Episode {
    /// The key.
    pub key: Key,
    /// The start of the first recompute.
    pub at: Instant,
    /// The number of recomputes.
    pub db_queries: u32,
    /// The number of recomputes that began before expiry (XFetch).
    pub early: u32,
    /// The time from the start of the first recompute to expiry; zero if it did not start before expiry.
    pub gap: Duration,
}

/// The fold that finds the episodes.
#[derive(Default)]
pub struct Recomputes {
    /// For each key with recomputes in flight, their number and the index of their episode.
    in_flight: Table<(u32, usize)>,
    /// The key that each actor recomputes.
    recomputing: ByActor,
    /// The actors that decided to recompute early and have not queried yet, with the time left before expiry.
    early: Vec<(Actor, Duration)>,
    episodes: Vec<Episode>,
}

/// The effect of an event on an episode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// A recompute began: the `n`-th of its episode, from 1.
    Began(u32),
    /// A recompute ended. If it was the last one in flight, the episode ended too.
    Ended {
        /// The episode so far.
        episode: Episode,
        /// The number of its recomputes still in flight.
        in_flight: u32,
    },
}

impl Recomputes {
    /// All episodes so far, in order of their starts.
    pub fn episodes(&self) -> &[Episode] {
        &self.episodes
    }

    /// Processes the next event.
    pub fn event(&mut self, event: &Event) -> Option<Step> {
        let recomputes = matches!(event.actor.kind(), ActorKind::Read | ActorKind::Refresh);
        match event.kind {
            EventKind::EarlyRecompute { left, .. } => {
                self.early.push((event.actor, left));
                None
            }
            EventKind::DbQueued { key, .. } | EventKind::DbQueryStarted { key, .. } if recomputes => {
                self.begin(event.actor, key, event.at)
            }
            EventKind::CacheSet { .. }
            | EventKind::CacheSetRefused { .. }
            | EventKind::CacheFull { .. }
            | EventKind::LeaseVoid { .. }
            | EventKind::DbTimedOut { .. }
            | EventKind::ReadEnded { .. }
            | EventKind::ReadFailed { .. }
            | EventKind::ReadGivenUp { .. }
            | EventKind::RequestCrashed {}
            | EventKind::RefreshEnded { .. } => self.end(event.actor),
            _ => None,
        }
    }

    fn take_early(&mut self, actor: Actor) -> Option<Duration> {
        let index = self.early.iter().position(|(early, _)| *early == actor)?;
        Some(self.early.swap_remove(index).1)
    }

    fn begin(&mut self, actor: Actor, key: Key, at: Instant) -> Option<Step> {
        if self.recomputing.get(actor).is_some() {
            return None;
        }
        self.recomputing.set(actor, Some(key.0));
        let left = self.take_early(actor);
        let next = self.episodes.len();
        let (in_flight, index) = self.in_flight.get_or_insert_with(key, || (0, next));
        *in_flight += 1;
        if *index == next {
            let gap = left.unwrap_or_default();
            self.episodes.push(Episode { key, at, db_queries: 0, early: 0, gap });
        }
        let episode = &mut self.episodes[*index];
        episode.db_queries += 1;
        episode.early += u32::from(left.is_some());
        Some(Step::Began(episode.db_queries))
    }

    fn end(&mut self, actor: Actor) -> Option<Step> {
        self.take_early(actor);
        let key = Key(self.recomputing.get(actor)?);
        self.recomputing.set(actor, None);
        let (in_flight, index) = self.in_flight.get_mut(key)?;
        *in_flight -= 1;
        let (in_flight, episode) = (*in_flight, self.episodes[*index]);
        if in_flight == 0 {
            self.in_flight.remove(key);
        }
        Some(Step::Ended { episode, in_flight })
    }
}
