//! The narration: a run described in sentences, as a fold over its trace. Caption, log and screen reader all use it.
//!
//! It mentions each kind of incident once: the first miss and its reason, the further misses, the waits, the stores of
//! stale values. While nothing new happens for long, it sums up what goes on (`silence.rs`). Every number in it
//! comes from the trace.

mod faults;
mod sentence;
mod silence;

use sentence::brief;
pub use sentence::{Role, Sentence};
use silence::Silence;

use crate::base::decimal::{Fixed, Thousands};
use crate::base::table::Table;
use crate::base::units::{Duration, Instant};
use crate::trace::following::{Following, Happened};
use crate::trace::recomputes::{Episode, Step};
use crate::trace::{Absence, Actor, ActorKind, Event, EventKind, Key, Version};

/// The largest number of sentences about events. Later ones are only in the trace, the charts and the summaries.
pub const SENTENCES_MAX: usize = 2_000;

/// What the narration has said about a key so far, and what it needs for the next sentences.
#[derive(Default)]
struct KeyNarration {
    newest: u32,
    /// The reason of the last miss.
    absence: Option<Absence>,
    /// The newest version at the last stale read that was mentioned.
    stale_read: u32,
    /// The newest version at the last stale set that was mentioned.
    stale_set: u32,
    /// The number of committed writes whose cache operation is pending.
    writes_pending: u32,
    stale_hits: u32,
    past_ttl_max: Duration,
    waiters: u32,
    waited_max: Duration,
    queue_mentioned: bool,
    joined: u32,
    unreachable_mentioned: bool,
    given_up_mentioned: bool,
    full_mentioned: bool,
    timeout_mentioned: bool,
}

/// A count in a sentence.
fn count(number: u32) -> Thousands {
    Thousands(u64::from(number))
}

/// Sets a flag. Returns whether it was not set before.
fn once(flag: &mut bool) -> bool {
    !std::mem::replace(flag, true)
}

/// The fold. It takes the events in order, each with its effects on the shared folds.
#[derive(Default)]
pub struct Narrator {
    many_keys: bool,
    keys: Table<KeyNarration>,
    /// Dice and threshold of the readers that rolled at or below it, until they refresh. With a lock not all of them
    /// do.
    rolled: Table<(f64, f64)>,
    /// The keys of committed writes, until the write's next event: that is its cache operation, or there will be none.
    committed: Table<Key>,
    silence: Silence,
    sentences: Vec<Sentence>,
}

impl Narrator {
    /// A narrator at the start of a run of this length. With several keys, sentences give the number of the key.
    pub fn new(many_keys: bool, lasts: Duration) -> Narrator {
        Narrator { many_keys, silence: Silence::of_run(lasts), ..Narrator::default() }
    }

    /// Processes the next event, with its effects on the shared folds.
    pub fn event(&mut self, event: &Event, happened: &Happened, following: &Following) {
        let told = self.sentences.len();
        if told < SENTENCES_MAX {
            self.narrate(event, happened);
            if self.sentences.len() >= SENTENCES_MAX {
                let text = "From here on only summaries are told; the charts show every event.".to_string();
                self.tell(event.at, Role::Plain, text, false);
            }
        }
        if self.sentences.len() > told {
            self.silence.broken(event.at);
        } else if told > 0
            && let Some(sentence) = self.silence.event(event.at, happened, following)
        {
            self.sentences.push(sentence);
        }
    }

    /// The sentences of a run that ended at `end`, in order.
    pub fn finish(mut self, following: &Following, end: Instant) -> Vec<Sentence> {
        if following.doomed {
            let text = "No delete came that could have been lost: the poke had no effect.".to_string();
            self.tell(end, Role::Plain, text, false);
        }
        self.sentences
    }

    fn tell(&mut self, at: Instant, role: Role, text: String, moment: bool) {
        self.sentences.push(Sentence { at, role, text, moment });
    }

    fn of_key(&mut self, key: Key) -> &mut KeyNarration {
        self.keys.get_or_insert_with(key, KeyNarration::default)
    }

