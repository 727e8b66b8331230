//! Tests of the user's code: the language means what Python means, the listings behave like the strategies in Rust, and
//! no text can do harm.

mod cpython;
mod docs;
mod hostile;
pub mod invariants;
mod listings;
mod programs;
mod shortest;
