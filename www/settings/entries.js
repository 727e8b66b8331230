/** What is entered in the settings: being typed or dragged, refused, asked for, or in force. */

import { tokens, withoutField } from '../line/line.js';

/** @typedef {import('../engine/run.js').ScenarioError} ScenarioError */
/** @typedef {ReturnType<typeof entriesOf>} Entries */

/** @param {import('../playback/app.js').App} app */
export function entriesOf({ session, redraw }) {
  /** Being typed or dragged, and not asked for yet. @type {Map<string, string>} */
  const drafts = new Map();
  /** Refused, for the lanes that were shown. @type {Map<string, ScenarioError>} */
  const refused = new Map();
  let { lanes } = session;
  /** Asked for, or else in force. @type {Record<string, string>} */
  let values = {};
  return {
    /** The text in a field's box. @param {string} name */
    shown: (name) => drafts.get(name) ?? refused.get(name)?.value ?? values[name],
    /** Why what is in a field's box was refused. @param {string} name */
    problem: (name) => refused.get(name),
    /** @param {string} name @param {string} value */
    draft: (name, value) => drafts.set(name, value),
    /** Forgets what was typed and not asked for. */
    discard: () => drafts.clear(),
    /**
     * Asks for a value; a refusal is told beside its field and nowhere else.
     * @param {string} name @param {string} value
     */
    async set(name, value) {
      const field = session.catalogue?.fields.find((one) => one.name === name);
      drafts.delete(name);
      refused.delete(name);
      const ending = await (value === field?.default
        ? session.change(withoutField(session.wanted.line, name))
        : session.set(name, value));
      if (typeof ending === 'object' && ending.field === name) {
        refused.set(name, { ...ending, value });
        session.withdraw(ending);
      }
      redraw();
    },
    /** Takes the values as they are now. Other lanes: what was refused for the last ones is forgotten. */
    refresh() {
      if (session.lanes !== lanes) refused.clear();
      ({ lanes } = session);
      const { line } = session.wanted;
      const defaults = session.catalogue?.fields.map((field) => [field.name, field.default]) ?? [];
      values = line === session.line ? session.values : Object.fromEntries([...defaults, ...tokens(line)]);
    },
  };
}
