//! What every trace is held against: the invariants, with what they are given to know of the scenario.

use cache_aside_playground::random::Latency;
use cache_aside_playground::scenario::{Eviction, Scenario, Strategy, WritePolicy};
use cache_aside_playground::trace::Event;
use cache_aside_playground::trace::invariants::{self, Given};
use cache_aside_playground::units::{Duration, Instant};

/// What is wrong with a trace of a scenario.
pub fn violations(scenario: &Scenario, events: &[Event]) -> Vec<String> {
    invariants::violations(events, Instant::ZERO + scenario.duration, given(scenario))
}

/// What the invariants are told of a scenario.
pub fn given(scenario: &Scenario) -> Given {
    let limit = |number: u32| (number > 0).then_some(number);
    Given {
        rows: scenario.keys,
        connections: limit(scenario.db_connections),
        capacity: limit(scenario.capacity),
        evicts: scenario.eviction != Eviction::Noeviction,
        lags: scenario.replica_lag != Latency::Constant(Duration::ZERO),
        compares: scenario.write_policy == WritePolicy::VersionedSet,
        leases: scenario.strategy == Strategy::Lease,
        code: false,
    }
}
