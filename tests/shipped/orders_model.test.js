// The explorer's verdicts, and the numbers of moves of its shortest ways, compared with those of an independent model
// checker (model.js): for all strategies and write policies, in setups that are small enough for it.
//
// `node tests/shipped/orders_model.test.js 3 2` compares larger setups by hand: so many readers and writers, cold and
// warm, without moves and with all of them. 3 and 2 take a minute without moves, and many minutes with all.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ordersCore } from './core.js';
import { violations } from './model.js';

/** @typedef {import('../../www/engine/orders.js').Finding} Finding */

const STRATEGIES = ['unprotected', 'mutex', 'xfetch', 'background_refresh', 'single_flight', 'lease'];
const POLICIES = ['invalidate', 'update', 'invalidate_first', 'double_delete', 'versioned_set', 'ttl_only'];
const ALL_MOVES = ['ttl_ends', 'lock_expires', 'lose_delete', 'crash_holder'];
/** Readers, writers, whether the cache is warm, whether queries read at their end, and the moves. */
const SURROUNDINGS = /** @type {[number, number, boolean, boolean, string[]][]} */ ([
  [3, 1, false, false, []],
  [3, 1, true, true, ALL_MOVES],
  [2, 2, false, false, []],
  [2, 2, true, false, ['ttl_ends']],
  [2, 2, false, true, ['lock_expires', 'lose_delete']],
  [2, 2, false, false, ALL_MOVES],
  [2, 1, false, false, []],
  [2, 1, true, false, ['ttl_ends']],
  [2, 1, false, false, ['lock_expires']],
  [2, 1, false, true, ['lose_delete']],
  [2, 1, false, false, ['crash_holder']],
  [1, 1, true, false, ALL_MOVES],
  [2, 0, false, false, ALL_MOVES],
  [1, 2, true, true, ['lose_delete']],
]);

/** The numbers of readers and writers to compare by hand. */
const [READERS, WRITERS] = process.argv.slice(2).map(Number);
const BY_HAND = [false, true].flatMap((warm) =>
  [[], ALL_MOVES].map((moves) => /** @type {typeof SURROUNDINGS[number]} */ ([READERS, WRITERS, warm, false, moves])),
);

const core = await ordersCore();

/** @param {string} line @returns {Finding[]} */
function found(line) {
  const orders = new core.Orders(line, undefined);
  while (!orders.advance(10_000));
  const findings = orders.findings();
  orders.free();
  return findings.filter((/** @type {Finding} */ { kind }) => kind === 'always');
}

for (const [readers, writers, warm, atEnd, moves] of READERS ? BY_HAND : SURROUNDINGS) {
  const around = [
    `readers=${readers} writers=${writers} warm=${warm}`,
    ...(atEnd ? ['db_snapshot=end'] : []),
    ...(moves.length ? [`moves=${moves}`] : []),
  ].join(' ');
  test(`the same verdicts, in as many moves: ${around}`, () => {
    for (const strategy of STRATEGIES)
      for (const policy of POLICIES) {
        const line = `strategy=${strategy} write_policy=${policy} ${around}`;
        const expected = violations({ strategy, policy, readers, writers, warm, atEnd, moves });
        for (const { property, verdict, ways } of found(line)) {
          const moves = verdict === 'violated' ? ways[0].way.split(' ').length : undefined;
          assert.equal(moves, expected[property], `${line}: ${property}`);
        }
      }
  });
}
