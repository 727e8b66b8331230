//! Stays: the time that each value is in the cache, from its SET to its removal, and the reason for the removal.
//!
//! A delete, flush or eviction of a key whose value has expired, or was never there, is the reason of every miss from
//! then on. It has a row of no length, so that the page shows the same reason.

use super::nanos;
use crate::base::chunked::Chunked;
use crate::base::units::Instant;
use crate::trace::{ActorKind, Event, EventKind, Key, Version};

/// Why a stay ended. The numbers are sent to JavaScript: append, never reorder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// It did not end: the value was in the cache at the end of the run.
    Present = 0,
    /// Another value was stored in its place.
    Replaced = 1,
    /// Its TTL and its grace ended.
    Expired = 2,
    /// A write deleted it.
    Deleted = 3,
    /// The whole cache was emptied.
    Flushed = 4,
    /// It was evicted to make room for another value.
    Evicted = 5,
}

impl Ending {
    /// The names, in the order of the numbers.
    pub const NAMES: [&'static str; 6] = ["present", "replaced", "expired", "deleted", "flushed", "evicted"];
}

/// One row per stay, in order of their starts.
#[derive(Default)]
#[allow(missing_docs, reason = "the columns are described in www/engine/run.d.ts")]
pub struct Stays {
    pub key: Chunked<u32>,
    pub version: Chunked<u32>,
    pub set_ns: Chunked<f64>,
    pub fresh_until_ns: Chunked<f64>,
    pub expires_ns: Chunked<f64>,
    pub gone_ns: Chunked<f64>,
    pub ending: Chunked<u8>,
}

/// The fold.
#[derive(Default)]
pub struct Builder {
    stays: Stays,
    /// The last row of each key, and whether no removal of its value has been seen yet.
    last: Vec<Option<(u32, bool)>>,
}

impl Builder {
    /// Processes the next event. `to_request`: whether it belongs to a request and not to an intervention.
    pub fn event(&mut self, event: &Event, to_request: bool) {
        let at = event.at;
        match event.kind {
            EventKind::CacheSet { key, version, fresh_for, kept_for } => {
                self.leave(key, at, Ending::Replaced);
                self.enter(key, version, at, at + fresh_for, at + kept_for);
            }
            EventKind::CacheDeleted { key, .. } => {
                self.leave(key, at, Ending::Deleted);
            }
            EventKind::CacheEvicted { key, .. } => {
                self.leave(key, at, Ending::Evicted);
            }
            EventKind::CacheExpired { key, existed: true, kept_for } => {
                let by_write = to_request || event.actor.kind() == ActorKind::Deferred;
                let ending = if by_write { Ending::Deleted } else { Ending::Expired };
                // The old stay keeps its original TTL. The remaining grace, if any, is a separate stay that ends for
                // the same reason.
                if let Some(row) = self.leave(key, at, ending)
                    && !kept_for.is_zero()
                {
                    let fresh_until = Instant(self.stays.fresh_until_ns[row] as u64).min(at);
                    self.enter(key, Version(self.stays.version[row]), at, fresh_until, at + kept_for);
                    *self.stays.ending.last_mut().expect("as long as the others") = self.stays.ending[row];
                }
            }
            EventKind::CacheFlushed { .. } => {
                // A key that was never there is of interest only where a page follows it: the first.
                (0..self.last.len().max(1) as u32).for_each(|key| {
                    self.leave(Key(key), at, Ending::Flushed);
                });
            }
            _ => {}
        }
    }

    fn enter(&mut self, key: Key, version: Version, at: Instant, fresh_until: Instant, expires: Instant) {
        *self.last_of(key) = Some((self.stays.key.len() as u32, true));
        self.stays.key.push(key.0);
        self.stays.version.push(version.0);
        self.stays.set_ns.push(nanos(at));
        self.stays.fresh_until_ns.push(nanos(fresh_until));
        self.stays.expires_ns.push(nanos(expires));
        self.stays.gone_ns.push(nanos(expires));
        self.stays.ending.push(Ending::Expired as u8);
    }

    fn last_of(&mut self, key: Key) -> &mut Option<(u32, bool)> {
        let index = key.0 as usize;
        if self.last.len() <= index {
            self.last.resize(index + 1, None);
        }
        &mut self.last[index]
    }

    /// Ends the stay of a key's value, unless it has expired before. Returns its row.
    fn leave(&mut self, key: Key, at: Instant, ending: Ending) -> Option<usize> {
        let last = *self.last_of(key);
        *self.last_of(key) = last.map(|(row, _)| (row, false));
        let there = last.filter(|&(_, there)| there).map(|(row, _)| row as usize);
        if let Some(row) = there.filter(|&row| nanos(at) < self.stays.gone_ns[row]) {
            (self.stays.gone_ns[row], self.stays.ending[row]) = (nanos(at), ending as u8);
            return Some(row);
        }
        let known = last.is_some_and(|(row, _)| self.stays.ending[row as usize] == ending as u8);
        if known || matches!(ending, Ending::Replaced | Ending::Expired) {
            return there;
        }
        self.enter(key, Version(0), at, at, at);
        *self.stays.ending.last_mut().expect("as long as the others") = ending as u8;
        *self.last_of(key) = Some((self.stays.key.len() as u32 - 1, false));
        None
    }

    /// The columns, cut off at the end of the run.
    pub fn finish(mut self, end: Instant) -> Stays {
        let Stays { gone_ns, ending, .. } = &mut self.stays;
        for (gone, ending) in gone_ns.iter_mut().zip(ending.iter_mut()) {
            if *gone > nanos(end) {
                (*gone, *ending) = (nanos(end), Ending::Present as u8);
            }
        }
        self.stays
    }
}
