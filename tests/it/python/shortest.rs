//! Tests of shortest counterexamples: the few requests, all of them necessary, with which code violates a property.

use cache_aside_playground::python::Code;
use cache_aside_playground::run::shortest::{Way, shortest};
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::trace::{ActorKind, EventKind};
use cache_aside_playground::verdict::Property;

fn way(text: &str, line: &str, property: Property) -> Option<Way> {
    let scenario = Scenario::parse(line).expect("a scenario");
    let code = Code::new(text, &scenario).unwrap_or_else(|mistake| panic!("{mistake}"));
    shortest(&scenario, &code, property)
}

const UNPROTECTED: &str = include_str!("../../../src/python/listings/unprotected.py");
const LINE: &str = "rate=100/s ttl=1s db_latency=100ms db_connections=0 duration=10s";

/// After the first expiry ten readers come during one query. Two of them are enough for two queries at a time.
#[test]
fn two_readers_are_enough_for_two_queries_at_a_time() {
    let way = way(UNPROTECTED, LINE, Property::OneQuery).expect("a way");
    assert_eq!((way.requests.len(), way.fewest), (2, true));
    assert!(way.of > 80, "{}", way.of);
    let queries = way.events.iter().filter(|event| matches!(event.kind, EventKind::DbQueryStarted { .. }));
    assert_eq!(queries.count(), 2);
    assert!(matches!(way.events.last().expect("events").kind, EventKind::DbQueryStarted { .. }));
}

/// A reader queries before a write and stores after its delete. It takes a writer and two readers: one stores a value
/// that is old by then, and the other gets it.
#[test]
fn a_stale_read_after_a_delete_takes_a_writer_and_two_readers() {
    let line = "rate=100/s ttl=1s db_latency=exponential:100ms db_connections=0 write_rate=5/s duration=30s";
    let way = way(UNPROTECTED, line, Property::Forward).expect("a way");
    assert!(way.fewest && way.requests.len() <= 5, "{:?}", way.requests);
    let writes = way.requests.iter().filter(|actor| actor.kind() == ActorKind::Write).count();
    assert!((1..=2).contains(&writes), "{:?}", way.requests);
}

/// Two readers: one takes the lock and never releases it, the other waits without end.
#[test]
fn two_readers_are_enough_for_one_that_does_not_end() {
    let text = "def read(key):\n    while not cache.lock(key, 1000):\n        sleep(1)\n    return db.query(key)\n";
    let way = way(text, "rate=20/s duration=20s retries=0 warm=false", Property::Ends).expect("a way");
    assert_eq!((way.requests.len(), way.fewest), (2, true), "one takes the lock, one waits");
}

#[test]
fn what_is_not_broken_has_no_way() {
    let single_flight = include_str!("../../../src/python/listings/single_flight.py");
    assert!(way(single_flight, &format!("{LINE} instances=1"), Property::OneQuery).is_none());
}

/// For every property that a listing violates, few requests are enough, and they are the same ones each time.
#[test]
fn what_a_listing_breaks_takes_few_requests_and_the_same_each_time() {
    for (name, text) in cache_aside_playground::python::listings::all().filter(|(_, text)| text.contains("def read")) {
        for property in Property::all() {
            let line = "rate=50/s ttl=1s db_latency=100ms write_rate=1/s holder_crash=0.05 lock_ttl=300ms duration=10s";
            let Some(first) = way(text, line, property) else { continue };
            let again = way(text, line, property).expect("the same");
            assert!(first.fewest && first.requests == again.requests && first.events == again.events, "{name}");
            assert!(!first.events.is_empty() && first.requests.len() <= 6, "{name} {property:?}: {:?}", first.requests);
        }
    }
}
