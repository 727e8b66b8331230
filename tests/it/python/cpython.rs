//! The language against CPython: random programs give the same value, to the last bit, or fail with the same exception.
//! `tests/golden/cpython/results.txt` has what CPython 3.11 said; where there is a `python3`, it is asked again, and of others.

use super::programs::program;
use crate::golden::{file, hold};
use cache_aside_playground::python::compile::compile;
use cache_aside_playground::python::machine::{Machine, Senses, Step};
use cache_aside_playground::python::value::{Class, Value};
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::trace::Key;
use cache_aside_playground::units::Instant;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Programs whose results are on file.
const ON_FILE: u64 = 3_000;
/// More of them, for where CPython is at hand.
const LIVE: std::ops::Range<u64> = ON_FILE..ON_FILE + 3_000;

struct NoWorld;

impl Senses for NoWorld {
    fn now(&self) -> Instant {
        Instant::ZERO
    }
    fn random(&mut self) -> f64 {
        1.0
    }
    fn write_delay(&mut self) -> f64 {
        0.0
    }
    fn compared(&mut self, _: f64, _: f64) {}
}

/// What the machine says of a program. Limits of ours begin with `limit`.
fn ours(text: &str) -> String {
    let scenario = Scenario::default();
    let program = match compile(text, &scenario) {
        Ok(program) => program,
        Err(mistake) => return format!("refused {mistake}"),
    };
    let mut machine = Machine::call(&program, program.read.expect("a read"), Value::key(Key(0)));
    match machine.run(&program, &mut NoWorld) {
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

/// Asks CPython: `None` where there is none. Programs that come to a limit of ours are left out: its whole numbers have no
/// end, and a few lines make some that take it for ever.
fn cpython(cases: impl Iterator<Item = u64>) -> Option<Vec<String>> {
    const HARNESS: &str = "
import struct, sys
class DbError(Exception): pass
def shown(v):
    if v is None or v is True or v is False: return str(v)
    if isinstance(v, int): return f'int {v}'
    if isinstance(v, float): return 'float nan' if v != v else 'float ' + struct.pack('>d', v).hex()
    return f'str {v}'
sys.set_int_max_str_digits(0)
for text in sys.stdin.read().split('\\0'):
    if not text:
        print('limit')
        continue
    world = {'DbError': DbError}
    try:
        exec(text, world)
        print(shown(world['read']('key 0')))
    except Exception as error:
        print('error', type(error).__name__)
";
    let mut child = Command::new("python3")
        .args(["-I", "-W", "ignore", "-c", HARNESS])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let texts = cases.map(|case| program(case).0);
    let texts = texts.map(|text| if ours(&text).starts_with("limit") { String::new() } else { text });
    let texts: Vec<String> = texts.collect();
    let mut input = child.stdin.take()?;
    let writer = std::thread::spawn(move || input.write_all(texts.join("\0").as_bytes()));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    let lines = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| lines.lines().map(str::to_string).collect())
}

/// Holds the machine against what CPython said; how many were the same, failed the same way, and were not comparable.
fn held(cases: impl Iterator<Item = u64>, said: &[String]) -> [u64; 3] {
    let mut counts = [0; 3];
    let mut wrong = Vec::new();
    for (case, python) in cases.zip(said) {
        let (text, swallows) = program(case);
        let ours = ours(&text);
        let stopped = ours.starts_with("error") || ours.starts_with("limit");
        match () {
            () if ours == *python => counts[usize::from(ours.starts_with("error"))] += 1,
            // A limit of ours; or a mistake, which stops a run, and which Python lets a `finally` swallow.
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
