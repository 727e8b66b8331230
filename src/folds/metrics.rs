//! Metrics: the numbers of a run, as a fold over its trace.
//!
//! Definitions. A *read* is one application-level get, counted when it ends. Each is exactly one of hit, stale hit,
//! early recompute and miss, by its first lookup in the cache. A *stale hit* is served knowingly past its fresh TTL. A
//! *stale read* returned a version older than the newest one committed when it began. A *recompute* is a database query
//! on behalf of a read or a refresh, in flight until its value is stored. An *episode* starts with the first recompute
//! of a key when none is in flight, and includes all that start until none is.

mod marks;
mod numbers;
mod samples;

use crate::base::by_name::ByName;
use crate::base::percentiles::nearest_rank_ms;
use crate::base::units::{Duration, Instant};
use crate::trace::connections::Work;
use crate::trace::fills::Fills;
use crate::trace::following::{Following, Happened};
use crate::trace::recomputes::{self, Step};
use crate::trace::requests::{Change, Lookup, Outcome, Request};
use crate::trace::{Absence, ActorKind, Event, EventKind, StaleCause};
pub(crate) use marks::{Mark, Marks};
pub use numbers::{NUMBERS, Number};
use serde::Serialize;

/// The report of a run. Units are in the names; times are virtual.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Report {
    /// The scenario's line.
    pub scenario: String,
    /// The fingerprint of the trace.
    pub fingerprint: String,
    /// The number of events in the trace.
    pub events: u64,
    /// Reads that ended within the run.
    pub reads: u64,
    /// Reads and writes still in flight at the end. Apart from `under_way`, no other number includes them.
    pub unfinished: u64,
    /// The reads among these: their number, the age of the oldest, how many wait for a lock or for another read's
    /// query, and the longest such wait.
    pub under_way: UnderWay,
    /// Reads that ended with an error.
    pub failed: u64,
    /// Reads whose first lookup found a fresh value, which they did not recompute early.
    pub hits: u64,
    /// Reads whose first lookup found no value.
    pub misses: u64,
    /// The number of misses for each reason. The remaining misses found the cache unreachable.
    pub miss_reasons: ByName<u64>,
    /// Reads that were knowingly served a value past its TTL.
    pub stale_hits: u64,
    /// Reads that returned a version older than the newest one committed at their start.
    pub stale_reads: u64,
    /// The number of stale reads for each cause.
    pub stale_causes: ByName<u64>,
    /// Reads that found a fresh value and recomputed it early.
    pub early_recomputes: u64,
    /// Queries that the database began.
    pub db_queries: u64,
    /// The queries of reads and refreshes by their state at the end: asked for, queued, in flight, done or dropped.
    pub queries: Work,
    /// The same for the updates of writes.
    pub updates: Work,
    /// The largest number of connections in use at a time.
    pub db_in_flight_max: u64,
    /// The greatest length of the queue for a connection.
    pub db_queue_max: u64,
    /// Reads that waited for a lock or for another read's query.
    pub lock_waits: u64,
    /// Writes that ended within the run.
    pub writes: u64,
    /// Interventions without effect.
    pub interventions_idle: u64,
    /// The reason, if the strategy had nothing to do in this run: `nothing_missed`, `nothing_expired` or `nobody_met`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy_idle: Option<&'static str>,
    /// The share of hits and stale hits among the reads; 0 without reads.
    pub hit_ratio: f64,
    /// Response times, from the start of a read to its end.
    pub latency_ms: Spread,
    /// Lock waits of the reads that waited.
    pub wait_ms: MeanMax,
    /// Stale ages of stale hits and stale reads: how long the value was past its TTL or superseded.
    pub stale_age_ms: MeanMax,
    /// All episodes, in order of their starts.
    pub episodes: Vec<Episode>,
    /// Where and why the run was stopped, if it did not reach its end. All other numbers then cover the part before
    /// that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
    /// The closed forms that apply, each with the measured value.
    // A build without the feature leaves them out.
    #[cfg_attr(not(feature = "theory"), serde(skip))]
    pub theory: ByName<Compared>,
    /// The time from the start that theory covers: that of the run, or until it was stopped. `None` for the user's
    /// code, to which no closed form applies.
    #[serde(skip)]
    pub(crate) covered: Option<Duration>,
    /// The counters at the start of each marked episode.
    #[serde(skip)]
    pub(crate) episode_marks: Marks,
    /// The counters at the end of each marked read.
    #[serde(skip)]
    pub(crate) read_marks: Marks,
    /// The number of fills: values stored by reads and refreshes.
    #[serde(skip)]
    pub(crate) fills: u64,
    /// The number of late fills, which outlive a second delete.
    #[serde(skip)]
    pub(crate) late_fills: u64,
}

/// A stop of a run at a limit.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Stopped {
    /// The time at which it was stopped.
    pub at_ms: f64,
    /// The time at which it would have ended.
    pub of_ms: f64,
    /// `events`, `work` or `memory`.
    pub limit: &'static str,
    /// The stop as a sentence.
    pub sentence: String,
}

impl Report {
    /// The counters at the end of the run, `seconds` after its start, as a mark.
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

/// A distribution of times, in milliseconds. Percentiles are exact, by nearest rank.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Spread {
    pub mean: f64,
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub max: f64,
}

/// Mean and maximum, in milliseconds; 0 if there was nothing to measure.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct MeanMax {
    pub mean: f64,
    pub max: f64,
}

