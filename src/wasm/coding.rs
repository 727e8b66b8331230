//! The results of a run with code for JavaScript: the line of each request over time, the code's log, and the broken
//! properties. Can be tested on any platform.

use super::column::Column;
use crate::base::chunked::Chunked;
use crate::base::units::Instant;
use crate::folds::verdict::{Broken, Verdict};
use crate::python::code::{Running, Said, Stand};
use crate::trace::Event;

/// The largest number of stands that are sent to the page: 16 MB as columns.
pub const STANDS_MAX: usize = 1_000_000;
/// The largest number of lines of the code's log that are sent; the first ones are enough.
pub const SAID_MAX: usize = 10_000;

/// The results for the code, collected while the run is computed.
#[derive(Default)]
pub struct Coding {
    verdict: Verdict,
    at_ns: Chunked<f64>,
    actor: Chunked<u32>,
    line: Chunked<u32>,
    dropped: bool,
    said: Vec<Said>,
}

/// The results for the code of a finished run.
pub struct Coded {
    /// The broken properties.
    pub broken: Vec<Broken>,
    /// The code's log, in order.
    pub said: Vec<Said>,
    /// The columns of stands, with their paths.
    pub columns: [(&'static str, Column); 4],
}

impl Coding {
    /// Processes the events since the last call.
    pub fn gather(&mut self, running: &Running, events: &[Event]) {
        self.verdict.fold(events);
        for Stand { at, actor, line } in running.stands.take() {
            if self.line.len() == STANDS_MAX {
                self.dropped = true;
                running.follows.set(false);
                (self.at_ns, self.actor, self.line) = Default::default();
            }
            if !self.dropped {
                self.at_ns.push(at.as_nanos() as f64);
                self.actor.push(actor.bits());
                self.line.push(u32::from(line));
            }
        }
        let room = SAID_MAX - self.said.len();
        self.said.extend(running.said.take().into_iter().take(room));
    }

    /// The results of a run that ended at `end`.
    pub fn finish(self, end: Instant) -> Coded {
        Coded {
            broken: self.verdict.finish(end),
            said: self.said,
            columns: [
                ("stands.at_ns", Column::F64(self.at_ns.into_inner())),
                ("stands.actor", Column::U32(self.actor.into_inner())),
                ("stands.line", Column::U32(self.line.into_inner())),
                ("stands.complete", Column::One(f64::from(u8::from(!self.dropped)))),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::Code;
    use crate::run;
    use crate::run::simulation::Simulation;
    use crate::scenario::Scenario;

    /// A read with a cold cache asks the cache on line 2, 1 ms later the database on line 5, 10 ms later it stores on line
    /// 6, and 1 ms later it speaks on line 7, and is done.
    #[test]
    fn a_reader_stands_on_the_line_of_its_verb() {
        let text = "def read(key):\n    found = cache.get(key)\n    if found is not None:\n        return found\n    \
                    row = db.query(key)\n    cache.set(key, row, ttl)\n    log(\"stored\", row.version)\n    return row\n";
        let line = "arrivals=even rate=1/s duration=1500ms warm=false cache_latency=1ms db_latency=10ms";
        let scenario = Scenario::parse(line).expect("a scenario");
        let mut simulation = Simulation::with_code(&scenario, Code::new(text, &scenario).expect("code"));
        let running = simulation.shared_running().expect("code");
        running.follows.set(true);
        let mut coding = Coding::default();
        run::report_of(&mut simulation, &scenario, |events| coding.gather(&running, events)).expect("a run");
        let Coded { broken, said, columns: [(_, at), (_, actor), (_, line), _] } = coding.finish(simulation.end());
        let (Column::F64(at), Column::U32(actor), Column::U32(line)) = (at, actor, line) else { panic!("columns") };
        let at = at.concat();
        let since: Vec<f64> = at[..5].iter().map(|moment| (moment - at[0]) / 1e6).collect();
        assert_eq!(since, [0.0, 1.0, 11.0, 12.0, 12.0]);
        assert_eq!(line.concat()[..5], [2, 5, 6, 7, 0]);
        assert!(actor.concat()[..5].iter().all(|&bits| bits == actor.concat()[0]));
        assert_eq!((said.len(), said[0].line, said[0].value), (1, 7, Some(1.0)));
        assert_eq!(broken, []);
    }
}
