//! Limits: the least and the most that this run could have cost, whatever the strategy. The floor and the ceiling that
//! every price is read against; bounds, not forecasts, and no strategy meets all of them at once.
//!
//! The floor of database queries. Whoever was answered got a value that some query had begun to fetch. A value is of use
//! from then until it has left the cache; the longest that this was in the run is its *reach*, and the shortest query
//! is its *way*. So the query that answered a read began within a stretch that both ends of the read tell:
//!
//! ```text
//!                     start ├──── read ────┤ end
//! ├───────── reach ─────────┤     ├─ way ──┤
//! ├──────── began in here ────────┤
//! ```
//!
//! Reads whose stretches have nothing in common need a query each. The most of them that do not overlap are found by
//! taking the stretches in order; evictions, lost values and crashes count as avoidable. A value that nobody queried
//! for, because the run began with it or a writer stored it, costs nothing. What an intervention expired or flushed has
//! to be fetched anew. Readers who wait allow a later query, so lanes on the same traffic differ: what no strategy can
//! beat is the least of them.
//!
//! The ceiling of staleness: had no write ever reached the cache, a value stored right before a write would have stayed
//! until it ran out; one that was old already, as long as that and its age. Without writes only the grace makes stale.

use super::lanes::Lanes;
use crate::base::table::as_map;
use crate::base::units::{Duration, Instant};
use crate::trace::requests::{ByActor, Outcome};
use crate::trace::{Actor, ActorKind, Event, EventKind, Key, Version};

/// Bounds of the three prices of a run: database load, reader wait, staleness. The least staleness is none.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Limits {
    /// No strategy answers these reads with fewer database queries.
    pub db_queries_min: u32,
    /// The fastest read of the run, milliseconds: a look into the cache, where there was one. 0 without reads.
    pub wait_ms_min: f64,
    /// No value served is older than this, milliseconds, while values live as long as they did.
    pub stale_age_ms_max: f64,
}

as_map!(Limits { db_queries_min, wait_ms_min, stale_age_ms_max });

/// What is known of one key.
#[derive(Clone, Default)]
struct OfKey {
    /// Its versions after the first, and when each was committed.
    commits: Vec<(Version, Instant)>,
    /// Until when it has a value that nobody queried for.
    given_until: Option<Instant>,
    /// The longest that one of its values could have been served after a write, had no write told the cache.
    old_max: Duration,
    /// The end of the stretch in which the query counted last began.
    query_by: Option<Instant>,
}

/// The fold.
#[derive(Default)]
pub struct Builder {
    keys: Vec<OfKey>,
    /// When the query under way, or the last one, of each actor began: index into `began`.
    querying: ByActor,
    began: Vec<Instant>,
    /// What the query of each flight or refresh answered.
    fetched: ByActor,
    reach: Duration,
    way_min: Option<Duration>,
    /// The longest from the beginning of a query until its value could be had.
    way_max: Duration,
    /// When an intervention took values away, of one key or of all.
    cuts: Vec<(Option<Key>, Instant)>,
    grace_max: Duration,
}

impl Builder {
    /// Takes in the next event.
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
                    // Not `took`, which is told from when it stood in line.
                    let way = at.since(self.began[query as usize]);
                    self.way_min = Some(self.way_min.map_or(way, |least| least.min(way)));
                }
                self.fetched.set(actor, Some(version.0));
                self.served(event, key, version, at);
            }
            // Those who joined a flight are answered when it lands.
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
                self.of_key(key).commits.push((version, at));
            }
            EventKind::CacheExpired { key, kept_for: Duration::ZERO, .. } => self.cut(Some(key), event),
            EventKind::CacheFlushed { .. } => self.cut(None, event),
            _ => {}
        }
    }

    fn of_key(&mut self, key: Key) -> &mut OfKey {
        let index = key.0 as usize;
        if self.keys.len() <= index {
            self.keys.resize(index + 1, OfKey::default());
        }
        &mut self.keys[index]
    }

    /// A value can be had from this event on, and until when at the latest.
    fn served(&mut self, event: &Event, key: Key, version: Version, until: Instant) {
        let Event { at, actor, .. } = *event;
        let query = self.querying.get(actor);
        match query.map(|query| self.began[query as usize]) {
            Some(began) => {
                self.way_max = self.way_max.max(at.since(began));
                self.reach = self.reach.max(until.since(began));
            }
            None => {
                let of_key = self.of_key(key);
                of_key.given_until = of_key.given_until.max(Some(until));
            }
        }
        let of_key = self.of_key(key);
        let newer = of_key.commits.partition_point(|(other, _)| *other <= version);
        let old_since = of_key.commits.get(newer).map_or(at, |(_, committed_at)| *committed_at);
        of_key.old_max = of_key.old_max.max(until.since(old_since));
    }

    fn cut(&mut self, key: Option<Key>, event: &Event) {
        if event.actor.kind() != ActorKind::Intervention {
            return;
        }
        self.cuts.push((key, event.at));
        let keys = match key {
            Some(Key(key)) => self.keys.get_mut(key as usize..).unwrap_or_default().iter_mut().take(1),
            None => self.keys.iter_mut().take(usize::MAX),
        };
        for of_key in keys {
            of_key.given_until = of_key.given_until.map(|until| until.min(event.at));
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
        let old = self.keys.iter().filter(|of_key| !of_key.commits.is_empty()).map(|of_key| of_key.old_max);
        old.fold(self.grace_max, Duration::max)
    }

    /// Whether a read, in order of their starts, needs a query that no read before it needed.
    fn needs_query(&mut self, key: Key, start: Instant, end: Instant) -> bool {
        let back = |at: Instant, by: Duration| Instant(at.0.saturating_sub(by.0));
        let cut = self.cuts.iter().rfind(|(of, at)| *at < start && of.is_none_or(|of| of == key));
        let cut = cut.map(|(_, at)| back(*at, self.way_max));
        let from = back(start, self.reach).max(cut.unwrap_or_default());
        let by = back(end, self.way_min.unwrap_or_default());
        let of_key = self.of_key(key);
        if of_key.given_until.is_some_and(|until| start <= until) {
            return false;
        }
        match &mut of_key.query_by {
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
