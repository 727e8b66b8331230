//! Processor time and peak memory of this process, as the operating system counts them.

use std::fs;

/// Does the work and prints `digest <tab> nanoseconds of processor time <tab> peak memory in KiB`. The last field is
/// empty if the system does not report it.
pub fn measure(work: impl FnOnce() -> u64) {
    let start = cpu_nanos();
    let digest = work();
    let nanos = cpu_nanos() - start;
    println!("{digest}\t{nanos}\t{}", peak_kib().unwrap_or_default());
}

/// The processor time of this process; the wall-clock time if the system does not report it.
#[allow(clippy::disallowed_types, reason = "a benchmark measures real time")]
fn cpu_nanos() -> u128 {
    use std::sync::LazyLock;
    use std::time;
    static START: LazyLock<time::Instant> = LazyLock::new(time::Instant::now);
    let on_cpu = fs::read_to_string("/proc/self/schedstat").ok();
    let nanos = on_cpu.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.unwrap_or_else(|| START.elapsed().as_nanos())
}

/// The peak resident memory so far.
fn peak_kib() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").to_string())
}
