/**
 * Assigns each quantity of a question to a field: the one with the nearest cue, among the fields of that kind. A cue
 * and a field are used for one quantity only. Quantities without a field are listed as unused.
 */

/** @typedef {import('./quantities.js').Quantity} Quantity */
/** @typedef {import('./quantities.js').Kind} Kind */
/** @typedef {{ field: string, quantity: Quantity, score: number, cue: number }} Claim */

/**
 * The cues of each field. `strong` words are sufficient, `weak` ones have a lower priority. `noun` matches the counted
 * noun, which needs no other cue.
 * @typedef {{ kind: Kind, strong: RegExp, weak?: RegExp, noun?: RegExp }} Cue
 * @type {Record<string, Cue>}
 */
const CUES = {
  write_rate: {
    kind: 'rate',
    strong:
      /^(writes?|writing|updates?|updated|updating|written|writers?|saves?|saved|saving|edits?|edited|changes?|changed|inserts?|modifications?)$/,
    noun: /\b(writes?|updates?|writers?|edits?|changes?|inserts?|saves?|modifications?)\b/,
  },
  rate: {
    kind: 'rate',
    strong: /^(reads?|requests?|rps|qps|traffic|load|users?|readers?|lookups?|gets|rate)$/,
    noun: /./,
  },
  lock_ttl: { kind: 'duration', strong: /^(locks?|locked|lease|leases|mutex)$/ },
  negative_ttl: {
    kind: 'duration',
    strong: /^(negative|notfound|null|nulls|nonexistent|tombstones?|missing|absent)$/,
    weak: /^(found|exist|exists)$/,
  },
  grace: {
    kind: 'duration',
    strong: /^(grace|stale|old|older|outdated|swr|revalidate)$/,
    weak: /^(background|serve|served)$/,
  },
  ttl: {
    kind: 'duration',
    strong: /^(ttl|ttls|lifetime|setex|expiry|expiration|ex|fresh)$/,
    weak: /^(expires?|expired|expiring|cached|stored|live|lives|keep|kept|cache|store)$/,
  },
  db_latency: {
    kind: 'duration',
    strong:
      /^(takes?|taking|took|quer(y|ies)|compute|computes|computing|recompute|recomputes|recomputing|calculate|latency|slow|database|db|sql|postgres|mysql|rebuild|rebuilding|regenerate|render|fetch|report|loads?)$/,
    weak: /^(refill|need|needs|expensive|costs?|aggregation|join)$/,
  },
  cache_latency: { kind: 'duration', strong: /^(redis|memcached|roundtrip|network|hop|rtt)$/ },
  ttl_jitter: { kind: 'duration', strong: /^(jitter|spread|jittered|randomi[sz]ed?)$/ },
  replica_lag: { kind: 'duration', strong: /^(replica|replicas|replication|lag|lags|behind)$/ },
  db_timeout: { kind: 'duration', strong: /^(statement)$/, weak: /^(timeout|timeouts)$/ },
  client_timeout: {
    kind: 'duration',
    strong: /^(gives?|giveup|impatient|abort|aborts|patience)$/,
    weak: /^(timeout|timeouts|client|clients)$/,
  },
  retry_delay: { kind: 'duration', strong: /^(retry|retries|retrying|backoff)$/ },
  lock_poll: { kind: 'duration', strong: /^(polls?|polling|check|checks|spin|spins)$/ },
  write_delay: { kind: 'duration', strong: /^(delayed|delay|double|twice|again)$/, weak: /^(second|later)$/ },
  duration: { kind: 'duration', strong: /^(simulate|simulated|run|runs)$/ },
  absent: {
    kind: 'share',
    strong: /^(exist|exists|existing|missing|nonexistent|unknown|absent|invalid|found|bogus|random|notfound)$/,
    weak: /^(ids?|lookups?)$/,
  },
  invalidation_loss: {
    kind: 'share',
    strong: /^(lost|lose|loses|losing|fails?|failing|failed|dropped|drops?|invalidations?|deletes?)$/,
  },
  holder_crash: { kind: 'share', strong: /^(crash|crashes|crashing|die|dies|holders?|killed)$/ },
  db_connections: {
    kind: 'count',
    strong: /^(connections?|pool|conns?|poolsize)$/,
    noun: /^(connections?|conns?|slots?)$/,
  },
  keys: {
    kind: 'count',
    strong: /^(keys|items)$/,
    noun: /^(keys?|items?|entries|objects?|products?|rows?|records?|articles?|profiles?|ids?|urls?|pages?|posts?)$/,
  },
  instances: {
    kind: 'count',
    strong: /^(instances|servers|pods)$/,
    noun: /^(instances?|servers?|pods?|nodes?|processes|machines?|replicas?|hosts?|boxes|containers?|workers?|apps?|services?|backends?)$/,
  },
  retries: { kind: 'count', strong: /^(retry|retries|retrying)$/, noun: /^(retries|attempts?|times|tries)$/ },
  capacity: { kind: 'count', strong: /^(capacity|fits?|holds?|room|maxmemory|space|size)$/ },
  beta: { kind: 'count', strong: /^(beta|β|b)$/ },
  zipf: { kind: 'count', strong: /^(zipf|zipfian|skew|skewed)$/ },
};

