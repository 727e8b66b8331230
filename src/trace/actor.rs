//! Who an event happened to: a letter for its kind and a number among its kind, `R12`.
//!
//! A request of somebody's own code may have several background tasks: `B12`, `B12.2`, `B12.3`.

use std::fmt;

/// Who an event happened to: the kind of actor in the low three bits, its number in the 26 above, and in the highest three
/// which of several tasks of one request it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Actor(u32);

/// The kinds of actor, with the letter that names them: `R12` is read 12.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActorKind {
    /// `R`: one application-level get.
    Read = 0,
    /// `W`: one application-level write.
    Write = 1,
    /// `B`: the background refresh, or the flight, that the read of the same number began.
    Refresh = 2,
    /// `I`: an intervention of the scenario, and the write that it begins.
    Intervention = 3,
    /// `S`: the site itself, as it fills the cache before or during the run, one per key.
    Site = 4,
    /// `G`: a query that goes on in the database although the read that sent it was given up.
    Ghost = 5,
    /// `D`: what a write left to be done later.
    Deferred = 6,
}

impl Actor {
    /// Tasks that one request can have.
    pub const TASKS_MAX: u32 = 1 << (u32::BITS - Actor::TASK_SHIFT);
    const TASK_SHIFT: u32 = 29;

    /// The `number`-th actor of a kind, from 0. Numbers go to 2²⁶, well above the event limit.
    pub const fn new(kind: ActorKind, number: u32) -> Actor {
        Actor((number << 3) | kind as u32)
    }

    /// The task-th of the tasks that share this actor's number, from 0: itself.
    pub const fn task(self, task: u32) -> Actor {
        Actor(self.0 & ((1 << Actor::TASK_SHIFT) - 1) | task << Actor::TASK_SHIFT)
    }

    /// Which of the tasks that share its number it is.
    pub const fn task_number(self) -> u32 {
        self.0 >> Actor::TASK_SHIFT
    }

    /// The actor of which [`Actor::bits`] are these.
    pub const fn from_bits(bits: u32) -> Actor {
        Actor(bits)
    }

    /// What it is.
    pub fn kind(self) -> ActorKind {
        match self.0 & 7 {
            0 => ActorKind::Read,
            1 => ActorKind::Write,
            2 => ActorKind::Refresh,
            3 => ActorKind::Intervention,
            4 => ActorKind::Site,
            5 => ActorKind::Ghost,
            _ => ActorKind::Deferred,
        }
    }

    /// Its number among its kind.
    pub const fn number(self) -> u32 {
        (self.0 & ((1 << Actor::TASK_SHIFT) - 1)) >> 3
    }

    /// Its place in a list of all actors of its kind.
    pub const fn place(self) -> u32 {
        self.0 >> 3
    }

    /// Kind and number in one: the entity of keyed randomness, and the wire.
    pub const fn bits(self) -> u32 {
        self.0
    }
}

impl From<Actor> for u64 {
    fn from(actor: Actor) -> u64 {
        u64::from(actor.bits())
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.kind() {
            ActorKind::Read => 'R',
            ActorKind::Write => 'W',
            ActorKind::Refresh => 'B',
            ActorKind::Intervention => 'I',
            ActorKind::Site => 'S',
            ActorKind::Ghost => 'G',
            ActorKind::Deferred => 'D',
        };
        write!(f, "{letter}{}", self.number())?;
        match self.task_number() {
            0 => Ok(()),
            task => write!(f, ".{}", task + 1),
        }
    }
}
