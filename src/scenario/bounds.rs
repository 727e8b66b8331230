//! A lower bound on the number of events of a run, computed from the line. Only a line that certainly exceeds the limit
//! is refused. Any other is run, and stopped if it reaches the limit.
//!
//! The error states the bound and every field that drives it, with a value for each with which the run fits.

use super::{Arrivals, EVENTS_MAX, FIELDS, Fit, Scenario, ScenarioError, WritePolicy, spelling};
use crate::base::decimal::Thousands;
use crate::base::random::Latency;
use crate::base::units::{Duration, Instant};

/// A value that a random count with this mean practically never falls below.
fn at_least(mean: f64) -> f64 {
    const DEVIATIONS: f64 = 6.0;
    (mean - DEVIATIONS * (mean.sqrt() + 1.0)).floor().max(0.0)
}

/// The maximum of a latency in seconds; `None` if it is unbounded.
fn longest(latency: Latency) -> Option<f64> {
    match latency {
        Latency::Constant(longest) | Latency::Uniform(_, longest) => Some(longest.as_secs_f64()),
        Latency::Exponential(_) | Latency::Lognormal(..) => None,
    }
}

/// The fields that determine the number of arrivals.
const DRIVERS: [&str; 3] = ["duration", "rate", "write_rate"];

impl Scenario {
    /// A lower bound on the number of events of the run.
    ///
    /// Every read makes an event at its start and one at its first lookup, unless the run ends before it. Every write
    /// makes one at its start and, unless it deletes first, one at the database.
    pub fn events_least(&self) -> u64 {
        let seconds = self.duration.as_secs_f64();
        let looking = self.look_seconds().map_or(0.0, |look| self.reads_least(seconds - look));
        let per_write = if self.write_policy == WritePolicy::InvalidateFirst { 1.0 } else { 2.0 };
        let writes = at_least(self.write_rate.per_second() * seconds);
        let warm = if self.warm { f64::from(self.keys) } else { 0.0 };
        (self.reads_least(seconds) + looking + writes * per_write + warm) as u64
    }

    /// A lower bound on the number of reads that begin within some seconds.
    fn reads_least(&self, seconds: f64) -> f64 {
        let seconds = seconds.max(0.0);
        match self.arrivals {
            Arrivals::Poisson => at_least(self.rate.per_second() * seconds),
            Arrivals::Even => (self.rate.per_second() * seconds - 1.0).floor().max(0.0),
            // Only the first read of each client: when the second begins depends on the first.
            Arrivals::Closed => at_least(f64::from(self.clients) * (1.0 - self.think_time.exceeds(seconds))),
        }
    }

    /// The seconds after which a read has certainly done its first lookup; `None` if it may be abandoned before, or if
    /// there is no bound.
    fn look_seconds(&self) -> Option<f64> {
        let look = longest(self.cache_latency)? / 2.0;
        let patient = self.client_timeout.is_zero() || self.client_timeout.as_secs_f64() > 2.0 * look;
        patient.then_some(look)
    }

    /// Refuses a run that certainly makes more events than allowed.
    ///
    /// # Errors
    /// The bound, the fields that drive it, and values that would fit.
    pub(super) fn check_events(&self) -> Result<(), ScenarioError> {
        let least = self.events_least();
        if least <= EVENTS_MAX {
            return Ok(());
        }
        let drivers: Vec<&str> = DRIVERS.into_iter().filter(|name| self.is_driven_by(name)).collect();
        let fits = if spelling::PRESENT { self.fits(&drivers) } else { Vec::new() };
        let offer = if spelling::PRESENT { format!(". {}", offer(&fits)) } else { String::new() };
        let allowed = format!(
            "a shorter run or less traffic: {} give at least {} events, and a run may have {}{offer}",
            drivers.join(" and "),
            Thousands(least),
            Thousands(EVENTS_MAX),
        );
        let mut error = ScenarioError::new("duration", &self.duration.to_string(), allowed);
        error.fits = Some(fits);
        Err(error)
    }

    /// Whether the field affects the number of arrivals.
    fn is_driven_by(&self, name: &str) -> bool {
        match name {
            "rate" => self.arrivals != Arrivals::Closed && !self.rate.is_zero(),
            "write_rate" => !self.write_rate.is_zero(),
            _ => true,
        }
    }

