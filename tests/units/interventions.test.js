// Interventions and the branches that they make.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { actionText, interventions } from '../../www/line/interventions.js';
import { added, Forks } from '../../www/session/forks.js';

test('interventions are read off the field, with what they take', () => {
  const list = interventions({
    name: 'do',
    kind: 'actions',
    default: '',
    doc: '',
    group: '',
    choices: ['expire', 'db_slow', 'db_down', 'flush'],
    allowed:
      'up to 64 of TIME:ACTION, where ACTION is one of expire[:KEY], db_slow:FACTOR:FOR, db_down:FOR, flush, such as 5s:expire,8s:db_slow:4:2s',
  });
  assert.deepEqual(
    list.map(({ word, args }) => [word, ...args.map(({ name, value }) => `${name}=${value}`)]),
    [['expire', 'KEY='], ['db_slow', 'FACTOR=4', 'FOR=2s'], ['db_down', 'FOR=2s'], ['flush']],
  );
  assert.equal(actionText('db_slow', ['4', '2s']), 'db_slow:4:2s');
  assert.equal(actionText('expire', ['']), 'expire');
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
