/** Rust listings, with redis-rs. Marks and values as code/listing.js reads them. */

export const title = 'Rust';

export const keywords =
  'as break const dyn else fn for if impl in let loop match move mut pub return self static struct true use where while';

/** @type {Record<string, string>} */
export const reads = {
  unprotected: `
fn get_user(id: u64) -> Result<Option<User>> {
    let key = format!("user:{id}");
    let cached: Option<String> = cache()?.get(&key)?; @@cache
    if let Some(json) = cached {
        return Ok(Some(serde_json::from_str(&json)?));
    }
    let user = db().query_user(id)?; @@db
    if let Some(user) = &user {
        let json = serde_json::to_string(user)?;
        let _: () = cache()?.«set_ex»(&key, json, «ttl»)?; @@store
    }
    Ok(user)
}
`,
  mutex: `
fn get_user(id: u64) -> Result<Option<User>> {
    let (key, lock) = (format!("user:{id}"), format!("lock:user:{id}"));
    let token = Uuid::new_v4().to_string();
    let alone = SetOptions::default()
        .conditional_set(ExistenceCheck::NX)
        .with_expiration(SetExpiry::PX(«lock_ms»));
    let mut won = false;
    let answer = loop {
        match cached(&key)? { @@cache
            Some(user) => break Ok(Some(user)),
            None if won => break fetch(&key, id), // query, then set @@db,store
            None => won = cache()?.set_options(&lock, &token, alone.clone())?, @@cache
        }
        if !won {
            sleep(Duration::from_millis(«poll_ms»)); @@lock
        }
    };
    Script::new(RELEASE).key(&lock).arg(&token).invoke::<()>(&mut cache()?)?;
    answer
}

const RELEASE: &str = r#"
    if redis.call("GET", KEYS[1]) == ARGV[1] then
        return redis.call("DEL", KEYS[1])
    end"#;
`,
  xfetch: `
fn get_user(id: u64) -> Result<Option<User>> {
    let key = format!("user:{id}");
    let (cached, left_ms): (Option<String>, i64) =
        pipe().atomic().get(&key).pttl(&key).query(&mut cache()?)?; @@cache
    if let Some(json) = cached {
        let (user, delta_ms): (User, f64) = serde_json::from_str(&json)?;
        let dice = 1.0 - rand::random::<f64>(); // in (0, 1]
        if -delta_ms * «beta_f» * dice.ln() < left_ms as f64 {
            return Ok(Some(user));
        }
    }
    let start = Instant::now();
    let user = db().query_user(id)?; @@db
    let delta_ms = start.elapsed().as_secs_f64() * 1e3;
    if let Some(user) = &user {
        let json = serde_json::to_string(&(user, delta_ms))?;
        let _: () = cache()?.«set_ex»(&key, json, «ttl»)?; @@store
    }
    Ok(user)
}
`,
  background_refresh: `
fn get_user(id: u64) -> Result<Option<User>> {
    let key = format!("user:{id}");
    let cached: Option<String> = cache()?.get(&key)?; @@cache
    let Some(json) = cached else {
        return fetch(&key, id); // cold: a plain miss @@db,store
    };
    let entry: Entry = serde_json::from_str(&json)?;
    if SystemTime::now() >= entry.fresh_until {
        thread::spawn(move || refresh(&key, id));
    }
    Ok(Some(entry.user)) // at once, fresh or stale
}

fn refresh(key: &str, id: u64) -> Result<()> {
    let (lock, token) = (format!("lock:{key}"), Uuid::new_v4().to_string());
    // SET lock token NX PX «lock_ms»
    if cache()?.set_options(&lock, &token, alone())? { @@b-cache
        // Queries; fresh_until: in «ttl_s» s. Stores it for «kept_ms» ms.
        let answer = fetch(key, id); @@b-db,b-store
        Script::new(RELEASE).key(&lock).arg(&token).invoke::<()>(&mut cache()?)?;
        answer?;
    }
    Ok(())
}
`,
  single_flight: `
type Flight = Arc<OnceLock<Result<Option<User>, Arc<Error>>>>;
static FLIGHTS: LazyLock<Mutex<HashMap<String, Flight>>> =
    LazyLock::new(Default::default);

fn get_user(id: u64) -> Result<Option<User>, Arc<Error>> {
    let key = format!("user:{id}");
    if let Some(user) = cached(&key)? { @@cache
        return Ok(Some(user));
    }
    let flight = FLIGHTS.lock().unwrap().entry(key.clone()).or_default().clone();
    // The first one in runs it, the others wait here for its answer.
    let answer = flight.get_or_init(|| { @@lock
        let answer = fetch(&key, id).map_err(Arc::new);
        FLIGHTS.lock().unwrap().remove(&key);
        answer
    });
    answer.clone()
}

fn fetch(key: &str, id: u64) -> Result<Option<User>, Error> {
    let user = db().query_user(id)?; @@db,b-db
    let json = serde_json::to_string(&user)?;
    let _: () = cache()?.«set_ex»(key, json, «ttl»)?; @@b-store
    Ok(user)
}
`,
  lease: `
fn get_user(id: u64) -> Result<Option<User>> {
    let (key, lease) = (format!("user:{id}"), format!("lease:user:{id}"));
    let token = Uuid::new_v4().to_string();
    loop {
        let ask = Script::new(GET_OR_LEASE);
        match ask.key(&key).key(&lease).arg(&token).arg(«lock_ms»).invoke(&mut cache()?)? { @@cache
            Value::BulkString(json) => return Ok(serde_json::from_slice(&json)?),
            Value::Int(1) => break, // the lease is ours
            _ => sleep(Duration::from_millis(«poll_ms»)), @@lock
        }
    }
    let user = db().query_user(id)?; @@db
    set_leased(&key, &lease, &token, &user, «ttl_ms»)?; @@store
    Ok(user)
}

const GET_OR_LEASE: &str = r#"
    return redis.call("GET", KEYS[1]) or
        redis.call("SET", KEYS[2], ARGV[1], "NX", "PX", ARGV[2])
        and 1 or 0"#;
const SET_LEASED: &str = r#"
    if redis.call("GET", KEYS[2]) ~= ARGV[1] then return 0 end
    redis.call("DEL", KEYS[2])
    return redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])"#;
`,
};

