// Tests of the shipped core that reads recordings of real servers. The shipped recordings become runs by the same folds
// as simulated ones, and any faulty recording is refused with a sentence.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { readRecording } from '../../www/engine/recording.js';
import { freshCore, recordingsCore } from './core.js';

const FOLDER = new URL('../../www/recorded/shipped/', import.meta.url);
/** The maximum size of all recordings together. */
const BUDGET_BYTES = 240_000;

const simulation = await freshCore();
const core = await recordingsCore();
const kinds = simulation.kinds();

/** @param {string} text @returns {import('../../www/engine/run.js').Run} */
function run(text) {
  const { header, rows } = readRecording(text, kinds);
  return core.recorded_run(header.engine, header.line, rows.at_ns, rows.actor, rows.kind, rows.key, rows.rest);
}

const files = readdirSync(FOLDER);
const text = (/** @type {string} */ file) => gunzipSync(readFileSync(new URL(file, FOLDER))).toString();

for (const file of files) {
  test(`${file}: is a run of its line, on the traffic of the simulated one`, () => {
    const recorded = run(text(file));
    const { header } = readRecording(text(file), kinds);
    assert.ok(header.valid, 'sent in time');
    assert.equal(recorded.values.strategy, file.replace('.rec', ''));
    assert.equal(recorded.events.at_ns.length, header.events);
    assert.equal(recorded.report.events, header.events);
    const simulated = simulation.run(recorded.line);
    assert.deepEqual(Object.keys(recorded).sort(), Object.keys(simulated).sort());
    // Each recorded read is also a simulated one, and does not begin before it.
    const reads = (/** @type {typeof recorded} */ { requests }) => {
      /** @type {Map<number, number>} */
      const starts = new Map();
      requests.actor.forEach((actor, i) => (actor & 7) === 0 && starts.set(actor, requests.start_ns[i]));
      return starts;
    };
    const [real, meant] = [reads(recorded), reads(simulated)];
    for (const [actor, start_ns] of real) assert.ok(start_ns >= (meant.get(actor) ?? Infinity), `${actor}`);
    assert.ok(meant.size - real.size <= meant.size / 100, `${meant.size - real.size} reads are missing`);
  });
}

test('the recordings are small', () => {
  const bytes = files.map((file) => readFileSync(new URL(file, FOLDER)).length);
  assert.ok(files.length === 6);
  assert.ok(bytes.reduce((sum, one) => sum + one, 0) <= BUDGET_BYTES, `${bytes}`);
});

const good = text('mutex.rec');
const lines = good.trimEnd().split('\n');
/** @param {number} index @param {string} line */
const withLine = (index, line) => [...lines.slice(0, index), line, ...lines.slice(index + 1)].join('\n');
/** @param {Record<string, unknown>} patch */
const withHeader = (patch) => withLine(0, JSON.stringify({ ...JSON.parse(lines[0]), ...patch }));
const read = lines.findIndex((line) => line.includes('"ReadStarted"'));

/** @type {[what: string, text: string, says: RegExp][]} */
const HOSTILE = [
  ['nothing', '', /empty/],
  ['no recording', 'PNG\0\0\0', /no header/],
  ['a page', '<!doctype html><script>alert(1)</script>', /no header/],
  ['deep JSON', '['.repeat(100_000), /no header/],
  ['deep JSON in an event', withLine(5, '['.repeat(100_000)), /line 6 is no event/],
  ['a header that is a list', withLine(0, '[1]'), /no header/],
  ['another format', withHeader({ cache_aside_recording: 2 }), /format 2/],
  ['another engine', withHeader({ engine: '9.9.9' }), /version 9\.9\.9 of the core/],
  ['a script for an engine', withHeader({ engine: '<script>alert(1)</script>' }), /no engine/],
  ['a script for a machine', withHeader({ machine: '"><img src=x onerror=alert(1)>' }), /no machine/],
  ['letters that turn others around', withHeader({ redis: '7.0\u202e51' }), /no redis/],
  ['a version that is a number', withHeader({ postgresql: 15 }), /no postgresql/],
  ['a long machine', withHeader({ machine: 'x'.repeat(10_000) }), /no header/],
  ['a line that is none', withHeader({ line: 'strategy=nonsense' }), /strategy/],
  ['a line with code behind it', withHeader({ line: 'duration=12s\0print(1)' }), /line is none/],
  ['a lateness that is none', withHeader({ lateness_ms: { p50: -1, p99: 'x' } }), /how late/],
  ['no number of events', withHeader({ events: null }), /how many events/],
  ['more events than are kept', withHeader({ events: 1e9 }), /more than 500000/],
  ['one cut off in an event', good.slice(0, good.length - 20), /is no event/],
  ['one cut off between events', lines.slice(0, -5).join('\n'), /should have/],
  ['an event that was taken away', [...lines.slice(0, read), ...lines.slice(read + 1)].join('\n'), /should have/],
  ['an unknown kind', withLine(read, '[5,"R0","NoSuchThing",0]'), /is no event/],
  ['an unknown actor', withLine(read, '[5,"Z0","ReadStarted",0,1,0]'), /is no event/],
  ['an actor that is too large', withLine(read, '[5,"R600000000","ReadStarted",0,1,0]'), /is no event/],
  ['a number too few', withLine(read, '[5,"R0","ReadStarted",0,1]'), /is no event/],
  ['an infinite time', withLine(read, '[1e999,"R0","ReadStarted",0,1,0]'), /is no event/],
  ['a time that is a text', withLine(read, '["5","R0","ReadStarted",0,1,0]'), /is no event/],
  ['a negative time', withLine(read, '[-5,"R0","ReadStarted",0,1,0]'), /refused: its event/],
  ['a time after the end', withLine(read, '[99000000000,"R0","ReadStarted",0,1,0]'), /refused: its event/],
  ['a key that there is not', withLine(read, '[5,"R0","ReadStarted",9,1,0]'), /refused: its event/],
  ['half a version', withLine(read, '[5,"R0","ReadStarted",0,1.5,0]'), /refused: its event/],
  ['times that go back', withLine(read, lines.at(-1) ?? ''), /refused/],
];

for (const [what, hostile, says] of HOSTILE) {
  test(`${what} is refused with a sentence`, () => {
    assert.throws(
      () => run(hostile),
      (/** @type {any} */ error) => {
        assert.equal(error.field, 'recording');
        assert.match(error.message, /^The recording is refused: /);
        assert.match(error.message, says);
        assert.ok(error.message.length < 300, 'a sentence');
        return true;
      },
    );
  });
}

test('two events that have changed places, or one that is there twice, are noticed or do no harm', () => {
  const { strategy } = run(good).values;
  for (let i = 1; i + 1 < lines.length; i += 37) {
    const swapped = [...lines.slice(0, i), lines[i + 1], lines[i], ...lines.slice(i + 2)].join('\n');
    const doubled = withLine(i, lines[i + 1]);
    for (const other of [swapped, doubled]) {
      try {
        assert.equal(run(other).values.strategy, strategy);
      } catch (error) {
        assert.match(/** @type {any} */ (error).message, /^The recording is refused: /);
      }
    }
  }
});
