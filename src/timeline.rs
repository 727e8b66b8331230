//! The timeline: a trace laid out for the eye, in columns, once per run. The page only looks things up in it.
//!
//! Folds over the same events: [`lanes`] (each request as a row of segments), [`steps`] (numbers that change at points
//! in time), [`stays`] (each value's stay in the cache) and [`limits`] (the least and the most that the run could have
//! cost). [`windows`] cuts the first two into equal stretches, for charts.

pub mod lanes;
pub mod limits;
pub mod stays;
pub mod steps;
pub mod windows;

use crate::trace::Trace;
use crate::units::Instant;
use lanes::Lanes;
use limits::Limits;
use stays::Stays;
use steps::AllSteps;
use windows::Windows;

/// Everything that a view draws from. Times are nanoseconds as `f64`, exact to 2⁵³ ns (104 days).
pub struct Timeline {
    /// Requests and what each was doing when.
    pub lanes: Lanes,
    /// Numbers over time.
    pub steps: AllSteps,
    /// Values in the cache over time.
    pub stays: Stays,
    /// What the reads and the database of each stretch came to.
    pub windows: Windows,
    /// The least and the most that any strategy could pay.
    pub limits: Limits,
}

impl Timeline {
    /// Lays out a trace whose run ended at `end`.
    pub fn new(trace: &Trace, end: Instant) -> Timeline {
        let (mut lanes, mut steps, mut stays, mut limits) = (
            lanes::Builder::default(),
            steps::Builder::default(),
            stays::Builder::default(),
            limits::Builder::default(),
        );
        for event in trace.events() {
            lanes.event(event);
            steps.event(event);
            stays.event(event);
            limits.event(event);
        }
        let (lanes, steps) = (lanes.finish(end), steps.finish());
        let windows = Windows::new(&lanes, &steps, end);
        let limits = limits.finish(&lanes);
        Timeline { lanes, steps, stays: stays.finish(end), windows, limits }
    }
}

/// A time as the page has it.
fn nanos(at: Instant) -> f64 {
    at.as_nanos() as f64
}
