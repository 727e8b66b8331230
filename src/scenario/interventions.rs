//! Interventions: actions from outside on a run, each at a time. `do=5s:expire,8s:db_slow:4:2s`

use super::spelling;
use super::values::{Rate, Value};
use crate::base::decimal::Shortest;
use crate::base::units::{Duration, Instant};

/// An action on the run at a time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Intervention {
    /// The time.
    pub at: Instant,
    /// The action.
    pub action: Action,
}

/// The action of an intervention. The key is 0, the most popular one, if it is left out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Action {
    /// Ends the key's TTL. A value with a grace period can still be served during the grace.
    Expire(u32),
    /// Removes all values, locks and leases from the cache.
    Flush,
    /// Removes all locks and leases but no values, like a failover to a replica that had not received them.
    LoseLocks,
    /// Starts a write of the key.
    Write(u32),
    /// Fetches and stores all missing keys, at a rate.
    Warm(Rate),
    /// Crashes the holder of the key's lock.
    CrashHolder(u32),
    /// Slows the database down by a factor, for a time.
    DbSlow(f64, Duration),
    /// Stops the database for a time. Statements in progress wait.
    DbDown(Duration),
    /// Makes the cache unreachable for a time. It keeps its values.
    CacheDown(Duration),
    /// Slows every round trip to the cache down by a factor, for a time.
    CacheSlow(f64, Duration),
    /// Makes the next delete that a write sends to the cache get lost.
    LoseNextInvalidation,
    /// Makes all reads of the following interval arrive now, at once.
    AlignArrivals(Duration),
    /// Makes every dice show 1, the highest number, for a time: nobody refreshes early.
    UnluckyDice(Duration),
}

/// The largest number of interventions in a scenario.
pub const INTERVENTIONS_MAX: usize = 64;

/// One row of the table of actions, as data for the page and the documentation.
pub struct ActionInfo {
    /// The word in `do=TIME:WORD`.
    pub name: &'static str,
    /// The label of its button.
    pub title: &'static str,
    /// A description of one line.
    pub doc: &'static str,
    /// The objects on which the stage offers it: `readers apps cache lock database`.
    pub about: &'static [&'static str],
    /// The arguments after the word, in order.
    pub arguments: &'static [ArgumentInfo],
}

/// One argument of an action.
#[derive(Clone, Copy)]
pub struct ArgumentInfo {
    /// Its name in the documentation: `KEY FOR FACTOR RATE`.
    pub name: &'static str,
    /// As in [`super::Field::kind`].
    pub kind: &'static str,
    /// The lowest and the highest value allowed, as text.
    pub range: (&'static str, &'static str),
    /// The default; `None` if the argument is required.
    pub default: Option<&'static str>,
    /// The value that a form proposes.
    pub example: &'static str,
    parse: fn(&str, (&str, &str)) -> Option<Argument>,
}

/// The value of an argument.
#[derive(Clone, Copy)]
enum Argument {
    Key(u32),
    For(Duration),
    Factor(f64),
    Rate(Rate),
}

/// Parses a value and checks its range.
fn argument<T: Value>(text: &str, (low, high): (&str, &str)) -> Option<T> {
    let value = T::parse(text)?;
    value.within(&T::parse(low)?, &T::parse(high)?).then_some(value)
}

const KEY: ArgumentInfo = ArgumentInfo {
    name: "KEY",
    kind: u32::KIND,
    range: ("0", "999999"),
    default: Some("0"),
    example: "0",
    parse: |text, range| argument(text, range).map(Argument::Key),
};
const FOR: ArgumentInfo = ArgumentInfo {
    name: "FOR",
    kind: Duration::KIND,
    range: ("1ns", "24h"),
    default: None,
    example: "2s",
    parse: |text, range| argument(text, range).map(Argument::For),
};
const FOR_1S: ArgumentInfo = ArgumentInfo { default: Some("1s"), example: "1s", ..FOR };
const FACTOR: ArgumentInfo = ArgumentInfo {
    name: "FACTOR",
    kind: f64::KIND,
    range: ("1", "1000"),
    default: None,
    example: "4",
    parse: |text, range| argument(text, range).map(Argument::Factor),
};
const RATE: ArgumentInfo = ArgumentInfo {
    name: "RATE",
    kind: Rate::KIND,
    range: ("0.001/s", "1000000/s"),
    default: Some("100/s"),
    example: "100/s",
    parse: |text, range| argument(text, range).map(Argument::Rate),
};

