/** Texts of the frame: buttons, headings and names of parts. Replace this file for another language. */

export const frameWords = {
  label: 'Cache-aside playground: a simulation you can play, pause and poke',
  branches: 'Branches of this run',
  changed: 'What the last poke changed',
  transport: 'Time',
  requests: 'requests',
  chart: 'Chart',
  /** @type {(chart: string) => string} */
  tableOf: (chart) => `Table: ${chart}`,
  timeline: 'Requests and database load over time',
  strategy: 'Strategy of this lane',
  side: 'More about this run',
  panels: { log: 'What happened', requests: 'Requests', code: 'Code' },
  compare: 'Compare',
  orders: 'Can it go wrong?',
  real: 'Show me a real one',
  /** @type {Record<string, string | undefined>} */
  brief: { orders: 'Wrong?', real: 'Real' },
  presets: 'Presets',
  share: 'Share',
  ask: 'Ask',
  theory: 'The whole run against theory',
  keys: 'Shortcuts',
  skip: 'Skip to Play',
  legend: 'Legend',
  roles: /** @type {[role: import('../kit/mark.js').Role, called: string][]} */ ([
    ['hit', 'hit'],
    ['miss', 'miss'],
    ['wait', 'waits'],
    ['stale', 'stale'],
  ]),
  /** Why a strategy had nothing to do, by the core's word. @type {Record<string, string>} */
  idle: {
    nothing_missed: 'Nothing to do in this run: nothing had to be fetched.',
    nothing_expired: 'Nothing to do in this run: no value expired.',
    nobody_met: 'Nothing to do in this run: nobody had to wait.',
  },
  dismiss: 'Dismiss',
  working: 'Computing the run',
};