    /// The name of a key in a sentence: "the key", or its number if there are several.
    fn name(&self, key: Key) -> String {
        if self.many_keys { format!("key {}", key.0) } else { "the key".to_string() }
    }

    fn narrate(&mut self, event: &Event, happened: &Happened) {
        let Event { at, actor, kind } = *event;
        if let Some(step) = happened.step {
            self.recompute(event, step);
        }
        if let Some(key) = self.committed.remove(actor) {
            self.of_key(key).writes_pending -= 1;
        }
        match kind {
            EventKind::CacheMiss { key, why } => self.of_key(key).absence = Some(why),
            EventKind::CacheExpired { key, kept_for, .. }
                if happened.change.is_some() || actor.kind() == ActorKind::Deferred =>
            {
                let (name, kept_for) = (self.name(key), brief(kept_for));
                let text = format!("{actor} deletes {name} from the cache, which keeps the old value for {kept_for}.");
                self.tell(at, Role::Plain, text, false);
            }
            EventKind::CacheExpired { key, existed, .. } => self.expired(at, key, existed),
            EventKind::CacheFlushed { entries } => {
                let values = if entries == 1 { "one value is".to_string() } else { format!("{entries} values are") };
                self.tell(at, Role::Plain, format!("The cache is flushed: {values} removed."), true);
            }
            EventKind::DiceRolled { dice, threshold, .. } if dice <= threshold => {
                self.rolled.insert(actor, (dice, threshold));
            }
            EventKind::EarlyRecompute { left, .. } => {
                let Some((dice, threshold)) = self.rolled.remove(actor) else { return };
                let text = format!(
                    "{actor} rolls {}, at or below {}: it refreshes {} before expiry.",
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
                let state = self.of_key(key);
                state.newest = version.0;
                state.writes_pending += 1;
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
        self.narrate_faults(event, happened);
    }

    fn recompute(&mut self, event: &Event, step: Step) {
        let Event { at, actor, kind } = *event;
        let key = Key(kind.numbers().key);
        match step {
            Step::Began(1) if actor.kind() == ActorKind::Read => {
                let name = self.name(key);
                let state = self.of_key(key);
                state.queue_mentioned = false;
                // An early recompute has its own sentence.
                let Some(absence) = state.absence.take() else { return };
                let why = match absence {
                    Absence::NeverStored => "was never stored",
                    Absence::Expired => "has expired",
                    Absence::Deleted => "was deleted",
                    Absence::Flushed => "was flushed",
                    Absence::Evicted => "was evicted",
                    Absence::Refused => "was not stored because the cache was full",
                };
                let text = format!("{actor} misses because {name} {why}, and queries the database.");
                self.tell(at, Role::Miss, text, true);
            }
            Step::Began(2) if actor.kind() == ActorKind::Read => {
                let text = format!(
                    "{actor} queries too: it does not know that a query for {} is in progress.",
                    self.name(key)
                );
                self.tell(at, Role::Miss, text, false);
            }
            Step::Began(_) => {}
            Step::Ended { episode, in_flight: 0 } if episode.db_queries > 1 => self.episode_ended(at, episode),
            // A query also ends without a store: its lease is void, its version refused, or its reader has crashed.
            Step::Ended { episode, in_flight }
                if in_flight + 1 == episode.db_queries
                    && in_flight > 0
                    && matches!(kind, EventKind::CacheSet { .. }) =>
            {
                let others = match in_flight {
                    1 => "one other reader is".to_string(),
                    more => format!("{} others are", count(more)),
                };
                let text =
                    format!("{actor} stores its value of {}; {others} still fetching the same key.", self.name(key));
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
        let text = format!(
            "{} queries for one value of {}, within {took}.",
            count(episode.db_queries),
            self.name(episode.key)
        );
        self.tell(at, Role::Miss, text, true);
    }

    fn stale_hit(&mut self, at: Instant, actor: Actor, key: Key, past_ttl: Duration) {
        let state = self.of_key(key);
        state.stale_hits += 1;
        state.past_ttl_max = state.past_ttl_max.max(past_ttl);
        if state.stale_hits == 1 {
            let text = format!("{actor} gets the old value at once, {} after its TTL.", brief(past_ttl));
            self.tell(at, Role::Stale, text, true);
        }
    }

    fn stored(&mut self, at: Instant, actor: Actor, key: Key, version: Version, fresh_for: Duration) {
        let name = self.name(key);
        let state = self.of_key(key);
        // An id that does not exist has no version. Storing that is not a stale set as long as there was no write.
        let newest = state.newest;
        let (stale_hits, past_ttl_max) =
            (std::mem::take(&mut state.stale_hits), std::mem::take(&mut state.past_ttl_max));
        if version.0 < newest && state.writes_pending == 0 && std::mem::replace(&mut state.stale_set, newest) != newest
        {
            let text = format!(
                "{actor} stores version {} of {name} although version {newest} is committed: stale for up to {}.",
                version.0,
                brief(fresh_for)
            );
            self.tell(at, Role::Stale, text, true);
        }
        if stale_hits > 0 {
            let readers = match stale_hits {
                1 => "one reader was".to_string(),
                more => format!("{} readers were", count(more)),
            };
            let text =
                format!("Meanwhile {readers} served the old value, up to {} after its TTL.", brief(past_ttl_max));
            self.tell(at, Role::Stale, text, false);
        }
    }

    fn read_ended(&mut self, at: Instant, actor: Actor, key: Key, version: Version, superseded_for: Duration) {
        let state = self.of_key(key);
        // Zero if it is current, and also if it was superseded at this very instant, when it could not be known.
        if superseded_for.is_zero() || state.stale_read >= state.newest {
            return;
        }
        state.stale_read = state.newest;
        let text = format!(
            "{actor} gets version {}, which was superseded {} before it began.",
            version.0,
            brief(superseded_for)
        );
        self.tell(at, Role::Stale, text, true);
    }

    fn waiting(&mut self, event: &Event) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::LockWaitStarted { key, holder } => {
                let state = self.of_key(key);
                state.waiters += 1;
                if state.waiters == 1 {
                    self.tell(at, Role::Wait, format!("{actor} waits: {holder} holds the lock."), false);
                }
            }
            EventKind::LockWaitEnded { key, waited } => {
                let state = self.of_key(key);
                state.waited_max = state.waited_max.max(waited);
                state.waiters -= 1;
                if state.waiters == 0 {
                    let waited = brief(std::mem::take(&mut state.waited_max));
                    self.tell(
                        at,
                        Role::Wait,
                        format!("No reader waits any more; the longest lock wait was {waited}."),
                        true,
                    );
                }
            }
            EventKind::LockReleased { key, holder } => {
                let waiters = self.of_key(key).waiters;
                if holder != actor {
                    let text = format!("{actor} releases the lock, although it is {holder}'s.");
                    self.tell(at, Role::Wait, text, true);
                } else if waiters > 0 {
                    let text = format!("{actor} releases the lock; {} waiting readers check again.", count(waiters));
                    self.tell(at, Role::Wait, text, false);
                }
            }
            EventKind::LockReleaseRefused { .. } => {
                let text = format!("{actor} tries to release a lock that is no longer its own.");
                self.tell(at, Role::Wait, text, true);
            }
            EventKind::LockExpired { holder, .. } => {
                self.tell(at, Role::Wait, format!("{holder}'s lock has run out: {actor} takes it."), true);
            }
            EventKind::DbQueued { key, .. } if !self.of_key(key).queue_mentioned => {
                self.of_key(key).queue_mentioned = true;
                let text = format!("All connections are in use: {actor} waits in the queue.");
                self.tell(at, Role::Wait, text, false);
            }
            EventKind::DbRefused { waiting, .. } => {
                let text = format!("The queue is full with {} waiting: {actor} gets an error.", count(waiting));
                self.tell(at, Role::Wait, text, false);
            }
            EventKind::RefreshStarted { .. } => {
                self.tell(at, Role::Plain, format!("{actor} refreshes in the background."), false);
            }
            _ => {}
        }
    }
}
