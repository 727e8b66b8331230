//! What every contestant of the benchmark is given to do, apart from how it does it: benches/README.md defines the
//! kinds of work, benches/cases.json their sizes. Ours (benches/kernel/) and the peers (benches/peers/) include this
//! file; work.mjs and work.py beside theirs say the same in JavaScript and Python.
//!
//! Time is counted in whole ticks, which a contestant takes for what suits its clock. A draw is a function of a stream
//! and a number, so that all contestants face the same times in whatever order they ask, and end with the same digest.

/// Servers of the queue M/M/10.
pub const SERVERS: usize = 10;
/// Connections to the database that a stampede meets.
pub const CONNECTIONS: usize = 40;
/// How long a value is on its way into the cache.
pub const STORE: u64 = 500;
/// When those who are blocked are let go.
pub const OPENING: u64 = 1_000_000;

/// What is to be done; benches/README.md says what each means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Hold,
    Mm10,
    Stampede,
    Lock,
    Readers,
    Blocked,
}

/// One piece of work, with the draws that are not made on the way.
pub struct Work {
    pub kind: Kind,
    /// Readers, sleepers or customers.
    pub readers: u32,
    /// How often each sleeps (`Hold`), or how many simulations there are, one after another.
    pub times: u32,
    /// `Mm10`: the ticks before each arrival, and of each service.
    pub gaps: Vec<u32>,
    pub services: Vec<u32>,
}

impl Work {
    /// The work of a line of benches/cases.json; lives as long as the program, so that every task may look at it.
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

    /// The same, much smaller: done once before the clock starts, so that a JavaScript engine has seen what is hot.
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

    /// How long a reader of a stampede looks into the cache. No two readers have the same, so that the order in which
    /// they come is clear. 10,007 is prime.
    pub fn look_up(&self, reader: u32) -> u64 {
        500 + u64::from(reader) * 7_919 % 10_007
    }

    /// How long the database works for a reader of a stampede: 25,000 to 74,999 ticks.
    pub fn query(&self, reader: u32) -> u64 {
        25_000 + below(0, reader, 50_000)
    }

    /// Takes one more reader into the digest of the order in which those who were blocked left.
    pub fn after(order: u64, reader: u32) -> u64 {
        u64::from((order as u32).wrapping_mul(31).wrapping_add(reader))
    }
}

/// A number drawn from a stream: 32 bits. Source of the mixing: Wellons, "Prospecting for Hash Functions", 2018.
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

/// Exponential with this mean, in ticks; one at least, so that no two customers come at once.
fn exponential(stream: u32, number: u32, mean: f64) -> u32 {
    let unit = (f64::from(draw(stream, number)) + 0.5) / 4_294_967_296.0;
    ((-libm::log(unit) * mean + 0.5) as u32).max(1)
}
