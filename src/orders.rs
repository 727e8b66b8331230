//! The explorer of orders: every order of the commands of a few readers and writers, found by running the strategies and
//! policies as they are. The third [`World`](crate::service::world).
//!
//! ```text
//! strategy file ──► machine of questions and answers ──► states, breadth first ──► shortest way ──► script
//!   (async fn)       (each history is polled once)        (no future is polled)                     (the simulator plays it)
//! ```
//!
//! docs/EVERY-ORDER.md says what an order is here, and what it leaves out.

pub mod check;
mod command;
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
pub mod verdict;
pub mod way;
pub mod words;
