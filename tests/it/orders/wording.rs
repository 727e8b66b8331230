//! The words of a way's steps, compared with the log of the played trace: whatever the log tells of an actor, the steps
//! tell of the same actor, at the same time and in the same words.

use super::replays::setups;
use super::searched;
use cache_aside_playground::narration::{Narrator, Sentence};
use cache_aside_playground::orders::kinds::Kinds;
use cache_aside_playground::orders::play::{End, Played, play};
use cache_aside_playground::orders::property::Property;
use cache_aside_playground::orders::search::Search;
use cache_aside_playground::orders::step::Move;
use cache_aside_playground::orders::way::{self, Walk};
use cache_aside_playground::orders::words;
use cache_aside_playground::random::{Draws, Stream};
use cache_aside_playground::trace::following::Following;
use cache_aside_playground::units::Instant;
use std::collections::BTreeSet;

/// What the log says after the actor, and what the step says, in one of these ways: `N` is the number that the log has
/// there. A lease is a lock for the log.
const SAME: &[(&str, &[&str])] = &[
    (" misses because ", &["queries the database"]),
    (" queries too: ", &["queries the database"]),
    (" stores its value of ", &["stores version"]),
    (" stores the value of ", &["stores version"]),
    (" stores version N ", &["stores version N"]),
    (" commits version N ", &["commits version N"]),
    (" deletes the key from the cache", &["deletes the key"]),
    (" crashes and releases nothing.", &["crashes and releases nothing."]),
    ("'s version N is refused: ", &["does not store version N: the cache has version"]),
    ("'s lease is void, ", &["does not store it: its lease is void"]),
    (" waits: ", &["waits: "]),
    (" releases the lock", &["releases the lock", "releases the lease", "stores version"]),
    (" tries to release a lock that is no longer its own", &["it is no longer its own"]),
    (" gets the old value at once", &["past its TTL"]),
    (" gets version N, ", &["version N"]),
    (" joins ", &["waits: its instance is already querying"]),
];

/// What the log tells at another time. In the simulator a delete is lost as soon as it is sent, which is at an earlier
/// step. The end of a lock's TTL is told when another actor takes the lock, and a refresh when it has the lock.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("'s delete is lost: ", &["but the delete is lost"]),
    ("'s lock has run out: ", &["ends by itself"]),
    (" rolls ", &["rolls low"]),
    (" refreshes in the background", &["leaves the rest to", "the one query of its instance"]),
];

fn narrated(played: &Played) -> Vec<Sentence> {
    let events = played.trace.events();
    let end = events.last().map_or(Instant::ZERO, |event| event.at);
    let (mut narrator, mut following) = (Narrator::new(false, end.since(Instant::ZERO)), Following::default());
    for event in events {
        let happened = following.event(event);
        narrator.event(event, &happened, &following);
    }
    narrator.finish(&following, end)
}

/// The line of each step of a way.
fn lines(search: &Search, walk: &Walk) -> Vec<String> {
    let told = words::told(&search.model, walk);
    told.into_iter().flat_map(|line| std::iter::repeat_n(line.text, line.moves)).collect()
}

/// The step during which something happens: it lasts from half a second before its time to half a second after.
fn step_at(times: &[Instant], at: Instant) -> Option<usize> {
    times.iter().position(|time| time.0.abs_diff(at.0) < 500_000_000)
}

/// Whether the log's words begin with the pattern, and the number in the place of its `N`.
fn number_in<'a>(pattern: &str, said: &'a str) -> Option<&'a str> {
    let (before, after) = pattern.split_once('N').unwrap_or((pattern, ""));
    let rest = said.strip_prefix(before)?;
    if before == pattern {
        return Some("");
    }
    let number = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
    rest[number.len()..].starts_with(after).then_some(number)
}

/// What is wrong with the steps for a sentence of the log. `met`: the rows of the tables that were needed.
fn differs(text: &str, step: Option<&str>, lines: &[String], met: &mut BTreeSet<&str>) -> Option<String> {
    let (actor, said) = text.split_at(text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len()));
    let is_actor = actor.starts_with(char::is_alphabetic) && actor.ends_with(|c: char| c.is_ascii_digit());
    if !is_actor {
        return None; // It is about the key, or about several readers.
    }
    let tells = |line: &str, ways: &[&str], number: &str| {
        line.contains(actor) && ways.iter().any(|words| line.contains(&words.replace('N', number)))
    };
    if let Some((start, ways)) = ELSEWHERE.iter().find(|(start, _)| said.starts_with(start)) {
        met.insert(start);
        return (!lines.iter().any(|line| tells(line, ways, ""))).then(|| format!("{text} / in no step"));
    }
    let same = SAME.iter().find_map(|&(start, ways)| Some((start, ways, number_in(start, said)?)));
    let Some((start, ways, number)) = same else { return Some(format!("{text} / not in the table")) };
    met.insert(start);
    let line = step?;
    (!tells(line, ways, number)).then(|| format!("{text} / {line}"))
}

/// A random order, to its end.
fn random(search: &Search, draws: &mut Draws) -> Walk {
    let mut walk = Walk::new(&search.model);
    loop {
        let choices = walk.choices(&search.model);
        if choices.is_empty() {
            return walk;
        }
        walk.go(choices[draws.below(choices.len() as u64) as usize]);
    }
}

/// The random orders per setup.
const RANDOM: usize = 5;

#[test]
fn steps_are_worded_as_the_log_words_them() {
    let (mut wrong, mut met, mut count) = (Vec::new(), BTreeSet::new(), 0);
    // Five has no factor in common with the numbers of policies and surroundings, so that all of them are met.
    for (index, line) in setups().iter().enumerate().step_by(5) {
        let search = searched(line);
        let kinds = Kinds::of(&search);
        let mut draws = Draws::of(1, Stream::Dice, index as u64);
        let of = |&property: &Property| {
            let kinds = &kinds;
            kinds.found(property).iter().map(move |&target| kinds.way(property, target))
        };
        let found: Vec<Walk> = Property::ALL.iter().flat_map(of).map(|moves| Walk::of(&search.model, &moves)).collect();
        for walk in found.into_iter().chain((0..RANDOM).map(|_| random(&search, &mut draws))) {
            let played = play(&search.model, &walk, End::There).expect("it ends");
            let lines = lines(&search, &walk);
            for Sentence { at, text, .. } in narrated(&played) {
                let step = step_at(&played.times, at).map(|step| &*lines[step]);
                let moves: Vec<Move> = walk.steps.iter().map(|step| step.by).collect();
                let what = differs(&text, step, &lines, &mut met);
                wrong.extend(what.map(|what| format!("{what}  {line}: {}", way::print(&moves))));
                count += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(count > 6_000, "{count}");
    let rows = SAME.iter().chain(ELSEWHERE).map(|row| row.0);
    let unmet: Vec<&str> = rows.filter(|row| !met.contains(row)).collect();
    assert!(unmet.is_empty(), "never said: {unmet:?}");
}
