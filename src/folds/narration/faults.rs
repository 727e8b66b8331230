//! Sentences about faults and interventions.

use super::sentence::{Role, brief};
use super::{Narrator, once};
use crate::base::decimal::Shortest;
use crate::base::units::Instant;
use crate::trace::following::Happened;
use crate::trace::{Event, EventKind, Idle, Key};

impl Narrator {
    /// Narrates an event that is a fault or an intervention.
    pub(super) fn narrate_faults(&mut self, event: &Event, happened: &Happened) {
        let Event { at, actor, kind } = *event;
        if let EventKind::InvalidationDoomed {} = kind {
            let text = match happened.was_doomed {
                false => "The next delete will be lost.",
                true => "The next delete will be lost anyway: this changes nothing.",
            };
            return self.tell(at, Role::Plain, text.to_string(), true);
        }
        if let Some(text) = intervention_sentence(&kind) {
            return self.tell(at, Role::Plain, text, true);
        }
        let (role, text) = match kind {
            EventKind::InvalidationLost { key } => {
                let text =
                    format!("{actor}'s delete is lost: the old value of {} stays until its TTL.", self.name(key));
                (Role::Stale, text)
            }
            EventKind::RequestCrashed {} => (Role::Wait, format!("{actor} crashes and releases nothing.")),
            EventKind::CacheSetRefused { version, present, .. } => {
                let text = format!("{actor}'s version {} is refused: the cache has version {}.", version.0, present.0);
                (Role::Plain, text)
            }
            EventKind::LeaseVoid { version, .. } => {
                let text = format!("{actor}'s lease is void, so its version {} is not stored.", version.0);
                (Role::Plain, text)
            }
            EventKind::CacheUnreachable { key } if once(&mut self.of_key(key).unreachable_mentioned) => {
                (Role::Miss, format!("{actor} cannot reach the cache and continues without it."))
            }
            EventKind::ReadGivenUp { key, .. } if once(&mut self.of_key(key).given_up_mentioned) => {
                (Role::Wait, format!("{actor} is abandoned by its client."))
            }
            EventKind::CacheFull { key, .. } if once(&mut self.of_key(key).full_mentioned) => {
                (Role::Plain, "The cache is full and evicts nothing: fetched values are not stored.".to_string())
            }
            EventKind::DbTimedOut { key, after } if once(&mut self.of_key(key).timeout_mentioned) => {
                (Role::Wait, format!("The database cancels {actor}'s statement after {}.", brief(after)))
            }
            EventKind::FlightJoined { key, flight, leads: false } => {
                let state = self.of_key(key);
                state.joined += 1;
                if state.joined > 1 {
                    return;
                }
                (Role::Wait, format!("{actor} joins {flight}, which is already fetching the key."))
            }
            EventKind::CacheSet { key, .. } => {
                self.of_key(key).joined = 0;
                return;
            }
            _ => return,
        };
        self.tell(at, role, text, true);
    }

    pub(super) fn expired(&mut self, at: Instant, key: Key, existed: bool) {
        let name = self.name(key);
        let text = match existed {
            true => format!("The TTL of {name} is ended."),
            false => format!("The TTL of {name} is ended, but the cache has no value."),
        };
        self.tell(at, Role::Plain, text, true);
    }
}

/// The sentence for an intervention; `None` for other events.
fn intervention_sentence(kind: &EventKind) -> Option<String> {
    Some(match *kind {
        EventKind::DbSlowed { factor, lasts } => {
            format!("The database is {1} times slower for {0}.", brief(lasts), Shortest(factor))
        }
        EventKind::DbStopped { lasts } => format!("The database is stopped for {}.", brief(lasts)),
        EventKind::CacheSlowed { factor, lasts } => {
            format!("Round trips to the cache take {1} times as long for {0}.", brief(lasts), Shortest(factor))
        }
        EventKind::CacheStopped { lasts } => format!("The cache is unreachable for {}.", brief(lasts)),
        EventKind::ArrivalsAligned { stretch } => {
            format!("All reads of the next {} arrive at once.", brief(stretch))
        }
        EventKind::DiceRigged { lasts } => {
            format!("Every dice shows 1 for {}: no reader refreshes early.", brief(lasts))
        }
        EventKind::InterventionIdle { why } => match why {
            Idle::NoHolder => "No live process holds a lock, so there is no holder to crash.",
            Idle::NoDeletes => "Writes send no deletes with this policy, so there is none to lose.",
            Idle::NoDice => "This strategy rolls no dice, so there are none to rig.",
            Idle::SameSpeed => "A factor of 1 makes nothing slower.",
            Idle::ClosedLoop => {
                "Clients of a closed loop arrive when they have their answers: there is nothing to align."
            }
            Idle::NothingMissing => "The cache has all keys, so there is nothing to fetch.",
            Idle::InstantDatabase => "Queries take no time in this run, so there is nothing to slow down.",
            Idle::InstantCache => {
                "Round trips to the cache take no time in this run, so there is nothing to slow down."
            }
        }
        .to_string(),
        EventKind::LocksLost { locks: 0 } => "The cache loses its locks; none was held.".to_string(),
        EventKind::LocksLost { locks } => {
            let lost = if locks == 1 { "the lock".to_string() } else { format!("all {locks} locks") };
            format!("The cache loses {lost}; the holders do not notice.")
        }
        EventKind::WarmingStarted { rate } => {
            format!("Missing keys are fetched and stored, {} per second.", Shortest(rate))
        }
        _ => return None,
    })
}
