//! The benchmark program, compiled natively and for WebAssembly.
//!
//! `npm run bench` (tools/bench.mjs) builds both, runs them and the peers in turn, and makes the tables of
//! docs/BENCHMARKS.md. The program gets one workload as arguments, `KIND READERS TIMES` of benches/cases.json. It does
//! a small part of it as warm-up, then all of it, and prints `digest <tab> nanoseconds of processor time <tab> peak
//! memory in KiB`. In node, tools/bench/ours.mjs prints that.

#[path = "../work/meter.rs"]
#[cfg(not(target_arch = "wasm32"))]
mod meter;
mod model;
#[path = "../work/mod.rs"]
mod work;
mod workloads;

use work::Work;

/// A workload that is set up. The function runs it and returns its digest.
type Run = Box<dyn FnOnce() -> u64>;

/// Sets up a workload of the bare kernel or of the whole model, and does a small part of it as warm-up.
fn set_up(kind: &str, readers: u32, times: u32) -> Run {
    if let Some(run) = model::set_up(kind, times) {
        return run;
    }
    workloads::run(Work::leak_warm_up(kind, readers, times));
    let work = Work::leak(kind, readers, times);
    Box::new(|| workloads::run(work))
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    // `cargo bench` adds its own option.
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let [kind, readers, times] = args.as_slice() else {
        eprintln!("usage: KIND READERS TIMES, as in benches/cases.json; npm run bench does all");
        return;
    };
    let number = |text: &String| text.parse().expect("a whole number");
    meter::measure(set_up(kind, number(readers), number(times)));
}

/// The interface for JavaScript, which loads this program as a module.
#[cfg(target_arch = "wasm32")]
mod javascript {
    use super::{Run, set_up};
    use wasm_bindgen::prelude::wasm_bindgen;

    /// A workload that is set up.
    #[wasm_bindgen]
    pub struct Prepared(Run);

    #[wasm_bindgen]
    impl Prepared {
        /// Sets up a workload and warms up. Memory is grown in one step beforehand, much as the page grows it in few
        /// steps (`make_room` in src/wasm/exports.rs). Otherwise the allocator grows it by 64 KiB at a time, at about
        /// 0.3 ms each in node.
        pub fn set_up(kind: &str, readers: u32, times: u32) -> Prepared {
            const BYTES_PER_READER: usize = 128;
            let prepared = Prepared(set_up(kind, readers, times));
            drop(std::hint::black_box(Vec::<u8>::with_capacity(readers as usize * BYTES_PER_READER)));
            prepared
        }

        /// Runs the timed part and returns the digest.
        pub fn run(self) -> f64 {
            (self.0)() as f64
        }
    }

    /// The size of this module's memory, in bytes. It never shrinks, so this is the peak.
    #[wasm_bindgen]
    pub fn memory_bytes() -> f64 {
        const PAGE: usize = 1 << 16;
        (core::arch::wasm32::memory_size(0) * PAGE) as f64
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
