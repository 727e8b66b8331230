//! The build tool. `bindgen` writes the JavaScript side of a compiled core. `test` (feature `runner`) runs wasm test
//! binaries, as configured in `.cargo/config.toml`.
//!
//! Both need exactly the version of `wasm-bindgen` that the core is compiled with, otherwise they refuse the core. The
//! version is pinned with `=` in both `Cargo.toml` files.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "usage:
  cache-aside-tools bindgen --target web|nodejs --out-dir DIR [--names] INPUT.wasm
  cache-aside-tools test TEST.wasm [FILTER] [OPTIONS]   (built with --features runner)";

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let done = match args.next().as_deref() {
        Some("bindgen") => bindgen(args),
        Some("test") => test(args),
        _ => Err(anyhow::Error::msg(USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

/// Writes `NAME.js`, `NAME.d.ts` and `NAME_bg.wasm` for `NAME.wasm` to the output directory. With `--names` the
/// functions in the latter keep their names, for tools/sizes.mjs.
fn bindgen(mut args: impl Iterator<Item = String>) -> Result<()> {
    let (mut target, mut out_dir, mut input, mut names) = (None, None, None, false);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--target" => target = args.next(),
            "--out-dir" => out_dir = args.next().map(PathBuf::from),
            "--names" => names = true,
            _ if input.is_none() && !arg.starts_with('-') => input = Some(PathBuf::from(arg)),
            _ => bail!("unexpected argument {arg}\n{USAGE}"),
        }
    }
    let (Some(target), Some(out_dir), Some(input)) = (target, out_dir, input) else { bail!(USAGE) };

    let mut bindgen = Bindgen::new();
    match target.as_str() {
        "web" => bindgen.web(true)?,
        "nodejs" => bindgen.nodejs(true)?,
        _ => bail!("unknown target {target}, expected web or nodejs"),
    };
    bindgen
        .input_path(input)
        .typescript(true)
        // The generated code loads the .wasm file next to itself (`new URL(…, import.meta.url)`), which the bundler
        // follows.
        .omit_default_module_path(false)
        .remove_name_section(!names)
        .remove_producers_section(true)
        .generate(out_dir)
}

#[cfg(feature = "runner")]
fn test(args: impl Iterator<Item = String>) -> Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(
        ["cache-aside-tools test".to_string()].into_iter().chain(args),
    )
}

#[cfg(not(feature = "runner"))]
fn test(_: impl Iterator<Item = String>) -> Result<()> {
    bail!("built without the test runner: add --features runner")
}
