//! Interventions: what is done to a run from outside, and when. `do=5s:expire,8s:db_slow:4:2s`

use super::spelling;
use super::values::{Rate, Value};
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
    /// Every value leaves the cache, and every lock and lease with them.
    Flush,
    /// Every lock and lease is lost, the values stay: a failover to a replica that had not heard of them.
    LoseLocks,
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

/// One row of the table of actions, as the world outside the core sees it.
pub struct ActionInfo {
    /// The word in `do=TIME:WORD`.
    pub name: &'static str,
    /// What a button says.
    pub title: &'static str,
    /// One line of meaning.
    pub doc: &'static str,
    /// What it is done to: `readers apps cache lock database`. The stage offers it there.
    pub about: &'static [&'static str],
    /// What follows the word, in order.
    pub arguments: &'static [ArgumentInfo],
}

/// One argument of an action.
#[derive(Clone, Copy)]
pub struct ArgumentInfo {
    /// Its name in the documentation: `KEY FOR FACTOR RATE`.
    pub name: &'static str,
    /// As in [`super::Field::kind`].
    pub kind: &'static str,
    /// The least and the greatest value allowed, as they would be written.
    pub range: (&'static str, &'static str),
    /// The value of an argument that is left out; `None` where it has to be given.
    pub default: Option<&'static str>,
    /// What a form proposes.
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

/// Reads a value and holds it against its range.
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

        /// The table of actions: parser, printer, error messages, the page's buttons and the documentation read it.
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
    "expire" (KEY) on "cache": "Expire", "The key's TTL ends now.";
    "flush" () on "cache": "Flush", "Every value leaves the cache, and every lock and lease with them.";
    "write" (KEY) on "readers" "apps": "Write", "One write of the key begins.";
    "warm" (RATE) on "cache": "Warm", "Every key that the cache lacks is fetched and stored, so many per second.";
    "crash_holder" (KEY) on "lock": "Crash the holder", "Whoever holds the key's lock dies without releasing it.";
    "db_slow" (FACTOR, FOR) on "database": "Slow database", "The database works more slowly by a factor, for a time.";
    "db_down" (FOR) on "database": "Stop the database", "The database stands still for a time; what it works on waits.";
    "cache_down" (FOR) on "cache": "Stop the cache", "The cache can not be reached for a time; what it holds stays.";
    "lose_next_invalidation" () on "apps": "Lose the next delete", "The next delete that a write sends to the cache never arrives.";
    "align_arrivals" (FOR_1S) on "readers": "Align arrivals", "All reads of the following stretch arrive at once, now.";
    "unlucky_dice" (FOR_1S) on "readers": "Unlucky dice", "For a time every dice shows 1, the highest there is: nobody refreshes early.";
    "lose_locks" () on "lock": "Lose the locks", "Every lock and lease is lost, the values stay, as in a failover.";
}

impl ActionInfo {
    /// How it is written: `db_slow:FACTOR:FOR`, and `[:KEY]` where an argument may be left out.
    fn usage(&self) -> String {
        let argument = |argument: &ArgumentInfo| match argument.default {
            Some(_) => format!("[:{}]", argument.name),
            None => format!(":{}", argument.name),
        };
        self.name.to_string() + &self.arguments.iter().map(argument).collect::<String>()
    }
}

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

    /// The action of a row of [`ACTIONS`]. One match, beside that of [`Action::written`].
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
            ("cache_down", &[For(lasts)]) => Action::CacheDown(lasts),
            ("lose_next_invalidation", []) => Action::LoseNextInvalidation,
            ("align_arrivals", &[For(lasts)]) => Action::AlignArrivals(lasts),
            ("unlucky_dice", &[For(lasts)]) => Action::UnluckyDice(lasts),
            ("lose_locks", []) => Action::LoseLocks,
            _ => return None,
        })
    }

    /// Its name, and its arguments as they are written; key 0 goes without saying.
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
            Action::CacheDown(lasts) => ("cache_down", vec![lasts.to_string()]),
            Action::LoseNextInvalidation => ("lose_next_invalidation", Vec::new()),
            Action::AlignArrivals(stretch) => ("align_arrivals", vec![stretch.to_string()]),
            Action::UnluckyDice(lasts) => ("unlucky_dice", vec![lasts.to_string()]),
            Action::LoseLocks => ("lose_locks", Vec::new()),
        }
    }

    /// The same in the canonical form: the word as it is listed, and each argument as its row says.
    fn canonical(text: &str) -> Option<String> {
        let mut parts = text.split(':');
        let name = spelling::word(NAMES, parts.next()?)?;
        let row = ACTIONS.iter().find(|action| action.name == name)?;
        let mut written = vec![name];
        for (index, part) in parts.enumerate() {
            let argument = row.arguments.get(index)?;
            let as_is = (argument.parse)(part, argument.range).map(|_| part.to_string());
            written.push(as_is.or_else(|| spelling::canonical(argument.kind, &[], None, part))?);
        }
        Some(written.join(":"))
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
            // In order of time; at one time, in the order written.
            all.insert(all.partition_point(|earlier: &Intervention| earlier.at <= next.at), next);
        }
        (all.len() <= INTERVENTIONS_MAX).then_some(all)
    }

    fn canonical(text: &str, _: Option<(&str, &str)>) -> Option<String> {
        let one = |text: &str| {
            let (at, action) = text.split_once(':')?;
            let at = match Duration::parse(at) {
                Some(_) => at.to_string(),
                None => spelling::canonical("duration", &[], None, at)?,
            };
            Some(format!("{at}:{}", Action::canonical(action)?))
        };
        text.split(',').map(one).collect::<Option<Vec<_>>>().map(|all| all.join(","))
    }

    /// The same with each word that is none replaced by the nearest.
    fn meant(text: &str) -> Option<String> {
        let one = |text: &str| {
            let mut parts: Vec<&str> = text.split(':').collect();
            let word = parts.get_mut(1)?;
            *word = spelling::meant(NAMES.iter().copied(), word)?;
            Some(parts.join(":"))
        };
        let all = text.split(',').map(one).collect::<Option<Vec<_>>>()?.join(",");
        Self::canonical(&all, None)
    }

    fn print(&self) -> String {
        self.iter().map(|i| format!("{}:{}", i.at, i.action.print())).collect::<Vec<_>>().join(",")
    }

    fn within(&self, _: &Self, _: &Self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row with its examples is an action, which prints as it was written, but for what goes without saying.
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