/** @type {Record<string, string>} */
export const writes = {
  invalidate: `
fn update_user(user: &User) -> Result<()> {
    let key = format!("user:{}", user.id);
    db().update_user(user)?; @@w-db
    Ok(cache()?.del(«keys_rust»)?) @@w-app
}
`,
  update: `
fn update_user(user: &User) -> Result<()> {
    let key = format!("user:{}", user.id);
    db().update_user(user)?; @@w-db
    let json = serde_json::to_string(user)?;
    Ok(cache()?.«set_ex»(&key, json, «ttl»)?) @@w-app
}
`,
  invalidate_first: `
fn update_user(user: &User) -> Result<()> {
    let key = format!("user:{}", user.id);
    let _: () = cache()?.del(«keys_rust»)?; @@w-cache
    db().update_user(user) @@w-db
}
`,
  double_delete: `
fn update_user(user: &User) -> Result<()> {
    let key = format!("user:{}", user.id);
    db().update_user(user)?; @@w-db
    let _: () = cache()?.del(«keys_rust»)?; @@w-app
    thread::spawn(move || -> Result<()> {
        sleep(Duration::from_millis(«pause_ms»));
        Ok(cache()?.del(«keys_rust»)?)
    });
    Ok(())
}
`,
  versioned_set: `
fn update_user(user: &User) -> Result<()> {
    let version = db().update_user(user)?; @@w-db
    let json = serde_json::to_string(user)?;
    let set = Script::new(SET_IF_NEWER);
    Ok(set.key(format!("user:{}", user.id)) @@w-app
        .arg(version).arg(json).arg(«ttl_ms»)
        .invoke(&mut cache()?)?)
}

// Readers store by the same script and read with HGET key user.
const SET_IF_NEWER: &str = r#"
    local there = redis.call("HGET", KEYS[1], "version")
    if there and tonumber(there) >= tonumber(ARGV[1]) then
        return 0
    end
    redis.call("HSET", KEYS[1], "version", ARGV[1], "user", ARGV[2])
    return redis.call("PEXPIRE", KEYS[1], ARGV[3])"#;
`,
  ttl_only: `
fn update_user(user: &User) -> Result<()> {
    // The cache keeps the old value until its TTL ends.
    db().update_user(user) @@w-db
}
`,
};
