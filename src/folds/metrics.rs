//! Metrics: the numbers of a run, as a fold over its trace.
//!
//! Definitions. A *read* is one application-level get, counted when it ends. Each is exactly one of hit, stale hit,
//! early recompute and miss, by its first look into the cache. A *stale hit* is served knowingly past its fresh TTL. A
//! *stale read* returned a version older than the newest one committed when it began. A *recompute* is a database query
//! on behalf of a read or a refresh, in flight until its value is stored. An *episode* starts with the first recompute
//! of a key when none is in flight, and holds all that start until none is.

use crate::base::percentiles::nearest_rank_ms;
use crate::base::table::{ByName, as_map};
use crate::base::units::{Duration, Instant};
use crate::trace::connections::Work;
use crate::trace::fills::Fills;
use crate::trace::following::{Following, Happened};
use crate::trace::recomputes::{self, Step};
use crate::trace::requests::{Change, Look, Outcome, Request};
use crate::trace::{Absence, ActorKind, Event, EventKind, StaleCause};

/// The report of a run. Units are in the names; times are virtual.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// The scenario, as its line.
    pub scenario: String,
    /// The digest of the trace.
    pub fingerprint: String,
    /// Events in the trace.
    pub events: u64,
    /// Reads that ended within the run.
    pub reads: u64,
    /// Reads and writes still in flight at its end; counted nowhere else but in `under_way`.
    pub unfinished: u64,
    /// Of the reads among these: how many, how long the oldest has been in flight, how many of them wait at a lock or for
    /// another read's query, and since how long.
    pub under_way: UnderWay,
    /// Reads that ended with an error.
    pub failed: u64,
    /// Reads whose first look found a fresh value, which they did not recompute early.
    pub hits: u64,
    /// Reads that found nothing at their first look.
    pub misses: u64,
    /// Of these, how many for which reason the value was absent; the rest found the cache out of reach.
    pub miss_reasons: ByName<u64>,
    /// Reads served knowingly past the fresh TTL.
    pub stale_hits: u64,
    /// Reads that returned a version older than the newest committed when they began.
    pub stale_reads: u64,
    /// Of these, how many for which cause.
    pub stale_causes: ByName<u64>,
    /// Reads that found a fresh value and recomputed it early.
    pub early_recomputes: u64,
    /// Queries the database began to work on.
    pub db_queries: u64,
    /// What became of the queries of reads and refreshes by the end: asked for, queued, in flight, done or dropped.
    pub queries: Work,
    /// The same of the updates of writes.
    pub updates: Work,
    /// The most connections in use at once.
    pub db_in_flight_max: u64,
    /// The longest line before the connections.
    pub db_queue_max: u64,
    /// Reads that waited at a lock, or for a query that another read had begun.
    pub lock_waits: u64,
    /// Writes that ended within the run.
    pub writes: u64,
    /// Interventions that changed nothing: what they were to take was not there.
    pub interventions_idle: u64,
    /// Why the strategy had nothing to do in this run, if it had not: `nothing_missed`, `nothing_expired` or `nobody_met`.
    pub strategy_idle: Option<&'static str>,
    /// Hits and stale hits over reads; 0 without reads.
    pub hit_ratio: f64,
    /// Response time: from the beginning of a read to its end.
    pub latency_ms: Spread,
    /// Lock wait: how long the reads waited that waited so.
    pub wait_ms: MeanMax,
    /// Over stale hits and stale reads: how long past its TTL, or superseded, the value was.
    pub stale_age_ms: MeanMax,
    /// Every episode, in order of their beginning.
    pub episodes: Vec<Episode>,
    /// Where and why the run was stopped before its end, if it was: then all else is as far as it got.
    pub stopped: Option<Stopped>,
    /// For each closed form that applies: its value, and what was measured.
    pub theory: ByName<Compared>,
    /// What had been counted by the beginnings of some episodes, evenly chosen (before the first, by the ends of some
    /// writes): for standard errors.
    pub(crate) marks: Vec<Mark>,
    /// Values stored by reads and refreshes, and those of them that outlive a second delete.
    pub(crate) fills: u64,
    pub(crate) late_fills: u64,
}

as_map!(Report {
    scenario, fingerprint, events, reads, unfinished, under_way, failed, hits, misses, miss_reasons, stale_hits, stale_reads, stale_causes,
    early_recomputes, db_queries, queries, updates, db_in_flight_max, db_queue_max, lock_waits, writes, interventions_idle, hit_ratio, latency_ms, wait_ms,
    stale_age_ms, episodes, theory; if any stopped, strategy_idle; without marks, fills, late_fills
});

/// That a run was stopped at a limit.
#[derive(Clone, PartialEq, Debug)]
pub struct Stopped {
    /// How far it came.
    pub at_ms: f64,
    /// Where it would have ended.
    pub of_ms: f64,
    /// `events`, `work` or `memory`.
    pub limit: &'static str,
    /// The same in words.
    pub sentence: String,
}

as_map!(Stopped { at_ms, of_ms, limit, sentence });

