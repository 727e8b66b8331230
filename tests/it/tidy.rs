//! The rules of the house that no compiler knows, read off the sources.
//!
//! The core knows no wall clock, no hash order, no unseeded randomness, and no floating-point function whose last bit
//! differs between platforms; arrows between modules go one way. `clippy.toml` says the same of types and methods,
//! where clippy can see them; this also sees what is behind a `cfg`.

use std::fs;
use std::path::{Path, PathBuf};

/// Which modules each module may name, besides itself and what is inside of it. The order is that of the pipeline: all
/// that right of `trace` only looks at a trace.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("decimal", &[]),
    ("table", &[]),
    ("pieces", &[]),
    ("random", &["units"]),
    ("kernel", &["units"]),
    ("scenario", &["decimal", "random", "units"]),
    ("trace", &["decimal", "table", "units"]),
    ("workload", &["random", "scenario", "trace", "units"]),
    ("world", &["scenario", "trace", "units"]),
    ("strategy", &["random", "scenario", "trace", "units", "world"]),
    ("write_policy", &["random", "scenario", "trace", "units", "world"]),
    (
        "model",
        &["kernel", "random", "scenario", "strategy", "table", "trace", "units", "workload", "world", "write_policy"],
    ),
    ("simulation", &["kernel", "model", "scenario", "trace", "units", "workload"]),
    // Folds over a trace: nothing of what made it.
    ("metrics", &["table", "trace", "units"]),
    ("timeline", &["metrics", "pieces", "table", "trace", "units"]),
    ("narration", &["decimal", "metrics", "timeline", "trace", "table", "units"]),
    // Closed forms, from the scenario alone.
    ("theory", &["metrics", "random", "scenario", "table", "trace", "units"]),
    // Where the two sides meet: the finished run, and the boundary to JavaScript.
    ("run", &["metrics", "scenario", "simulation", "theory", "trace", "units"]),
    (
        "wasm",
        &["metrics", "narration", "pieces", "run", "scenario", "simulation", "theory", "timeline", "trace", "units"],
    ),
];

/// Words that the core does not contain, and why.
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

/// Methods of `f64` that go through the platform's mathematics: in `random.rs` they are `libm`'s.
const BANNED_FLOAT: &[&str] = &[
    "ln", "ln_1p", "log", "log2", "log10", "exp", "exp2", "exp_m1", "powf", "powi", "cbrt", "hypot", "sin", "cos",
    "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "mul_add",
];

struct Source {
    /// From the crate's root, with slashes.
    path: String,
    text: String,
}

impl Source {
    /// The name of its top module: `model` for `src/model/cache.rs`.
    fn module(&self) -> &str {
        let path = self.path.strip_prefix("src/").unwrap_or(&self.path);
        path.split(['/', '.']).next().unwrap_or_default()
    }

    /// Its lines without comments and without what is for tests alone, which come last in a file.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        let code = lines.take_while(|(_, line)| line.trim() != "#[cfg(test)]");
        code.map(|(number, line)| (number, line.split("//").next().unwrap_or_default()))
    }
}

fn sources(folder: &str) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            match path.is_dir() {
                true => walk(&path, found),
                false => found.push(path),
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join(folder), &mut paths);
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
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

/// The modules that a line of code names by `crate::…`, single or in braces.
fn modules_named(line: &str) -> Vec<String> {
    let mut named = Vec::new();
    for tail in line.split("crate::").skip(1) {
        let group = tail.strip_prefix('{').map(|group| group.split('}').next().unwrap_or_default());
        for part in group.map_or(vec![tail], |group| group.split(',').collect()) {
            let name: String = part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            named.push(name);
        }
    }
    named
}

#[test]
fn arrows_between_modules_go_one_way() {
    let mut found = Vec::new();
    for source in sources("src") {
        let module = source.module();
        if module == "lib" {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == module) else {
            found.push(format!("{}: say in MAY_IMPORT what the module {module} may import", source.path));
            continue;
        };
        // A `super::super` out of a file of depth one would be a way around the table.
        let depth = source.path.matches('/').count();
        for (number, line) in source.code() {
            for name in modules_named(line) {
                let inside = name == module || allowed.contains(&name.as_str());
                if MAY_IMPORT.iter().any(|(module, _)| *module == name) && !inside {
                    found.push(format!("{}:{number}: {module} may not import {name}", source.path));
                }
            }
            let around = line.contains(&"super::".repeat(depth)) || line.contains("crate::*");
            let open_group = line.contains("crate::{") && !line.contains('}');
            if around || open_group {
                found.push(format!("{}:{number}: name modules by crate::, on one line", source.path));
            }
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
    for source in sources("src").iter().filter(|source| source.module() != "wasm") {
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
    for source in sources("src").iter().filter(|source| source.module() != "wasm") {
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
    for source in sources("src").iter().filter(|source| matches!(source.module(), "strategy" | "write_policy")) {
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

#[test]
fn files_stay_short_and_begin_with_what_they_are() {
    const LINES_MAX: usize = 400;
    let mut found = Vec::new();
    for source in sources("src").iter().chain(&sources("tests")) {
        let lines = source.text.lines().count();
        if lines > LINES_MAX {
            found.push(format!("{}: {lines} lines, at most {LINES_MAX}", source.path));
        }
        if !source.text.starts_with("//! ") {
            found.push(format!("{}: begins without saying what it is", source.path));
        }
        // Spelt apart, so that this file does not find itself.
        if source.text.contains(concat!("#[", "ignore")) {
            found.push(format!("{}: a test that is not run is no test", source.path));
        }
    }
    assert_none(&found);
}
