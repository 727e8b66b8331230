// The listings of the strategies: they fit, and no placeholder stays in them.

import assert from 'node:assert/strict';
import { register } from 'node:module';
import { test } from 'node:test';

import { lines, LANGUAGES } from '../../www/code/listing.js';

register('./raw.js', import.meta.url);

test('listings fit and leave no value open', async () => {
  const values = { ttl: '1500ms', grace: '2s', lock_ttl: '10s', lock_poll: '0ms', beta: '1', write_delay: '0ms' };
  const names = new Set();
  for (const [language, [, load]] of Object.entries(LANGUAGES)) {
    const { reads, writes } = await load();
    names.add([...Object.keys(reads), ...Object.keys(writes)].join());
    for (const [name, text] of [...Object.entries(reads), ...Object.entries(writes)]) {
      const listing = lines(text, language, { ...values, strategy: name });
      // What runs has no marks: the machine says who stands where.
      const runs = language === 'python';
      assert.ok(listing.length <= (runs ? 34 : 27), `${language} ${name}`);
      for (const line of listing) assert.doesNotMatch(line.text, /[«»]|@@/, `${language} ${name}`);
      const marks = listing.flatMap((line) => line.marks);
      assert.ok(runs || marks.some((mark) => mark.endsWith('db')), `${language} ${name}`);
    }
  }
  assert.equal(names.size, 1, 'the same ones in every language');
});
