/**
 * The lanes of a scenario: the same traffic under each compared strategy, or under the user's code; and their common
 * bounds.
 */

import { RefusedError } from '../engine/engine.js';
import { withCode, withField } from '../line/line.js';
import { fieldIn, strategiesOf, titleOf, titleOfValue } from '../line/strategies.js';
import { peak } from '../run/steps.js';

/** @typedef {import('./session.js').Lane} Lane */
/** @typedef {import('./own.js').Own} Own */

/** The strategies that are compared by default. */
export const COMPARE = ['unprotected'];
/** The largest number of lanes. */
export const LANES_MAX = 6;

/**
 * The line of a lane, with code behind it to run instead of a strategy.
 * @param {string} line @param {string} lane @param {Own[]} own
 */
export function lineOf(line, lane, own) {
  const mine = own.find(({ id }) => id === lane);
  if (mine) return withCode(line, mine.text);
  const { name, value } = fieldIn(lane) ?? { name: 'strategy', value: lane };
  return withField(line, name, value);
}

/**
 * The title of a lane and the line below it. The chosen lane names the fields in which the lanes above differ from it.
 * If they differ in one field only, that is its title.
 * @param {import('./session.js').Session['catalogue']} catalogue @param {string} lane
 * @param {Record<string, string>} values of the chosen one @param {string[]} above
 */
function headOf(catalogue, lane, values, above) {
  const field = fieldIn(lane);
  if (field) return titleOfValue(catalogue, field.name, field.value);
  const head = titleOf(catalogue, lane);
  const names = lane === values.strategy ? new Set(above.flatMap((one) => fieldIn(one)?.name ?? [])) : new Set();
  if (!names.size) return head;
  const differs = [...names].map((name) => titleOfValue(catalogue, name, values[name]).title).join(', ');
  return { title: names.size === 1 && above.every(fieldIn) ? differs : head.title, doc: head.doc, differs };
}

/**
 * The lanes beside a preset, null where they are the usual ones.
 * @param {import('../engine/run.js').Preset | null} preset
 */
export const lanesOf = (preset) =>
  preset && preset.compare !== COMPARE.join() ? preset.compare.split(',').filter(Boolean) : null;

/**
 * The named lanes that are possible. The others are reported as problems.
 * @param {import('./session.js').Session} session @param {string[] | null} compare @param {Own[]} own
 */
export async function known(session, compare, own) {
  const { catalogue } = session;
  const strategies = [...strategiesOf(catalogue), ...own.map(({ id }) => id)];
  const fields = (catalogue?.fields ?? []).filter(({ shared }) => !shared).map(({ name }) => name);
  const there = compare?.filter((lane) => strategies.includes(lane) || fields.includes(fieldIn(lane)?.name ?? ''));
  if (compare && there && there.length < compare.length) {
    const { badCompare } = await session.later(() => import('./mending.js'));
    badCompare(compare, there, strategies, catalogue).forEach((problem) => session.tell(problem));
  }
  return there ?? null;
}

/**
 * The lanes above the chosen one by their names in a link, without duplicates. Values are in the core's canonical form.
 * A refused value stays as it is, and is refused again when it is run.
 * @param {import('./session.js').Session} session @param {import('../engine/run.js').Parsed} parsed the chosen one
 * @param {string[]} lanes @returns {Promise<string[]>}
 */
async function named({ engine }, { line }, lanes) {
  const all = lanes.map(async (lane) => {
    const field = fieldIn(lane);
    if (!field) return lane;
    const read = await engine.read(lineOf(line, lane, [])).catch(() => null);
    const value = read?.values[field.name] ?? field.value;
    return field.name === 'strategy' ? value : `${field.name}=${value}`;
  });
  return [...new Set(await Promise.all(all))];
}

/**
 * Makes the lanes of a change: of a line, of an order, which is played, or of a recording next to its line.
 * @param {import('./session.js').Session} session @param {import('../engine/run.js').Parsed | null} parsed the line
 * @param {import('./session.js').Change} ask @param {AbortSignal} signal @param {(done: number[]) => void} advance
 * @returns {Promise<Made>}
 */
export const madeOf = (session, parsed, ask, signal, advance) =>
  parsed
    ? computed(session, parsed, ask, signal, advance)
    : ask.real
      ? recorded(session, ask, signal)
      : playedOrder(session, ask, signal);

