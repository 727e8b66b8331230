/** TypeScript listings, with node-redis. Marks and values as code/listing.js reads them. */

export const title = 'TypeScript';

export const keywords =
  'async await break const else export finally for function if let new null return throw true try typeof void while';

/** @type {Record<string, string>} */
export const reads = {
  unprotected: `
async function getUser(id: string): Promise<User | null> {
  const key = \`user:\${id}\`;
  const cached = await cache.get(key); @@cache
  if (cached !== null) return JSON.parse(cached);

  const user = await db.queryUser(id); @@db
  if (user) await cache.«setEx»(key, «ttl», JSON.stringify(user)); @@store
  return user;
}
`,
  mutex: `
async function getUser(id: string): Promise<User | null> {
  const key = \`user:\${id}\`, lock = \`lock:\${key}\`;
  const token = crypto.randomUUID();
  for (;;) {
    const cached = await cache.get(key); @@cache
    if (cached !== null) return JSON.parse(cached);
    if (await cache.set(lock, token, { NX: true, PX: «lock_ms» })) break; @@cache
    await sleep(«poll_ms»); // or wake up when it is released @@lock
  }
  try {
    const cached = await cache.get(key); // it may be there by now @@cache
    if (cached !== null) return JSON.parse(cached);
    const user = await db.queryUser(id); @@db
    if (user) await cache.«setEx»(key, «ttl», JSON.stringify(user)); @@store
    return user;
  } finally {
    await cache.eval(RELEASE, { keys: [lock], arguments: [token] }); @@store
  }
}

const RELEASE = \`
  if redis.call("GET", KEYS[1]) == ARGV[1] then
    return redis.call("DEL", KEYS[1])
  end\`;
`,
  xfetch: `
async function getUser(id: string): Promise<User | null> {
  const key = \`user:\${id}\`;
  const [cached, leftMs] = await cache
    .multi().get(key).pTTL(key).execTyped(); @@cache
  if (cached !== null) {
    const { user, deltaMs } = JSON.parse(cached);
    const dice = 1 - Math.random(); // in (0, 1]
    if (-deltaMs * «beta» * Math.log(dice) < leftMs) return user;
  }
  const start = performance.now();
  const user = await db.queryUser(id); @@db
  const deltaMs = performance.now() - start;
  const entry = JSON.stringify({ user, deltaMs });
  if (user) await cache.«setEx»(key, «ttl», entry); @@store
  return user;
}
`,
  background_refresh: `
async function getUser(id: string): Promise<User | null> {
  const key = \`user:\${id}\`;
  const cached = await cache.get(key); @@cache
  if (cached === null) return fetchUser(key, id); // cold: a plain miss
  const entry = JSON.parse(cached);
  if (Date.now() >= entry.freshUntil) {
    refresh(key, id).catch(console.error); // not awaited
  }
  return entry.user; // at once, fresh or stale
}
async function refresh(key: string, id: string) {
  const lock = \`lock:\${key}\`, token = crypto.randomUUID();
  if (!(await cache.set(lock, token, { NX: true, PX: «lock_ms» }))) return; @@b-cache
  try {
    await fetchUser(key, id);
  } finally { // compare-and-delete, as with the mutex
    await cache.eval(RELEASE, { keys: [lock], arguments: [token] }); @@b-store
  }
}
async function fetchUser(key: string, id: string) {
  const user = await db.queryUser(id); @@db,b-db
  const entry = { user, freshUntil: Date.now() + «ttl_ms» };
  await cache.pSetEx(key, «kept_ms», JSON.stringify(entry)); @@store,b-store
  return user;
}
`,
  single_flight: `
const flights = new Map<string, Promise<User | null>>();

async function getUser(id: string): Promise<User | null> {
  const key = \`user:\${id}\`;
  const cached = await cache.get(key); @@cache
  if (cached !== null) return JSON.parse(cached);

  let flight = flights.get(key);
  if (!flight) {
    flight = fetchUser(key, id).finally(() => flights.delete(key));
    flights.set(key, flight);
  }
  return flight; @@lock
}

async function fetchUser(key: string, id: string) {
  const user = await db.queryUser(id); @@db,b-db
  if (user) await cache.«setEx»(key, «ttl», JSON.stringify(user)); @@b-store
  return user;
}
`,
  lease: `
async function getUser(id: string): Promise<User | null> {
  const keys = [\`user:\${id}\`, \`lease:user:\${id}\`];
  const token = crypto.randomUUID();
  for (;;) {
    const ask = { keys, arguments: [token, '«lock_ms»'] };
    const found = await cache.eval(GET_OR_LEASE, ask); @@cache
    if (typeof found === 'string') return JSON.parse(found);
    if (found === 1) break; // the lease is ours
    await sleep(«poll_ms»); @@lock
  }
  const user = await db.queryUser(id); @@db
  const value = [token, JSON.stringify(user), '«ttl_ms»'];
  await cache.eval(SET_LEASED, { keys, arguments: value }); @@store
  return user;
}

const GET_OR_LEASE = \`
  return redis.call("GET", KEYS[1]) or
    redis.call("SET", KEYS[2], ARGV[1], "NX", "PX", ARGV[2])
    and 1 or 0\`;
const SET_LEASED = \`
  if redis.call("GET", KEYS[2]) ~= ARGV[1] then return 0 end
  redis.call("DEL", KEYS[2])
  return redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])\`;
`,
};

/** @type {Record<string, string>} */
export const writes = {
  invalidate: `
async function updateUser(user: User) {
  const key = \`user:\${user.id}\`;
  await db.updateUser(user); @@w-db
  await cache.del(«keys_ts»); @@w-app
}
`,
  update: `
async function updateUser(user: User) {
  const key = \`user:\${user.id}\`;
  await db.updateUser(user); @@w-db
  await cache.«setEx»(key, «ttl», JSON.stringify(user)); @@w-app
}
`,
  invalidate_first: `
async function updateUser(user: User) {
  const key = \`user:\${user.id}\`;
  await cache.del(«keys_ts»); @@w-cache
  await db.updateUser(user); @@w-db
}
`,
  double_delete: `
async function updateUser(user: User) {
  const key = \`user:\${user.id}\`;
  await db.updateUser(user); @@w-db
  await cache.del(«keys_ts»); @@w-app
  setTimeout(() => cache.del(«keys_ts»), «pause_ms»);
}
`,
  versioned_set: `
async function updateUser(user: User) {
  const version = await db.updateUser(user); @@w-db
  await cache.eval(SET_IF_NEWER, { @@w-app
    keys: [\`user:\${user.id}\`],
    arguments: [String(version), JSON.stringify(user), '«ttl_ms»'],
  });
}

// Readers store by the same script and read with HGET key user.
const SET_IF_NEWER = \`
  local there = redis.call("HGET", KEYS[1], "version")
  if there and tonumber(there) >= tonumber(ARGV[1]) then
    return 0
  end
  redis.call("HSET", KEYS[1], "version", ARGV[1], "user", ARGV[2])
  return redis.call("PEXPIRE", KEYS[1], ARGV[3])\`;
`,
  ttl_only: `
async function updateUser(user: User) {
  await db.updateUser(user); @@w-db
  // The cache keeps the old value until its TTL ends.
}
`,
};
