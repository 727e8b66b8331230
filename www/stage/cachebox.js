/**
 * The cache on the stage: the key, with the rest of its TTL as a ring that drains, and the lock with its holder.
 *
 *     fresh for its TTL ████████████      with a grace the ring has two parts: first the fresh part runs out,
 *     stale-ok          ▒▒▒▒▒▒            then the stale-ok part
 */

import { bisector } from 'd3-array';
import { nothing, svg } from 'lit-html';

import { actorName } from '../run/actor.js';
import { holdingsOf, KEY, staysOf } from '../run/rows.js';
import { stageWords } from './words.js';

/** @typedef {import('../engine/run.js').Run} Run */

const LOCK = 'M-4 -1h8v6.5h-8zM-2.6 -1v-2a2.6 2.6 0 0 1 5.2 0v2';

/** The holder of the key's lock; null if it is free. @param {Run} run @param {number} at_ns */
function holderAt(run, at_ns) {
  const { actor, from_ns, to_ns } = run.holdings;
  const mine = holdingsOf(run);
  const last = mine[bisector((/** @type {number} */ row) => from_ns[row]).right(mine, at_ns) - 1];
  return at_ns < to_ns[last] ? actor[last] : null;
}

/** The key's latest stay in the cache, null before the first. @param {Run} run @param {number} at_ns */
export function stayAt(run, at_ns) {
  const { stays } = run;
  const mine = staysOf(run);
  const i = mine[bisector((/** @type {number} */ row) => stays.set_ns[row]).right(mine, at_ns) - 1];
  if (i === undefined) return null;
  const [set_ns, fresh_until_ns, expires_ns, gone_ns] = [
    stays.set_ns,
    stays.fresh_until_ns,
    stays.expires_ns,
    stays.gone_ns,
  ].map((column) => column[i]);
  return { set_ns, fresh_until_ns, expires_ns, gone_ns, here: at_ns < gone_ns, ending: run.endings[stays.ending[i]] };
}

/** The state of the key: its value and its lock, in words and times. @param {Run} run @param {number} at_ns */
export function keyAt(run, at_ns) {
  const stay = stayAt(run, at_ns);
  const here = stay?.here ? stay : null;
  const fresh_ns = here ? Math.max(0, here.fresh_until_ns - at_ns) : 0;
  const grace_ns = here ? here.expires_ns - Math.max(here.fresh_until_ns, at_ns) : 0;
  const state = !here ? 'gone' : fresh_ns > 0 ? 'fresh' : 'stale';
  const text = !here
    ? stay
      ? (stageWords.gone[stay.ending] ?? stay.ending)
      : stageWords.neverStored
    : fresh_ns > 0
      ? stageWords.left(remaining(fresh_ns))
      : stageWords.staleSince(past(at_ns - here.fresh_until_ns));
  const holder = holderAt(run, at_ns);
  const held = holder !== null;
  const more = held
    ? stageWords.lockOf(actorName(holder))
    : state === 'fresh' && grace_ns > 0
      ? stageWords.thenStale(remaining(grace_ns))
      : state === 'stale'
        ? stageWords.left(remaining(grace_ns))
        : '';
  return { here, fresh_ns, grace_ns, state, text, held, more };
}

/** @param {import('./places.js').Places} places @param {ReturnType<typeof keyAt>} key */
export function cacheBox(
  { cache: { x, w, h }, middle, narrow },
  { here, fresh_ns, grace_ns, state, text, held, more },
) {
  const r = narrow ? 15 : 19;
  const ring_x = narrow ? x : x - w / 2 + 33;
  const ring_y = narrow ? middle - 9 : middle;
  const text_x = narrow ? x : x - w / 2 + 62;
  const around = 2 * Math.PI * r;
  const arc = (/** @type {number} */ ns) => (here ? (ns / (here.expires_ns - here.set_ns || 1)) * around : 0);
  const ring = (/** @type {string} */ name, /** @type {number} */ from_ns, /** @type {number} */ ns) =>
    svg`<circle class="ring ${name}" cx=${ring_x} cy=${ring_y} r=${r} transform="rotate(-90 ${ring_x} ${ring_y})"
      stroke-dasharray="0 ${arc(from_ns)} ${arc(ns)} ${around}" />`;
  return svg`<rect class="box" x=${x - w / 2} y=${middle - h / 2} width=${w} height=${h} rx="9" />
    <circle class="ring" cx=${ring_x} cy=${ring_y} r=${r} />
    ${ring('fresh', grace_ns, fresh_ns)} ${ring(`stale ${state === 'fresh' ? 'to-come' : ''}`, 0, grace_ns)}
    ${held ? svg`<path class="lock" d=${LOCK} transform="translate(${ring_x} ${ring_y})" />` : nothing}
    ${narrow ? nothing : svg`<text class="key" x=${text_x} y=${middle - (more ? 12 : 3)}>${stageWords.key(KEY)}</text>`}
    <text class="state ${state}" x=${text_x} y=${narrow ? middle + 26 : middle + (more ? 4 : 14)} text-anchor=${narrow ? 'middle' : 'start'}>${text}</text>
    ${more && !narrow ? svg`<text class="state more ${held ? 'held' : ''}" x=${text_x} y=${middle + 20}>${more}</text>` : nothing}`;
}

/** A time that increases, with a constant number of digits, short enough for the box. @param {number} ns */
const past = (ns) => `${ns < 1e10 ? (Math.ceil(ns / 1e8) / 10).toFixed(1) : Math.floor(ns / 1e9)} s`;

/** A time that decreases, with a constant number of digits. @param {number} ns */
const remaining = (ns) => (ns >= 1e9 ? `${(ns / 1e9).toFixed(1)} s` : `${(Math.ceil(ns / 1e7) / 100).toFixed(2)} s`);
