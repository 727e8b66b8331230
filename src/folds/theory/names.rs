//! The names of the rows of theory in words: the only such table, used by the command line and the page.

/// The names in the report, each with its name in words. The unit is at the end of the former only.
pub const NAMES: &[(&str, &str)] = &[
    ("cycle_ms", "time from one refill to the next"),
    ("db_queries_per_episode", "queries per refill"),
    ("db_rate_per_s", "database queries"),
    ("hit_ratio", "hits among all reads"),
    ("late_fill_share", "refills that stay stale after both deletes"),
    ("latency_mean_ms", "response time, mean"),
    ("lock_wait_mean_ms", "wait of a reader that waits, mean"),
    ("lock_waits_share", "reads that wait for a refill"),
    ("misses_per_episode", "misses per refresh"),
    ("stale_read_share", "stale reads among all reads"),
    ("xfetch_gap_deviation_ms", "first early refresh before expiry, standard deviation"),
    ("xfetch_gap_median_ms", "first early refresh before expiry, median"),
    ("xfetch_gap_ms", "first early refresh before expiry, mean"),
    ("xfetch_late_share", "expiries that the refresh is too late for"),
    ("xfetch_no_early_share", "expiries without an early refresh"),
];

/// The name in words of a row.
///
/// # Panics
/// If the table lacks it, which is a bug.
pub fn label(name: &str) -> &'static str {
    NAMES.iter().find(|(known, _)| *known == name).expect("every form has a name in words").1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names in words contain no field names.
    #[test]
    fn names_are_words() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0), "each once");
        for (name, words) in NAMES {
            assert!(!words.contains('_') && !words.is_empty(), "{name}: {words}");
            assert_eq!(label(name), *words);
        }
    }
}
