//! Fills, and those that outlive a second delete: the fold behind what a delayed double delete is worth.
//!
//! A *fill* is a value stored by a read or a refresh. It is late if it was old when it was stored, and the write that made
//! it old had deleted the key twice by then: nothing is left to take it away but the next write or the TTL.

use super::requests::ByActor;
use super::{Actor, ActorKind, Event, EventKind};
use crate::base::table::Table;

/// The fold.
#[derive(Default)]
pub struct Fills {
    /// Per key, which write committed each version, from the second on.
    commits: Table<Vec<u32>>,
    writes: ByActor,
    /// How often each write has deleted its key since its commit.
    deletes: Vec<u8>,
    /// All fills so far,
    pub count: u64,
    /// and those that were late.
    pub late: u64,
}

impl Fills {
    /// Takes in the next event.
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
                // Version 1 was there from the beginning: what made version v old is the v-th commit.
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

/// The write that left something to be done later, or whoever does it at once.
fn on_behalf_of(actor: Actor) -> Actor {
    let kinds = [ActorKind::Write, ActorKind::Intervention];
    match (actor.kind(), actor.number()) {
        (ActorKind::Deferred, number) => Actor::new(kinds[number as usize % 2], number / 2),
        _ => actor,
    }
}
