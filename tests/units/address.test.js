// The address is untrusted: any contents are read as a link state with problems, never throw, and never take long. What
// the page writes is read back unchanged.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { join, tokens, withField, withoutField } from '../../www/line/line.js';
import { readAddress, writeAddress } from '../../www/line/place.js';
import { parseTime, printTime } from '../../www/line/time.js';
import { freshCore } from '../shipped/core.js';
import { changed, drawing, executions } from './random.js';

const CORPUS = readFileSync(new URL('addresses.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const core = await freshCore();
const STRATEGIES = core.fields().find((/** @type {{ name: string }} */ { name }) => name === 'strategy').choices;

/** The line in its canonical form, or the field that is refused. @param {string} line */
function canonical(line) {
  try {
    return { line: core.parse(line).line };
  } catch (error) {
    const { field, value, allowed, message } = /** @type {import('../../www/engine/run.js').ScenarioError} */ (error);
    for (const part of [field, value, allowed, message]) assert.equal(typeof part, 'string', `a refusal of ${line}`);
    return { field };
  }
}

/** @param {string} hash */
function check(hash) {
  const place = readAddress(hash);
  for (const problem of place.problems) {
    for (const part of ['field', 'value', 'allowed', 'message']) {
      assert.equal(typeof problem[/** @type {'field'} */ (part)], 'string', `${part} of a problem`);
    }
  }
  if (place.at_ns !== null) assert.ok(Number.isSafeInteger(place.at_ns) && place.at_ns >= 0, `t is ${place.at_ns}`);
  if (place.line === null) return;
  assert.equal(join(tokens(place.line)), place.line, 'a line is its tokens');
  const { line } = canonical(place.line);
  if (line === undefined) return;
  const at_ns = place.at_ns ?? 0;
  // As a session does, which has told what it does not know.
  const compare = place.compare?.filter((name) => STRATEGIES.includes(name)) ?? null;
  const written = writeAddress({ line, compare, at_ns });
  const { preset, problems, ...again } = readAddress(written);
  assert.deepEqual({ preset, problems }, { preset: null, problems: [] }, written);
  assert.deepEqual(again, { line, compare, at_ns: at_ns || null }, written);
  assert.equal(writeAddress({ line, compare: again.compare, at_ns }), written, 'written the same again');
}

/**
 * A case that fails is told whole.
 * @param {string[]} texts
 * @param {number} cases
 * @param {(text: string) => void} body
 */
function each(texts, cases, body) {
  const made = Array.from({ length: cases }, (_, seed) => changed(texts, seed));
  for (const text of [...texts, ...made]) {
    try {
      body(text);
    } catch (error) {
      throw new Error(JSON.stringify(text), { cause: error });
    }
  }
}

test('any address is read, and what is written reads back', () => each(CORPUS, executions(20_000), check));

test('an address of any length costs no more than a line may', () => {
  const hostile = [
    Array.from({ length: 100_000 }, (_, i) => `a${i}=1`).join('&'),
    `ttl=${'9'.repeat(2_000_000)}s`,
    `${'%20'.repeat(300_000)}=${'='.repeat(300_000)}`,
    `compare=${'mutex,'.repeat(100_000)}`,
  ];
  for (const hash of hostile) {
    const { line, compare, problems } = readAddress(hash);
    assert.ok(line === null && compare === null, 'nothing of it counts');
    assert.equal(problems.length, 1);
    const [{ field, value, message }] = problems;
    assert.equal(field, 'address');
    assert.ok(value.length < 100 && message.length < 300, message);
  }
});

test('the exports answer any text with an object: what is parsed, or what is refused and why', () => {
  const lines = CORPUS.map((hash) => readAddress(hash).line ?? '');
  each(lines, executions(20_000), (text) => {
    const { line } = canonical(text);
    if (line !== undefined) assert.deepEqual(canonical(line), { line }, 'the canonical line is canonical');
  });
});

test('any calls on any runs, in any order, leave the instance as good as new', () => {
  const LINE = 'duration=2s rate=50/s ttl=300ms keys=3 write_rate=5/s client_timeout=1s retries=1 db_connections=2';
  const expected = core.run(LINE).fingerprint;
  const lines = [LINE, 'duration=1s strategy=lease', 'preset=stampede duration=3s', 'duration=1s arrivals=closed', ''];
  const below = drawing(1);
  /** @type {import('../shipped/core.js').Core['Simulation']['prototype'][]} */
  let open = [];
  for (let call = 0; call < executions(2_000); call++) {
    const one = open[below(open.length || 1)];
    const act = one ? below(6) : 0;
    if (act === 0) open.push(new core.Simulation(lines[below(lines.length)]));
    else if (act === 1)
      assert.ok(one.advance(below(3) ? below(1_000) : 0) ? one.progress() === 1 : one.progress() <= 1);
    else if (act === 2) assert.ok(one.progress() >= 0);
    else if (act === 3) {
      const run = one.finish();
      assert.equal(run.events.at_ns.length, run.report.events);
      assert.throws(() => one.progress(), 'it is gone with its run');
    } else if (act === 4) one.free();
    else assert.throws(() => new core.Simulation('ttl=5'), { field: 'ttl', value: '5' });
    if (act === 3 || act === 4 || open.length > 10) open = open.filter((other) => other !== one);
  }
  assert.equal(core.run(LINE).fingerprint, expected);
});

test('a time within the longest run is printed as it is read', () => {
  const DAY_NS = 8.64e13;
  for (let seed = 0; seed < executions(20_000); seed++) {
    const below = drawing(seed);
    const ns = Math.floor(((below(2 ** 31) + below(2 ** 31) / 2 ** 31) / 2 ** 31) * (DAY_NS / 10 ** below(14)));
    assert.equal(parseTime(printTime(ns)), ns, `${ns} ns`);
  }
});

test('a field that is set is there once, and gone when it is taken out', () => {
  const lines = CORPUS.map((hash) => readAddress(hash).line ?? '');
  each(lines, executions(20_000), (text) => {
    const set = withField(text, 'ttl', '9s');
    assert.ok(tokens(set).some(([name, value]) => name === 'ttl' && value === '9s'));
    assert.ok(!tokens(withoutField(set, 'ttl')).some(([name]) => name === 'ttl'));
    assert.equal(join(tokens(set)), set);
  });
});