macro_rules! actions {
    ($($name:literal ($($argument:ident),*) on $($about:literal)+: $title:literal, $doc:literal;)+) => {
        const NAMES: &[&str] = &[$($name),+];

        /// The table of actions. Parser, printer, error messages, the page's buttons and the documentation all use it.
        pub const ACTIONS: &[ActionInfo] = &[$(ActionInfo {
            name: $name,
            title: $title,
            doc: $doc,
            about: &[$($about),+],
            arguments: &[$($argument),*],
        }),+];
    };
}

actions! {
    "expire" (KEY) on "cache": "Expire", "Ends the TTL of a key.";
    "flush" () on "cache": "Flush", "Removes all values, locks and leases from the cache.";
    "write" (KEY) on "readers" "apps": "Write", "Starts a write of a key.";
    "warm" (RATE) on "cache": "Warm", "Fetches and stores all missing keys, at a rate.";
    "crash_holder" (KEY) on "lock": "Crash the holder", "Crashes the holder of a key's lock, which is then not released.";
    "db_slow" (FACTOR, FOR) on "database": "Slow database", "Slows the database down by a factor for a time.";
    "db_down" (FOR) on "database": "Stop the database", "Stops the database for a time; statements in progress wait.";
    "cache_down" (FOR) on "cache": "Stop the cache", "Makes the cache unreachable for a time; it keeps its values.";
    "lose_next_invalidation" () on "apps": "Lose the next delete", "Loses the next delete that a write sends to the cache.";
    "align_arrivals" (FOR_1S) on "readers": "Align arrivals", "Makes all reads of the following time arrive now, at once.";
    "unlucky_dice" (FOR_1S) on "readers": "Unlucky dice", "Makes every dice show 1, the highest number, for a time: no read refreshes early.";
    "lose_locks" () on "lock": "Lose the locks", "Loses all locks and leases but no values, like a failover.";
    "cache_slow" (FACTOR, FOR) on "cache": "Slow cache", "Slows every round trip to the cache down by a factor for a time.";
}

impl ActionInfo {
    /// The syntax, such as `db_slow:FACTOR:FOR`; `[:KEY]` for an optional argument.
    fn usage(&self) -> String {
        let argument = |argument: &ArgumentInfo| match argument.default {
            Some(_) => format!("[:{}]", argument.name),
            None => format!(":{}", argument.name),
        };
        self.name.to_string() + &self.arguments.iter().map(argument).collect::<String>()
    }
}

impl Action {
    /// The key that it acts on, if any.
    pub fn key(self) -> Option<u32> {
        match self {
            Action::Expire(key) | Action::Write(key) | Action::CrashHolder(key) => Some(key),
            _ => None,
        }
    }

    /// Parses the text after the time: the word and its arguments.
    fn parse(text: &str) -> Option<Action> {
        let mut parts = text.split(':');
        let word = parts.next()?;
        let info = ACTIONS.iter().find(|info| info.name == word)?;
        let mut arguments = Vec::new();
        for argument in info.arguments {
            arguments.push((argument.parse)(parts.next().or(argument.default)?, argument.range)?);
        }
        if parts.next().is_some() {
            return None;
        }
        Action::new(word, &arguments)
    }

    /// The action with a name and arguments. The inverse of [`Action::written`].
    fn new(name: &str, arguments: &[Argument]) -> Option<Action> {
        use Argument::{Factor, For, Key, Rate};
        Some(match (name, arguments) {
            ("expire", &[Key(key)]) => Action::Expire(key),
            ("flush", []) => Action::Flush,
            ("write", &[Key(key)]) => Action::Write(key),
            ("warm", &[Rate(rate)]) => Action::Warm(rate),
            ("crash_holder", &[Key(key)]) => Action::CrashHolder(key),
            ("db_slow", &[Factor(factor), For(lasts)]) => Action::DbSlow(factor, lasts),
            ("db_down", &[For(lasts)]) => Action::DbDown(lasts),
            ("cache_slow", &[Factor(factor), For(lasts)]) => Action::CacheSlow(factor, lasts),
            ("cache_down", &[For(lasts)]) => Action::CacheDown(lasts),
            ("lose_next_invalidation", []) => Action::LoseNextInvalidation,
            ("align_arrivals", &[For(lasts)]) => Action::AlignArrivals(lasts),
            ("unlucky_dice", &[For(lasts)]) => Action::UnluckyDice(lasts),
            ("lose_locks", []) => Action::LoseLocks,
            _ => return None,
        })
    }

