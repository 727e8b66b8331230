//! Limits: the floor and the ceiling of what this run could have cost with any strategy. They are bounds, not
//! forecasts, and no strategy meets all of them at once.
//!
//! The floor of database queries: every answer came from a query. A value can answer reads from the start of its query
//! until it leaves the cache. The longest such time in the run is the *reach*, and the shortest query is the *way*. So
//! the query that answered a read began within an interval that follows from the start and the end of the read:
//!
//! ```text
//!                     start ├──── read ────┤ end
//! ├───────── reach ─────────┤     ├─ way ──┤
//! ├──────── began in here ────────┤
//! ```
//!
//! Reads with disjoint intervals need one query each. A greedy scan in order of time finds the largest set of disjoint
//! intervals. Evictions, lost values and crashes count as avoidable. A value that no query fetched, because the run
//! began with it or a writer stored it, costs nothing. A value that an intervention expired or flushed has to be
//! fetched again. A reader that waits allows a later query, so the floors of lanes with the same traffic differ. The
//! lowest of them is the one that no strategy can beat.
//!
//! The ceiling of staleness: if no write had ever reached the cache, a value stored right before a write would have
//! stayed until its TTL ended. A value that was already old would have stayed as long, plus its age. Without writes
//! only the grace makes values stale.

use super::lanes::Lanes;
use crate::base::units::{Duration, Instant};
use crate::trace::requests::{ByActor, Outcome};
use crate::trace::{Actor, ActorKind, Event, EventKind, Key, Version};
use serde::Serialize;

/// Bounds of the three prices of a run: database load, reader wait and staleness. The floor of staleness is zero.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Limits {
    /// The fewest database queries with which any strategy can answer these reads.
    pub db_queries_min: u32,
    /// The latency of the fastest read of the run, in milliseconds: one cache command, if there was a hit. 0 without
    /// reads.
    pub wait_ms_min: f64,
    /// The oldest that a served value can be, in milliseconds, if values live as long as they did in this run.
    pub stale_age_ms_max: f64,
}

/// The state of one key.
#[derive(Clone, Default)]
struct KeyState {
    /// Its versions after the first, with the time of each commit.
    commits: Vec<(Version, Instant)>,
    /// The time until which it has a value that no query fetched.
    given_until: Option<Instant>,
    /// The longest time for which one of its values could have been served after a write, if no write had reached the
    /// cache.
    old_max: Duration,
    /// The end of the interval in which the query counted last began.
    query_by: Option<Instant>,
}

/// The fold that computes the limits.
#[derive(Default)]
pub struct Builder {
    keys: Vec<KeyState>,
    /// The current or last query of each actor, as an index into `began`.
    querying: ByActor,
    /// The start of each query.
    began: Vec<Instant>,
    /// The version that the query of each flight or refresh returned.
    fetched: ByActor,
    reach: Duration,
    way_min: Option<Duration>,
    /// The longest time from the start of a query until its value was available.
    way_max: Duration,
    /// The times at which an intervention removed the value of a key, or of all keys (`None`).
    cuts: Vec<(Option<Key>, Instant)>,
    grace_max: Duration,
}

