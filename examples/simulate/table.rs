//! Reports as tables for people: name, number, unit.

use super::pooled::Judged;
use super::seeds::{Mean, Summary};
use cache_aside_playground::metrics::{Compared, Episode, NUMBERS, Report};
use cache_aside_playground::run;
use cache_aside_playground::scenario::compare::Lane;
use std::io::{self, Write};

/// The report of one run.
pub fn of_report(out: &mut impl Write, report: &Report) -> io::Result<()> {
    heading(out, &report.scenario)?;
    writeln!(out, "{:<12} {}\n", "fingerprint", report.fingerprint)?;
    if let Some(stopped) = &report.stopped {
        writeln!(out, "{}\n", stopped.sentence)?;
    }
    if let Some(sentence) = run::idle::sentence(report) {
        writeln!(out, "{sentence}\n")?;
    }
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
    if let Some(first) = summary.stopped.first() {
        let count = summary.stopped.len();
        writeln!(out, "{count} of {} runs were stopped before their end. The first of them: {first}\n", summary.seeds)?;
    }
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

/// The closed forms that apply, with their measurements and labels. `n` is the number of episodes, cycles or batches.
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

/// The reports of lanes side by side, the scenario's own first.
pub fn of_lanes(out: &mut impl Write, lanes: &[Lane], reports: &[Report]) -> io::Result<()> {
    heading(out, &reports[0].scenario)?;
    for (number, lane) in lanes.iter().enumerate() {
        writeln!(out, "lane {:<7} with {}={}", number + 1, lane.field, lane.value)?;
    }
    writeln!(out)?;
    let names: Vec<String> = (1..=lanes.len()).map(|number| format!("lane {number}")).collect();
    let names: Vec<&str> = ["scenario"].into_iter().chain(names.iter().map(String::as_str)).collect();
    columns(out, "report", &names)?;
    for (name, number) in NUMBERS {
        row(out, name, &reports.iter().map(|report| Some(number(report))).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn heading(out: &mut impl Write, scenario: &str) -> io::Result<()> {
    let line = if scenario.is_empty() { "(all defaults)" } else { scenario };
    writeln!(out, "{:<12} {line}", "scenario")
}

fn columns(out: &mut impl Write, title: &str, names: &[&str]) -> io::Result<()> {
    write!(out, "{title:<27}")?;
    names.iter().try_for_each(|name| write!(out, "{name:>14}"))?;
    writeln!(out)
}

/// A line; the unit, which is in the name, is at the end.
fn row(out: &mut impl Write, name: &str, numbers: &[Option<f64>]) -> io::Result<()> {
    let (label, unit) = label(name);
    write!(out, "{label:<27}")?;
    for number in numbers {
        write!(out, "{:>14}", number.map_or("–".to_string(), digits))?;
    }
    writeln!(out, "{}{unit}", if unit.is_empty() { "" } else { " " })
}

/// `latency_ms.mean` is `response time mean`, in `ms`, and `wait_ms.mean` `lock wait mean`.
fn label(name: &str) -> (String, &'static str) {
    let unit = [("_ms", "ms"), ("_per_s", "/s")]
        .into_iter()
        .find(|(mark, _)| name.ends_with(mark) || name.contains(&format!("{mark}.")));
    let (name, unit) = unit.map_or((name.to_string(), ""), |(mark, unit)| (name.replacen(mark, "", 1), unit));
    let name = match name.split_once('.') {
        Some(("latency", of)) => format!("response time {of}"),
        Some(("wait", of)) => format!("lock wait {of}"),
        _ => name,
    };
    (name.replace(['_', '.'], " "), unit)
}

/// Whole numbers unchanged, others with the significant digits.
fn digits(number: f64) -> String {
    match number.abs() {
        _ if number.fract() == 0.0 => format!("{number}"),
        size if size >= 100.0 => format!("{number:.1}"),
        size if size >= 1.0 => format!("{number:.3}"),
        size if size >= 1e-4 => format!("{number:.5}"),
        _ => format!("{number:.2e}"),
    }
}
