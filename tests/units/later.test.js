// Every module that is loaded later is in the list of those that are prefetched.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, importedLater } from './later.js';

test('everything that some module imports later is fetched when there is nothing else to do', () => {
  const ahead = importedLater('frame/ahead.js');
  assert.deepEqual(
    all.filter((file) => !ahead.includes(file)),
    [],
  );
  assert.deepEqual(
    ahead.filter((file) => !all.includes(file)),
    [],
    'what nobody imports later need not be fetched ahead',
  );
});
