//! How many events a run may make, and what memory it may take: upper estimates from the line alone, which may be far too
//! high. By them a page decides what to compute side by side, and a refusal what to offer; nothing is refused by them
//! ([`super::bounds`]).

use super::{Action, Arrivals, EVENTS_MAX, Eviction, Scenario, Strategy};
use crate::base::random::Latency;
use crate::base::units::{Duration, Instant};

/// More than this is as good as never exceeded by a number that is random and `mean` on average.
fn at_most(mean: f64) -> f64 {
    const DEVIATIONS: f64 = 6.0;
    if mean > 0.0 { mean + DEVIATIONS * (mean.sqrt() + 1.0) } else { 0.0 }
}

/// The least of what is typical: few of a skewed latency's values reach its mean.
fn typical(latency: Latency) -> f64 {
    match latency {
        Latency::Lognormal(median, _) => median.as_secs_f64(),
        other => other.mean().as_secs_f64(),
    }
}

/// When fewer leases last than this, readers may as well wait for all before them.
const LEASES_LAST_MIN: f64 = 0.2;

impl Scenario {
    /// How many events the run may be expected to produce, at most.
    ///
    /// Every read counts as a miss in each of its attempts, unless there is but one key that nothing takes away; then
    /// the time without a value tells how many miss. A miss makes as many events as its strategy's longest way
    /// through. A reader that waits at a lock looks again at every poll, or at every release.
    pub fn events_estimate(&self) -> u64 {
        const EVENTS_PER_WRITE: f64 = 14.0;
        const EVENTS_PER_WARMED: f64 = 12.0;
        let seconds = self.duration.as_secs_f64();
        let reads = at_most(self.reads_per_second() * (seconds + self.seconds_beyond()));
        let misses = match self.miss_share() {
            Some(share) => at_most(reads * share).min(reads),
            None => reads,
        };
        let acts = |is: fn(&Action) -> bool| self.interventions.iter().filter(|i| is(&i.action)).count() as f64;
        let writes = at_most(self.write_rate.per_second() * seconds) + acts(|a| matches!(a, Action::Write(_)));
        let warming = acts(|a| matches!(a, Action::Warm(_)));
        let keys = f64::from(self.keys);
        let stored = keys * (2.0 * f64::from(u8::from(self.warm)) + warming * EVENTS_PER_WARMED);
        let attempts = misses * (1.0 + f64::from(self.retries));
        let events = reads * self.events_per_hit() + attempts * self.events_per_miss() + writes * EVENTS_PER_WRITE;
        let interventions = 2.0 * self.interventions.len() as f64;
        // What is beyond a u64 saturates here; added after it, it would begin again at nothing.
        (events + stored + interventions) as u64
    }

    /// What the run may take in memory at most, about, in bytes: its keys, the requests that can be under way at a time,
    /// and its events with what is drawn from them. Idle clients of a closed loop are next to nothing.
    pub fn bytes_estimate(&self) -> u64 {
        const BYTES_PER_EVENT: u64 = 75;
        let seconds = self.duration.as_secs_f64();
        let reads = at_most(self.reads_per_second() * (seconds + self.seconds_beyond()));
        let clients = if self.arrivals == Arrivals::Closed { f64::from(self.clients) } else { f64::INFINITY };
        let requests = reads.min(clients) + at_most(self.write_rate.per_second() * seconds);
        let requests = (requests as u64).saturating_mul(self.bytes_of_request());
        let events = self.events_estimate().min(EVENTS_MAX) * BYTES_PER_EVENT;
        self.bytes_of_keys().saturating_add(requests).saturating_add(events)
    }

    /// Beginning, look, dice, a word on staleness, end.
    fn events_per_hit(&self) -> f64 {
        let stale = !self.write_rate.is_zero() || !self.interventions.is_empty();
        3.0 + f64::from(u8::from(self.strategy == Strategy::Xfetch)) + f64::from(u8::from(stale))
    }

