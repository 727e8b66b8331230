//! How fast it runs: one program, compiled for this machine and for wasm, that does the same work in both.
//!
//! `npm run bench` (tools/bench.mjs) builds both, runs them in turn and prints one table. A case is a line of `CASES`:
//! a name, and what sets it up and hands back the part that is timed. Natively the program times itself and prints
//! `name <tab> events <tab> nanoseconds` for each case; in node, tools/bench.mjs holds the clock.
//!
//! An event is a poll of a task, in the simulation as in the bare kernel, so that the two can be compared. The bare
//! kernel runs the hold model (Vaucher and Duval, 1975), the usual yardstick of an event queue: a fixed number of
//! pending timers, and whenever one fires, its task sets a new one.

use cache_aside_playground::kernel::{Executor, Kernel, Progress};
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::simulation::Simulation;
use cache_aside_playground::units::{Duration, Instant};
use std::rc::Rc;

/// A case that is set up: runs about as many events as it is told to, and says how many they were.
type Run = Box<dyn FnMut(u64) -> u64>;

/// One row of the table.
struct Case {
    name: &'static str,
    set_up: fn() -> Run,
    /// How many are timed.
    events: u64,
}

const CASES: &[Case] = &[
    Case { name: "bare kernel, 10^2 pending", set_up: || hold(100), events: 4_000_000 },
    Case { name: "bare kernel, 10^4 pending", set_up: || hold(10_000), events: 4_000_000 },
    Case { name: "bare kernel, 10^6 pending", set_up: || hold(1_000_000), events: 4_000_000 },
    Case { name: "simulation, trace forgotten", set_up: || simulate(false), events: 2_000_000 },
    Case { name: "simulation, trace kept", set_up: || simulate(true), events: 2_000_000 },
    Case { name: "simulation, trace and report", set_up: whole_run, events: 2_000_000 },
];

/// A busy site: about a million events.
const SCENARIO: &str = "strategy=mutex rate=20000/s duration=10s keys=1000 db_latency=exponential:50ms seed=1";
/// Events between two looks at the world outside, as in a browser's worker.
const SLICE: u64 = 10_000;
/// Events of a set-up: enough for a JavaScript engine to have seen what is hot.
const WARM_UP: u64 = 500_000;

/// Whole runs of the scenario, one after the other, without a report.
fn simulate(keep_trace: bool) -> Run {
    repeat(move |scenario| {
        let mut simulation = Simulation::new(scenario);
        while !simulation.advance(SLICE).expect("a run without fault") {
            if !keep_trace {
                simulation.trace_mut().forget();
            }
        }
        simulation.polls()
    })
}

/// Whole runs of the scenario, one after the other, with all that the page needs of them.
fn whole_run() -> Run {
    let scenario = Scenario::parse(SCENARIO).expect("a valid line");
    let mut simulation = Simulation::new(&scenario);
    while !simulation.advance(SLICE).expect("a run without fault") {}
    let polls = simulation.polls();
    repeat(move |scenario| {
        run::run(scenario).expect("a run without fault");
        polls
    })
}

/// Repeats a run of the scenario until there are events enough.
fn repeat(run_once: impl Fn(&Scenario) -> u64 + 'static) -> Run {
    let scenario = Scenario::parse(SCENARIO).expect("a valid line");
    let run = move |events| {
        let mut done = 0;
        while done < events {
            done += run_once(&scenario);
        }
        done
    };
    run(WARM_UP);
    Box::new(run)
}

/// Tasks that sleep again and again, 50 ms on average, already mixed.
fn hold(pending: u64) -> Run {
    let kernel = Kernel::with_capacity(pending as usize);
    let mut executor = Executor::new(Rc::clone(&kernel), "sleeper");
    for id in 0..pending {
        let kernel = Rc::clone(&kernel);
        executor.spawn(async move {
            let mut state = id;
            loop {
                kernel.sleep(exponential(&mut state, 50_000_000)).await;
            }
        });
    }
    let mut run = move |events| {
        let slices = events / SLICE;
        for _ in 0..slices {
            assert_eq!(executor.run_until(Instant::MAX, SLICE), Progress::Paused);
        }
        slices * SLICE
    };
    run(pending * 3 + WARM_UP);
    Box::new(run)
}

/// A random duration of roughly exponential distribution, in a few integer operations: the logarithm to base two of a
/// uniform number is its count of leading zeros, and in between a straight line.
fn exponential(state: &mut u64, mean_nanos: u64) -> Duration {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let bits = *state ^ (*state >> 32);
    let zeros = u64::from(bits.leading_zeros());
    let fraction = u64::from((bits >> 8) as u32);
    let log2 = ((zeros + 1) << 32) - fraction; // 32 binary places
    let mean_of_halving = mean_nanos * 693 / 1_000; // × ln 2
    Duration(((log2 >> 16) * mean_of_halving) >> 16)
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    for Case { name, set_up, events } in CASES {
        let mut run = set_up();
        let start = cpu_nanos();
        let done = run(*events);
        println!("{name}\t{done}\t{}", cpu_nanos() - start);
    }
}

/// The time this process has been on a processor; where the system does not tell, the time on the wall.
#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::disallowed_types, reason = "a benchmark measures real time")]
fn cpu_nanos() -> u128 {
    use std::sync::LazyLock;
    use std::time;
    static START: LazyLock<time::Instant> = LazyLock::new(time::Instant::now);
    let on_cpu = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanos = on_cpu.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.unwrap_or_else(|| START.elapsed().as_nanos())
}

/// Cases run from JavaScript, which loads this program as a module.
#[cfg(target_arch = "wasm32")]
mod javascript {
    use super::{CASES, Run};
    use wasm_bindgen::prelude::wasm_bindgen;

    /// A case that is set up.
    #[wasm_bindgen]
    pub struct Prepared {
        run: Run,
        number: usize,
    }

    #[wasm_bindgen]
    impl Prepared {
        /// Sets up a case by its number; nothing after the last.
        pub fn set_up(number: usize) -> Option<Prepared> {
            CASES.get(number).map(|case| Prepared { run: (case.set_up)(), number })
        }

        /// What it is called.
        pub fn name(&self) -> String {
            CASES[self.number].name.to_string()
        }

        /// Runs the part that is timed, and says how many events it did.
        pub fn run(&mut self) -> f64 {
            (self.run)(CASES[self.number].events) as f64
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
