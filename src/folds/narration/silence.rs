//! Sentences for the time in which nothing new happens. Without them the last sentence would stay on screen for long, as
//! if it were still so: that a reader was abandoned, while thousands of others are.

use super::sentence::{Role, Sentence, brief};
use crate::base::decimal::Thousands;
use crate::base::units::{Duration, Instant};
use crate::trace::ActorKind;
use crate::trace::following::{Following, Happened};
use crate::trace::requests::{Change, Lookup, Outcome, Request};

/// The largest number of summaries of a run: the page plays a run in 15 to 30 seconds, so one takes about two.
const SUMMARIES_MAX: u64 = 12;

/// The reads since the last sentence.
#[derive(Default)]
pub(super) struct Silence {
    /// How long the last sentence stays before it is followed by a summary.
    patience: Duration,
    since: Instant,
    due: Instant,
    reads: u64,
    /// Those whose first lookup found a value.
    found: u64,
    failed: u64,
    /// Whether the last sentence says that all is well.
    calm: bool,
}

impl Silence {
    /// At the start of a run of this length.
    pub(super) fn of_run(lasts: Duration) -> Silence {
        Silence { patience: Duration(lasts.as_nanos() / SUMMARIES_MAX), ..Silence::default() }
    }

    /// Another sentence was told.
    pub(super) fn broken(&mut self, at: Instant) {
        *self = Silence { patience: self.patience, since: at, due: at + self.patience, ..Silence::default() };
    }

    /// Processes an event that is not told. Returns a summary if the last sentence is old.
    pub(super) fn event(&mut self, at: Instant, happened: &Happened, following: &Following) -> Option<Sentence> {
        if let Some(Change::Ended(request)) = &happened.change
            && request.actor.kind() == ActorKind::Read
        {
            self.reads += 1;
            self.found += u64::from(!matches!(request.lookup, Some(Lookup::Miss) | None));
            self.failed += u64::from(request.outcome() == Outcome::Failed);
        }
        if at < self.due {
            return None;
        }
        self.due = at + self.patience;
        let is_waiting = |request: &&Request| request.waiting_since.is_some();
        let waiting = following.requests.in_flight().filter(is_waiting).count() as u64;
        let (role, text) = self.summary(at, following.connections.queued(), waiting)?;
        let calm = role == Role::Hit;
        if !std::mem::replace(&mut self.calm, calm) || !calm {
            self.broken(at);
            self.calm = calm;
            return Some(Sentence { at, role, text, moment: false });
        }
        None
    }

    /// What goes on at a time, if anything does.
    fn summary(&self, at: Instant, queued: u64, waiting: u64) -> Option<(Role, String)> {
        let Silence { reads, found, failed, .. } = *self;
        // Not how many: the stage shows that, and it changes while the sentence stays.
        let stays = match (queued, waiting) {
            (0, 0) => "",
            (0, _) => "Readers still wait. ",
            _ => "Requests are still queued. ",
        };
        if stays.is_empty() && found == reads {
            return (reads > 0).then(|| (Role::Hit, "Now every read finds a value in the cache.".to_string()));
        }
        let role = if stays.is_empty() { Role::Plain } else { Role::Wait };
        let [all, with_value, without] = [reads, found, failed].map(Thousands);
        let text = match failed {
            _ if reads == 0 => format!("{stays}No read has ended for {}.", brief(at.since(self.since))),
            // One read says too little.
            _ if reads == 1 => return None,
            0 => format!("{stays}Of the last {all} reads, {with_value} found a value."),
            _ if failed == reads => format!("{stays}The last {all} reads failed."),
            _ => format!("{stays}Of the last {all} reads, {with_value} found a value and {without} failed."),
        };
        Some((role, text))
    }
}
