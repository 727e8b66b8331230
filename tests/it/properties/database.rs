//! Tests of the counters of queries and updates by state.

use crate::scenarios::{all, each};
use cache_aside_playground::run;

/// Compares the counters of queries and updates with counts of events by name.
#[test]
fn always_what_is_asked_of_the_database_is_queued_in_flight_done_or_dropped() {
    each(all(), |scenario| {
        let (trace, report) = run::run(scenario).expect("it ends");
        let count = |name: &str| trace.events().iter().filter(|e| e.kind.to_string().starts_with(name)).count() as u64;
        for (work, begun, done) in [
            (report.queries, count("DbQueryStarted"), count("DbQueryFinished")),
            (report.updates, count("DbUpdateStarted"), count("DbUpdateCommitted")),
        ] {
            assert_eq!(work.asked, work.queued + work.in_flight + work.done + work.dropped, "{work:?}");
            assert_eq!(work.done, done);
            assert!(work.in_flight + done <= begun && begun <= work.asked, "{work:?}");
        }
        let dropped = report.queries.dropped + report.updates.dropped;
        assert_eq!(dropped, count("DbRefused") + count("DbCancelled") + count("DbQueueLeft"));
        let writes = report.unfinished - report.under_way.reads;
        assert!(report.updates.queued + report.updates.in_flight <= writes);
        assert!(report.under_way.lock_waits <= report.under_way.reads);
    });
}
