//! Code instead of a strategy: what the language means, that the listings are the strategies, and that no text can do
//! harm.

mod cpython;
mod docs;
mod hostile;
mod invariants;
mod listings;
mod programs;
