//! The findings as a table for people.

use cache_aside_playground::orders::property::Kind;
use cache_aside_playground::orders::search::{Progress, Search};
use cache_aside_playground::orders::verdict::{Finding, Verdict, Way};
use std::io::{self, Write};

/// Prints each property with its verdict, and below it the steps of the shortest way of each kind.
pub fn of_findings(out: &mut impl Write, search: &Search, findings: &[Finding]) -> io::Result<()> {
    writeln!(out, "setup   {}", search.model.setup)?;
    match (search.progress(), findings.first().and_then(|finding| finding.orders)) {
        (Progress::Complete, Some(orders)) => {
            writeln!(out, "orders  {}, all tried, through {} states\n", grouped(orders), search.states())?;
        }
        _ => writeln!(out, "orders  not all tried: stopped after {} states\n", search.states())?,
    }
    for finding in findings {
        let steps = finding.steps.len();
        let verdict = match (finding.verdict, finding.kind) {
            (Verdict::Never, Kind::Always) => "never violated".to_string(),
            (Verdict::Never, Kind::Sometimes) => "never happens".to_string(),
            (Verdict::Violated, _) => format!("VIOLATED in {steps} steps"),
            (Verdict::Happens, _) => format!("happens in {steps} steps"),
            (Verdict::Undecided, _) => format!("undecided: {} states tried, none found", search.tried()),
        };
        writeln!(out, "{:<18} {verdict:<26} {}", finding.property, finding.sentence)?;
        if finding.kind == Kind::Always {
            finding.ways.iter().try_for_each(|way| of_way(out, way))?;
        }
    }
    Ok(())
}

fn of_way(out: &mut impl Write, way: &Way) -> io::Result<()> {
    writeln!(out, "    {}{}", way.way, way.cause.map_or(String::new(), |cause| format!("   ({cause})")))?;
    for (index, step) in way.told.iter().enumerate() {
        writeln!(out, "    {:>3}. {}{}", index + 1, step.text, if step.interrupts { "   <- interrupts" } else { "" })?;
    }
    writeln!(out)
}

/// A number with separators between thousands.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