/// Sums over the run up to the beginning of an episode. What lies between two marks is as good as independent of the
/// rest: a key's history begins anew with each of its episodes, and with many keys one of them matters little.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct Mark {
    pub at_ms: f64,
    pub episodes: u64,
    pub reads: u64,
    pub hits: u64,
    pub misses: u64,
    pub stale_reads: u64,
    pub lock_waits: u64,
    pub db_queries: u64,
    pub waited_ms: f64,
    pub latency_ms: f64,
    pub fills: u64,
    pub late_fills: u64,
}

impl Report {
    /// The mark that the end of the run would be, so many seconds after its beginning.
    pub(crate) fn end(&self, seconds: f64) -> Mark {
        Mark {
            at_ms: seconds * 1e3,
            episodes: self.episodes.len() as u64,
            reads: self.reads,
            hits: self.hits,
            misses: self.misses,
            stale_reads: self.stale_reads,
            lock_waits: self.lock_waits,
            db_queries: self.db_queries,
            waited_ms: self.wait_ms.mean * self.lock_waits as f64,
            latency_ms: self.latency_ms.mean * self.reads as f64,
            fills: self.fills,
            late_fills: self.late_fills,
        }
    }
}

/// As many marks are kept; when there are more, every other one goes.
const MARKS_MAX: usize = 256;

/// A distribution of times, in milliseconds. Percentiles are exact, by nearest rank.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Spread {
    pub mean: f64,
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub max: f64,
}

as_map!(Spread { mean, p50, p90, p99, max });

/// Mean and maximum, in milliseconds; 0 when there was nothing to measure.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub struct MeanMax {
    pub mean: f64,
    pub max: f64,
}

as_map!(MeanMax { mean, max });

/// Reads still in flight at the end of the run.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub struct UnderWay {
    pub reads: u64,
    pub response_max_ms: f64,
    pub lock_waits: u64,
    pub lock_wait_max_ms: f64,
}

as_map!(UnderWay { reads, response_max_ms, lock_waits, lock_wait_max_ms });

impl UnderWay {
    fn add(&mut self, read: &Request, end: Instant) {
        let so_far = |since: Instant| end.since(since).as_millis_f64();
        self.reads += 1;
        self.response_max_ms = self.response_max_ms.max(so_far(read.began_at));
        if let Some(since) = read.waiting_since {
            self.lock_waits += 1;
            self.lock_wait_max_ms = self.lock_wait_max_ms.max(so_far(since));
        }
    }
}

/// One burst of recomputes of one key.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Episode {
    /// When it began.
    pub at_ms: f64,
    /// Queries in it.
    pub db_queries: u64,
    /// How many of them were early recomputes.
    pub early: u64,
    /// How long before expiry the first of them was; 0 when it was not early.
    pub gap_ms: f64,
}

as_map!(Episode { at_ms, db_queries, early, gap_ms });

impl Episode {
    fn of(episode: &recomputes::Episode) -> Episode {
        Episode {
            at_ms: Duration(episode.at.as_nanos()).as_millis_f64(),
            db_queries: u64::from(episode.db_queries),
            early: u64::from(episode.early),
            gap_ms: episode.gap.as_millis_f64(),
        }
    }
}

/// A closed form beside its measurement, in the unit its name says. How far off the measurement may be is said where the
/// run tells: as a standard error over independent stretches of the run, such as episodes or cycles.
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Compared {
    pub predicted: f64,
    pub measured: f64,
    pub standard_error: Option<f64>,
    /// Of how much it is the mean (episodes, reads, seconds): what it weighs when runs are put together.
    pub weight: f64,
}

as_map!(Compared { predicted, measured, weight; if any standard_error });

/// Sums over a stream of durations.
#[derive(Clone, Copy, Default)]
struct Sum {
    count: u64,
    total: u128,
    max: Duration,
}

impl Sum {
    fn add(&mut self, duration: Duration) {
        self.count += 1;
        self.total += u128::from(duration.as_nanos());
        self.max = self.max.max(duration);
    }

    fn mean_max(&self) -> MeanMax {
        let mean = if self.count == 0 { 0.0 } else { self.total as f64 / self.count as f64 / 1e6 };
        MeanMax { mean, max: self.max.as_millis_f64() }
    }
}

/// The fold: feed it events in order, each with what came of it, then ask for the report.
#[derive(Default)]
pub struct Metrics {
    report: Report,
    latencies: Vec<Duration>,
    latency: Sum,
    waits: Sum,
    stale_ages: Sum,
    fills: Fills,
    /// Of so many episodes one is marked.
    stride: usize,
}

