//! Interventions: what is done to a run from outside, and when. `do=5s:expire,8s:db_slow:4:2s`

use super::values::{Rate, Value, WordDoc};
use crate::base::decimal::Shortest;
use crate::base::units::{Duration, Instant};

/// Something done to the run at a time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Intervention {
    /// When.
    pub at: Instant,
    /// What.
    pub action: Action,
}

/// What an intervention does. Keys are 0, the most popular one, unless said.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Action {
    /// The key's TTL ends now. A value that has a grace period stays servable for its length.
    Expire(u32),
    /// Every value leaves the cache.
    Flush,
    /// One write of the key begins.
    Write(u32),
    /// Every key that the cache lacks is fetched and stored, so many per second.
    Warm(Rate),
    /// Whoever holds the key's lock dies without releasing it.
    CrashHolder(u32),
    /// The database works more slowly by a factor, for a time.
    DbSlow(f64, Duration),
    /// The database stands still for a time; what it works on waits.
    DbDown(Duration),
    /// The cache can not be reached for a time; what it holds stays.
    CacheDown(Duration),
    /// The next delete that a write sends to the cache never arrives.
    LoseNextInvalidation,
    /// All reads of the following stretch arrive at once, now.
    AlignArrivals(Duration),
    /// For a time every dice that a reader rolls shows 1, the highest there is: nobody refreshes early.
    UnluckyDice(Duration),
}

/// The most interventions a scenario may hold.
pub const INTERVENTIONS_MAX: usize = 64;

const WORDS: &[&str] = &[
    "expire",
    "flush",
    "write",
    "warm",
    "crash_holder",
    "db_slow",
    "db_down",
    "cache_down",
    "lose_next_invalidation",
    "align_arrivals",
    "unlucky_dice",
];

const WORD_DOCS: &[WordDoc] = &[
    WordDoc { title: "Expire", doc: "The key's TTL ends now." },
    WordDoc { title: "Flush", doc: "Every value leaves the cache." },
    WordDoc { title: "Write", doc: "One write of the key begins." },
    WordDoc { title: "Warm", doc: "Every key that the cache lacks is fetched and stored, so many per second." },
    WordDoc { title: "Crash the holder", doc: "Whoever holds the key's lock dies without releasing it." },
    WordDoc { title: "Slow database", doc: "The database works more slowly by a factor, for a time." },
    WordDoc { title: "Stop the database", doc: "The database stands still for a time; what it works on waits." },
    WordDoc { title: "Stop the cache", doc: "The cache can not be reached for a time; what it holds stays." },
    WordDoc { title: "Lose the next delete", doc: "The next delete that a write sends to the cache never arrives." },
    WordDoc { title: "Align arrivals", doc: "All reads of the following stretch arrive at once, now." },
    WordDoc {
        title: "Unlucky dice",
        doc: "For a time every dice shows 1, the highest there is: nobody refreshes early.",
    },
];

/// The longest stretch, window or outage.
const FOR_MAX: Duration = Duration::from_secs(24 * 3600);

impl Action {
    /// The key it is about, if it is about one.
    pub fn key(self) -> Option<u32> {
        match self {
            Action::Expire(key) | Action::Write(key) | Action::CrashHolder(key) => Some(key),
            _ => None,
        }
    }

    /// The rest of the text after the time: the word and what follows it.
    fn parse(text: &str) -> Option<Action> {
        let mut parts = text.split(':');
        let word = parts.next()?;
        let (first, second) = (parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        let key = || first.map_or(Some(0), u32::parse);
        let span = |text: Option<&str>, default| match text {
            Some(text) => Duration::parse(text).filter(|d| !d.is_zero() && *d <= FOR_MAX),
            None => default,
        };
        let second_of = |millis| Some(Duration::from_millis(millis));
        let action = match word {
            "db_slow" => {
                let factor = f64::parse(first?).filter(|f| (1.0..=1_000.0).contains(f))?;
                return Some(Action::DbSlow(factor, span(second, None)?));
            }
            _ if second.is_some() => return None,
            "expire" => Action::Expire(key()?),
            "write" => Action::Write(key()?),
            "crash_holder" => Action::CrashHolder(key()?),
            "flush" if first.is_none() => Action::Flush,
            "lose_next_invalidation" if first.is_none() => Action::LoseNextInvalidation,
            "warm" => {
                Action::Warm(Rate::parse(first.unwrap_or("100/s")).filter(|r| (0.001..=1e6).contains(&r.per_second()))?)
            }
            "db_down" => Action::DbDown(span(first, None)?),
            "cache_down" => Action::CacheDown(span(first, None)?),
            "align_arrivals" => Action::AlignArrivals(span(first, second_of(1_000))?),
            "unlucky_dice" => Action::UnluckyDice(span(first, second_of(1_000))?),
            _ => return None,
        };
        Some(action)
    }

    fn print(self) -> String {
        let of_key = |word: &str, key| if key == 0 { word.to_string() } else { format!("{word}:{key}") };
        match self {
            Action::Expire(key) => of_key("expire", key),
            Action::Write(key) => of_key("write", key),
            Action::CrashHolder(key) => of_key("crash_holder", key),
            Action::Flush => "flush".to_string(),
            Action::LoseNextInvalidation => "lose_next_invalidation".to_string(),
            Action::Warm(rate) => format!("warm:{}", rate.print()),
            Action::DbSlow(factor, span) => format!("db_slow:{}:{span}", Shortest(factor)),
            Action::DbDown(span) => format!("db_down:{span}"),
            Action::CacheDown(span) => format!("cache_down:{span}"),
            Action::AlignArrivals(span) => format!("align_arrivals:{span}"),
            Action::UnluckyDice(span) => format!("unlucky_dice:{span}"),
        }
    }
}

impl Value for Vec<Intervention> {
    const KIND: &'static str = "actions";
    const MEANING: &'static str = "up to 64 of TIME:ACTION, comma-separated, where ACTION is one of expire[:KEY], flush, write[:KEY], \
         warm[:RATE], crash_holder[:KEY], db_slow:FACTOR:FOR, db_down:FOR, cache_down:FOR, lose_next_invalidation, \
         align_arrivals[:FOR], unlucky_dice[:FOR], such as 5s:expire,8s:db_slow:4:2s";

    fn words() -> &'static [&'static str] {
        WORDS
    }

    fn word_docs() -> &'static [WordDoc] {
        WORD_DOCS
    }

    fn parse(text: &str) -> Option<Vec<Intervention>> {
        if text.is_empty() {
            return Some(Vec::new());
        }
        let parse_one = |text: &str| {
            let (at, action) = text.split_once(':')?;
            Some(Intervention { at: Instant(Duration::parse(at)?.as_nanos()), action: Action::parse(action)? })
        };
        let mut all = Vec::new();
        for text in text.split(',') {
            let next = parse_one(text)?;
            // In order of time; at one time, in the order written.
            all.insert(all.partition_point(|earlier: &Intervention| earlier.at <= next.at), next);
        }
        (all.len() <= INTERVENTIONS_MAX).then_some(all)
    }

    fn print(&self) -> String {
        self.iter().map(|i| format!("{}:{}", i.at, i.action.print())).collect::<Vec<_>>().join(",")
    }

    fn within(&self, _: &Self, _: &Self) -> bool {
        true
    }
}
