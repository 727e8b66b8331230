//! Each value's stay in the cache: from its SET until it is replaced, deleted or expired.

use super::nanos;
use crate::base::chunked::Chunked;
use crate::base::units::Instant;
use crate::trace::{Event, EventKind, Key, Version};

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
}

/// The fold.
#[derive(Default)]
pub struct Builder {
    stays: Stays,
    /// The row of the value that lies at each key.
    present: Vec<Option<u32>>,
}

impl Builder {
    /// Takes in the next event.
    pub fn event(&mut self, event: &Event) {
        let at = event.at;
        match event.kind {
            EventKind::CacheSet { key, version, fresh_for, kept_for } => {
                self.leave(key, at);
                self.enter(key, version, at, at + fresh_for, at + kept_for);
            }
            EventKind::CacheDeleted { key, .. } | EventKind::CacheEvicted { key, .. } => {
                self.leave(key, at);
            }
            EventKind::CacheExpired { key, existed: true, kept_for } => {
                // The old stay keeps the TTL it was believed to have; what grace is left, if any, is a stay of its own.
                if let Some(row) = self.leave(key, at)
                    && !kept_for.is_zero()
                {
                    let fresh_until = Instant(self.stays.fresh_until_ns[row] as u64).min(at);
                    self.enter(key, Version(self.stays.version[row]), at, fresh_until, at + kept_for);
                }
            }
            EventKind::CacheFlushed { .. } => {
                (0..self.present.len() as u32).for_each(|key| {
                    self.leave(Key(key), at);
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
    }

    /// The value at a key is gone, if it had not expired before; its row.
    fn leave(&mut self, key: Key, at: Instant) -> Option<usize> {
        let row = self.present.get_mut(key.0 as usize)?.take()? as usize;
        let gone = &mut self.stays.gone_ns[row];
        *gone = gone.min(nanos(at));
        Some(row)
    }

    /// The columns, cut off at the end of the run.
    pub fn finish(mut self, end: Instant) -> Stays {
        self.stays.gone_ns.iter_mut().for_each(|gone| *gone = gone.min(nanos(end)));
        self.stays
    }
}
