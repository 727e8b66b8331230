/**
 * A scenario line as text: `strategy=xfetch ttl=2s do=5s:expire`. Here values are only moved about as tokens; what
 * they mean and whether they are allowed is the core's business.
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

/** The line without a field, which is then at its default. @param {string} line @param {string} name */
export const withoutField = (line, name) => join(tokens(line).filter(([other]) => other !== name));

/**
 * The line with one field set, moved to its end: the same settings are the same text.
 * @param {string} line
 * @param {string} name
 * @param {string} value
 */
export const withField = (line, name, value) => join([...tokens(withoutField(line, name)), [name, value]]);

/** The interventions of a line, as in `do=`. @param {string} line */
export const actionsOf = (line) => tokens(line).find(([name]) => name === 'do')?.[1] ?? '';

/** The line with one more intervention. @param {string} line @param {string} action such as `5s:expire` */
export function withAction(line, action) {
  const before = actionsOf(line);
  return withField(line, 'do', before ? `${before},${action}` : action);
}

/** The line with these interventions and no others. @param {string} line @param {string} text as in `do=` */
export const withActions = (line, text) => (text ? withField(line, 'do', text) : withoutField(line, 'do'));
