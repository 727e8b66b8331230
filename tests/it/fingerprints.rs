//! Tests that a scenario has the same fingerprint on every platform. The file is checked here natively, and by
//! `tests/shipped/web.rs` in node and in browsers. Each line has a fingerprint and a scenario: all presets, and the
//! first 300 random scenarios.
//!
//! If a fingerprint changes, published links show a different run. If that is intended, regenerate the file with
//! `UPDATE_GOLDEN=1 cargo test` and note it in CHANGELOG.md.

use crate::golden::hold;
use crate::properties::trace;
use crate::scenarios::{line, parse};
use cache_aside_playground::scenario::PRESETS;
use std::collections::BTreeSet;

#[test]
fn each_preset_and_300_random_scenarios_have_the_fingerprints_on_file() {
    let presets = PRESETS.iter().map(|preset| format!("preset={}", preset.name));
    let lines: Vec<String> = presets.chain((0..300).map(line)).collect();
    let rows: Vec<String> =
        lines.iter().map(|line| format!("{}  {line}\n", trace(&parse(line)).fingerprint())).collect();
    hold("fingerprints.txt", &rows.concat());
    let different: BTreeSet<&str> = rows.iter().map(|row| &row[..16]).collect();
    assert_eq!(different.len(), rows.len(), "no two scenarios have the same fingerprint");
}

/// The smallest possible changes of a trace change its fingerprint.
#[test]
fn always_another_seed_or_one_nanosecond_more_is_another_fingerprint() {
    let base = "duration=2s rate=20/s ttl=500ms db_latency=100ms";
    let expected = trace(&parse(base)).fingerprint();
    let changes =
        ["seed=8", "cache_latency=1.000001ms", "db_latency=100.000001ms", "ttl=500.000001ms", "rate=20.000001/s"];
    for change in changes {
        let name = change.split('=').next().unwrap_or_default();
        let others = base.split(' ').filter(|part| !part.starts_with(&format!("{name}=")));
        let line = others.chain([change]).collect::<Vec<_>>().join(" ");
        assert_ne!(trace(&parse(&line)).fingerprint(), expected, "{line}");
    }
}
