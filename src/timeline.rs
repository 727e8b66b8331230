//! The timeline: a trace laid out for the eye, in columns, once per run. The page only looks things up in it.
//!
//! Three folds over the same events: [`lanes`] (each request as a row of segments), [`steps`] (numbers that change at
//! points in time) and [`stays`] (each value's stay in the cache).

pub mod lanes;
pub mod stays;
pub mod steps;

use crate::trace::Trace;
use crate::units::Instant;
use lanes::Lanes;
use stays::Stays;
use steps::AllSteps;

/// Everything that a view draws from. Times are nanoseconds as `f64`, exact to 2⁵³ ns (104 days).
pub struct Timeline {
    /// Requests and what each was doing when.
    pub lanes: Lanes,
    /// Numbers over time.
    pub steps: AllSteps,
    /// Values in the cache over time.
    pub stays: Stays,
}

impl Timeline {
    /// Lays out a trace whose run ended at `end`.
    pub fn new(trace: &Trace, end: Instant) -> Timeline {
        let (mut lanes, mut steps, mut stays) =
            (lanes::Builder::default(), steps::Builder::default(), stays::Builder::default());
        for event in trace.events() {
            lanes.event(event);
            steps.event(event);
            stays.event(event);
        }
        Timeline { lanes: lanes.finish(end), steps: steps.finish(), stays: stays.finish(end) }
    }
}

/// A time as the page has it.
fn nanos(at: Instant) -> f64 {
    at.as_nanos() as f64
}
