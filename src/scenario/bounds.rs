//! What a run surely makes, from the line alone: a lower bound, so that only a line is refused that can not fit. What may
//! fit is run, and stopped at the limit should it not fit after all.
//!
//! A refusal says the bound, names every field that drives it, and offers for each a value with which the run fits.

use super::{Arrivals, EVENTS_MAX, FIELDS, Fit, Scenario, ScenarioError, WritePolicy};
use crate::base::decimal::Thousands;
use crate::base::random::Latency;
use crate::base::units::{Duration, Instant};

/// Less than this is as good as never made by a number that is random and `mean` on average.
fn at_least(mean: f64) -> f64 {
    const DEVIATIONS: f64 = 6.0;
    (mean - DEVIATIONS * (mean.sqrt() + 1.0)).floor().max(0.0)
}

/// The longest that a latency can be, if there is such a thing.
fn longest(latency: Latency) -> Option<f64> {
    match latency {
        Latency::Constant(longest) | Latency::Uniform(_, longest) => Some(longest.as_secs_f64()),
        Latency::Exponential(_) | Latency::Lognormal(..) => None,
    }
}

/// The fields that decide how much arrives.
const DRIVERS: [&str; 3] = ["duration", "rate", "write_rate"];

impl Scenario {
    /// How many events the run makes at least.
    ///
    /// Every read has a beginning and, unless the run ends before, a look into the cache or the word that it can not be
    /// reached; every write a beginning and, unless it deletes first, its place at the database.
    pub fn events_least(&self) -> u64 {
        let seconds = self.duration.as_secs_f64();
        let looking = self.look_seconds().map_or(0.0, |look| self.reads_least(seconds - look));
        let per_write = if self.write_policy == WritePolicy::InvalidateFirst { 1.0 } else { 2.0 };
        let writes = at_least(self.write_rate.per_second() * seconds);
        let warm = if self.warm { f64::from(self.keys) } else { 0.0 };
        (self.reads_least(seconds) + looking + writes * per_write + warm) as u64
    }

    /// How many reads begin at least within so many seconds.
    fn reads_least(&self, seconds: f64) -> f64 {
        let seconds = seconds.max(0.0);
        match self.arrivals {
            Arrivals::Poisson => at_least(self.rate.per_second() * seconds),
            Arrivals::Even => (self.rate.per_second() * seconds - 1.0).floor().max(0.0),
            // Whether a client's second read begins depends on what becomes of its first.
            Arrivals::Closed => at_least(f64::from(self.clients) * (1.0 - self.think_time.exceeds(seconds))),
        }
    }

    /// After how many seconds a read has surely had a look; `None` when it may be given up before, or when that can not
    /// be told.
    fn look_seconds(&self) -> Option<f64> {
        let look = longest(self.cache_latency)? / 2.0;
        let patient = self.client_timeout.is_zero() || self.client_timeout.as_secs_f64() > 2.0 * look;
        patient.then_some(look)
    }

    /// Refuses a run that surely makes more events than any may.
    ///
    /// # Errors
    /// The bound, what drives it, and what would fit.
    pub(super) fn check_events(&self) -> Result<(), ScenarioError> {
        let least = self.events_least();
        if least <= EVENTS_MAX {
            return Ok(());
        }
        let fits = self.fits();
        let drivers: Vec<&str> = DRIVERS.into_iter().filter(|name| self.is_driven_by(name)).collect();
        let offer = offer(&fits);
        let allowed = format!(
            "a shorter run or less traffic: {} make it at least {} events, and a run may make {}. {offer}",
            drivers.join(" and "),
            Thousands(least),
            Thousands(EVENTS_MAX),
        );
        let mut error = ScenarioError::new("duration", &self.duration.to_string(), allowed);
        error.fits = fits;
        Err(error)
    }

    /// Whether the field has a part in how much arrives.
    fn is_driven_by(&self, name: &str) -> bool {
        match name {
            "rate" => self.arrivals != Arrivals::Closed && !self.rate.is_zero(),
            "write_rate" => !self.write_rate.is_zero(),
            _ => true,
        }
    }

