//! Checks of the invariants, with what they need to know of the scenario.

pub use cache_aside_playground::run::recorded::given;

use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::trace::Event;
use cache_aside_playground::trace::invariants::{self, Given};
use cache_aside_playground::units::Instant;

/// The violations in a trace of a scenario.
pub fn violations(scenario: &Scenario, events: &[Event]) -> Vec<String> {
    invariants::violations(events, Instant::ZERO + scenario.duration, given(scenario))
}

/// The violations in a trace of a script, whose flushes are ends of a grace, and whose cache may grant only one lease per
/// key and TTL. `sole_holder`: whether nobody may be granted a lock that another believes to hold.
pub fn violations_of_script(
    scenario: &Scenario,
    events: &[Event],
    one_lease_per_ttl: bool,
    sole_holder: bool,
) -> Vec<String> {
    let given = Given { one_lease_per_ttl, locks_outlive_flush: true, sole_holder, ..given(scenario) };
    invariants::violations(events, Instant::ZERO + scenario.duration, given)
}
