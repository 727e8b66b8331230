// Old links work for ever. Each file of tests/fixtures/links is named by the version that its links were written with,
// and never changes. Only fingerprints depend on the version: they are compared while it is the current one. If they
// then differ, traces have changed: raise VERSION in www/state.js, add a file for the new version, and say so in
// CHANGELOG.md.

import { readdirSync, readFileSync } from 'node:fs';
import { VERSION } from '../../www/line/place.js';
import { expect, Playground, test } from './playground.js';

/**
 * @typedef {object} Frozen
 * @property {string} link
 * @property {string} line in its canonical form
 * @property {string[] | null} compare
 * @property {number} at_ns
 * @property {Record<string, string>} [values] of fields, defaults of that time included
 * @property {string[]} fingerprints of the lanes, in order
 */

/** The order in which a line names its fields means nothing. @param {string} line */
const fields = (line) => line.split(' ').sort();

const FOLDER = 'tests/fixtures/links';

for (const file of readdirSync(FOLDER)) {
  const version = Number(file.match(/^v(\d+)\.json$/)?.[1]);
  /** @type {Frozen[]} */
  const links = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'));

  for (const { link, line, compare, at_ns, values, fingerprints } of links) {
    test(`read for ever: ${link}`, async ({ page }) => {
      const playground = await new Playground(page).open(link, './embed.html');
      const got = await playground.element.evaluate((one) => {
        const { session, player } = /** @type {any} */ (one);
        return {
          line: session.line,
          compare: session.compare,
          at_ns: player.at_ns,
          values: session.values,
          problems: session.problems.map((/** @type {any} */ problem) => problem.field),
          fingerprints: session.lanes.map((/** @type {any} */ { run }) => run.fingerprint),
        };
      });
      expect(fields(got.line)).toEqual(fields(line));
      expect(got).toMatchObject({ compare, at_ns, values: values ?? {} });
      expect(got.problems).toEqual(version === VERSION ? [] : ['v']);
      if (version === VERSION) expect(got.fingerprints).toEqual(fingerprints);
    });
  }
}
