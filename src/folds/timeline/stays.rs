//! Each value's stay in the cache: from its SET until it is gone, and why it went.

use super::nanos;
use crate::base::chunked::Chunked;
use crate::base::units::Instant;
use crate::trace::{ActorKind, Event, EventKind, Key, Version};

/// Why a stay ended. The order is that of the wire: append, never reorder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// It had not: the value was there when the run ended.
    Present = 0,
    /// Another value was stored in its place.
    Replaced = 1,
    /// Its TTL had passed, and its grace.
    Expired = 2,
    /// A write deleted it.
    Deleted = 3,
    /// The whole cache was emptied.
    Flushed = 4,
    /// It had to make room for another.
    Evicted = 5,
}

impl Ending {
    /// The names, in the order of the numbers.
    pub const NAMES: [&'static str; 6] = ["present", "replaced", "expired", "deleted", "flushed", "evicted"];
}

/// One row per stay, in order of their beginning.
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
    /// The row of the value that lies at each key.
    present: Vec<Option<u32>>,
}

impl Builder {
    /// Takes in the next event, and whether it happened to a request; else an intervention acts for itself.
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
                // The old stay keeps the TTL it was believed to have; what grace is left, if any, is a stay of its own,
                // and ends for the same reason.
                if let Some(row) = self.leave(key, at, ending)
                    && !kept_for.is_zero()
                {
                    let fresh_until = Instant(self.stays.fresh_until_ns[row] as u64).min(at);
                    self.enter(key, Version(self.stays.version[row]), at, fresh_until, at + kept_for);
                    *self.stays.ending.last_mut().expect("as long as the others") = self.stays.ending[row];
                }
            }
            EventKind::CacheFlushed { .. } => {
                (0..self.present.len() as u32).for_each(|key| {
                    self.leave(Key(key), at, Ending::Flushed);
                });
            }
            _ => {}
        }
    }

    fn enter(&mut self, key: Key, version: Version, at: Instant, fresh_until: Instant, expires: Instant) {
        let index = key.0 as usize;
        if self.present.len() <= index {
            self.present.resize(index + 1, None);
        }
        self.present[index] = Some(self.stays.key.len() as u32);
        self.stays.key.push(key.0);
        self.stays.version.push(version.0);
        self.stays.set_ns.push(nanos(at));
        self.stays.fresh_until_ns.push(nanos(fresh_until));
        self.stays.expires_ns.push(nanos(expires));
        self.stays.gone_ns.push(nanos(expires));
        self.stays.ending.push(Ending::Expired as u8);
    }

    /// The value at a key is gone, if it had not expired before; its row.
    fn leave(&mut self, key: Key, at: Instant, ending: Ending) -> Option<usize> {
        let row = self.present.get_mut(key.0 as usize)?.take()? as usize;
        let gone = &mut self.stays.gone_ns[row];
        if nanos(at) < *gone {
            (*gone, self.stays.ending[row]) = (nanos(at), ending as u8);
        }
        Some(row)
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
