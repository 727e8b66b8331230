//! Upper estimates of a run's events and memory, computed from the line. They may be far too high. The error for a run
//! that is too large uses them to offer values with which it fits. A run is never refused because of them
//! ([`super::bounds`]).

use super::{Action, Arrivals, BYTES_MAX, EVENTS_MAX, Eviction, Scenario, Strategy};
use crate::base::random::Latency;
use crate::base::units::{Duration, Instant};

/// A value that a random count with this mean practically never exceeds.
fn at_most(mean: f64) -> f64 {
    const DEVIATIONS: f64 = 6.0;
    if mean > 0.0 { mean + DEVIATIONS * (mean.sqrt() + 1.0) } else { 0.0 }
}

/// A low typical value in seconds: few values of a skewed latency reach its mean.
fn typical(latency: Latency) -> f64 {
    match latency {
        Latency::Lognormal(median, _) => median.as_secs_f64(),
        other => other.mean().as_secs_f64(),
    }
}

/// The share of leases that last, below which readers may have to wait for all earlier ones.
const LEASES_LAST_MIN: f64 = 0.2;

impl Scenario {
    /// An upper estimate of the number of events of the run.
    ///
    /// Every attempt of every read counts as a miss. The exception is a single key that is never removed: then the time
    /// without a value gives the number of misses. A miss counts the events of its strategy's longest path. A reader
    /// that waits for a lock checks again at every poll or every release.
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
        // The cast saturates, so a sum beyond a u64 does not wrap.
        (events + stored + interventions) as u64
    }

    /// Whether the run certainly reaches its end: by upper estimates it stays below the limits of events, memory and work.
    pub fn surely_fits(&self) -> bool {
        /// With more requests in flight, an event is up to five times as much work: see [`crate::kernel`].
        const FEW: u64 = 4_000;
        let in_flight = self.in_flight_estimate();
        let events_max = if in_flight <= FEW { EVENTS_MAX } else { EVENTS_MAX / 5 };
        let bytes = self.bytes_of_keys().saturating_add(in_flight.saturating_mul(self.bytes_of_request()));
        self.events_estimate() <= events_max && bytes <= BYTES_MAX
    }

    /// An upper estimate of the number of requests in flight at a time: all reads, or one for each client of a closed
    /// loop, and all writes.
    fn in_flight_estimate(&self) -> u64 {
        let seconds = self.duration.as_secs_f64();
        let reads = at_most(self.reads_per_second() * (seconds + self.seconds_beyond()));
        let clients = if self.arrivals == Arrivals::Closed { f64::from(self.clients) } else { f64::INFINITY };
        // The cast saturates.
        (reads.min(clients) + at_most(self.write_rate.per_second() * seconds)) as u64
    }

    /// Start, lookup, dice, stale read, end.
    fn events_per_hit(&self) -> f64 {
        let stale = !self.write_rate.is_zero() || !self.interventions.is_empty();
        3.0 + f64::from(u8::from(self.strategy == Strategy::Xfetch)) + f64::from(u8::from(stale))
    }

    /// The additional events of an attempt that misses.
    fn events_per_miss(&self) -> f64 {
        const QUERY: f64 = 3.0;
        let stored = if self.capacity > 0 { 2.0 } else { 1.0 };
        let failed = if self.may_fail() { 5.0 } else { 0.0 };
        let way = match self.strategy {
            Strategy::Unprotected => 0.0,
            Strategy::SingleFlight => 4.0,
            // Lock, release, and the start and end of the refresh, or the early recompute.
            Strategy::Xfetch | Strategy::BackgroundRefresh => 5.0,
            // Start and end of the wait, lock, release, and another lookup.
            Strategy::Mutex | Strategy::Lease => 6.0 + self.looks_while_waiting(),
        };
        QUERY + stored + failed + way
    }

    /// Whether an attempt may end without an answer.
    fn may_fail(&self) -> bool {
        let timeouts = !self.client_timeout.is_zero() || !self.db_timeout.is_zero() || self.db_queue_limit > 0;
        timeouts || self.holder_crash > 0.0 || !self.interventions.is_empty()
    }

    /// The number of times that a reader checks again while it waits for a lock.
    fn looks_while_waiting(&self) -> f64 {
        // Without a second lookup a poll makes no event, but it takes time to compute.
        if self.strategy == Strategy::Mutex && !self.lock_recheck && self.lock_poll.is_zero() {
            return 0.0;
        }
        let lock_ttl = self.lock_ttl.as_secs_f64();
        let hold = (self.refill_seconds() + self.outages().as_secs_f64()).max(1e-6);
        // A lock stays until its lease ends if its holder crashes or is abandoned.
        let held = match self.client_timeout.is_zero() && self.interventions.is_empty() {
            true => hold + self.holder_crash * lock_ttl,
            false => hold.max(lock_ttl),
        };
        let turns = match self.fills_surely(hold) {
            // One more holder if the holder crashes, if the lock runs out before it is done, if the value is removed,
            // or if it is not stored because the lease ran out.
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

    /// The time of a lookup, a query and a store, each of its mean duration.
    fn refill_seconds(&self) -> f64 {
        (self.db_latency.mean() + self.cache_latency.mean() + self.cache_latency.mean()).as_secs_f64()
    }

    /// The share of leases that last until the holder stores its value: a store under an expired lease is refused. For
    /// locks it is 1.
    fn leases_last(&self) -> f64 {
        let lasts = self.lock_ttl.as_secs_f64() - self.cache_latency.mean().as_secs_f64();
        if self.strategy == Strategy::Lease { 1.0 - self.db_latency.exceeds(lasts) } else { 1.0 }
    }

    /// Whether a holder always leaves a value in the cache, so that no reader waits for a second holder.
    fn fills_surely(&self, hold: f64) -> bool {
        const SHORT: f64 = 5.0;
        let stored = self.absent == 0.0 && (self.capacity == 0 || self.eviction != Eviction::Noeviction);
        let stays = self.ttl.as_secs_f64() > SHORT * self.cache_latency.mean().as_secs_f64();
        let in_time = |timeout: Duration| timeout.is_zero() || timeout.as_secs_f64() > SHORT * hold;
        let answered = self.db_queue_limit == 0 && in_time(self.db_timeout) && in_time(self.client_timeout);
        stored && stays && answered && self.leases_last() > LEASES_LAST_MIN
    }

    /// The number of holders that a reader may have to wait for: all earlier readers of the most popular key, if they
    /// arrive faster than they are served.
    fn turns_max(&self, hold: f64) -> f64 {
        const KEYS_COUNTED_MAX: u32 = 1_000;
        let weights = (1..=self.keys.min(KEYS_COUNTED_MAX)).map(|rank| libm::pow(f64::from(rank), -self.zipf));
        let rate = self.reads_per_second() / weights.sum::<f64>();
        let all = (rate * self.duration.as_secs_f64()).min(self.duration.as_secs_f64() / hold);
        let waiting = if self.arrivals == Arrivals::Closed { f64::from(self.clients) } else { f64::INFINITY };
        let busy = rate * hold;
        if busy < 0.5 && self.interventions.is_empty() { all.min(4.0) } else { all.min(waiting * waiting) }
    }

    /// The seconds beyond the end of the run from which reads may come: an intervention may align an interval that
    /// extends beyond the end, and the last read of a client in a closed loop may be in flight at the end.
    fn seconds_beyond(&self) -> f64 {
        let end = Instant::ZERO + self.duration;
        let beyond = self.interventions.iter().filter_map(|intervention| match intervention.action {
            Action::AlignArrivals(stretch) => Some((intervention.at + stretch).since(end).as_secs_f64()),
            _ => None,
        });
        if self.arrivals == Arrivals::Closed { self.answer_seconds() } else { beyond.fold(0.0, f64::max) }
    }

    /// The shortest response time: that of a cache hit, or the client's timeout.
    fn answer_seconds(&self) -> f64 {
        let hit = typical(self.cache_latency);
        if self.client_timeout.is_zero() { hit } else { hit.min(self.client_timeout.as_secs_f64()) }
    }

    /// The total time for which the database is stopped or slow, or round trips to the cache are slow.
    fn outages(&self) -> Duration {
        let lasts = |action| match action {
            Action::DbSlow(_, lasts) | Action::DbDown(lasts) | Action::CacheSlow(_, lasts) => lasts,
            _ => Duration::ZERO,
        };
        self.interventions.iter().map(|i| lasts(i.action)).fold(Duration::ZERO, |sum, lasts| sum + lasts)
    }

    /// The share of reads that miss, if it can be computed: of the 1 + λ(w+T) reads in a cycle, the first one and those
    /// in the time w without a value.
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
        // A stampede lasts until the connections have served all of its queries.
        let queries = 1.0 + self.reads_per_second() * query;
        let waves = match self.db_connections {
            0 => 1.0,
            connections => (queries / f64::from(connections)).max(1.0),
        };
        // XFetch recomputes earlier, up to e^(1/β) times as often.
        let early = if self.strategy == Strategy::Xfetch { 4.0 } else { 1.0 };
        let without = query * waves * early;
        let rate = self.reads_per_second();
        let cycle = without + self.ttl.as_secs_f64();
        Some((1.0 + rate * without) / (1.0 + rate * cycle) + without / self.duration.as_secs_f64())
    }

    /// Reads per second. For a closed loop the maximum: with the shortest response time.
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
