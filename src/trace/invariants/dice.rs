//! XFetch's dice: a reader that rolls at or below the threshold recomputes at once, or requests the lock first and
//! returns its value if another reader has the lock. A reader that rolls above the threshold returns its value.

use super::{Given, Violations, ends};
use crate::base::units::{Duration, Instant};
use crate::trace::{Actor, Event, EventKind, Key};
use std::collections::BTreeMap;

/// The dice rolls that are not yet followed by an action.
#[derive(Default)]
pub struct Ledger {
    code: bool,
    rolled: BTreeMap<Actor, Dice>,
    /// The time until which each key's lock is, or was, held.
    held_until: BTreeMap<Key, Instant>,
    /// The time until which every dice shows 1.
    rigged_until: Instant,
}

#[derive(Clone, Copy)]
struct Dice {
    key: Key,
    rolled_at: Instant,
    left: Duration,
    below: bool,
    above: bool,
    /// Whether the reader has the lock, or could not request it.
    alone: bool,
}

impl Dice {
    /// The rule compares whole nanoseconds: the rounded time drawn by the dice, and the time left. So the threshold is
    /// computed for exactly `left`, but the true limit is half a nanosecond less. For e^(−left/Δβ) the limit is
    /// threshold^(1 − ½/left); for 1 − left/ξ it is higher by ½/ξ. The event does not say which of the two rules
    /// applied.
    fn new(key: Key, rolled_at: Instant, dice: f64, threshold: f64, left: Duration) -> Dice {
        let edges = match left.as_nanos() {
            0 => [1.0, 1.0],
            nanos => {
                let half = 0.5 / nanos as f64;
                [libm::pow(threshold, 1.0 - half), threshold + half * (1.0 - threshold)]
            }
        };
        let rounding = 1e-9 * edges[0];
        let below = edges.iter().all(|edge| dice < edge - rounding) || left.is_zero();
        let above = edges.iter().all(|edge| dice > edge + rounding);
        Dice { key, rolled_at, left, below, above, alone: false }
    }
}

impl Ledger {
    pub fn new(given: Given) -> Ledger {
        Ledger { code: given.code, ..Ledger::default() }
    }

    pub fn event(&mut self, event: &Event, violations: &mut Violations) {
        let Event { at, actor, kind } = *event;
        if self.code {
            // Code may roll dice for any purpose.
        } else if let Some(dice) = self.rolled.remove(&actor) {
            self.act(event, dice, violations);
        } else if let EventKind::EarlyRecompute { .. } = kind {
            violations.check(false, || "it rolled no dice".to_string());
        }
        match kind {
            EventKind::DiceRolled { key, dice, threshold, left } => {
                violations.check(dice > 0.0 && dice <= 1.0, || "dice are in (0, 1]".to_string());
                let rigged = at < self.rigged_until;
                violations.check(dice == 1.0 || !rigged, || format!("dice show 1 until {}", self.rigged_until));
                violations.check((0.0..=1.0).contains(&threshold), || "the threshold is a probability".to_string());
                if !self.code {
                    self.rolled.insert(actor, Dice::new(key, at, dice, threshold, left));
                }
            }
            EventKind::DiceRigged { lasts } => self.rigged_until = self.rigged_until.max(at + lasts),
            EventKind::LockAcquired { key, lease } => drop(self.held_until.insert(key, at + lease)),
            EventKind::LockReleased { key, .. } | EventKind::LeaseVoided { key, .. } => {
                self.held_until.insert(key, at);
            }
            EventKind::LocksLost { .. } => {
                self.held_until.values_mut().for_each(|until| *until = at.min(*until));
            }
            _ => {}
        }
    }

    /// Checks the event that follows a dice roll.
    fn act(&mut self, event: &Event, dice: Dice, violations: &mut Violations) {
        let at_once = event.at == dice.rolled_at;
        let locked = self.held_until.get(&dice.key).is_some_and(|&until| until >= dice.rolled_at);
        let (obeys, goes_on) = match event.kind {
            EventKind::EarlyRecompute { left, .. } => {
                (!dice.above && left == dice.left && (at_once || dice.alone), false)
            }
            EventKind::StaleRead { .. } | EventKind::ReadEnded { .. } => {
                let keeps = at_once && !dice.below || !dice.above && !dice.alone && locked;
                (keeps, !ends(event))
            }
            EventKind::LockExpired { .. } => (!dice.above, true),
            EventKind::LockAcquired { .. } | EventKind::CacheUnreachable { .. } => {
                self.rolled.insert(event.actor, Dice { alone: true, ..dice });
                return violations.check(!dice.above && !dice.alone, || "its dice said otherwise".to_string());
            }
            EventKind::ReadGivenUp { .. } | EventKind::RequestCrashed {} => (!dice.above, false),
            _ => (false, false),
        };
        violations.check(obeys, || "its dice said otherwise".to_string());
        if goes_on {
            self.rolled.insert(event.actor, dice);
        }
    }
}
