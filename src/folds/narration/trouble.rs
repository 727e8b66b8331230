//! What goes wrong, and what is done to a run from outside, in sentences.

use super::sentence::{Role, brief};
use super::{Narrator, once};
use crate::base::decimal::Shortest;
use crate::base::units::Instant;
use crate::trace::{Event, EventKind, Idle, Key};

impl Narrator {
    /// What goes wrong, and what is done from outside.
    pub(super) fn trouble(&mut self, event: &Event) {
        let Event { at, actor, kind } = *event;
        if let Some(text) = from_outside(&kind) {
            return self.tell(at, Role::Plain, text, true);
        }
        let (role, text) = match kind {
            EventKind::InvalidationLost { key } => {
                let text =
                    format!("{actor}'s delete is lost: the old value of {} stays until its TTL.", self.name(key));
                (Role::Stale, text)
            }
            EventKind::RequestCrashed {} => (Role::Wait, format!("{actor} dies, and releases nothing.")),
            EventKind::CacheSetRefused { version, present, .. } => {
                let text =
                    format!("{actor} comes with version {}, but version {} is there: refused.", version.0, present.0);
                (Role::Plain, text)
            }
            EventKind::LeaseVoid { version, .. } => {
                let text = format!("{actor}'s lease is void: its version {} is not stored.", version.0);
                (Role::Plain, text)
            }
            EventKind::CacheUnreachable { key } if once(&mut self.told(key).unreachable_told) => {
                (Role::Miss, format!("{actor} can not reach the cache, and does without."))
            }
            EventKind::ReadGivenUp { key, .. } if once(&mut self.told(key).given_up_told) => {
                (Role::Wait, format!("{actor} is given up by its client."))
            }
            EventKind::CacheFull { key, .. } if once(&mut self.told(key).full_told) => {
                (Role::Plain, "The cache is full and evicts nothing: what is fetched is not stored.".to_string())
            }
            EventKind::DbTimedOut { key, after } if once(&mut self.told(key).timeout_told) => {
                (Role::Wait, format!("The database breaks {actor} off after {}.", brief(after)))
            }
            EventKind::FlightJoined { key, flight, leads: false } => {
                let told = self.told(key);
                told.joined += 1;
                if told.joined > 1 {
                    return;
                }
                (Role::Wait, format!("{actor} joins {flight}, which fetches the same already."))
            }
            EventKind::CacheSet { key, .. } => {
                self.told(key).joined = 0;
                return;
            }
            _ => return,
        };
        self.tell(at, role, text, true);
    }

    pub(super) fn expired(&mut self, at: Instant, key: Key, existed: bool) {
        let name = self.name(key);
        let text = match existed {
            true => format!("The TTL of {name} is made to end."),
            false => format!("The TTL of {name} is made to end, but the cache holds nothing."),
        };
        self.tell(at, Role::Plain, text, true);
    }
}

/// What is done from outside, in a sentence, if that is what the event says.
fn from_outside(kind: &EventKind) -> Option<String> {
    Some(match *kind {
        EventKind::DbSlowed { factor, lasts } => {
            format!("For {} the database works {} times more slowly.", brief(lasts), Shortest(factor))
        }
        EventKind::DbStopped { lasts } => format!("The database stands still for {}.", brief(lasts)),
        EventKind::CacheStopped { lasts } => format!("For {} the cache can not be reached.", brief(lasts)),
        EventKind::InvalidationDoomed {} => "The next delete will be lost.".to_string(),
        EventKind::ArrivalsAligned { stretch } => {
            format!("All reads of the next {} arrive at once.", brief(stretch))
        }
        EventKind::DiceRigged { lasts } => {
            format!("For {} every dice shows 1: nobody refreshes early.", brief(lasts))
        }
        EventKind::InterventionIdle { why } => match why {
            Idle::NoHolder => "No lock is held by anybody alive: there is no holder to crash.",
            Idle::NoDeletes => "Writes send no deletes under this policy: there is none to lose.",
            Idle::NoDice => "Nobody rolls dice under this strategy: there are none to rig.",
        }
        .to_string(),
        EventKind::LocksLost { locks: 0 } => "The cache loses its locks; none was held.".to_string(),
        EventKind::LocksLost { locks } => {
            let lost = if locks == 1 { "the lock".to_string() } else { format!("all {locks} locks") };
            format!("The cache loses {lost}; whoever held one does not know.")
        }
        EventKind::WarmingStarted { rate } => {
            format!("Missing keys are fetched and stored, {} a second.", Shortest(rate))
        }
        _ => return None,
    })
}
