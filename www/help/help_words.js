/** The keys and what they do. To be replaced for another language. */

/** @type {[keys: string, what: string][]} */
export const keyWords = [
  ['Space, K', 'play or pause'],
  ['← →', 'previous or next event'],
  ['Shift ← →', 'ten events'],
  [', .', 'one frame'],
  ['< >', 'slower or faster'],
  ['P N', 'previous or next interesting moment'],
  ['Home End', 'start or end of the run'],
  ['E', 'expire the hot key now'],
  ['Z Y', 'take back a poke, do it again'],
  ['?', 'this list'],
  ['Esc', 'close what is open'],
];

export const helpWords = {
  keysTitle: 'Keys, while the playground has the focus',
  keysOn: 'Keys are on',
};