    /// For each field that drives the bound, a round value with which, all else being as it is, the run fits: the greatest
    /// that does by the upper estimate. Where that estimate is far too high, the greatest that likely does.
    fn fits(&self) -> Vec<Fit> {
        let drivers = DRIVERS.into_iter().filter(|name| self.is_driven_by(name));
        drivers.filter_map(|name| self.fit(name)).collect()
    }

    fn fit(&self, name: &'static str) -> Option<Fit> {
        /// Events for each that is counted in the bound, in most runs at most.
        const LIKELY: u64 = 4;
        /// By how many times the upper estimate may be too high.
        const FAR: f64 = 8.0;
        let surely = self.greatest(name, |scenario| scenario.events_estimate() <= EVENTS_MAX);
        let likely = self.greatest(name, |scenario| scenario.events_least() <= EVENTS_MAX / LIKELY);
        let (fit, surely) = match (surely, likely) {
            (Some(surely), Some(likely)) if surely.0 * FAR < likely.0 => (likely, false),
            (Some(surely), _) => (surely, true),
            (None, likely) => (likely?, false),
        };
        Some(Fit { field: name, value: fit.1, surely })
    }

    /// The greatest round value of a field below its own with which this holds: as it does with all smaller ones.
    fn greatest(&self, name: &str, holds: impl Fn(&Scenario) -> bool) -> Option<(f64, String)> {
        const STEPS: [u64; 7] = [80, 60, 50, 40, 30, 20, 10];
        let field = FIELDS.iter().find(|field| field.name == name)?;
        let (own, tens) = match name {
            "duration" => (self.duration.as_nanos() as f64, 14),
            "rate" => (self.rate.per_second(), 6),
            _ => (self.write_rate.per_second(), 6),
        };
        let with = |number: u64| {
            let value = if name == "duration" { Duration(number).to_string() } else { format!("{number}/s") };
            let mut other = self.clone();
            let allowed = (number as f64) < own && field.set(&mut other, &value);
            let end = Instant::ZERO + other.duration;
            (allowed && other.interventions.iter().all(|one| one.at <= end)).then_some((other, number as f64, value))
        };
        let numbers = (0..tens).rev().flat_map(|exponent| STEPS.map(|step| step * 10_u64.pow(exponent)));
        let all: Vec<(Scenario, f64, String)> = numbers.filter_map(with).collect();
        let (_, number, value) = all.get(all.partition_point(|(other, ..)| !holds(other)))?;
        Some((*number, value.clone()))
    }
}

/// The offers in words: what would fit, and what may.
fn offer(fits: &[Fit]) -> String {
    let list = |surely: bool| {
        let some = fits.iter().filter(|fit| fit.surely == surely);
        some.map(|Fit { field, value, .. }| format!("{field}={value}")).collect::<Vec<_>>().join(", or with ")
    };
    match (list(true), list(false)) {
        (would, may) if would.is_empty() && may.is_empty() => "Less of all of them may fit".to_string(),
        (would, may) if may.is_empty() => format!("It would fit with {would}"),
        (would, may) if would.is_empty() => format!("It may fit with {may}"),
        (would, may) => format!("It would fit with {would}; it may fit with {may}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 200,000 even reads, each with a look but the last 500 µs' hundred: 399,900 less the two at the edges; 10,000 ± 100
    /// writes, of which 9,394 surely come, with two events each; a thousand keys of a warm cache.
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
            "invalid duration=1m: expected a shorter run or less traffic: duration and rate make it at least 119,999,499 \
             events, and a run may make 10,000,000. It would fit with duration=2s, or with rate=50000/s"
        );
        let offered = |line: &str| refused(line).fits.into_iter().map(|fit| fit.field).collect::<Vec<_>>();
        assert_eq!(offered("rate=1000000/s write_rate=1000000/s duration=1m"), ["duration"]);
        assert_eq!(offered("rate=1/s write_rate=1000000/s duration=1m"), ["duration", "write_rate"]);
        let error = refused("arrivals=even rate=60/s duration=24h lock_poll=1ms db_timeout=1s");
        assert_eq!(
            error.fits.iter().map(|fit| (fit.field, fit.surely)).collect::<Vec<_>>(),
            [("duration", false), ("rate", false)]
        );
        assert!(error.to_string().contains(" It may fit with duration=5h33m20s, or with rate=10/s"), "{error}");
    }
}
