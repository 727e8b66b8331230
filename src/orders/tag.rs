//! What a state does not say, but the simulator's cause of a stale read depends on: how the cached value was stored, and
//! whether a delete was lost since. A tag has this for the cached value and for each value that a reader has looked up
//! and is still to return, because the cache may hold another value by then. An effect is what one step does to a tag.
//!
//! ```text
//! reader stores version 1 ──┬─ before the commit of 2 ──► open ── the delete of 2 is lost ──► lost
//!                           ├─ after it, the delete of 2 is to come ──► open ── it is lost ─► born
//!                           └─ after the delete of 2 ──► born
//! ```
//!
//! The rules are those of `model::staleness`. A lost delete has no effect on the cache, so in the simulator it happens
//! as soon as it is sent, which is at the commit. It is therefore "since the value was stored" if the commit is.

use super::probe::{Answer, Question};
use super::property::Property;
use super::state::{READERS, State, WRITER, WRITERS, is_reader};
use super::step::{Model, Move, Step};
use crate::scenario::WritePolicy;

/// How a value was stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Origin(u16);

impl Origin {
    /// There is no value.
    const NONE: Origin = Origin(0);
    /// A delete was lost that would have removed the value.
    const LOST: Origin = Origin(1);
    /// A reader stored it too late: the write that superseded it had reached the cache already.
    const BORN: Origin = Origin(2);
    /// A writer stored it after a newer writer.
    const OVERTAKEN: Origin = Origin(3);
    /// It is past its TTL, and is only kept for its grace.
    const PAST: Origin = Origin(4);
    /// It was current when it was stored, or the write that superseded it is to remove it.
    const OPEN: Origin = Origin(5);
    /// The effect that nothing is stored or removed.
    const SAME: Origin = Origin(15);

    /// Open, with the version and the newest version at the time, which decide what a lost delete means.
    fn open(version: u8, newest: u8) -> Origin {
        let index = OPEN_AT.iter().position(|&at| at == (version, newest));
        Origin(Origin::OPEN.0 + 1 + index.expect("an old version, or the newest") as u16)
    }

    /// How the value in the cache was stored, if it was stored right now.
    fn now(model: &Model, state: &State, by: Option<usize>) -> Origin {
        let State { cache: version, db: newest, .. } = *state;
        let policy = model.setup.scenario.write_policy;
        let is_old = version < newest && policy != WritePolicy::TtlOnly;
        // With `invalidate_first` an old value has one cause, unless it was current and the delete after that was lost.
        let deletes_first = policy == WritePolicy::InvalidateFirst;
        let is_late = is_old && !deletes_first && !model.is_pending(state, version + 1);
        let is_deleted = match policy {
            WritePolicy::Invalidate | WritePolicy::DoubleDelete => true,
            _ => deletes_first && is_old,
        };
        let is_writer = by.is_some_and(|slot| slot >= WRITER);
        match (is_late, is_writer) {
            (true, true) => Origin::OVERTAKEN,
            (true, false) => Origin::BORN,
            _ if state.may_lose && is_deleted => Origin::open(version, newest),
            _ => Origin::OPEN,
        }
    }

    /// What decides the cause: the same for all open values.
    pub fn cause(self) -> Origin {
        Origin(self.0.min(Origin::OPEN.0))
    }

    /// The origin after a delete was lost. Only one delete is ever lost.
    fn after(self, loss: Loss) -> Origin {
        let at = self.0.checked_sub(Origin::OPEN.0 + 1).map(|index| OPEN_AT[usize::from(index)]);
        match (loss, at) {
            (Loss::None, _) => self,
            (Loss::First, _) if self == Origin::OPEN => Origin::LOST,
            (Loss::Of(lost), Some((version, newest))) if version < lost && newest < lost => Origin::LOST,
            (Loss::Of(lost), Some((version, _))) if version + 1 == lost => Origin::BORN,
            _ => self.cause(),
        }
    }
}

/// The versions of open values with the newest version at the time.
const OPEN_AT: [(u8, u8); 6] = [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)];

/// The loss of a delete.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Loss {
    None,
    /// A delete before the update, which has no version yet.
    First,
    /// The delete of the write of a version.
    Of(u8),
}

impl Loss {
    fn of_step(model: &Model, before: &State, step: &Step) -> Loss {
        let Move::Go { slot, .. } = step.by else { return Loss::None };
        // A second delete finds only what was stored after the first. In the simulator it is sent, and lost, at once
        // after the first, and so before any such store.
        if before.may_lose == step.state.may_lose || !(WRITER..WRITER + WRITERS).contains(&slot) {
            return Loss::None;
        }
        let end = model.machine.kid(before.processes[slot].node, Answer::Done, false);
        match model.machine.node(end).result {
            0 => Loss::First,
            version => Loss::Of(version),
        }
    }
}

/// The origins of the cached value, and of the value that each reader is to return, if that violates a property.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Tag(u16);

/// The place of the cached value in a tag. That of a reader's value is the reader's slot plus 1.
const CACHED: usize = 0;

impl Tag {
    /// The tag of the initial state.
    pub fn initial(model: &Model) -> Tag {
        let state = model.initial();
        Tag(0).with(CACHED, if state.cache > 0 { Origin::now(model, &state, None) } else { Origin::NONE })
    }

    /// The origin of the value in the cache.
    pub fn cached(self) -> Origin {
        self.at(CACHED)
    }

    fn at(self, place: usize) -> Origin {
        Origin(self.0 >> (4 * place) & 15)
    }

    fn with(self, place: usize, origin: Origin) -> Tag {
        Tag(self.0 & !(15 << (4 * place)) | origin.0 << (4 * place))
    }

