// The lesson's texts, tested with the shipped core: every number in them is computed from its line, and the texts keep
// to their limits. A failure names the step.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { measure, say, sayMean, weightOf } from '../../www/lesson/measure.js';
import { askWords } from '../../www/ask/words.js';
import { checkWords } from '../../www/check/words.js';
import { CURES, ORDER, PLACES, STEPS, stepNumbered, WORKLOADS } from '../../www/lesson/steps.js';
import { pieces, plain } from '../../www/lesson/text.js';
import { cureWords, pageWords } from '../../www/lesson/page_words.js';
import { orderWords, workloadWords } from '../../www/lesson/sorting_words.js';
import { allWords } from '../../www/lesson/words_of.js';
import { stepTitles } from '../../www/lesson/words.js';
import { meanAndError } from '../../www/session/seeds.js';
import { parseTime } from '../../www/line/time.js';
import { findingOf, freshCore, ordersCore, theoryCore } from './core.js';

const stepWords = await allWords();
const SAY_WORDS_MAX = 45;
const WHY_WORDS_MAX = 30;
const LESSON_WORDS_MAX = 1_900;
const ROWS = 16;

const core = await freshCore();
const comparing = await theoryCore();

test('steps 5, 6 and 10 lead to an order in which it goes wrong', async () => {
  const core = await ordersCore();
  const leading = STEPS.flatMap(({ order }, i) => (order ? [{ number: i + 1, ...findingOf(core, order) }] : []));
  assert.deepEqual(
    leading.map(({ number, property, verdict, steps }) => [number, property, verdict, steps.length]),
    [
      [5, 'stale_until_ttl', 'violated', 4],
      [6, 'stale_until_ttl', 'violated', 5],
      [10, 'one_holder', 'violated', 5],
    ],
  );
});

/** @param {string} text */
const wordsIn = (text) =>
  plain(text)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** All texts of a step. @param {string} id */
function textsOf(id) {
  const { say, bets, tasks, acts, see, why } = stepWords[id];
  return [
    stepTitles[id],
    say,
    ...bets.flatMap(({ ask, options }) => [ask, ...options]),
    ...tasks,
    ...acts,
    ...see,
    why,
  ];
}

/** The report of a line, with theory beside it. @param {string} line */
function reportOf(line) {
  const report = core.report(line);
  return { ...report, theory: comparing.theory_of(report.scenario, report.samples) };
}

/**
 * The expected text of a number, computed by runs.
 * @param {Record<string, string>} lines
 * @param {Extract<import('../../www/lesson/text.js').Piece, { kind: 'number' }>} number
 */
function computed(lines, { line, path, seeds }) {
  const text = lines[line] ?? line;
  if (!seeds) return say(path, measure(reportOf(text), path));
  const reports = Array.from({ length: seeds }, (_, i) => reportOf(`${text} seed=${i + 1}`)).filter(
    (report) => !Number.isNaN(measure(report, path)),
  );
  const values = reports.map((report) => measure(report, path));
  const { mean, error } = meanAndError(
    values,
    reports.map((report) => weightOf(report, path)),
  );
  return sayMean(path, mean, error);
}

/** @param {string} where @param {string[]} texts @param {Record<string, string>} lines */
function holds(where, texts, lines) {
  for (const text of texts)
    for (const piece of pieces(text))
      if (piece.kind === 'number') assert.equal(piece.text, computed(lines, piece), `${where}: “${plain(text)}”`);
}

STEPS.forEach(({ id, lines, opens, still, tasks, see }, i) => {
  test(`step ${i + 1}, ${id}: its numbers are those of its lines`, () => {
    holds(`step ${i + 1}, ${id}`, textsOf(id), lines);
    const { values } = core.parse(lines[opens.line]);
    for (const piece of textsOf(id).flatMap(pieces)) {
      if (piece.kind !== 'field') continue;
      assert.ok(piece.name in values, `step ${i + 1}, ${id}: ${piece.name} is a field`);
      if (piece.value !== null) assert.equal(piece.value, values[piece.name], `step ${i + 1}, ${id}: ${piece.name}`);
    }
    for (const scene of [opens, still, ...tasks.flatMap(({ opens }) => opens ?? [])])
      assert.ok(scene.line in lines && parseTime(scene.at) !== null, `step ${i + 1}, ${id}: ${JSON.stringify(scene)}`);
    for (const one of see) assert.ok(one.line in lines && one.task < tasks.length, `step ${i + 1}, ${id}`);
  });
});

