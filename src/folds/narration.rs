//! The narration: the run told in sentences, as a fold over its trace. One telling feeds caption, log and screen reader.
//!
//! It tells what is worth telling once: who missed and why, that others follow, what the wait was for, when something
//! stale was stored. Every number in it is from the trace.

mod sentence;
mod trouble;

use sentence::brief;
pub use sentence::{Role, Sentence};

use crate::base::decimal::Fixed;
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};
use crate::trace::following::Happened;
use crate::trace::recomputes::{Episode, Step};
use crate::trace::{Absence, Actor, ActorKind, Event, EventKind, Key, Version};

/// The most sentences of a narration; what happens afterwards is in the trace and the charts.
pub const SENTENCES_MAX: usize = 2_000;

/// What has been told of a key.
#[derive(Default)]
struct Told {
    newest: u32,
    /// Why the last look found nothing.
    absence: Option<Absence>,
    /// The version below which a stale read has been told.
    stale_read: u32,
    /// The newest version at the last stale set that has been told.
    stale_set: u32,
    /// Writes that have committed, and have not gone to the cache since.
    writes_to_come: u32,
    stale_hits: u32,
    past_ttl_max: Duration,
    waiters: u32,
    waited_max: Duration,
    queue_told: bool,
    joined: u32,
    unreachable_told: bool,
    given_up_told: bool,
    full_told: bool,
    timeout_told: bool,
}

/// Whether this is the first time.
fn once(told: &mut bool) -> bool {
    !std::mem::replace(told, true)
}

/// The fold: feed it events in order, each with what came of it.
#[derive(Default)]
pub struct Narrator {
    many_keys: bool,
    keys: Table<Told>,
    /// Dice and threshold of those who rolled low, until they refresh: with a lock not all of them do.
    rolled: Table<(f64, f64)>,
    /// The keys of writes that have committed, until their next event: then they have gone to the cache, or will not.
    committed: Table<Key>,
    sentences: Vec<Sentence>,
}

impl Narrator {
    /// Nothing told yet. Where there are several keys, each is called by its number.
    pub fn new(many_keys: bool) -> Narrator {
        Narrator { many_keys, ..Narrator::default() }
    }

    /// Takes in the next event.
    pub fn event(&mut self, event: &Event, happened: &Happened) {
        if self.sentences.len() >= SENTENCES_MAX {
            return;
        }
        self.tell_of(event, happened);
        if self.sentences.len() >= SENTENCES_MAX {
            let text = "From here on the narration stops; the charts go on.".to_string();
            self.tell(event.at, Role::Plain, text, false);
        }
    }

    /// The sentences, in order.
    pub fn finish(self) -> Vec<Sentence> {
        self.sentences
    }

    fn tell(&mut self, at: Instant, role: Role, text: String, moment: bool) {
        self.sentences.push(Sentence { at, role, text, moment });
    }

    fn told(&mut self, key: Key) -> &mut Told {
        self.keys.get_or_insert_with(key, Told::default)
    }

    /// "the key", or which one when there are several.
    fn name(&self, key: Key) -> String {
        if self.many_keys { format!("key {}", key.0) } else { "the key".to_string() }
    }

