//! Challenges: goals for code of one's own, each decided by runs over [`SEEDS`] seeds. There are no stars: each attempt
//! says what it costs.

use super::{fold, simulation::Simulation};
use crate::base::units::Instant;
use crate::folds::metrics::Report;
use crate::folds::verdict::{Broken, Verdict};
use crate::python::code::Code;
use crate::python::language::Verb;
use crate::python::program::Mistake;
use crate::run::simulation::Stopped;
use crate::scenario::Scenario;
use std::fmt;

/// How many runs decide, with the seeds from 1 on.
pub const SEEDS: u64 = 20;

/// A goal.
pub struct Challenge {
    /// Its word.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What is to be reached, in a sentence or two.
    pub goal: &'static str,
    /// The scenario, without its seed.
    pub line: &'static str,
    check: fn(&Facts) -> Result<(), String>,
}

/// What a run showed.
struct Facts<'a> {
    report: &'a Report,
    broken: &'a [Broken],
    /// Whether the code takes locks or leases.
    locks: bool,
}

/// One run for a challenge.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct Attempt {
    /// Whether the goal is met.
    pub met: bool,
    /// What is missing, if it is not.
    pub missing: String,
    /// Queries per episode, on average.
    pub db_queries_per_episode: f64,
    /// The longest that a read took.
    pub latency_max_ms: f64,
    /// How long reads took on average.
    pub latency_mean_ms: f64,
    /// The oldest value served.
    pub stale_age_max_ms: f64,
    /// Hits and stale hits over reads.
    pub hit_ratio: f64,
}

/// Why an attempt has no result.
#[derive(Debug)]
pub enum Failure {
    /// The code is refused.
    Mistake(Mistake),
    /// The run had to be stopped.
    Stopped(Stopped),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Mistake(mistake) => mistake.fmt(f),
            Failure::Stopped(stopped) => stopped.fmt(f),
        }
    }
}

impl Facts<'_> {
    fn queries_per_episode(&self) -> f64 {
        queries_per_episode(self.report)
    }

    /// The sentence of a property, if it is broken.
    fn holds(&self, name: &str) -> Result<(), String> {
        self.broken.iter().find(|broken| broken.name == name).map_or(Ok(()), |broken| Err(broken.first.clone()))
    }
}

fn queries_per_episode(report: &Report) -> f64 {
    let queries: u64 = report.episodes.iter().map(|episode| episode.db_queries).sum();
    queries as f64 / report.episodes.len().max(1) as f64
}

fn unless(holds: bool, missing: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(missing()) }
}

/// All of them.
pub const CHALLENGES: &[Challenge] = &[
    Challenge {
        name: "no_lock",
        title: "Protect the database without a lock",
        goal: "At most 4 queries per expiry on average, of the 21 that unprotected readers make, and no cache.lock and no lease in your code.",
        line: "rate=100/s ttl=2s db_latency=200ms db_connections=0 instances=3 duration=30s",
        check: |facts| {
            unless(!facts.locks, || "your code takes a lock or a lease".to_string())?;
            facts.holds("answers")?;
            unless(facts.queries_per_episode() <= 4.0, || {
                format!("{:.2} queries per expiry, of at most 4", facts.queries_per_episode())
            })
        },
    },
    Challenge {
        name: "one_second",
        title: "Never serve anything older than a second",
        goal: "No value is served that had been replaced, or was past its TTL, for more than 1 s; and at least half of the reads are answered by the cache.",
        line: "rate=50/s ttl=10s db_latency=100ms db_connections=0 write_rate=1/s write_delay=50ms invalidation_loss=0.2 duration=1m",
        check: |facts| {
            facts.holds("returns")?;
            let (age, ratio) = (facts.report.stale_age_ms.max, facts.report.hit_ratio);
            unless(age <= 1_000.0, || format!("something {age:.0} ms old was served, of at most 1000"))?;
            unless(ratio >= 0.5, || format!("the cache answers {:.0} % of the reads, of at least 50", 100.0 * ratio))
        },
    },
    Challenge {
        name: "dying_holder",
        title: "Survive a holder that dies",
        goal: "One holder in five dies with its lock. No read takes longer than 3 s, and there are at most 2 queries per expiry on average.",
        line: "rate=50/s ttl=2s db_latency=200ms db_connections=0 lock_ttl=10s holder_crash=0.2 duration=1m",
        check: |facts| {
            facts.holds("ends")?;
            let latency = facts.report.latency_ms.max;
            unless(latency <= 3_000.0, || format!("a read took {latency:.0} ms, of at most 3000"))?;
            unless(facts.queries_per_episode() <= 2.0, || {
                format!("{:.2} queries per expiry, of at most 2", facts.queries_per_episode())
            })
        },
    },
    Challenge {
        name: "one_query",
        title: "One query per expiry over three instances",
        goal: "Three application instances, and never two queries for the key at a time.",
        line: "rate=100/s ttl=2s db_latency=200ms db_connections=0 instances=3 duration=30s",
        check: |facts| {
            facts.holds("answers")?;
            facts.holds("returns")?;
            facts.holds("one_query")
        },
    },
    Challenge {
        name: "beat_e",
        title: "Beat XFetch's e",
        goal: "XFetch makes e = 2.72 queries per expiry and lets nobody wait. At most 2 on average, and not one read in a hundred takes as long as a query.",
        line: "rate=100/s ttl=10s db_latency=500ms db_connections=0 duration=1m",
        check: |facts| {
            facts.holds("answers")?;
            let p99 = facts.report.latency_ms.p99;
            unless(p99 < 500.0, || format!("one read in a hundred takes {p99:.0} ms, of less than 500"))?;
            unless(facts.queries_per_episode() <= 2.0, || {
                format!("{:.2} queries per expiry, of at most 2", facts.queries_per_episode())
            })
        },
    },
];

impl Challenge {
    /// One run of it.
    ///
    /// # Errors
    /// Code that is refused, and a run that had to be stopped.
    pub fn attempt(&self, text: &str, seed: u64) -> Result<Attempt, Failure> {
        let mut scenario = Scenario::parse(self.line).expect("the table's lines are scenarios");
        scenario.seed = seed;
        let code = Code::new(text, &scenario).map_err(Failure::Mistake)?;
        let verbs = [Verb::Lock, Verb::GetOrLease, Verb::SetLeased];
        let locks = verbs.iter().any(|verb| code.program.asks(*verb));
        let mut simulation = Simulation::with_code(&scenario, code);
        let mut verdict = Verdict::default();
        let report = fold(&mut simulation, |events| verdict.fold(events)).map_err(Failure::Stopped)?;
        let broken = verdict.finish(Instant::ZERO + scenario.duration);
        let checked = (self.check)(&Facts { report: &report, broken: &broken, locks });
        Ok(Attempt {
            met: checked.is_ok(),
            missing: checked.err().unwrap_or_default(),
            db_queries_per_episode: queries_per_episode(&report),
            latency_max_ms: report.latency_ms.max,
            latency_mean_ms: report.latency_ms.mean,
            stale_age_max_ms: report.stale_age_ms.max,
            hit_ratio: report.hit_ratio,
        })
    }
}
