//! Strategies written as text in a subset of Python. The text is compiled once. Each request runs it in an interpreter
//! of its own, which stops at each verb until the world has answered.
//!
//! ```text
//!  text ──► tokens ──► Program ──► Machine::run ──► Step::Ask(verb) ──► World ──► answer ─┐
//!           INDENT     4-byte       ▲               a reader is plain data here           │
//!           DEDENT     operations   └─────────────────────────────────────────────────────┘
//! ```
//!
//! Code that runs means exactly what it means in Python. All other code is refused, with a line, a column and a
//! sentence. [`language`] is the table of everything that can be called; docs/WRITE-YOUR-OWN.md has the language on one
//! screen.
//!
//! Text is untrusted. There are limits on its length ([`TEXT_BYTES_MAX`]), on one request ([`machine`]) and on a whole
//! run ([`meter`]). Code that exceeds one is stopped, with a sentence that names the line.

pub mod arithmetic;
pub mod code;
pub mod command;
pub mod compile;
pub mod functions;
pub mod host;
pub mod language;
pub mod listings;
pub mod machine;
pub mod meter;
pub mod program;
pub mod reader;
pub mod rehearsal;
pub mod settings;
pub mod token;
pub mod value;

pub use code::{Code, Habits};
pub use host::Host;
pub use program::{Mistake, Program};
pub use reader::{read, write};

/// The maximum length of a text, in bytes.
pub const TEXT_BYTES_MAX: usize = 8_192;
