//! scratch
use cache_aside_playground::{run, scenario::Scenario};
fn main() {
    let line = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    let s = Scenario::parse(&line).unwrap_or_else(|e| {
        eprintln!("{e}");
        std::process::exit(2)
    });
    let (t, mut r) = run::run(&s).unwrap();
    for e in t.events().iter().take(60) {
        println!("{e}");
    }
    let n = r.episodes.len();
    println!("episodes {n} mean {}", r.episodes.iter().map(|e| e.db_queries).sum::<u64>() as f64 / n as f64);
    println!("gap {}", r.episodes.iter().map(|e| e.gap_ms).sum::<f64>() / n as f64);
    r.episodes.truncate(3);
    println!("{r:#?}");
}
