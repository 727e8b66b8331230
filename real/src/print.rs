//! The output: JSON for programs, tables for people.

use crate::compare::Compared;
use crate::recording::Header;
use serde::Serialize;

/// Prints a value as JSON.
pub fn json(value: &impl Serialize) {
    println!("{}", serde_json::to_string_pretty(value).unwrap_or_default());
}

/// Prints real runs beside the simulated ones.
pub fn comparison(headers: &[&Header], compared: &[Compared]) {
    let first = headers[0];
    println!("{}\n", if first.line.is_empty() { "(the defaults)" } else { &first.line });
    println!("Redis {}, PostgreSQL {}, {}, {}", first.redis, first.postgresql, first.machine, first.date);
    println!(
        "requests late by {} ms (median), {} ms (one in a hundred); statements longer than in the scenario by {} / {} ms; \
         commands took {} / {} ms",
        first.lateness_ms.p50,
        first.lateness_ms.p99,
        first.statement_overhead_ms.p50,
        first.statement_overhead_ms.p99,
        first.command_ms.p50,
        first.command_ms.p99
    );
    let invalid = headers.iter().filter(|header| !header.valid).count();
    if invalid > 0 {
        println!("INVALID: in {invalid} of {} runs the traffic was too late to compare.", headers.len());
    }
    println!("\n{:<24}{:>12}{:>12}{:>9}   noise of the ratio", "", "real", "simulated", "ratio");
    for row in compared {
        let ratio = row.ratio().map_or("-".to_string(), |ratio| format!("{ratio:.3}"));
        let noise = match row.same_traffic.mean {
            0.0 => String::new(),
            mean => format!("±{:.3}", row.noise() / mean.abs()),
        };
        let mark = if row.agrees() { "" } else { "   beyond the noise and 3 %" };
        let (real, simulated) = (number(row.real.mean), number(row.same_traffic.mean));
        println!("{:<24}{real:>12}{simulated:>12}{ratio:>9}   {noise}{mark}", row.name);
    }
}

/// A number with a readable number of digits.
pub fn number(number: f64) -> String {
    match number.abs() {
        0.0 => "0".to_string(),
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        size if size >= 1.0 => format!("{number:.2}"),
        _ => format!("{number:.4}"),
    }
}
