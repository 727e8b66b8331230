//! How long each lock really lasted. Redis expires keys by a clock that it reads again for each command, so a lock may
//! last a millisecond longer or shorter than `TIME` suggests. The answers to other commands show which.

use crate::journal::{Command, Did};
use cache_aside_playground::trace::{Actor, Key};
use cache_aside_playground::units::Instant;
use std::collections::BTreeMap;

/// For the place of each command that took a lock, when that lock ended, or would have ended.
pub type Ends = BTreeMap<u64, Instant>;

struct Hold {
    place: u64,
    holder: Actor,
    until: Instant,
}

/// Derives the ends of all locks from the commands, which come in order with their times. `gone_at` says when Redis
/// should remove a key that a command stored for a number of milliseconds.
pub fn ends<'a>(
    commands: impl Iterator<Item = (Instant, &'a Command)>,
    gone_at: impl Fn(&Command, u64, Instant) -> Instant,
) -> Ends {
    let mut ends = Ends::new();
    let mut holds: BTreeMap<Key, Hold> = BTreeMap::new();
    for (at, command) in commands {
        let Command { key, actor, place, .. } = *command;
        let mut end = |hold: &mut Hold, until: Instant| {
            hold.until = until;
            ends.insert(hold.place, until);
        };
        let just_after = Instant(at.as_nanos() + 1);
        match command.did {
            Did::Locked(lease_ms) | Did::Granted(lease_ms) => {
                // The lock was free, so the previous one had ended.
                if let Some(before) = holds.get_mut(&key).filter(|before| before.until > at) {
                    end(before, at);
                }
                let mut hold = Hold { place, holder: actor, until: at };
                end(&mut hold, gone_at(command, lease_ms, at));
                holds.insert(key, hold);
            }
            Did::LockHeld(holder) | Did::Refused(holder, _) => {
                if let Some(hold) = holds.get_mut(&key).filter(|hold| hold.holder == holder && hold.until <= at) {
                    end(hold, just_after);
                }
            }
            Did::Released(_)
            | Did::SetLeased(..)
            | Did::SetLeasedRefused(..)
            | Did::Set(.., Some(_))
            | Did::Deleted(_, Some(_))
            | Did::Outdated(Some(_)) => {
                if let Some(mut hold) = holds.remove(&key).filter(|hold| hold.until <= at) {
                    end(&mut hold, just_after);
                }
            }
            Did::ReleaseRefused | Did::LeaseVoid(_) => {
                if let Some(hold) = holds.get_mut(&key).filter(|hold| hold.holder == actor && hold.until > at) {
                    end(hold, at);
                }
            }
            Did::Flushed(..) | Did::LocksLost(_) => holds.clear(),
            Did::Got(_)
            | Did::Set(.., None)
            | Did::SetRefused(..)
            | Did::Deleted(_, None)
            | Did::Outdated(None)
            | Did::Expired(_) => {}
        }
    }
    ends
}
