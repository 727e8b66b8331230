//! The examples of the package, run as a user runs them: `cargo run --example NAME -- …`.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// An example with a command line.
pub struct Example {
    name: &'static str,
    path: OnceLock<PathBuf>,
}

impl Example {
    pub const fn new(name: &'static str) -> Example {
        Example { name, path: OnceLock::new() }
    }

    /// Runs the example. Returns the exit code, the output and the errors.
    pub fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let path = self.path.get_or_init(|| built(self.name));
        let output = Command::new(path).args(arguments).output().expect("the example starts");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// The output of a run without errors.
    pub fn stdout(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run(arguments);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
        out
    }
}

/// The path of an example. It is built here, because `cargo test --test it` does not build it.
fn built(name: &str) -> PathBuf {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--example", name]).current_dir(env!("CARGO_MANIFEST_DIR"));
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    assert!(build.status().expect("cargo starts").success(), "the example builds");
    let test = std::env::current_exe().expect("a test knows where it is");
    let profile = test.ancestors().nth(2).expect("target/PROFILE/deps/it");
    profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