    /// For each field that drives the bound, the greatest round value with which the run fits by upper estimates,
    /// all other fields being unchanged. If they are far too high, the greatest value with which it probably
    /// fits.
    fn fits(&self, drivers: &[&'static str]) -> Vec<Fit> {
        let mut fits = Vec::new();
        for name in drivers {
            fits.extend(self.fit(name));
        }
        fits
    }

    fn fit(&self, name: &'static str) -> Option<Fit> {
        /// Events per event counted in the bound; few runs make more.
        const LIKELY: u64 = 4;
        /// The factor by which the upper estimate may be too high.
        const FAR: f64 = 8.0;
        let surely = self.greatest(name, Scenario::surely_fits);
        let likely = self.greatest(name, |scenario| scenario.events_least() <= EVENTS_MAX / LIKELY);
        let (fit, surely) = match (surely, likely) {
            (Some(surely), Some(likely)) if surely.0 * FAR < likely.0 => (likely, false),
            (Some(surely), _) => (surely, true),
            (None, likely) => (likely?, false),
        };
        Some(Fit { field: name, value: fit.1, surely })
    }

    /// The greatest round value below the field's own for which `holds` is true. It must then hold for all smaller
    /// ones.
    fn greatest(&self, name: &str, holds: fn(&Scenario) -> bool) -> Option<(f64, String)> {
        let field = FIELDS.iter().find(|field| field.name == name)?;
        let (own, mut tens) = match name {
            "duration" => (self.duration.as_nanos() as f64, 10_u64.pow(14)),
            "rate" => (self.rate.per_second(), 1_000_000),
            _ => (self.write_rate.per_second(), 1_000_000),
        };
        let mut other = self.duplicate();
        while tens > 1 {
            tens /= 10;
            for step in [80, 60, 50, 40, 30, 20, 10] {
                let number = step * tens;
                let value = if name == "duration" { Duration(number).to_string() } else { format!("{number}/s") };
                if (number as f64) < own && field.set(&mut other, &value) && holds(&other) {
                    let end = Instant::ZERO + other.duration;
                    // Smaller ones would cut off interventions too.
                    return other.interventions.iter().all(|one| one.at <= end).then_some((number as f64, value));
                }
            }
        }
        None
    }
}

/// The offers as text: values that fit, or that may fit.
fn offer(fits: &[Fit]) -> String {
    let mut text = String::new();
    for (surely, verb) in [(true, "would"), (false, "may")] {
        for (index, Fit { field, value, .. }) in fits.iter().filter(|fit| fit.surely == surely).enumerate() {
            match (index, text.is_empty()) {
                (0, true) => text = format!("It {verb} fit with "),
                (0, false) => text = format!("{text}; it {verb} fit with "),
                _ => text += ", or with ",
            }
            text = format!("{text}{field}={value}");
        }
    }
    if text.is_empty() { "Less of all of them may fit".to_string() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 200,000 even reads with two events each, except the hundred of the last 500 µs: 399,900 less the two at the
    /// edges. 10,000 ± 100 writes, of which 9,394 are certain, with two events each. A thousand keys of a warm cache.
    #[test]
    fn the_bound_adds_up_what_surely_comes() {
        let table = [
            ("arrivals=even rate=200000/s duration=1s warm=false", 399_898),
            ("arrivals=even rate=200000/s duration=1s warm=false client_timeout=1us", 199_999),
            ("arrivals=even rate=200000/s duration=1s warm=false cache_latency=exponential:1ms", 199_999),
            ("rate=0/s write_rate=10000/s duration=1s warm=false", 2 * 9_394),
            ("rate=0/s write_rate=10000/s duration=1s warm=false write_policy=invalidate_first", 9_394),
            ("rate=0/s keys=1000 duration=1s", 1_000),
            ("arrivals=closed clients=10000 think_time=2s duration=1s warm=false", 0),
        ];
        for (line, least) in table {
            assert_eq!(Scenario::parse(line).expect(line).events_least(), least, "{line}");
        }
    }

    #[test]
    fn a_refusal_names_what_drives_the_bound_and_offers_what_fits() {
        let refused = |line: &str| Scenario::parse(line).expect_err(line);
        let error = refused("strategy=unprotected arrivals=even rate=1000000/s db_latency=1ms duration=1m");
        assert_eq!(
            error.to_string(),
            "invalid duration=1m: expected a shorter run or less traffic: duration and rate give at least 119,999,499 \
             events, and a run may have 10,000,000. It would fit with duration=300ms, or with rate=8000/s"
        );
        let offered = |line: &str| refused(line).fits.into_iter().flatten().map(|fit| fit.field).collect::<Vec<_>>();
        assert_eq!(offered("rate=1000000/s write_rate=1000000/s duration=1m"), ["duration"]);
        assert_eq!(offered("rate=1/s write_rate=1000000/s duration=1m"), ["duration", "write_rate"]);
        let error = refused("arrivals=even rate=60/s duration=24h lock_poll=1ms db_timeout=1s");
        assert_eq!(
            error.fits.iter().flatten().map(|fit| (fit.field, fit.surely)).collect::<Vec<_>>(),
            [("duration", false), ("rate", false)]
        );
        assert!(error.to_string().contains(" It may fit with duration=5h33m20s, or with rate=10/s"), "{error}");
    }
}
