//! The workloads of the benchmark, independent of the simulator that runs them. benches/README.md defines their kinds,
//! and benches/cases.json their sizes. Our benchmark (benches/kernel/) and the peers (benches/peers/) include this
//! file; work.js and work.py contain the same in JavaScript and Python.
//!
//! Time is counted in whole ticks, and each simulator chooses the length of a tick that suits its clock. A draw is a
//! function of a stream and a number. So all simulators get the same times, whatever the order of their draws, and end
//! with the same digest.

/// The number of servers of the M/M/10 queue.
pub const SERVERS: usize = 10;
/// The number of database connections in a stampede.
pub const CONNECTIONS: usize = 40;
/// The time to store a value in the cache, in ticks.
pub const STORE: u64 = 500;
/// The time at which blocked readers are released, in ticks.
pub const OPENING: u64 = 1_000_000;

/// The kinds of workloads; benches/README.md defines them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Hold,
    Mm10,
    Stampede,
    Lock,
    Readers,
    Blocked,
}

/// A workload, with the draws that are made beforehand.
pub struct Work {
    pub kind: Kind,
    /// The number of readers, sleepers or customers.
    pub readers: u32,
    /// How often each of them sleeps (`Hold`), or the number of simulations, one after another (all others).
    pub times: u32,
    /// For `Mm10`, the ticks before each arrival.
    pub gaps: Vec<u32>,
    /// For `Mm10`, the ticks of each service.
    pub services: Vec<u32>,
}

impl Work {
    /// The workload of a line of benches/cases.json. It is leaked, so that every task can refer to it.
    pub fn leak(kind: &str, readers: u32, times: u32) -> &'static Work {
        let kind = match kind {
            "hold" => Kind::Hold,
            "mm10" => Kind::Mm10,
            "stampede" => Kind::Stampede,
            "lock" => Kind::Lock,
            "readers" => Kind::Readers,
            "blocked" => Kind::Blocked,
            _ => panic!("no such work: {kind}"),
        };
        let customers = if kind == Kind::Mm10 { readers } else { 0 };
        let gaps = (0..customers).map(|customer| exponential(1, customer, 125_000.0)).collect();
        let services = (0..customers).map(|customer| exponential(2, customer, 1_000_000.0)).collect();
        Box::leak(Box::new(Work { kind, readers, times, gaps, services }))
    }

    /// A much smaller workload of the same kind. It is run once before timing, so that a JavaScript engine has
    /// optimised the hot code.
    pub fn leak_warm_up(kind: &str, readers: u32, times: u32) -> &'static Work {
        match times {
            1..10 => Work::leak(kind, readers.div_ceil(20), times),
            _ => Work::leak(kind, readers, times / 10),
        }
    }

    /// How long a sleeper or reader sleeps at its `step`: uniform from 1 to 2,000,000 ticks.
    pub fn sleep(&self, reader: u32, step: u32) -> u64 {
        1 + below(3 + step, reader, 2_000_000)
    }

    /// How long the cache lookup of a reader in a stampede takes. No two readers have the same time, so their order is
    /// unambiguous. 10,007 is prime.
    pub fn look_up(&self, reader: u32) -> u64 {
        500 + u64::from(reader) * 7_919 % 10_007
    }

    /// How long the query of a reader in a stampede takes: 25,000 to 74,999 ticks.
    pub fn query(&self, reader: u32) -> u64 {
        25_000 + below(0, reader, 50_000)
    }

    /// Adds a reader to the digest of the order in which the blocked readers left.
    pub fn after(order: u64, reader: u32) -> u64 {
        u64::from((order as u32).wrapping_mul(31).wrapping_add(reader))
    }
}

/// A 32-bit number drawn from a stream. Source of the mixing: Wellons, "Prospecting for Hash Functions", 2018.
fn draw(stream: u32, number: u32) -> u32 {
    mix(number ^ mix(stream + 1))
}

fn mix(mut x: u32) -> u32 {
    x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
    x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

fn below(stream: u32, number: u32, bound: u64) -> u64 {
    (u64::from(draw(stream, number)) * bound) >> 32
}

/// Exponential with this mean, in ticks, and at least one, so that no two customers arrive at the same time.
fn exponential(stream: u32, number: u32, mean: f64) -> u32 {
    let unit = (f64::from(draw(stream, number)) + 0.5) / 4_294_967_296.0;
    ((-libm::log(unit) * mean + 0.5) as u32).max(1)
}
