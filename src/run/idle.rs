//! Whether a strategy had anything to do in a run. If it did not, its numbers equal those of any other strategy, and a
//! comparison says nothing about it. The report, the command line and the narration then say so.

use crate::folds::metrics::Report;
use crate::scenario::{Scenario, Strategy};

/// Why a strategy had nothing to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum NothingToDo {
    /// No value was fetched a second time.
    NothingMissed,
    /// No value reached its TTL or came near it, so none was refreshed early or served stale.
    NothingExpired,
    /// No read found another read fetching the same key.
    NobodyMet,
}

impl NothingToDo {
    const ALL: [NothingToDo; 3] = [NothingToDo::NothingMissed, NothingToDo::NothingExpired, NothingToDo::NobodyMet];

    fn word(self) -> &'static str {
        match self {
            NothingToDo::NothingMissed => "nothing_missed",
            NothingToDo::NothingExpired => "nothing_expired",
            NothingToDo::NobodyMet => "nobody_met",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            NothingToDo::NothingMissed => "No value had to be fetched in this run: the strategy had nothing to do.",
            NothingToDo::NothingExpired => "No value reached its TTL in this run: the strategy had nothing to do.",
            NothingToDo::NobodyMet => {
                "No two reads missed at the same time in this run: none had to wait, and the strategy had nothing to do."
            }
        }
    }
}

/// The reason as a word, if the scenario's strategy had nothing to do in the run of this report.
pub fn word(scenario: &Scenario, report: &Report) -> Option<&'static str> {
    let expired = report.miss_reasons.contains_key("expired");
    let early = report.episodes.iter().any(|episode| episode.early > 0);
    let idle = match scenario.strategy {
        _ if report.reads == 0 => return None,
        _ if report.episodes.is_empty() && report.misses == 0 => NothingToDo::NothingMissed,
        Strategy::Xfetch if !expired && !early => NothingToDo::NothingExpired,
        Strategy::BackgroundRefresh if !expired && report.stale_hits == 0 => NothingToDo::NothingExpired,
        Strategy::Lease if scenario.lease_stale && report.stale_hits > 0 => return None,
        Strategy::Mutex | Strategy::SingleFlight | Strategy::Lease
            if report.lock_waits + report.under_way.lock_waits == 0 =>
        {
            NothingToDo::NobodyMet
        }
        _ => return None,
    };
    Some(idle.word())
}

/// The same as a sentence.
pub fn sentence(report: &Report) -> Option<&'static str> {
    NothingToDo::ALL.into_iter().find(|idle| Some(idle.word()) == report.strategy_idle).map(NothingToDo::sentence)
}