/**
 * Words that qualify the next one: in `lock ttl` it is the lock's, in `query timeout` the statement's.
 * @type {Record<string, RegExp>}
 */
const GENERIC = {
  ttl: /^(locks?|lease|negative|soft|grace|null|mutex)$/,
  timeout: /^(locks?|lease|statement|query|db|database|client|user|request|mutex)$/,
  latency: /^(redis|cache|network|memcached)$/,
  delay: /^(retry|write|delete)$/,
};
/** Cues of two words, with their field. @type {Record<string, string>} */
const TOGETHER = {
  'soft ttl': 'grace',
  'query timeout': 'db_timeout',
  'db timeout': 'db_timeout',
  'database timeout': 'db_timeout',
  'client timeout': 'client_timeout',
  'request timeout': 'client_timeout',
  'cache latency': 'cache_latency',
};

const STRONG = 4;
const WEAK = 2.2;
/** The cost of a word between cue and quantity, and of a separator between clauses. */
const APART = 0.35;
const PARTED = 1.6;
const PARTS = /^(and|,|;|\.|while|but|with|when|whereas|if|that|plus|after|\?)$/;
/** The additional cost of a cue after the quantity. */
const AFTER = 0.4;

/**
 * @param {string[]} tokens @param {Quantity[]} quantities
 * @returns {{ fields: Record<string, Quantity>, unused: Quantity[] }}
 */
export function rolesOf(tokens, quantities) {
  const claims = quantities.flatMap((quantity) => claimsOf(tokens, quantity, quantities));
  claims.sort((a, b) => b.score - a.score);
  /** @type {Record<string, Quantity>} */
  const fields = {};
  const cues = new Set();
  const placed = new Set();
  for (const { field, quantity, cue } of claims) {
    if (placed.has(quantity) || field in fields || cues.has(cue)) continue;
    fields[field] = quantity;
    placed.add(quantity);
    if (cue >= 0) cues.add(cue);
  }
  return { fields, unused: quantities.filter((one) => !placed.has(one)) };
}

/** @param {string[]} tokens @param {Quantity} quantity @param {Quantity[]} all @returns {Claim[]} */
function claimsOf(tokens, quantity, all) {
  /** @type {Claim[]} */
  const claims = [];
  const inside = (/** @type {number} */ i) => all.some(({ from, to }) => i >= from && i < to);
  for (const [field, { kind, strong, weak, noun }] of Object.entries(CUES)) {
    if (kind !== quantity.kind) continue;
    // The noun decides. A rate without a noun is a rate of reads.
    if (noun && quantity.noun && noun.test(quantity.noun))
      claims.push({ field, quantity, score: field === 'rate' ? 5 : 9, cue: -1 });
    else if (field === 'rate' && !quantity.noun) claims.push({ field, quantity, score: 1, cue: -1 });
    if (quantity.noun && kind !== 'count') continue;
    for (const i of tokens.keys()) {
      const weight = weightOf(tokens, i, field, strong, weak);
      if (!weight || inside(i)) continue;
      const score = weight - distance(tokens, i, quantity);
      if (score > 0) claims.push({ field, quantity, score, cue: i });
    }
  }
  return claims;
}

/**
 * The weight of a word as a cue for a field.
 * @param {string[]} tokens
 * @param {number} i
 * @param {string} field
 * @param {RegExp} strong
 * @param {RegExp} [weak]
 */
function weightOf(tokens, i, field, strong, weak) {
  const together = TOGETHER[`${tokens[i - 1]} ${tokens[i]}`];
  if (together) return together === field ? STRONG + 1 : 0;
  // The word before says which one it is: "a lock ttl", "a lock with a ttl".
  let before = i - 1;
  while (/^(with|has|a|an|the)$/.test(tokens[before])) before -= 1;
  if (GENERIC[tokens[i]]?.test(tokens[before] ?? '')) return 0;
  return strong.test(tokens[i]) ? STRONG : weak?.test(tokens[i]) ? WEAK : 0;
}

/** @param {string[]} tokens @param {number} i of a cue @param {Quantity} quantity */
function distance(tokens, i, { kind, from, to }) {
  const [first, last] = i < from ? [i + 1, from] : [to, i];
  let sum = i < from ? 0 : AFTER;
  for (const token of tokens.slice(first, last))
    sum += PARTS.test(token) ? PARTED : token === '=' || token in GENERIC ? 0 : APART;
  // The explanation of a share is longer: "10 % of the requests are for ids that do not exist".
  return kind === 'share' ? sum / 3 : sum;
}
