//! Actors: each event has one. It is written as a letter for its kind and a number within the kind, such as `R12`.
//!
//! A request that runs the user's code may have several background tasks: `B12`, `B12.2`, `B12.3`.

use std::fmt;

/// The actor of an event. The low three bits are its kind, the next 26 its number, and the highest three the number of
/// the task, if a request has several.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Actor(u32);

/// The kinds of actors, with the letter for each: `R12` is read 12.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActorKind {
    /// `R`: one application-level get.
    Read = 0,
    /// `W`: one application-level write.
    Write = 1,
    /// `B`: the background refresh, or the flight, that the read with the same number started.
    Refresh = 2,
    /// `I`: an intervention of the scenario, and the write that it starts.
    Intervention = 3,
    /// `S`: the site itself when it fills the cache before or during the run, one per key.
    Site = 4,
    /// `G`: a ghost, the query of an abandoned read that continues in the database.
    Ghost = 5,
    /// `D`: the deferred part of a write.
    Deferred = 6,
}

impl Actor {
    /// The largest number of tasks of one request.
    pub const TASKS_MAX: u32 = 1 << (u32::BITS - Actor::TASK_SHIFT);
    const TASK_SHIFT: u32 = 29;

    /// The actor with a number, from 0, within a kind. Numbers are below 2²⁶, well above the event limit.
    pub const fn new(kind: ActorKind, number: u32) -> Actor {
        Actor((number << 3) | kind as u32)
    }

    /// The actor of another task with the same number. Task 0 is this actor.
    pub const fn task(self, task: u32) -> Actor {
        Actor(self.0 & ((1 << Actor::TASK_SHIFT) - 1) | task << Actor::TASK_SHIFT)
    }

    /// The number of its task, from 0.
    pub const fn task_number(self) -> u32 {
        self.0 >> Actor::TASK_SHIFT
    }

    /// The inverse of [`Actor::bits`].
    pub const fn from_bits(bits: u32) -> Actor {
        Actor(bits)
    }

    /// Its kind.
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

    /// Its number within its kind.
    pub const fn number(self) -> u32 {
        (self.0 & ((1 << Actor::TASK_SHIFT) - 1)) >> 3
    }

    /// Its index in an array of all actors of its kind.
    pub const fn place(self) -> u32 {
        self.0 >> 3
    }

    /// Kind, number and task in one integer: the entity of keyed randomness, and the form that is sent to JavaScript.
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
