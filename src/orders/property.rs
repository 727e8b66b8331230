//! The properties that are checked over all orders. An `always` property must hold in every order, a `sometimes`
//! property in at least one.
//!
//! A `sometimes` property shows that a good verdict means something: the situation in which things could go wrong did
//! occur.

use super::setup::Setup;
use crate::scenario::Strategy;

/// The kind of a property.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It must hold at all times in every order.
    Always,
    /// It must happen in at least one order.
    Sometimes,
}

macro_rules! properties {
    ($($(#[doc = $doc:literal])+ $name:literal $variant:ident $kind:ident: $sentence:literal;)+) => {
        /// A property.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Property { $($(#[doc = $doc])+ $variant,)+ }

        impl Property {
            /// All properties, in the order in which they are reported.
            pub const ALL: &'static [Property] = &[$(Property::$variant,)+];

            /// The name in links and reports.
            pub fn name(self) -> &'static str {
                match self { $(Property::$variant => $name,)+ }
            }

            /// The property as a sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(Property::$variant => $sentence,)+ }
            }

            /// Whether it must hold in every order or in at least one.
            pub fn kind(self) -> Kind {
                match self { $(Property::$variant => Kind::$kind,)+ }
            }
        }
    };
}

properties! {
    /// Quiet means that no request is under way. Requests that have not begun do not count: they would be served the
    /// value.
    "stale_until_ttl" StaleUntilTtl Always: "Once all is quiet, no old value stays in the cache until its TTL.";
    /// A write has ended when its cache operation has.
    "read_after_write" ReadAfterWrite Always: "A read that begins after a write has ended sees it.";
    /// A query runs from its start until the database answers it.
    "one_query" OneQuery Always: "Only one query runs at a time.";
    /// A process believes that it holds the lock from the answer that says so until its release takes effect.
    "one_holder" OneHolder Always: "Only one process at a time believes that it holds the lock or the lease.";
    /// Each read returns at least the newest version that was returned by a read that had ended when it began.
    "back_in_time" BackInTime Always: "No read returns an older version than an earlier read.";
    /// A reader that crashes does not count.
    "every_reader_ends" EveryReaderEnds Always: "Every reader gets an answer.";
    /// Shows that a read can see the write.
    "returns_version_2" ReturnsVersion2 Sometimes: "A reader returns version 2.";
    /// Shows that current values are stored in the cache and stay there.
    "ends_current" EndsCurrent Sometimes: "When all requests have ended, the cache holds the newest version.";
    /// Shows that the protection is used.
    "reader_waits" ReaderWaits Sometimes: "A reader waits for another one.";
}

impl Property {
    /// The property with a name.
    pub fn of_name(name: &str) -> Option<Property> {
        Property::ALL.iter().copied().find(|property| property.name() == name)
    }

    /// Whether the property is meaningful for a setup.
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

    /// Whether a property is in the set.
    pub fn has(self, property: Property) -> bool {
        self.0 >> property as u16 & 1 == 1
    }

    /// The union of both sets.
    pub fn and(self, other: Properties) -> Properties {
        Properties(self.0 | other.0)
    }

    /// The properties in the set.
    pub fn iter(self) -> impl Iterator<Item = Property> {
        Property::ALL.iter().copied().filter(move |&property| self.has(property))
    }
}
