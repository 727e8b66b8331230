/**
 * Makes a refused line acceptable: each error is reported once, and as little as possible is left out. An error names a
 * field. Leaving that field out solves the problem, and there may be another one. A run that is too large as a whole is
 * not mended: see `mended`.
 */

import { RefusedError } from '../engine/engine.js';
import { clipped, isOrder, join, tokens } from '../line/line.js';
import { fieldIn } from '../line/strategies.js';
import { mendingWords } from './mending_words.js';

/** @typedef {import('../engine/run.js').ScenarioError} ScenarioError */

/** The number of unknown names that are listed. */
const STRANGERS_SHOWN = 4;

/** @typedef {import('../engine/engine.js').Engine} Engine */

/**
 * The state of a session that has shown no run yet: the line as given, for the user to change.
 * @param {import('../engine/engine.js').Catalogue | null} catalogue @param {string} line
 * @returns {{ line: string, values: Record<string, string> }}
 */
export function kept(catalogue, line) {
  const defaults = catalogue?.fields.map((field) => [field.name, field.default]) ?? [];
  return { line, values: Object.fromEntries([...defaults, ...tokens(line)]) };
}

/**
 * Leaves out the invalid fields of a line. If the run is too large as a whole, nothing is left out, because no field is
 * invalid and the user can choose a value that fits.
 * @param {Engine} engine @param {string} line @param {ScenarioError} refusal its error
 * @param {(problem: ScenarioError) => void} tell @returns {Promise<string>} a line that is accepted
 */
export async function mended(engine, line, refusal, tell) {
  // The core that parses lines does not know orders. In an order the refused part is left out, or else the last part.
  // If its setup is invalid, nothing is left.
  if (isOrder(line)) {
    tell(refusal);
    const all = refusal.field === 'orders' ? [] : tokens(line);
    const rest = all.filter(([name]) => name !== refusal.field);
    return join(rest.length < all.length ? rest : all.slice(0, -1));
  }
  let pairs = tokens(line);
  /** @type {ScenarioError | null} */
  let problem = refusal;
  while (problem) {
    const { field, too_large } = /** @type {ScenarioError} */ (problem);
    /** @type {[string, string][]} */
    const without = pairs.filter(([name]) => name !== field);
    if (too_large || without.length === pairs.length) throw new RefusedError(problem);
    tell(problem);
    pairs = without;
    problem = await refusalOf(engine, pairs);
  }
  return join(pairs);
}

/**
 * Opens the rest of a link whose line or code is refused, leaving out as little as possible.
 * @param {import('./session.js').Session} session @param {import('./session.js').Change} ask
 * @param {unknown} error the refusal @param {typeof import('./own.js') | undefined} own if it has code
 */
export async function computeMended(session, ask, error, own) {
  let is_mended = false;
  const { line } = ask;
  for (let failed = error; ;) {
    if (!own?.without(session, ask, failed)) {
      if (ask.real && failed instanceof RefusedError) {
        // Nothing is shown yet: what is left is the usual run.
        session.tell(failed.problem);
        ask.real = undefined;
        ask.line ||= session.catalogue?.presets[0].line ?? '';
        return await session.compute(ask, true);
      }
      if (is_mended || !(failed instanceof RefusedError) || !ask.line) throw failed;
      if (!session.lanes.length) Object.assign(session, kept(session.catalogue, line));
      const refused = (session.refused = { line, problems: [failed.problem], whole: true });
      /** @type {ScenarioError[]} */
      const told = [];
      ask.line = await mended(session.engine, line, failed.problem, (problem) => {
        session.tell(problem);
        told.push(problem);
      });
      Object.assign(refused, { problems: told, whole: false });
      is_mended = true;
    }
    try {
      return await session.compute(ask, true);
    } catch (next) {
      failed = next;
    }
  }
}

/**
 * @param {Engine} engine @param {[string, string][]} pairs
 * @returns {Promise<ScenarioError | null>}
 */
async function refusalOf(engine, pairs) {
  try {
    // In any spelling, and with what may have been meant.
    await engine.read(join(pairs));
    return null;
  } catch (error) {
    if (error instanceof RefusedError) return error.problem;
    throw error;
  }
}

/**
 * What is to be said of lanes that there cannot be: no strategy, no field, or a field in which lanes do not differ.
 * @param {string[]} compare @param {string[]} known those that there can be @param {string[]} strategies
 * @param {import('../engine/engine.js').Catalogue | null} catalogue @returns {ScenarioError[]}
 */
export function badCompare(compare, known, strategies, catalogue) {
  const others = [...new Set(compare)].filter((lane) => !known.includes(lane));
  const isShared = (/** @type {string} */ lane) =>
    catalogue?.fields.some(({ name, shared }) => shared && name === fieldIn(lane)?.name);
  const strangers = others.filter((lane) => !isShared(lane));
  const shown = (/** @type {string[]} */ lanes) =>
    mendingWords.several(lanes.slice(0, STRANGERS_SHOWN).map(clipped), lanes.length - STRANGERS_SHOWN);
  const problem = (/** @type {string[]} */ lanes, /** @type {string} */ allowed, /** @type {string} */ message) =>
    lanes.length ? [{ field: 'compare', value: shown(lanes), allowed, message }] : [];
  const allowed = strategies.join(', ');
  const shared = others.filter(isShared);
  return [
    ...problem(strangers, allowed, mendingWords.badCompare(shown(strangers), allowed)),
    ...problem(shared, '', mendingWords.sharedByLanes(shown(shared))),
  ];
}
