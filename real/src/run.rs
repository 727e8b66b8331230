//! A real run: prepares the servers, starts one thread per instance with the same arrivals as in the simulator, and
//! turns the journal into a trace.

use crate::application;
use crate::books;
use crate::clock::Clock;
use crate::gate::Gate;
use crate::journal::{Journal, Kept, Value};
use crate::link::{self, Link, PREFIX, Scripts};
use crate::outages::{Manner, Switch, Switches, proxy};
use crate::recording::{Header, Recording};
use crate::world::cache::{millis, value_of};
use crate::world::{Client, Instance, Shared, database};
use cache_aside_playground::model::Speeds;
use cache_aside_playground::scenario::{Action, Scenario};
use cache_aside_playground::trace::{Actor, ActorKind, Event, EventKind, Key, Version};
use cache_aside_playground::units::{Duration, Instant};
use cache_aside_playground::workload::{Arrival, Workload};
use cache_aside_playground::world::{Row, World as _};
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use futures_util::StreamExt as _;
use redis::IntoConnectionInfo as _;
use redis::aio::MultiplexedConnection;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::rc::Rc;
use std::sync::Arc;
use std::time;
use tokio::sync::Notify;
use tokio_postgres::{Config, NoTls};

/// The error of a run that failed.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The addresses of the servers.
#[derive(Clone, Debug)]
pub struct Places {
    /// The URL of Redis, such as `redis://127.0.0.1:6379/`.
    pub redis: String,
    /// The URL of PostgreSQL, such as `postgresql://postgres@127.0.0.1:5432/postgres`.
    pub postgres: String,
    /// Whether all keys in Redis may be deleted.
    pub may_flush: bool,
}

/// The time between the preparations and the beginning of the run.
const HEAD_START: time::Duration = time::Duration::from_millis(100);
/// How long a run waits for answers after its end, so that their effects are known.
const TAIL: Duration = Duration::from_millis(100);

/// Runs a scenario.
///
/// # Errors
/// If a server cannot be reached or refuses something, or Redis is not empty.
pub fn run(scenario: &Scenario, places: &Places) -> Result<Recording, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (shared, redis, versions) = runtime.block_on(prepare(scenario, places))?;
    let shared = runtime.block_on(begin(shared, places))?;
    if scenario.warm {
        runtime.block_on(warm_at_start(&shared, places))?;
    }
    let arrivals: Vec<Arrival> = Workload::new(scenario).collect();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..scenario.instances)
            .map(|number| {
                let own = arrivals.iter().filter(|arrival| arrival.instance == number).copied().collect();
                let (shared, redis) = (Arc::clone(&shared), redis.clone());
                scope.spawn(move || instance(shared, redis, own))
            })
            .collect();
        let failed = threads.into_iter().find_map(|thread| match thread.join() {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error),
            Err(_) => Some("an instance panicked".into()),
        });
        failed.map_or(Ok(()), Err)
    })?;
    let kept = shared.journal.take();
    drop(runtime);
    recorded(scenario, kept, shared.begins_us, versions)
}

/// Sets the beginning of the run, also on the server's clock: by the fastest of some answers to `TIME`.
async fn begin(mut shared: Shared, places: &Places) -> Result<Arc<Shared>, Failure> {
    const ASKED: usize = 20;
    let mut connection = link::connect(&redis::Client::open(places.redis.as_str())?).await?;
    // The server's clock (`server_us`) at a moment of our clock.
    let (mut fastest, mut moment, mut server_us) = (time::Duration::MAX, time::Instant::now(), 0);
    for _ in 0..ASKED {
        let asked = time::Instant::now();
        let (seconds, micros): (i64, i64) = redis::cmd("TIME").query_async(&mut connection).await?;
        let took = asked.elapsed();
        if took < fastest {
            (fastest, moment, server_us) = (took, asked + took / 2, seconds * 1_000_000 + micros);
        }
    }
    let begins = time::Instant::now() + HEAD_START;
    shared.begins_us = server_us + begins.duration_since(moment).as_micros() as i64;
    shared.clock.begin_at(begins);
    Ok(Arc::new(shared))
}

/// The versions of the servers.
struct Versions {
    redis: String,
    postgres: String,
}

