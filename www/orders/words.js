/** Texts of the explorer of orders. Sentences about properties and steps come from the core. */

import { count, whole } from '../kit/words.js';

export const ordersWords = {
  title: 'Can it go wrong?',
  about:
    'A run shows what did happen. Here every order is tried in which the commands of a few readers and writers, on one key, can take effect.',
  close: 'Close',
  cancel: 'Cancel',
  readers: 'Readers',
  writers: 'Writers',
  cache: 'Cache at first',
  warm: { false: 'empty', true: 'holds version 1' },
  moves: 'What else may happen',
  /** @type {Record<string, string>} */
  moveNames: {
    ttl_ends: 'a TTL ends',
    lock_expires: 'a lock or lease ends by itself',
    lose_delete: 'one delete is lost',
    crash_holder: 'one lock holder dies',
  },
  /** Before the fields of a setup that have no control of their own. */
  also: 'also',
  /** @type {(cells: number, of: number, tried: number) => string} */
  trying: (cells, of, tried) => `${cells} of ${of} tried${tried ? `, ${whole(tried)} states of the next` : ''} …`,
  /** @type {(cells: number, states: number) => string} */
  tried: (cells, states) => `All ${cells} tried: ${whole(states)} states.`,
  /** @type {(cells: number, of: number) => string} */
  stopped: (cells, of) => `Stopped after ${cells} of ${of}.`,
  goOn: 'Go on',
  what: 'What can go wrong',
  /** What a property guards against. @type {Record<string, string>} */
  wrongs: {
    stale_until_ttl: 'Old value stays',
    read_after_write: 'Write not seen',
    one_query: 'Two queries',
    one_holder: 'Two lock holders',
    back_in_time: 'Back in time',
    every_reader_ends: 'Waits for ever',
  },
  all: 'All six',
  /** @type {(broken: number, of: number) => string} */
  brokenOf: (broken, of) => `${broken} of ${of}`,
  allAbout:
    'Each mark is one of the six, in the order of the buttons: a number is the steps of the shortest way to it.',
  strategy: 'Strategy',
  policy: 'Write policy',
  table: 'Strategies and write policies',
  notYet: 'not tried yet',
  never: 'never',
  /** @type {(orders: number | null) => string} */
  ofOrders: (orders) => (orders === null ? '' : `in ${orderCount(orders)}`),
  /** @type {(steps: number) => string} */
  inSteps: (steps) => `in ${count(steps, 'step', 'steps')}`,
  /** @type {(kinds: number) => string} */
  kinds: (kinds) => `${kinds} kinds`,
  undecided: 'not decided',
  /** @type {(name: string, told: string) => string} */
  cell: (name, told) => `${name}: ${told}`,

  back: 'All strategies',
  backToOrder: 'Back to the order',
  scheduler: 'Be the scheduler',
  /** @type {(readers: number, writers: number, warm: string) => string} */
  actors: (readers, writers, warm) =>
    `${count(readers, 'reader', 'readers')}, ${count(writers, 'writer', 'writers')}, cache ${warm}`,
  /** @type {(strategy: string, policy: string) => string} */
  both: (strategy, policy) => `${strategy}, ${lower(policy)}`,
  /** @type {(steps: number) => string} */
  goesWrong: (steps) => `It can go wrong: the shortest way has ${count(steps, 'step', 'steps')}.`,
  /** @type {(steps: number) => string} */
  goesWrongHere: (steps) => `This order breaks it in ${count(steps, 'step', 'steps')}.`,
  holdsHere: 'This order does not break it.',
  /** @type {(orders: number | null, states: number) => string} */
  cannot: (orders, states) =>
    `It cannot: all ${orderCount(orders ?? 0)} tried (${count(states, 'state', 'states')}), none breaks it.`,
  /** @type {(states: number) => string} */
  gaveUp: (states) => `Not decided: ${count(states, 'state', 'states')} tried, none found. There are more.`,
  happens: 'It happens.',
  neverHappens: 'It never happens.',
  /** @type {(sentence: string) => string} */
  shown: (sentence) => `Played below is another one of them: ${sentence}`,
  steps: 'The steps',
  interrupts: 'interrupts',
  interruptsWhat: 'Another one, which could go on, is interrupted here.',
  causes: 'Kinds of it',
  /** @type {Record<string, string>} */
  causeNames: {
    lost_delete: 'a delete is lost',
    stale_set: 'an old row is stored after the delete',
    reordered_update: 'two writes reach the cache in the wrong order',
    delete_first: 'the key is deleted too early',
    within_grace: 'a value past its TTL is served knowingly',
    pending: 'the write has not reached the cache yet',
    no_invalidation: 'writes leave the cache alone',
    joined_flight: 'it joins a query that has read the old row',
  },
  /** @type {(cause: string, steps: number) => string} */
  cause: (cause, steps) => `${cause}, ${count(steps, 'step', 'steps')}`,
  otherWay: 'another way',
  instead: 'Instead of this step',
  insteadNone: 'Nothing else could have happened here.',
  beside: 'The same order with',
  besideNone: 'nothing beside it',
  finding: 'Looking for the nearest cure …',
  noCure: 'Another strategy or write policy alone does not cure it.',
  /** @type {(text: string) => string} */
  besideTold: (text) => `There: ${text}`,
  besideSame: 'There it goes the same way.',
  short: 'This order, as a short text',
  replay: 'Play it',
  copy: 'Copy',
  copied: 'Copied.',
  notCopied: 'Selected: press Ctrl+C.',
  everything: 'All that is asked of this one',
  asked: 'Asked',
  verdict: 'Verdict',

  goal: 'Your goal: break this sentence, in as few steps as you can.',
  goalSome: 'Your goal: have this happen, in as few steps as you can.',
  next: 'Which one goes next?',
  nextWhat: 'Press one, or the key of its number.',
  undo: 'Back',
  redo: 'Forth',
  again: 'Start over',
  /** @type {(steps: number) => string} */
  holds: (steps) =>
    steps ? `It holds, after ${count(steps, 'step', 'steps')}.` : 'It holds. Nothing has happened yet.',
  /** @type {(steps: number) => string} */
  broken: (steps) => `Broken, in ${count(steps, 'step', 'steps')}.`,
  /** @type {(steps: number) => string} */
  brokenBefore: (steps) => `Broken, after ${count(steps, 'step', 'steps')}; it has come right again since.`,
  /** @type {(steps: number) => string} */
  notYetSeen: (steps) => (steps ? `Not yet, after ${count(steps, 'step', 'steps')}.` : 'Nothing has happened yet.'),
  /** @type {(steps: number) => string} */
  seen: (steps) => `It has happened, in ${count(steps, 'step', 'steps')}.`,
  over: 'All has come to its end.',
  /** @type {(steps: number) => string} */
  best: (steps) => `Your best here: ${count(steps, 'step', 'steps')}.`,
  /** @type {(steps: number) => string} */
  machineBest: (steps) => `The shortest way there is has ${count(steps, 'step', 'steps')}.`,
  /** @type {(policy: string, steps: number) => string} */
  brokenIn: (policy, steps) => `${policy}: broken in ${steps}`,
  machine: "See the machine's way",
  haveAll: 'Have every order tried',
  triedSoFar: 'Trying every order …',
  yours: 'What you chose so far',
  property: 'Sentence to break',

  /** @type {(field: string, value: string, allowed: string) => string} */
  mustBe: (field, value, allowed) => `${field}=${value}: it must be ${allowed}.`,
  /** @type {(names: string[]) => string} */
  oneOf: (names) => `one of ${names.join(', ')}`,
  allowed: {
    by: '“you”, or left out',
    way: 'an order of 400 steps at most',
    beside: 'a strategy and a write policy, such as lease/invalidate, or none',
  },
};

/** @param {number} orders */
const orderCount = (orders) =>
  orders > 2 ** 53 ? `some ${orders.toPrecision(2).replace('e+', ' × 10^')} orders` : count(orders, 'order', 'orders');

/** A title in lower case, except that `TTL only` keeps its capitals. @param {string} text */
const lower = (text) => (/^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text);
