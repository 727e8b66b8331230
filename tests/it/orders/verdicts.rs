//! Known verdicts about the strategies and policies, and faulty strategies that have to be caught.

use super::{completed, searched, setup, shortest};
use cache_aside_playground::orders::machine::Programs;
use cache_aside_playground::orders::probe::{Job, Probe};
use cache_aside_playground::orders::property::Property;
use cache_aside_playground::orders::search::{Progress, Search};
use cache_aside_playground::orders::step::Model;
use cache_aside_playground::orders::verdict::{Verdict, findings};
use cache_aside_playground::service::world::{Cache as _, Database as _, Failure, Leased, World};
use cache_aside_playground::trace::{Key, Version};

/// A setup, a property, and the number of steps of its shortest way; 0 if the property is never violated.
const KNOWN: &[(&str, &str, usize)] = &[
    // Write-then-delete leaves an old value: miss, read the old row, commit, delete, set.
    ("strategy=unprotected warm=false readers=1 writers=1", "stale_until_ttl", 5),
    ("strategy=unprotected warm=true readers=3 writers=1", "stale_until_ttl", 0),
    ("strategy=unprotected warm=true readers=2 writers=2", "stale_until_ttl", 7),
    // Neither a mutex, nor single flight, nor a second delete prevents it.
    ("strategy=mutex warm=false", "stale_until_ttl", 8),
    ("strategy=mutex warm=true writers=2", "stale_until_ttl", 10),
    ("strategy=single_flight warm=false", "stale_until_ttl", 5),
    ("strategy=unprotected write_policy=double_delete warm=false", "stale_until_ttl", 6),
    // A lease does, unless a delete is lost. A write that stores instead of deleting voids the lease too.
    ("strategy=lease warm=false readers=3 writers=2", "stale_until_ttl", 0),
    ("strategy=lease warm=true readers=3 writers=2 moves=ttl_ends,lock_expires", "stale_until_ttl", 0),
    ("strategy=lease warm=true moves=lose_delete", "stale_until_ttl", 2),
    ("strategy=lease write_policy=update warm=false readers=3", "stale_until_ttl", 0),
    ("strategy=lease write_policy=update warm=false writers=2", "stale_until_ttl", 4),
    // A delete voids the first reader's lease, and the second one queries.
    ("strategy=lease warm=false", "one_query", 4),
    ("strategy=lease warm=false lease_reissue=after_ttl", "one_query", 0),
    ("strategy=lease warm=false lease_reissue=after_ttl", "every_reader_ends", 0),
    ("strategy=lease warm=false lease_reissue=after_ttl readers=3 writers=2", "stale_until_ttl", 0),
    // With a mutex only one query runs, unless its TTL may end: then it can have two holders.
    ("strategy=mutex warm=false readers=3", "one_query", 0),
    ("strategy=mutex warm=false readers=3", "one_holder", 0),
    ("strategy=mutex warm=false moves=lock_expires", "one_query", 7),
    ("strategy=mutex warm=false moves=lock_expires", "one_holder", 5),
    // A crashed holder blocks the others for ever, unless the TTL of the lock ends.
    ("strategy=mutex warm=false moves=crash_holder", "every_reader_ends", 5),
    ("strategy=mutex warm=false moves=crash_holder,lock_expires", "every_reader_ends", 0),
    ("strategy=lease warm=false moves=crash_holder", "every_reader_ends", 3),
    // versioned_set is safe until the TTL ends between a reader's row and its set.
    ("write_policy=versioned_set strategy=unprotected warm=false readers=3 writers=2", "stale_until_ttl", 0),
    ("write_policy=versioned_set strategy=unprotected warm=true moves=ttl_ends", "stale_until_ttl", 7),
    // With update, two writers may store in the wrong order, and readers go back in time.
    ("write_policy=update strategy=unprotected warm=true readers=1 writers=1", "stale_until_ttl", 0),
    ("write_policy=update strategy=unprotected warm=true readers=1 writers=2", "stale_until_ttl", 4),
    ("write_policy=update strategy=unprotected warm=true writers=2", "back_in_time", 6),
    // ttl_only never changes the cache, and invalidate_first deletes too early.
    ("write_policy=ttl_only strategy=lease warm=true", "stale_until_ttl", 1),
    ("write_policy=invalidate_first strategy=lease warm=true", "stale_until_ttl", 5),
    // Single flight allows one query per instance.
    ("strategy=single_flight warm=false readers=3", "one_query", 0),
    ("strategy=single_flight warm=false readers=2 instances=2", "one_query", 2),
    ("strategy=unprotected warm=false readers=2 writers=0", "one_query", 2),
];