async fn prepare(scenario: &Scenario, places: &Places) -> Result<(Shared, redis::Client, Versions), Failure> {
    let stops = |is: fn(&Action) -> bool| scenario.interventions.iter().any(|i| is(&i.action));
    let switches = Switches { cache: Switch::new(), database: Switch::new() };
    let direct = redis::Client::open(places.redis.as_str())?;
    let mut connection = link::connect(&direct).await.map_err(|error| format!("Redis cannot be reached: {error}"))?;
    empty(&mut connection, places.may_flush).await?;
    let scripts = Scripts::load(&mut connection).await?;
    let info: String = redis::cmd("INFO").arg("server").query_async(&mut connection).await?;
    let redis_version = info.lines().find_map(|line| line.strip_prefix("redis_version:")).unwrap_or("?").to_string();
    let mut config: Config = places.postgres.parse()?;
    let postgres = rows(&config, scenario).await?;
    let mut client = direct;
    if stops(|action| matches!(action, Action::CacheDown(_))) {
        let info = places.redis.as_str().into_connection_info()?;
        let server = address(&info.addr().to_string())?;
        let port = proxy(server, Manner::OutOfReach, switches.cache.follow()).await?;
        let through = info.set_addr(redis::ConnectionAddr::Tcp("127.0.0.1".into(), port));
        client = redis::Client::open(through)?;
    }
    if stops(|action| matches!(action, Action::DbDown(_))) {
        let host = config.get_hosts().first().cloned();
        let Some(tokio_postgres::config::Host::Tcp(host)) = host else {
            return Err("do=db_down is refused: the database is not reached by TCP.".into());
        };
        let port = config.get_ports().first().copied().unwrap_or(5_432);
        let server = address(&format!("{host}:{port}"))?;
        let port = proxy(server, Manner::StandStill, switches.database.follow()).await?;
        let mut through = Config::new();
        through.host("127.0.0.1").port(port).user(config.get_user().unwrap_or("postgres"));
        config.get_password().map(|password| through.password(password));
        config.get_dbname().map(|name| through.dbname(name));
        config = through;
    }
    let pool = connections(config, scenario.db_connections as usize).await?;
    let (clock, journal) = (Clock::new(), Arc::new(Journal::default()));
    let gate = Gate::new(scenario.db_connections, scenario.db_queue_limit, Arc::clone(&clock), Arc::clone(&journal));
    let shared = Shared {
        scenario: scenario.clone(),
        clock,
        journal,
        gate,
        pool,
        speeds: slowed(scenario),
        round_trip_speeds: Speeds::of_round_trips(scenario),
        scripts,
        switches,
        begins_us: 0,
        alive: Default::default(),
        doomed: Default::default(),
        warming: Default::default(),
    };
    Ok((shared, client, Versions { redis: redis_version, postgres }))
}

fn address(text: &str) -> Result<SocketAddr, Failure> {
    text.to_socket_addrs()?.next().ok_or_else(|| format!("{text} is no address").into())
}

/// The times at which statements take longer. Outages are not among them: the proxy makes these.
fn slowed(scenario: &Scenario) -> Speeds {
    let mut slow = scenario.clone();
    slow.interventions.retain(|intervention| matches!(intervention.action, Action::DbSlow(..)));
    Speeds::of_database(&slow)
}

/// Deletes the keys of an earlier run. Refuses if there are others, unless they may be deleted too.
async fn empty(connection: &mut MultiplexedConnection, may_flush: bool) -> Result<(), Failure> {
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(connection).await?;
    let (own, others): (Vec<&String>, Vec<&String>) = keys.iter().partition(|key| key.starts_with(PREFIX));
    match (own.is_empty(), others.len()) {
        (_, 1..) if may_flush => redis::cmd("FLUSHDB").query_async(connection).await?,
        (_, count @ 1..) => {
            let sentence =
                format!("This Redis holds {count} keys of somebody else; --flush-redis would delete them all.");
            return Err(sentence.into());
        }
        (false, 0) => redis::cmd("DEL").arg(own).query_async(connection).await?,
        (true, 0) => {}
    }
    Ok(())
}

/// Creates the rows. Returns the version of the server.
async fn rows(config: &Config, scenario: &Scenario) -> Result<String, Failure> {
    let (client, connection) =
        config.connect(NoTls).await.map_err(|error| format!("PostgreSQL cannot be reached: {error}"))?;
    tokio::spawn(connection);
    client.batch_execute(database::SCHEMA).await?;
    let insert = "INSERT INTO cache_aside_playground.rows SELECT id, 1 FROM generate_series(0, $1::int4 - 1) AS id";
    client.execute(insert, &[&(scenario.keys as i32)]).await?;
    client.batch_execute("ANALYZE cache_aside_playground.rows").await?;
    let version: String = client.query_one("SHOW server_version", &[]).await?.try_get(0)?;
    Ok(version.split_whitespace().next().unwrap_or("?").to_string())
}