    /// What an attempt adds to that when it misses.
    fn events_per_miss(&self) -> f64 {
        const QUERY: f64 = 3.0;
        let stored = if self.capacity > 0 { 2.0 } else { 1.0 };
        let failed = if self.may_fail() { 5.0 } else { 0.0 };
        let way = match self.strategy {
            Strategy::Unprotected => 0.0,
            Strategy::SingleFlight => 4.0,
            // Lock, release, and the refresh's beginning and end or the word that it is early.
            Strategy::Xfetch | Strategy::BackgroundRefresh => 5.0,
            // Wait and its end, lock, release, and another look.
            Strategy::Mutex | Strategy::Lease => 6.0 + self.looks_while_waiting(),
        };
        QUERY + stored + failed + way
    }

    /// Whether an attempt may end otherwise than with its answer.
    fn may_fail(&self) -> bool {
        let timeouts = !self.client_timeout.is_zero() || !self.db_timeout.is_zero() || self.db_queue_limit > 0;
        timeouts || self.holder_crash > 0.0 || !self.interventions.is_empty()
    }

    /// How often a reader looks again while it waits at a lock.
    fn looks_while_waiting(&self) -> f64 {
        // Without a second look a poll leaves no event, but it has to be computed all the same.
        if self.strategy == Strategy::Mutex && !self.lock_recheck && self.lock_poll.is_zero() {
            return 0.0;
        }
        let lock_ttl = self.lock_ttl.as_secs_f64();
        let hold = (self.refill_seconds() + self.outages().as_secs_f64()).max(1e-6);
        // A lock stays behind when its holder dies, or is given up.
        let held = match self.client_timeout.is_zero() && self.interventions.is_empty() {
            true => hold + self.holder_crash * lock_ttl,
            false => hold.max(lock_ttl),
        };
        let turns = match self.fills_surely(hold) {
            // Another turn when the holder dies, when the lock runs out before it is done, and when the value is taken
            // away; or is not stored, its lease having run out.
            true => {
                let acts = self.interventions.len() as f64;
                let again = hold / lock_ttl + self.write_rate.per_second() * hold + acts;
                (1.0 + again) / self.leases_last() / (1.0 - self.holder_crash).max(0.01)
            }
            false => self.turns_max(hold.min(lock_ttl)),
        };
        if self.lock_poll.is_zero() {
            return at_most(turns);
        }
        let patience = match self.client_timeout {
            Duration::ZERO => self.duration,
            timeout => timeout.min(self.duration),
        };
        2.0 + 2.0 * (turns * held).min(patience.as_secs_f64()) / self.lock_poll.as_secs_f64()
    }

    /// A look, a query and a store, each as long as usual.
    fn refill_seconds(&self) -> f64 {
        (self.db_latency.mean() + self.cache_latency.mean() + self.cache_latency.mean()).as_secs_f64()
    }

    /// The share of leases that last until their holders come back with a value: nothing is stored under one that has run
    /// out. Of locks all do.
    fn leases_last(&self) -> f64 {
        let lasts = self.lock_ttl.as_secs_f64() - self.cache_latency.mean().as_secs_f64();
        if self.strategy == Strategy::Lease { 1.0 - self.db_latency.exceeds(lasts) } else { 1.0 }
    }

    /// Whether who has held the lock to the end leaves a value behind, so that nobody waits for a second holder.
    fn fills_surely(&self, hold: f64) -> bool {
        const SHORT: f64 = 5.0;
        let stored = self.absent == 0.0 && (self.capacity == 0 || self.eviction != Eviction::Noeviction);
        let stays = self.ttl.as_secs_f64() > SHORT * self.cache_latency.mean().as_secs_f64();
        let in_time = |timeout: Duration| timeout.is_zero() || timeout.as_secs_f64() > SHORT * hold;
        let answered = self.db_queue_limit == 0 && in_time(self.db_timeout) && in_time(self.client_timeout);
        stored && stays && answered && self.leases_last() > LEASES_LAST_MIN
    }

