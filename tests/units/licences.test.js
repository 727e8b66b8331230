// The choice of a licence from the expression that an author gives.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { choose } from '../../tools/site/licences.mjs';

test('of alternatives one is chosen, of several at once all, and what is not on the list is refused', () => {
  const table = [
    ['MIT', ['MIT']],
    ['Apache-2.0 OR MIT', ['MIT']],
    ['GPL-3.0-only OR ISC', ['ISC']],
    ['MIT AND BSD-3-Clause', ['MIT', 'BSD-3-Clause']],
    ['(MIT OR Apache-2.0) AND ISC', ['MIT', 'ISC']],
    ['GPL-3.0-only', null],
    ['MIT AND GPL-3.0-only', null],
    ['(MIT OR Apache-2.0) AND Unicode-3.0', ['MIT', 'Unicode-3.0']],
    ['', null],
    ['MIT)', null],
  ];
  for (const [expression, chosen] of table) assert.deepEqual(choose(String(expression)), chosen, String(expression));
});
