// The check's questions, tested with the shipped core and every seed that can be drawn: each is decided, with exactly
// one right answer; the runs that should refute wrong answers do so; and the texts keep to their limits.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BETS, due } from '../../www/check/bets.js';
import { drawn } from '../../www/check/draw.js';
import { holding, judged, measuredOf, wrongOf } from '../../www/check/judge.js';
import { changed, seeded } from '../../www/check/measured.js';
import { KINDS, POOL, SEEDS } from '../../www/check/pool.js';
import { poolWords } from '../../www/check/pool_words.js';
import { STEPS } from '../../www/lesson/steps.js';
import { pieces, plain } from '../../www/lesson/text.js';
import { allWords } from '../../www/lesson/words_of.js';
import { parseTime } from '../../www/line/time.js';
import { readOrder } from '../../www/orders/line.js';
import { findingOf, freshCore, ordersCore, theoryCore } from './core.js';

const stepWords = await allWords();
const core = await freshCore();
/** The results, by line. Questions that combine several seeds run the same lines again. */
const known = new Map();
const kept = (/** @type {string} */ line) => known.get(line) ?? known.set(line, core.report(line)).get(line);
const comparing = await theoryCore();
/** @param {import('../../www/engine/run.js').Report} report */
const theory = ({ scenario, samples }) => comparing.theory_of(scenario, samples);
const ordered = await ordersCore();
/** The finding over all orders, computed once for each line. */
const tried = (/** @type {string} */ line) => known.get(line) ?? known.set(line, findingOf(ordered, line)).get(line);
const asked = { report: kept, theory, run: core.run, orders: tried, kinds: core.kinds() };
const SEEDS_ALL = Array.from({ length: SEEDS }, (_, i) => i + 1);

/**
 * Good answers, by arithmetic, and bad ones, which result from usual mistakes.
 * @type {Record<string, { good: number[], bad: number[] }>}
 */
const NUMBERS = {
  // Good: 1 + λL = 1 + 200/s · 0.5 s. Bad: one; the traffic of a second.
  size: { good: [101], bad: [1, 200] },
  // Good: the lock's TTL, with or without the query. Bad: at once; the query alone; ten seconds.
  crash: { good: [3, 3.6], bad: [0, 0.6, 10] },
  // Good: one for each instance. Bad: one; a herd of 1 + λL.
  instances: { good: [5], bad: [1, 37] },
  // Good: λ/(λ + μ) = 30/120.
  writes: { good: [25], bad: [5, 50, 90] },
};

/**
 * Other settings that a learner may try, and whether they are right.
 * @type {Record<string, [fields: Record<string, string>, right: boolean][]>}
 */
const FIXES = {
  policy: [
    [{ write_policy: 'versioned_set' }, true],
    [{ write_policy: 'ttl_only' }, false],
    [{ write_policy: 'invalidate_first' }, false],
  ],
  no_stale: [[{ strategy: 'single_flight' }, false]],
  budget: [
    [{ lock_ttl: '800ms' }, true],
    [{ lock_ttl: '1.5s' }, false],
    [{ lock_ttl: '400ms' }, false],
  ],
  grace: [[{ grace: '800ms' }, true]],
  not_found: [
    [{ negative_ttl: '2s' }, true],
    [{ ttl: '400s' }, false],
  ],
  no_wait: [
    [{ strategy: 'single_flight' }, false],
    [{ strategy: 'unprotected' }, false],
    [{ strategy: 'lease' }, false],
  ],
};

test('the pool: at least twenty questions, at least four of each kind, each with its words', () => {
  assert.ok(POOL.length >= 20, `${POOL.length}`);
  for (const kind of KINDS) assert.ok(POOL.filter((one) => one.kind === kind).length >= 4, kind);
  assert.deepEqual(Object.keys(poolWords).sort(), POOL.map(({ id }) => id).sort());
});

