/**
 * A scenario line as text: `strategy=xfetch ttl=2s do=5s:expire`. These functions only handle tokens. The core parses
 * and checks the values.
 */

/** @param {string} line @returns {[name: string, value: string][]} */
export function tokens(line) {
  return line
    .split(/\s+/)
    .filter(Boolean)
    .map((token) => {
      const at = token.indexOf('=');
      return at < 0 ? [token, ''] : [token.slice(0, at), token.slice(at + 1)];
    });
}

/** @param {[string, string][]} pairs */
export const join = (pairs) => pairs.map(([name, value]) => `${name}=${value}`).join(' ');

/** The line without a field, which then has its default. @param {string} line @param {string} name */
export const withoutField = (line, name) => join(tokens(line).filter(([other]) => other !== name));

/**
 * The line with one field set and moved to its end, so that the same settings give the same text.
 * @param {string} line
 * @param {string} name
 * @param {string} value
 */
export const withField = (line, name, value) => join([...tokens(withoutField(line, name)), [name, value]]);

/** The line with code that replaces its strategy. @param {string} line @param {string} code */
export const withCode = (line, code) => `${line}\0${code}`;

/** The interventions of a line, as in `do=`. @param {string} line */
export const actionsOf = (line) => tokens(line).find(([name]) => name === 'do')?.[1] ?? '';

/** The line with one more intervention. @param {string} line @param {string} action such as `5s:expire` */
export function withAction(line, action) {
  const before = actionsOf(line);
  return withField(line, 'do', before ? `${before},${action}` : action);
}

/** The line with these interventions and no others. @param {string} line @param {string} text as in `do=` */
export const withActions = (line, text) => (text ? withField(line, 'do', text) : withoutField(line, 'do'));

/** The longest input that is quoted in a message, as in the core's errors. */
const SHOWN_CHARS_MAX = 80;

/** @param {string} text */
export function clipped(text) {
  const shown = Array.from(text.slice(0, 2 * SHOWN_CHARS_MAX + 2));
  return shown.length > SHOWN_CHARS_MAX ? `${shown.slice(0, SHOWN_CHARS_MAX).join('')}…` : text;
}

/** Whether a line is an order to play (`orders/line.js`) instead of a scenario. @param {string} line */
export const isOrder = (line) => tokens(line).some(([name]) => name === 'orders');
