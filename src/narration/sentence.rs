//! A sentence of the narration: when it becomes true, its words, and what they are about.

use crate::units::Instant;

/// What a sentence is about: its colour and shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Nothing in particular.
    Plain,
    /// The value is there.
    Hit,
    /// The value is missing, the database is asked.
    Miss,
    /// Something stale is served or stored.
    Stale,
    /// Somebody waits.
    Wait,
}

impl Role {
    /// As the page knows it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Plain => "plain",
            Role::Hit => "hit",
            Role::Miss => "miss",
            Role::Stale => "stale",
            Role::Wait => "wait",
        }
    }
}

/// One sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// When it becomes true.
    pub at: Instant,
    /// What it is about.
    pub role: Role,
    /// The words.
    pub text: String,
    /// Whether one would want to jump here.
    pub moment: bool,
}