/// A pool with all its connections open and their statements prepared.
async fn connections(config: Config, count: usize) -> Result<Pool, Failure> {
    let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
    let pool = Pool::builder(manager).max_size(count).build()?;
    let mut all = Vec::new();
    for _ in 0..count {
        let connection =
            pool.get().await.map_err(|error| format!("PostgreSQL gives no {count} connections: {error}"))?;
        for statement in [database::READ_AT_START, database::READ_AT_END, database::CHANGE] {
            connection.prepare_cached(statement).await?;
        }
        all.push(connection);
    }
    Ok(pool)
}

/// Stores every row in the cache before the run begins. They expire at absolute times, so it does not matter how long
/// storing them takes.
async fn warm_at_start(shared: &Arc<Shared>, places: &Places) -> Result<(), Failure> {
    let mut connection = link::connect(&redis::Client::open(places.redis.as_str())?).await?;
    let row = Row { version: Version(1), took: shared.scenario.db_latency.mean(), lagged: false };
    let site = Instance::new(Arc::clone(shared), Link::new(redis::Client::open(places.redis.as_str())?));
    let mut all = redis::pipe();
    for key in (0..shared.scenario.keys).map(Key) {
        let actor = Actor::new(ActorKind::Site, key.0);
        let client = Client::new(&site, actor, 0);
        let Some(lifetime) = client.lifetime(&row) else { continue };
        let value = client.value(row, lifetime, Instant::ZERO);
        let ends_ms = shared.begins_us.div_euclid(1_000) + millis(lifetime.kept_for) as i64;
        let kept_for = Duration((((ends_ms + 1) * 1_000 - shared.begins_us).max(0) as u64) * 1_000);
        let fresh_for = if lifetime.kept_for > lifetime.fresh_for { lifetime.fresh_for } else { kept_for };
        all.cmd("SET").arg(value_of(key)).arg(Value::text(&value)).arg("PXAT").arg(ends_ms).ignore();
        let kind = EventKind::CacheSet { key, version: row.version, fresh_for, kept_for };
        shared.journal.note(Event { at: Instant::ZERO, actor, kind });
    }
    Ok(all.query_async(&mut connection).await?)
}

/// The thread of an instance, which serves its arrivals, each at its time.
fn instance(shared: Arc<Shared>, redis: redis::Client, arrivals: Vec<Arrival>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    let end = Instant::ZERO + shared.scenario.duration;
    let site = Instance::new(Arc::clone(&shared), Link::new(redis.clone()));
    let served = local.block_on(&runtime, async {
        site.link.connection().await?;
        tokio::task::spawn_local(listen(Rc::clone(&site), redis));
        for arrival in arrivals {
            shared.clock.sleep_until(arrival.at).await;
            tokio::task::spawn_local(application::serve(Rc::clone(&site), arrival));
            // Lets earlier requests continue.
            tokio::task::yield_now().await;
        }
        shared.clock.sleep_until(end + TAIL).await;
        Ok(())
    });
    // The tasks still under way must be dropped inside their runtime.
    let _inside = runtime.enter();
    drop(local);
    served
}

/// Listens for the ends of locks, and wakes the tasks that wait for them.
async fn listen(site: Rc<Instance>, redis: redis::Client) {
    const AGAIN: Duration = Duration::from_millis(20);
    loop {
        if let Ok(mut words) = redis.get_async_pubsub().await
            && words.psubscribe(format!("{PREFIX}gone:*")).await.is_ok()
        {
            let mut words = words.into_on_message();
            while let Some(word) = words.next().await {
                let key = word.get_channel_name().rsplit(':').next().unwrap_or_default().parse::<u32>();
                let ended: Vec<Rc<Notify>> = match key {
                    Ok(key) => site.lock_ends.borrow_mut().remove(&key).into_iter().collect(),
                    // The channel for all keys.
                    Err(_) => site.lock_ends.take().into_values().collect(),
                };
                ended.iter().for_each(|ended| ended.notify_waiters());
            }
        }
        // The connection broke, so all waiting tasks have to ask again.
        site.lock_ends.take().into_values().for_each(|ended| ended.notify_waiters());
        site.shared.clock.sleep(AGAIN).await;
    }
}

fn recorded(scenario: &Scenario, kept: Kept, begins_us: i64, versions: Versions) -> Result<Recording, Failure> {
    let Kept { entries, lateness, statement_overhead, command_took, faults } = kept;
    if let Some(fault) = faults.first() {
        return Err(format!("{} faults, the first: {fault}", faults.len()).into());
    }
    let events = books::events(scenario, &entries, begins_us, Instant::ZERO + scenario.duration);
    let versions = (versions.redis, versions.postgres);
    let times = [&lateness[..], &statement_overhead, &command_took];
    let header = Header::new(scenario, versions, times, events.len());
    Ok(Recording { header, events })
}
