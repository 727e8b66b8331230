//! A greedy shrinker: it reduces a failing line to a small one that still fails.
//!
//! A step resets a field to its default, removes an intervention, or simplifies a value. Steps are tried in this order
//! until none gives a line that still fails. A line that is refused counts as not failing.

use cache_aside_playground::scenario::Scenario;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// The maximum number of lines that are tried. If each takes a second, the failure is reported within minutes.
const TRIES_MAX: usize = 300;

/// The smallest failing line found, starting from one that fails.
pub fn smallest(line: &str, fails: impl Fn(&Scenario) -> bool) -> String {
    let mut smallest = line.to_string();
    let mut tries = 0;
    // Each pass tries every step once on the current line.
    loop {
        let before = smallest.clone();
        for step in 0.. {
            let Some(simpler) = simpler(&smallest).nth(step) else { break };
            if tries < TRIES_MAX && Scenario::parse(&simpler).is_ok_and(|scenario| fails(&scenario)) {
                smallest = simpler;
            }
            tries += 1;
        }
        if smallest == before || tries >= TRIES_MAX {
            return smallest;
        }
    }
}

/// Every line that is one step simpler.
fn simpler(line: &str) -> impl Iterator<Item = String> {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let without = (0..parts.len()).map({
        let parts = parts.clone();
        move |index| [&parts[..index], &parts[index + 1..]].concat().join(" ")
    });
    let changed = parts.clone().into_iter().enumerate().flat_map(move |(index, part)| {
        let parts = parts.clone();
        let values = part.split_once('=').map_or(Vec::new(), |(name, value)| simpler_values(name, value));
        values.into_iter().map(move |value| {
            let name = parts[index].split('=').next().unwrap_or_default();
            let changed = format!("{name}={value}");
            [&parts[..index], &[changed.as_str()], &parts[index + 1..]].concat().join(" ")
        })
    });
    without.chain(changed)
}

/// The simpler values of a field: a list without one of its entries, a constant instead of a distribution, half of a
/// number, and the number minus one.
fn simpler_values(name: &str, value: &str) -> Vec<String> {
    if name == "do" {
        let actions: Vec<&str> = value.split(',').collect();
        return (0..actions.len())
            .filter(|_| actions.len() > 1)
            .map(|index| [&actions[..index], &actions[index + 1..]].concat().join(","))
            .collect();
    }
    if let Some((_, mean)) = value.split_once(':') {
        return vec![mean.split(':').next().unwrap_or_default().to_string()];
    }
    let digits = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let (number, unit) = value.split_at(digits);
    match (number.parse::<u64>(), number.parse::<f64>()) {
        (Ok(whole), _) if whole > 0 => vec![format!("{}{unit}", whole / 2), format!("{}{unit}", whole - 1)],
        (_, Ok(real)) => vec![format!("{}{unit}", real.floor())],
        _ => Vec::new(),
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether a closure panics. The message is not printed.
pub fn panics(body: impl FnOnce()) -> bool {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    QUIET.set(true);
    let panicked = catch_unwind(AssertUnwindSafe(body)).is_err();
    QUIET.set(false);
    panicked
}

#[test]
fn a_line_shrinks_to_what_makes_it_fail() {
    let line = "duration=20s rate=40/s keys=17 ttl=1.75s db_latency=exponential:200ms db_connections=3 write_rate=1/s \
                strategy=lease do=2s:expire,3s:flush,4s:write:1";
    type Fails = fn(&Scenario) -> bool;
    let table: [(Fails, &str); 4] = [
        (|_| true, ""),
        (|scenario| scenario.keys > 3, "keys=4"),
        (|scenario| scenario.to_string().contains("flush") && scenario.keys > 8, "keys=9 do=3s:flush"),
        (|scenario| scenario.db_connections == 3, "db_connections=3"),
    ];
    for (fails, expected) in table {
        assert_eq!(smallest(line, fails), expected);
    }
}

#[test]
fn a_refused_line_does_not_fail_but_a_panic_does() {
    // With the default duration of a minute, or a longer one, this much traffic is refused.
    let line = "rate=100000/s duration=1s";
    assert_eq!(smallest(line, |scenario| scenario.to_string().contains("rate=100000/s")), line);
    assert!(panics(|| panic!("quietly")));
    assert!(!panics(|| ()));
}
