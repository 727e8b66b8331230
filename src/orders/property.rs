//! What is asked of all orders: sentences that are to hold in each of them (`always`), or in one at least (`sometimes`).
//!
//! A `sometimes` shows that a green verdict is not an empty one: what could go wrong had its occasion.

use super::setup::Setup;
use crate::scenario::Strategy;

/// Whether a sentence is about all orders, or about some.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is to hold at all times in every order.
    Always,
    /// It is to happen in one order at least.
    Sometimes,
}

macro_rules! properties {
    ($($(#[doc = $doc:literal])+ $name:literal $variant:ident $kind:ident: $sentence:literal;)+) => {
        /// One sentence.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Property { $($(#[doc = $doc])+ $variant,)+ }

        impl Property {
            /// All of them, in the order in which they are told.
            pub const ALL: &'static [Property] = &[$(Property::$variant,)+];

            /// Its name in links and reports.
            pub fn name(self) -> &'static str {
                match self { $(Property::$variant => $name,)+ }
            }

            /// The sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(Property::$variant => $sentence,)+ }
            }

            /// Whether it is about all orders.
            pub fn kind(self) -> Kind {
                match self { $(Property::$variant => Kind::$kind,)+ }
            }
        }
    };
}

properties! {
    /// Quiet: nothing is under way. Requests that have not begun do not count; the value would be served to them.
    "stale_until_ttl" StaleUntilTtl Always: "Once all is quiet, no old value stays in the cache until its TTL.";
    /// Of the writes that have ended when it begins, cache operation included.
    "read_after_write" ReadAfterWrite Always: "A read that begins after a write has ended sees it.";
    /// From the moment a query begins until the database answers it.
    "one_query" OneQuery Always: "Only one query runs at a time.";
    /// From the answer that says so until its release takes effect.
    "one_holder" OneHolder Always: "Only one process at a time believes that it holds the lock or the lease.";
    /// Among different reads: each returns at least what those returned that had ended when it began.
    "back_in_time" BackInTime Always: "No read returns an older version than an earlier read.";
    /// Unless it dies.
    "every_reader_ends" EveryReaderEnds Always: "Every reader gets an answer.";
    /// The write was seen.
    "returns_version_2" ReturnsVersion2 Sometimes: "A reader returns version 2.";
    /// Current values do come into the cache and stay there.
    "ends_current" EndsCurrent Sometimes: "When all requests have ended, the cache holds the newest version.";
    /// Protection was needed.
    "reader_waits" ReaderWaits Sometimes: "A reader waits for another one.";
}

impl Property {
    /// The property of a name.
    pub fn of_name(name: &str) -> Option<Property> {
        Property::ALL.iter().copied().find(|property| property.name() == name)
    }

    /// Whether it says something about a setup.
    pub fn applies(self, setup: &Setup) -> bool {
        match self {
            Property::ReturnsVersion2 => setup.writers > 0,
            Property::ReaderWaits => {
                let waits =
                    matches!(setup.scenario.strategy, Strategy::Mutex | Strategy::SingleFlight | Strategy::Lease);
                waits && setup.readers > 1
            }
            _ => true,
        }
    }
}

/// A set of properties.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Properties(u16);

impl Properties {
    /// Adds a property if a condition holds.
    pub fn add_if(&mut self, holds: bool, property: Property) {
        self.0 |= u16::from(holds) << property as u16;
    }

    /// Whether it holds a property.
    pub fn has(self, property: Property) -> bool {
        self.0 >> property as u16 & 1 == 1
    }

    /// Both sets together.
    pub fn and(self, other: Properties) -> Properties {
        Properties(self.0 | other.0)
    }

    /// The properties in it.
    pub fn iter(self) -> impl Iterator<Item = Property> {
        Property::ALL.iter().copied().filter(move |&property| self.has(property))
    }
}
