/** Texts of the workshop. Replace this file for another language. */

import { count } from '../kit/words.js';

export const workshopWords = {
  tools: 'Your code',
  run: 'Run',
  runKeys: 'Run this code as a lane of its own (Ctrl or ⌘ and Enter)',
  undo: 'Undo',
  reset: 'Reset',
  remove: 'Remove lane',
  close: 'Close the editor',
  working: 'Running your code …',
  /** @type {(title: string) => string} */
  textOf: (title) => `Code of ${title}, in Python`,
  help: 'What is there to call is offered as you type: press ↓ to go to it, Enter to take it. Tab leaves the editor.',
  offered: 'What may be written here',
  fine: 'Nothing is wrong with this text.',
  /** @type {(line: number) => string} */
  atLine: (line) => `Line ${line}: `,
  verdict: 'What it breaks',
  holds: 'In this run it breaks nothing of what is to hold always.',
  /** @type {(n: number) => string} */
  times: (n) => count(n, 'time', 'times'),
  /** @type {(sentence: string) => string} */
  notAlways: (sentence) => `Not always: ${sentence}`,
  goThere: 'Go there',
  shortest: 'The shortest way',
  looking: 'Looking for the fewest requests that it takes …',
  noWay: 'This run is too large to be made again for it.',
  /** @type {(requests: string[], of: number, fewest: boolean) => string} */
  way: (requests, of, fewest) =>
    `${count(requests.length, 'request', 'requests')} of the ${of} until then ${requests.length === 1 ? 'is' : 'are'} enough: ${requests.join(', ')}. ` +
    (fewest ? 'Without any one of them it does not happen.' : 'Fewer were not looked for any longer.'),
  diff: 'What you changed',
  noDiff: 'Nothing yet.',
  /** @type {(title: string) => string} */
  diffFrom: (title) => `Against ${title}`,
  said: 'What it said',
  challenges: 'Challenges',
  challengesWhat: 'Goals without stars: each is decided by 20 runs of what is in the editor.',
  tryIt: 'Try',
  /** @type {(done: number, of: number) => string} */
  trying: (done, of) => `${done} of ${of} runs`,
  /** @type {(of: number) => string} */
  met: (of) => `Met in all ${of} runs.`,
  /** @type {(seed: number, missing: string) => string} */
  missed: (seed, missing) => `Not met with seed ${seed}: ${missing}`,
  /** @type {(queries: string, latency: string, age: string) => string} */
  cost: (queries, latency, age) =>
    `It costs ${queries} queries per expiry; the longest read takes ${latency} ms, the oldest value served is ${age} ms old.`,
};
