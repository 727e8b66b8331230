// The texts beside the cursor's time: every kind of event of the core has one, and it is short enough for its place.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventWords } from '../../www/timeline/event_words.js';
import { freshCore } from './core.js';

const core = await freshCore();

test('every kind of event is told in words', () => {
  for (const { name } of core.kinds()) {
    const words = eventWords[name];
    assert.match(String(words), /^[a-z][A-Za-z :]+$/, name);
    assert.ok(words.length <= 30, `${name}: ${words}`);
  }
});