#[test]
fn the_known_verdicts() {
    let mut wrong = Vec::new();
    for &(line, property, steps) in KNOWN {
        let findings = findings(&searched(line));
        let finding = findings.iter().find(|finding| finding.property == property).expect("a property");
        let expected = if steps == 0 { Verdict::Never } else { Verdict::Violated };
        if (finding.verdict, finding.steps.len()) != (expected, steps) {
            wrong.push(format!("{line}: {property} {:?} in {} steps", finding.verdict, finding.steps.len()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_shortest_way_is_told_in_words_with_its_interruption() {
    let findings = findings(&searched("strategy=unprotected warm=false"));
    let stale = &findings[0];
    assert_eq!(stale.ways[0].way, "R0 R0 R0 W0 W0 R0");
    let steps = [
        "R0 misses, queries the database.",
        "R0 has its answer: version 1.",
        "W0 commits version 2.",
        "W0 deletes the key, which was not there.",
        "R0 stores version 1, returns version 1.",
    ];
    assert_eq!(stale.steps, steps);
    let interrupts: Vec<usize> = (0..5).filter(|&step| stale.ways[0].told[step].interrupts).collect();
    assert_eq!(interrupts, [2], "one interruption, where the writer comes in");
}

/// Each kind of violation is found, not only that of the shortest way. Kinds differ in the simulator's cause.
#[test]
fn kinds_are_told_apart_by_the_simulators_cause() {
    let causes = |line: &str, property: Property| {
        let findings = findings(&searched(line));
        let finding = findings.into_iter().find(|finding| finding.property == property.name()).expect("a property");
        let mut causes: Vec<&str> = finding.ways.iter().filter_map(|way| way.cause).collect();
        causes.sort_unstable();
        causes
    };
    let cold = "strategy=unprotected warm=false";
    assert_eq!(causes(cold, Property::StaleUntilTtl), ["stale_set"]);
    assert_eq!(causes(&format!("{cold} moves=lose_delete"), Property::StaleUntilTtl), ["lost_delete", "stale_set"]);
    let update = "strategy=unprotected write_policy=update warm=false writers=2";
    assert_eq!(causes(update, Property::StaleUntilTtl), ["reordered_update", "stale_set"]);
    let first = "strategy=unprotected write_policy=invalidate_first warm=true moves=lose_delete";
    assert_eq!(causes(first, Property::StaleUntilTtl), ["delete_first", "lost_delete"]);
    // What the read itself meets: a write on its way to the cache, and a value past its TTL.
    let (read, back) = (Property::ReadAfterWrite, Property::BackInTime);
    for (line, property, cause) in [
        (&*format!("{cold} writers=2"), read, "pending"),
        (&format!("{cold} writers=2 write_policy=double_delete"), read, "pending"),
        (&format!("{cold} writers=2 moves=lose_delete"), read, "pending"),
        (update, read, "pending"),
        (update, back, "pending"),
        ("strategy=background_refresh warm=false moves=ttl_ends", read, "within_grace"),
        // Two ways to one state: stored before the commit, or after it and before its delete was lost.
        ("strategy=lease warm=false moves=lose_delete", read, "lost_delete"),
        ("strategy=lease warm=false moves=lose_delete", read, "stale_set"),
        // The reader looked the value up before it was removed, and returns it after.
        ("strategy=xfetch warm=false readers=3", back, "stale_set"),
    ] {
        assert!(causes(line, property).contains(&cause), "{line}: {property:?} {cause}");
    }
}

#[test]
fn sometimes_shows_that_never_is_not_empty() {
    for line in ["strategy=lease warm=false", "strategy=mutex warm=true", "strategy=single_flight warm=false"] {
        for finding in findings(&searched(line)).iter().skip(6) {
            assert_eq!(finding.verdict, Verdict::Happens, "{line}: {}", finding.property);
            assert!(!finding.steps.is_empty(), "{line}: {}", finding.property);
        }
    }
}

#[test]
fn above_the_cap_nothing_is_called_impossible() {
    let mut search = Search::new(Model::new(setup("strategy=mutex warm=false readers=3 writers=2")), 500);
    assert_eq!(search.advance(usize::MAX), Progress::Capped);
    for finding in findings(&search) {
        assert_ne!(finding.verdict, Verdict::Never, "{}", finding.property);
        assert_eq!(finding.orders, None);
    }
    let one_query = findings(&search).into_iter().find(|finding| finding.property == "one_query");
    assert_eq!(one_query.map(|finding| finding.verdict), Some(Verdict::Undecided));
}

/// A faulty mutex, with its last two steps swapped.
async fn unlocks_before_it_sets<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    loop {
        if let Some(found) = world.cache().get(key).await {
            return Ok(found.row.version);
        }
        match world.cache().lock(key, world.scenario().lock_ttl).await {
            Ok(()) => break,
            Err(_) => world.cache().lock_gone(key).await,
        }
    }
    let row = world.database().query(key).await?;
    world.cache().unlock(key).await;
    if let Some(lifetime) = world.lifetime(&row) {
        world.cache().set(key, row, lifetime).await;
    }
    Ok(row.version)
}

/// With the mutex, readers never go back in time. If the lock is released before the value is stored, a second reader
/// can query and return the new row before the first one stores its old row over it.
#[test]
fn a_mutex_that_unlocks_before_it_sets_is_caught() {
    let line = "strategy=mutex warm=false readers=3 writers=1";
    assert_eq!(shortest(&searched(line), Property::BackInTime), None);
    let read: fn(Probe) -> Job = |probe| {
        Box::pin(async move { unlocks_before_it_sets(&probe, Key(0)).await.ok().map(|version| version.0 as u8) })
    };
    let search = completed(Model::with(setup(line), Programs { read, ..Programs::default() }));
    let way = shortest(&search, Property::BackInTime).expect("it goes back in time");
    // R0 gets, locks, starts the query, has the row, and unlocks. W0 commits. R1 does the same, stores and returns. R0
    // stores its old row, which R2 returns.
    assert_eq!(way, "R0 R0 R0 R0 R0 W0 R1 R1 R1 R1 R1 R1 R0 R2");
}

/// A faulty lease: the reader stores its value even if a write has voided the lease.
async fn stores_whatever_became_of_its_lease<W: World>(world: &W, key: Key) -> Result<Version, Failure> {
    match world.cache().get_or_lease(key, world.scenario().lock_ttl).await {
        Leased::Fresh(found) | Leased::Refused(_, Some(found)) => return Ok(found.row.version),
        Leased::Refused(_, None) => return Err(Failure::Crashed),
        Leased::Granted => {}
    }
    let row = world.database().query(key).await?;
    if let Some(lifetime) = world.lifetime(&row) {
        world.cache().set(key, row, lifetime).await;
    }
    Ok(row.version)
}

/// R0 has the lease and the row of version 1. W0 commits version 2 and stores it, which voids the lease. R0's set comes
/// last and must be refused: otherwise version 1 would stay in the cache until its TTL.
#[test]
fn a_lease_that_a_set_does_not_void_is_caught() {
    let line = "strategy=lease write_policy=update warm=false readers=2 writers=1";
    assert_eq!(shortest(&searched(line), Property::StaleUntilTtl), None);
    let read: fn(Probe) -> Job = |probe| {
        Box::pin(async move {
            stores_whatever_became_of_its_lease(&probe, Key(0)).await.ok().map(|version| version.0 as u8)
        })
    };
    let search = completed(Model::with(setup(line), Programs { read, ..Programs::default() }));
    let way = shortest(&search, Property::StaleUntilTtl).expect("an old value stays");
    assert_eq!(way, "R0 R0 R0 W0 W0 R0");
}
