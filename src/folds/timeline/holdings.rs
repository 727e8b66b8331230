//! Holdings: the holder of each key's lock over time. A lock whose lease ran out was held until then, even if that was
//! noticed later or never.

use super::nanos;
use crate::base::chunked::Chunked;
use crate::base::units::Instant;
use crate::trace::{Event, EventKind, Key};

/// One row per holding, in order of their starts.
#[derive(Default)]
#[allow(missing_docs, reason = "the columns are described in www/engine/run.d.ts")]
pub struct Holdings {
    pub key: Chunked<u32>,
    pub actor: Chunked<u32>,
    pub from_ns: Chunked<f64>,
    pub to_ns: Chunked<f64>,
}

/// The fold.
#[derive(Default)]
pub struct Builder {
    holdings: Holdings,
    /// The row of each key's latest holding.
    last: Vec<Option<u32>>,
}

impl Builder {
    /// Processes the next event.
    pub fn event(&mut self, event: &Event) {
        match event.kind {
            EventKind::LockAcquired { key, lease } => {
                self.leave(key, event.at);
                let index = key.0 as usize;
                if self.last.len() <= index {
                    self.last.resize(index + 1, None);
                }
                let Holdings { key: keys, actor, from_ns, to_ns } = &mut self.holdings;
                self.last[index] = Some(keys.len() as u32);
                keys.push(key.0);
                actor.push(event.actor.bits());
                from_ns.push(nanos(event.at));
                to_ns.push(nanos(event.at + lease));
            }
            EventKind::LockReleased { key, .. } | EventKind::LeaseVoided { key, .. } => self.leave(key, event.at),
            EventKind::LocksLost { .. } => {
                (0..self.last.len() as u32).for_each(|key| self.leave(Key(key), event.at));
            }
            _ => {}
        }
    }

    /// Ends the current holding, unless its lease has run out before.
    fn leave(&mut self, key: Key, at: Instant) {
        if let Some(row) = self.last.get_mut(key.0 as usize).and_then(Option::take) {
            let to = &mut self.holdings.to_ns[row as usize];
            *to = to.min(nanos(at));
        }
    }

    /// The columns, cut off at the end of the run.
    pub fn finish(mut self, end: Instant) -> Holdings {
        self.holdings.to_ns.iter_mut().for_each(|to| *to = to.min(nanos(end)));
        self.holdings
    }
}