for (const question of [...POOL, ...BETS]) {
  const { id, type, lines, opens, shows, refutes = [] } = question;
  test(`${id} is decided by its runs, with every seed`, async () => {
    for (const seed of SEEDS_ALL) {
      const where = `${id}, seed ${seed}`;
      const m = await measuredOf(question, seed, asked);
      if (type === 'choice') assert.equal(holding(question, m).length, 1, `${where}: ${holding(question, m)}`);
      if (type === 'number') {
        for (const number of NUMBERS[id].good)
          assert.equal(wrongOf(question, { number }, m), -1, `${where}: ${number}`);
        for (const number of NUMBERS[id].bad)
          assert.equal(wrongOf(question, { number }, m), number < question.value(m) ? 0 : 1, `${where}: ${number}`);
      }
      if (type === 'seek' && m.run) {
        const { from_ns, to_ns } = question.moment(m.run);
        assert.ok(from_ns < to_ns && to_ns < m.run.end_ns, where);
        assert.equal(wrongOf(question, { at_ns: parseTime(opens.at ?? '') ?? 0 }, m), 0, where);
        assert.equal(wrongOf(question, { at_ns: to_ns + 1 }, m), 1, where);
        // The TTL counts from when the value was stored, five seconds into the run.
        assert.equal(wrongOf(question, { at_ns: 10.3e9 }, m), -1, where);
      }
      if (type === 'fix') {
        const of = async (/** @type {string} */ line) =>
          (await judged(question, seed, { fields: {}, line: seeded(line, seed) }, asked)).wrong;
        assert.ok((await of(lines[opens.line])) >= 0, `${where}: as it opens`);
        if ('line' in shows) assert.equal(await of(lines[shows.line]), -1, `${where}: ${shows.line}`);
        for (const [i, scene] of refutes.entries())
          if (scene && 'line' in scene) assert.equal(await of(lines[scene.line]), i, `${where}: ${i}`);
        for (const [fields, right] of FIXES[id])
          assert.equal(
            (await of(changed(lines[opens.line], fields))) === -1,
            right,
            `${where}: ${JSON.stringify(fields)}`,
          );
      }
    }
  });
}

test('of a choice always the same option is the right one: its explanation says why', async () => {
  for (const question of [...POOL, ...BETS]) {
    if (question.type !== 'choice') continue;
    const right = new Set();
    for (const seed of SEEDS_ALL) right.add(holding(question, await measuredOf(question, seed, asked)).join());
    assert.equal(right.size, 1, `${question.id}: ${[...right]}`);
    const no = poolWords[question.id]?.no;
    if (no)
      assert.deepEqual(
        no.flatMap((text, i) => (text === null ? [String(i)] : [])),
        [...right],
        question.id,
      );
  }
});

test('every scene has its line and its moment, with every seed', () => {
  for (const { id, lines, orders = {}, opens, shows, refutes = [] } of POOL)
    for (const scene of [opens, shows, ...refutes]) {
      if (!scene) continue;
      if ('order' in scene) {
        assert.ok(scene.order in orders, `${id}: ${scene.order}`);
        continue;
      }
      assert.ok(scene.line in lines, `${id}: ${scene.line}`);
      if (scene.at) assert.notEqual(parseTime(scene.at), null, `${id}: ${scene.at}`);
      if (!scene.find) continue;
      for (const seed of SEEDS_ALL.slice(0, 8))
        assert.notEqual(scene.find(core.run(seeded(lines[scene.line], seed)), core.kinds()), null, `${id}, ${seed}`);
    }
});

/** The numbers of steps of the shortest ways, counted by hand. */
const BY_HAND = {
  // R0 misses, takes the lock; R1 misses; the lock expires; R1 takes it.
  two_holders: 5,
  // R0 misses, takes the lock; R1 misses, waits; R0 crashes.
  dead_holder: 5,
  // R0 misses and queries, has its row, stores it; W0 commits; its delete is lost.
  lease_lost: 5,
  // W0 and W1 commit; W1 stores, then W0.
  two_writers: 4,
  // Each finds the value, rolls low and begins its query.
  both_refresh: 2,
  // R0 misses and queries, has its row; W0 commits, deletes, deletes again; R0 stores.
  which_policy: 6,
};

test('an order that is played breaks what the question asks about, in as few steps as there are', () => {
  const asks = POOL.filter(({ orders }) => orders);
  assert.deepEqual(asks.map(({ id }) => id).sort(), Object.keys(BY_HAND).sort());
  for (const { id, orders = {}, shows, refutes = [] } of asks)
    for (const scene of [shows, ...refutes]) {
      if (!scene || !('order' in scene)) continue;
      const line = orders[scene.order];
      const { verdict, steps, ways } = tried(line);
      assert.equal(verdict, 'violated', `${id}: ${scene.order}`);
      if (scene === shows) assert.equal(steps.length, BY_HAND[/** @type {keyof typeof BY_HAND} */ (id)], id);
      const { setup, property } = readOrder(line);
      const { standings } = ordered.orders_point(setup, ways[0].way, '');
      const of = standings.find((/** @type {{ property: string }} */ one) => one.property === property);
      assert.notEqual(of.since, null, id);
    }
});

