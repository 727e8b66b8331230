//! Checks of the sources for rules that the compiler does not know.
//!
//! The core uses no wall clock, no hash order, no unseeded randomness and no floating-point function whose last bit
//! differs between platforms, and imports between modules go one way. `clippy.toml` forbids the same types and methods
//! as far as clippy sees the code; this test also sees code behind a `cfg`.

mod page;
mod shape;

use std::fs;
use std::path::{Path, PathBuf};

/// The modules that each module may import, besides itself and its submodules. In a room that is a plain folder
/// ([`ROOMS`]) each module has its own row. The order is that of the pipeline: everything after `trace` only reads a
/// trace. An unused permission is an error.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("base/units", &[]),
    ("base/decimal", &[]),
    ("base/by_name", &[]),
    ("base/table", &[]),
    ("base/chunked", &[]),
    ("base/percentiles", &["base/units"]),
    ("base/random", &["base/units"]),
    ("kernel", &["base/units"]),
    ("scenario", &["base/decimal", "base/random", "base/units"]),
    ("trace", &["base/decimal", "base/table", "base/units"]),
    ("workload", &["base/random", "base/units", "scenario", "trace"]),
    ("service/world", &["base/units", "scenario", "trace"]),
    ("service/strategy", &["base/units", "base/random", "scenario", "trace", "service/world"]),
    ("service/write_policy", &["scenario", "trace", "service/world"]),
    (
        "python",
        &["base/decimal", "base/random", "base/units", "scenario", "trace", "service/world", "service/strategy"],
    ),
    (
        "model",
        &[
            "base/random",
            "base/table",
            "base/units",
            "kernel",
            "scenario",
            "trace",
            "workload",
            "service/world",
            "service/strategy",
            "service/write_policy",
            "python",
        ],
    ),
    ("run/limits", &["base/decimal", "base/units", "scenario"]),
    ("run/simulation", &["base/units", "kernel", "scenario", "trace", "workload", "python", "model", "run/limits"]),
    // The explorer: another implementation of the strategies' world, and a script for the simulator.
    (
        "orders",
        &[
            "base/units",
            "scenario",
            "trace",
            "workload",
            "service/world",
            "service/strategy",
            "service/write_policy",
            "model",
            "run/simulation",
        ],
    ),
    // Folds over a trace, which do not use the code that made it.
    ("folds/metrics", &["base/by_name", "base/percentiles", "base/units", "trace"]),
    ("folds/timeline", &["base/chunked", "base/percentiles", "base/table", "base/units", "trace"]),
    ("folds/narration", &["base/decimal", "base/table", "base/units", "trace"]),
    ("folds/verdict", &["base/table", "base/units", "trace"]),
    // Closed forms, which use only the scenario and the report.
    ("folds/theory", &["base/by_name", "base/percentiles", "base/random", "base/units", "scenario", "folds/metrics"]),
    // What a strategy had to do, from the report and the scenario.
    ("run/idle", &["scenario", "folds/metrics"]),
    ("run/recorded", &["base/random", "base/units", "scenario", "trace"]),
    // The finished run, and the boundary to JavaScript.
    ("run", &["base/units", "scenario", "trace", "run/limits", "run/simulation", "folds/metrics", "folds/theory"]),
    ("run/challenges", &["base/decimal", "scenario", "python", "run/simulation", "folds/metrics", "folds/verdict"]),
    ("run/shortest", &["base/units", "scenario", "trace", "workload", "python", "run/simulation", "folds/verdict"]),
    (
        "wasm",
        &[
            "base/by_name",
            "base/chunked",
            "base/units",
            "scenario",
            "trace",
            "python",
            "run/limits",
            "run/recorded",
            "run/simulation",
            "orders",
            "run/challenges",
            "run/shortest",
            "folds/metrics",
            "folds/timeline",
            "folds/narration",
            "folds/verdict",
            "folds/theory",
            "run",
        ],
    ),
];

/// Rooms whose modules have their own rows in [`MAY_IMPORT`].
const ROOMS: &[&str] = &["base", "service", "run", "folds"];

/// Words that the core must not contain, with the reasons.
const BANNED: &[(&str, &str)] = &[
    ("std::time", "time is virtual"),
    ("SystemTime", "time is virtual"),
    ("Instant::now", "time is virtual"),
    ("std::thread", "a run is one sequence of events"),
    ("std::fs", "the core does no I/O"),
    ("std::io", "the core does no I/O"),
    ("std::env", "a run depends on its line alone"),
    ("println!", "the core does no I/O"),
    ("HashMap", "its order is not that of the input"),
    ("HashSet", "its order is not that of the input"),
    ("thread_rng", "every draw is keyed"),
    ("from_os_rng", "every draw is keyed"),
    ("from_entropy", "every draw is keyed"),
    ("SmallRng", "it differs between platforms"),
    ("todo!", "finish it"),
    ("unimplemented!", "finish it"),
    ("dbg!", "finish it"),
];

/// Methods of `f64` that use the platform's mathematics. `libm` replaces them.
const BANNED_FLOAT: &[&str] = &[
    "ln", "ln_1p", "log", "log2", "log10", "exp", "exp2", "exp_m1", "powf", "powi", "cbrt", "hypot", "sin", "cos",
    "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "mul_add",
];

struct Source {
    /// The path from the crate's root, with slashes.
    path: String,
    text: String,
}

