/**
 * A listing for display: the text of a language's file with the scenario's values, as lines with marks. In the files a
 * line may end in marks, `@@db,b-db`, and contain values, `«ttl»`:
 *
 *     cache store lock db            a reader before, after its query; waiting for somebody else; at the database
 *     b-…                            the same for a background refresh, or a flight
 *     w-cache w-db w-app             a writer before, at and after its update
 */

import { parseTime } from '../line/time.js';

/**
 * @typedef {{ title: string, keywords: string, reads: Record<string, string>, writes: Record<string, string> }}
 * Language
 */
/** @typedef {{ text: string, marks: string[] }} Line */

/**
 * The languages; each is loaded on demand.
 * @type {Record<string, [title: string, load: () => Promise<Language>]>}
 */
export const LANGUAGES = {
  python: ['Python', () => import('./python.js')],
  redis_py: ['Python, redis-py', () => import('./redis_py.js')],
  go: ['Go', () => import('./go.js')],
  java: ['Java', () => import('./java.js')],
  rust: ['Rust', () => import('./rust.js')],
  typescript: ['TypeScript', () => import('./typescript.js')],
};

/** Values for times that the scenario does not give: waiting readers that are woken, a random pause. */
const POLL_MS = 50;
const PAUSE_MS = 500;

/** @param {string | undefined} text @param {number} otherwise @returns {number} ms */
const ms = (text, otherwise = 0) => (parseTime(text ?? '') ?? otherwise * 1e6) / 1e6 || otherwise;

/** @param {number} ms as Go writes it */
const go = (ms) => (ms % 1000 === 0 ? `${ms / 1000}*time.Second` : `${ms}*time.Millisecond`);

/**
 * The scenario's values in the notation of the listings.
 * @param {Record<string, string>} values
 * @returns {Record<string, string | number>}
 */
function numbers(values) {
  const ttl = ms(values.ttl);
  const lock = ms(values.lock_ttl);
  const poll = ms(values.lock_poll, POLL_MS);
  const pause = ms(values.write_delay, PAUSE_MS);
  const seconds = ttl % 1000 === 0;
  const leased = values.strategy === 'lease';
  return {
    ttl: seconds ? ttl / 1000 : ttl,
    setex: seconds ? 'setex' : 'psetex',
    set_ex: seconds ? 'set_ex' : 'pset_ex',
    setEx: seconds ? 'setEx' : 'pSetEx',
    ttl_ms: ttl,
    ttl_s: ttl / 1000,
    ttl_go: go(ttl),
    kept_ms: ttl + ms(values.grace),
    lock_ms: lock,
    lock_go: go(lock),
    poll_ms: poll,
    poll_s: poll / 1000,
    poll_go: go(poll),
    pause_ms: pause,
    pause_s: pause / 1000,
    pause_go: go(pause),
    beta: values.beta,
    beta_f: /\./.test(values.beta) ? values.beta : `${values.beta}.0`,
    keys_rust: leased ? '(&key, format!("lease:{key}"))' : '&key',
    keys_ts: leased ? '[key, `lease:${key}`]' : 'key',
  };
}

/** A further key to delete, where a lease has to go too. @type {Record<string, string>} */
const LEASE_TOO = { redis_py: ', f"lease:{key}"', go: ', "lease:"+key', java: ', "lease:" + key' };

/** @param {string} text @param {string} language @param {Record<string, string>} values @returns {Line[]} */
export function lines(text, language, values) {
  const known = { ...numbers(values), ',_lease': values.strategy === 'lease' ? (LEASE_TOO[language] ?? '') : '' };
  return text
    .trim()
    .replace(/«([^»]+)»/g, (_, name) => String(/** @type {Record<string, string | number>} */ (known)[name] ?? name))
    .split('\n')
    .map((line) => {
      const [, code, marks] = /** @type {RegExpMatchArray} */ (line.match(/^(.*?)(?: @@(\S+))?$/));
      return { text: code, marks: marks?.split(',') ?? [] };
    });
}

/**
 * Code split into parts that are highlighted by weight: comments and strings, keywords, and the rest.
 * @param {string} text @param {Set<string>} keywords
 * @returns {[kind: 'comment' | 'string' | 'keyword' | '', text: string][]}
 */
export function parts(text, keywords) {
  /** @type {[kind: 'comment' | 'string' | 'keyword' | '', text: string][]} */
  const found = [];
  for (const [part] of text.matchAll(
    /"""|\/\/.*|(?<=^|\s)#\s.*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\w+|[^\w"'`/#]+|./g,
  )) {
    const kind = /^(\/\/|#\s)/.test(part)
      ? 'comment'
      : /^["'`].+["'`]$/.test(part) && part !== '"""'
        ? 'string'
        : keywords.has(part)
          ? 'keyword'
          : '';
    found.push([kind, part]);
  }
  return found;
}
