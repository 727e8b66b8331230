//! The operations that the interpreter needs of a world, besides those of a strategy.

use super::code::Running;
use super::program::Mistake;
use crate::base::units::Duration;
use crate::scenario::Lifetime;
use crate::service::world::{Row, World};
use crate::trace::Key;
use std::rc::Rc;

/// A world that can run code.
pub trait Host: World {
    /// The code, and what it has used so far.
    fn running(&self) -> Option<&Rc<Running>>;

    /// The n-th random number of this request, from 0. The first is that of [`World::dice`].
    fn nth_dice(&self, n: u32) -> f64;

    /// The duration of [`World::write_delay`].
    fn write_pause(&self) -> Duration;

    /// Like [`World::lifetime`], for a row that the code stores with its own lifetime.
    fn lifetime_of(&self, row: &Row, asked: Lifetime) -> Option<Lifetime>;

    /// `SET key row NX`: stores the row unless there is one. Returns whether it did.
    fn set_if_absent(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = bool>;

    /// The role of this request.
    fn role(&self) -> Role;

    /// Whether this request may start another background task. Each has its own actor, and there are few of these.
    fn may_start_task(&self) -> bool;

    /// Records the line of the code at which this request is; 0 if it has ended.
    fn stand(&self, line: u16);

    /// Records a log entry of the code: its line, the number of its text, and its value.
    fn say(&self, line: u16, text: u16, value: Option<f64>);

    /// Stops the run because of a mistake in the code.
    fn stop(&self, mistake: Mistake);
}

/// The role of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Answers a read.
    Read,
    /// Makes a write.
    Write,
    /// Fetches for all readers that joined it (single flight).
    Shared,
    /// Runs in the background of a read.
    Task,
    /// Runs in the background of a write.
    Deferred,
}
