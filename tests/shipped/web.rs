//! The tests that run as WebAssembly: in node, and in a window and a worker of a browser.
//!
//! The same lines have the same fingerprints as natively (`tests/golden/fingerprints.txt`, also read by
//! `tests/it/fingerprints.rs`), and what crosses the boundary is what `www/engine/run.d.ts` describes.
#![cfg(target_arch = "wasm32")]

mod orders;

use cache_aside_playground::run;
use cache_aside_playground::scenario::{ACTIONS, FIELDS, PRESETS, Scenario};
use cache_aside_playground::trace::{KINDS, Trace};
use cache_aside_playground::wasm::exports::{self, Simulation};
use js_sys::{Array, Float64Array, JSON, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

const FINGERPRINTS: &str = include_str!("../golden/fingerprints.txt");

/// A run with everything in it: misses, locks, a queue for the database, writes, evictions, abandoned reads and
/// retries, ids that do not exist, outages and interventions.
const BUSY: &str = "duration=6s rate=40/s ttl=1s db_latency=exponential:200ms db_connections=3 lock_ttl=300ms \
                    keys=3 absent=0.1 negative_ttl=300ms capacity=2 client_timeout=700ms retries=1 write_rate=1/s \
                    warm=false do=2s:expire,3s:flush,4s:write:1,4.5s:cache_down:200ms,5s:db_slow:3:500ms";

fn get(object: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(object.clone(), |object, name| {
        let value = Reflect::get(&object, &name.into()).expect("an object");
        assert!(!value.is_undefined(), "{path} is missing at {name}");
        value
    })
}

fn text(object: &JsValue, path: &str) -> String {
    get(object, path).as_string().unwrap_or_else(|| panic!("{path} is a string"))
}

fn number(object: &JsValue, path: &str) -> f64 {
    get(object, path).as_f64().unwrap_or_else(|| panic!("{path} is a number"))
}

fn column<T: JsCast>(object: &JsValue, path: &str) -> T {
    get(object, path).dyn_into().unwrap_or_else(|_| panic!("{path} is of another type"))
}

fn rows(rows: Result<JsValue, JsValue>) -> Vec<JsValue> {
    rows.expect("no error").dyn_into::<Array>().expect("an array").iter().collect()
}

fn json(value: &JsValue) -> String {
    JSON::stringify(value).expect("plain data").into()
}

fn scenario(line: &str) -> Scenario {
    Scenario::parse(line).unwrap_or_else(|error| panic!("{error}"))
}

#[wasm_bindgen_test]
fn each_line_on_file_has_the_fingerprint_that_it_has_natively() {
    let mut count = 0;
    for row in FINGERPRINTS.lines() {
        let (fingerprint, line) = row.split_once("  ").expect("two columns");
        let report = run::report(&scenario(line)).expect("it ends");
        assert_eq!(report.fingerprint, fingerprint, "{line}");
        count += 1;
    }
    assert_eq!(count, 300 + PRESETS.len());
}

#[wasm_bindgen_test]
fn the_events_cross_as_columns_that_agree_with_the_trace() {
    let crossed = exports::run_to_end(BUSY).expect("it ends");
    let (trace, report) = run::run(&scenario(BUSY)).expect("it ends");
    assert_eq!(text(&crossed, "fingerprint"), report.fingerprint);
    assert_eq!(text(&crossed, "report.fingerprint"), report.fingerprint);
    assert_eq!(text(&crossed, "line"), scenario(BUSY).to_string());
    assert_eq!(number(&crossed, "format"), 2.0);
    assert_eq!(number(&crossed, "end_ns"), 6e9);
    for (name, value) in [
        ("events", report.events as f64),
        ("reads", report.reads as f64),
        ("hit_ratio", report.hit_ratio),
        ("latency_ms.p99", report.latency_ms.p99),
        ("wait_ms.mean", report.wait_ms.mean),
    ] {
        assert_eq!(number(&crossed, &format!("report.{name}")), value, "{name}");
    }
    let at_ns = column::<Float64Array>(&crossed, "events.at_ns").to_vec();
    let kind = column::<Uint8Array>(&crossed, "events.kind").to_vec();
    let actor = column::<Uint32Array>(&crossed, "events.actor").to_vec();
    let key = column::<Uint32Array>(&crossed, "events.key").to_vec();
    let rest = ["a", "b", "c"].map(|name| column::<Float64Array>(&crossed, &format!("events.{name}")).to_vec());
    let lengths = [kind.len(), actor.len(), key.len(), rest[0].len(), rest[1].len(), rest[2].len(), at_ns.len()];
    assert_eq!(lengths, [trace.events().len(); 7]);
    for (i, event) in trace.events().iter().enumerate() {
        let numbers = event.kind.numbers();
        assert_eq!(
            (at_ns[i], kind[i], actor[i]),
            (event.at.as_nanos() as f64, event.kind.number(), event.actor.bits())
        );
        assert_eq!((key[i], [rest[0][i], rest[1][i], rest[2][i]]), (numbers.key, numbers.rest), "{event}");
    }
}

/// The types are those of `www/engine/run.d.ts`.
#[wasm_bindgen_test]
fn requests_segments_stays_and_windows_have_their_types_and_lengths() {
    let run = exports::run_to_end(BUSY).expect("it ends");
    let length = |path: &str| number(&get(&run, path), "length") as usize;
    let tables = [
        ("requests", "Float64Array", "start_ns end_ns stale_age_ns"),
        ("requests", "Uint32Array", "actor key row"),
        ("requests", "Uint8Array", "instance outcome stale"),
        ("segments", "Float64Array", "start_ns end_ns"),
        ("segments", "Uint8Array", "phase"),
        ("stays", "Float64Array", "set_ns fresh_until_ns expires_ns gone_ns"),
        ("stays", "Uint32Array", "key version"),
        ("windows", "Float64Array", "hit_ratio latency_p50_ms latency_p99_ms stale_age_max_ms"),
        ("windows", "Uint32Array", "reads hits stale db_queries db_in_flight_max db_queued_max"),
    ];
    let rows_of = [
        ("requests", "requests.actor"),
        ("segments", "segments.phase"),
        ("stays", "stays.key"),
        ("windows", "windows.reads"),
    ];
    for (table, kind, names) in tables {
        let expected = rows_of.iter().find(|(name, _)| *name == table).map(|(_, path)| length(path));
        assert_ne!(expected, Some(0), "{table} is empty");
        for path in names.split(' ').map(|name| format!("{table}.{name}")) {
            assert_eq!(text(&get(&run, &path), "constructor.name"), kind, "{path}");
            assert_eq!(Some(length(&path)), expected, "{path}");
        }
    }
    let first = column::<Uint32Array>(&run, "requests.segment_first").to_vec();
    assert_eq!(first.len(), length("requests.actor") + 1);
    assert!(first.is_sorted() && first[0] == 0 && first[first.len() - 1] as usize == length("segments.phase"));
    let bounds = column::<Float64Array>(&run, "windows.bounds_ns").to_vec();
    assert!(bounds.len() == length("windows.reads") + 1 && bounds.is_sorted());
    assert_eq!((bounds[0], bounds.last().copied()), (0.0, Some(number(&run, "end_ns"))));
    assert!(number(&run, "limits.db_queries_min") <= number(&run, "report.db_queries"));
    for name in ["wait_ms_min", "stale_age_ms_max"] {
        assert!(number(&run, &format!("limits.{name}")) > 0.0, "limits.{name}");
    }
    let rows = column::<Uint32Array>(&run, "requests.row").to_vec();
    assert_eq!(f64::from(*rows.iter().max().unwrap_or(&0)) + 1.0, number(&run, "requests.rows"));

    let codes = |table: &str, names: &str| {
        let highest = column::<Uint8Array>(&run, table).to_vec().into_iter().max().unwrap_or(0);
        assert!(usize::from(highest) < length(names), "{table} is an index into {names}");
    };
    codes("requests.outcome", "outcomes");
    codes("segments.phase", "phases");
}

#[wasm_bindgen_test]
fn steps_moments_and_sentences_are_in_order() {
    let run = exports::run_to_end(BUSY).expect("it ends");
    let steps: Vec<String> =
        Object::keys(&get(&run, "steps").unchecked_into::<Object>()).iter().filter_map(|n| n.as_string()).collect();
    let names = "db_in_flight db_queued lock_waiting db_queries wait_max_ms stale_age_max_ms reads hits";
    for name in names.split(' ') {
        assert!(steps.iter().any(|step| step == name), "steps.{name} is missing");
    }
    for name in steps {
        let at = column::<Float64Array>(&run, &format!("steps.{name}.at_ns")).to_vec();
        let value = column::<Float64Array>(&run, &format!("steps.{name}.value")).to_vec();
        assert!(at.len() == value.len() && at.is_sorted(), "steps.{name}");
    }
    assert!(column::<Float64Array>(&run, "moments").to_vec().is_sorted());
    for sentence in column::<Array>(&run, "narration").iter() {
        assert!(!text(&sentence, "text").is_empty() && number(&sentence, "at_ns") <= 6e9);
        assert!(["plain", "hit", "miss", "stale", "wait"].contains(&text(&sentence, "role").as_str()));
    }
}

#[wasm_bindgen_test]
fn a_run_in_slices_is_the_run_in_one_piece() {
    let whole = json(&exports::run_to_end(BUSY).expect("it ends"));
    for events in [1, 97, 10_000] {
        let mut simulation = Simulation::new(BUSY).expect("a scenario");
        let mut progress = simulation.progress();
        while !simulation.advance(events).expect("it goes on") {
            assert!((progress..=1.0).contains(&simulation.progress()), "progress grows from 0 to 1");
            progress = simulation.progress();
        }
        assert_eq!(simulation.progress(), 1.0);
        assert!(json(&simulation.finish().expect("it is finished")) == whole, "in slices of {events}");
    }
}

/// A page cancels a simulation by dropping it (`free()` in JavaScript). Its tasks, some of which wait for a connection
/// or a lock, are dropped too, and have no effect on the next run.
#[wasm_bindgen_test]
fn a_run_may_be_dropped_in_the_middle() {
    let expected = text(&exports::run_to_end(BUSY).expect("it ends"), "fingerprint");
    for slices in [0, 1, 5, 20] {
        let mut simulation = Simulation::new(BUSY).expect("a scenario");
        for _ in 0..slices {
            assert!(!simulation.advance(50).expect("it goes on"), "it is not over yet");
        }
        drop(simulation);
    }
    assert_eq!(text(&exports::run_to_end(BUSY).expect("it ends"), "fingerprint"), expected);
}

#[wasm_bindgen_test]
fn errors_are_objects_that_say_field_value_and_what_is_allowed() {
    for line in ["ttl=5", "color=red", "rate=1000000/s duration=1m", "do=70s:expire", "preset=none", "mutex"] {
        let error = Scenario::parse(line).expect_err(line);
        let thrown = [exports::run_to_end(line).err(), exports::parse(line).err(), Simulation::new(line).err()];
        for thrown in thrown {
            let thrown = thrown.expect(line);
            assert_eq!(text(&thrown, "field"), error.field);
            assert_eq!(text(&thrown, "value"), error.value);
            assert_eq!(text(&thrown, "allowed"), error.allowed);
            assert_eq!(text(&thrown, "message"), error.to_string());
            if let Some(suggestion) = &error.suggestion {
                assert_eq!(text(&thrown, "suggestion"), *suggestion);
            }
        }
    }
}

#[wasm_bindgen_test]
fn the_tables_cross_with_every_row() {
    let fields = rows(exports::fields());
    assert_eq!(fields.len(), FIELDS.len());
    let parsed = exports::parse("ttl=2s  seed=9").expect("a scenario");
    assert_eq!(text(&parsed, "line"), "seed=9 ttl=2s");
    for (row, field) in fields.iter().zip(FIELDS) {
        for (name, value) in [
            ("name", field.name.to_string()),
            ("default", field.default.to_string()),
            ("kind", field.kind.to_string()),
            ("allowed", field.allowed()),
            ("doc", field.doc.to_string()),
            ("group", field.group.to_string()),
        ] {
            assert_eq!(text(row, name), value);
        }
        assert_eq!(number(row, "choices.length") as usize, (field.words)().len());
        assert_eq!(text(&parsed, &format!("values.{}", field.name)), (field.print)(&scenario("ttl=2s seed=9")));
    }
    let actions = rows(exports::actions());
    assert_eq!(actions.len(), ACTIONS.len());
    for (row, action) in actions.iter().zip(ACTIONS) {
        assert_eq!((text(row, "name").as_str(), text(row, "title").as_str()), (action.name, action.title));
        assert_eq!(number(row, "arguments.length") as usize, action.arguments.len());
    }
    let presets = rows(exports::presets());
    assert_eq!(presets.len(), PRESETS.len());
    for (row, preset) in presets.iter().zip(PRESETS) {
        let crossed = ["name", "title", "claim", "line", "compare"].map(|name| text(row, name));
        assert_eq!(
            crossed,
            [preset.name, preset.title, preset.claim, preset.scenario().to_string().as_str(), preset.compare]
        );
        assert_eq!(number(row, "starts_at_ns"), preset.start().as_nanos() as f64);
        #[cfg(feature = "orders")]
        assert_eq!(
            text(&exports::lanes(preset.line, preset.compare).expect("a comparison"), "compare"),
            preset.compare
        );
    }
    let kinds = rows(exports::kinds());
    assert_eq!(kinds.len(), KINDS.len());
    for (row, kind) in kinds.iter().zip(KINDS) {
        assert_eq!(text(row, "name"), kind.name);
        for (row, (name, unit)) in column::<Array>(row, "fields").iter().zip(kind.fields) {
            assert_eq!((text(&row, "name").as_str(), text(&row, "unit").as_str()), (*name, *unit));
        }
    }
}

#[wasm_bindgen_test]
fn proposed_seeds_differ_and_are_seeds() {
    let seeds: Vec<String> = (0..8).map(|_| exports::propose_seed().expect("randomness").to_string()).collect();
    assert!(seeds.iter().any(|seed| *seed != seeds[0]), "{seeds:?}");
    for seed in seeds {
        assert_eq!(scenario(&format!("seed={seed}")).seed.to_string(), seed);
    }
}

/// The run object belongs to JavaScript: its columns are not affected when the memory of the core grows.
#[wasm_bindgen_test]
fn columns_outlive_the_growth_of_memory() {
    let run = exports::run_to_end(BUSY).expect("it ends");
    let before = json(&run);
    let grown: Vec<Trace> =
        (0..8).map(|_| run::run(&scenario("strategy=unprotected rate=500/s")).expect("it ends").0).collect();
    assert!(grown.iter().all(|trace| trace.count() > 10_000));
    assert!(json(&run) == before);
}

/// The interpreted listings have the same fingerprints as the strategies in Rust have natively.
#[cfg(feature = "python")]
#[wasm_bindgen_test]
fn the_listings_have_the_fingerprints_on_file_as_well() {
    use cache_aside_playground::python::Code;
    use cache_aside_playground::python::listings::{of_strategy, of_write_policy};
    use cache_aside_playground::simulation;
    for row in FINGERPRINTS.lines() {
        let (fingerprint, line) = row.split_once("  ").expect("two columns");
        let scenario = scenario(line);
        for text in [of_strategy(scenario.strategy), of_write_policy(scenario.write_policy)] {
            let code = Code::new(text, &scenario).unwrap_or_else(|mistake| panic!("{mistake}"));
            let mut simulation = simulation::Simulation::with_code(&scenario, code);
            let report = run::report_of(&mut simulation, &scenario, |_| {}).expect("it ends");
            assert_eq!(report.fingerprint, fingerprint, "{line}");
        }
    }
}

#[cfg(feature = "python")]
#[wasm_bindgen_test]
fn code_crosses_with_its_mistakes_its_stands_and_what_it_breaks() {
    use cache_aside_playground::wasm::code_exports as code;
    let mine = "# Mine\ndef read(key):\n    log(\"asks\", 1)\n    return db.query(key)\n";
    let checked = code::check(mine, "").expect("a line");
    assert_eq!(
        (text(&checked, "title"), get(&checked, "reads"), rows(Ok(get(&checked, "mistakes"))).len()),
        ("Mine".to_string(), true.into(), 0)
    );
    let wrong = rows(Ok(get(&code::check("def read(key):\n  return x\n", "").expect("a line"), "mistakes")));
    assert_eq!((number(&wrong[0], "line"), number(&wrong[0], "column")), (2.0, 10.0));
    let mut simulation = Simulation::with_code("rate=50/s duration=2s", mine).expect("code");
    while !simulation.advance(100).expect("it goes on") {}
    let run = simulation.finish().expect("a run");
    let line = column::<Uint32Array>(&run, "stands.line").to_vec();
    assert!(line.contains(&3) && line.contains(&4) && line.contains(&0));
    assert_eq!(column::<Float64Array>(&run, "stands.at_ns").length() as usize, line.len());
    assert_eq!(text(&run, "code.title"), "Mine");
    assert!(!rows(Ok(get(&run, "code.said"))).is_empty() && !rows(Ok(get(&run, "code.broken"))).is_empty());
    let stopped =
        Simulation::with_code("duration=1s", "def read(key):\n    return 1 / 0\n").expect("code").advance(100_000);
    let stopped = stopped.expect_err("it is stopped");
    assert_eq!((text(&stopped, "field"), number(&stopped, "line")), ("code".to_string(), 2.0));
    assert!(rows(code::language()).len() > 60 && rows(code::challenges()).len() == 5);
    let way = code::shortest("rate=50/s duration=2s", mine, "one_query").expect("it runs");
    assert_eq!((number(&way, "requests.length"), get(&way, "fewest")), (2.0, true.into()));
    assert!(column::<Float64Array>(&way, "events.at_ns").length() > 3);
    let attempt = code::attempt("one_query", mine, 1).expect("it runs");
    assert_eq!((get(&attempt, "met"), text(&attempt, "missing").is_empty()), (false.into(), false));
}