/// Reads still in flight at the end of the run.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct UnderWay {
    pub reads: u64,
    pub response_max_ms: f64,
    pub lock_waits: u64,
    pub lock_wait_max_ms: f64,
}

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

/// An episode: a burst of recomputes of one key.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Episode {
    /// The time of its start.
    pub at_ms: f64,
    /// The number of its queries.
    pub db_queries: u64,
    /// The number of its early recomputes.
    pub early: u64,
    /// How long before expiry the first one was; 0 if it was not early.
    pub gap_ms: f64,
}

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

/// A closed form with the measured value, in the unit that its name says. Only whole cycles and whole episodes are
/// measured, to exclude the edges of the run. A short run may have none.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Compared {
    /// Its name in words.
    pub label: &'static str,
    /// The closed form's value.
    pub predicted: f64,
    /// The measured value, if there was anything to measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<f64>,
    /// The standard error, if the run has independent parts to estimate it from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
    /// The amount (of episodes, reads or seconds) that it is the mean of. It is the weight when runs are combined.
    pub weight: f64,
    /// The number of independent parts of the run that were measured: episodes, cycles, or batches of many keys'
    /// traffic.
    pub n: u64,
    /// The least number of such parts, over all combined runs, for a comparison.
    pub n_min: u64,
}

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

/// The fold. It takes the events in order, each with its effects on the shared folds, and returns the report at the
/// end.
#[derive(Default)]
pub struct Metrics {
    report: Report,
    latencies: Vec<Duration>,
    latency: Sum,
    waits: Sum,
    stale_ages: Sum,
    fills: Fills,
}

impl Metrics {
    /// Processes the next event.
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
            let before = recomputes.episodes().len() as u64 - 1;
            if self.report.episode_marks.is_due(before) {
                let mark = self.mark(event.at, before);
                self.report.episode_marks.add(mark);
            }
        }
        if let Some(Change::Ended(request)) = &happened.change {
            match request.actor.kind() {
                ActorKind::Read => {
                    if self.report.read_marks.is_due(self.report.reads) {
                        let mark = self.mark(event.at, recomputes.episodes().len() as u64);
                        self.report.read_marks.add(mark);
                    }
                    self.read_ended(request);
                }
                ActorKind::Write | ActorKind::Intervention => self.report.writes += 1,
                ActorKind::Refresh | ActorKind::Site | ActorKind::Ghost | ActorKind::Deferred => {}
            }
        }
    }

    /// The counters so far.
    fn mark(&self, at: Instant, episodes: u64) -> Mark {
        let Report { reads, hits, misses, stale_reads, lock_waits, db_queries, .. } = self.report;
        Mark {
            episodes,
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
            ..Mark::at(at)
        }
    }

    fn read_ended(&mut self, request: &Request) {
        let report = &mut self.report;
        report.reads += 1;
        report.failed += u64::from(request.outcome() == Outcome::Failed);
        match request.lookup {
            Some(Lookup::Hit) => report.hits += 1,
            Some(Lookup::StaleHit) => report.stale_hits += 1,
            Some(Lookup::Early) => report.early_recomputes += 1,
            Some(Lookup::Miss) | None => report.misses += 1,
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
        if stale || request.lookup == Some(Lookup::StaleHit) {
            self.stale_ages.add(request.stale_age());
        }
    }

    /// The report of a run that ended at `end`. The caller adds what does not follow from the events.
    pub fn report(self, following: &Following, end: Instant) -> Report {
        let (mut report, mut latencies) = (self.report, self.latencies);
        report.interventions_idle += u64::from(following.doomed);
        let asked = |r: &&Request| !matches!(r.actor.kind(), ActorKind::Refresh | ActorKind::Ghost);
        report.unfinished = following.requests.in_flight().filter(asked).count() as u64;
        let reads = following.requests.in_flight().filter(|request| request.actor.kind() == ActorKind::Read);
        reads.for_each(|read| report.under_way.add(read, end));
        report.hit_ratio = match report.reads {
            0 => 0.0,
            reads => (report.hits + report.stale_hits) as f64 / reads as f64,
        };
        report.latency_ms = spread(&mut latencies, self.latency.mean_max());
        report.wait_ms = self.waits.mean_max();
        report.stale_age_ms = self.stale_ages.mean_max();
        (report.fills, report.late_fills) = (self.fills.count, self.fills.late);
        report.episodes = following.recomputes.episodes().iter().map(Episode::of).collect();
        report
    }
}

/// Whether an intervention had no effect.
fn is_idle(event: &Event, happened: &Happened) -> bool {
    match event.kind {
        EventKind::InterventionIdle { .. }
        | EventKind::CacheFlushed { entries: 0 }
        | EventKind::LocksLost { locks: 0 } => true,
        EventKind::InvalidationDoomed {} => happened.was_doomed,
        EventKind::CacheExpired { existed: false, .. } => {
            event.actor.kind() == ActorKind::Intervention && happened.change.is_none()
        }
        _ => false,
    }
}

/// The percentiles of times, with their mean and maximum.
fn spread(times: &mut [Duration], MeanMax { mean, max }: MeanMax) -> Spread {
    let mut rank = |percent| nearest_rank_ms(times, percent);
    Spread { mean, p50: rank(50), p90: rank(90), p99: rank(99), max }
}
