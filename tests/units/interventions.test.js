// Interventions and the branches that they make.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toldOfPokes } from '../../www/line/interventions.js';
import { actionText, pokesOf } from '../../www/line/pokes.js';
import { readable } from '../../www/line/time.js';
import { added, Forks } from '../../www/session/forks.js';

test("a line's interventions are taken apart in one place, and told with what they take", () => {
  assert.deepEqual(pokesOf('5s:expire,8.5s:db_slow:4:2s'), [
    { text: '5s:expire', time: '5s', at_ns: 5e9, action: 'expire', args: [] },
    { text: '8.5s:db_slow:4:2s', time: '8.5s', at_ns: 8.5e9, action: 'db_slow', args: ['4', '2s'] },
  ]);
  assert.deepEqual([...pokesOf(''), ...pokesOf(undefined)], []);
  const actions = [{ name: 'db_slow', title: 'Slow database', doc: '', about: [], arguments: [] }];
  const catalogue = { fields: [], presets: [], kinds: [], actions };
  assert.deepEqual(toldOfPokes(catalogue, '8.5s:db_slow:4:2s'), ['Slow database 4 2 s at 8.5 s']);
  assert.equal(actionText('db_slow', ['4', '2s']), 'db_slow:4:2s');
  assert.equal(actionText('expire', ['']), 'expire');
});

test('values of a line as people read them', () => {
  const said = ['12s', '200ms', '1m30s', '2.5s', '40us', 'exponential:200ms', 'lognormal:100ms:1', '60/s', '4', 'true'];
  assert.deepEqual(said.map(readable), [
    '12 s',
    '200 ms',
    '1 min 30 s',
    '2.5 s',
    '40 µs',
    '200 ms (exponential)',
    '100 ms (lognormal 1)',
    '60/s',
    '4',
    'true',
  ]);
});

test('forks: a chain is one branch, poking elsewhere begins another, undo and redo follow the chain', () => {
  const forks = new Forks();
  forks.reset('1s:flush');
  forks.arrive('1s:flush,2s:expire');
  forks.arrive('1s:flush,2s:expire,5s:expire');
  const [undo, root] = [forks.now.parent?.text, forks.root.text];
  assert.deepEqual([undo, root], ['1s:flush,2s:expire', '1s:flush']);
  forks.arrive(String(undo));
  assert.equal(forks.now.next?.text, '1s:flush,2s:expire,5s:expire');
  forks.arrive('1s:flush,2s:expire,3s:write');
  assert.deepEqual(added(forks.now), ['3s:write']);
  assert.deepEqual(
    forks.branches().map(({ pokes }) => pokes),
    [[], ['2s:expire', '5s:expire'], ['3s:write']],
  );
  forks.arrive('9s:expire');
  assert.equal(forks.branches().length, 1, 'other interventions are another run');
});
