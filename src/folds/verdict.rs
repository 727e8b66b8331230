//! The verdict on a trace: properties that are desirable for every strategy, and the first event that breaks each. It
//! is shown for the user's code beside the three prices. Every textbook strategy breaks some of them too.
//!
//! These are not the invariants of `trace/invariants.rs`, which no trace may violate. A strategy that breaks a property
//! has a weakness; it is not an error of the model.

mod locks;
mod reads;

use crate::base::units::Instant;
use crate::trace::{Actor, Event};

/// The properties, in the order in which they are shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Property {
    /// Every read ends.
    Ends = 0,
    /// No read fails.
    Answers = 1,
    /// A read of a row that exists returns it.
    Returns = 2,
    /// No reader gets an older version than an earlier reader.
    Forward = 3,
    /// No read is stale.
    Current = 4,
    /// A newer row is never replaced by an older one.
    Newer = 5,
    /// At most one query per key at a time.
    OneQuery = 6,
    /// Every lock is released by its holder.
    Releases = 7,
    /// A lock lasts until its holder has finished.
    Outlasts = 8,
}

/// Each property with its name and its sentence, in the order of the numbers.
const TABLE: [(Property, &str, &str); 9] = [
    (Property::Ends, "ends", "Every reader ends."),
    (Property::Answers, "answers", "Every read gets an answer."),
    (Property::Returns, "returns", "A row that exists is returned."),
    (Property::Forward, "forward", "No reader gets an older version than an earlier reader."),
    (Property::Current, "current", "A read returns the newest version committed at its start, or a newer one."),
    (Property::Newer, "newer", "A row is never replaced by an older one."),
    (Property::OneQuery, "one_query", "There is at most one query per key at a time."),
    (Property::Releases, "releases", "Every lock is released by its holder."),
    (Property::Outlasts, "outlasts", "A lock lasts until its holder has finished."),
];

impl Property {
    /// All properties, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = Property> {
        TABLE.iter().map(|(property, ..)| *property)
    }

    /// The name in reports and documents.
    pub fn name(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// The property as a sentence.
    pub fn sentence(self) -> &'static str {
        TABLE[self as usize].2
    }

    /// The property with this name.
    pub fn named(name: &str) -> Option<Property> {
        Property::all().find(|property| property.name() == name)
    }
}

/// A property that a trace breaks.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct Broken {
    /// The name of the property.
    pub name: &'static str,
    /// The sentence of the property.
    pub property: &'static str,
    /// The number of times that it is broken.
    pub count: u64,
    /// The time of the first break, in milliseconds.
    pub at_ms: f64,
    /// The actor of the first break, as in the log.
    pub actor: String,
    /// A description of the first break.
    pub first: String,
}

/// The fold. It takes the events in order and returns the broken properties at the end.
#[derive(Default)]
pub struct Verdict {
    broken: Findings,
    reads: reads::Ledger,
    locks: locks::Ledger,
}

/// The breaks so far: the first of each property, and their number.
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
    /// Processes the next events.
    pub fn fold(&mut self, events: &[Event]) {
        for event in events {
            self.reads.event(event, &mut self.broken);
            self.locks.event(event, &mut self.broken);
        }
    }

    /// The time of the first violation of a property, if there is one.
    pub fn broken_at(&self, property: Property) -> Option<Instant> {
        self.broken.0[property as usize].as_ref().map(|found| found.1)
    }

    /// Ends the run at this time.
    pub fn end(&mut self, end: Instant) {
        self.reads.finish(end, &mut self.broken);
    }

    /// The properties that a run which ended at `end` breaks.
    pub fn finish(mut self, end: Instant) -> Vec<Broken> {
        self.end(end);
        let found = Property::all().zip(self.broken.0);
        let broken = found.filter_map(|(property, found)| {
            let (count, at, actor, first) = found?;
            Some(Broken {
                name: property.name(),
                property: property.sentence(),
                count,
                at_ms: at.as_nanos() as f64 / 1e6,
                actor: actor.to_string(),
                first: format!("At {at} {first}."),
            })
        });
        broken.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A property's number is its row in the table.
    #[test]
    fn the_table_is_in_the_order_of_the_numbers() {
        for (row, property) in Property::all().enumerate() {
            assert_eq!(property as usize, row);
            assert_eq!(Property::named(property.name()), Some(property));
        }
    }
}
