// Links of a version: the frozen ones are complete, and another version is announced.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { readAddress, versionNote, VERSION } from '../../www/line/place.js';

const FOLDER = new URL('../fixtures/links/', import.meta.url);

test('the version in force has links that are frozen', () => {
  assert.ok(readdirSync(FOLDER).includes(`v${VERSION}.json`));
});

test('a link of another version says so in one sentence, and only then', () => {
  assert.equal(versionNote('2', 2), null);
  assert.match(
    String(versionNote('1', 2)),
    /^v=1: .*version 1 .*version 2: the same scenario, but single events may differ\.$/,
  );
  assert.match(String(versionNote('3', 2)), /^v=3: .*later version .* than the 2 .*\.$/);
  for (const text of ['', '0', '-1', '1.5', '01', 'two', '99999999'])
    assert.match(String(versionNote(text, 2)), /must be 2/);
});

test('what stands twice in a link is told, and the first one counts', () => {
  const { line, at_ns, problems } = readAddress('#v=1&ttl=2s&t=1s&ttl=3s&t=9s&v=1');
  assert.equal(line, 'ttl=2s');
  assert.equal(at_ns, 1e9);
  assert.deepEqual(
    problems.map(({ field, value }) => `${field}=${value}`),
    ['ttl=3s', 't=9s', 'v=1'],
  );
  for (const { message } of problems) assert.match(message, /only once/);
});

test('what is repeated of a link is short, whatever its length', () => {
  const long = 'x'.repeat(5_000);
  for (const hash of [`#t=${long}`, `#v=${long}`, `#ttl=2s&ttl=${long}`, `#a${long}b%20c=1`]) {
    for (const { message } of readAddress(hash).problems) assert.ok(message.length < 400, message);
  }
});