    fn tell_of(&mut self, event: &Event, happened: &Happened) {
        let Event { at, actor, kind } = *event;
        if let Some(step) = happened.step {
            self.recompute(event, step);
        }
        if let Some(key) = self.committed.remove(actor) {
            self.told(key).writes_to_come -= 1;
        }
        match kind {
            EventKind::CacheMiss { key, why } => self.told(key).absence = Some(why),
            EventKind::CacheExpired { key, kept_for, .. }
                if happened.change.is_some() || actor.kind() == ActorKind::Deferred =>
            {
                let (name, kept_for) = (self.name(key), brief(kept_for));
                let text =
                    format!("{actor} deletes {name} from the cache, which keeps the old value for another {kept_for}.");
                self.tell(at, Role::Plain, text, false);
            }
            EventKind::CacheExpired { key, existed, .. } => self.expired(at, key, existed),
            EventKind::CacheFlushed { entries } => {
                let values =
                    if entries == 1 { "its one value is".to_string() } else { format!("{entries} values are") };
                self.tell(at, Role::Plain, format!("The cache is flushed: {values} gone."), true);
            }
            EventKind::DiceRolled { dice, threshold, .. } if dice <= threshold => {
                self.rolled.insert(actor, (dice, threshold));
            }
            EventKind::EarlyRecompute { left, .. } => {
                let Some((dice, threshold)) = self.rolled.remove(actor) else { return };
                let text = format!(
                    "{actor} rolls {}, not above {}: it refreshes {} before expiry.",
                    Fixed(dice, 4),
                    Fixed(threshold, 4),
                    brief(left)
                );
                self.tell(at, Role::Stale, text, true);
            }
            EventKind::CacheStaleHit { key, past_ttl, .. } => self.stale_hit(at, actor, key, past_ttl),
            EventKind::CacheSet { key, version, fresh_for, .. } => self.stored(at, actor, key, version, fresh_for),
            EventKind::CacheDeleted { key, .. } => {
                let text = format!("{actor} deletes {} from the cache; the next reader will miss.", self.name(key));
                self.tell(at, Role::Plain, text, false);
            }
            EventKind::DbUpdateCommitted { key, version, .. } => {
                let told = self.told(key);
                told.newest = version.0;
                told.writes_to_come += 1;
                self.committed.insert(actor, key);
                let text = format!("{actor} commits version {} of {}.", version.0, self.name(key));
                self.tell(at, Role::Plain, text, true);
            }
            EventKind::ReadEnded { key, version, superseded_for } => {
                self.rolled.remove(actor);
                self.read_ended(at, actor, key, version, superseded_for);
            }
            _ => self.waiting(event),
        }
        self.trouble(event);
    }

    fn recompute(&mut self, event: &Event, step: Step) {
        let Event { at, actor, kind } = *event;
        let key = Key(kind.numbers().key);
        match step {
            Step::Began(1) if actor.kind() == ActorKind::Read => {
                let name = self.name(key);
                let told = self.told(key);
                told.queue_told = false;
                // An early recompute has told its own story.
                let Some(absence) = told.absence.take() else { return };
                let why = match absence {
                    Absence::NeverStored => "was never stored",
                    Absence::Expired => "has expired",
                    Absence::Deleted => "was deleted",
                    Absence::Flushed => "was flushed",
                    Absence::Evicted => "had to make room for another",
                    Absence::Refused => "was not stored, the cache being full",
                };
                let text = format!("{actor} misses, for {name} {why}, and queries the database.");
                self.tell(at, Role::Miss, text, true);
            }
            Step::Began(2) if actor.kind() == ActorKind::Read => {
                let text =
                    format!("{actor} queries too: nothing tells it that a query for {} is under way.", self.name(key));
                self.tell(at, Role::Miss, text, false);
            }
            Step::Began(_) => {}
            Step::Ended { episode, in_flight: 0 } if episode.db_queries > 1 => self.episode_ended(at, episode),
            Step::Ended { episode, in_flight } if in_flight + 1 == episode.db_queries && in_flight > 0 => {
                let others =
                    if in_flight == 1 { "one other reader is".to_string() } else { format!("{in_flight} others are") };
                let text = format!("{actor} stores its value of {}; {others} still fetching the same.", self.name(key));
                self.tell(at, Role::Hit, text, false);
            }
            Step::Ended { episode: Episode { db_queries: 1, .. }, .. }
                if matches!(kind, EventKind::CacheSet { .. }) =>
            {
                self.tell(
                    at,
                    Role::Hit,
                    format!("{actor} stores the value of {}, after one query.", self.name(key)),
                    false,
                );
            }
            Step::Ended { .. } => {}
        }
    }

    fn episode_ended(&mut self, at: Instant, episode: Episode) {
        let took = brief(at.since(episode.at));
        let text =
            format!("{} queries for one value of {}, within {took}.", episode.db_queries, self.name(episode.key));
        self.tell(at, Role::Miss, text, true);
    }

