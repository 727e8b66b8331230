//! The tables of the language: what code can call, the attributes of values, and what is missing. Compiler,
//! interpreter, completion, error messages and docs/WRITE-YOUR-OWN.md all read them.

/// An operation of the world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "VERBS says what each of them does")]
pub enum Verb {
    Get,
    Set,
    SetIfAbsent,
    SetVersioned,
    Delete,
    Lock,
    Unlock,
    Wait,
    GetOrLease,
    SetLeased,
    Query,
    Update,
    Sleep,
    Spawn,
    Once,
    Now,
    Random,
    Log,
}

/// A pure function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "BUILTINS says what each of them does")]
pub enum Builtin {
    Min,
    Max,
    Abs,
    Int,
    Float,
    Bool,
    Round,
    Exp,
    Sqrt,
}

/// An attribute of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "ATTRIBUTES says what each of them means")]
pub enum Attribute {
    Version,
    Took,
    Exists,
    Fresh,
    Left,
    FreshUntil,
    Leased,
    Found,
}

/// A parameter: its name, and whether it is required.
pub type Param = (&'static str, bool);

/// A row of a table: something that can be called.
#[derive(Clone, Copy, Debug)]
pub struct Entry<T> {
    /// The name in code.
    pub name: &'static str,
    /// The verb or function that it stands for.
    pub means: T,
    /// Its parameters, in order.
    pub params: &'static [Param],
    /// What it does and returns, in one or two sentences.
    pub doc: &'static str,
}

impl<T> Entry<T> {
    /// The call with its parameters: `cache.set(key, row, ttl=…)`.
    pub fn signature(&self) -> String {
        let show = |&(name, needed): &Param| if needed { name.to_string() } else { format!("{name}=…") };
        format!("{}({})", self.name, self.params.iter().map(show).collect::<Vec<_>>().join(", "))
    }

    /// The number of required arguments.
    pub fn needed(&self) -> usize {
        self.params.iter().filter(|(_, needed)| *needed).count()
    }
}

const KEY: Param = ("key", true);
const ROW: Param = ("row", true);
const TTL: Param = ("ttl", false);
const GRACE: Param = ("grace", false);

macro_rules! entries {
    ($($name:literal $means:expr, [$($param:expr),*], $doc:literal;)+) => {
        &[$(Entry { name: $name, means: $means, params: &[$($param),*], doc: $doc }),+]
    };
}

/// The verbs. All but `now`, `random`, `spawn` and `log` take time.
pub const VERBS: &[Entry<Verb>] = entries! {
    "cache.get" Verb::Get, [KEY], "The row in the cache, or None. After its TTL a row stays for its grace.";
    "cache.set" Verb::Set, [KEY, ROW, TTL, GRACE], "Stores a row: fresh for ttl seconds (the setting, unless given), kept for grace seconds more (0, unless given). Where write_policy=versioned_set the cache compares versions first.";
    "cache.set_if_absent" Verb::SetIfAbsent, [KEY, ROW, TTL, GRACE], "Stores a row unless the cache has one (SET NX). True when it was stored.";
    "cache.set_versioned" Verb::SetVersioned, [KEY, ROW, TTL, GRACE], "Stores a row unless the cache has a newer version.";
    "cache.delete" Verb::Delete, [KEY], "Deletes the key's row.";
    "cache.lock" Verb::Lock, [KEY, ("ttl", false)], "Takes the key's lock for at most ttl seconds (lock_ttl, unless given). True when it is yours, False when somebody else has it.";
    "cache.unlock" Verb::Unlock, [KEY], "Releases the key's lock, or gives a lease back.";
    "cache.wait" Verb::Wait, [KEY], "Waits until the key's lock or lease has ended; with lock_poll, for that long instead.";
    "cache.get_or_lease" Verb::GetOrLease, [KEY, ("ttl", false)], "Gives two values: the row in the cache, or None, and whether you have the lease to refill it: found, leased = cache.get_or_lease(key).";
    "cache.set_leased" Verb::SetLeased, [KEY, ROW, TTL, GRACE], "Stores a row if your lease is still valid, and ends the lease.";
    "db.query" Verb::Query, [KEY], "The row from the database. Raises DbError when there is no answer.";
    "db.update" Verb::Update, [KEY], "Changes the row and gives the new one; only in write(key). Raises DbError when there is no answer.";
    "sleep" Verb::Sleep, [("seconds", true)], "Waits for the given number of seconds.";
    "spawn" Verb::Spawn, [("function", true), KEY], "Lets function(key) go on in the background.";
    "once" Verb::Once, [KEY, ("function", true)], "Gives what function(key) gives. It runs once at a time per key and application instance; readers that come meanwhile wait for the same answer.";
    "now" Verb::Now, [], "The time since the run began, in seconds.";
    "random" Verb::Random, [], "A random number above 0 and up to 1. Each reader has its own: changing the code does not change those of other readers.";
    "log" Verb::Log, [("value", true), ("more", false)], "With a number alone: its natural logarithm, like math.log. With a text, with or without a value: writes a line to the log.";
};

const X: Param = ("x", true);

/// The pure functions.
pub const BUILTINS: &[Entry<Builtin>] = entries! {
    "min" Builtin::Min, [("a", true), ("b", true)], "The smallest of two or more numbers.";
    "max" Builtin::Max, [("a", true), ("b", true)], "The largest of two or more numbers.";
    "abs" Builtin::Abs, [X], "The number without its sign.";
    "int" Builtin::Int, [X], "The whole number towards zero.";
    "float" Builtin::Float, [X], "The same number as a fraction.";
    "bool" Builtin::Bool, [X], "Whether it counts as true.";
    "round" Builtin::Round, [X], "The nearest whole number, a half to the even one.";
    "exp" Builtin::Exp, [X], "e to the power of x.";
    "sqrt" Builtin::Sqrt, [X], "The square root.";
};

/// The attributes: name, attribute and documentation, which says what it is an attribute of.
pub const ATTRIBUTES: &[(&str, Attribute, &str)] = &[
    ("version", Attribute::Version, "Of a row: which commit it is, from 1; 0 says that there is no such row."),
    ("took", Attribute::Took, "Of a row: how many seconds the database took for it, including the time in the queue."),
    ("exists", Attribute::Exists, "Of a row: whether there is such a row."),
    ("fresh", Attribute::Fresh, "Of a row from the cache: whether it is within its TTL now."),
    ("left", Attribute::Left, "Of a row from the cache: how many seconds of its TTL are left now, 0 when it is over."),
    ("fresh_until", Attribute::FreshUntil, "Of a row from the cache: when its TTL ends."),
    ("found", Attribute::Found, "Of what get_or_lease gives: the row, or None."),
    ("leased", Attribute::Leased, "Of what get_or_lease gives: whether you have the lease."),
];

/// The language on one screen, line by line.
pub const SYNTAX: &[&str] = &[
    "def f(key, tries=3):          # called f(key), or f(key, tries=5)",
    "    return value",
    "WINDOW = ttl / 2              # worked out once",
    "import math                   # or time, or random",
    "x = 1; x += 2; a, b = b, a; (n := 3)",
    "None True False 3 2.5 1e-3 \"text\" f\"lock:{key}\"",
    "+ - * / // % **   < <= > >= == !=   is None, is not None",
    "a < b <= c   not a   a and b or c   value if condition else other",
    "if condition: ...             # elif condition: ... else: ...",
    "while condition: ...          # else: ...",
    "for i in range(start, end, step): ...",
    "break   continue   pass",
    "try: ...",
    "except DbError as error: ...  # except (TimeoutError, DbError): ...",
    "else: ...",
    "finally: ...",
    "raise DbError(\"why\")          # raise, alone, in an except",
];

/// What Python has and this language lacks, with what to write instead.
pub const ABSENT: &[(&str, &str)] = &[
    ("class", "rows, numbers and functions are all there is"),
    ("lambda", "write a `def` and give its name"),
    ("with", "write `try` and `finally`"),
    ("async", "leave it out: every verb waits by itself"),
    ("await", "leave it out: every verb waits by itself"),
    ("yield", "write a loop around a verb"),
    ("global", "nothing is kept from one read to the next except what is in the cache"),
    ("nonlocal", "give the value as an argument"),
    ("del", "leave it out"),
    ("assert", "write `if not …: raise RuntimeError`"),
    ("match", "write `if` and `elif`"),
    ("print", "write `log(\"text\", value)`"),
    ("in", "write `for … in range(…)`, or compare with `==`"),
    ("len", "there are no lists: count in a variable"),
    ("str", "a key is used as it is, or behind a prefix: `\"lock:\" + key`"),
    ("list", "there are no lists: count in a variable"),
    ("dict", "nothing is kept from one read to the next but what lies in the cache"),
    ("[", "there are no lists: count in a variable"),
    ("{", "nothing is kept from one read to the next but what lies in the cache"),
    ("@", "call the function where it is needed"),
    ("&", "write `and`"),
    ("|", "write `or`"),
    ("^", "write `!=`"),
    ("~", "write `not`"),
    ("<<", "write `* 2 ** n`"),
    (">>", "write `// 2 ** n`"),
    ("!", "write `not`"),
    ("*args", "name each parameter"),
];

/// What to write instead of something that the language lacks.
pub fn instead_of(word: &str) -> Option<&'static str> {
    ABSENT.iter().find(|(absent, _)| *absent == word).map(|(_, instead)| *instead)
}

/// The keywords of Python.
pub const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "try", "while", "with", "yield", "None", "True", "False",
];

/// The modules that may be imported: for each of their members, the name of the entry that it stands for.
pub const MODULES: &[(&str, &[(&str, &str)])] = &[
    ("time", &[("time", "now"), ("monotonic", "now"), ("sleep", "sleep")]),
    ("random", &[("random", "random")]),
    ("math", &[("exp", "exp"), ("log", "log"), ("sqrt", "sqrt")]),
];