test('the numbers of the two tables are those of their presets', () => {
  for (const { preset } of WORKLOADS) holds(`workload ${preset}`, [workloadWords[preset].shows], {});
});

test('no figure stands in a text without its source', () => {
  const texts = [
    ...STEPS.flatMap(({ id }) =>
      [stepWords[id].say, stepWords[id].why, ...stepWords[id].see].map((text) => [id, text]),
    ),
    ...Object.entries(workloadWords).flatMap(([id, { name, shows }]) => [
      [id, name],
      [id, shows],
    ]),
    ...Object.entries(cureWords).flatMap(([id, one]) => Object.values(one).map((text) => [id, text])),
  ];
  for (const [id, text] of texts) {
    const bare = pieces(text).flatMap((one) =>
      one.kind === 'text' && !text.includes(`[${one.text}|sign]`) ? [one.text] : [],
    );
    // R1 and R2 are readers' names.
    assert.doesNotMatch(bare.join('').replace(/\bR\d\b/g, ''), /\d/, `${id}: ${text}`);
  }
});

test('the words keep to their limits', () => {
  let all = 0;
  STEPS.forEach(({ id, tasks, see }, i) => {
    const { say, why, ...words } = stepWords[id];
    const where = `step ${i + 1}, ${id}`;
    assert.ok(wordsIn(say) <= SAY_WORDS_MAX, `${where} says ${wordsIn(say)} words`);
    assert.ok(wordsIn(why) <= WHY_WORDS_MAX, `${where} says why in ${wordsIn(why)} words`);
    const fields = pieces(say).filter(({ kind }) => kind === 'field').length;
    assert.ok(fields <= 2, `${where} has ${fields} fields in its text`);
    assert.deepEqual(
      [words.tasks.length, words.acts.length, words.see.length],
      [tasks.length, tasks.length, see.length],
      where,
    );
    all += textsOf(id).reduce((sum, text) => sum + wordsIn(text), 0);
  });
  const { title, about, columns, cures, workloads } = pageWords;
  const others = [
    title,
    about,
    checkWords.title,
    checkWords.say,
    askWords.title,
    askWords.about,
    cures,
    workloads,
    ...Object.values(columns),
  ];
  const tables = [orderWords, ...Object.values(workloadWords), ...Object.values(cureWords)].flatMap((one) =>
    Object.values(one),
  );
  all += [...others, ...tables].reduce((sum, text) => sum + wordsIn(text), 0);
  console.log(`${all} words`);
  assert.ok(all <= LESSON_WORDS_MAX, `${all} words`);
});

test('each of the sixteen rows is told by exactly one step', () => {
  const told = [...STEPS, ...PLACES].flatMap(({ rows }) => rows).sort((a, b) => a - b);
  assert.deepEqual(
    told,
    Array.from({ length: ROWS }, (_, i) => i + 1),
  );
  for (const { id, rows, touches = [] } of STEPS) assert.ok(rows.length + touches.length > 0, id);
});

test('what is named is there', () => {
  for (const words of [stepWords, stepTitles])
    assert.deepEqual(
      Object.keys(words),
      STEPS.map(({ id }) => id),
    );
  assert.deepEqual(
    Object.keys(workloadWords),
    WORKLOADS.map(({ preset }) => preset),
  );
  assert.deepEqual(Object.keys(cureWords), CURES);
  assert.deepEqual(Object.keys(orderWords), ORDER);
  const strategies = core.fields().find((/** @type {{ name: string }} */ { name }) => name === 'strategy').choices;
  for (const name of CURES) assert.ok(strategies.includes(name), name);
});

test('a step is a whole number of one to fourteen', () => {
  for (const good of ['1', '9', '14', 3]) assert.equal(stepNumbered(good), Number(good));
  for (const bad of ['0', '15', '1.5', '-1', '', 'x', '1e1', ' 2', null, undefined, NaN, 0.5 + 20])
    assert.equal(stepNumbered(bad), null, String(bad));
});