/**
 * `refused` has the titles of the lanes left out, by the error message.
 * @typedef {{ line: string, values: Record<string, string>, lanes: Lane[], refused: Map<string, string[]>, order:
 * import('../orders/lanes.js').Order | null, real: import('../recorded/lanes.js').Real | null }} Made
 */

/**
 * Computes the lanes. A lane that is refused, although the chosen one is not, is left out, unless it has the user's
 * code.
 * @param {import('./session.js').Session} session @param {import('../engine/run.js').Parsed} parsed the chosen one
 * @param {Pick<import('./session.js').Change, 'compare' | 'own'>} ask the lanes above, null for the default, and the
 * user's code
 * @param {AbortSignal} signal @param {(done: number[]) => void} advance
 * @returns {Promise<Made>}
 */
async function computed(session, parsed, ask, signal, advance) {
  const { runs, catalogue } = session;
  const { line, values } = parsed;
  const { own } = ask;
  if (ask.compare?.some(fieldIn)) ask.compare = await named(session, parsed, ask.compare);
  const isOther = (/** @type {string} */ lane) => {
    const field = fieldIn(lane);
    return field ? values[field.name] !== field.value : lane !== values.strategy;
  };
  const above = (ask.compare ?? COMPARE).filter(isOther).slice(1 - LANES_MAX);
  const strategies = [...new Set([...above, values.strategy])];
  const done = strategies.map(() => 0);
  /** @type {Map<string, string[]>} */
  const refused = new Map();
  const all = strategies.map(async (strategy, i) => {
    const mine = own.find(({ id }) => id === strategy);
    const lane_line = lineOf(line, strategy, own);
    const onProgress = (/** @type {number} */ part) => {
      done[i] = part;
      advance(done);
    };
    try {
      const run = await runs.get(lane_line, { signal, onProgress });
      const head = mine?.head(catalogue, run) ?? headOf(catalogue, strategy, values, above);
      return [{ strategy, ...head, line: lane_line, run }];
    } catch (error) {
      if (!(error instanceof RefusedError) || mine || i === strategies.length - 1) throw error;
      const { title } = headOf(catalogue, strategy, values, []);
      refused.set(error.message, [...(refused.get(error.message) ?? []), title]);
      done[i] = 1;
      return [];
    }
  });
  return { line, values, lanes: (await Promise.all(all)).flat(), refused, order: null, real: null };
}

/**
 * The lane of an order. The code for it is loaded with the first one.
 * @param {import('./session.js').Session} session @param {import('./session.js').Change} ask
 * @param {AbortSignal} signal
 */
async function playedOrder(session, ask, signal) {
  const { orderOf } = await session.later(() => import('../orders/lanes.js'));
  const onProgress = (/** @type {number} */ part) => session.advance([part]);
  const made = await orderOf(ask.line, session.catalogue, { signal, onProgress });
  ask.line = made.line;
  // An order that is being chosen is shown at its end.
  if (made.order.asked.mine) ask.at_ns ??= made.lanes[0].run.end_ns;
  return { ...made, refused: new Map(), real: null };
}

/**
 * A recording of real servers above the simulated run of its line. The code for it is loaded with the first one.
 * @param {import('./session.js').Session} session @param {import('./session.js').Change} ask
 * @param {AbortSignal} signal
 */
async function recorded(session, ask, signal) {
  const { recordingOf } = await session.later(() => import('../recorded/lanes.js'));
  const made = await recordingOf(session, ask.real ?? '', signal);
  [ask.line, ask.compare] = [made.line, []];
  ask.at_ns ??= made.at_ns;
  return { ...made, refused: new Map(), order: null };
}

/** @param {Lane[]} lanes @returns {Pick<import('./session.js').Bounds, 'end_ns' | 'load' | 'in_flight'>} */
export const boundsOf = (lanes) => ({
  end_ns: Math.max(...lanes.map(({ run }) => run.end_ns)),
  load: Math.max(...lanes.map(({ run }) => peak(run.steps.db_in_flight).value + peak(run.steps.db_queued).value)),
  in_flight: Math.max(...lanes.map(({ run }) => run.requests.rows)),
});

/**
 * The messages about runs that were stopped at a limit, each only once for all lanes.
 * @param {Lane[]} lanes @returns {import('../engine/run.js').ScenarioError[]}
 */
export function stopped(lanes) {
  const told = new Set(lanes.flatMap(({ run }) => run.report.stopped?.sentence ?? []));
  return [...told].map((message) => ({ field: 'duration', value: '', allowed: '', message }));
}
