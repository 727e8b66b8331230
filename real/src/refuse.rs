//! Scenarios that are refused for a real run, because a real server cannot do this or one machine cannot carry the
//! load.

use cache_aside_playground::random::Latency;
use cache_aside_playground::scenario::{Action, Arrivals, FIELDS, Scenario};
use cache_aside_playground::units::Duration;

/// The maximum number of connections, each of which is a process of the server.
pub const CONNECTIONS_MAX: u32 = 200;
const INSTANCES_MAX: u32 = 16;
const KEYS_MAX: u32 = 10_000;
const RATE_MAX: f64 = 5_000.0;
const CLIENTS_MAX: u32 = 1_000;
const DURATION_MAX: Duration = Duration::from_secs(600);

/// Why a line cannot be run for real, as a sentence; `None` if it can.
pub fn refusal(scenario: &Scenario) -> Option<String> {
    let (field, why) = reason(scenario)?;
    let value = FIELDS.iter().find(|known| known.name == field).map(|known| (known.print)(scenario));
    Some(format!("{field}={} is refused for a real run: {why}.", value.unwrap_or_default()))
}

fn reason(scenario: &Scenario) -> Option<(&'static str, &'static str)> {
    let millisecond = Duration::from_millis(1);
    let acts = |is: fn(&Action) -> bool| scenario.interventions.iter().any(|i| is(&i.action));
    let stops_cache = acts(|action| matches!(action, Action::CacheDown(_)));
    let touches_cache =
        acts(|action| matches!(action, Action::Expire(_) | Action::Flush | Action::LoseLocks | Action::Warm(_)));
    let closed = scenario.arrivals == Arrivals::Closed;
    match scenario {
        s if s.db_connections == 0 => {
            Some(("db_connections", "no real database has unlimited connections; it must be 1 to 200"))
        }
        s if s.db_connections > CONNECTIONS_MAX => {
            Some(("db_connections", "each is a process of PostgreSQL; it must be 1 to 200"))
        }
        s if s.replica_lag != Latency::Constant(Duration::ZERO) => {
            Some(("replica_lag", "there is one PostgreSQL and no standby; it must be 0ms"))
        }
        s if s.capacity > 0 => Some(("capacity", "a real Redis counts bytes and not values; it must be 0")),
        s if s.ttl < millisecond => Some(("ttl", "Redis counts milliseconds; it must be 1ms at least")),
        s if s.lock_ttl < millisecond => Some(("lock_ttl", "Redis counts milliseconds; it must be 1ms at least")),
        s if s.instances > INSTANCES_MAX => Some(("instances", "each is a thread of this machine; it must be 1 to 16")),
        s if s.keys > KEYS_MAX => Some(("keys", "it must be 1 to 10000")),
        s if s.duration > DURATION_MAX => Some(("duration", "a second is a second here; it must be 10m at most")),
        s if closed && s.clients > CLIENTS_MAX => Some(("clients", "it must be 1 to 1000")),
        s if !closed && s.rate.per_second() > RATE_MAX => {
            Some(("rate", "one machine sends them all; it must be 5000/s at most"))
        }
        s if s.write_rate.per_second() > RATE_MAX => {
            Some(("write_rate", "one machine sends them all; it must be 5000/s at most"))
        }
        _ if stops_cache && touches_cache => Some((
            "do",
            "expire, flush, lose_locks and warm cannot reach a cache that is down; leave out them or cache_down",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_done_is_refused_by_its_field() {
        for (line, field) in [
            ("db_connections=0", "db_connections"),
            ("db_connections=201", "db_connections"),
            ("replica_lag=10ms", "replica_lag"),
            ("capacity=5", "capacity"),
            ("ttl=999us rate=1/s db_latency=1ms", "ttl"),
            ("lock_ttl=999us rate=1/s db_latency=1ms", "lock_ttl"),
            ("instances=17", "instances"),
            ("keys=10001", "keys"),
            ("duration=11m", "duration"),
            ("rate=6000/s", "rate"),
            ("do=1s:cache_down:1s,2s:flush", "do"),
        ] {
            let sentence = refusal(&Scenario::parse(line).expect("a scenario")).expect("a refusal");
            assert!(sentence.starts_with(&format!("{field}=")), "{line}: {sentence}");
        }
        assert_eq!(refusal(&Scenario::default()), None);
    }
}
