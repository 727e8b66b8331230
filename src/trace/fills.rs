//! Fills, and late fills, which outlive a second delete: the fold that measures the benefit of a delayed double delete.
//!
//! A *fill* is a value stored by a read or a refresh. It is late if it was old when it was stored and the write that
//! made it old had already deleted the key twice. Only the next write or the TTL can then remove it.

use super::requests::ByActor;
use super::{Actor, ActorKind, Event, EventKind};
use crate::base::table::Table;

/// The fold that counts fills and late fills.
#[derive(Default)]
pub struct Fills {
    /// Per key, the number of the write that committed each version, from the second version on.
    commits: Table<Vec<u32>>,
    /// The number of each actor's write.
    writes: ByActor,
    /// How often each write has deleted its key since its commit.
    deletes: Vec<u8>,
    /// The number of fills so far.
    pub count: u64,
    /// The number of late fills so far.
    pub late: u64,
}

impl Fills {
    /// Processes the next event.
    pub fn event(&mut self, event: &Event) {
        let Event { actor, kind, .. } = *event;
        match kind {
            EventKind::DbUpdateCommitted { key, .. } => {
                let write = self.deletes.len() as u32;
                self.deletes.push(0);
                self.writes.set(actor, Some(write));
                self.commits.get_or_insert_with(key.0, Vec::new).push(write);
            }
            EventKind::CacheDeleted { .. } => {
                if let Some(write) = self.writes.get(on_behalf_of(actor)) {
                    let deletes = &mut self.deletes[write as usize];
                    *deletes = deletes.saturating_add(1);
                }
            }
            EventKind::CacheSet { key, version, .. } if fills(actor) => {
                self.count += 1;
                // Version 1 exists from the start, so the v-th commit made version v old.
                let index = (version.0 as usize).checked_sub(1);
                let write = index.and_then(|index| self.commits.get(key.0)?.get(index).copied());
                self.late += u64::from(write.is_some_and(|write| self.deletes[write as usize] > 1));
            }
            _ => {}
        }
    }
}

fn fills(actor: Actor) -> bool {
    matches!(actor.kind(), ActorKind::Read | ActorKind::Refresh)
}

/// The request that a deferred task belongs to; any other actor itself.
fn on_behalf_of(actor: Actor) -> Actor {
    let kinds = [ActorKind::Write, ActorKind::Intervention];
    match (actor.kind(), actor.number()) {
        (ActorKind::Deferred, number) => Actor::new(kinds[number as usize % 2], number / 2),
        _ => actor,
    }
}
