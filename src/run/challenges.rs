//! Challenges: goals for the user's code, each decided by runs over [`SEEDS`] seeds. There are no stars; each attempt
//! reports its cost.

use super::report_of;
use crate::base::decimal::Fixed;
use crate::folds::metrics::Report;
use crate::folds::verdict::{Broken, Verdict};
use crate::python::code::Code;
use crate::python::language::Verb;
use crate::python::program::Mistake;
use crate::run::simulation::{Simulation, Stuck};
use crate::scenario::Scenario;
use std::fmt;

/// The number of runs that decide, with the seeds from 1 on.
pub const SEEDS: u64 = 20;

/// A challenge.
pub struct Challenge {
    /// The name.
    pub name: &'static str,
    /// The title.
    pub title: &'static str,
    /// The goal in a sentence or two.
    pub goal: &'static str,
    /// The scenario, without its seed.
    pub line: &'static str,
    check: fn(&Facts) -> Result<(), String>,
}

/// The results of a run.
struct Facts<'a> {
    report: &'a Report,
    broken: &'a [Broken],
    /// Whether the code takes locks or leases.
    locks: bool,
}

/// The result of one run for a challenge.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct Attempt {
    /// Whether the goal is met.
    pub met: bool,
    /// A description of what is missing, if it is not met.
    pub missing: String,
    /// Queries per episode, on average.
    pub db_queries_per_episode: f64,
    /// The longest response time.
    pub latency_max_ms: f64,
    /// The mean response time.
    pub latency_mean_ms: f64,
    /// The oldest value served.
    pub stale_age_max_ms: f64,
    /// The share of hits and stale hits among the reads.
    pub hit_ratio: f64,
}

/// Why an attempt has no result.
#[derive(Debug)]
pub enum Failure {
    /// The code is refused.
    Mistake(Mistake),
    /// The run cannot continue.
    Stuck(Stuck),
    /// The run was stopped at a limit; the sentence.
    Stopped(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Mistake(mistake) => mistake.fmt(f),
            Failure::Stuck(stuck) => stuck.fmt(f),
            Failure::Stopped(sentence) => sentence.fmt(f),
        }
    }
}

impl Facts<'_> {
    fn queries_per_episode(&self) -> f64 {
        queries_per_episode(self.report)
    }

    fn queries_of_at_most(&self, most: u32) -> String {
        format!("{} queries per expiry; at most {most} are allowed", Fixed(self.queries_per_episode(), 2))
    }

    /// Fails with the sentence of a property if it is broken.
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

/// All challenges.
pub const CHALLENGES: &[Challenge] = &[
    Challenge {
        name: "no_lock",
        title: "Protect the database without a lock",
        goal: "At most 4 queries per expiry on average, of the 21 that unprotected readers make, without cache.lock or a lease in your code.",
        line: "rate=100/s ttl=2s db_latency=200ms db_connections=0 instances=3 duration=30s",
        check: |facts| {
            unless(!facts.locks, || "your code takes a lock or a lease".to_string())?;
            facts.holds("answers")?;
            unless(facts.queries_per_episode() <= 4.0, || facts.queries_of_at_most(4))
        },
    },
    Challenge {
        name: "one_second",
        title: "Never serve anything older than a second",
        goal: "No served value was superseded or past its TTL for more than 1 s, and the cache answers at least half of the reads.",
        line: "rate=50/s ttl=10s db_latency=100ms db_connections=0 write_rate=1/s write_delay=50ms invalidation_loss=0.2 duration=1m",
        check: |facts| {
            facts.holds("returns")?;
            let (age, ratio) = (facts.report.stale_age_ms.max, facts.report.hit_ratio);
            unless(age <= 1_000.0, || {
                format!("a value {} ms old was served; at most 1000 are allowed", Fixed(age, 0))
            })?;
            unless(ratio >= 0.5, || {
                format!("the cache answers {} % of the reads; at least 50 are needed", Fixed(100.0 * ratio, 0))
            })
        },
    },
    Challenge {
        name: "dying_holder",
        title: "Survive a holder that crashes",
        goal: "One holder in five crashes with its lock. No read takes longer than 3 s, and there are at most 2 queries per expiry on average.",
        line: "rate=50/s ttl=2s db_latency=200ms db_connections=0 lock_ttl=10s holder_crash=0.2 duration=1m",
        check: |facts| {
            facts.holds("ends")?;
            let latency = facts.report.latency_ms.max;
            unless(latency <= 3_000.0, || format!("a read took {} ms; at most 3000 are allowed", Fixed(latency, 0)))?;
            unless(facts.queries_per_episode() <= 2.0, || facts.queries_of_at_most(2))
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
        goal: "XFetch makes e = 2.72 queries per expiry, and no read waits. At most 2 on average, and not one read in a hundred takes as long as a query.",
        line: "rate=100/s ttl=10s db_latency=500ms db_connections=0 duration=1m",
        check: |facts| {
            facts.holds("answers")?;
            let p99 = facts.report.latency_ms.p99;
            unless(p99 < 500.0, || {
                format!("one read in a hundred takes {} ms; less than 500 are needed", Fixed(p99, 0))
            })?;
            unless(facts.queries_per_episode() <= 2.0, || facts.queries_of_at_most(2))
        },
    },
];

impl Challenge {
    /// Runs the challenge with a seed.
    ///
    /// # Errors
    /// Refused code, or a run that had to be stopped.
    pub fn attempt(&self, text: &str, seed: u64) -> Result<Attempt, Failure> {
        let mut scenario = Scenario::parse(self.line).expect("the table's lines are scenarios");
        scenario.seed = seed;
        let code = Code::new(text, &scenario).map_err(Failure::Mistake)?;
        let verbs = [Verb::Lock, Verb::GetOrLease, Verb::SetLeased];
        let locks = verbs.iter().any(|verb| code.program.asks(*verb));
        let mut simulation = Simulation::with_code(&scenario, code);
        let mut verdict = Verdict::default();
        let report = report_of(&mut simulation, &scenario, |events| verdict.fold(events)).map_err(Failure::Stuck)?;
        if let Some(stopped) = report.stopped {
            return Err(Failure::Stopped(stopped.sentence));
        }
        let broken = verdict.finish(simulation.end());
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