    /// Whether a reader has looked up a value that it is still to return.
    pub fn is_held(self) -> bool {
        self.0 > 15
    }

    /// The tag with two readers' values swapped if they are not sorted.
    pub fn sorted(self, reader: usize, other: usize) -> Tag {
        let (a, b) = (self.at(reader + 1), self.at(other + 1));
        if a.0 > b.0 { self.with(reader + 1, b).with(other + 1, a) } else { self }
    }

    /// The tag of the same readers in another order: `from` has the earlier slot of each.
    pub fn renamed(self, from: [usize; READERS]) -> Tag {
        (0..READERS).fold(self, |tag, reader| tag.with(reader + 1, self.at(from[reader] + 1)))
    }
}

/// What a step does to a tag, in 16 bits, because there is one for each step of a search.
#[derive(Clone, Copy, Debug)]
pub struct Effect(u16);

/// The properties that a step may violate or show.
const OF_STEPS: [Property; 3] = [Property::ReadAfterWrite, Property::BackInTime, Property::ReturnsVersion2];
const NOBODY: usize = READERS;
const LOSS: u32 = 4;
const READER: u32 = 6;
const LOOKS: u32 = 8;
const KEEPS: u32 = 9;
const BROKEN: u32 = 10;
const ORDER: u32 = 13;

impl Effect {
    /// The effect of a step, with the readers' names as they are.
    #[inline(never)] // Several calls of it inlined would make the core for the page larger.
    pub fn of(model: &Model, before: &State, step: &Step) -> Effect {
        let slot = if let Move::Go { slot, .. } | Move::Crash { slot } = step.by { Some(slot) } else { None };
        let after = &step.state;
        let value = match () {
            // A store changes only the cache and the lock, so it does not matter that other things have happened in
            // this step.
            () if step.stored => Origin::now(model, &State { cache: after.cache, ..*before }, slot),
            () if after.cache == 0 => Origin::NONE,
            () if !after.fresh => Origin::PAST,
            () => Origin::SAME,
        };
        let loss = match Loss::of_step(model, before, step) {
            Loss::None => 0,
            Loss::First => 1,
            Loss::Of(version) => u16::from(version),
        };
        let reader = slot.filter(|&slot| is_reader(slot));
        let (looks, keeps) = reader.map_or((false, false), |reader| looked_up(step, reader));
        let bits = OF_STEPS.iter().enumerate();
        let broken = bits.fold(0, |bits, (bit, &property)| bits | u16::from(step.broken.has(property)) << bit);
        let (looks, keeps) = (u16::from(looks) << LOOKS, u16::from(keeps) << KEEPS);
        let reader = reader.unwrap_or(NOBODY) as u16;
        Effect(value.0 | loss << LOSS | reader << READER | looks | keeps | broken << BROKEN)
    }

    /// The same effect, after which the readers change places: `from` has the earlier slot of each.
    pub fn and_renames(self, from: [usize; READERS]) -> Effect {
        let order = 2 * from[0] + usize::from(from[1] > from[2]);
        Effect(self.0 | (order as u16) << ORDER)
    }

    fn bits(self, first: u32, count: u32) -> u16 {
        self.0 >> first & ((1 << count) - 1)
    }

    /// Whether the step violates or shows a property.
    pub fn has_broken(self, property: Property) -> bool {
        let bit = OF_STEPS.iter().position(|&other| other == property);
        bit.is_some_and(|bit| self.bits(BROKEN + bit as u32, 1) == 1)
    }

    /// The properties that the step violates or shows.
    pub fn broken(self) -> impl Iterator<Item = Property> {
        OF_STEPS.into_iter().filter(move |&property| self.has_broken(property))
    }

    /// The origin of the value that the reader of this step returns; none if it is not from the cache.
    pub fn returned(self, tag: Tag) -> Origin {
        match usize::from(self.bits(READER, 2)) {
            NOBODY => Origin::NONE,
            _ if self.bits(LOOKS, 1) == 1 => tag.cached(),
            reader => tag.at(reader + 1),
        }
    }

    /// The tag after the step.
    #[inline(never)] // Several calls of it inlined would make the core for the page larger.
    pub fn on(self, tag: Tag) -> Tag {
        let reader = usize::from(self.bits(READER, 2));
        let mut after = tag;
        if reader != NOBODY {
            after = after.with(reader + 1, if self.bits(KEEPS, 1) == 1 { self.returned(tag) } else { Origin::NONE });
        }
        let loss = match self.bits(LOSS, 2) {
            0 => Loss::None,
            1 => Loss::First,
            version => Loss::Of(version as u8),
        };
        if loss != Loss::None {
            after = (0..=READERS).fold(after, |after, place| after.with(place, after.at(place).after(loss)));
        }
        match Origin(self.bits(0, 4)) {
            Origin::SAME => {}
            stored => after = after.with(CACHED, stored),
        }
        match self.bits(ORDER, 3) {
            0 => after,
            order => after.renamed(ORDERS[usize::from(order)]),
        }
    }
}

/// The orders of readers by number.
const ORDERS: [[usize; READERS]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// Whether the reader finds a value in this step, and whether it is to return a value later that it has found.
fn looked_up(step: &Step, reader: usize) -> (bool, bool) {
    let process = &step.state.processes[reader];
    let oldest = process.done.max(process.seen);
    match step.told {
        Some((_, Answer::Found { version, .. } | Answer::Refused { old: version @ 1.. })) => {
            (true, !process.is_idle() && version < oldest)
        }
        Some((Question::Get | Question::GetOrLease | Question::Query, _)) => (false, false),
        _ => (false, !process.is_idle()),
    }
}
