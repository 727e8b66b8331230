/** The lines offered instead of a refused one: with a suggested value, or with a value that fits. */

import { join, tokens, withField } from './line.js';

/**
 * @param {import('../engine/run.js').ScenarioError} problem of `Engine.read`, which adds the line
 * @returns {{ text: string, line: string }[]} each change as text, and the line with it
 */
export function offersOf({ field, fits = [], suggestion, line }) {
  if (line === undefined) return [];
  const offers = fits.map((fit) => ({
    text: `${fit.field}=${fit.value}`,
    line: withField(line, fit.field, fit.value),
  }));
  if (suggestion) {
    const name = suggestion.slice(0, suggestion.indexOf('='));
    const meant = suggestion.slice(name.length + 1);
    // For an unknown name, the value is kept.
    const renamed = tokens(line).map(
      ([one, value]) => /** @type {[string, string]} */ ([one === field ? name : one, value]),
    );
    offers.push({ text: suggestion, line: name === field ? withField(line, name, meant) : join(renamed) });
  }
  return offers;
}
