/** @type {import('../words.js').StepWords} */
export default {
  say: 'Cache-aside fits where reads are many, writes few, and slightly [stale:old] data is fine. It also fits when you cannot know what will be asked for: only what is popular gets in.',
  bets: [],
  tasks: ['Sort the six, then run them.'],
  acts: ['Run the six'],
  see: [],
  why: 'Many writes delete what reads just stored. Where an old value is an error, a delete is not enough. A timeline may be seconds old: a TTL is enough.',
};