    /// How many holders a reader may have to wait for: all the readers of the hottest key that came before it, should
    /// they come faster than they are served.
    fn turns_max(&self, hold: f64) -> f64 {
        const KEYS_COUNTED_MAX: u32 = 1_000;
        let weights = (1..=self.keys.min(KEYS_COUNTED_MAX)).map(|rank| libm::pow(f64::from(rank), -self.zipf));
        let rate = self.reads_per_second() / weights.sum::<f64>();
        let all = (rate * self.duration.as_secs_f64()).min(self.duration.as_secs_f64() / hold);
        let waiting = if self.arrivals == Arrivals::Closed { f64::from(self.clients) } else { f64::INFINITY };
        let busy = rate * hold;
        if busy < 0.5 && self.interventions.is_empty() { all.min(4.0) } else { all.min(waiting * waiting) }
    }

    /// How much longer than the run its reads are drawn from: an intervention may bring in a stretch that lies after the
    /// end; and a client of a closed loop begins with its pause, so that its last read may be under way at the end.
    fn seconds_beyond(&self) -> f64 {
        let end = Instant::ZERO + self.duration;
        let beyond = self.interventions.iter().filter_map(|intervention| match intervention.action {
            Action::AlignArrivals(stretch) => Some((intervention.at + stretch).since(end).as_secs_f64()),
            _ => None,
        });
        if self.arrivals == Arrivals::Closed { self.answer_seconds() } else { beyond.fold(0.0, f64::max) }
    }

    /// The least that a client waits for an answer: that of a cache hit, or as long as it has the patience for.
    fn answer_seconds(&self) -> f64 {
        let hit = typical(self.cache_latency);
        if self.client_timeout.is_zero() { hit } else { hit.min(self.client_timeout.as_secs_f64()) }
    }

    /// How long the database stands still or is slow, in all.
    fn outages(&self) -> Duration {
        let lasts = |action| match action {
            Action::DbSlow(_, lasts) | Action::DbDown(lasts) => lasts,
            _ => Duration::ZERO,
        };
        self.interventions.iter().map(|i| lasts(i.action)).fold(Duration::ZERO, |sum, lasts| sum + lasts)
    }

    /// The share of the reads that find no value, when that can be told: of 1 + λ(w+T) in a cycle the first, and those
    /// that come in the time w without one.
    fn miss_share(&self) -> Option<f64> {
        let steady = matches!(self.db_latency, Latency::Constant(_)) && !self.may_fail() && self.retries == 0;
        let alone = self.keys == 1 && self.write_rate.is_zero() && self.capacity == 0 && self.absent == 0.0;
        let serves_stale = self.strategy == Strategy::BackgroundRefresh || self.lease_stale;
        let early_at_will = self.strategy == Strategy::Xfetch && !self.early_window.is_zero();
        let query = self.refill_seconds();
        let keeps = !(serves_stale || early_at_will) && self.leases_last() == 1.0;
        if !(steady && alone && keeps) || self.arrivals == Arrivals::Closed {
            return None;
        }
        // A stampede on few connections lasts as long as these need for all of its queries.
        let queries = 1.0 + self.reads_per_second() * query;
        let waves = match self.db_connections {
            0 => 1.0,
            connections => (queries / f64::from(connections)).max(1.0),
        };
        // XFetch begins earlier, and as often as e^(1/β) times.
        let early = if self.strategy == Strategy::Xfetch { 4.0 } else { 1.0 };
        let without = query * waves * early;
        let rate = self.reads_per_second();
        let cycle = without + self.ttl.as_secs_f64();
        Some((1.0 + rate * without) / (1.0 + rate * cycle) + without / self.duration.as_secs_f64())
    }

    /// Reads per second. In a closed loop, at most: as if every answer came as soon as it can.
    fn reads_per_second(&self) -> f64 {
        match self.arrivals {
            Arrivals::Poisson | Arrivals::Even => self.rate.per_second(),
            Arrivals::Closed => {
                let loop_time = typical(self.think_time) + self.answer_seconds();
                f64::from(self.clients) / loop_time
            }
        }
    }
}
