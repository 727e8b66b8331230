//! Tests of XFetch. Δ = L is the stored recompute time, m = Δβ, a = λm, k = e^(L/m), Ein(z) = E1(z) + ln z + γ.

use super::*;
use cache_aside_playground::trace::EventKind;

/// Ein(z) = ∫₀ᶻ (1−e^(−t))/t dt, by Simpson's rule, which is a different method from the report's.
pub fn ein(z: f64) -> f64 {
    let f = |t: f64| if t == 0.0 { 1.0 } else { -libm::expm1(-t) / t };
    let steps = 20_000;
    let h = z / f64::from(steps);
    let weighted = |i: i32| f(h * f64::from(i)) * if i == 0 || i == steps { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
    (0..=steps).map(weighted).sum::<f64>() * h / 3.0
}

/// E1(z) = Ein(z) − ln z − γ.
pub fn e1(z: f64) -> f64 {
    ein(z) - libm::log(z) - 0.577_215_664_901_532_9
}

/// k(1−e^(−a/k)) + e^(−a) + a(E1(a/k)−E1(a)), where E1(a/k)−E1(a) = Ein(a/k)−Ein(a)+ln k.
fn recomputes(a: f64, k: f64) -> f64 {
    k * (1.0 - libm::exp(-a / k)) + libm::exp(-a) + a * (ein(a / k) - ein(a) + libm::log(k))
}

/// A row of the table: the number of runs, λ, L, β, and the published E[gap], e^(−a/k) and E[N].
struct Row {
    runs: Runs,
    parameters: (f64, f64, f64),
    published: (&'static str, &'static str, &'static str),
}

impl Row {
    /// A read x before expiry recomputes with probability e^(−x/m), so the hazard of the first early start is
    /// λe^(−x/m), and its mean gap is m·Ein(a). With probability e^(−a) there is no early start; with probability
    /// e^(−a/k) it comes too late, so that the value expires first. During the L of the recompute the hazard grows
    /// k-fold, which gives E[N].
    fn check(&self) {
        let (rate, query, beta) = self.parameters;
        let scale = query * beta;
        let (a, k) = (rate * scale, libm::exp(query / scale));
        let (gap, late, size) = (scale * ein(a), libm::exp(-a / k), recomputes(a, k));
        published(gap, self.published.0);
        published(size, self.published.2);
        let reports = reports(self.runs);
        agrees(self.runs, "gap", per_episode(&reports, |e| e.gap_ms / 1e3), gap);
        agrees(self.runs, "recomputes per episode", per_episode(&reports, |e| e.db_queries as f64), size);
        let missing = per_episode(&reports, |e| indicator(e.gap_ms < query * 1e3));
        let unstarted = per_episode(&reports, |e| indicator(e.early == 0));
        published(late, self.published.1);
        rare_or_agrees(self.runs, "the value goes missing", missing, late);
        rare_or_agrees(self.runs, "no early start", unstarted, libm::exp(-a));
    }
}

/// A share so small that no such event is expected is checked to be zero.
fn rare_or_agrees(runs: Runs, what: &str, sample: Sample, predicted: f64) {
    if predicted * (sample.count as f64) < 0.01 {
        assert_eq!(sample.mean, 0.0, "{what}: {}", runs.1);
    } else if predicted * (sample.count as f64) > 2_500.0 {
        agrees(runs, what, sample, predicted);
    }
}

/// λ=100, Δ=L=.5, β=1: a=50, k=e. E[gap] 2.2446, e^(−a/k) 1.0e-8, E[N] 2.7183; plain would be 51.
#[test]
fn a_hot_key_is_refreshed_by_e_readers() {
    let runs: Runs = (
        40,
        "strategy=xfetch rate=100/s ttl=8s db_latency=500ms cache_latency=0ms db_connections=0 \
         duration=1000s",
    );
    Row { runs, parameters: (100.0, 0.5, 1.0), published: ("2.2446", "1.0e-8", "2.7183") }.check();
}

/// λ=20, Δ=L=.5, β=1: a=10. E[gap] 1.4399, e^(−a/k) .0253, E[N] 2.7056; plain would be 11. The rare miss needs 10⁵
/// episodes.
#[test]
fn a_warm_key_goes_missing_now_and_then() {
    let runs: Runs = (
        12,
        "strategy=xfetch rate=20/s ttl=6s db_latency=500ms cache_latency=0ms db_connections=0 \
         duration=45000s",
    );
    Row { runs, parameters: (20.0, 0.5, 1.0), published: ("1.4399", "0.0253", "2.7056") }.check();
}

/// λ=4, Δ=L=.5, β=1: a=2. E[gap] .6596, e^(−a/k) .479, E[N] 2.1523; plain would be 3.
#[test]
fn a_lukewarm_key_goes_missing_half_of_the_times() {
    let runs: Runs = (
        6,
        "strategy=xfetch rate=4/s ttl=6s db_latency=500ms cache_latency=0ms db_connections=0 \
         duration=40000s",
    );
    Row { runs, parameters: (4.0, 0.5, 1.0), published: ("0.6596", "0.479", "2.1523") }.check();
}

/// λ=1, Δ=L=.5, β=1: a=.5. E[gap] .2219, e^(−a/k) .832, E[N] 1.4292; plain would be 1.5: no help for a cold key.
#[test]
fn a_cold_key_is_not_protected() {
    let runs: Runs = (
        6,
        "strategy=xfetch rate=1/s ttl=6s db_latency=500ms cache_latency=0ms db_connections=0 \
         duration=40000s",
    );
    Row { runs, parameters: (1.0, 0.5, 1.0), published: ("0.2219", "0.832", "1.4292") }.check();
}

/// λ=100, Δ=L=.5, β=2: m=1, a=100, k=√e. E[gap] 5.1824, E[N] 1.6487: earlier, and fewer at once.
#[test]
fn twice_the_beta_is_twice_as_early() {
    let runs: Runs = (
        30,
        "strategy=xfetch beta=2 rate=100/s ttl=16s db_latency=500ms cache_latency=0ms \
         db_connections=0 duration=1000s",
    );
    Row { runs, parameters: (100.0, 0.5, 2.0), published: ("5.1824", "4.6e-27", "1.6487") }.check();
}

/// For a ≫ k the number of recomputes is geometric with mean k = e^(L/m), whatever the read rate: at λ=1000 as at 100.
/// A recompute that takes twice or three times the stored Δ is, in m = Δβ, a β of a half or a third: at λ=100, m=.5,
/// L=1 and 1.5, E[N] is 7.39 and 19.7.
#[test]
fn recomputes_per_episode_depend_on_delta_and_beta_alone() {
    let hot: Runs = (
        20,
        "strategy=xfetch rate=1000/s ttl=8s db_latency=500ms cache_latency=0ms db_connections=0 \
         duration=700s",
    );
    let double: Runs = (
        30,
        "strategy=xfetch beta=0.5 rate=100/s ttl=10s db_latency=1s cache_latency=0ms \
         db_connections=0 duration=1000s",
    );
    let triple: Runs = (
        30,
        "strategy=xfetch beta=0.333333333333 rate=100/s ttl=11s db_latency=1500ms \
         cache_latency=0ms db_connections=0 duration=1000s",
    );
    let e = std::f64::consts::E;
    for (runs, rate, k, decimal) in
        [(hot, 1000.0, e, "2.7183"), (double, 100.0, e * e, "7.39"), (triple, 100.0, e * e * e, "19.7")]
    {
        let size = recomputes(rate * 0.5, k);
        published(size, decimal);
        agrees(runs, "recomputes per episode", per_episode(&reports(runs), |e| e.db_queries as f64), size);
    }
}

/// The gap is Gumbel-distributed: median m·ln(a/ln 2) = .5·ln(50/.6931) = 2.1393, standard deviation m·π/√6 = 1.2825 m
/// = .6413. The median has a standard error of 1/(2f√n) with the density f = ln 2/(2m) there, the deviation one of
/// σ√((κ−1)/4n), with the kurtosis κ = 5.4.
#[test]
fn the_gap_has_the_median_and_the_spread_of_a_gumbel() {
    let runs: Runs = (
        40,
        "strategy=xfetch rate=100/s ttl=8s db_latency=500ms cache_latency=0ms db_connections=0 \
         duration=1000s",
    );
    let (scale, a) = (0.5, 50.0);
    let ln2 = std::f64::consts::LN_2;
    let mut gaps: Vec<f64> = reports(runs).iter().flat_map(whole).map(|episode| episode.gap_ms / 1e3).collect();
    gaps.sort_by(f64::total_cmp);
    let root = (gaps.len() as f64).sqrt();
    let median = scale * libm::log(a / ln2);
    let deviation = scale * std::f64::consts::PI / 6.0_f64.sqrt();
    published(deviation / scale, "1.2825");
    let measured = gaps.iter().copied().collect::<Sample>().deviation().expect("many gaps");
    let table = [
        ("median", gaps[gaps.len() / 2], median, 1.0 / (2.0 * ln2 / (2.0 * scale) * root)),
        ("deviation", measured, deviation, deviation * (4.4_f64 / 4.0).sqrt() / root),
    ];
    for (what, measured, predicted, error) in table {
        assert!((measured - predicted).abs() <= 4.0 * error, "{what}: {measured} against {predicted} ± {error}");
        assert!(error < 0.02 * predicted, "{what}: too few gaps, {}", gaps.len());
    }
}

/// A single read at x = Δ before expiry recomputes with probability e^(−1) = 36.8 %, not 63 %. Reads every 2 s, T = 2,
/// Δ = L = 1: a value stored at 3 s has one second left at the next read, at 4 s. Each such read is an independent
/// trial.
#[test]
fn one_delta_before_expiry_37_of_100_recompute() {
    let runs: Runs = (
        2,
        "strategy=xfetch arrivals=even rate=0.5/s ttl=2s db_latency=1s cache_latency=0ms \
         db_connections=0 duration=20000s",
    );
    let mut early = Sample::default();
    for (trace, _) in traces(runs) {
        for pair in trace.events().windows(2) {
            if let EventKind::DiceRolled { left, threshold, .. } = pair[0].kind {
                assert_eq!((left.as_nanos(), threshold), (1_000_000_000, libm::exp(-1.0)));
                early.add(indicator(matches!(pair[1].kind, EventKind::EarlyRecompute { .. })));
            }
        }
    }
    published(libm::exp(-1.0), "0.368");
    agrees(runs, "recomputes", early, libm::exp(-1.0));
}

/// With a β of 0 no read is early: the same reads, hits, misses, queries and latencies as plain cache-aside.
#[test]
fn without_beta_it_is_plain_cache_aside() {
    let line = "rate=50/s ttl=1s db_latency=exponential:200ms cache_latency=0ms db_connections=0";
    let with = |strategy| {
        let line = format!("strategy={strategy} {line}");
        let mut report = run::report(&Scenario::parse(&line).expect("the line parses")).expect("it runs");
        // These differ by definition: the line, and the dice, which have no effect.
        report.scenario.clear();
        report.fingerprint.clear();
        report.theory = Default::default();
        report.events = 0;
        report
    };
    assert_eq!(with("xfetch beta=0"), with("unprotected"));
}

/// With a lock only one early refresh runs at a time, and the other readers keep the value they have. So there is one
/// query per episode, and a cycle takes T + L minus the gap. As long as a refresh is early enough, which it always is
/// with a = 50, no read misses. The first start is as early as without a lock: 2.2446 s. A lock that was never released
/// would block all refreshes for the rest of the run.
#[test]
fn under_a_lock_one_reader_refreshes() {
    let runs: Runs = (
        20,
        "strategy=xfetch xfetch_lock=true lock_ttl=1h rate=100/s ttl=8s db_latency=500ms \
         cache_latency=0ms db_connections=0 duration=1000s",
    );
    let gap = 0.5 * ein(50.0);
    published(gap, "2.2446");
    let reports = reports(runs);
    agrees(runs, "gap", per_episode(&reports, |e| e.gap_ms / 1e3), gap);
    agrees(runs, "recomputes per episode", per_episode(&reports, |e| e.db_queries as f64), 1.0);
    agrees(runs, "cycle", cycles(&reports), 8.0 + 0.5 - gap);
    assert!(reports.iter().all(|r| r.misses == 0 && r.db_in_flight_max == 1));
}

/// Uniform early expiry over ξ, another rule. A read x before expiry starts a recompute with probability 1 − x/ξ. With
/// the hazard λy/ξ, y = ξ − x, the first start is at y = √(πξ/2λ) on average, and E[N] = 1 + L√(πλ/2ξ) + λL²/(2ξ)
/// recomputes start before it is back, about √λ times as many as XFetch's e. λ=100, L=.5, ξ=4: 1 + 3.1333 + 3.125 =
/// 7.2583, the first 4 − .25066 = 3.74934 s before expiry. λ=20, L=.2, ξ=3: 1 + .64721 + .13333 = 1.7805, 2.51459 s.
#[test]
fn uniform_early_expiry_grows_with_the_root_of_the_rate() {
    let hot: Runs = (
        30,
        "strategy=xfetch early_window=4s rate=100/s ttl=8s db_latency=500ms cache_latency=0ms \
         db_connections=0 duration=1000s",
    );
    let warm: Runs = (
        30,
        "strategy=xfetch early_window=3s rate=20/s ttl=8s db_latency=200ms cache_latency=0ms \
         db_connections=0 duration=1000s",
    );
    for (runs, rate, query, window, size, gap) in
        [(hot, 100.0, 0.5, 4.0, "7.2583", "3.74934"), (warm, 20.0, 0.2, 3.0, "1.7805", "2.51459")]
    {
        let racing =
            1.0 + query * (std::f64::consts::PI * rate / (2.0 * window)).sqrt() + rate * query * query / (2.0 * window);
        let first = window - (std::f64::consts::PI * window / (2.0 * rate)).sqrt();
        published(racing, size);
        published(first, gap);
        let reports = reports(runs);
        agrees(runs, "gap", per_episode(&reports, |e| e.gap_ms / 1e3), first);
        agrees(runs, "recomputes per episode", per_episode(&reports, |e| e.db_queries as f64), racing);
    }
}

/// If L varies, the stored Δ is biased upwards: of concurrent recomputes the slowest stores last, and its Δ remains.
/// λ=500, T=1, L exponential with mean 100 ms: the Δ that the first early reader finds is well above 100 ms.
#[test]
fn the_stored_delta_is_that_of_the_slowest() {
    let runs: Runs = (
        10,
        "strategy=xfetch rate=500/s ttl=1s db_latency=exponential:100ms cache_latency=0ms \
         db_connections=0 duration=100s",
    );
    let deltas = per_run_deltas(runs);
    let error = deltas.standard_error().expect("ten runs");
    assert!(deltas.mean - 4.0 * error > 0.1, "{} ± {error} s, against a mean latency of .1 s", deltas.mean);
}

/// For each run, the mean stored Δ at the times when dice are rolled, in seconds.
fn per_run_deltas(runs: Runs) -> Sample {
    let mean = |trace: &Trace| {
        let deltas: Sample = trace
            .events()
            .iter()
            .filter_map(|event| match event.kind {
                EventKind::EarlyRecompute { delta, .. } => Some(delta.as_secs_f64()),
                _ => None,
            })
            .collect();
        deltas.mean
    };
    traces(runs).map(|(trace, _)| mean(&trace)).collect()
}