    /// The name and the arguments as text; key 0 is left out.
    fn written(self) -> (&'static str, Vec<String>) {
        let of_key = |key: u32| if key == 0 { Vec::new() } else { vec![key.to_string()] };
        match self {
            Action::Expire(key) => ("expire", of_key(key)),
            Action::Flush => ("flush", Vec::new()),
            Action::Write(key) => ("write", of_key(key)),
            Action::Warm(rate) => ("warm", vec![rate.print()]),
            Action::CrashHolder(key) => ("crash_holder", of_key(key)),
            Action::DbSlow(factor, lasts) => ("db_slow", vec![Shortest(factor).to_string(), lasts.to_string()]),
            Action::DbDown(lasts) => ("db_down", vec![lasts.to_string()]),
            Action::CacheSlow(factor, lasts) => ("cache_slow", vec![Shortest(factor).to_string(), lasts.to_string()]),
            Action::CacheDown(lasts) => ("cache_down", vec![lasts.to_string()]),
            Action::LoseNextInvalidation => ("lose_next_invalidation", Vec::new()),
            Action::AlignArrivals(stretch) => ("align_arrivals", vec![stretch.to_string()]),
            Action::UnluckyDice(lasts) => ("unlucky_dice", vec![lasts.to_string()]),
            Action::LoseLocks => ("lose_locks", Vec::new()),
        }
    }

    fn print(self) -> String {
        let (name, arguments) = self.written();
        arguments.iter().fold(name.to_string(), |text, argument| text + ":" + argument)
    }
}

impl Value for Vec<Intervention> {
    const KIND: &'static str = "actions";
    const MEANING: &'static str = "interventions, comma-separated";

    fn meaning() -> String {
        let usages: Vec<String> = ACTIONS.iter().map(ActionInfo::usage).collect();
        format!(
            "up to {INTERVENTIONS_MAX} of TIME:ACTION, comma-separated, where ACTION is one of {}, such as \
             5s:expire,8s:db_slow:4:2s",
            usages.join(", ")
        )
    }

    fn words() -> &'static [&'static str] {
        NAMES
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
            // In order of time; at the same time, in the order of the text.
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

/// Interventions in the canonical form, if each word, time and argument is a known spelling.
pub fn canonical(text: &str) -> Option<String> {
    rewritten(text, |word| spelling::word(NAMES, word))
}

/// The same, with each unknown word replaced by the nearest known one.
pub fn near(text: &str) -> Option<String> {
    rewritten(text, |word| spelling::meant(NAMES, word).map(str::to_string))
}

fn rewritten(text: &str, word: fn(&str) -> Option<String>) -> Option<String> {
    let mut all = String::new();
    for one in text.split(',') {
        let mut row: &[ArgumentInfo] = &[];
        for (index, part) in one.split(':').enumerate() {
            let (argument, rest) = row.split_first().map_or((None, row), |(first, rest)| (Some(first), rest));
            let written = match (index, argument) {
                (0, _) => as_is(part, "duration", |part| Duration::parse(part).is_some()),
                (1, _) => {
                    let name = word(part)?;
                    row = ACTIONS.iter().find(|action| action.name == name)?.arguments;
                    Some(name)
                }
                (_, Some(argument)) => {
                    row = rest;
                    as_is(part, argument.kind, |part| (argument.parse)(part, argument.range).is_some())
                }
                _ => None,
            }?;
            let sign = if index > 0 { ":" } else { "," };
            all += if all.is_empty() { "" } else { sign };
            all += &written;
        }
    }
    Some(all)
}

/// The text itself if it parses, or else its canonical form.
fn as_is(text: &str, kind: &str, parses: impl Fn(&str) -> bool) -> Option<String> {
    if parses(text) { Some(text.to_string()) } else { spelling::canonical(kind, &[], None, text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row with its examples parses, and prints the same text except for defaults.
    #[test]
    fn every_row_of_the_table_is_an_action_that_can_be_read_and_printed() {
        for info in ACTIONS {
            let examples: String = info.arguments.iter().map(|argument| format!(":{}", argument.example)).collect();
            let written = format!("{}{examples}", info.name);
            let action = Action::parse(&written).unwrap_or_else(|| panic!("{written} is no action"));
            assert_eq!(action.written().0, info.name);
            assert_eq!(Action::parse(&action.print()), Some(action), "{written}");
            let bare = info.arguments.iter().all(|argument| argument.default.is_some());
            assert_eq!(Action::parse(info.name).is_some(), bare, "{} without arguments", info.name);
            assert_eq!(Action::parse(&format!("{written}:1")), None, "{written} with one more");
        }
    }
}
