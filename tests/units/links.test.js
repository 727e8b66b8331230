// Links of a version: the frozen ones are complete, and another version is announced.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { versionNote, VERSION } from '../../www/line/place.js';

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
