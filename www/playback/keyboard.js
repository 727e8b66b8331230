/**
 * The commands of keys, while the keyboard focus is inside the playground. A key that the focused control needs (a
 * slider's arrows, a button's space, text) is not used.
 */

/** @typedef {keyof import('./commands.js').Commands} CommandName */

/** @type {Record<string, [name: CommandName, ...rest: (number | string)[]]>} */
const KEYS = {
  ' ': ['toggle'],
  k: ['toggle'],
  ArrowRight: ['step', 1],
  ArrowLeft: ['stepBack', 1],
  'Shift+ArrowRight': ['step', 10],
  'Shift+ArrowLeft': ['stepBack', 10],
  ',': ['frame', -1],
  '.': ['frame', 1],
  '<': ['slower'],
  '>': ['faster'],
  n: ['nextMoment'],
  p: ['previousMoment'],
  Home: ['toStart'],
  End: ['toEnd'],
  e: ['poke', 'expire'],
  z: ['undo'],
  y: ['redo'],
  '?': ['help'],
  Escape: ['close'],
};

/** Keys that do not repeat when they are held down. */
const ONCE = /^[ezy]$/;

/** Keys that a focused control needs. @type {[selector: string, keys: RegExp][]} */
const TAKEN = [
  ['input:not([type=range], [type=checkbox]), textarea, select', /^(?!Escape$)/],
  ['input[type=range]', /^(Arrow.*|Home|End|Page.*)$/],
  ['button, a[href], summary, input[type=checkbox]', /^( |Enter)$/],
];

/**
 * @param {KeyboardEvent} event
 * @returns {[name: CommandName, ...rest: (number | string)[]] | null}
 */
export function keyCommand(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  const target = event.composedPath()[0];
  if (target instanceof Element && TAKEN.some(([selector, keys]) => target.matches(selector) && keys.test(event.key))) {
    return null;
  }
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.repeat && ONCE.test(name)) return null;
  return KEYS[event.shiftKey && name.length > 1 ? `Shift+${name}` : name] ?? null;
}
