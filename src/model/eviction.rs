//! Eviction: the choice of the key to evict when the cache is full.
//!
//! `lru` is exact. The others work as in Redis (`evict.c`). `lru_sampled` draws five keys at random into a pool of the
//! sixteen best candidates and evicts the least recently used of them. `lfu` does the same by a logarithmic use
//! counter, which starts at 5, is incremented with probability 1/((c−5)·10+1) and loses one with each minute of the
//! clock. The coarse clock of Redis' LRU is not modelled.

use crate::base::random::{Draws, Stream};
use crate::base::units::Instant;
use crate::scenario::{Eviction, Scenario};
use crate::trace::Key;

const SAMPLES: usize = 5;
const POOL_SIZE: usize = 16;
const LFU_INITIAL: u8 = 5;
const LFU_LOG_FACTOR: f64 = 10.0;
const LFU_DECAY_NANOS: u64 = 60_000_000_000;
const ABSENT: u32 = u32::MAX;

/// The eviction policy, with what it records about the use of the keys. It does nothing if the capacity is unlimited.
pub struct Evictor {
    policy: Eviction,
    capacity: usize,
    seed: u64,
    operations: u64,
    /// The keys in the cache, in no meaningful order.
    present: Vec<Key>,
    /// The index of each key in `present`, or [`ABSENT`].
    position: Vec<u32>,
    used: Vec<Use>,
    /// The keys in order of use, for exact LRU.
    by_use: ByUse,
    /// The candidates kept from earlier samples, as (score, key), the best last.
    pool: Vec<(u64, Key)>,
}

/// The last use of a key.
#[derive(Clone, Copy, Default)]
struct Use {
    at: Instant,
    /// The number of the operation, which breaks ties between uses at the same instant.
    operation: u64,
    counter: u8,
}

/// A doubly linked list of the keys, from the least to the most recently used. The index after the last key is a
/// sentinel that joins the two ends. A key that is not in the list is its own neighbour.
struct ByUse {
    older: Vec<u32>,
    newer: Vec<u32>,
}

impl ByUse {
    fn new(keys: usize) -> ByUse {
        let alone: Vec<u32> = (0..=keys as u32).collect();
        ByUse { older: alone.clone(), newer: alone }
    }

    fn link(&mut self, older: u32, newer: u32) {
        self.newer[older as usize] = newer;
        self.older[newer as usize] = older;
    }

    /// The index of the sentinel.
    fn ends(&self) -> u32 {
        self.older.len() as u32 - 1
    }

    fn remove(&mut self, key: Key) {
        self.link(self.older[key.0 as usize], self.newer[key.0 as usize]);
        self.link(key.0, key.0);
    }

    fn add_newest(&mut self, key: Key) {
        let ends = self.ends();
        self.link(self.older[ends as usize], key.0);
        self.link(key.0, ends);
    }

    fn oldest(&self) -> Option<Key> {
        let oldest = self.newer[self.ends() as usize];
        (oldest != self.ends()).then_some(Key(oldest))
    }
}

/// The minute of a time: the clock by which use counters decay.
fn minute(at: Instant) -> u64 {
    at.as_nanos() / LFU_DECAY_NANOS
}

impl Evictor {
    /// The evictor of a scenario's cache.
    pub fn new(scenario: &Scenario) -> Evictor {
        let capacity = scenario.capacity as usize;
        let keys = if capacity > 0 { scenario.keys_in_all() } else { 0 };
        Evictor {
            policy: scenario.eviction,
            capacity,
            seed: scenario.seed,
            operations: 0,
            present: Vec::new(),
            position: vec![ABSENT; keys],
            used: vec![Use::default(); keys],
            by_use: ByUse::new(if scenario.eviction == Eviction::Lru { keys } else { 0 }),
            pool: Vec::new(),
        }
    }

    /// Whether the cache has no room for another key.
    pub fn is_full(&self) -> bool {
        self.capacity > 0 && self.present.len() >= self.capacity
    }

    fn draws(&mut self) -> Draws {
        self.operations += 1;
        Draws::of(self.seed, Stream::Eviction, self.operations)
    }

    /// Adds a key that is stored.
    pub fn insert(&mut self, key: Key, now: Instant) {
        if self.capacity == 0 || self.position[key.0 as usize] != ABSENT {
            return;
        }
        self.position[key.0 as usize] = self.present.len() as u32;
        self.present.push(key);
        self.used[key.0 as usize] = Use { counter: LFU_INITIAL, ..Use::default() };
        self.mark_used(key, now);
    }