impl Builder {
    /// Processes the next event.
    pub fn event(&mut self, event: &Event) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::DbQueryStarted { .. } => {
                self.querying.set(actor, Some(self.began.len() as u32));
                self.began.push(at);
            }
            EventKind::QueryAbandoned { of, .. } => self.querying.set(actor, self.querying.get(of)),
            EventKind::DbQueryFinished { key, version, .. } => {
                if let Some(query) = self.querying.get(actor) {
                    // Not `took`, which includes the wait for a connection.
                    let way = at.since(self.began[query as usize]);
                    self.way_min = Some(self.way_min.map_or(way, |least| least.min(way)));
                }
                self.fetched.set(actor, Some(version.0));
                self.served(event, key, version, at);
            }
            // Readers that joined a flight are answered when it lands.
            EventKind::RefreshEnded { key } => {
                if let Some(version) = self.fetched.get(actor) {
                    self.served(event, key, Version(version), at);
                }
            }
            EventKind::CacheSet { key, version, fresh_for, kept_for } => {
                self.grace_max = self.grace_max.max(kept_for.saturating_sub(fresh_for));
                self.served(event, key, version, at + kept_for);
            }
            EventKind::DbUpdateCommitted { key, version, .. } => {
                self.key_mut(key).commits.push((version, at));
            }
            EventKind::CacheExpired { key, kept_for: Duration::ZERO, .. } => self.cut(Some(key), event),
            EventKind::CacheFlushed { .. } => self.cut(None, event),
            _ => {}
        }
    }

    fn key_mut(&mut self, key: Key) -> &mut KeyState {
        let index = key.0 as usize;
        if self.keys.len() <= index {
            self.keys.resize(index + 1, KeyState::default());
        }
        &mut self.keys[index]
    }

    /// Notes that a value is available from this event on, until `until` at the latest.
    fn served(&mut self, event: &Event, key: Key, version: Version, until: Instant) {
        let Event { at, actor, .. } = *event;
        let query = self.querying.get(actor);
        match query.map(|query| self.began[query as usize]) {
            Some(began) => {
                self.way_max = self.way_max.max(at.since(began));
                self.reach = self.reach.max(until.since(began));
            }
            None => {
                let state = self.key_mut(key);
                state.given_until = state.given_until.max(Some(until));
            }
        }
        let state = self.key_mut(key);
        let newer = state.commits.partition_point(|(other, _)| *other <= version);
        let old_since = state.commits.get(newer).map_or(at, |(_, committed_at)| *committed_at);
        state.old_max = state.old_max.max(until.since(old_since));
    }

    /// Notes that an intervention removed the value of a key, or of all keys.
    fn cut(&mut self, key: Option<Key>, event: &Event) {
        if event.actor.kind() != ActorKind::Intervention {
            return;
        }
        self.cuts.push((key, event.at));
        let keys = match key {
            Some(Key(key)) => self.keys.get_mut(key as usize..).unwrap_or_default().iter_mut().take(1),
            None => self.keys.iter_mut().take(usize::MAX),
        };
        for state in keys {
            state.given_until = state.given_until.map(|until| until.min(event.at));
        }
    }

    /// The limits, for the reads in `lanes`.
    pub fn finish(mut self, lanes: &Lanes) -> Limits {
        let mut limits = Limits { stale_age_ms_max: self.stale_age_max().as_millis_f64(), ..Limits::default() };
        let mut fastest: Option<Duration> = None;
        for row in 0..lanes.actor.len() {
            let answered = (Outcome::Hit as u8..=Outcome::Miss as u8).contains(&lanes.outcome[row]);
            if Actor::from_bits(lanes.actor[row]).kind() != ActorKind::Read || !answered {
                continue;
            }
            let (start, end) = (Instant(lanes.start_ns[row] as u64), Instant(lanes.end_ns[row] as u64));
            let took = end.since(start);
            fastest = Some(fastest.map_or(took, |fastest| fastest.min(took)));
            limits.db_queries_min += u32::from(self.needs_query(Key(lanes.key[row]), start, end));
        }
        limits.wait_ms_min = fastest.unwrap_or_default().as_millis_f64();
        limits
    }

    fn stale_age_max(&self) -> Duration {
        let old = self.keys.iter().filter(|state| !state.commits.is_empty()).map(|state| state.old_max);
        old.fold(self.grace_max, Duration::max)
    }

    /// Whether a read needs a query beyond those counted for earlier reads. Reads must be passed in order of their
    /// starts.
    fn needs_query(&mut self, key: Key, start: Instant, end: Instant) -> bool {
        let back = |at: Instant, by: Duration| Instant(at.0.saturating_sub(by.0));
        let cut = self.cuts.iter().rfind(|(of, at)| *at < start && of.is_none_or(|of| of == key));
        let cut = cut.map(|(_, at)| back(*at, self.way_max));
        let from = back(start, self.reach).max(cut.unwrap_or_default());
        let by = back(end, self.way_min.unwrap_or_default());
        let state = self.key_mut(key);
        if state.given_until.is_some_and(|until| start <= until) {
            return false;
        }
        match &mut state.query_by {
            Some(query_by) if from <= *query_by => {
                *query_by = by.min(*query_by);
                false
            }
            query_by => {
                *query_by = Some(by);
                true
            }
        }
    }
}
