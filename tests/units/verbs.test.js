// The marks of the Python listings: every line that asks something of cache or database has one, and no other.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { lines } from '../../www/code/listing.js';
import { marked } from '../../www/code/verbs.js';

const LISTINGS = new URL('../../src/python/listings/', import.meta.url);
const textOf = (/** @type {string} */ name) => readFileSync(new URL(`${name}.py`, LISTINGS), 'utf8');
const marksOf = (/** @type {string} */ name) => {
  const text = textOf(name);
  const all = marked(lines(text, 'python', { ttl: '5s', lock_ttl: '1s', beta: '1' }), text.includes('def write('));
  return all.flatMap(({ text, marks }) => (marks.length ? [[text.trim().split('  #')[0], marks[0]]] : []));
};

test('each line that asks something has a mark, in every listing', () => {
  const names = readdirSync(LISTINGS).map((file) => file.replace('.py', ''));
  assert.ok(names.length >= 12);
  for (const name of names) {
    const asking = textOf(name)
      .split('\n')
      .filter((line) => /\b(cache|db)\.\w+\(|\bonce\(/.test(line.split('#')[0]));
    assert.equal(marksOf(name).length, asking.length, name);
  }
});

test('a reader is told apart by its query, a writer by its update', () => {
  assert.deepEqual(marksOf('unprotected'), [
    ['found = cache.get(key)', 'cache'],
    ['row = db.query(key)', 'db'],
    ['cache.set(key, row, ttl)', 'store'],
  ]);
  assert.deepEqual(marksOf('double_delete'), [
    ['row = db.update(key)', 'w-db'],
    ['cache.delete(key)', 'w-app'],
    ['cache.delete(key)', 'w-cache'],
  ]);
  assert.deepEqual(marksOf('invalidate_first'), [
    ['cache.delete(key)', 'w-cache'],
    ['return db.update(key)', 'w-db'],
  ]);
});
