/**
 * Makes the line of an answer runnable: values are converted to the canonical form, refused values are left out and
 * listed, and a run that is too large is shortened.
 */

import { RefusedError } from '../engine/engine.js';

/** @typedef {import('./answer.js').Answer} Answer */
/** @typedef {import('../engine/run.js').Parsed} Parsed */

/** The largest number of halvings before its numbers are dropped. */
const HALVINGS_MAX = 12;

/**
 * @param {Answer} answer
 * @param {(line: string) => Promise<Parsed>} parse throws if the core refuses the line
 * @returns {Promise<Answer>}
 */
export async function fitting(answer, parse) {
  if (!answer.covered) return answer;
  /** @type {Record<string, string>} */
  const fields = {};
  const unused = [...answer.unused];
  for (const [name, value] of Object.entries(answer.fields ?? {})) {
    const parsed = await tried(parse, `${name}=${value}`, name);
    if (parsed) fields[name] = parsed.values[name];
    else unused.push(`${name}=${value}`);
  }
  const named = Object.keys(fields).length ? fields : null;
  const kept = answer.line.split(' ').filter((part) => !(part.split('=')[0] in (answer.fields ?? {})));
  let line = [...kept, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(' ').trim();
  for (let i = 0; i < HALVINGS_MAX; i++) {
    const parsed = await tried(parse, line, null);
    if (parsed) return { ...answer, fields: named, unused, line: parsed.line };
    line = halved(line, 'duration' in fields);
  }
  return { ...answer, fields: null, unused: [...unused, ...Object.values(fields)], line: kept.join(' ') };
}

/**
 * The parsed line; null if the core refuses it. A single field may be refused because of the defaults of others: with
 * the default duration, high traffic is too much.
 * @param {(line: string) => Promise<Parsed>} parse @param {string} line @param {string | null} field
 */
async function tried(parse, line, field) {
  try {
    return await parse(field && field !== 'duration' ? `${line} duration=1ms` : line);
  } catch (error) {
    if (error instanceof RefusedError || (error !== null && typeof error === 'object' && 'allowed' in error))
      return null;
    throw error;
  }
}

/**
 * The line with all times halved or, if the question names a duration, with half the traffic.
 * @param {string} line
 * @param {boolean} asked
 */
function halved(line, asked) {
  const half = (/** @type {string} */ text) =>
    text.replace(/^(\d+(?:\.\d+)?)(ms|s|m)/, (_, n, unit) => `${Number(n) / 2}${unit}`);
  const parts = line.split(' ');
  if (!asked && !parts.some((part) => part.startsWith('duration='))) parts.push('duration=1m');
  return parts
    .map((part) => {
      const [name, value] = [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)];
      if (name === 'duration' && !asked) return `duration=${half(value)}`;
      if (name === 'do') return `do=${value.split(',').map(half).join()}`;
      return part;
    })
    .join(' ');
}
