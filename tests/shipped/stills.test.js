// The lesson's stills: each step has a light and a dark one, and they show the present run of its line. Stills are made
// in a browser; the fingerprints in them tell whether the run is still the same.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { STEPS } from '../../www/lesson/steps.js';
import { withField } from '../../www/line/line.js';
import { freshCore } from './core.js';

const core = await freshCore();

for (const { id, lines, still } of STEPS)
  test(`the still of ${id} shows the run of its line: \`npm run stills\` makes it anew`, () => {
    const line = lines[still.line];
    const strategies = [...still.compare, core.parse(line).values.strategy];
    const wanted = strategies.map(
      (strategy) => `fingerprint of ${strategy}: ${core.report(withField(line, 'strategy', strategy)).fingerprint}`,
    );
    for (const scheme of ['light', 'dark']) {
      const svg = readFileSync(new URL(`../../www/lesson/stills/${id}-${scheme}.svg`, import.meta.url), 'utf8');
      assert.deepEqual(svg.match(/fingerprint of \w+: \w+/g), wanted);
      assert.doesNotMatch(svg, /127\.0\.0\.1|localhost/);
    }
  });
