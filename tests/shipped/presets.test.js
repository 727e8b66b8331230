// Every preset as the page opens it: with the lanes that the core has for it, and a moment before its main event. The
// tiles of each lane, which are computed from the columns, show the same numbers as the report.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fieldIn } from '../../www/line/strategies.js';
import { PRICES } from '../../www/run/prices.js';
import { at, longest } from '../../www/run/steps.js';
import { held } from '../units/held.js';
import { freshCore, ordersCore } from './core.js';

const core = await ordersCore();
/** @type {import('../../www/engine/run.js').Preset[]} */
const presets = (await freshCore()).presets();

for (const { name, line, compare, starts_at_ns } of presets) {
  test(`the preset ${name} opens with its lanes and shows their numbers`, async () => {
    const { session, player } = await held(`#preset=${name}`);
    assert.deepEqual(session.problems, []);
    assert.equal(session.preset?.name, name);
    assert.equal(player.at_ns, starts_at_ns);
    /** @type {import('../../www/engine/run.js').Compared} */
    const compared = core.lanes(line, compare);
    const lines = [...compared.lanes.map((lane) => lane.line), line];
    assert.deepEqual(
      session.lanes.map(({ run }) => run.line),
      lines,
    );
    const titles = session.lanes.map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length, titles.join(', '));
    if (compared.lanes.some(({ field }) => field !== 'strategy')) {
      assert.ok(session.lanes[session.lanes.length - 1].differs, 'the preset says what it is compared by');
      assert.ok(session.lanes.some(({ strategy }) => fieldIn(strategy)));
    }
    for (const { run } of session.lanes) {
      const { steps, responses, end_ns, report } = run;
      assert.equal(at(steps.queries_asked, end_ns), PRICES.db_queries(report));
      // Equal to the nanosecond: one side was converted to milliseconds earlier.
      const shown = longest(steps.wait_max_ms, responses, end_ns);
      assert.ok(Math.abs(shown - PRICES.wait_max_ms(report)) < 1e-6, `${shown} ms`);
      const { asked, queued, in_flight, done, dropped } = report.queries;
      assert.equal(asked, queued + in_flight + done + dropped);
      assert.deepEqual(
        [asked, queued, in_flight, done],
        [
          at(steps.queries_asked, end_ns),
          at(steps.db_queued, end_ns) - at(steps.updates_queued, end_ns),
          at(steps.db_in_flight, end_ns) - at(steps.updates_in_flight, end_ns),
          at(steps.queries_done, end_ns),
        ],
      );
    }
  });
}
