/** Java listings, with Jedis. Marks and values as code/listing.js reads them. */

export const title = 'Java';

export const keywords =
  'break catch class double else final finally for if int long new null return static throw throws true try var void while';

/** @type {Record<string, string>} */
export const reads = {
  unprotected: `
User getUser(String id) {
    var key = "user:" + id;
    String cached = jedis.get(key); @@cache
    if (cached != null) return decode(cached);

    User user = db.queryUser(id); @@db
    if (user != null) {
        jedis.«setex»(key, «ttl», encode(user)); @@store
    }
    return user;
}
`,
  mutex: `
User getUser(String id) throws InterruptedException {
    String key = "user:" + id, lock = "lock:" + key;
    var token = UUID.randomUUID().toString();
    for (;;) {
        String cached = jedis.get(key); @@cache
        if (cached != null) return decode(cached);
        var alone = SetParams.setParams().nx().px(«lock_ms»);
        if (jedis.set(lock, token, alone) != null) break; @@cache
        Thread.sleep(«poll_ms»); // or wake up when it is released @@lock
    }
    try {
        String cached = jedis.get(key); // it may be there by now @@cache
        if (cached != null) return decode(cached);
        User user = db.queryUser(id); @@db
        if (user != null) jedis.«setex»(key, «ttl», encode(user)); @@store
        return user;
    } finally {
        jedis.eval(RELEASE, List.of(lock), List.of(token)); @@store
    }
}

static final String RELEASE = """
    if redis.call("GET", KEYS[1]) == ARGV[1] then
        return redis.call("DEL", KEYS[1])
    end""";
`,
  xfetch: `
User getUser(String id) {
    var key = "user:" + id;
    try (var both = jedis.multi()) {
        Response<String> cached = both.get(key);
        Response<Long> leftMs = both.pttl(key);
        both.exec(); @@cache
        if (cached.get() != null) {
            var entry = decode(cached.get());
            double dice = 1 - Math.random(); // in (0, 1]
            double early = -entry.deltaMs() * «beta» * Math.log(dice);
            if (early < leftMs.get()) return entry.user();
        }
    }
    long start = System.nanoTime();
    User user = db.queryUser(id); @@db
    double deltaMs = (System.nanoTime() - start) / 1e6;
    if (user != null) {
        jedis.«setex»(key, «ttl», encode(user, deltaMs)); @@store
    }
    return user;
}
`,
  background_refresh: `
User getUser(String id) {
    var key = "user:" + id;
    String cached = jedis.get(key); @@cache
    if (cached == null) return fetch(key, id); // cold: a plain miss
    var entry = decode(cached);
    if (System.currentTimeMillis() >= entry.freshUntilMs()) {
        pool.execute(() -> refresh(key, id));
    }
    return entry.user(); // at once, fresh or stale
}
void refresh(String key, String id) {
    var token = UUID.randomUUID().toString();
    var alone = SetParams.setParams().nx().px(«lock_ms»);
    if (jedis.set("lock:" + key, token, alone) == null) return; @@b-cache
    try { fetch(key, id); }
    finally { // compare-and-delete, as with the mutex
        jedis.eval(RELEASE, List.of("lock:" + key), List.of(token)); @@b-store
    }
}
User fetch(String key, String id) {
    User user = db.queryUser(id); @@db,b-db
    long freshUntilMs = System.currentTimeMillis() + «ttl_ms»;
    jedis.psetex(key, «kept_ms», encode(user, freshUntilMs)); @@store,b-store
    return user;
}
`,
  single_flight: `
final ConcurrentMap<String, CompletableFuture<User>> flights =
    new ConcurrentHashMap<>();

User getUser(String id) {
    var key = "user:" + id;
    String cached = jedis.get(key); @@cache
    if (cached != null) return decode(cached);

    var mine = new CompletableFuture<User>();
    var flight = flights.putIfAbsent(key, mine);
    if (flight != null) return flight.join(); @@lock
    try {
        User user = db.queryUser(id); @@db,b-db
        if (user != null) jedis.«setex»(key, «ttl», encode(user)); @@b-store
        mine.complete(user);
        return user;
    } catch (RuntimeException error) {
        mine.completeExceptionally(error);
        throw error;
    } finally {
        flights.remove(key, mine);
    }
}
`,
  lease: `
User getUser(String id) throws InterruptedException {
    var keys = List.of("user:" + id, "lease:user:" + id);
    var token = UUID.randomUUID().toString();
    for (;;) {
        Object found =
            jedis.eval(GET_OR_LEASE, keys, List.of(token, "«lock_ms»")); @@cache
        if (found instanceof String cached) return decode(cached);
        if (found.equals(1L)) break; // the lease is ours
        Thread.sleep(«poll_ms»); @@lock
    }
    User user = db.queryUser(id); @@db
    jedis.eval(SET_LEASED, keys, List.of(token, encode(user), "«ttl_ms»")); @@store
    return user;
}

static final String GET_OR_LEASE = """
    return redis.call("GET", KEYS[1]) or
        redis.call("SET", KEYS[2], ARGV[1], "NX", "PX", ARGV[2])
        and 1 or 0""";
static final String SET_LEASED = """
    if redis.call("GET", KEYS[2]) ~= ARGV[1] then return 0 end
    redis.call("DEL", KEYS[2])
    return redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])""";
`,
};

/** @type {Record<string, string>} */
export const writes = {
  invalidate: `
void updateUser(User user) {
    var key = "user:" + user.id();
    db.updateUser(user); @@w-db
    jedis.del(key«,_lease»); @@w-app
}
`,
  update: `
void updateUser(User user) {
    var key = "user:" + user.id();
    db.updateUser(user); @@w-db
    jedis.«setex»(key, «ttl», encode(user)); @@w-app
}
`,
  invalidate_first: `
void updateUser(User user) {
    var key = "user:" + user.id();
    jedis.del(key«,_lease»); @@w-cache
    db.updateUser(user); @@w-db
}
`,
  double_delete: `
void updateUser(User user) {
    var key = "user:" + user.id();
    db.updateUser(user); @@w-db
    jedis.del(key«,_lease»); @@w-app
    timer.schedule(() -> jedis.del(key«,_lease»), «pause_ms», MILLISECONDS);
}
`,
  versioned_set: `
void updateUser(User user) {
    long version = db.updateUser(user); @@w-db
    jedis.eval(SET_IF_NEWER, List.of("user:" + user.id()), @@w-app
        List.of(Long.toString(version), encode(user), "«ttl_ms»"));
}

// Readers store by the same script and read with HGET key user.
static final String SET_IF_NEWER = """
    local there = redis.call("HGET", KEYS[1], "version")
    if there and tonumber(there) >= tonumber(ARGV[1]) then
        return 0
    end
    redis.call("HSET", KEYS[1], "version", ARGV[1], "user", ARGV[2])
    return redis.call("PEXPIRE", KEYS[1], ARGV[3])""";
`,
  ttl_only: `
void updateUser(User user) {
    db.updateUser(user); @@w-db
    // The cache keeps the old value until its TTL ends.
}
`,
};
