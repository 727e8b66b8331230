//! The text form of an event, used by the log, the golden files and the command line:
//!
//! `   1.203s R71   CacheMiss          key=0 why=expired`

use super::{Event, EventKind, KINDS};
use std::fmt;

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KINDS[usize::from(self.number())].name)?;
        self.write_fields(f)
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = KINDS[usize::from(self.kind.number())].name;
        write!(f, "{:>14} {:<6} {name:<18}", self.at.to_string(), self.actor.to_string())?;
        self.kind.write_fields(f)
    }
}