impl Source {
    /// The name of its module in [`MAY_IMPORT`]: `model` for `src/model/cache.rs`, `base/units` for
    /// `src/base/units.rs`.
    fn module(&self) -> String {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path);
        module_of(path.trim_end_matches(".rs").split('/'))
    }

    /// Its lines without comments and without the test code, which comes last in a file.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        let code = lines.take_while(|(_, line)| line.trim() != "#[cfg(test)]");
        code.map(|(number, line)| (number, line.split("//").next().unwrap_or_default()))
    }
}

/// The files below a folder with this extension, in the order of their paths.
fn sources(folder: &str, extension: &str) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            match path.is_dir() {
                // Build output.
                true if path.ends_with("target") => {}
                true => walk(&path, found),
                false => found.push(path),
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    paths.retain(|path| path.extension().is_some_and(|its| its == extension));
    paths.sort();
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).expect("a source can be read"),
        path: path.strip_prefix(root).expect("it is below the root").to_string_lossy().replace('\\', "/"),
    };
    paths.into_iter().map(read).collect()
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// The row of [`MAY_IMPORT`] to which a path of modules belongs.
fn module_of<'a>(mut path: impl Iterator<Item = &'a str>) -> String {
    let first = path.next().unwrap_or_default();
    let inner = path.next().map(|second| format!("{first}/{second}"));
    let is_row = |name: &String| MAY_IMPORT.iter().any(|(row, _)| row == name);
    inner.filter(|name| ROOMS.contains(&first) && is_row(name)).unwrap_or_else(|| first.to_owned())
}

/// The modules that a line of code names by `crate::…`.
fn modules_named(line: &str) -> Vec<String> {
    let path = |tail: &str| tail.chars().take_while(|c| c.is_alphanumeric() || "_:".contains(*c)).collect::<String>();
    line.split("crate::").skip(1).map(|tail| module_of(path(tail).split("::"))).collect()
}

#[test]
fn arrows_between_modules_go_one_way() {
    let mut found = Vec::new();
    let mut used = Vec::new();
    for source in sources("src", "rs") {
        let module = source.module();
        if module == "lib" || (ROOMS.contains(&module.as_str()) && module != "run") {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == module) else {
            found.push(format!("{}: say in MAY_IMPORT what the module {module} may import", source.path));
            continue;
        };
        // A `super::super` in a file of depth one would bypass the table.
        let depth = source.path.matches('/').count();
        for (number, line) in source.code() {
            for name in modules_named(line).into_iter().filter(|name| *name != module) {
                if !allowed.contains(&name.as_str()) {
                    found.push(format!("{}:{number}: {module} may not import {name}", source.path));
                }
                used.push((module.clone(), name));
            }
            let around = line.contains(&"super::".repeat(depth)) || line.contains("crate::*");
            if around || line.contains("crate::{") {
                found.push(format!("{}:{number}: name each module by crate::, on a line of its own", source.path));
            }
        }
    }
    for (module, allowed) in MAY_IMPORT {
        for name in allowed.iter().filter(|name| !used.contains(&((*module).to_owned(), (**name).to_owned()))) {
            found.push(format!("MAY_IMPORT lets {module} import {name}, which it does not: take that away"));
        }
    }
    assert_none(&found);
}

#[test]
fn the_table_of_modules_has_no_cycle_and_no_stranger() {
    for (index, (module, allowed)) in MAY_IMPORT.iter().enumerate() {
        for name in *allowed {
            let place = MAY_IMPORT.iter().position(|(other, _)| other == name);
            assert!(
                place.is_some_and(|place| place < index),
                "{module} imports {name}, which comes after it or nowhere"
            );
        }
    }
}

#[test]
fn the_core_knows_no_wall_clock_no_hash_order_no_chance_and_no_io() {
    let mut found = Vec::new();
    for source in sources("src", "rs").iter().filter(|source| source.module() != "wasm") {
        for (number, line) in source.code() {
            for (word, why) in BANNED.iter().filter(|(word, _)| line.contains(word)) {
                found.push(format!("{}:{number}: {word}: {why}", source.path));
            }
            for (word, why) in
                [("wasm_bindgen", "only src/wasm.rs knows JavaScript"), ("js_sys", "only src/wasm.rs does")]
            {
                if line.contains(word) {
                    found.push(format!("{}:{number}: {word}: {why}", source.path));
                }
            }
        }
    }
    assert_none(&found);
}

#[test]
fn the_core_takes_no_logarithm_from_the_platform() {
    let mut found = Vec::new();
    for source in sources("src", "rs").iter().filter(|source| source.module() != "wasm") {
        for (number, line) in source.code() {
            for method in BANNED_FLOAT {
                if line.contains(&format!(".{method}(")) || line.contains(&format!("f64::{method}")) {
                    found
                        .push(format!("{}:{number}: {method} differs between platforms, libm's does not", source.path));
                }
            }
        }
    }
    assert_none(&found);
}

#[test]
fn strategies_and_write_policies_have_no_other_door_than_the_world() {
    let mut found = Vec::new();
    for source in sources("src", "rs")
        .iter()
        .filter(|source| matches!(source.module().as_str(), "service/strategy" | "service/write_policy"))
    {
        for (number, line) in source.code() {
            for word in ["RefCell", "Cell<", "static ", "Rc<", "unsafe", "libm::", "rand_"] {
                if line.contains(word) {
                    found.push(format!("{}:{number}: {word}: what it knows comes from the world", source.path));
                }
            }
        }
    }
    assert_none(&found);
}
