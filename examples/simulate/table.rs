//! Reports as tables for people: name, number, unit.

use super::pooled::Judged;
use super::seeds::{Mean, Summary};
use cache_aside_playground::metrics::{Compared, Episode, Report};
use std::io::{self, Write};

/// A number of the report.
type Number = fn(&Report) -> f64;

/// The numbers of a report, named as in its JSON. A test holds the two against each other.
pub const NUMBERS: &[(&str, Number)] = &[
    ("events", |r| r.events as f64),
    ("reads", |r| r.reads as f64),
    ("unfinished", |r| r.unfinished as f64),
    ("failed", |r| r.failed as f64),
    ("hits", |r| r.hits as f64),
    ("misses", |r| r.misses as f64),
    ("stale_hits", |r| r.stale_hits as f64),
    ("stale_reads", |r| r.stale_reads as f64),
    ("early_recomputes", |r| r.early_recomputes as f64),
    ("db_queries", |r| r.db_queries as f64),
    ("db_in_flight_max", |r| r.db_in_flight_max as f64),
    ("db_queue_max", |r| r.db_queue_max as f64),
    ("lock_waits", |r| r.lock_waits as f64),
    ("writes", |r| r.writes as f64),
    ("hit_ratio", |r| r.hit_ratio),
    ("latency_ms.mean", |r| r.latency_ms.mean),
    ("latency_ms.p50", |r| r.latency_ms.p50),
    ("latency_ms.p90", |r| r.latency_ms.p90),
    ("latency_ms.p99", |r| r.latency_ms.p99),
    ("latency_ms.max", |r| r.latency_ms.max),
    ("wait_ms.mean", |r| r.wait_ms.mean),
    ("wait_ms.max", |r| r.wait_ms.max),
    ("stale_age_ms.mean", |r| r.stale_age_ms.mean),
    ("stale_age_ms.max", |r| r.stale_age_ms.max),
];

/// The report of one run.
pub fn of_report(out: &mut impl Write, report: &Report) -> io::Result<()> {
    heading(out, &report.scenario)?;
    writeln!(out, "{:<12} {}\n", "fingerprint", report.fingerprint)?;
    for (name, number) in NUMBERS {
        row(out, name, &[Some(number(report))])?;
    }
    writeln!(out)?;
    of_episodes(out, &report.episodes)?;
    of_theory(out, report.theory.into_iter().map(|(name, form)| (*name, of_one_run(form))))
}

/// The episodes of one run, summarised.
fn of_episodes(out: &mut impl Write, episodes: &[Episode]) -> io::Result<()> {
    let (count, first_early) = (episodes.len(), episodes.iter().filter(|e| e.gap_ms > 0.0).count());
    row(out, "episodes", &[Some(count as f64)])?;
    if count > 0 {
        let queries: u64 = episodes.iter().map(|e| e.db_queries).sum();
        row(out, "db_queries_per_episode", &[Some(queries as f64 / count as f64)])?;
        row(out, "db_queries_in_largest", &[episodes.iter().map(|e| e.db_queries as f64).reduce(f64::max)])?;
        row(out, "begun_early", &[Some(first_early as f64)])?;
    }
    if first_early > 0 {
        let gaps: f64 = episodes.iter().map(|e| e.gap_ms).sum();
        row(out, "gap_of_begun_early_ms", &[Some(gaps / first_early as f64)])?;
    }
    writeln!(out)
}

/// The means of many runs.
pub fn of_seeds(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    heading(out, &summary.scenario)?;
    writeln!(out, "{:<12} {}\n", "seeds", summary.seeds)?;
    let means = |out: &mut _, means: &[Mean]| {
        means.iter().try_for_each(|mean| row(out, mean.name, &[Some(mean.mean), mean.standard_error]))
    };
    columns(out, "report", &["mean", "s.e."])?;
    means(out, &summary.report)?;
    writeln!(out)?;
    columns(out, &format!("{} episodes", summary.episodes[0].count), &["mean", "s.e."])?;
    means(out, &summary.episodes)?;
    writeln!(out)?;
    of_theory(out, summary.theory.iter().map(|(name, form)| (*name, *form)))
}

fn of_one_run(form: &Compared) -> Judged {
    let Compared { label, predicted, measured, standard_error, n, n_min, .. } = *form;
    Judged { label, predicted, measured, standard_error, n, n_min }
}

/// Each closed form that applies beside what was measured, by its name in words. `n` is how many episodes, cycles or
/// stretches of the run that is the mean of.
fn of_theory(out: &mut impl Write, rows: impl ExactSizeIterator<Item = (&'static str, Judged)>) -> io::Result<()> {
    if rows.len() == 0 {
        return Ok(());
    }
    writeln!(out, "{:<56}{:>12}{:>12}{:>12}{:>9}", "theory", "predicted", "measured", "± s.e.", "n")?;
    for (name, form) in rows {
        let unit = label(name).1;
        let with_unit = if unit.is_empty() { form.label.to_string() } else { format!("{}, {unit}", form.label) };
        let measured = form.measured.map_or("–".to_string(), digits);
        let error = form.error().map_or("too few to compare".to_string(), digits);
        let (predicted, n) = (digits(form.predicted), form.n);
        match form.error() {
            Some(_) => writeln!(out, "{with_unit:<56}{predicted:>12}{measured:>12}{error:>12}{n:>9}")?,
            None => writeln!(out, "{with_unit:<56}{predicted:>12}{measured:>12}{:>12}{n:>9}  {error}", "–")?,
        }
    }
    Ok(())
}

fn heading(out: &mut impl Write, scenario: &str) -> io::Result<()> {
    let line = if scenario.is_empty() { "(all defaults)" } else { scenario };
    writeln!(out, "{:<12} {line}", "scenario")
}

fn columns(out: &mut impl Write, title: &str, names: &[&str]) -> io::Result<()> {
    write!(out, "{title:<24}")?;
    names.iter().try_for_each(|name| write!(out, "{name:>14}"))?;
    writeln!(out)
}

/// One line; the unit, which is in the name, goes to the end.
fn row(out: &mut impl Write, name: &str, numbers: &[Option<f64>]) -> io::Result<()> {
    let (label, unit) = label(name);
    write!(out, "{label:<24}")?;
    for number in numbers {
        write!(out, "{:>14}", number.map_or("–".to_string(), digits))?;
    }
    writeln!(out, "{}{unit}", if unit.is_empty() { "" } else { " " })
}

/// `latency_ms.mean` is `latency mean`, in `ms`.
fn label(name: &str) -> (String, &'static str) {
    let unit = [("_ms", "ms"), ("_per_s", "/s")]
        .into_iter()
        .find(|(mark, _)| name.ends_with(mark) || name.contains(&format!("{mark}.")));
    let (name, unit) = unit.map_or((name.to_string(), ""), |(mark, unit)| (name.replacen(mark, "", 1), unit));
    (name.replace(['_', '.'], " "), unit)
}

/// Whole numbers as they are, others with as many digits as tell something.
fn digits(number: f64) -> String {
    match number.abs() {
        _ if number.fract() == 0.0 => format!("{number}"),
        size if size >= 100.0 => format!("{number:.1}"),
        size if size >= 1.0 => format!("{number:.3}"),
        size if size >= 1e-4 => format!("{number:.5}"),
        _ => format!("{number:.2e}"),
    }
}
