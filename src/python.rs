//! A strategy written as text: a small Python, compiled once and run a reader at a time, up to its next verb.
//!
//! ```text
//!  text ──► tokens ──► Program ──► Machine::run ──► Step::Ask(verb) ──► World ──► answer ─┐
//!           INDENT     4-byte       ▲               a reader is plain data here           │
//!           DEDENT     operations   └─────────────────────────────────────────────────────┘
//! ```
//!
//! What runs means exactly what Python means, or is refused with its line, its column and a sentence. [`language`] is
//! the one table of what there is to call; docs/WRITE-YOUR-OWN.md is the language on one screen.
//!
//! Text is untrusted. Every limit is a sentence with the line it stood on: [`TEXT_BYTES_MAX`], those of
//! [`machine`] for one reader, those of [`meter`] for a whole run.

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

/// The longest text that is read, in bytes.
pub const TEXT_BYTES_MAX: usize = 8_192;
