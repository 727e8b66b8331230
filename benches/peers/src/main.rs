//! Runs one workload with one peer: `PEER KIND READERS TIMES`, the last three as in benches/cases.json. Like
//! benches/kernel/, it prints `digest <tab> nanoseconds of processor time <tab> peak memory in KiB`.

mod asim;
mod by_hand;
#[path = "../../work/meter.rs"]
mod meter;
mod nexosim;
mod odem;
mod simu;
mod tokio;
#[path = "../../work/mod.rs"]
mod work;

use work::Work;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [peer, kind, readers, times] = args.as_slice() else {
        panic!("usage: PEER KIND READERS TIMES, as in benches/cases.json");
    };
    let run = match peer.as_str() {
        "asim" => asim::run,
        "by-hand" => by_hand::run,
        "nexosim" => nexosim::run,
        "odem-rs" => odem::run,
        "simu-des" => simu::run,
        "tokio" => tokio::run,
        _ => panic!("no such peer: {peer}"),
    };
    let number = |text: &String| text.parse().expect("a whole number");
    let (readers, times) = (number(readers), number(times));
    run(Work::leak_warm_up(kind, readers, times));
    let work = Work::leak(kind, readers, times);
    meter::measure(|| run(work));
}
