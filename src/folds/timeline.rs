//! The timeline: the columns that the page draws from, computed once per run from its trace.
//!
//! It consists of several folds over the same events: [`lanes`] (each request as a row of segments), [`steps`] (numbers
//! over time), [`stays`] (values in the cache), [`holdings`] (lock holders) and [`limits`] (bounds on what the run
//! could have cost). [`windows`] divides the first two into equal intervals, for charts.

pub mod holdings;
pub mod lanes;
pub mod limits;
pub mod stays;
pub mod steps;
pub mod under_way;
pub mod windows;

use crate::base::units::Instant;
use crate::trace::following::{Following, Happened};
use crate::trace::{Event, EventKind, Key, Trace};
use holdings::Holdings;
use lanes::Lanes;
use limits::Limits;
use stays::Stays;
use steps::AllSteps;
use under_way::UnderWay;
use windows::Windows;

/// The data of all views. Times are nanoseconds as `f64`, exact up to 2⁵³ ns (104 days).
pub struct Timeline {
    /// The requests and their phases.
    pub lanes: Lanes,
    /// The step functions.
    pub steps: AllSteps,
    /// The intervals in which the longest response time so far is that of a read in flight.
    pub responses_under_way: UnderWay,
    /// The intervals in which the longest lock wait so far is still in progress.
    pub lock_waits_under_way: UnderWay,
    /// The values in the cache over time.
    pub stays: Stays,
    /// The locks and their holders.
    pub holdings: Holdings,
    /// The number of dice rolls for key 0, the most popular one.
    pub dice: u32,
    /// The statistics of each window.
    pub windows: Windows,
    /// The floor and the ceiling of what any strategy could cost.
    pub limits: Limits,
}

impl Timeline {
    /// The timeline of a trace whose run ended at `end`.
    pub fn new(trace: &Trace, end: Instant) -> Timeline {
        let (mut following, mut builder) = (Following::default(), Builder::default());
        for event in trace.events() {
            let happened = following.event(event);
            builder.event(event, &happened, &following);
        }
        builder.finish(&following, end)
    }
}

/// All folds together. They take the events in order, each with its effects on the shared folds.
#[derive(Default)]
pub struct Builder {
    lanes: lanes::Builder,
    steps: steps::Builder,
    stays: stays::Builder,
    holdings: holdings::Builder,
    dice: u32,
    limits: limits::Builder,
}

impl Builder {
    /// Processes the next event.
    #[inline]
    pub fn event(&mut self, event: &Event, happened: &Happened, following: &Following) {
        self.lanes.event(event, happened.change.as_ref());
        self.steps.event(event, happened, &following.connections);
        self.stays.event(event, happened.change.is_some());
        self.holdings.event(event);
        self.dice += u32::from(matches!(event.kind, EventKind::DiceRolled { key: Key(0), .. }));
        self.limits.event(event);
    }

    /// The timeline of a run that ended at `end`.
    pub fn finish(self, following: &Following, end: Instant) -> Timeline {
        let lanes = self.lanes.finish(&following.requests, end);
        let (steps, responses_under_way, lock_waits_under_way) = self.steps.finish(&following.requests, end);
        let windows = Windows::new(&lanes, &steps, end);
        let limits = self.limits.finish(&lanes);
        let (stays, holdings) = (self.stays.finish(end), self.holdings.finish(end));
        Timeline {
            lanes,
            steps,
            responses_under_way,
            lock_waits_under_way,
            stays,
            holdings,
            dice: self.dice,
            windows,
            limits,
        }
    }
}

/// A time in nanoseconds, as the page uses it.
fn nanos(at: Instant) -> f64 {
    at.as_nanos() as f64
}
