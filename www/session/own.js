/** Lanes with the user's code: creation, change and removal. Loaded with the first of them. */

import { EngineError, RefusedError } from '../engine/engine.js';
import { pack, unpack } from '../line/packed.js';
import { titleOf } from '../line/strategies.js';
import { ownWords } from './own_words.js';

/** The longest title that fits above a lane. */
const TITLE_MAX = 40;

/** @typedef {import('./session.js').Session} Session */

/** A lane with the user's code. */
export class Own {
  /**
   * @param {string} id its name among the lanes: `own1`, `own2` and so on
   * @param {string} base the strategy that it was made from; '' if unknown
   * @param {string} text the code @param {string} packed the code packed for a link
   */
  constructor(id, base, text, packed) {
    this.id = id;
    this.base = base;
    this.text = text;
    this.packed = packed;
  }

  /**
   * The title of the lane: the first comment of the code, up to a colon.
   * @param {import('../line/strategies.js').Catalogue} catalogue @param {import('../engine/run.js').Run} run
   */
  head(catalogue, run) {
    const doc = this.base ? ownWords.from(titleOf(catalogue, this.base).title) : '';
    const title = run.code?.title?.split(':')[0].slice(0, TITLE_MAX).trim();
    return { title: title || ownWords.own, doc };
  }
}

/** The code in a link. @param {Session} session gets the problems @param {string[]} packed */
export async function ownOf(session, packed) {
  const found = await Promise.all(packed.map(unpack));
  /** @type {Own[]} */
  const own = [];
  found.forEach((one, i) => {
    const value = packed[i];
    if (one) own.push(new Own(`own${own.length + 1}`, one.base, one.text, value));
    else session.tell({ field: 'code', value, message: ownWords.badCode(value) });
  });
  return own;
}

/**
 * The lanes above the chosen one. Lanes with the user's code that are not listed come first.
 * @param {string[]} compare
 * @param {Own[]} own
 */
export const withOwn = (compare, own) => [...own.map(({ id }) => id).filter((id) => !compare.includes(id)), ...compare];

/**
 * Removes the code from a link if it is the cause of an error, so that the rest can run. Returns whether it was.
 * @param {Session} session @param {import('./session.js').Change} ask from which the code is removed @param {unknown}
 * error
 */
export function without(session, ask, error) {
  const isOfCode = error instanceof RefusedError && error.problem.field === 'code';
  if (!ask.own.length || !(isOfCode || error instanceof EngineError)) return false;
  session.tell({ message: error.message });
  ask.compare = ask.compare?.filter((name) => !ask.own.some(({ id }) => id === name)) ?? null;
  ask.own = [];
  return true;
}

/**
 * Runs code as a new lane, next to the lane that it was made from, or in the existing lane with the user's code.
 * @param {Session} session @param {string} lane whose code it is, or a copy of it @param {string} text
 * @returns {Promise<{ ending: import('./session.js').Ending, id: string }>}
 */
export async function runOwn(session, lane, text) {
  const { wanted, lanes } = session;
  const before = wanted.own.find(({ id }) => id === lane);
  // Of a lane that differs in a field it is that of its strategy.
  const base = before?.base ?? lanes.find(({ strategy }) => strategy === lane)?.run.values.strategy ?? lane;
  const numbers = wanted.own.map(({ id }) => Number(id.slice(3)));
  const id = before?.id ?? `own${Math.max(0, ...numbers) + 1}`;
  const one = new Own(id, base, text, await pack(base, text));
  if (before) {
    const own = wanted.own.map((other) => (other.id === id ? one : other));
    return { id, ending: await session.change(wanted.line, { own }) };
  }
  const shown = lanes.map(({ strategy }) => strategy);
  const place = shown.indexOf(base);
  // Below the lane that it was made from; the chosen lane stays last.
  shown.splice(place < shown.length - 1 ? place + 1 : place, 0, id);
  return { id, ending: await session.compareWith(shown, [...wanted.own, one]) };
}

/** Removes a lane with the user's code. @param {Session} session @param {string} id */
export const removeOwn = (session, id) =>
  session.compareWith(session.lanes.map(({ strategy }) => strategy).filter((name) => name !== id));
