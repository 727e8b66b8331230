//! Requests begin once, end at most once and act only in between. A reader that rolls the dice obeys them.

use super::little::Little;
use super::{Wrongs, begins, ends};
use crate::trace::{Actor, ActorKind, Event, EventKind, Key};
use crate::units::{Duration, Instant};
use std::collections::{BTreeMap, BTreeSet};

/// The requests in flight, and those that were.
#[derive(Default)]
pub struct Ledger {
    open: BTreeMap<Actor, Open>,
    ended: BTreeSet<Actor>,
    in_flight: Little,
}

struct Open {
    key: Key,
    began_at: Instant,
    /// The dice it has rolled, as long as it has not acted on them.
    dice: Option<Dice>,
    /// The database has turned it away.
    refused: bool,
}

#[derive(Clone, Copy)]
struct Dice {
    rolled_at: Instant,
    left: Duration,
    below: bool,
    above: bool,
}

impl Dice {
    /// The rule compares whole nanoseconds, Δ·β·(−ln dice) rounded with what is left, so the threshold e^(−left/Δβ) is
    /// the edge for exactly `left`, and the true edge half a nanosecond before that: threshold^(1 − ½/left).
    fn new(rolled_at: Instant, dice: f64, threshold: f64, left: Duration) -> Dice {
        let edge = match left.as_nanos() {
            0 => 1.0,
            nanos => libm::pow(threshold, 1.0 - 0.5 / nanos as f64),
        };
        let rounding = 1e-9 * edge;
        Dice { rolled_at, left, below: dice < edge - rounding || left.is_zero(), above: dice > edge + rounding }
    }
}

impl Ledger {
    pub fn event(&mut self, event: &Event, wrongs: &mut Wrongs) {
        let Event { at, actor, kind } = *event;
        let key = match kind.numbers().key {
            u32::MAX => None,
            key => Some(Key(key)),
        };
        if begins(&kind) {
            let fits = matches!(
                (kind, actor.kind()),
                (EventKind::ReadStarted { .. }, ActorKind::Read)
                    | (EventKind::WriteStarted { .. }, ActorKind::Write | ActorKind::Intervention)
                    | (EventKind::RefreshStarted { .. }, ActorKind::Refresh)
            );
            wrongs.unless(fits, || format!("{actor} begins what its kind does not do"));
            wrongs.unless(!self.ended.contains(&actor), || format!("{actor} has ended already"));
            let open = Open { key: key.unwrap_or(Key(0)), began_at: at, dice: None, refused: false };
            let earlier = self.open.insert(actor, open);
            wrongs.unless(earlier.is_none(), || format!("{actor} has begun already"));
            self.in_flight.enter(at);
            return;
        }
        wrongs.unless(!self.ended.contains(&actor), || format!("{actor} has ended already"));
        let Some(open) = self.open.get_mut(&actor) else {
            wrongs.unless(may_act_outside(event), || format!("{actor} has not begun"));
            return;
        };
        wrongs.unless(key.is_none_or(|key| key == open.key), || format!("{actor} is about key {}", open.key.0));
        open.act(event, wrongs);
        if ends(&kind) {
            self.in_flight.leave(at, at.since(open.began_at));
            self.open.remove(&actor);
            self.ended.insert(actor);
        }
    }

    pub fn finish(&mut self, end: Instant, wrongs: &mut Wrongs) {
        self.in_flight.finish(end, self.open.values().map(|open| open.began_at), "in flight", wrongs);
    }
}

impl Open {
    fn act(&mut self, event: &Event, wrongs: &mut Wrongs) {
        let dice = self.dice.take();
        if let Some(dice) = dice {
            wrongs.unless(event.at == dice.rolled_at, || format!("it rolled its dice at {}", dice.rolled_at));
            let obeys = match event.kind {
                EventKind::EarlyRecompute { left, .. } => !dice.above && left == dice.left,
                EventKind::ReadEnded { .. } => !dice.below,
                _ => false,
            };
            wrongs.unless(obeys, || "its dice said otherwise".to_string());
        }
        match event.kind {
            EventKind::DiceRolled { dice, threshold, left, .. } => {
                wrongs.unless(dice > 0.0 && dice <= 1.0, || "dice are in (0, 1]".to_string());
                wrongs.unless((0.0..=1.0).contains(&threshold), || "the threshold is a probability".to_string());
                self.dice = Some(Dice::new(event.at, dice, threshold, left));
            }
            EventKind::EarlyRecompute { .. } => wrongs.unless(dice.is_some(), || "it rolled no dice".to_string()),
            EventKind::DbRefused { .. } => self.refused = true,
            EventKind::ReadEnded { .. } | EventKind::WriteEnded { .. } => {
                wrongs.unless(!self.refused, || "the database had refused it".to_string());
            }
            EventKind::ReadFailed { .. } | EventKind::WriteFailed { .. } => {
                wrongs.unless(self.refused, || "nothing had refused it".to_string());
            }
            _ => {}
        }
    }
}

/// A refresh takes its lock before it begins, an intervention acts at once, and the site warms the cache.
fn may_act_outside(event: &Event) -> bool {
    match event.actor.kind() {
        ActorKind::Read | ActorKind::Write => false,
        ActorKind::Refresh => matches!(event.kind, EventKind::LockAcquired { .. } | EventKind::LockExpired { .. }),
        ActorKind::Intervention => {
            matches!(event.kind, EventKind::CacheExpired { .. } | EventKind::CacheFlushed { .. })
        }
        ActorKind::Deferred | ActorKind::Ghost => true,
        ActorKind::Site => event.at == Instant::ZERO && matches!(event.kind, EventKind::CacheSet { .. }),
    }
}
