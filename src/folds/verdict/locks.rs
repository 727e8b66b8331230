//! The properties of locks and leases: each is released by its holder, and lasts as long as the holder's work.

use super::{Findings, Property};
use crate::base::table::Table;
use crate::base::units::Instant;
use crate::trace::{Actor, ActorKind, Event, EventKind, Key};

/// A lock that is held.
#[derive(Clone, Copy)]
struct Hold {
    holder: Actor,
    since: Instant,
    until: Instant,
}

/// The locks by key, and the keys by holder.
#[derive(Default)]
pub struct Ledger {
    holds: Table<Hold>,
    held_by: Table<Key>,
}

impl Ledger {
    pub fn event(&mut self, event: &Event, found: &mut Findings) {
        let Event { at, actor, kind } = *event;
        match kind {
            EventKind::LockAcquired { key, lease } => {
                self.holds.insert(key, Hold { holder: actor, since: at, until: at + lease });
                self.held_by.insert(actor, key);
            }
            EventKind::LockReleased { key, holder } => {
                self.holds.remove(key);
                self.held_by.remove(holder);
            }
            EventKind::LeaseVoided { key, holder } => {
                self.holds.remove(key);
                self.held_by.remove(holder);
            }
            EventKind::LockExpired { key, holder, .. } => {
                // Its holder has not ended, and believes that it has the lock.
                if self.held_by.remove(holder).is_some() {
                    let since = self.holds.get(key).map_or(at, |hold| hold.since);
                    found.add(Property::Outlasts, at, holder, || {
                        format!("{actor} found the lock free that {holder} took at {since} and is still at work under")
                    });
                }
                self.holds.remove(key);
            }
            EventKind::LockReleaseRefused { .. } => drop(self.held_by.remove(actor)),
            EventKind::RequestCrashed {} => self.leave(event, "crashed", found),
            EventKind::ReadGivenUp { .. } => self.leave(event, "was abandoned", found),
            EventKind::ReadEnded { .. }
            | EventKind::ReadFailed { .. }
            | EventKind::RefreshEnded { .. }
            | EventKind::WriteEnded { .. }
            | EventKind::WriteFailed { .. } => self.leave(event, "ended", found),
            _ => {}
        }
    }

    /// Processes the end of a request, which can no longer release a lock.
    fn leave(&mut self, event: &Event, how: &str, found: &mut Findings) {
        let Event { at, actor, .. } = *event;
        let Some(key) = self.held_by.remove(actor) else { return };
        let Some(hold) = self.holds.get(key).filter(|hold| hold.holder == actor && hold.until > at) else { return };
        let (since, until) = (hold.since, hold.until);
        let who = if actor.kind() == ActorKind::Read { "reader" } else { "task" };
        found.add(Property::Releases, at, actor, || {
            format!("{actor} {how} with the lock that it had taken at {since}: nobody else gets it before {until}, whatever the {who} was to do")
        });
    }
}
