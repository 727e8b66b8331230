//! Checks of the sources of www/: imports between its rooms go one way.

use super::{Source, assert_none, sources};

/// The rooms that the modules of a room may import, besides their own. A row names only rooms above it. An import of a
/// type in a comment does not count. An unused permission is an error.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("styles", &[]),
    // A script of its own, which has to run where nothing else does.
    ("public", &[]),
    ("run", &[]),
    ("line", &[]),
    // A recording names actors as the page does.
    ("engine", &["run"]),
    ("kit", &["styles"]),
    // Plays for a session, and has a panel of its own.
    ("orders", &["engine", "kit", "line", "styles"]),
    // Recordings of real servers, and their panel.
    ("recorded", &["engine", "kit", "line", "styles"]),
    ("session", &["engine", "kit", "line", "orders", "recorded", "run"]),
    ("playback", &["run"]),
    // The views: each room uses only the rooms below all of them.
    ("help", &["kit", "styles"]),
    ("log", &["kit", "line", "run", "styles"]),
    ("settings", &["kit", "line", "styles"]),
    ("gallery", &["kit", "line", "run", "styles"]),
    ("diagram", &["kit", "line", "run", "styles"]),
    ("story", &["diagram", "kit", "line", "run", "styles"]),
    // The user's code becomes a lane. The shortest way to a violated property is listed like a story.
    ("code", &["kit", "line", "run", "session", "story", "styles"]),
    ("quiz", &["kit", "line", "run", "styles"]),
    ("stage", &["kit", "line", "playback", "run", "styles"]),
    ("timeline", &["kit", "line", "playback", "run", "styles"]),
    ("compare", &["kit", "line", "session", "styles"]),
    // Exports what two other rooms show.
    ("share", &["diagram", "kit", "line", "run", "session", "stage", "story", "styles"]),
    // A step of the lesson uses several views.
    ("lesson", &["diagram", "engine", "kit", "line", "quiz", "run", "session", "settings", "styles"]),
    // Asks about what the steps showed, and shows it as they do.
    ("check", &["kit", "lesson", "line", "orders", "quiz", "session", "styles"]),
    // An answer consists of a lesson step and a run.
    ("ask", &["engine", "kit", "lesson", "line", "styles"]),
    // The frame combines all views, and the pages embed it.
    (
        "frame",
        &[
            "ask", "check", "code", "compare", "engine", "gallery", "help", "kit", "lesson", "line", "log", "orders",
            "playback", "quiz", "recorded", "session", "settings", "share", "stage", "story", "styles", "timeline",
        ],
    ),
    ("pages", &["ask", "check", "engine", "frame", "lesson", "line", "styles"]),
];

/// The room of a file: `stage` for `www/stage/traffic.js`.
fn room(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

/// The imports of a script, static or by `import()`, as paths from the root: `www/kit/mark.js`.
fn imports(source: &Source) -> Vec<String> {
    let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    for statement in without_comments(&source.text).split("import").skip(1) {
        let mut quoted = statement.split('\'');
        let before = quoted.next().unwrap_or_default();
        // The name of the module is the first text after `import`, `import {…} from` or `import(`.
        let (true, Some(target)) = (!before.contains(';'), quoted.next()) else { continue };
        if target.starts_with('.') {
            found.push(resolved(folder, target));
        }
    }
    for tail in without_comments(&source.text).split("export ").skip(1) {
        let target = tail.split(';').next().and_then(|statement| statement.split_once(" from '")).map(|(_, tail)| tail);
        if let Some(target) = target.and_then(|tail| tail.split('\'').next()) {
            found.push(resolved(folder, target));
        }
    }
    found
}

fn without_comments(text: &str) -> String {
    let mut code = String::new();
    for (index, part) in text.split("/*").enumerate() {
        code.push_str(if index == 0 { part } else { part.split_once("*/").map_or("", |(_, code)| code) });
    }
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = folder.split('/').collect();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => drop(path.pop()),
            name => path.push(name),
        }
    }
    path.join("/")
}

#[test]
fn arrows_between_rooms_go_one_way() {
    let (mut found, mut used) = (Vec::new(), Vec::new());
    for source in sources("www", "js").iter().filter(|source| room(&source.path) != "wasm") {
        let from = room(&source.path);
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == from) else {
            found.push(format!("{}: say in MAY_IMPORT what the room {from} may import", source.path));
            continue;
        };
        for target in imports(source) {
            // The compiled core is outside the rooms, and only the engine imports it; so are the listings that it runs, which
            // the code panel shows, and the table of docs/REAL.md.
            let to = room(&target).to_string();
            let core = from == "engine" && to == "wasm" || from == "code" && target.starts_with("src/python/listings/");
            let core = core || from == "recorded" && target.starts_with("docs/REAL.md");
            if to != from && !core && !allowed.contains(&to.as_str()) {
                found.push(format!("{}: {from} may not import {target}", source.path));
            }
            used.push((from.to_string(), to));
        }
    }
    let is_used = |from: &str, to: &str| used.contains(&(from.to_string(), to.to_string()));
    for (from, allowed) in MAY_IMPORT {
        for to in allowed.iter().filter(|to| !is_used(from, to)) {
            found.push(format!("MAY_IMPORT lets {from} import {to}, which it does not: take that away"));
        }
    }
    assert_none(&found);
}

#[test]
fn the_table_of_rooms_has_no_cycle_and_no_stranger() {
    for (index, (room, allowed)) in MAY_IMPORT.iter().enumerate() {
        for name in *allowed {
            let above = MAY_IMPORT[..index].iter().any(|(other, _)| other == name);
            assert!(above, "{room} imports {name}, which comes after it or nowhere");
        }
    }
}

#[test]
fn every_way_to_import_is_seen() {
    let text = "import '../styles/a.css';\nimport {\n  b,\n  c,\n} from '../kit/b.js';\n// import '../x/1.js';\n\
                /** @type {import('../x/2.js').T} */\nexport { d } from './d.js';\n\
                const e = () => import('../../fonts/e.js');\nimport f from 'lit-html';\n";
    let source = Source { path: "www/stage/stage.js".to_string(), text: text.to_string() };
    let found = imports(&source);
    assert_eq!(found, ["www/styles/a.css", "www/kit/b.js", "fonts/e.js", "www/stage/d.js"]);
}
