// Code of one's own, without a browser: the listings that are shown are those that run, a link carries code, and the
// small parts of the editor.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { register } from 'node:module';
import { test } from 'node:test';

import { completions, wordBefore, written } from '../../www/code/completion.js';
import { diff } from '../../www/code/diff.js';
import { linesAt } from '../../www/code/standing.js';
import { withFieldBefore } from '../../www/line/coded.js';
import { withCode } from '../../www/line/line.js';
import { pack, unpack } from '../../www/line/packed.js';
import { readAddress, writeAddress } from '../../www/line/place.js';

const FOLDER = new URL('../../src/python/listings/', import.meta.url);

register('./raw.js', import.meta.url);
const { reads, writes } = await import('../../www/code/python.js');

test('the Python listings on the page are the files that the core runs', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.py'));
  const shown = { ...reads, ...writes };
  assert.deepEqual(
    files.map((name) => name.slice(0, -3)),
    Object.keys(shown).sort(),
  );
  for (const [name, text] of Object.entries(shown))
    assert.equal(text.trim(), readFileSync(new URL(`${name}.py`, FOLDER), 'utf8').trim(), name);
});

test('a link carries code, and the same code comes out of it', async () => {
  for (const text of ['', 'def read(key):\n    return db.query(key)\n', '# ü 名\r\n\t"\0"', ...Object.values(reads)]) {
    const packed = await pack('mutex', text);
    assert.match(packed, /^mutex\.[\w-]+$/);
    assert.deepEqual(await unpack(packed), { base: 'mutex', text });
    const link = writeAddress({ line: 'ttl=2s', compare: ['own1'], own: [{ packed }], at_ns: 0 });
    assert.deepEqual(readAddress(link).code, [packed]);
  }
});

test('two kilobytes of code fit into 1,600 characters of link', async () => {
  const text = Object.values(reads).join('\n').slice(0, 2_048);
  assert.equal(text.length, 2_048);
  assert.ok((await pack('xfetch', text)).length <= 1_600);
});

test('what is no code is refused, and what would unpack to a great deal is too', async () => {
  for (const packed of ['', 'mutex', 'mutex.', 'mutex.!', 'mutex.AAAA', 'MUTEX.AAAA', './///'])
    assert.equal(await unpack(packed), null, packed);
  const many = await pack('mutex', 'a'.repeat(1_000_000));
  assert.ok(many.length < 2_000);
  assert.equal(await unpack(many), null);
});

test('a field of a line with code behind it can be set, and the code stays as it is', () => {
  const code = 'def read(key):\n    return  db.query(key=key)\n';
  assert.equal(withFieldBefore(withCode('ttl=2s seed=3', code), 'seed', '4'), withCode('ttl=2s seed=4', code));
  assert.equal(withFieldBefore('ttl=2s seed=3', 'seed', '4'), 'ttl=2s seed=4');
});

test('what was changed is the fewest lines', () => {
  const rows = diff('a\nb\nc\n', 'a\nx\nc\nd\n').map(({ kind, text }) => kind[0] + text);
  assert.deepEqual(rows, ['sa', 'rb', 'ax', 'sc', 'ad']);
  assert.ok(diff('a\nb', 'a\nb\n').every(({ kind }) => kind === 'same'));
});

/** @type {import('../../www/engine/code.js').Completion[]} */
const WORDS = [
  { kind: 'verb', name: 'cache.get', signature: 'cache.get(key)', doc: '' },
  { kind: 'verb', name: 'cache.get_or_lease', signature: 'cache.get_or_lease(key)', doc: '' },
  { kind: 'attribute', name: 'left', signature: '.left', doc: '' },
  { kind: 'setting', name: 'lock_ttl', signature: 'lock_ttl', doc: '' },
  { kind: 'absent', name: 'lambda', signature: 'lambda', doc: '' },
];

test('what is offered begins like what stands before the caret', () => {
  const offered = (/** @type {string} */ text) => completions(WORDS, text, text.length).map(({ name }) => name);
  assert.deepEqual(offered('    x = cache.g'), ['cache.get', 'cache.get_or_lease']);
  assert.deepEqual(offered('found.le'), ['left']);
  assert.deepEqual(offered('lo'), ['lock_ttl']);
  assert.deepEqual(offered('lam'), []);
  assert.deepEqual(offered('# cache.g'), []);
  assert.deepEqual(offered('log("lock'), []);
  assert.deepEqual(offered('lock_ttl'), []);
  assert.equal(written(WORDS[2], wordBefore('found.le', 8)), 'found.left');
  assert.equal(written(WORDS[0], 'cac'), 'cache.get(');
});

test('who stands on a line is the same forwards and backwards', () => {
  const stands = {
    at_ns: Float64Array.of(0, 5, 10, 20, 20, 30),
    actor: Uint32Array.of(0, 8, 0, 8, 0, 8),
    line: Uint32Array.of(2, 2, 5, 5, 0, 0),
    complete: 1,
  };
  const run = /** @type {import('../../www/engine/run.js').Run} */ (/** @type {unknown} */ ({ stands }));
  const at = (/** @type {number} */ at_ns) => [2, 5].map((line) => linesAt(run, at_ns)?.get(line) ?? 0);
  const expected = [
    [0, [1, 0]],
    [7, [2, 0]],
    [10, [1, 1]],
    [20, [0, 1]],
    [30, [0, 0]],
  ];
  for (const [at_ns, counts] of [...expected, ...[...expected].reverse()])
    assert.deepEqual(at(/** @type {number} */ (at_ns)), counts, String(at_ns));
});