impl Metrics {
    /// Takes in the next event.
    pub fn event(&mut self, event: &Event, happened: &Happened, following: &Following) {
        let Following { connections, recomputes, .. } = following;
        if happened.connections {
            let report = &mut self.report;
            (report.queries, report.updates) = (connections.queries, connections.updates);
            report.db_queries = connections.queries_begun;
            report.db_queue_max = report.db_queue_max.max(connections.queued());
            report.db_in_flight_max = report.db_in_flight_max.max(connections.in_flight());
        }
        self.fills.event(event);
        self.report.interventions_idle += u64::from(is_idle(event, happened));
        if let Some(Step::Began(1)) = happened.step {
            let before = recomputes.episodes().len() - 1;
            if before == 0 {
                (self.stride, self.report.marks) = (1, Vec::new());
            }
            self.mark(event.at, before);
        }
        if let Some(Change::Ended(request)) = &happened.change {
            match request.actor.kind() {
                ActorKind::Read => self.read_ended(request),
                ActorKind::Write | ActorKind::Intervention => {
                    self.report.writes += 1;
                    // Until there is an episode, that is all that happens.
                    if recomputes.episodes().is_empty() {
                        self.mark(event.at, self.report.writes as usize - 1);
                    }
                }
                ActorKind::Refresh | ActorKind::Site | ActorKind::Ghost | ActorKind::Deferred => {}
            }
        }
    }

    /// What may be marked happens, after so many others of its kind.
    fn mark(&mut self, at: Instant, before: usize) {
        let stride = self.stride.max(1);
        if !before.is_multiple_of(stride) {
            return;
        }
        let Report { reads, hits, misses, stale_reads, lock_waits, db_queries, .. } = self.report;
        let marks = &mut self.report.marks;
        marks.push(Mark {
            at_ms: Duration(at.as_nanos()).as_millis_f64(),
            episodes: before as u64,
            reads,
            hits,
            misses,
            stale_reads,
            lock_waits,
            db_queries,
            waited_ms: self.waits.total as f64 / 1e6,
            latency_ms: self.latency.total as f64 / 1e6,
            fills: self.fills.count,
            late_fills: self.fills.late,
        });
        if marks.len() > MARKS_MAX {
            let mut keep = false;
            marks.retain(|_| {
                keep = !keep;
                keep
            });
            self.stride = 2 * stride;
        }
    }

    fn read_ended(&mut self, request: &Request) {
        let report = &mut self.report;
        report.reads += 1;
        report.failed += u64::from(request.outcome() == Outcome::Failed);
        match request.look {
            Some(Look::Hit) => report.hits += 1,
            Some(Look::StaleHit) => report.stale_hits += 1,
            Some(Look::Early) => report.early_recomputes += 1,
            Some(Look::Miss) | None => report.misses += 1,
        }
        if let Some(why) = request.absence {
            *report.miss_reasons.get_or_insert(Absence::WORDS[why as usize], 0) += 1;
        }
        if let Some(latency) = request.latency() {
            self.latencies.push(latency);
            self.latency.add(latency);
        }
        if let Some(waited) = request.lock_waited {
            report.lock_waits += 1;
            self.waits.add(waited);
        }
        let stale = request.is_stale_read();
        report.stale_reads += u64::from(stale);
        if let Some(cause) = request.stale_cause {
            *report.stale_causes.get_or_insert(StaleCause::WORDS[cause as usize], 0) += 1;
        }
        if stale || request.look == Some(Look::StaleHit) {
            self.stale_ages.add(request.stale_age());
        }
    }

    /// The report of what was folded of a run that ended at `end`; what is not from the events themselves, the caller adds.
    pub fn report(self, following: &Following, end: Instant) -> Report {
        let mut report = self.report;
        let asked = |r: &&Request| !matches!(r.actor.kind(), ActorKind::Refresh | ActorKind::Ghost);
        report.unfinished = following.requests.in_flight().filter(asked).count() as u64;
        let reads = following.requests.in_flight().filter(|request| request.actor.kind() == ActorKind::Read);
        reads.for_each(|read| report.under_way.add(read, end));
        report.hit_ratio = match report.reads {
            0 => 0.0,
            reads => (report.hits + report.stale_hits) as f64 / reads as f64,
        };
        report.latency_ms = spread(&self.latencies, self.latency.mean_max());
        report.wait_ms = self.waits.mean_max();
        report.stale_age_ms = self.stale_ages.mean_max();
        (report.fills, report.late_fills) = (self.fills.count, self.fills.late);
        report.episodes = following.recomputes.episodes().iter().map(Episode::of).collect();
        report
    }
}

/// Whether an intervention found nothing to act on.
fn is_idle(event: &Event, happened: &Happened) -> bool {
    match event.kind {
        EventKind::InterventionIdle { .. }
        | EventKind::CacheFlushed { entries: 0 }
        | EventKind::LocksLost { locks: 0 } => true,
        EventKind::CacheExpired { existed: false, .. } => {
            event.actor.kind() == ActorKind::Intervention && happened.change.is_none()
        }
        _ => false,
    }
}

/// Percentiles of times, beside their mean and maximum.
fn spread(times: &[Duration], MeanMax { mean, max }: MeanMax) -> Spread {
    let rank = |percent| nearest_rank_ms(times, percent);
    Spread { mean, p50: rank(50), p90: rank(90), p99: rank(99), max }
}
