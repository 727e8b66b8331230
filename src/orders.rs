//! The explorer of orders: it tries every order of the commands of a few readers and writers. The strategies and
//! policies run unchanged, on a [`World`](crate::service::world) of the explorer ([`probe`]).
//!
//! ```text
//! strategy file ──► machine of questions and answers ──► states, breadth first ──► shortest way ──► script
//!   (async fn)       (each history is polled once)        (no future is polled)                     (the simulator plays it)
//! ```
//!
//! docs/EVERY-ORDER.md defines an order, and says what the explorer leaves out.

mod alike;
pub mod check;
mod command;
pub mod kinds;
pub mod machine;
mod places;
pub mod play;
pub mod probe;
pub mod property;
pub mod scheduler;
pub mod search;
pub mod setup;
pub mod state;
pub mod step;
mod tag;
pub mod verdict;
pub mod way;
pub mod words;
