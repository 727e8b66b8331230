// Tests of the report that the shipped core sends, and of the core that compares it with theory: together they give, to
// the last bit, what the command line prints as JSON.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { freshCore, theoryCore } from './core.js';

const [simulating, comparing] = [await freshCore(), await theoryCore()];

/** A line for each strategy, one with writes, and one to which no form applies. */
const LINES = [
  'strategy=unprotected',
  'strategy=mutex rate=50/s ttl=1s db_latency=100ms duration=60s',
  'strategy=xfetch duration=10m',
  'strategy=background_refresh duration=120s',
  'strategy=single_flight rate=50/s ttl=1s db_latency=100ms duration=60s',
  'strategy=lease rate=50/s ttl=1s db_latency=100ms duration=60s',
  'strategy=mutex rate=20/s ttl=3s db_latency=300ms write_rate=0.5/s duration=1000s',
  'strategy=mutex do=4s:expire',
];

for (const line of LINES) {
  test(`the report of ${line} and its theory`, () => {
    const { samples, ...report } = simulating.report(line);
    assert.ok(samples.length > 0);
    const theory = comparing.theory_of(report.scenario, samples);
    assert.equal(Object.keys(theory).length > 0, !line.includes('do='));
    const args = ['run', '--quiet', '--locked', '--example', 'simulate', '--', '--json', line];
    assert.deepEqual({ ...report, theory }, JSON.parse(execFileSync('cargo', args, { encoding: 'utf8' })));
  });
}

test('samples that no report wrote are refused', () => {
  const { scenario, samples } = simulating.report('strategy=mutex');
  assert.throws(() => comparing.theory_of(scenario, samples.slice(0, 10)), /not those of a report/);
});