    fn stale_hit(&mut self, at: Instant, actor: Actor, key: Key, past_ttl: Duration) {
        let told = self.told(key);
        told.stale_hits += 1;
        told.past_ttl_max = told.past_ttl_max.max(past_ttl);
        if told.stale_hits == 1 {
            let text = format!("{actor} gets the old value at once, {} past its TTL.", brief(past_ttl));
            self.tell(at, Role::Stale, text, true);
        }
    }

    fn stored(&mut self, at: Instant, actor: Actor, key: Key, version: Version, fresh_for: Duration) {
        let name = self.name(key);
        let told = self.told(key);
        let newest = told.newest.max(1);
        let (stale_hits, past_ttl_max) = (std::mem::take(&mut told.stale_hits), std::mem::take(&mut told.past_ttl_max));
        if version.0 < newest && told.writes_to_come == 0 && std::mem::replace(&mut told.stale_set, newest) != newest {
            let text = format!(
                "{actor} stores version {} of {name} though version {newest} is committed: stale for up to {}.",
                version.0,
                brief(fresh_for)
            );
            self.tell(at, Role::Stale, text, true);
        }
        if stale_hits > 0 {
            let readers =
                if stale_hits == 1 { "one reader was".to_string() } else { format!("{stale_hits} readers were") };
            let text = format!("Meanwhile {readers} served the old value, up to {} past its TTL.", brief(past_ttl_max));
            self.tell(at, Role::Stale, text, false);
        }
    }

    fn read_ended(&mut self, at: Instant, actor: Actor, key: Key, version: Version, superseded_for: Duration) {
        let told = self.told(key);
        // Zero both when it is current and when it was superseded this very instant, which nobody could tell.
        if superseded_for.is_zero() || told.stale_read >= told.newest {
            return;
        }
        told.stale_read = told.newest;
        let text = format!(
            "{actor} is served version {}, which had been superseded {} before it asked.",
            version.0,
            brief(superseded_for)
        );
        self.tell(at, Role::Stale, text, true);
    }

    fn waiting(&mut self, event: &Event) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::LockWaitStarted { key, holder } => {
                let told = self.told(key);
                told.waiters += 1;
                if told.waiters == 1 {
                    self.tell(at, Role::Wait, format!("{actor} waits: {holder} holds the lock."), false);
                }
            }
            EventKind::LockWaitEnded { key, waited } => {
                let told = self.told(key);
                told.waited_max = told.waited_max.max(waited);
                told.waiters -= 1;
                if told.waiters == 0 {
                    let waited = brief(std::mem::take(&mut told.waited_max));
                    self.tell(at, Role::Wait, format!("Nobody waits any more; the longest wait was {waited}."), true);
                }
            }
            EventKind::LockReleased { key, holder } => {
                let waiters = self.told(key).waiters;
                if holder != actor {
                    let text = format!("{actor} releases the lock, although it is {holder}'s.");
                    self.tell(at, Role::Wait, text, true);
                } else if waiters > 0 {
                    let text = format!("{actor} releases the lock; {waiters} waiting look again.");
                    self.tell(at, Role::Wait, text, false);
                }
            }
            EventKind::LockReleaseRefused { .. } => {
                let text = format!("{actor} comes to release a lock that is not its own any more.");
                self.tell(at, Role::Wait, text, true);
            }
            EventKind::LockExpired { holder, .. } => {
                self.tell(at, Role::Wait, format!("The lock of {holder} had run out: {actor} takes it."), true);
            }
            EventKind::DbQueued { key, .. } if !self.told(key).queue_told => {
                self.told(key).queue_told = true;
                let text = format!("All connections are in use: {actor} stands in line for one.");
                self.tell(at, Role::Wait, text, false);
            }
            EventKind::DbRefused { waiting, .. } => {
                let text = format!("The line is full, {waiting} are waiting: {actor} gets an error.");
                self.tell(at, Role::Wait, text, false);
            }
            EventKind::RefreshStarted { .. } => {
                self.tell(at, Role::Plain, format!("{actor} refreshes in the background."), false);
            }
            _ => {}
        }
    }
}