    /// Records that a key in the cache is read or stored again.
    pub fn touch(&mut self, key: Key, now: Instant) {
        if self.capacity == 0 || self.position[key.0 as usize] == ABSENT {
            return;
        }
        if self.policy == Eviction::Lfu {
            let dice = self.draws().unit();
            let counter = self.decayed(key, now);
            let above = f64::from(counter.saturating_sub(LFU_INITIAL));
            let raised = dice < 1.0 / (above * LFU_LOG_FACTOR + 1.0);
            self.used[key.0 as usize].counter = counter.saturating_add(u8::from(raised));
        }
        self.mark_used(key, now);
    }

    fn mark_used(&mut self, key: Key, now: Instant) {
        self.operations += 1;
        let used = &mut self.used[key.0 as usize];
        if self.policy == Eviction::Lru {
            self.by_use.remove(key);
            self.by_use.add_newest(key);
        }
        used.operation = self.operations;
        used.at = now;
    }

    /// The use counter of a key, minus one for each minute that has begun since its last use. Nothing is changed.
    fn decayed(&self, key: Key, now: Instant) -> u8 {
        let used = &self.used[key.0 as usize];
        let minutes = minute(now) - minute(used.at);
        used.counter.saturating_sub(minutes.min(255) as u8)
    }

    /// The time of a key's last use.
    pub fn used_at(&self, key: Key) -> Instant {
        self.used[key.0 as usize].at
    }

    /// Removes a key, for whatever reason.
    pub fn remove(&mut self, key: Key) {
        if self.capacity == 0 || self.position[key.0 as usize] == ABSENT {
            return;
        }
        let index = self.position[key.0 as usize] as usize;
        self.present.swap_remove(index);
        if let Some(moved) = self.present.get(index) {
            self.position[moved.0 as usize] = index as u32;
        }
        self.position[key.0 as usize] = ABSENT;
        if self.policy == Eviction::Lru {
            self.by_use.remove(key);
        }
    }

    /// The key to evict; `None` if the policy evicts none.
    pub fn victim(&mut self, now: Instant) -> Option<Key> {
        match self.policy {
            Eviction::Noeviction => None,
            Eviction::Lru => self.by_use.oldest(),
            Eviction::Random => {
                let index = self.draws().below(self.present.len() as u64);
                Some(self.present[index as usize])
            }
            Eviction::LruSampled | Eviction::Lfu => Some(self.best_of_pool(now)),
        }
    }

    /// The eviction score of a key: the key with the highest score is evicted first.
    fn score(&self, key: Key, now: Instant) -> u64 {
        match self.policy {
            Eviction::Lfu => u64::from(u8::MAX - self.decayed(key, now)),
            // By the number of the use, not its time, because several uses may share an instant.
            _ => u64::MAX - self.used[key.0 as usize].operation,
        }
    }

    fn best_of_pool(&mut self, now: Instant) -> Key {
        loop {
            let mut draws = self.draws();
            for _ in 0..SAMPLES {
                let key = self.present[draws.below(self.present.len() as u64) as usize];
                let score = self.score(key, now);
                self.add_candidate(score, key);
            }
            // A candidate from an earlier sample may no longer be in the cache.
            while let Some((_, key)) = self.pool.pop() {
                if self.position[key.0 as usize] != ABSENT {
                    return key;
                }
            }
        }
    }