test('the words keep to their limits, and every number in them is measured', async () => {
  const words = (/** @type {string} */ text) =>
    plain(text)
      .split(/\s+/)
      .filter((word) => /\p{L}/u.test(word)).length;
  for (const question of POOL) {
    const { id, type, lines, orders = {} } = question;
    const { ask, options = [], label, why, no } = poolWords[id];
    assert.ok(words(ask) <= 42, `${id} asks in ${words(ask)} words`);
    for (const text of [why, ...no]) if (text) assert.ok(words(text) <= 34, `${id}: ${words(text)} words in “${text}”`);
    assert.equal(options.length, type === 'choice' ? question.options.length : 0, id);
    assert.equal(Boolean(label), type === 'number', id);
    const wrongs = { choice: options.length, number: 2, seek: 2, fix: Math.max(1, question.refutes?.length ?? 0) };
    assert.equal(no.length, wrongs[type], id);
    const m = await measuredOf(question, 1, asked);
    for (const piece of [why, ...no].flatMap((text) => pieces(text ?? ''))) {
      if (piece.kind !== 'number') continue;
      assert.equal(piece.text, '', `${id}: no number is written down`);
      const known = { ...lines, ...orders };
      assert.ok(piece.line in known || (type === 'fix' && piece.line === 'own'), `${id}: ${piece.line}`);
      if (piece.line in orders) {
        const { verdict } = tried(orders[piece.line]);
        assert.equal(piece.path, verdict === 'never' ? 'orders' : 'steps', `${id}: ${piece.line} is ${verdict}`);
      }
      if (piece.line !== 'own') assert.match(m.say(piece.line, piece.path), /\d/, `${id}: ${piece.path}`);
    }
  }
});

test('a second try asks others, with another seed; the same salt draws the same', () => {
  for (let salt = 0; salt < 50; salt++) {
    const [first, second, third] = [0, 1, 2].map((attempt) => drawn(salt, attempt));
    for (const { questions, seed } of [first, second, third]) {
      assert.deepEqual(
        questions.map(({ kind }) => kind),
        KINDS,
      );
      assert.ok(seed >= 1 && seed <= SEEDS);
    }
    assert.notEqual(first.seed, second.seed);
    assert.notEqual(second.seed, third.seed);
    const ids = [first, second, third].flatMap(({ questions }) => questions.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length, `salt ${salt}`);
    assert.deepEqual(drawn(salt, 1), second);
  }
  const starts = new Set(
    Array.from({ length: 50 }, (_, salt) =>
      drawn(salt, 0)
        .questions.map(({ id }) => id)
        .join(),
    ),
  );
  assert.ok(starts.size > 40, `${starts.size} of 50 salts ask other questions`);
});

test('three earlier bets come back after a day, the oldest first, and none while there are fewer', () => {
  /** @type {Record<string, { said: (string | null)[], day: string }>} */
  const said = Object.fromEntries(
    ['break', 'write', 'herd', 'lock'].map((id, i) => [
      id,
      { said: stepWords[id].bets.map(({ options }) => options[0]), day: `2026-03-0${i + 1}` },
    ]),
  );
  assert.deepEqual(due(said, '2026-03-01'), []);
  assert.deepEqual(due(said, '2026-03-03'), [], 'two are old enough');
  assert.deepEqual(
    due(said, '2026-03-09').map(({ question, day }) => [question.step, day]),
    [
      ['break', '2026-03-01'],
      ['write', '2026-03-02'],
      ['herd', '2026-03-03'],
    ],
  );
  // A bet that was skipped does not count.
  said.break.said = [null];
  assert.deepEqual(
    due(said, '2026-03-09').map(({ question }) => question.step),
    ['write', 'herd', 'lock'],
  );
  for (const { step, bet, options } of BETS) {
    assert.equal(stepWords[step].bets[bet].options.length, options.length, step);
    assert.ok(STEPS.some(({ id }) => id === step));
  }
});
