/** What the frame says: buttons, headings and names of parts. To be replaced for another language. */

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
  presets: 'Presets',
  share: 'Share',
  ask: 'Ask',
  theory: 'The whole run against theory',
  keys: 'Keys',
  dismiss: 'Dismiss',
  working: 'Computing the run',
};
