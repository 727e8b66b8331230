/** Python listings as in production, with redis-py. Marks and values as code/listing.js reads them. */

export const title = 'Python, redis-py';

export const keywords =
  'and as break def del elif else except finally for from if import in is lambda None not or raise return try while with True';

/** @type {Record<string, string>} */
export const reads = {
  unprotected: `
def get_user(user_id):
    key = f"user:{user_id}"
    cached = cache.get(key) @@cache
    if cached is not None:
        return json.loads(cached)

    user = db.query_user(user_id) @@db
    if user is not None:
        cache.«setex»(key, «ttl», json.dumps(user)) @@store
    return user
`,
  mutex: `
def get_user(user_id):
    key, token = f"user:{user_id}", uuid4().hex
    while True:
        cached = cache.get(key) @@cache
        if cached is not None:
            return json.loads(cached)
        if cache.set(f"lock:{key}", token, nx=True, px=«lock_ms»): @@cache
            break
        time.sleep(«poll_s»)  # or wake up when it is released @@lock
    try:
        cached = cache.get(key)  # it may be there by now @@cache
        if cached is not None:
            return json.loads(cached)
        user = db.query_user(user_id) @@db
        if user is not None:
            cache.«setex»(key, «ttl», json.dumps(user)) @@store
        return user
    finally:
        RELEASE(keys=[f"lock:{key}"], args=[token]) @@store

RELEASE = cache.register_script("""
    if redis.call("GET", KEYS[1]) == ARGV[1] then
        return redis.call("DEL", KEYS[1])
    end""")
`,
  xfetch: `
def get_user(user_id):
    key = f"user:{user_id}"
    both = cache.pipeline().get(key).pttl(key)
    cached, left_ms = both.execute() @@cache
    if cached is not None:
        user, delta_ms = json.loads(cached)
        dice = 1 - random.random()  # in (0, 1]
        if -delta_ms * «beta» * math.log(dice) < left_ms:
            return user

    start = time.perf_counter()
    user = db.query_user(user_id) @@db
    delta_ms = (time.perf_counter() - start) * 1000
    if user is not None:
        cache.«setex»(key, «ttl», json.dumps([user, delta_ms])) @@store
    return user
`,
  background_refresh: `
def get_user(user_id):
    key = f"user:{user_id}"
    cached = cache.get(key) @@cache
    if cached is None:
        return fetch(key, user_id)  # cold: a plain miss
    entry = json.loads(cached)
    if time.time() >= entry["fresh_until"]:
        pool.submit(refresh, key, user_id)
    return entry["user"]  # at once, fresh or stale

def refresh(key, user_id):
    token = uuid4().hex
    if cache.set(f"lock:{key}", token, nx=True, px=«lock_ms»): @@b-cache
        try:
            fetch(key, user_id)
        finally:  # compare-and-delete, as with the mutex
            RELEASE(keys=[f"lock:{key}"], args=[token]) @@b-store

def fetch(key, user_id):
    user = db.query_user(user_id) @@db,b-db
    entry = {"user": user, "fresh_until": time.time() + «ttl_s»}
    cache.set(key, json.dumps(entry), px=«kept_ms») @@store,b-store
    return user
`,
  single_flight: `
flights, guard = {}, threading.Lock()

def get_user(user_id):
    key = f"user:{user_id}"
    cached = cache.get(key) @@cache
    if cached is not None:
        return json.loads(cached)
    with guard:
        flight = flights.get(key)
        if leads := flight is None:
            flight = flights[key] = Future()
    if not leads:
        return flight.result() @@lock
    try:
        user = db.query_user(user_id) @@db,b-db
        if user is not None:
            cache.«setex»(key, «ttl», json.dumps(user)) @@b-store
        flight.set_result(user)
        return user
    except Exception as error:
        flight.set_exception(error)
        raise
    finally:
        with guard:
            del flights[key]
`,
  lease: `
def get_user(user_id):
    key, token = f"user:{user_id}", uuid4().hex
    keys = [key, f"lease:{key}"]
    while True:
        found = GET_OR_LEASE(keys=keys, args=[token, «lock_ms»]) @@cache
        if isinstance(found, bytes):
            return json.loads(found)
        if found == 1:
            break  # the lease is ours
        time.sleep(«poll_s») @@lock
    user = db.query_user(user_id) @@db
    value = json.dumps(user)
    SET_LEASED(keys=keys, args=[token, value, «ttl_ms»]) @@store
    return user

GET_OR_LEASE = cache.register_script("""
    return redis.call("GET", KEYS[1]) or
        redis.call("SET", KEYS[2], ARGV[1], "NX", "PX", ARGV[2])
        and 1 or 0""")
SET_LEASED = cache.register_script("""
    if redis.call("GET", KEYS[2]) ~= ARGV[1] then return 0 end
    redis.call("DEL", KEYS[2])
    return redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])""")
`,
};

/** @type {Record<string, string>} */
export const writes = {
  invalidate: `
def update_user(user_id, fields):
    key = f"user:{user_id}"
    db.update_user(user_id, fields) @@w-db
    cache.delete(key«,_lease») @@w-app
`,
  update: `
def update_user(user_id, fields):
    key = f"user:{user_id}"
    user = db.update_user(user_id, fields) @@w-db
    cache.«setex»(key, «ttl», json.dumps(user)) @@w-app
`,
  invalidate_first: `
def update_user(user_id, fields):
    key = f"user:{user_id}"
    cache.delete(key«,_lease») @@w-cache
    db.update_user(user_id, fields) @@w-db
`,
  double_delete: `
def update_user(user_id, fields):
    key = f"user:{user_id}"
    db.update_user(user_id, fields) @@w-db
    cache.delete(key«,_lease») @@w-app
    threading.Timer(«pause_s», cache.delete, [key«,_lease»]).start()
`,
  versioned_set: `
def update_user(user_id, fields):
    user = db.update_user(user_id, fields)  # with its version @@w-db
    args = [user["version"], json.dumps(user), «ttl_ms»]
    SET_IF_NEWER(keys=[f"user:{user_id}"], args=args) @@w-app

# Readers store by the same script and read with HGET key user.
SET_IF_NEWER = cache.register_script("""
    local there = redis.call("HGET", KEYS[1], "version")
    if there and tonumber(there) >= tonumber(ARGV[1]) then
        return 0
    end
    redis.call("HSET", KEYS[1], "version", ARGV[1], "user", ARGV[2])
    return redis.call("PEXPIRE", KEYS[1], ARGV[3])""")
`,
  ttl_only: `
def update_user(user_id, fields):
    db.update_user(user_id, fields) @@w-db
    # the cache keeps the old value until its TTL ends
`,
};
