//! XFetch's dice: who rolls below the threshold recomputes at once, or asks for the lock first and keeps its value when
//! somebody else has it. Who rolls above returns what it has.

use super::{Given, Wrongs, ends};
use crate::base::units::{Duration, Instant};
use crate::trace::{Actor, Event, EventKind, Key};
use std::collections::BTreeMap;

/// The dice rolled and not acted on yet.
#[derive(Default)]
pub struct Ledger {
    code: bool,
    rolled: BTreeMap<Actor, Dice>,
    /// Until when each key's lock is, or was, held.
    held_until: BTreeMap<Key, Instant>,
    /// Until when every dice shows 1.
    rigged_until: Instant,
}

#[derive(Clone, Copy)]
struct Dice {
    key: Key,
    rolled_at: Instant,
    left: Duration,
    below: bool,
    above: bool,
    /// Has the lock, or could not ask for it.
    alone: bool,
}

impl Dice {
    /// The rule compares whole nanoseconds, a time drawn by the dice and rounded with what is left, so the threshold is
    /// the edge for exactly `left`, and the true edge half a nanosecond before that. For e^(−left/Δβ) it is
    /// threshold^(1 − ½/left), for 1 − left/ξ it is ½/ξ more; which of the two rules it was the dice do not tell.
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

    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
        let Event { at, actor, kind } = *event;
        if self.code {
            // It may roll dice for anything.
        } else if let Some(dice) = self.rolled.remove(&actor) {
            self.act(event, dice, wrongs);
        } else if let EventKind::EarlyRecompute { .. } = kind {
            wrongs.unless(false, || "it rolled no dice".to_string());
        }
        match kind {
            EventKind::DiceRolled { key, dice, threshold, left } => {
                wrongs.unless(dice > 0.0 && dice <= 1.0, || "dice are in (0, 1]".to_string());
                let rigged = at < self.rigged_until;
                wrongs.unless(dice == 1.0 || !rigged, || format!("dice show 1 until {}", self.rigged_until));
                wrongs.unless((0.0..=1.0).contains(&threshold), || "the threshold is a probability".to_string());
                if !self.code {
                    self.rolled.insert(actor, Dice::new(key, at, dice, threshold, left));
                }
            }
            EventKind::DiceRigged { lasts } => self.rigged_until = self.rigged_until.max(at + lasts),
            EventKind::LockAcquired { key, lease } => drop(self.held_until.insert(key, at + lease)),
            EventKind::LockReleased { key, .. } | EventKind::LeaseVoided { key, .. } => {
                self.held_until.insert(key, at);
            }
            _ => {}
        }
    }

    /// What comes after the dice.
    fn act(&mut self, event: &Event, dice: Dice, wrongs: &mut Wrongs) {
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
                return wrongs.unless(!dice.above && !dice.alone, || "its dice said otherwise".to_string());
            }
            EventKind::ReadGivenUp { .. } | EventKind::RequestCrashed {} => (!dice.above, false),
            _ => (false, false),
        };
        wrongs.unless(obeys, || "its dice said otherwise".to_string());
        if goes_on {
            self.rolled.insert(event.actor, dice);
        }
    }
}
