//! Folds over a finished trace, each once through it: the report, the columns for the eye, the sentences, and the closed
//! forms they are held against. None knows what made the trace.

pub mod metrics;
pub mod narration;
#[cfg(feature = "theory")]
pub mod theory;
pub mod timeline;
#[cfg(feature = "python")]
pub mod verdict;