    fn add_candidate(&mut self, score: u64, key: Key) {
        if self.pool.iter().any(|&(_, other)| other == key) {
            return;
        }
        let index = self.pool.partition_point(|&(other, _)| other < score);
        if self.pool.len() < POOL_SIZE {
            self.pool.insert(index, (score, key));
        } else if index > 0 {
            self.pool.remove(0);
            self.pool.insert(index - 1, (score, key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: u32 = 400;

    fn evictor(policy: &str) -> Evictor {
        let line = format!("keys={KEYS} capacity={KEYS} eviction={policy}");
        let mut evictor = Evictor::new(&Scenario::parse(&line).expect("a scenario"));
        (0..KEYS).for_each(|key| evictor.insert(Key(key), Instant::ZERO));
        evictor
    }

    /// The mean and variance of a counter after a number of uses: a Markov chain that goes from c to c+1 with
    /// probability 1/((c−5)·10+1).
    fn counter_after(uses: u32) -> (f64, f64) {
        let mut shares = [0.0; 256];
        shares[5] = 1.0;
        for _ in 0..uses {
            for c in (5..255).rev() {
                let raised = shares[c] / ((c - 5) as f64 * 10.0 + 1.0);
                shares[c] -= raised;
                shares[c + 1] += raised;
            }
        }
        let mean_of = |power: fn(f64) -> f64| (0..256).map(|c| power(c as f64) * shares[c]).sum::<f64>();
        let mean = mean_of(|c| c);
        (mean, mean_of(|c| c * c) - mean * mean)
    }

    /// The first use always counts. The table in Redis' documentation shows one counter each: with the factor 10 it is
    /// 10 after a hundred uses and 18 after a thousand. That is within a standard deviation of 9.7 ± 1.2 and 19.4 ±
    /// 2.2.
    #[test]
    fn a_use_counter_grows_with_the_logarithm_of_the_uses() {
        let mut lfu = evictor("lfu");
        let mut used = 0;
        for (uses, documented) in [(1, 6.0), (100, 10.0), (1_000, 18.0)] {
            (used..uses).for_each(|_| (0..KEYS).for_each(|key| lfu.touch(Key(key), Instant::ZERO)));
            used = uses;
            let (mean, variance) = counter_after(uses);
            assert!(
                libm::fabs(mean - documented) <= libm::sqrt(variance),
                "{mean} after {uses} uses, documented {documented}"
            );
            let counted: u32 = lfu.used.iter().map(|used| u32::from(used.counter)).sum();
            let measured = f64::from(counted) / f64::from(KEYS);
            let error = libm::sqrt(variance / f64::from(KEYS));
            assert!(libm::fabs(measured - mean) <= 4.0 * error, "{measured} ± {error}, not {mean}, after {uses} uses");
        }
    }

    /// A counter loses one with each minute that begins, and never falls below 0.
    #[test]
    fn a_use_counter_loses_one_a_minute() {
        let lfu = evictor("lfu");
        for (seconds, left) in [(59, 5), (60, 4), (61, 4), (119, 4), (120, 3), (9_999, 0)] {
            let now = Instant(seconds * 1_000_000_000);
            assert_eq!(lfu.decayed(Key(0), now), left, "after {seconds} s");
        }
    }

    /// A use at 5 always counts: 6. The minute that begins after it counts, however soon it begins. So frequent uses,
    /// with gaps shorter than a minute, do not prevent the decay.
    #[test]
    fn uses_do_not_keep_a_counter_from_its_decay() {
        let mut lfu = evictor("lfu");
        let at = |seconds: u64| Instant(seconds * 1_000_000_000);
        lfu.touch(Key(0), at(59));
        assert_eq!((lfu.decayed(Key(0), at(59)), lfu.decayed(Key(0), at(61))), (6, 5));
        lfu.touch(Key(0), at(61));
        assert_eq!((lfu.decayed(Key(0), at(61)), lfu.decayed(Key(0), at(121))), (6, 5));
    }

    /// Compared with a plain list of the keys in order of their last use, which is searched from one end to the other.
    #[test]
    fn exact_lru_knows_the_order_of_use() {
        let mut lru = Evictor::new(&Scenario::parse("keys=40 capacity=40 eviction=lru").expect("a scenario"));
        let mut order: Vec<Key> = Vec::new();
        let mut state = 1u64;
        for _ in 0..6_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let key = Key((state >> 40) as u32 % 40);
            let known = order.contains(&key);
            order.retain(|other| *other != key);
            match state >> 62 {
                0 => lru.remove(key),
                1 if !known => lru.insert(key, Instant::ZERO),
                _ => lru.touch(key, Instant::ZERO),
            }
            if known && state >> 62 > 0 || !known && state >> 62 == 1 {
                order.push(key);
            }
            assert_eq!(lru.victim(Instant::ZERO), order.first().copied());
        }
    }

    /// Key 0 is used all the time, key 1 never. No policy except `random` evicts key 0, and exact LRU evicts key 1.
    #[test]
    fn what_is_used_stays() {
        for (policy, victims) in [("lru", 1..2), ("lru_sampled", 1..KEYS), ("lfu", 1..KEYS), ("random", 0..KEYS)] {
            let mut evictor = evictor(policy);
            (2..KEYS).chain([0; 50]).for_each(|key| evictor.touch(Key(key), Instant::ZERO));
            let victim = evictor.victim(Instant::ZERO).map(|key| key.0);
            assert!(victim.is_some_and(|key| victims.contains(&key)), "{policy}: {victim:?}");
        }
        assert_eq!(evictor("noeviction").victim(Instant::ZERO), None);
    }
}
