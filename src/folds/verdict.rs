//! The verdict on a trace: what is to hold always, whatever the strategy, and the first event that shows where it does
//! not. For somebody's own code beside the three prices; every strategy of the textbooks breaks some of these as well.
//!
//! These are not the invariants of `trace/invariants.rs`, which no trace may violate: a strategy that breaks one of these
//! is a strategy with a weakness, and not a mistake of the model.

mod locks;
mod reads;

use crate::base::units::Instant;
use crate::trace::{Actor, Event};

/// What is to hold always, in the order in which it is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Property {
    /// Every reader ends.
    Ends = 0,
    /// No read fails.
    Answers = 1,
    /// A row that exists is returned.
    Returns = 2,
    /// Nobody is served less than somebody before.
    Forward = 3,
    /// No read is stale.
    Current = 4,
    /// No older row is stored over a newer one.
    Newer = 5,
    /// One query per key at a time.
    OneQuery = 6,
    /// Whoever takes a lock releases it.
    Releases = 7,
    /// A lock lasts for as long as its holder works.
    Outlasts = 8,
}

impl Property {
    /// Each as a sentence, in the order of the numbers.
    pub const SENTENCES: [&'static str; 9] = [
        "Every reader ends.",
        "Every read gets an answer.",
        "A row that exists is returned.",
        "Nobody is served an older version than somebody before.",
        "A read returns the newest version that was committed when it began.",
        "No row is stored over a newer one.",
        "There is one query for a key at a time.",
        "Whoever takes a lock releases it.",
        "A lock lasts for as long as its holder is at work.",
    ];

    /// Each in a word, in the same order.
    pub const NAMES: [&'static str; 9] =
        ["ends", "answers", "returns", "forward", "current", "newer", "one_query", "releases", "outlasts"];
}

/// A property that a trace breaks.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct Broken {
    /// Its word.
    pub name: &'static str,
    /// Its sentence.
    pub property: &'static str,
    /// How often it is broken.
    pub count: u64,
    /// When for the first time, in milliseconds.
    pub at_ms: f64,
    /// By whom, as the log writes it.
    pub actor: String,
    /// What happened then.
    pub first: String,
}

/// The fold: feed it events in order, then ask what is broken.
#[derive(Default)]
pub struct Verdict {
    broken: Findings,
    reads: reads::Ledger,
    locks: locks::Ledger,
}

/// What was found so far, the first of each.
#[derive(Default)]
struct Findings([Option<(u64, Instant, Actor, String)>; 9]);

impl Findings {
    fn add(&mut self, property: Property, at: Instant, actor: Actor, sentence: impl FnOnce() -> String) {
        let place = &mut self.0[property as usize];
        match place {
            Some((count, ..)) => *count += 1,
            None => *place = Some((1, at, actor, sentence())),
        }
    }
}

impl Verdict {
    /// Takes in the next events.
    pub fn fold(&mut self, events: &[Event]) {
        for event in events {
            self.reads.event(event, &mut self.broken);
            self.locks.event(event, &mut self.broken);
        }
    }

    /// What a run that ended then breaks.
    pub fn finish(mut self, end: Instant) -> Vec<Broken> {
        self.reads.finish(end, &mut self.broken);
        let found = self.broken.0.into_iter().enumerate();
        let broken = found.filter_map(|(index, found)| {
            let (count, at, actor, first) = found?;
            Some(Broken {
                name: Property::NAMES[index],
                property: Property::SENTENCES[index],
                count,
                at_ms: at.as_nanos() as f64 / 1e6,
                actor: actor.to_string(),
                first: format!("At {at} {first}."),
            })
        });
        broken.collect()
    }
}
