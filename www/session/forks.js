/**
 * The branches of the timeline: a tree of runs that differ by their interventions. Only interventions distinguish a run
 * from its parent, so the tree is kept when settings change.
 *
 *     as opened ──┬── expire 2 s ──── flush 5 s        a branch is a row: pokes one after another
 *                 └── stop the database 3 s            poking elsewhere, after a step back, begins another
 *
 * This class computes no runs; the session does.
 */

import { pokesOf } from '../line/pokes.js';

/**
 * @typedef {object} Fork
 * @property {string} text the interventions, as in `do=`, in the core's own order
 * @property {Fork | null} parent
 * @property {Fork[]} children in the order they were made
 * @property {Fork | null} next the child that was visited last: the target of redo
 */

/**
 * @typedef {{ pokes: string[], forks: Fork[], parent: Fork | null }} Branch its pokes, and the fork that it branches
 * off from
 */

/** @param {string} text */
const items = (text) => pokesOf(text).map((poke) => poke.text);

/** @param {string} text @param {Fork | null} parent @returns {Fork} */
const fork = (text, parent) => ({ text, parent, children: [], next: null });

export class Forks {
  constructor() {
    this.reset('');
  }

  /** Starts a new tree, for a newly opened run. @param {string} text */
  reset(text) {
    /** @type {Fork} */
    this.root = fork(text, null);
    /** @type {Fork} the current fork */
    this.now = this.root;
  }

  /**
   * Moves to the run with these interventions: a known fork, a new child, or a new root.
   * @param {string} text
   */
  arrive(text) {
    const known = this.known(text);
    if (known) this.now = known;
    else if (minus(this.now.text, text).length === 0) {
      this.now.children.push(fork(text, this.now));
      this.now = this.now.children[this.now.children.length - 1];
    } else this.reset(text);
    for (let one = this.now; one.parent; one = one.parent) one.parent.next = one;
  }

  /** @param {string} text */
  known(text) {
    return this.all().find((one) => one.text === text);
  }

  /** @returns {Fork[]} */
  all(from = this.root) {
    return [from, ...from.children.flatMap((child) => this.all(child))];
  }

  /**
   * The rows of the view: the run as opened, then each chain of pokes. A chain continues with the first child.
   * @returns {Branch[]}
   */
  branches() {
    /** @type {Branch[]} */
    const rows = [{ pokes: [], forks: [this.root], parent: null }];
    /** @param {Fork} first */
    const follow = (first) => {
      /** @type {Branch} */
      const row = { pokes: [], forks: [], parent: first.parent };
      rows.push(row);
      for (let one = first; one; one = one.children[0]) {
        row.forks.push(one);
        row.pokes.push(...added(one));
      }
      for (const one of row.forks) one.children.slice(1).forEach(follow);
    };
    this.root.children.forEach(follow);
    return rows;
  }
}

/** The interventions that a fork adds to its parent. @param {Fork} fork */
export const added = ({ text, parent }) => (parent ? minus(text, parent.text) : []);

/** The interventions of one text that are not in another. @param {string} text @param {string} other */
function minus(text, other) {
  const rest = items(other);
  return items(text).filter((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
