/** The descriptions of the keyboard shortcuts. Replace this file for another language. */

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
  keysTitle: 'Shortcuts, while the playground has the focus',
  legendTitle: 'Legend: what you see',
  keysOn: 'Shortcuts are on',
};
