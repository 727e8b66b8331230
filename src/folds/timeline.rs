//! The timeline: a trace laid out for the eye, in columns, once per run. The page only looks things up in it.
//!
//! Folds over the same events: [`lanes`] (each request as a row of segments), [`steps`] (numbers that change at points
//! in time), [`stays`] (each value's stay in the cache), [`holdings`] (who held a lock) and [`limits`] (the least and the
//! most that the run could have cost). [`windows`] cuts the first two into equal stretches, for charts.

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

/// Everything that a view draws from. Times are nanoseconds as `f64`, exact to 2⁵³ ns (104 days).
pub struct Timeline {
    /// Requests and what each was doing when.
    pub lanes: Lanes,
    /// Numbers over time.
    pub steps: AllSteps,
    /// Where the longest response time so far is that of a read under way,
    pub responses_under_way: UnderWay,
    /// and the longest wait at a lock one that has not ended.
    pub lock_waits_under_way: UnderWay,
    /// Values in the cache over time.
    pub stays: Stays,
    /// Locks and who held them.
    pub holdings: Holdings,
    /// How many dice were rolled for key 0, the most popular one.
    pub dice: u32,
    /// What the reads and the database of each stretch came to.
    pub windows: Windows,
    /// The least and the most that any strategy could pay.
    pub limits: Limits,
}

impl Timeline {
    /// Lays out a trace whose run ended at `end`.
    pub fn new(trace: &Trace, end: Instant) -> Timeline {
        let (mut following, mut builder) = (Following::default(), Builder::default());
        for event in trace.events() {
            let happened = following.event(event);
            builder.event(event, &happened, &following);
        }
        builder.finish(&following, end)
    }
}

/// The folds together: feed them events in order, each with what came of it.
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
    /// Takes in the next event.
    #[inline]
    pub fn event(&mut self, event: &Event, happened: &Happened, following: &Following) {
        self.lanes.event(event, happened.change.as_ref());
        self.steps.event(event, happened, &following.connections);
        self.stays.event(event, happened.change.is_some());
        self.holdings.event(event);
        self.dice += u32::from(matches!(event.kind, EventKind::DiceRolled { key: Key(0), .. }));
        self.limits.event(event);
    }

    /// The layout of a run that ended at `end`.
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

/// A time as the page has it.
fn nanos(at: Instant) -> f64 {
    at.as_nanos() as f64
}
