//! What the machine needs of a world besides a strategy's verbs.

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

    /// The n-th random number of this request, from 0: the first is [`World::dice`].
    fn nth_dice(&self, n: u32) -> f64;

    /// The pause that [`World::write_delay`] makes.
    fn write_pause(&self) -> Duration;

    /// As [`World::lifetime`], for a row that is to be stored for so long.
    fn lifetime_of(&self, row: &Row, asked: Lifetime) -> Option<Lifetime>;

    /// `SET key row NX`: stores the row unless there is one; whether it did.
    fn set_if_absent(&self, key: Key, row: Row, lifetime: Lifetime) -> impl Future<Output = bool>;

    /// Who asks.
    fn role(&self) -> Role;

    /// Whether this request may start another background task: each has a name of its own, and names are few.
    fn may_start_task(&self) -> bool;

    /// The line that this request stands on; 0 when it is done.
    fn stand(&self, line: u16);

    /// A line for the log: what the code says there, and the value it says it with.
    fn say(&self, line: u16, text: u16, value: Option<f64>);

    /// The run can not go on.
    fn stop(&self, mistake: Mistake);
}

/// What a request does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// It answers a read,
    Read,
    /// makes a write,
    Write,
    /// fetches for all who joined it,
    Shared,
    /// or goes on in the background of a read,
    Task,
    /// or of a write.
    Deferred,
}
