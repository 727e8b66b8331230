//! The language compared with CPython: random programs give the same value, to the last bit, or fail with the same
//! exception. `tests/golden/cpython/results.txt` has the results of CPython 3.11. If there is a `python3`, it runs
//! these programs again, and others.

use super::programs::program;
use crate::golden::{file, hold};
use cache_aside_playground::python::compile::compile;
use cache_aside_playground::python::machine::{Constant, Machine, Step};
use cache_aside_playground::python::value::{Class, Value};
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::trace::Key;
use std::fs;
use std::process::Command;

/// The number of programs whose results are on file.
const ON_FILE: u64 = 3_000;
/// More programs, which are run if CPython is installed.
const LIVE: std::ops::Range<u64> = ON_FILE..ON_FILE + 3_000;

/// The result of a program in the interpreter, as text. A limit that CPython does not have begins with `limit`.
fn ours(text: &str) -> String {
    let scenario = Scenario::default();
    let program = match compile(text, &scenario) {
        Ok(program) => program,
        Err(mistake) => return format!("refused {mistake}"),
    };
    let mut machine = Machine::call(&program, program.read.expect("a read"), Value::key(Key(0)));
    match machine.run(&program, &mut Constant) {
        Ok(Step::Done(value)) => shown(value, &program.texts),
        Ok(Step::Failed(class, _)) => format!("error {}", Class::NAMES[class as usize]),
        Ok(Step::Ask(..)) => "a verb".to_string(),
        Err(mistake) => match mistake.message.split_once(':') {
            Some((class, _)) if class.ends_with("Error") => format!("error {class}"),
            _ => format!("limit {}", mistake.message),
        },
    }
}

fn shown(value: Value, texts: &[String]) -> String {
    match value {
        Value::None => "None".to_string(),
        Value::Bool(is) => if is { "True" } else { "False" }.to_string(),
        Value::Int(number) => format!("int {number}"),
        Value::Float(number) if number.is_nan() => "float nan".to_string(),
        Value::Float(number) => format!("float {:016x}", number.to_bits()),
        Value::Text(text) => format!("str {}", texts[usize::from(text)]),
        other => format!("{other:?}"),
    }
}

/// The results of CPython; `None` if it is not installed. Programs that exceed a limit of ours are left out: CPython's
/// integers are unlimited, and a few lines can make some that take it for ever.
fn cpython(cases: impl Iterator<Item = u64>) -> Option<Vec<String>> {
    const HARNESS: &str = "
import struct, sys
class DbError(Exception): pass
def shown(v):
    if v is None or v is True or v is False: return str(v)
    if isinstance(v, int): return f'int {v}' if abs(v) < 2 ** 64 else 'int beyond 64 bits'
    if isinstance(v, float): return 'float nan' if v != v else 'float ' + struct.pack('>d', v).hex()
    return f'str {v[:40]}'
sys.set_int_max_str_digits(0)
for text in open(sys.argv[1], encoding='utf-8', newline='').read().split('\\0'):
    if not text:
        print('limit')
        continue
    world = {'DbError': DbError}
    try:
        exec(text, world)
        print(shown(world['read']('key 0')))
    except Exception as error:
        names = []
        while error:
            names.append(type(error).__name__)
            error = error.__context__
        print('error', ' while '.join(names))
";
    let texts = cases.map(|case| program(case).0);
    let texts = texts.map(|text| if ours(&text).starts_with("limit") { String::new() } else { text });
    let path = std::env::temp_dir().join(format!("cache-aside-programs-{}.txt", std::process::id()));
    fs::write(&path, texts.collect::<Vec<_>>().join("\0")).ok()?;
    let python = Command::new("python3").args(["-I", "-W", "ignore", "-c", HARNESS]).arg(&path).output();
    let _ = fs::remove_file(&path);
    let output = python.ok()?;
    let lines = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| lines.lines().map(str::to_string).collect())
}

/// Whether both fail with the same error. A mistake stops the interpreter at once, but Python still runs `finally`,
/// which may fail for a second reason: `error A while B` is A, raised while B was being handled.
fn fails_alike(ours: &str, python: &str) -> bool {
    const CAUGHT: [&str; 3] = ["DbError", "TimeoutError", "RuntimeError"];
    let (Some(ours), Some(python)) = (ours.strip_prefix("error "), python.strip_prefix("error ")) else { return false };
    let mut names = python.split(" while ");
    names.next() == Some(ours) || !CAUGHT.contains(&ours) && names.any(|name| name == ours)
}

/// Compares the interpreter with the results of CPython. Returns the numbers of programs with the same value, with the
/// same error, and without a comparison.
fn held(cases: impl Iterator<Item = u64>, said: &[String]) -> [u64; 3] {
    let mut counts = [0; 3];
    let mut wrong = Vec::new();
    for (case, python) in cases.zip(said) {
        let (text, swallows) = program(case);
        let ours = ours(&text);
        let stopped = ours.starts_with("error") || ours.starts_with("limit");
        match () {
            () if ours == *python || fails_alike(&ours, python) => counts[usize::from(ours.starts_with("error"))] += 1,
            // Either a limit of ours, or a mistake: it stops our run, but in Python a `finally` can swallow it.
            () if ours.starts_with("limit") || stopped && swallows => counts[2] += 1,
            () => wrong.push(format!("case {case}: CPython says {python}, the machine {ours}\n{text}")),
        }
    }
    assert!(wrong.is_empty(), "{} of them, first:\n{}", wrong.len(), wrong[..wrong.len().min(3)].join("\n"));
    counts
}

#[test]
fn random_programs_mean_what_they_mean_in_cpython() {
    if let Some(said) = cpython(0..ON_FILE) {
        hold("cpython/results.txt", &(said.join("\n") + "\n"));
    }
    let on_file = fs::read_to_string(file("cpython/results.txt")).expect("the results are on file");
    let said: Vec<String> = on_file.lines().map(str::to_string).collect();
    assert_eq!(said.len() as u64, ON_FILE);
    let [same, failed, limited] = held(0..ON_FILE, &said);
    assert!(same > ON_FILE / 3 && failed > ON_FILE / 20 && limited < ON_FILE / 10, "{same} {failed} {limited}");
    if let Some(said) = cpython(LIVE) {
        held(LIVE, &said);
    }
}
