// Tests of the shipped explorer of orders: it finds the ways of all setups on file, and plays them to the same traces
// as natively. Each way breaks its property, or shows it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { ordersCore } from './core.js';

const WAYS = readFileSync(new URL('../golden/orders/ways.txt', import.meta.url), 'utf8');
/** The rows are described in tests/it/orders/rows.rs. */
const VERDICTS = readFileSync(new URL('../golden/orders/verdicts.txt', import.meta.url), 'utf8');

/** @typedef {import('../../www/engine/orders.js').Finding} Finding */

const PROPERTIES = [
  ...['stale_until_ttl', 'read_after_write', 'one_query', 'one_holder', 'back_in_time', 'every_reader_ends'],
  ...['returns_version_2', 'ends_current', 'reader_waits'],
];
const OLD_IS_READ = new Set(['stale_until_ttl', 'read_after_write']);

const core = await ordersCore();

/** @param {string} line @param {number} [states_max] @returns {Finding[]} */
function findings(line, states_max) {
  const orders = new core.Orders(line, states_max);
  while (!orders.advance(1_000));
  const found = orders.findings();
  orders.free();
  return found;
}

const rows = WAYS.trim()
  .split('\n')
  .map((row) => {
    const [line, property, way] = row.slice(18).split(' | ');
    return { fingerprint: row.slice(0, 16), line, property, way };
  });

test('each way on file breaks its property, and is played to the trace that it has natively', () => {
  assert.ok(rows.length > 20);
  for (const { fingerprint, line, property, way } of rows) {
    const run = core.orders_play(line, way, property, '');
    assert.equal(run.fingerprint, fingerprint, `${line}: ${way}`);
    const standing = core
      .orders_point(line, way, '')
      .standings.find((/** @type {{ property: string }} */ one) => one.property === property);
    assert.notEqual(standing?.since, null, `${line}: ${way}`);
  }
});

test('each way that is found is on file', () => {
  for (const line of new Set(rows.map((row) => row.line))) {
    const own = rows.filter((row) => row.line === line).map(({ property, way }) => `${property} ${way}`);
    const found = findings(line).flatMap(({ property, ways }) => ways.map(({ way }) => `${property} ${way}`));
    assert.ok(found.length > 0);
    assert.deepEqual(
      found.filter((one) => !own.includes(one)),
      [],
      line,
    );
  }
});

/** FNV-1a, 64 bits. @param {string} text */
const digest = (text) =>
  new TextEncoder()
    .encode(text)
    .reduce((digest, byte) => ((digest ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn, 0xcbf29ce484222325n)
    .toString(16)
    .padStart(16, '0');

/** The row of a setup. Each way is played, and checked for its violation. @param {string} line */
function rowOf(line) {
  const found = findings(line);
  let ways = '';
  const steps = PROPERTIES.map((property) => {
    const finding = found.find((one) => one.property === property);
    for (const { way } of finding?.ways ?? []) {
      const run = core.orders_play(line, way, property, '');
      const { since } = core
        .orders_point(line, way, '')
        .standings.find((/** @type {{ property: string }} */ one) => one.property === property);
      assert.notEqual(since, null, `${line}: ${property} by ${way}`);
      // The run ends with a stale read, which the report counts.
      if (OLD_IS_READ.has(property)) assert.ok(run.report.stale_reads > 0, `${line}: ${property} by ${way}`);
      ways += `${property} ${way} ${run.fingerprint}\n`;
    }
    return String(finding ? finding.steps.length || '.' : '-').padStart(5);
  });
  return `${digest(ways)}${steps.join('')}  ${line}`;
}

test('all verdicts, ways and traces on file are found again', () => {
  const held = VERDICTS.trim().split('\n');
  assert.ok(held.length > 800);
  for (const row of held) assert.equal(rowOf(row.slice(row.indexOf('strategy='))), row);
});

test('a number of orders above what JavaScript can count is rounded', () => {
  const line =
    'strategy=mutex write_policy=double_delete warm=false readers=3 writers=2 moves=ttl_ends,lock_expires,lose_delete';
  const [{ orders }] = findings(line);
  assert.ok(orders !== null && orders > Number.MAX_SAFE_INTEGER, `${orders}`);
});

test('a search that gives up says that it does not know', () => {
  const { verdict, orders, states } = findings('strategy=lease warm=false writers=2', 50)[0];
  assert.deepEqual([verdict, orders], ['undecided', null]);
  assert.ok(states >= 50);
});

test('what is wrong with a line, a move or a property is refused in words', () => {
  const refusal = (/** @type {() => void} */ call) => {
    try {
      call();
    } catch (error) {
      return /** @type {import('../../www/engine/run.js').ScenarioError} */ (error).message;
    }
    return null;
  };
  const line = 'strategy=unprotected warm=false';
  assert.match(refusal(() => new core.Orders('readers=9')) ?? '', /^invalid readers=9: expected .* from 1 to 3$/);
  assert.match(refusal(() => core.orders_point(line, 'R0 X1', '')) ?? '', /^invalid move 2=X1: expected /);
  assert.match(
    refusal(() => core.orders_play(line, 'R0', 'luck', '')) ?? '',
    /^invalid property=luck: expected .*stale_until_ttl/,
  );
  assert.match(refusal(() => core.orders_point(line, 'R0', 'readers=7')) ?? '', /^invalid readers=7: expected /);
});
