//! Tests of the theory in the report against runs of random lines: a short version of the example `against_theory`.

use super::soak::Soak;

/// A hundred lines with ordinary settings of a service, over 40 seeds each: no row of theory is off by more than four
/// standard errors and also by more than one per cent of the prediction. `cargo run --release --example against_theory`
/// runs more lines, and more time for each.
#[test]
fn no_row_of_theory_is_refuted_by_random_lines() {
    let soak = Soak { from: 0, lines: 100, seeds: 40, reads: 6_000.0 };
    let mut wrong = Vec::new();
    let found = soak.run(&mut |row| {
        if row.is_wrong() {
            wrong.push(row.to_string());
        }
    });
    assert!(wrong.is_empty(), "{}\n{found}", wrong.join("\n"));
    let compared: u64 = found.rows.values().map(|(compared, _)| compared).sum();
    assert!(found.with_theory > 20 && compared > 80, "these say little: {found}");
}
